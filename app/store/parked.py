"""
Events as people deal with them: found, shown, tried again, dropped; and what becomes of a parked one by itself.

Every act raises the row's token, so that a worker that holds it at this moment can store nothing, and leaves a
decision, so that the ticket stays explainable. The ledger of effects is never touched: what was done stays done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Text, bindparam, func, literal, or_, select, update

from app.store import cursors, decisions
from app.store.inbox import DONE, IGNORED, PARKED, PENDING, Row
from app.store.schema import IS_PARKED, IS_PENDING, inbox

STATES = (PENDING, PARKED, IGNORED, DONE)
CAUSE = "operator"
VERSION = "inbox.version"
"""The cursor that tells which version tried the parked events last."""
REASON_LIMIT = 2000
"""Characters of a reason that are carried on into the next one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was named and not touched."""

    id: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act has changed, by id, and what it could not."""

    changed: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()


def find(connection: Connection, states: Sequence[str], ticket_id: int | None, limit: int) -> list[dict[str, Any]]:
    """Return events without their bodies, oldest first."""
    columns = [column for column in inbox.c if column.name != "body"]
    query = select(*columns).where(inbox.c.state.in_(states)).order_by(inbox.c.id).limit(limit)
    if ticket_id is not None:
        query = query.where(inbox.c.ticket_id == ticket_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def one(connection: Connection, event: int) -> dict[str, Any] | None:
    """Return one event with everything, or None."""
    row = connection.execute(select(inbox).where(inbox.c.id == event)).mappings().one_or_none()
    return dict(row) if row else None


def overtake(connection: Connection, by: Row, now: datetime) -> None:
    """End the parked events of a ticket that are older than one whose look at the ticket succeeded."""
    if by.ticket_id is None:
        return
    why = f"overtaken by event {by.id}, whose look at the ticket succeeded; it was parked with: "
    connection.execute(_OVERTAKE, {"ticket": by.ticket_id, "newer": by.id, "at": now, "why": why})


def redrive(
    connection: Connection,
    events: Iterable[int],
    ticket_id: int | None,
    everything: bool,
    by: str,
    now: datetime,
    host_now: datetime,
) -> Outcome:
    """
    Let events be tried again now, with all their tries before them.

    Named ones in any state, since a look more never harms; of a ticket, or with `everything`, those that are parked,
    and of a ticket also those that wait for another try.
    """
    named = list(events)
    rows, refused = _named(connection, named)
    if ticket_id is not None:
        rows += _unfinished(connection, inbox.c.ticket_id == ticket_id, or_(IS_PARKED, IS_PENDING))
    if everything:
        rows += _unfinished(connection, IS_PARKED)
    rows = list({row.id: row for row in rows}.values())
    leased = [row for row in rows if _is_leased(row, host_now)]
    refused += [Refused(row.id, "is being handled at this moment") for row in leased if row.id in named]
    chosen = [row for row in rows if row not in leased]
    _try_again(connection, chosen, f"to be tried again, by {by}; before: ", host_now)
    for number, about in _by_ticket(chosen).items():
        summary = f"{by} had {_names(about)} tried again"
        decisions.add(connection, number, now, CAUSE, summary, rule="redriven")
    return Outcome(tuple(row.id for row in chosen), tuple(refused))


def drop(
    connection: Connection, events: Iterable[int], why: str, by: str, now: datetime, host_now: datetime
) -> Outcome:
    """End events that are parked or pending, whoever holds them, as *ignored* with a person's reason."""
    rows, refused = _named(connection, events)
    over = [row for row in rows if row.state in (DONE, IGNORED)]
    refused += [Refused(row.id, f"has ended already: {row.state}") for row in over]
    chosen = [row for row in rows if row not in over]
    if chosen:
        connection.execute(
            update(inbox)
            .where(inbox.c.id.in_([row.id for row in chosen]))
            .values(
                state=IGNORED,
                reason=_before(f"dropped by a person ({by}): {why}; before: "),
                ended_at=host_now,
                lease_until=None,
                token=inbox.c.token + 1,
            )
        )
    for number, about in _by_ticket(chosen).items():
        decisions.add(connection, number, now, CAUSE, f"{by} dropped {_names(about)}: {why}", rule="dropped")
    return Outcome(tuple(row.id for row in chosen), tuple(refused))


def try_again_under(connection: Connection, version: str, now: datetime, host_now: datetime) -> int:
    """
    Let every parked event be tried again once when a new version starts; return how many.

    What is parked failed by our own fault, and a new version is where a fault is mended. The same version would only
    fail the same way.
    """
    if cursors.get(connection, VERSION) == version:
        return 0
    cursors.put(connection, VERSION, version, host_now)
    rows = _unfinished(connection, IS_PARKED)
    _try_again(connection, rows, f"to be tried again by version {version}; before: ", host_now)
    for number, about in _by_ticket(rows).items():
        summary = f"version {version} tries {_names(about)} again"
        decisions.add(connection, number, now, "start", summary, rule="redriven")
    return len(rows)


def _named(connection: Connection, events: Iterable[int]) -> tuple[list[Any], list[Refused]]:
    wanted = list(dict.fromkeys(events))
    found = {row.id: row for row in connection.execute(select(inbox).where(inbox.c.id.in_(wanted))).all()}
    return [found[one] for one in wanted if one in found], [
        Refused(one, "does not exist, or was swept after INBOX_KEEP_DAYS") for one in wanted if one not in found
    ]


def _unfinished(connection: Connection, *which: ColumnElement[bool]) -> list[Any]:
    return list(connection.execute(select(inbox).where(*which).order_by(inbox.c.id)).all())


def _try_again(connection: Connection, rows: Sequence[Any], reason: str, host_now: datetime) -> None:
    if not rows:
        return
    connection.execute(
        update(inbox)
        .where(inbox.c.id.in_([row.id for row in rows]))
        .values(
            state=PENDING,
            reason=_before(reason),
            attempts=0,
            available_at=host_now,
            lease_until=None,
            token=inbox.c.token + 1,
            ended_at=None,
        )
    )


def _before(reason: str | BindParameter[str]) -> ColumnElement[str]:
    """Put a reason before the one that stands, so that the old one is not lost."""
    old = func.substr(func.coalesce(inbox.c.reason, "nothing"), 1, REASON_LIMIT)
    return (literal(reason) if isinstance(reason, str) else reason).concat(old)


_OVERTAKE = (
    update(inbox)
    .where(IS_PARKED, inbox.c.ticket_id == bindparam("ticket"), inbox.c.id < bindparam("newer"))
    .values(state=IGNORED, ended_at=bindparam("at"), reason=_before(bindparam("why", type_=Text())))
)


def _is_leased(row: Any, host_now: datetime) -> bool:
    return row.state == PENDING and row.lease_until is not None and row.lease_until >= host_now


def _by_ticket(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for row in rows:
        if row.ticket_id is not None:
            groups.setdefault(row.ticket_id, []).append(row)
    return groups


def _names(rows: Sequence[Any]) -> str:
    ids = ", ".join(str(row.id) for row in rows)
    return f"event{'' if len(rows) == 1 else 's'} {ids}"
