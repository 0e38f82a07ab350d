"""
Brings the open tickets under the settings of first responses when those have changed since the last start.

A ticket is read again for its first response at a moment of its own, which is set when somebody looks at it. At a start
under other settings each open ticket that still owes a response gets its moment, in batches beside everything else; the
database remembers when all are done, so that an ordinary start looks at no ticket.
"""

import asyncio
from functools import partial

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.ladder_change import BATCH, CAUSE, LONGEST_BREAK_SECONDS
from app.rules.desk import Desk
from app.rules.response_change import RULE, oldest_watched, promise, told, watched
from app.store import cursors, decisions, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()

CURSOR = "first-response"
"""Names the settings under which every open ticket has its look."""


class ResponseChange:
    """Works once at a start; cut off anywhere, the next start does it again, and finds the rest to do."""

    def __init__(self, database: Database, desk: Desk, clock: Clock, zendesk_clock: ZendeskClock) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._zendesk_clock = zendesk_clock

    async def run(self) -> int:
        """Set the looks of open tickets, if the name of the settings is new; return how many moved."""
        name = promise(self._desk)
        if await self._database.read(lambda connection: cursors.get(connection, CURSOR)) == name:
            return 0
        moves, after_id, count = 0, 0, BATCH
        while count == BATCH:
            began = self._clock.monotonic()
            after_id, count, more = await self._database.write(partial(self._batch, after_id=after_id))
            moves += more
            # Half of the time is everybody else's, as where the ladder's settings change.
            await asyncio.sleep(min(self._clock.monotonic() - began, LONGEST_BREAK_SECONDS))
        now = self._clock.now()
        await self._database.write(lambda connection: cursors.put(connection, CURSOR, name, now))
        if moves:
            log.info("the settings of first responses changed", count=moves)
        return moves

    def _batch(self, connection: Connection, after_id: int) -> tuple[int, int, int]:
        """Return the last id looked at, how many tickets were looked at, and how many looks moved."""
        now = self._zendesk_clock.now()
        known = tickets.awaiting_response(connection, after_id, BATCH, oldest_watched(self._desk, now))
        found = ((one.record, watched(one.record, self._desk, now)) for one in known)
        moved = [record for before, record in found if record != before]
        tickets.set_looks(connection, {record.ticket_id: record.look_at for record in moved})
        told_of = (decisions.Quiet(one.ticket_id, now, CAUSE, told(one), RULE) for one in moved)
        decisions.add_quiet(connection, *told_of)
        return (known[-1].record.ticket_id if known else after_id), len(known), len(moved)
