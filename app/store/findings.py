"""
What the auditor found wrong, one row a difference while it lasts, and what of our own is under way meanwhile.

All times here are Zendesk's.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.inbox import PENDING
from app.store.schema import IS_UNSENT, effect, finding, inbox

UNREADABLE = "unreadable"
"""A ticket whose document Zendesk sends in a shape we cannot read; found by the reconcile job."""
REPAIRED = "the ticket shows what it should, after our repair"
SETTLED = "the ticket shows what it should, is over, or is in people's hands"


@dataclass(frozen=True, slots=True)
class Finding:
    """One open difference."""

    id: int
    ticket_id: int
    what: str
    says: str
    found_at: datetime
    repaired_at: datetime | None
    """When a repair was last planned; None where there was nothing to plan, or it was planned before."""


def note(connection: Connection, ticket_id: int, what: str, says: str, now: datetime) -> bool:
    """Store a difference that is seen now; return True when it is new, and shall be logged."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"ticket_id": ticket_id, "what": what, "says": says, "found_at": now, "seen_at": now}
    # Without these two PostgreSQL's driver does not tell how many rows were stored.
    adding = maker(finding).values(values).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)
    if connection.execute(adding).rowcount == 1:
        return True
    connection.execute(
        update(finding)
        .where(finding.c.ticket_id == ticket_id, finding.c.what == what, finding.c.ended_at.is_(None))
        .values(says=says, seen_at=now)
    )
    return False


def repaired(connection: Connection, ticket_id: int, now: datetime) -> None:
    """Store that a repair of a ticket's open differences was planned."""
    connection.execute(
        update(finding).where(finding.c.ticket_id == ticket_id, finding.c.ended_at.is_(None)).values(repaired_at=now)
    )


def end(connection: Connection, ids: Collection[int], now: datetime) -> int:
    """End differences that are no more; return how many."""
    if not ids:
        return 0
    outcome = case((finding.c.repaired_at.is_not(None), REPAIRED), else_=SETTLED)
    return connection.execute(
        update(finding)
        .where(finding.c.id.in_(list(ids)), finding.c.ended_at.is_(None))
        .values(ended_at=now, outcome=outcome)
    ).rowcount


def open_ones(connection: Connection, limit: int | None = None) -> list[Finding]:
    """Return the open differences, oldest first."""
    rows = connection.execute(
        select(finding).where(finding.c.ended_at.is_(None)).order_by(finding.c.found_at, finding.c.id).limit(limit)
    ).all()
    return [Finding(row.id, row.ticket_id, row.what, row.says, row.found_at, row.repaired_at) for row in rows]


def end_readable(connection: Connection, ticket_ids: Sequence[int], now: datetime) -> None:
    """End what was said of tickets that could not be read and now can."""
    rows = connection.execute(
        select(finding.c.id)
        .where(finding.c.what == UNREADABLE, finding.c.ended_at.is_(None))
        .where(finding.c.ticket_id.in_(ticket_ids))
    ).scalars()
    end(connection, list(rows), now)


def history(connection: Connection, ticket_id: int) -> list[Any]:
    """Return every difference ever found on a ticket, oldest first, as rows."""
    return list(connection.execute(select(finding).where(finding.c.ticket_id == ticket_id).order_by(finding.c.id)))


def under_way(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """
    Return the tickets that our own machinery is busy with, and since when.

    That is: an event waits to be handled, or a planned effect to be sent.
    """
    planned = connection.execute(
        select(effect.c.ticket_id, func.min(effect.c.planned_at))
        .where(effect.c.ticket_id.in_(ticket_ids), IS_UNSENT)
        .group_by(effect.c.ticket_id)
    ).all()
    waiting = connection.execute(
        select(inbox.c.ticket_id, func.min(inbox.c.received_at))
        .where(inbox.c.ticket_id.in_(ticket_ids), inbox.c.state == PENDING)
        .group_by(inbox.c.ticket_id)
    ).all()
    found: dict[int, datetime] = {}
    for ticket_id, since in (*planned, *waiting):
        found[ticket_id] = min(since, found.get(ticket_id, since))
    return found
