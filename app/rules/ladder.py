"""
The escalation ladder: the level of a ticket is a function of its age alone (policy: Escalation Path).

Age is the time that counts since the ticket was opened: all of it, or the hours of its tier's calendar. Pure
arithmetic. "Never early" rests on `now` never being ahead of Zendesk's clock (`app.zendesk.skew`).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from app.rules.ticket import Status, Tier
from app.rules.working_time import WorkingTime

LONGEST_NAME: Final = 180
"""Characters of a ladder's name before its digest; the database keeps 200."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch of time in which the clock of an epoch stood still."""

    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Epoch:
    """
    One opening of a ticket: from its creation or reopening until it is solved.

    Time spent in a pausing status does not age the ticket: finished pauses stand in `pauses`, in order, and their
    whole length in `paused`; a running one began at `paused_since`. A version that knew no `pauses` has left lengths
    of which nobody knows the place (`unplaced`): they are taken off whatever the calendar, so that nothing is early.
    """

    number: int
    started_at: datetime
    paused: timedelta = timedelta(0)
    paused_since: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def unplaced(self) -> timedelta:
        """How much of `paused` no known pause accounts for."""
        return max(timedelta(0), self.paused - sum((one.ends_at - one.begins_at for one in self.pauses), timedelta(0)))

    def stretches(self) -> Iterator[tuple[datetime, datetime | None]]:
        """Yield from when to when the clock ran; the last has no end unless it stands still now."""
        begin = self.started_at
        for pause in self.pauses:
            yield begin, pause.begins_at
            begin = pause.ends_at
        yield begin, self.paused_since

    def age(self, now: datetime) -> timedelta:
        """Return how long the ticket has been open and not paused, every hour counted; never negative."""
        ran = (min(end or now, now) - begin for begin, end in self.stretches() if begin < now)
        return max(timedelta(0), sum(ran, timedelta(0)) - self.unplaced)

    def pause(self, at: datetime) -> "Epoch":
        """Return the epoch with the clock stopped at `at`; a paused one is returned as it is."""
        if self.paused_since is not None:
            return self
        return replace(self, paused_since=max(at, self.pauses[-1].ends_at if self.pauses else self.started_at))

    def resume(self, at: datetime) -> "Epoch":
        """Return the epoch with the clock running again from `at`."""
        if self.paused_since is None:
            return self
        if at <= self.paused_since:
            return replace(self, paused_since=None)
        pause = Pause(self.paused_since, at)
        paused = self.paused + (pause.ends_at - pause.begins_at)
        return replace(self, paused=paused, paused_since=None, pauses=(*self.pauses, pause))

    def through(self, changes: Iterable[tuple[datetime, Status]], pausing: frozenset[Status]) -> "Epoch":
        """Return the epoch after changes of status, in order; what was before it began is none of it."""
        epoch = self
        for at, status in changes:
            if at >= self.started_at:
                epoch = epoch.pause(at) if status in pausing else epoch.resume(at)
        return epoch

    def following(self, started_at: datetime) -> "Epoch":
        """Return the epoch of a reopened ticket: the next number, age zero."""
        return Epoch(self.number + 1, started_at)


@dataclass(frozen=True, slots=True)
class Step:
    """One climb: to `level`, due since `due_at`, passing over `skipped` levels that were due meanwhile."""

    level: int
    due_at: datetime
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """
    The thresholds, ascending; which tiers climb; which statuses stop the clock; whose hours count.

    A tier without a calendar ages at all hours, as the policy has it. `age` and `due_at` are inverses of each other:
    a level is due exactly from the moment at which the age reaches its threshold.
    """

    thresholds: tuple[timedelta, ...]
    tiers: frozenset[Tier] = frozenset({Tier.TWO, Tier.THREE})
    pause_statuses: frozenset[Status] = frozenset()
    calendars: Mapping[Tier, WorkingTime] = field(default_factory=dict)
    name: str = field(init=False, compare=False, default="")
    """What the settings say, in a few words and a fingerprint: two ladders of one name have the same due times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", _name(self))

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.thresholds)

    def level_at(self, age: timedelta) -> int:
        """Return the number of thresholds at or below `age`: 0 before the first."""
        return bisect_right(self.thresholds, age)

    def calendar(self, tier: Tier | None) -> WorkingTime | None:
        """Return the hours by which a tier ages; None where every hour counts."""
        return self.calendars.get(tier) if tier is not None else None

    def age(self, epoch: Epoch, now: datetime, tier: Tier | None = None) -> timedelta:
        """Return the age that counts for the ladder: the hours of the tier's calendar, without pauses."""
        working = self.calendar(tier)
        if working is None:
            return epoch.age(now)
        ran = (working.between(begin, min(end or now, now)) for begin, end in epoch.stretches())
        return max(timedelta(0), sum(ran, timedelta(0)) - epoch.unplaced)

    def due_at(self, epoch: Epoch, level: int, tier: Tier | None = None) -> datetime | None:
        """
        Return when `level` (from 1) is or was due.

        None while the clock is stopped short of it, when there is no such level, or when the calendar would take
        decades to reach it.
        """
        if not 1 <= level <= self.top:
            return None
        working, left = self.calendar(tier), self.thresholds[level - 1] + epoch.unplaced
        for begin, end in epoch.stretches():
            length = None if end is None else working.between(begin, end) if working else end - begin
            if length is None or length >= left:
                return working.after(begin, left) if working else begin + left
            left -= length
        return None

    def climbs(self, tier: Tier | None, status: Status) -> bool:
        """Return whether a ticket of this tier and status is on the ladder at all."""
        return tier in self.tiers and status.is_unsolved

    def step_due(self, epoch: Epoch, climbed: int, now: datetime, tier: Tier | None = None) -> Step | None:
        """
        Return the step that is due above the level already `climbed`, or None.

        One step, straight to the level of the ticket's age: after an outage the levels between are skipped and
        named. Never early: a ticket one microsecond short of a threshold has no step.
        """
        level = self.level_at(self.age(epoch, now, tier))
        if level <= climbed:
            return None
        return Step(level, self.due_at(epoch, level, tier) or now, tuple(range(climbed + 1, level)))


def _name(ladder: Ladder) -> str:
    """Return the name of the settings: readable as far as there is room, told apart by a digest of all of them."""
    hours = ",".join(f"{threshold.total_seconds() / 3600:g}" for threshold in ladder.thresholds)
    parts = [f"{hours} h", f"tiers {','.join(str(int(tier)) for tier in sorted(ladder.tiers))}"]
    if ladder.pause_statuses:
        parts.append(f"pauses {','.join(sorted(ladder.pause_statuses))}")
    whole = [*parts, *(str(threshold.total_seconds()) for threshold in ladder.thresholds)]
    for tier, calendar in sorted(ladder.calendars.items()):
        parts.append(f"tier {int(tier)} {calendar.text}")
        days_off = ",".join(sorted(day.isoformat() for day in calendar.days_off))
        whole.append(f"{int(tier)} {calendar.week} {calendar.zone.key} {days_off}")
    digest = sha256("\n".join(whole).encode()).hexdigest()[:12]
    return f"{'; '.join(parts)[:LONGEST_NAME]} #{digest}"
