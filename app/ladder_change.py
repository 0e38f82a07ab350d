"""
Brings the open tickets under the ladder's settings when those have changed since the last start.

Every record names the ladder by which its due time was worked out. At a start under another name each open ticket gets
its new due time, in batches beside everything else that the service does; the database remembers when all are done, so
that an ordinary start looks at no ticket. What moves is logged and stands in the decision log.
"""

import asyncio
from dataclasses import replace
from functools import partial

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.rules.ladder import Ladder
from app.rules.ladder_change import moved
from app.store import cursors, decisions, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()

CURSOR = "ladder"
"""Names the ladder under which every open ticket has its due time."""
CAUSE = "settings"
BATCH = 200
"""Tickets per transaction, so that a webhook's commit never waits long."""
LONGEST_BREAK_SECONDS = 0.25
"""Longest pause between two batches."""


class LadderChange:
    """Works once at a start; cut off anywhere, the next start goes on where it ended."""

    def __init__(self, database: Database, ladder: Ladder, clock: Clock, zendesk_clock: ZendeskClock) -> None:
        self._database = database
        self._ladder = ladder
        self._clock = clock
        self._zendesk_clock = zendesk_clock

    async def run(self) -> int:
        """Bring every open ticket under the ladder, if its name is new; return how many due times moved."""
        known = await self._database.read(lambda connection: cursors.get(connection, CURSOR))
        if known == self._ladder.name:
            return 0
        seen, moves, after_id = 0, 0, 0
        while True:
            began = self._clock.monotonic()
            last_id, count, more = await self._database.write(partial(self._batch, after_id=after_id))
            seen, moves, after_id = seen + count, moves + more, last_id
            if count < BATCH:
                break
            # Half of the time is everybody else's: a hundred thousand tickets must not hold up a webhook.
            await asyncio.sleep(min(self._clock.monotonic() - began, LONGEST_BREAK_SECONDS))
        now = self._clock.now()
        await self._database.write(lambda connection: cursors.put(connection, CURSOR, self._ladder.name, now))
        if seen:
            log.info("the ladder's settings changed", tickets=seen, count=moves)
        return moves

    def _batch(self, connection: Connection, after_id: int) -> tuple[int, int, int]:
        """Return the last id looked at, how many tickets were looked at, and how many moved."""
        known = tickets.of_other_ladder(connection, self._ladder.name, after_id, BATCH)
        now, host_now = self._zendesk_clock.now(), self._clock.now()
        moves = 0
        staying: list[int] = []
        for one in known:
            decision = moved(one.record, self._ladder, now)
            if decision.record == replace(one.record, ladder=decision.record.ladder):
                staying.append(one.record.ticket_id)
            elif tickets.save(connection, decision.record, one.version) and decision.is_look:
                decisions.carry_out(connection, decision, CAUSE, now, host_now, frozenset(), desk=None)
                moves += 1
        tickets.name_ladder(connection, staying, self._ladder.name)
        return (known[-1].record.ticket_id if known else after_id), len(known), moves
