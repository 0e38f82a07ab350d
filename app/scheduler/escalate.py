"""
The tick of the ladder: plans the step of every ticket whose time has come, and nothing else.

Fixed ticks are the safety net; an alarm set to the next due time makes the step punctual. Neither remembers
anything: what is due is asked of the `ticket` table each time.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.errors import StoreUnavailable
from app.rules.decide import Desk, climb
from app.rules.effect import Kind
from app.store import decisions, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()

BATCH = 200
"""Tickets per transaction, so that a flood of due tickets never holds up a webhook's commit for long."""
LOOK_AGAIN_SECONDS = 15.0
"""Longest sleep of the alarm: clocks are corrected meanwhile."""


class Escalate:
    """Plans due steps; `tick` is the scheduled job, `alarm` a task that calls it at the next due time."""

    def __init__(
        self,
        *,
        database: Database,
        desk: Desk,
        clock: Clock,
        zendesk_clock: ZendeskClock,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
    ) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._shadow = shadow
        self._planned = planned
        self._rearmed = asyncio.Event()

    async def tick(self) -> None:
        """
        Plan what is due now.

        Before Zendesk has told its time once, nothing is: a host clock that is ahead would escalate early, and what
        Zendesk cannot be asked it cannot be told either.
        """
        if self._zendesk_clock.last_observed_at is None:
            return
        now = self._zendesk_clock.now()
        total = 0
        while True:
            count = await self._database.write(lambda connection: self._plan(connection, now))
            total += count
            if count < BATCH:
                break
        if total:
            log.info("escalations planned", count=total)
            self._planned()
        self.rearm()

    def rearm(self) -> None:
        """Let the alarm look for the next due time again: a ticket may have come that is due sooner."""
        self._rearmed.set()

    async def alarm(self) -> None:
        """Tick at each due time; ends only by cancellation."""
        while True:
            self._rearmed.clear()
            try:
                due = await self._database.read(tickets.next_due_at)
                wait = self._seconds_until(due)
                if wait <= 0:
                    await self.tick()
                    wait = 0.05  # a ticket that stays due must not spin
            except StoreUnavailable as exc:
                log.warning("due times cannot be read", error=str(exc))
                wait = 1.0
            await self._sleep(wait)

    def _seconds_until(self, due: datetime | None) -> float:
        if due is None or self._zendesk_clock.last_observed_at is None:
            return LOOK_AGAIN_SECONDS
        return (due - self._zendesk_clock.now()).total_seconds()

    async def _sleep(self, seconds: float) -> None:
        """Sleep for so many seconds of Zendesk's clock, or until re-armed, but never long without a look."""
        sleeper = asyncio.ensure_future(self._zendesk_clock.sleep(seconds))
        try:
            await asyncio.wait(
                {sleeper, (rearmed := asyncio.ensure_future(self._rearmed.wait()))},
                timeout=LOOK_AGAIN_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            rearmed.cancel()
        finally:
            sleeper.cancel()

    def _plan(self, connection: Connection, now: datetime) -> int:
        due = tickets.due(connection, now, BATCH)
        for known in due:
            decision = climb(known.record, self._desk, now)
            if not tickets.save(connection, decision.record, known.version):
                continue  # it moved on since: what is still due is found by the next look
            decisions.carry_out(connection, decision, "clock", now, self._clock.now(), self._shadow)
        return len(due)
