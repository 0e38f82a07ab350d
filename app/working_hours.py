"""
How the text of `ESCALATION_CALENDAR_TIER_n` becomes working time.

Like `app.setting_values`: a reader takes the text of a variable and raises ValueError with the rest of the sentence
"NAME …". Public holidays come from the holidays library, for the years `FIRST_YEAR` to `LAST_YEAR`, whatever the day
of the start: the same setting is the same calendar in every process.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator

from app.rules.working_time import Minutes, WorkingTime
from app.setting_values import did_you_mean, shown

FIRST_YEAR: Final = 2020
LAST_YEAR: Final = 2045
EXAMPLE: Final = '{"hours": "Mon-Fri 08:00-18:00", "zone": "America/New_York", "holidays": "US-NY"}'
KEYS: Final = ("hours", "zone", "holidays")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ITEM: Final = re.compile(
    r"(?P<first>[A-Za-z]{3,9})(?:\s*-\s*(?P<last>[A-Za-z]{3,9}))?\s+"
    r"(?P<begin>\d{1,2}:\d{2})\s*-\s*(?P<end>\d{1,2}:\d{2})"
)


def _calendar(value: object) -> object:
    if not isinstance(value, str):
        return value
    keys = _object(value)
    if unknown := [key for key in keys if key not in KEYS]:
        msg = f"has the unknown key {shown(unknown[0])}{did_you_mean(unknown[0], KEYS)}; known: {', '.join(KEYS)}"
        raise ValueError(msg)
    hours, zone, holidays = keys.get("hours"), keys.get("zone"), keys.get("holidays") or []
    if not isinstance(hours, str) or not isinstance(zone, str):
        msg = f'needs "hours" and "zone" in quotation marks; write it like {EXAMPLE}'
        raise ValueError(msg)
    wanted = [holidays] if isinstance(holidays, str) else holidays
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        msg = 'has "holidays" that are no list of texts, such as ["US-NY", "2026-12-24"]'
        raise ValueError(msg)
    text = " ".join((hours, zone, ",".join(wanted))).strip()
    return WorkingTime(_week(hours), _zone(zone), _days_off(wanted), re.sub(r"\s+", " ", text))


def _object(text: str) -> Mapping[str, Any]:
    try:
        document = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        document = None
    if not isinstance(document, dict):
        msg = f"is not a JSON object; write it like {EXAMPLE}"
        raise ValueError(msg)
    return document


def _week(text: str) -> tuple[tuple[Minutes, ...], ...]:
    """Read `Mon-Fri 08:00-12:00, Mon-Fri 13:00-17:00, Sat 09:00-12:00`."""
    week: list[list[Minutes]] = [[] for _ in _DAYS]
    for item in (part.strip() for part in re.split(r"[,;]", text) if part.strip()):
        match = _ITEM.fullmatch(item)
        if match is None:
            msg = (
                f'has hours that cannot be read, {shown(item)}; write them like "Mon-Fri 08:00-18:00, Sat 09:00-12:00"'
            )
            raise ValueError(msg)
        first = _day(match["first"])
        last = _day(match["last"]) if match["last"] else first
        begin, end = _minutes(match["begin"]), _minutes(match["end"])
        if end <= begin:
            msg = (
                f"has hours that end before they begin, {shown(item)}; hours past midnight are two items, such as "
                '"Mon 22:00-24:00, Tue 00:00-06:00"'
            )
            raise ValueError(msg)
        for number in range((last - first) % 7 + 1):
            week[(first + number) % 7].append((begin, end))
    if not any(week):
        msg = f'has no "hours" at all, so that no ticket would age; write it like {EXAMPLE}'
        raise ValueError(msg)
    return tuple(_joined(day) for day in week)


def _joined(day: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """Return the stretches of a day in order; those that overlap or touch are one."""
    joined: list[Minutes] = []
    for begin, end in sorted(day):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return tuple(joined)


def _day(text: str) -> int:
    short = text.lower()[:3]
    if short not in _DAYS:
        msg = f"has the day {shown(text)}; the days are Mon, Tue, Wed, Thu, Fri, Sat, Sun"
        raise ValueError(msg)
    return _DAYS.index(short)


def _minutes(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours * 60 + minutes > 1440 or minutes > 59:
        msg = f"has the time {shown(text)}; times go from 00:00 to 24:00"
        raise ValueError(msg)
    return hours * 60 + minutes


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        near = did_you_mean(name, available_timezones())
        msg = f"has the unknown zone {shown(name)}{near}; write one such as Europe/Paris"
        raise ValueError(msg) from None


def _days_off(wanted: Iterable[str]) -> frozenset[date]:
    days: set[date] = set()
    for one in wanted:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", one):
            try:
                days.add(date.fromisoformat(one))
            except ValueError:
                msg = f"has the holiday {shown(one)}, which is no day of the calendar"
                raise ValueError(msg) from None
        else:
            days |= _public(one)
    return frozenset(days)


def _public(place: str) -> set[date]:
    """Return the public holidays of a country, or of a part of it, such as `FR` or `US-NY`."""
    import holidays  # wanted only where a calendar names a country

    country, _, part = place.strip().partition("-")
    try:
        return set(holidays.country_holidays(country, subdiv=part or None, years=range(FIRST_YEAR, LAST_YEAR + 1)))
    except NotImplementedError:
        msg = (
            f"has holidays of {shown(place)}, of which none are known; write a country such as FR, a part of one such "
            "as US-NY, or days such as 2026-12-24"
        )
        raise ValueError(msg) from None


TierCalendar = Annotated[WorkingTime | None, BeforeValidator(_calendar)]
