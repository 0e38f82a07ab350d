"""The decision log: one row for every look at a ticket that concluded something, done or not done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.store.schema import decision


def add(
    connection: Connection,
    ticket_id: int,
    now: datetime,
    cause: str,
    summary: str,
    verdict: dict[str, Any] | None = None,
    effects: Sequence[str] = (),
) -> None:
    """Store why something was, or was not, done; `cause` names what made us look, `effects` the keys planned."""
    connection.execute(
        insert(decision).values(
            ticket_id=ticket_id,
            decided_at=now,
            cause=cause,
            summary=summary,
            verdict=verdict,
            effects=list(effects),
        )
    )


def of_ticket(connection: Connection, ticket_id: int) -> list[Any]:
    """Return the decisions on a ticket, oldest first, as rows."""
    return list(
        connection.execute(select(decision).where(decision.c.ticket_id == ticket_id).order_by(decision.c.id)).all()
    )
