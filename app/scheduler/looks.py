"""
Has tickets read again at a moment of their own: when a first response is due, or the grace of a refusal ends.

What happens then is decided by the worker, from the ticket as it stands: nobody is warned of an answer that has been
given, and nothing is refused that has been stopped.
"""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.store import inbox, tickets
from app.store.database import Database
from app.zendesk.events import noticed
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()

BATCH = 50
"""Tickets per transaction, as the ladder has it."""


class Looks:
    """Puts an event into the inbox for every ticket whose `look_at` has come."""

    def __init__(
        self, *, database: Database, clock: Clock, zendesk_clock: ZendeskClock, arrived: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._arrived = arrived

    async def ask(self) -> None:
        """Ask for every look that is due by now; the caller has made sure of the time."""
        total, count = 0, BATCH
        while count == BATCH:
            count = await self._database.write(self._plan)
            total += count
        if total:
            log.info("looks asked for", count=total)
            self._arrived()

    def _plan(self, connection: Connection) -> int:
        now, occurred_at = self._clock.now(), self._zendesk_clock.now()
        due = tickets.looks(connection, occurred_at, BATCH)
        for ticket_id, look_at in due:
            # The mark holds both moments: a look that came to nothing, being a little early, is asked for again.
            mark = f"look:{ticket_id}:{look_at.isoformat()}:{occurred_at.isoformat()}"
            inbox.add(connection, inbox.row_values(noticed("clock", ticket_id, "look", mark, occurred_at, now), now))
        tickets.looked(connection, [ticket_id for ticket_id, _ in due])
        return len(due)
