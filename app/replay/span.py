"""How far back a replay looks: `90d`, `12h`, `4w`, or a date."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from app.errors import InvalidInput

_SPAN: Final = re.compile(r"([0-9]{1,5})([hdw])", re.ASCII)
_UNITS: Final = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST: Final = timedelta(days=3660)
"""Further back than any account reaches; keeps dates in range."""


def since(text: str, now: datetime) -> datetime:
    """
    Return the moment that `--since` names, aware and in UTC; a date without a zone is UTC.

    Raises `InvalidInput` when the text cannot be read, or the moment lies ahead or more than ten years back.
    """
    moment = _moment(text.strip(), now)
    if moment is None:
        raise InvalidInput(f"--since {text[:40]!r} cannot be read: write 90d, 12h, 4w, or a date such as 2026-08-01.")
    if moment >= now:
        raise InvalidInput(f"--since {text[:40]!r} lies ahead: name a moment in the past.")
    if now - moment > LONGEST:
        raise InvalidInput(f"--since {text[:40]!r} lies more than ten years back: name a later moment.")
    return moment


def _moment(text: str, now: datetime) -> datetime | None:
    if match := _SPAN.fullmatch(text.lower()):
        distance = int(match[1]) * _UNITS[match[2]]
        return now - min(distance, LONGEST + timedelta(days=1))
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
