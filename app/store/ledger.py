"""
What the ledger and a partner's evidence are made of, read in blocks: by row number, or along a partner's tickets.

There is no index on what an effect was, or when it ended, since only these two commands ask: the table is passed
through once, block by block, so that no statement runs long and no more than a block is held.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, or_, select

from app.ledger.entry import Entry, cited_in, dispute_of, line
from app.ledger.story import Act, Seen
from app.rules.effect import Kind
from app.rules.ticket import Tier
from app.store.effects import UNSENT, State
from app.store.schema import decision, effect, ticket

BLOCK: Final = 10_000
"""Effects looked at by one statement; PostgreSQL ends one that takes seconds."""
TICKETS: Final = 400
"""Tickets named in one statement; databases limit the number of values."""
TOLD: Final = (Kind.ACKNOWLEDGEMENT, Kind.ESCALATION, Kind.FIRST_RESPONSE, Kind.REFUSAL, Kind.DISPUTE)
"""The kinds of effect that evidence speaks of."""


def partners(connection: Connection) -> list[str]:
    """Return the name of every partner that a ticket is known of."""
    names = select(ticket.c.partner).where(ticket.c.partner.is_not(None)).distinct()
    return [str(name) for name in connection.execute(names).scalars()]


def refusals(
    connection: Connection,
    start: datetime,
    end: datetime,
    partner: str | None = None,
    *,
    shadow: bool = False,
    block: int = BLOCK,
) -> Iterator[Entry]:
    """
    Yield the refusals that ended from `start` until before `end`, in the order in which they were decided.

    Those that Zendesk took, or with `shadow` those that were only recorded; never both.
    """
    state = State.SHADOW if shadow else State.DONE
    last = connection.execute(select(func.max(effect.c.id))).scalar() or 0
    wanted = (
        select(*_REFUSAL, *_STANDING)
        .outerjoin(ticket, ticket.c.id == effect.c.ticket_id)
        .where(effect.c.kind == Kind.REFUSAL.value, effect.c.state == state.value)
        .where(effect.c.ended_at >= start, effect.c.ended_at < end)
        .order_by(effect.c.id)
    )
    if partner is not None:
        wanted = wanted.where(ticket.c.partner == partner)
    for before in range(0, last, block):
        rows = connection.execute(wanted.where(effect.c.id > before, effect.c.id <= before + block)).all()
        for at in range(0, len(rows), TICKETS):
            some = rows[at : at + TICKETS]
            answered = _answered(connection, [row.ticket_id for row in some])
            yield from (_entry(row, answered.get(row.ticket_id)) for row in some)


_REFUSAL: Final = (
    effect.c.id,
    effect.c.ticket_id,
    effect.c.key,
    effect.c.state,
    effect.c.because,
    effect.c.reasons,
    effect.c.ended_at,
    effect.c.audit_id,
)
_STANDING: Final = (
    ticket.c.partner,
    ticket.c.requester,
    ticket.c.requester_id,
    ticket.c.tier,
    ticket.c.disputed,
    ticket.c.disputed_at,
    ticket.c.dispute_outcome,
    ticket.c.dispute_settled_at,
    ticket.c.dispute_settled_by,
)


def _answered(connection: Connection, ticket_ids: list[int]) -> dict[int, datetime]:
    """Return when the partner's answer to a refusal was first acted on, of those tickets where it was."""
    rows = connection.execute(
        select(effect.c.ticket_id, func.min(effect.c.planned_at).label("at"))
        .where(effect.c.ticket_id.in_(ticket_ids), effect.c.kind == Kind.DISPUTE.value)
        .group_by(effect.c.ticket_id)
    ).all()
    return {row.ticket_id: row.at for row in rows}


def _entry(row: Any, answered_at: datetime | None) -> Entry:
    disputed_at = row.disputed_at or answered_at
    return Entry(
        ticket_id=row.ticket_id,
        key=row.key,
        refused_at=row.ended_at,
        partner=row.partner,
        requester=row.requester,
        requester_id=row.requester_id,
        cited=cited_in(row.reasons),
        because=line(row.because),
        dispute=dispute_of(row.dispute_outcome, was_answered=disputed_at is not None, is_disputed=bool(row.disputed)),
        disputed_at=disputed_at,
        settled_at=row.dispute_settled_at,
        settled_by=row.dispute_settled_by,
        tier_now=Tier(row.tier) if row.tier else None,
        audit_id=row.audit_id,
        is_shadow=row.state == State.SHADOW.value,
    )


# --- evidence ---------------------------------------------------------------------------------------------------------


def tickets_of(
    connection: Connection, partner: str, start: datetime, end: datetime
) -> Iterator[tuple[list[Seen], list[Act]]]:
    """
    Yield the tickets of a partner that may have been open before `end`, in parts, each with what was done for them.

    Of acts those that ended from `start` until before `end`, and every mark of a first response, whenever it was set.
    """
    last = 0
    while True:
        rows = connection.execute(
            select(ticket)
            .where(ticket.c.partner == partner, ticket.c.id > last)
            # A reopened ticket keeps the start of its last opening only.
            .where(or_(ticket.c.epoch_started_at < end, ticket.c.epoch > 1))
            .order_by(ticket.c.id)
            .limit(TICKETS)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        first = _first_decided(connection, [row.id for row in rows if row.epoch > 1])
        yield (
            [_seen(row, first.get(row.id)) for row in rows],
            _acts(connection, [row.id for row in rows], start, end),
        )


def _first_decided(connection: Connection, ticket_ids: list[int]) -> dict[int, datetime]:
    rows = connection.execute(
        select(decision.c.ticket_id, func.min(decision.c.decided_at).label("at"))
        .where(decision.c.ticket_id.in_(ticket_ids))
        .group_by(decision.c.ticket_id)
    ).all()
    return {row.ticket_id: row.at for row in rows}


def _acts(connection: Connection, ticket_ids: list[int], start: datetime, end: datetime) -> list[Act]:
    columns = (
        effect.c.ticket_id,
        effect.c.epoch,
        effect.c.kind,
        effect.c.level,
        effect.c.state,
        effect.c.due_at,
        effect.c.ended_at,
    )
    in_time = (effect.c.ended_at >= start) & (effect.c.ended_at < end)
    rows = connection.execute(
        select(*columns)
        .where(effect.c.ticket_id.in_(ticket_ids), effect.c.kind.in_([kind.value for kind in TOLD]))
        .where(or_(in_time, effect.c.kind == Kind.FIRST_RESPONSE.value))
        .order_by(effect.c.id)
    ).all()
    return [
        Act(
            ticket_id=row.ticket_id,
            epoch=row.epoch,
            kind=Kind(row.kind),
            level=row.level,
            is_done=row.state == State.DONE.value,
            is_coming=row.state in [state.value for state in UNSENT],
            due_at=row.due_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]


def _seen(row: Any, first_decided_at: datetime | None) -> Seen:
    return Seen(
        id=row.id,
        status=row.status,
        tier=Tier(row.tier) if row.tier else None,
        epoch=row.epoch,
        epoch_started_at=row.epoch_started_at,
        first_decided_at=first_decided_at,
        level=row.level,
        responded_at=row.responded_at,
        requester=row.requester,
    )
