"""The decision log: one row for every look at a ticket, whether something was done or not, and why."""

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
    *,
    rule: str = "",
    withheld: Sequence[str] = (),
) -> None:
    """
    Store why something was, or was not, done.

    `cause` names what made us look, `rule` what decided, `keys` the effects planned, `withheld` what was not planned.
    """
    connection.execute(
        insert(table).values(
            ticket_id=ticket_id,
            decided_at=now,
            cause=cause,
            summary=summary,
            verdict=verdict,
            effects=list(keys),
            rule=rule,
            withheld=list(withheld),
        )
    )


def add_quiet(connection: Connection, ticket_id: int, now: datetime, cause: str, summary: str, rule: str) -> None:
    """Store that nothing was done; said once, where the ticket's newest row says the same."""
    newest = connection.execute(
        select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id.desc()).limit(1)
    ).first()
    if newest is None or newest.effects or (newest.rule, newest.summary) != (rule, summary):
        add(connection, ticket_id, now, cause, summary, rule=rule)


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
    planned, withheld = [], list(decision.withheld)
    for effect in decision.effects:
        if effects.plan(connection, effect, now, host_now, shadow=effect.kind in shadow):
            planned.append(effect.key)
        else:
            withheld.append(f"{effect.key}: planned before, and planned once only")
    effects.hurry(connection, record.ticket_id, host_now)
    if not decision.is_recorded:
        return
    verdict = decision.verdict.as_json() if decision.verdict else None
    if verdict is None and not (decision.is_noteworthy or withheld):
        add_quiet(connection, record.ticket_id, now, cause, decision.summary, decision.decided_by)
        return
    add(
        connection,
        record.ticket_id,
        now,
        cause,
        decision.summary,
        verdict,
        planned,
        rule=decision.decided_by,
        withheld=withheld,
    )
