"""The decision log: one row for every look at a ticket, whether something was done or not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select

from app.chunks import chunks
from app.rules.decision import Decision
from app.rules.desk import Desk
from app.rules.effect import Kind
from app.rules.ladder import Ladder
from app.rules.notification import notifications_of
from app.rules.observation import on_ladder
from app.store import effects, notifications, outbox
from app.store.schema import decision as table

AT_ONCE: Final = 500
"""Tickets named in one statement; databases limit the number of values."""

_ADD = insert(table).inline()


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
    connection.execute(_ADD, _values(ticket_id, now, cause, summary, rule, verdict, keys, withheld))


def _values(
    ticket_id: int,
    now: datetime,
    cause: str,
    summary: str,
    rule: str,
    verdict: dict[str, Any] | None = None,
    keys: Sequence[str] = (),
    withheld: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "ticket_id": ticket_id,
        "decided_at": now,
        "cause": cause,
        "summary": summary,
        "verdict": verdict,
        "effects": list(keys),
        "rule": rule,
        "withheld": list(withheld),
    }


@dataclass(frozen=True, slots=True)
class Quiet:
    """That nothing was done about a ticket, and which rule wanted it so."""

    ticket_id: int
    decided_at: datetime
    cause: str
    summary: str
    rule: str


_NEWEST = select(table.c.ticket_id, table.c.rule, table.c.summary, table.c.effects).where(
    table.c.id.in_(
        select(func.max(table.c.id))
        .where(table.c.ticket_id.in_(bindparam("tickets", expanding=True)))
        .group_by(table.c.ticket_id)
    )
)


def add_quiet(connection: Connection, *quiet: Quiet) -> None:
    """Store that nothing was done about these tickets; said once, where a ticket's newest row says the same."""
    if not quiet:
        return
    said = {
        row.ticket_id: (row.rule, row.summary, bool(row.effects))
        for some in chunks(quiet, AT_ONCE)
        for row in connection.execute(_NEWEST, {"tickets": [one.ticket_id for one in some]})
    }
    news = [one for one in quiet if said.get(one.ticket_id) != (one.rule, one.summary, False)]
    if news:
        connection.execute(
            _ADD, [_values(one.ticket_id, one.decided_at, one.cause, one.summary, one.rule) for one in news]
        )


def of_ticket(connection: Connection, ticket_id: int) -> list[Any]:
    """Return the decisions on a ticket, oldest first, as rows."""
    return list(connection.execute(select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id)).all())


def recalled(connection: Connection, decision: Decision, ladder: Ladder, now: datetime) -> Decision:
    """
    Return a decision whose record stands no higher than what is due, where a level was planned and never tried.

    Called before the record is stored, inside the same transaction; the level comes again at its time.
    """
    record, level = decision.record, decision.recall
    if level is None or not effects.recall(connection, record.ticket_id, record.epoch.number, level, now):
        return decision
    summary = f"{decision.summary}; level {record.level} was planned, is not due yet, and is taken back"
    return replace(decision, record=on_ladder(replace(record, level=level), ladder), summary=summary)


def carry_out(
    connection: Connection,
    decision: Decision,
    cause: str,
    now: datetime,
    host_now: datetime,
    shadow: frozenset[Kind],
    *,
    desk: Desk | None = None,
) -> bool:
    """
    Plan a decision's effects and log it, inside the caller's transaction; planning twice is planning once.

    With a `desk`, which every caller of the service gives, the people it names are told of what is planned here.
    Returns whether there may be something to send now that there was not before.
    """
    record = decision.record
    keys = [effect.key for effect in decision.effects]
    moved = 0
    if decision.supersede:
        kinds, why = decision.supersede, decision.summary
        moved += effects.supersede(connection, record.ticket_id, kinds, why, now, keep=keys)  # others waited behind it
    if decision.assignee_chosen:
        moved += effects.keep_assignee(connection, record.ticket_id, host_now)
    if decision.circuit_filled:
        moved += effects.keep_circuit(connection, record.ticket_id, host_now)
    planned, withheld = [], list(decision.withheld)
    for effect in decision.effects:
        if effects.plan(connection, effect, now, host_now, shadow=effect.kind in shadow):
            planned.append(effect.key)
        else:
            withheld.append(f"{effect.key}: planned before, and planned once only")
    moved += outbox.hurry(connection, record.ticket_id, host_now)
    if desk is not None:
        _tell(connection, decision, desk, planned, now, host_now, shadow)
    if decision.is_recorded:
        _log(connection, decision, cause, planned, withheld, now)
    return bool(planned) or moved > 0


def _log(
    connection: Connection,
    decision: Decision,
    cause: str,
    planned: Sequence[str],
    withheld: Sequence[str],
    now: datetime,
) -> None:
    """Put a conclusion on record; one from which nothing follows is said once."""
    ticket_id = decision.record.ticket_id
    verdict = decision.verdict.as_json() if decision.verdict else None
    if verdict is None and not (decision.is_noteworthy or withheld):
        add_quiet(connection, Quiet(ticket_id, now, cause, decision.summary, decision.decided_by))
        return
    add(
        connection,
        ticket_id,
        now,
        cause,
        decision.summary,
        verdict,
        planned,
        rule=decision.decided_by,
        withheld=withheld,
    )


def _tell(
    connection: Connection,
    decision: Decision,
    desk: Desk,
    planned: Sequence[str],
    now: datetime,
    host_now: datetime,
    shadow: frozenset[Kind],
) -> None:
    """Plan what people are told of the effects that are new; of those planned before they were told before."""
    for one in notifications_of(decision, desk, now):
        if one.effect_key is None or one.effect_key in planned:
            notifications.plan(connection, one, host_now, shadow=one.effect_kind in shadow)
