"""A month of a time zone: what `--month` names, and the weeks in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.errors import InvalidInput

_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
EARLIEST_YEAR: Final = 2000
"""Nothing in a database is older, and dates keep clear of the calendar's beginning."""


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month as its time zone counts it: from its first midnight to the next month's, which is outside."""

    year: int
    number: int
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The first moment of the month, in UTC."""
        return self._midnight(self.first_day)

    @property
    def end(self) -> datetime:
        """The first moment after it, in UTC."""
        return self._midnight(self._next_first_day)

    @property
    def name(self) -> str:
        """As `--month` has it: `2026-11`."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_day(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    def has(self, moment: datetime | None) -> bool:
        """Return whether a moment lies in the month; None does not."""
        return moment is not None and self.start <= moment < self.end

    def is_over(self, now: datetime) -> bool:
        """Return whether nothing can fall into it any more."""
        return now >= self.end

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the clocks of the zone show it."""
        return moment.astimezone(self.zone)

    def weeks(self) -> Iterator[tuple[date, date]]:
        """Yield first and last day of each week of the month; weeks begin on Monday, and the outer ones are cut."""
        first, beyond = self.first_day, self._next_first_day
        while first < beyond:
            next_monday = first + timedelta(days=7 - first.weekday())
            yield first, min(next_monday, beyond) - timedelta(days=1)
            first = next_monday

    @property
    def _next_first_day(self) -> date:
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    def _midnight(self, day: date) -> datetime:
        # Where clocks change at midnight the earlier reading begins the day: a gap then begins it at its end.
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)


def month_named(text: str | None, zone: ZoneInfo, now: datetime) -> Month:
    """
    Return the month that `--month` names, or the last one that is over where nothing is named.

    Raises `InvalidInput` when the text is no month, or one that has not begun.
    """
    here = now.astimezone(zone)
    if text is None:
        last = here.date().replace(day=1) - timedelta(days=1)
        return Month(last.year, last.month, zone)
    match = _MONTH.fullmatch(text.strip())
    year, number = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (year >= EARLIEST_YEAR and 1 <= number <= 12):
        raise InvalidInput(f"--month {text[:40]!r} cannot be read: write year and month, such as 2026-11.")
    if (year, number) > (here.year, here.month):
        raise InvalidInput(f"--month {text[:40]!r} has not begun yet: name a month up to {here:%Y-%m}.")
    return Month(year, number, zone)
