"""The decision log: one row for every look at a ticket that concluded something, done or not done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.rules.decision import Decision
from app.rules.effect import Kind
from app.store import effects
from app.store.schema import decision as table


def add(
    connection: Connection,
    ticket_id: int,
    now: datetime,
    cause: str,
    summary: str,
    verdict: dict[str, Any] | None = None,
    keys: Sequence[str] = (),
) -> None:
    """Store why something was, or was not, done; `cause` names what made us look, `keys` the effects planned."""
    connection.execute(
        insert(table).values(
            ticket_id=ticket_id,
            decided_at=now,
            cause=cause,
            summary=summary,
            verdict=verdict,
            effects=list(keys),
        )
    )


def of_ticket(connection: Connection, ticket_id: int) -> list[Any]:
    """Return the decisions on a ticket, oldest first, as rows."""
    return list(connection.execute(select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id)).all())


def carry_out(
    connection: Connection,
    decision: Decision,
    cause: str,
    now: datetime,
    host_now: datetime,
    shadow: frozenset[Kind],
) -> None:
    """Plan a decision's effects and log it, inside the caller's transaction; planning twice is planning once."""
    record = decision.record
    keys = [effect.key for effect in decision.effects]
    if decision.supersede:
        effects.supersede(connection, record.ticket_id, decision.supersede, decision.summary, now, keep=keys)
    if decision.assignee_chosen:
        effects.keep_assignee(connection, record.ticket_id)
    for effect in decision.effects:
        effects.plan(connection, effect, now, host_now, shadow=effect.kind in shadow)
    effects.hurry(connection, record.ticket_id, host_now)
    if decision.is_recorded:
        verdict = decision.verdict.as_json() if decision.verdict else None
        add(connection, record.ticket_id, now, cause, decision.summary, verdict, keys)
