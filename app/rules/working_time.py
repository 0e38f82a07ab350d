"""
Working time: which hours of which days count towards a ticket's age, where a setting says that not all do.

The policy has all hours of all days (24x7), and so has Tierline unless `ESCALATION_CALENDAR_TIER_n` names others. A
calendar is a value: its hours, its zone and its days off, public holidays already looked up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

Minutes = tuple[int, int]
"""Begin and end of a stretch of a day in minutes of the wall clock; 1440 is the midnight that ends the day."""

LONGEST: Final = timedelta(days=20 * 366)
"""What would fall due later than this never does."""
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """
    The hours that count: `week` has the stretches of each day from Monday to Sunday, in order, by the clocks of `zone`.

    On a day on which clocks are set, a stretch is as long as it is for people: an hour that does not exist counts
    nothing, one that comes twice counts twice when it lies inside a stretch.
    """

    week: tuple[tuple[Minutes, ...], ...]
    zone: ZoneInfo
    days_off: frozenset[date] = frozenset()
    text: str = ""
    """The calendar in a few words, for notes and for the ladder's name."""

    def between(self, begin: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments; nothing when `end` is not later."""
        total = timedelta(0)
        for starts_at, ends_at in self._stretches_from(begin):
            if starts_at >= end:
                break
            total += min(ends_at, end) - starts_at
        return total

    def after(self, begin: datetime, length: timedelta) -> datetime | None:
        """
        Return the first moment at which `length` of working time lies behind `begin`.

        The inverse of `between`. None when it would take more than `LONGEST`.
        """
        if length <= timedelta(0):
            return begin
        left = length
        for starts_at, ends_at in self._stretches_from(begin):
            if starts_at - begin > LONGEST:
                return None
            if ends_at - starts_at >= left:
                return starts_at + left
            left -= ends_at - starts_at
        return None

    def _stretches_from(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield working time from `begin` on, in order and without overlaps, in UTC."""
        moment = begin.astimezone(UTC)
        day = begin.astimezone(self.zone).date() - _DAY
        while day.year < date.max.year:
            for starts_at, ends_at in _stretches_of(self, day):
                starts_at = max(starts_at, moment)
                if ends_at > starts_at:
                    yield starts_at, ends_at
                    moment = ends_at
            day += _DAY


@lru_cache(maxsize=8192)
def _stretches_of(calendar: WorkingTime, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """Return a day's stretches in UTC."""
    if day in calendar.days_off:
        return ()
    return tuple(
        (_moment(calendar.zone, day, begin), _moment(calendar.zone, day, end))
        for begin, end in calendar.week[day.weekday()]
    )


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    days, rest = divmod(minutes, 1440)
    # Of an hour that comes twice the first is meant.
    wall = datetime.combine(day + days * _DAY, time(rest // 60, rest % 60), tzinfo=zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        return _change(zone, wall.replace(fold=1).astimezone(UTC), moment)
    return moment


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Return the minute at which clocks were set forward, between a moment before it and one not before it."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(second=0, microsecond=0)
