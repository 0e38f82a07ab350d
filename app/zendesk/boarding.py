"""
Who goes next: a few tickets one by one, many together in one job, or nobody yet.

A choice from numbers alone; the writer claims by it. One by one is quicker, as long as the budget lasts: many ride
together when there are ten, and as many as half of what the minute has left, or enough to fill a job. What is more
urgent than the jobs under way goes past them; what is less urgent does not overtake one that is still being loaded,
however few there are.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from app.zendesk.calls import MANY

AT_ONCE: Final = 4
"""Tickets written one by one at the same time."""
FROM_TICKETS: Final = 10
"""Fewer tickets are quicker one by one: a job takes Zendesk seconds before it begins."""
LEFT_FOR_OTHERS: Final = 2
"""One by one, tickets that wait may take no more than the half of what is left of the minute."""


class Line(Protocol):
    """The tickets that wait for a write."""

    def __call__(self, limit: int, below: int | None = None, *, unknown: bool = False) -> int:
        """
        Return how many wait, counted up to `limit`.

        With `below` only those whose urgency is a smaller number, which is more urgent; with `unknown` only those of
        which an outcome is not known.
        """


@dataclass(frozen=True, slots=True)
class UnderWay:
    """What the writer is about already, and what it may still do."""

    free: int
    """Updates the minute has left."""
    alone: int = 0
    """Tickets that are written one by one at this moment."""
    jobs: int = 0
    """Jobs whose end is not known yet."""
    has_room: bool = True
    """Whether another job may be begun."""
    loading: int | None = None
    """Urgency of the most urgent ticket in a job that is not handed over yet."""
    urgency: int | None = None
    """Urgency of the least urgent ticket in any job."""
    is_failing: bool = False
    """Whether Zendesk fails."""

    @property
    def places(self) -> int:
        """How many tickets may be begun one by one."""
        return min(most_at_once(is_failing=self.is_failing) - self.alone, self.free)


@dataclass(frozen=True, slots=True)
class Boarding:
    """How many tickets to claim, and with how many requests: fewer requests than tickets is a job."""

    tickets: int
    requests: int


def most_at_once(*, is_failing: bool) -> int:
    """Return how many tickets may be written one by one at the same time: one, as a probe, while Zendesk fails."""
    return 1 if is_failing else AT_ONCE


def board(under_way: UnderWay, waiting: Line) -> Boarding | None:
    """
    Return who goes now, or None when nobody may.

    While Zendesk fails, one ticket is the probe: what a failed request carried has an unknown outcome for seconds, and
    a job would carry the most urgent hundred. Where outcomes are unknown already, the read that asks for all of them
    is the probe.
    """
    places = under_way.places
    if places <= 0:
        return None
    is_probe = under_way.is_failing and not waiting(1, unknown=True)
    is_crowd = not is_probe and waiting(MANY) >= min(MANY, max(FROM_TICKETS, under_way.free // LEFT_FOR_OTHERS))
    if not is_crowd:
        return _alone(places if under_way.loading is None else waiting(places, under_way.loading))
    ahead = under_way.urgency if under_way.loading is None else under_way.loading
    if ahead is not None and 0 < (hurried := waiting(places + 1, ahead)) <= places:
        return _alone(hurried)
    if not under_way.has_room or (under_way.is_failing and under_way.jobs):
        return None
    return Boarding(MANY, 1)


def _alone(tickets: int) -> Boarding | None:
    return Boarding(tickets, tickets) if tickets else None
