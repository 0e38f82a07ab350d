"""
The tick of the ladder: plans the step of every ticket whose time has come, and asks for the looks that are due.

Fixed ticks are the safety net; an alarm set to the next due time makes the step punctual. Neither remembers
anything: what is due is asked of the `ticket` table each time.

A step cannot be taken back, so it is planned only by a time that Zendesk has told lately and more than once. When
something may be due and that is not so, Zendesk is asked; while it cannot be asked it could not be written to either.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.errors import StoreUnavailable
from app.rules.decide import Desk, climb
from app.rules.effect import Kind
from app.scheduler.looks import Looks
from app.store import cursors, decisions, tickets
from app.store.database import Database
from app.zendesk.errors import ZendeskError
from app.zendesk.skew import VOICES, ZendeskClock

log = structlog.get_logger()

BATCH = 50
"""Tickets per transaction, so that a flood of due tickets never holds up a webhook's commit for long."""
LOOK_AGAIN_SECONDS = 15.0
"""Longest sleep of the alarm: clocks are corrected meanwhile."""
CORRECTED_SECONDS = 0.05
"""By so much Zendesk's time must have gone ahead of what the alarm reckoned with for it to reckon anew."""
DOUBTFUL_SECONDS = 1.0
"""Sleep of the alarm when something may be due and Zendesk's time is not certain."""
ASK_SECONDS = 5.0
"""How long an answer about the time is waited for, and how long Zendesk is left alone after none came."""
NOTED = "tick"
"""The cursor that says when any scheduler last completed a tick."""


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
        looks: Looks,
        ask_time: Callable[[], Awaitable[None]],
        note_seconds: float,
        patience: float = 1.0,
    ) -> None:
        self._look_again_seconds = LOOK_AGAIN_SECONDS * patience
        self._database = database
        self._desk = desk
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._shadow = shadow
        self._planned = planned
        self._looks = looks
        self._ask_time = ask_time
        self._note_seconds = note_seconds
        self._noted_at: float | None = None
        self._asking = asyncio.Lock()
        self._ask_again_at = 0.0
        self._rearmed = asyncio.Event()
        self._rings_at: datetime | None = None
        """What the alarm waits for, by Zendesk's time; None while it does not know yet, and when nothing is due."""
        self._offset_seconds = 0.0
        """By how much Zendesk was ahead of the host when the alarm worked out for how long it waits."""

    async def tick(self) -> None:
        """Plan what is due now, and note for everybody on this database that a scheduler lives."""
        due = await self._database.read(tickets.next_due_at)
        if due is not None and self._may_be_due(due):
            await self._make_sure(due)
            if self._zendesk_clock.doubt() is None:
                await self._plan_all(self._zendesk_clock.now())
        look_at = await self._database.read(tickets.next_look_at)
        if look_at is not None and await self._has_come(look_at):
            await self._looks.ask()
        await self._note()

    async def _has_come(self, moment: datetime) -> bool:
        """Return whether a moment of Zendesk's time has come for certain; asks Zendesk where it may have."""
        if not self._may_be_due(moment):
            return False
        await self._make_sure(moment)
        return self._zendesk_clock.doubt() is None and moment <= self._zendesk_clock.now()

    def _may_be_due(self, due: datetime) -> bool:
        """Return whether a step is due if Zendesk's time is the latest it can be."""
        return not self._zendesk_clock.answers or due <= self._zendesk_clock.latest()

    def _is_sure(self, due: datetime) -> bool:
        """Return whether asking Zendesk for its time would change nothing."""
        clock = self._zendesk_clock
        return clock.doubt() is None and (due <= clock.now() or not clock.spread_seconds)

    async def _make_sure(self, due: datetime) -> None:
        """Ask Zendesk for its time until it is certain whether a step is due, a few times at most."""
        async with self._asking:
            for _ in range(VOICES):
                if self._is_sure(due) or self._clock.monotonic() < self._ask_again_at:
                    return
                answers = self._zendesk_clock.answers
                try:
                    async with asyncio.timeout(ASK_SECONDS):
                        await self._ask_time()
                except (ZendeskError, TimeoutError) as exc:
                    log.warning("zendesk cannot be asked for its time", error=str(exc) or type(exc).__name__)
                if self._zendesk_clock.answers == answers:
                    self._ask_again_at = self._clock.monotonic() + ASK_SECONDS

    async def _plan_all(self, now: datetime) -> None:
        total, is_more = 0, True
        while is_more:
            count, is_more = await self._database.write(lambda connection: self._plan(connection, now))
            total += count
        if total:
            log.info("escalations planned", count=total)
            self._planned()
            self.rearm()

    async def _note(self) -> None:
        at = self._clock.monotonic()
        if self._noted_at is not None and at - self._noted_at < self._note_seconds:
            return
        now = self._clock.now()
        await self._database.write(lambda connection: cursors.put(connection, NOTED, now.isoformat(), now))
        self._noted_at = at

    def rearm(self, due: datetime | None = None) -> None:
        """
        Let the alarm look for the next due time again: a ticket may have come that is due sooner.

        With `due` only if that is sooner than what the alarm waits for: few tickets are the next, and a look at the
        database for each of the others would be for nothing. A clock that was corrected meanwhile is heeded as well.
        """
        ahead = self._zendesk_clock.offset_seconds - self._offset_seconds
        if due is None or self._rings_at is None or due < self._rings_at or ahead > CORRECTED_SECONDS:
            self._rearmed.set()

    async def alarm(self) -> None:
        """Tick at each due time; ends only by cancellation."""
        while True:
            self._rearmed.clear()
            self._rings_at = None  # what comes while the database is read may not be in what it says
            try:
                self._rings_at = due = await self._database.read(tickets.next_moment)
                self._offset_seconds = self._zendesk_clock.offset_seconds
                wait = self._seconds_until(due)
                if wait <= 0:
                    await self.tick()
                    # A ticket that stays due must not spin.
                    wait = 0.05 if self._zendesk_clock.doubt() is None else DOUBTFUL_SECONDS
            except StoreUnavailable as exc:
                log.warning("due times cannot be read", error=str(exc))
                wait = 1.0
            except Exception:  # the ticks go on, but steps would no longer be punctual
                log.exception("alarm failed")
                wait = 1.0
            await self._sleep(wait)

    def _seconds_until(self, due: datetime | None) -> float:
        if due is None or not self._zendesk_clock.answers:
            return self._look_again_seconds
        return (due - self._zendesk_clock.now()).total_seconds()

    async def _sleep(self, seconds: float) -> None:
        """Sleep for so many seconds of Zendesk's clock, or until re-armed, but never long without a look."""
        sleeper = asyncio.ensure_future(self._zendesk_clock.sleep(seconds))
        try:
            await asyncio.wait(
                {sleeper, (rearmed := asyncio.ensure_future(self._rearmed.wait()))},
                timeout=self._look_again_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            rearmed.cancel()
        finally:
            sleeper.cancel()

    def _plan(self, connection: Connection, now: datetime) -> tuple[int, bool]:
        """Plan one batch; return how many tickets moved on, and whether it is worth looking for more."""
        due = tickets.due(connection, now, BATCH)
        moved = 0
        for known in due:
            try:
                decision = climb(known.record, self._desk, now)
            except Exception:  # one ticket that cannot be decided must not hold up the others; health names it
                log.exception("step cannot be decided", ticket_id=known.record.ticket_id)
                continue
            # Another scheduler may have been faster; then the step is its.
            if tickets.save(connection, decision.record, known.version):
                decisions.carry_out(
                    connection, decision, "clock", now, self._clock.now(), self._shadow, desk=self._desk
                )
                moved += decision.record.next_due_at is None or decision.record.next_due_at > now
        return moved, len(due) == BATCH and moved > 0
