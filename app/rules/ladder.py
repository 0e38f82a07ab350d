"""
The escalation ladder: the level of a ticket is a function of its age alone (policy: Escalation Path).

Pure arithmetic. "Never early" rests on `now` never being ahead of Zendesk's clock (`app.zendesk.skew`).
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.rules.ticket import Status, Tier


@dataclass(frozen=True, slots=True)
class Epoch:
    """
    One opening of a ticket: from its creation or reopening until it is solved.

    Time spent in a pausing status does not age the ticket: finished pauses are summed up in `paused`, a running one
    began at `paused_since`.
    """

    number: int
    started_at: datetime
    paused: timedelta = timedelta(0)
    paused_since: datetime | None = None

    def age(self, now: datetime) -> timedelta:
        """Return how long the ticket has been open and not paused; never negative."""
        running = self.paused_since if self.paused_since is not None else now
        return max(timedelta(0), running - self.started_at - self.paused)

    def pause(self, at: datetime) -> "Epoch":
        """Return the epoch with the clock stopped at `at`; a paused one is returned as it is."""
        return self if self.paused_since is not None else replace(self, paused_since=max(at, self.started_at))

    def resume(self, at: datetime) -> "Epoch":
        """Return the epoch with the clock running again from `at`."""
        if self.paused_since is None:
            return self
        return replace(self, paused=self.paused + max(timedelta(0), at - self.paused_since), paused_since=None)

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
    """The thresholds, ascending; which tiers climb; which statuses stop the clock."""

    thresholds: tuple[timedelta, ...]
    tiers: frozenset[Tier] = frozenset({Tier.TWO, Tier.THREE})
    pause_statuses: frozenset[Status] = frozenset()

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.thresholds)

    def level_at(self, age: timedelta) -> int:
        """Return the number of thresholds at or below `age`: 0 before the first."""
        return bisect_right(self.thresholds, age)

    def due_at(self, epoch: Epoch, level: int) -> datetime | None:
        """Return when `level` (from 1) is due, or None while the clock is stopped or there is no such level."""
        if epoch.paused_since is not None or not 1 <= level <= self.top:
            return None
        return epoch.started_at + epoch.paused + self.thresholds[level - 1]

    def climbs(self, tier: Tier | None, status: Status) -> bool:
        """Return whether a ticket of this tier and status is on the ladder at all."""
        return tier in self.tiers and status.is_unsolved

    def step_due(self, epoch: Epoch, climbed: int, now: datetime) -> Step | None:
        """
        Return the step that is due above the level already `climbed`, or None.

        One step, straight to the level of the ticket's age: after an outage the levels between are skipped and
        named. Never early: a ticket one microsecond short of a threshold has no step.
        """
        level = self.level_at(epoch.age(now))
        if level <= climbed:
            return None
        # A threshold that was reached before a pause stays reached: its due time is then the present moment.
        return Step(level, self.due_at(epoch, level) or now, tuple(range(climbed + 1, level)))
