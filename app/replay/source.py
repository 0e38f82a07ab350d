"""Past tickets as a replay takes them, whether from a file or from Zendesk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.config import Settings
from app.rules.replay import Case
from app.rules.ticket import Report


@dataclass(frozen=True, slots=True)
class Source:
    """Past tickets, wherever they come from."""

    title: str
    cases: Sequence[Case]
    reports: Callable[[Settings], list[Report]]
    """What triage reads under given settings, which say who is a partner."""
    notes: tuple[str, ...] = ()
