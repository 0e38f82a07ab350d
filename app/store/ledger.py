"""
What the ledger and a partner's evidence are made of, read in blocks: by row number, or along a partner's tickets.

There is no index on what an effect was, or when it ended, since only these two commands ask: the table is passed
through once, block by block, so that no statement runs long and no more than a block is held.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Text, cast, func, or_, select

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
SETS_OF_TAGS: Final = 1024
"""Different sets of tags of which is remembered what tier they tell."""
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
            for row in some:
                yield _entry(row, answered)


def may_grow(connection: Connection, end: datetime) -> bool:
    """
    Return whether a refusal that was begun before `end` may have been sent, and nobody knows yet.

    Once it is found it counts where Zendesk took it, which may be in a month that is over.
    """
    is_unknown = (effect.c.state == State.SENDING.value) | (
        (effect.c.state == State.PLANNED.value) & effect.c.unknown_outcome.is_(True)
    )
    wanted = select(effect.c.id).where(is_unknown, effect.c.kind == Kind.REFUSAL.value, effect.c.planned_at < end)
    return connection.execute(wanted.limit(1)).first() is not None


_REFUSAL: Final = (
    effect.c.id,
    effect.c.ticket_id,
    effect.c.key,
    effect.c.state,
    effect.c.because,
    cast(effect.c.reasons, Text),
    effect.c.ended_at,
    effect.c.audit_id,
)
"""The reasons as the text that is stored: read one at a time, they are gone before the collector of garbage comes."""
_STANDING: Final = (
    ticket.c.partner,
    ticket.c.requester,
    ticket.c.requester_id,
    ticket.c.tier,
    cast(ticket.c.tags, Text),
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


def _entry(row: Any, answered: Mapping[int, datetime]) -> Entry:
    # Unpacked, not asked name by name: tens of thousands of rows may go by.
    (
        _,
        ticket_id,
        key,
        state,
        because,
        reasons,
        ended_at,
        audit_id,
        partner,
        requester,
        requester_id,
        tier,
        tags,
        is_disputed,
        disputed_at,
        outcome,
        settled_at,
        settled_by,
    ) = row
    disputed_at = disputed_at or answered.get(ticket_id)
    tier_now = _tier_now(tier, tags)
    return Entry(
        ticket_id=ticket_id,
        key=key,
        refused_at=ended_at,
        partner=partner,
        requester=requester,
        requester_id=requester_id,
        cited=cited_in(json.loads(reasons)),
        because=line(because),
        dispute=dispute_of(
            outcome, was_answered=disputed_at is not None, is_disputed=bool(is_disputed), tier_now=tier_now
        ),
        disputed_at=disputed_at,
        settled_at=settled_at,
        settled_by=settled_by,
        tier_now=tier_now,
        audit_id=audit_id,
        is_shadow=state == State.SHADOW.value,
    )


@lru_cache(maxsize=SETS_OF_TAGS)
def _tier_now(judged: int | None, tags: str | None) -> Tier | None:
    """
    Return the tier that the ticket bears: by its tags, where they name a higher one than the record.

    What a person sets on a solved ticket is only taken over when it is reopened, which a closed one never is. `tags`
    are read as the text that is stored, since most refused tickets bear the same few.
    """
    borne = set(json.loads(tags) or ()) if tags else set()
    known = [Tier(judged)] if judged else []
    return max([*(tier for tier in Tier if tier.tag in borne), *known], default=None)


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
