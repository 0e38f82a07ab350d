"""
A level's calendar of shifts (`ESCALATION_LEVEL_n_CALENDAR`): from an iCalendar file to who is on call when.

Read by the icalendar library, its repetitions worked out by recurring-ical-events: rules, exceptions, moved instances
and time zones are theirs. What is ours: whom an event names, and that a mistake is told in a sentence with its place.
Nothing here may run on the event loop; `app.roster_keeper` sends it to a thread.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import icalendar  # type: ignore[import-untyped]  # it ships no types
import recurring_ical_events  # type: ignore[import-untyped]  # it ships no types
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it ships no types

from app.rules.roster import Roster, Shift

LARGEST_BYTES: Final = 4 << 20
BEFORE: Final = timedelta(days=2)
AHEAD: Final = timedelta(days=35)
"""How far ahead shifts are worked out; a calendar may repeat for ever."""
LONGEST_TEXT: Final = 2000
_MAIL: Final = re.compile(r"[^\s<>()\[\],;:\"'@]+@[^\s<>()\[\],;:\"'@]+\.[^\s<>()\[\],;:\"'@.]+")
_NUMBER: Final = re.compile(r"^\s*#?(\d{1,18})\s*$|\b(?:user|id|zendesk)\b[\s:#=]*(\d{1,18})\b", re.IGNORECASE)
"""A user's id that is the whole text, or after a word that says so: any other number may be a telephone's."""
_NOBODYS: Final = "@group.calendar.google.com"
"""Google names the calendar itself as organizer of its events."""
_THINGS: Final = frozenset({"RESOURCE", "ROOM"})
"""Attendees (CUTYPE) to whom no ticket can be given."""
_TOO_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY"})
_CYCLE: Final = 400
"""Years after which the calendar is the same again: its weekdays, and its 29ths of February."""
_TRIED: Final = 100
"""Years in which what is possible happens, for every unit of INTERVAL: a 29th of February on a Sunday may take 40."""
_LAST_YEAR: Final = 9999
_DAY_HOURS: Final = 24


class UnusableRoster(ValueError):
    """The file cannot be used; each of `problems` is the rest of a sentence that begins with its setting's name."""

    def __init__(self, *problems: str) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """A calendar file, read and found usable."""

    path: Path
    calendar: Any
    zone: tzinfo
    """For days and for times that name no zone: that of the calendar (X-WR-TIMEZONE), else UTC."""

    def roster(self, now: datetime) -> Roster:
        """Return who is on call from shortly before `now` to `AHEAD` of it."""
        begin, end = now - BEFORE, now + AHEAD
        try:
            events = recurring_ical_events.of(self.calendar, components=("VEVENT",)).between(begin, end)
            return Roster.of((shift for event in events if (shift := _shift(event, self.zone))), begin, end)
        except Exception as exc:  # a rule that the parser took and the reckoning does not
            raise UnusableRoster(f"is {self.path}, whose events cannot be reckoned ({_told(exc)}).") from exc


def read_source(path: Path) -> Source:
    """Return the calendar of a file; raise `UnusableRoster` with everything that is wrong about it."""
    try:
        raw = path.read_bytes()
    except OSError as exc:
        raise UnusableRoster(
            f"is {path}, which cannot be read ({exc.strerror}); write the path of an iCalendar file."
        ) from None
    return parsed(path, raw)


def parsed(path: Path, raw: bytes) -> Source:
    """Return the calendar of a file's content; raise `UnusableRoster` with everything that is wrong about it."""
    if len(raw) > LARGEST_BYTES:
        raise UnusableRoster(f"is {path}, which has {len(raw)} bytes, more than {LARGEST_BYTES}: take out old events.")
    try:
        calendar = icalendar.Calendar.from_ical(raw)
    except Exception as exc:  # the parser has no error of its own
        raise UnusableRoster(
            f"is {path}, which is no iCalendar file ({_told(exc)}); export the calendar as .ics."
        ) from None
    events = [event for event in calendar.walk("VEVENT") if not _is_cancelled(event)]
    if not events:
        raise UnusableRoster(f"is {path}, which holds no event: nobody would ever be on call.")
    if problems := [f"is {path}: {problem}" for event in events for problem in _problems(event)]:
        raise UnusableRoster(*problems)
    for event in events:
        _refuse_never(path, event)  # told one at a time, since finding out takes its time
    return Source(path, calendar, _zone(calendar))


def _problems(event: Any) -> Iterator[str]:
    """Yield what is wrong about one event."""
    which = _which(event)
    if errors := [name for name, _ in event.errors if name in ("DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE")]:
        yield f"{which} has a {errors[0]} that cannot be read; correct it or take the event out."
        return
    start = event.get("DTSTART")
    if start is None:
        yield f"{which} has no beginning (DTSTART); add it or take the event out."
        return
    moment = start.dt
    if isinstance(moment, datetime) and moment.tzinfo is None and "TZID" in start.params:
        zone = start.params["TZID"]
        yield f"{which} is in the time zone {zone!r}, which is not known; use a name such as Europe/Paris."
    if not _lasts(event):
        yield f"{which} has no length; give it an end (DTEND) or a DURATION."
    for rule in _rules(event):
        if {str(often).upper() for often in rule.get("FREQ", ())} & _TOO_OFTEN:
            yield f"{which} repeats by the minute or second; a shift repeats hourly at most."
        if any(number < 1 for number in rule.get("INTERVAL", ())):  # the reckoning would never end
            yield f"{which} repeats with an INTERVAL below 1; write 1 or more, or leave it out."
    if _who(event) is None:
        yield (
            f"{which} names nobody; invite the person (ATTENDEE), or write an e-mail address or a Zendesk user id "
            "into its title or description."
        )


def _refuse_never(path: Path, event: Any) -> None:
    """Raise `UnusableRoster` for an event whose repetition has no moment at all."""
    for rule in _rules(event):
        if _never(rule, event["DTSTART"].dt):
            why = f"repeats by a rule that never comes true ({_rule_text(rule)}); correct it or take the event out."
            raise UnusableRoster(f"is {path}: {_which(event)} {why}")


def _rules(event: Any) -> Sequence[Any]:
    return [rule for rule in _listed(event.get("RRULE")) if rule]


def _never(rule: Any, start: date | datetime) -> bool:
    """
    Return whether a rule has no moment at all, which the reckoning would look for until the year 9999.

    It is tried on a last stretch of the calendar's years, which are like those of `start`: hence the whole cycles, as
    many for each unit of INTERVAL. What cannot be tried is left to the reckoning.
    """
    parts = {str(name).upper(): list(_listed(value)) for name, value in rule.items()}
    if "BYEASTER" in parts or not any(name.startswith("BY") for name in parts):
        return False
    if _is_beyond_the_hour(parts):
        return True
    parts = _by_day({name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")})
    every = int(next(iter(parts.get("INTERVAL", ())), 1))
    at = start if isinstance(start, datetime) else datetime.combine(start, time())
    cycles = max(0, (_LAST_YEAR - _TRIED * every - at.year) // (_CYCLE * every)) * every
    try:
        late = at.replace(year=at.year + cycles * _CYCLE, tzinfo=None)
        return next(iter(rrulestr(_rule_text(parts), dtstart=late)), None) is None
    except (ValueError, TypeError):
        return False


def _by_day(parts: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return an hourly rule as the daily one of its days, which is tried in a day's time: an hour comes every day."""
    if not _is_hourly(parts):
        return parts
    hours = int(next(iter(parts.get("INTERVAL", ())), 1))
    days = hours // _DAY_HOURS if hours % _DAY_HOURS == 0 else 1
    of_hours = ("BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS")
    kept = {name: value for name, value in parts.items() if name not in of_hours}
    return kept | {"FREQ": ["DAILY"], "INTERVAL": [days]}


def _is_hourly(parts: dict[str, list[Any]]) -> bool:
    return [str(often).upper() for often in parts.get("FREQ", ())] == ["HOURLY"]


def _is_beyond_the_hour(parts: dict[str, list[Any]]) -> bool:
    """Return whether an hourly rule wants the nth of fewer moments than n (BYSETPOS)."""
    moments = len(parts.get("BYMINUTE", " ")) * len(parts.get("BYSECOND", " "))
    places = parts.get("BYSETPOS", ())
    return _is_hourly(parts) and bool(places) and all(abs(int(place)) > moments for place in places)


def _rule_text(parts: Any) -> str:
    return str(icalendar.vRecur(parts).to_ical().decode())


def _which(event: Any) -> str:
    title = _plain(event.get("SUMMARY"))[:40]
    start = getattr(event.get("DTSTART"), "dt", None)
    return f"the event {title!r}" + (f" of {start:%Y-%m-%d}" if isinstance(start, date) else "")


def _lasts(event: Any) -> bool:
    """Return whether an event has a length: a day without an end lasts a day, a time without one no time at all."""
    try:
        return bool(event.end > event.start)
    except Exception:  # contradictory or missing ends
        return False


def _is_cancelled(event: Any) -> bool:
    return _plain(event.get("STATUS")).upper() == "CANCELLED"


def _shift(event: Any, zone: tzinfo) -> Shift | None:
    """Return the shift of one instance; None for one that was cancelled or, moved by hand, names nobody."""
    named = _who(event)
    if named is None or _is_cancelled(event):
        return None
    who, name = named
    return Shift(_moment(event.start, zone), _moment(event.end, zone), who, name)


def _moment(at: date | datetime, zone: tzinfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)


def _zone(calendar: Any) -> tzinfo:
    try:
        return ZoneInfo(_plain(calendar.get("X-WR-TIMEZONE")) or "UTC")
    except (OSError, ValueError, KeyError):
        return UTC


def _who(event: Any) -> tuple[int | str, str | None] | None:
    """
    Return whom an event names, with the name: an attendee who has not declined and is no room, else its organizer,
    else what its title or description holds.
    """
    for address in (*_listed(event.get("ATTENDEE")), *_listed(event.get("ORGANIZER"))):
        mail = str(address).strip()
        if not mail.lower().startswith("mailto:") or mail.lower().endswith(_NOBODYS):
            continue
        params = getattr(address, "params", {})
        if str(params.get("PARTSTAT", "")).upper() == "DECLINED" or str(params.get("CUTYPE", "")).upper() in _THINGS:
            continue
        mail = mail[len("mailto:") :]
        name = _plain(params.get("CN"))
        return mail, (name if name and name.lower() != mail.lower() else None)
    title = _plain(event.get("SUMMARY"))
    for text in (title, _plain(event.get("DESCRIPTION"))):
        if found := _MAIL.search(text):
            return found.group(), _rest(title, found.group())
        if found := _NUMBER.search(text):
            return int(found.group(1) or found.group(2)), _rest(title, found.group())
    return None


def _rest(title: str, taken: str) -> str | None:
    """Return the words of a title beside an address: the person's name, as a rule."""
    words = re.sub(r"^\s*on[- ]call\b\s*:?", "", title.replace(taken, " "), flags=re.IGNORECASE)
    return " ".join(re.sub(r"[<>()\[\],;:|]", " ", words).split()).strip("-–— ") or None


def _listed(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _plain(value: Any) -> str:
    text = re.sub(r"\s+", " ", str(value)) if value is not None else ""
    return "".join(character for character in text if character.isprintable()).strip()[:LONGEST_TEXT]


def _told(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error))[:100] or type(error).__name__
