"""
Rows dated too far ahead, brought back to the present.

When to try again, until when a lease holds: these are times of the machine that wrote them. If its
clock was ahead and is right now, they would wait for an hour that means nothing. Nothing is ever planned further
ahead than a few minutes, so what lies beyond that was dated by a wrong clock. The gate judges its own times.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, update

from app.store.outbox import LEASE
from app.store.schema import IS_PENDING, IS_PLANNED, IS_SENDING, IS_UNSENT, effect, inbox, storm

HORIZON: Final = timedelta(minutes=10)
"""Twice the longest distance between two tries."""


def clamp(connection: Connection, now: datetime) -> int:
    """
    Let what waits beyond the horizon be done now, and leases end as one taken now would; return how many rows.

    A holder that lives may lose its lease by that: it is fenced, as with any lease that ran out.
    """
    beyond = now + HORIZON
    return sum(
        connection.execute(statement).rowcount
        for statement in (
            update(inbox).where(IS_PENDING, inbox.c.available_at > beyond).values(available_at=now),
            update(inbox).where(IS_PENDING, inbox.c.lease_until > beyond).values(lease_until=now + LEASE),
            update(effect).where(IS_UNSENT, IS_PLANNED, effect.c.not_before > beyond).values(not_before=now),
            update(effect).where(IS_UNSENT, IS_SENDING, effect.c.lease_until > beyond).values(lease_until=now + LEASE),
            update(storm).where(storm.c.ended_at.is_(None), storm.c.not_before > beyond).values(not_before=now),
            update(storm).where(storm.c.ended_at.is_(None), storm.c.lease_until > beyond).values(lease_until=now),
        )
    )
