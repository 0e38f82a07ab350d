"""What a request for an escalation names: an escalation, a person above, or a level."""

import re
from collections.abc import Callable
from typing import NamedTuple

from app.rules.comments.request.escalation import ESCALATION, is_escalation_wished
from app.rules.comments.request.level import LEVEL, is_level_wished
from app.rules.comments.request.person import PERSON, is_person_wished


class Target(NamedTuple):
    """Words that name one, and whether they are a wish where they stand."""

    pattern: re.Pattern[str]
    is_wished: Callable[[re.Match[str]], bool]


TARGETS = (Target(ESCALATION, is_escalation_wished), Target(PERSON, is_person_wished), Target(LEVEL, is_level_wished))


def has_target(text: str) -> bool:
    """Whether a text names any target, wished for or not."""
    return any(target.pattern.search(text) for target in TARGETS)
