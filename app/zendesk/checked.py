"""
Single values of Zendesk's JSON, checked once: ids are bounded integers, times aware and in UTC, text storable.

What must be there and cannot be used raises `InvalidAnswer` under its name; what only helps becomes empty or None.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal

from app.zendesk.errors import InvalidAnswer
from app.zendesk.records import LARGEST_ID, NOBODY
from app.zendesk.storable import storable

_LARGEST_COUNT: Final = 10**9


def mapping(value: Any, name: str) -> Mapping[str, Any]:
    """Return an object; anything else is unusable."""
    if not isinstance(value, Mapping):
        raise unusable(name, value)
    return value


def sequence(value: Any, name: str) -> Sequence[Any]:
    """Return a list; anything else is unusable."""
    if not isinstance(value, list):
        raise unusable(name, value)
    return value


def record_id(value: Any, name: str) -> int:
    """Return the id that a record must have."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise unusable(name, value)
    return value


def reference(value: Any, name: str) -> int | None:
    """Return the id of another record; 0 and -1 stand for nobody and nothing."""
    return None if value is None or value in (0, NOBODY) else record_id(value, name)


def author(value: Any, name: str) -> int:
    """Return who acted; a missing author is `NOBODY`."""
    found = reference(value, name)
    return NOBODY if found is None else found


def moment(value: Any, name: str) -> datetime:
    """Return a time in UTC; one without its offset is unusable."""
    try:
        told = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        raise unusable(name, value)
    return told.astimezone(UTC)


def text(value: Any) -> str:
    """Return a text; what is none is empty."""
    return storable(value) if isinstance(value, str) else ""


def required_text(value: Any, name: str) -> str:
    """Return a text that must be there."""
    if not isinstance(value, str) or not value:
        raise unusable(name, value)
    return storable(value)


def tags(value: Any) -> frozenset[str]:
    """Return the tags of a record that may have none."""
    if value is None:
        return frozenset()
    return frozenset(storable(tag) for tag in sequence(value, "tags") if isinstance(tag, str))


def count(value: Any) -> int | None:
    """Return a count, documented as "string composed of numbers" and seen as a number; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,12}(\.0{1,9})?\s*", value, re.ASCII):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or value != int(value) or not 0 <= value <= _LARGEST_COUNT:
        return None
    return int(value)


def unusable(name: str, value: Any) -> InvalidAnswer:
    """Name what is wrong; text is told by its length only, since it may be a customer's."""
    seen = f"text of {len(value)} characters" if isinstance(value, str) else _kind(value)
    return InvalidAnswer(f"Zendesk's answer cannot be used: {name} is {seen}.", status=200)


def _kind(value: Any) -> str:
    plain: dict[type, Literal["missing", "a list", "an object"]] = {
        type(None): "missing",
        list: "a list",
        dict: "an object",
    }
    return plain.get(type(value)) or repr(value)[:40]
