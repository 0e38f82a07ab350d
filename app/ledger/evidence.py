"""
What was done for a partner in a month: tickets, first responses, escalations and refusals, counted and listed.

Pure arithmetic on what the database holds. A ticket counts where it was opened, or opened again, in the month; what
was done counts where it was done in the month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Final

from app.ledger.entry import Billing, Entry
from app.ledger.month import Month
from app.ledger.story import Act, Seen
from app.rules.effect import Kind
from app.rules.response import MISSED
from app.rules.ticket import Status, Tier

SHARES: Final = (0.25, 0.5, 0.75, 1.0, 2.0)
"""Upper edges of the distribution of first responses, in parts of the time allowed."""
PROMPT: Final = timedelta(minutes=1)
"""An escalation that came so soon after it was due counts as on time."""


class Response(StrEnum):
    """Whether the first response came in time."""

    MET = "met"
    MISSED = "missed"
    WAITING = "waiting"
    """Neither has happened, and there is time left."""
    UNKNOWN = "not on record"
    """Nothing is stored: the ticket was solved without an answer, reopened since, or is older than the record."""


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket of the list."""

    id: int
    opened_at: datetime
    """Its opening in the month; where it has none, the one before."""
    is_opened: bool
    """Whether it was opened, or opened again, in the month."""
    tier: Tier | None
    status: str
    requester: str | None
    response: Response | None
    """None where none is promised: Tier I, and tickets that were not opened in the month."""
    response_after: timedelta | None
    level: int
    """The highest level reached in the month; 0 for none."""
    was_refused: bool


@dataclass(frozen=True, slots=True)
class Climb:
    """The escalations to one level, and how late they were."""

    level: int
    lateness: tuple[timedelta, ...]
    """From when each was due until Zendesk had it, ascending; never negative."""

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.lateness)

    @property
    def on_time(self) -> int:
        """How many came within a minute."""
        return sum(late <= PROMPT for late in self.lateness)

    @property
    def median(self) -> timedelta:
        """The lateness that half of them keep."""
        return timedelta(seconds=median(late.total_seconds() for late in self.lateness))

    @property
    def worst(self) -> timedelta:
        """The longest lateness."""
        return self.lateness[-1]


@dataclass(frozen=True, slots=True)
class Week:
    """The tickets opened in one week of the month, by tier."""

    first: date
    last: date
    tiers: Mapping[Tier | None, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The whole report."""

    partner: str
    month: Month
    made_at: datetime
    allowed: timedelta
    """In which a first response is promised (policy `tier2.action.expectations`)."""
    lines: tuple[Line, ...]
    weeks: tuple[Week, ...]
    climbs: tuple[Climb, ...]
    acknowledged: int
    refusals: tuple[Entry, ...]

    @property
    def opened(self) -> tuple[Line, ...]:
        """The tickets opened in the month."""
        return tuple(one for one in self.lines if one.is_opened)

    @property
    def tiers(self) -> dict[Tier | None, int]:
        """How many of them there are of each tier, the gravest first; None holds those not judged."""
        return {tier: sum(one.tier is tier for one in self.opened) for tier in (*reversed(Tier), None)}

    def responses(self, outcome: Response) -> int:
        """Return how many first responses ended so."""
        return sum(one.response is outcome for one in self.lines)

    @property
    def response_times(self) -> list[timedelta]:
        """How long those took that are on record, ascending."""
        return sorted(one.response_after for one in self.lines if one.response and one.response_after is not None)

    @property
    def response_steps(self) -> list[tuple[timedelta | None, int]]:
        """How many took up to so long and longer than the step before; None is the last, without an end."""
        edges: list[timedelta | None] = [*(self.allowed * share for share in SHARES), None]
        found = [(edge, 0) for edge in edges]
        for took in self.response_times:
            place = next(at for at, edge in enumerate(edges) if edge is None or took <= edge)
            found[place] = (found[place][0], found[place][1] + 1)
        return found

    @property
    def escalations(self) -> int:
        """How many levels were raised."""
        return sum(one.count for one in self.climbs)

    def billed(self, billing: Billing) -> int:
        """Return how many refusals stand so."""
        return sum(one.billing is billing for one in self.refusals)


class Gathering:
    """Collects a partner's tickets part by part, keeping only what the month needs."""

    def __init__(self, partner: str, month: Month, allowed: timedelta, now: datetime) -> None:
        self._partner = partner
        self._month = month
        self._allowed = allowed
        self._now = now
        self._lines: list[Line] = []
        self._late: dict[int, list[timedelta]] = {}
        self._acknowledged = 0

    def add(self, tickets: Iterable[Seen], acts: Iterable[Act]) -> None:
        """Take tickets with all that was done for them."""
        by_ticket: dict[int, list[Act]] = {}
        for act in acts:
            by_ticket.setdefault(act.ticket_id, []).append(act)
            if act.is_done and self._month.has(act.ended_at):
                self._count(act)
        for ticket in tickets:
            if (line := self._line(ticket, by_ticket.get(ticket.id, ()))) is not None:
                self._lines.append(line)

    def report(self, refusals: Iterable[Entry]) -> Evidence:
        """Return the report on what was taken so far."""
        lines = sorted(self._lines, key=lambda one: (one.opened_at, one.id))
        return Evidence(
            partner=self._partner,
            month=self._month,
            made_at=self._now,
            allowed=self._allowed,
            lines=tuple(lines),
            weeks=tuple(_weeks(lines, self._month)),
            climbs=tuple(Climb(level, tuple(sorted(late))) for level, late in sorted(self._late.items())),
            acknowledged=self._acknowledged,
            refusals=tuple(sorted(refusals, key=lambda one: (one.refused_at, one.ticket_id))),
        )

    def _count(self, act: Act) -> None:
        if act.kind is Kind.ACKNOWLEDGEMENT:
            self._acknowledged += 1
        if act.kind is Kind.ESCALATION and act.ended_at is not None:
            self._late.setdefault(act.level, []).append(max(timedelta(0), act.ended_at - act.due_at))

    def _line(self, ticket: Seen, acts: Sequence[Act]) -> Line | None:
        opened_at = self._opened_at(ticket)
        is_opened = self._month.has(opened_at)
        done = [act for act in acts if act.is_done and self._month.has(act.ended_at)]
        if not (is_opened or done):
            return None
        was_refused = any(act.kind is Kind.REFUSAL for act in done)
        is_told = is_opened and ticket.tier in (Tier.TWO, Tier.THREE)
        response, after = self._response(ticket, acts, opened_at) if is_told else (None, None)
        return Line(
            id=ticket.id,
            opened_at=opened_at,
            is_opened=is_opened,
            tier=ticket.tier,
            status=ticket.status,
            requester=ticket.requester,
            response=response,
            response_after=after,
            level=max((act.level for act in done if act.kind is Kind.ESCALATION), default=0),
            was_refused=was_refused,
        )

    def _opened_at(self, ticket: Seen) -> datetime:
        """Return the opening that counts: the last one in the month, else the first, as far as the store knows it."""
        first = ticket.first_decided_at
        if first is None or self._month.has(ticket.epoch_started_at):
            return ticket.epoch_started_at
        return min(first, ticket.epoch_started_at)

    def _response(self, ticket: Seen, acts: Sequence[Act], opened_at: datetime) -> tuple[Response, timedelta | None]:
        if opened_at != ticket.epoch_started_at:
            # Reopened since: the time of the answer was that opening's, and only the mark of a breach has stayed.
            breached = any(_is_breach(act) and act.epoch < ticket.epoch for act in acts)
            return (Response.MISSED if breached else Response.UNKNOWN), None
        if ticket.responded_at is not None:
            after = max(timedelta(0), ticket.responded_at - opened_at)
            return (Response.MET if after <= self._allowed else Response.MISSED), after
        if any(_is_breach(act) and act.epoch == ticket.epoch for act in acts):
            return Response.MISSED, None
        is_open = Status(ticket.status).is_unsolved and self._now < opened_at + self._allowed
        return (Response.WAITING if is_open else Response.UNKNOWN), None


def _is_breach(act: Act) -> bool:
    return act.kind is Kind.FIRST_RESPONSE and act.level == MISSED and (act.is_done or act.is_coming)


def _weeks(lines: Sequence[Line], month: Month) -> Iterable[Week]:
    days = [(month.local(one.opened_at).date(), one.tier) for one in lines if one.is_opened]
    for first, last in month.weeks():
        inside = [tier for day, tier in days if first <= day <= last]
        yield Week(first, last, {tier: inside.count(tier) for tier in (*reversed(Tier), None)})
