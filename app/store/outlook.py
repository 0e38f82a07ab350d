"""
What lies ahead, read from the tables: tickets in order of their due times, what waits to be sent, what stands still.

Everything is read page by page, each page from where the last ended: no reader holds a snapshot open beside a running
service, and no more is read than is asked for. Only the columns that a forecast needs are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from app.rules.effect import Kind
from app.rules.forecast import Waiting
from app.rules.ladder import Epoch, Pause
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from app.store.schema import IS_UNSENT, effect, ticket

PAGE: Final = 1000

_COLUMNS: Final = (
    ticket.c.id,
    ticket.c.status,
    ticket.c.tier,
    ticket.c.tier_by_person,
    ticket.c.epoch,
    ticket.c.epoch_started_at,
    ticket.c.paused_seconds,
    ticket.c.paused_since,
    ticket.c.pauses,
    ticket.c.level,
    ticket.c.next_due_at,
    ticket.c.assignee_id,
    ticket.c.hold,
    ticket.c.refused_at,
    ticket.c.refuse_at,
    ticket.c.response_level,
    ticket.c.disputed,
    ticket.c.partner,
    ticket.c.seen_updated_at,
    ticket.c.look_at,
    ticket.c.responded_at,
    ticket.c.ladder,
)
"""All a forecast depends on; tags and marks, which are long, are left out."""
_UNSOLVED: Final = ticket.c.status.in_([status.value for status in Status if status.is_unsolved])
_NOT_SENT: Final = IS_UNSENT


@dataclass(frozen=True, slots=True)
class Still:
    """How many unsolved tickets have no level before them, and the first of them."""

    on_hold: int
    paused: int
    others: int
    """At the highest level, of a tier that does not climb, or not judged."""
    first: tuple[Record, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return self.on_hold + self.paused + self.others


@dataclass(frozen=True, slots=True)
class Lane:
    """The unsent effects of one urgency and kind."""

    urgency: int
    kind: str
    level: int
    count: int
    tickets: int
    oldest_due_at: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """The unsent effects of one ticket, which are sent in as many writes as they have comments between them."""

    urgency: int
    writes: int
    not_before: datetime
    """A later one waits behind an earlier one."""
    is_held: bool
    is_refusal: bool


def due_tickets(connection: Connection, until: datetime) -> Iterator[Record]:
    """Tell the tickets whose ladder is due by `until`, in order of their due times, by the index on them."""
    yield from _in_order(connection, ticket.c.next_due_at, until)


def tickets_to_look_at(connection: Connection, until: datetime) -> Iterator[Record]:
    """Tell the tickets that are read again by `until`, in that order, by the index on it."""
    yield from _in_order(connection, ticket.c.look_at, until)


def _in_order(connection: Connection, moment: Any, until: datetime) -> Iterator[Record]:
    """Read page by page along the index: what lies beyond `until` is never touched."""
    after: ColumnElement[bool] | None = None
    while True:
        wanted = select(*_COLUMNS).where(moment.is_not(None), moment <= until)
        wanted = wanted if after is None else wanted.where(after)
        rows = connection.execute(wanted.order_by(moment, ticket.c.id).limit(PAGE)).all()
        yield from map(_record, rows)
        if len(rows) < PAGE:
            return
        last = rows[-1]
        at = getattr(last, moment.key)
        after = and_(moment >= at, or_(moment > at, ticket.c.id > last.id))


def unsolved_tickets(connection: Connection) -> Iterator[Record]:
    """Tell every unsolved ticket, by id."""
    after = -1
    while True:
        rows = connection.execute(
            select(*_COLUMNS).where(_UNSOLVED, ticket.c.id > after).order_by(ticket.c.id).limit(PAGE)
        ).all()
        yield from map(_record, rows)
        if len(rows) < PAGE:
            return
        after = rows[-1].id


def still_tickets(connection: Connection, limit: int) -> Still:
    """Count the unsolved tickets that have no level before them, and read the first of them; counted where they lie."""
    condition = and_(_UNSOLVED, or_(ticket.c.hold, ticket.c.next_due_at.is_(None)))
    on_hold = case((ticket.c.hold, 1), else_=0)
    paused = case((and_(ticket.c.hold.is_(False), ticket.c.paused_since.is_not(None)), 1), else_=0)
    counts = connection.execute(select(func.count(), func.sum(on_hold), func.sum(paused)).where(condition)).one()
    held, stopped = int(counts[1] or 0), int(counts[2] or 0)
    # What people have stopped comes first: that is what one may have forgotten.
    order = (on_hold.desc(), paused.desc(), ticket.c.id)
    first = connection.execute(select(*_COLUMNS).where(condition).order_by(*order).limit(limit)).all()
    return Still(held, stopped, counts[0] - held - stopped, tuple(map(_record, first)))


def waiting_effects(
    connection: Connection,
    *,
    after: datetime | None = None,
    until: datetime | None = None,
    ticket_id: int | None = None,
) -> list[Waiting]:
    """
    Return unsent effects in order of their next try: of one ticket, or those tried between two moments.

    The effects of a ticket on hold are left out, unless the ticket is named.
    """
    moment = case((effect.c.lease_until.is_not(None), effect.c.lease_until), else_=effect.c.not_before)
    wanted = select(
        effect.c.ticket_id,
        effect.c.kind,
        effect.c.level,
        effect.c.due_at,
        effect.c.attempts,
        effect.c.outcome,
        moment.label("moment"),
    ).where(_NOT_SENT)
    if ticket_id is None:
        wanted = wanted.join(ticket, ticket.c.id == effect.c.ticket_id).where(ticket.c.hold.is_(False))
    else:
        wanted = wanted.where(effect.c.ticket_id == ticket_id)
    if after is not None:
        wanted = wanted.where(moment > after)
    if until is not None:
        wanted = wanted.where(moment <= until)
    known = {kind.value for kind in Kind}  # a newer version may work on the same database
    rows = connection.execute(wanted.order_by("moment", effect.c.id)).all()
    return [_waiting(row) for row in rows if row.kind in known]


def lanes(connection: Connection) -> list[Lane]:
    """Return what is not sent yet, by urgency, most urgent first."""
    rows = connection.execute(
        select(
            effect.c.urgency,
            effect.c.kind,
            effect.c.level,
            func.count(),
            func.count(effect.c.ticket_id.distinct()),
            func.min(effect.c.due_at),
        )
        .where(_NOT_SENT)
        .group_by(effect.c.urgency, effect.c.kind, effect.c.level)
        .order_by(effect.c.urgency, effect.c.kind, effect.c.level)
    ).all()
    return [Lane(*row) for row in rows]


def bundles(connection: Connection) -> Iterator[Bundle]:
    """Tell what waits for each ticket with unsent effects, most urgent ticket first, as the writer takes them."""
    comment = case((effect.c.change["comment"].as_string().is_not(None), 1), else_=0)
    refusal = case((effect.c.kind == Kind.REFUSAL.value, 1), else_=0)
    rows = connection.execute(
        select(
            func.min(effect.c.urgency),
            func.sum(comment),
            func.max(effect.c.not_before),
            ticket.c.hold,
            func.max(refusal),
        )
        .join(ticket, ticket.c.id == effect.c.ticket_id)
        .where(_NOT_SENT)
        .group_by(effect.c.ticket_id, ticket.c.hold)
        .order_by(func.min(effect.c.urgency), func.min(effect.c.due_at))
    )
    for urgency, comments, not_before, hold, refusals in rows:
        yield Bundle(urgency, max(1, int(comments)), not_before, bool(hold), bool(refusals))


def _record(row: Any) -> Record:
    # Unpacked, not asked name by name: a hundred thousand rows may go by.
    (
        ticket_id,
        status,
        tier,
        tier_by_person,
        epoch,
        epoch_started_at,
        paused_seconds,
        paused_since,
        pauses,
        level,
        next_due_at,
        assignee_id,
        hold,
        refused_at,
        refuse_at,
        response_level,
        disputed,
        partner,
        seen_updated_at,
        look_at,
        responded_at,
        ladder,
    ) = row
    return Record(
        ticket_id=ticket_id,
        epoch=Epoch(
            epoch,
            epoch_started_at,
            timedelta(seconds=paused_seconds),
            paused_since,
            tuple(Pause(*map(datetime.fromisoformat, ends)) for ends in pauses),
        ),
        status=Status(status),
        tier=Tier(tier) if tier else None,
        tier_by_person=tier_by_person,
        level=level,
        next_due_at=next_due_at,
        assignee_id=assignee_id,
        hold=hold,
        refused_at=refused_at,
        refuse_at=refuse_at,
        response_level=response_level,
        disputed=disputed,
        partner=partner,
        seen_updated_at=seen_updated_at,
        look_at=look_at,
        responded_at=responded_at,
        ladder=ladder,
    )


def _waiting(row: Any) -> Waiting:
    return Waiting(
        ticket_id=row.ticket_id,
        kind=Kind(row.kind),
        level=row.level,
        due_at=row.due_at,
        not_before=row.moment,
        attempts=row.attempts,
        outcome=row.outcome or "",
    )
