"""
Who is on call when: shifts of people, one after the other, as an admin's calendar says.

A roster is a value made of a calendar that somebody else has read (`app.roster_file`). It reaches to a horizon; what
lies beyond it is not known.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time in which one person is on call; `ends_at` does not belong to it any more."""

    begins_at: datetime
    ends_at: datetime
    who: int | str
    """A Zendesk user's id or e-mail address."""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts in order, none of which overlaps another, from `known_from` until `known_until`."""

    shifts: tuple[Shift, ...]
    known_from: datetime
    known_until: datetime

    @classmethod
    def of(cls, shifts: Iterable[Shift], known_from: datetime, known_until: datetime) -> "Roster":
        """
        Return the roster of shifts that may overlap.

        Where several run at once, the one that began last counts: a stand-in's shift lies upon the usual one. Of
        several that began together the one that ends first counts, then the first by who it names.
        """
        return cls(tuple(_joined(_winners(list(shifts)))), known_from, known_until)

    def on_call(self, at: datetime) -> Shift | None:
        """Return the shift of who is on call at a moment, or None when nobody is."""
        place = bisect_right(self.shifts, at, key=_begin) - 1
        if place < 0 or self.shifts[place].ends_at <= at:
            return None
        return self.shifts[place]

    def is_known(self, at: datetime) -> bool:
        """Return whether the roster reaches to a moment."""
        return self.known_from <= at < self.known_until

    def gaps(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches between two moments in which nobody is on call."""
        reached = begin
        for shift in self.shifts:
            if shift.ends_at <= reached:
                continue
            if shift.begins_at >= end:
                break
            if shift.begins_at > reached:
                yield reached, shift.begins_at
            reached = shift.ends_at
        if reached < end:
            yield reached, end


def _begin(shift: Shift) -> datetime:
    return shift.begins_at


def _winners(shifts: list[Shift]) -> Iterator[Shift]:
    """Yield, between each two moments at which a shift begins or ends, the part of the one that counts."""
    shifts = sorted((one for one in shifts if one.ends_at > one.begins_at), key=_begin)
    moments = sorted({moment for one in shifts for moment in (one.begins_at, one.ends_at)})
    running: list[Shift] = []
    coming = 0
    for begin, end in pairwise(moments):
        while coming < len(shifts) and shifts[coming].begins_at <= begin:
            running.append(shifts[coming])
            coming += 1
        running = [one for one in running if one.ends_at > begin]
        if running:
            latest = max(one.begins_at for one in running)
            winner = min(
                (one for one in running if one.begins_at == latest), key=lambda one: (one.ends_at, str(one.who))
            )
            yield replace(winner, begins_at=begin, ends_at=end)


def _joined(parts: Iterable[Shift]) -> Iterator[Shift]:
    """Yield the parts, those of one person that touch made one: who follows himself is on call all the while."""
    last: Shift | None = None
    for part in parts:
        if last is not None and (last.ends_at, last.who, last.name) == (part.begins_at, part.who, part.name):
            last = replace(last, ends_at=part.ends_at)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last
