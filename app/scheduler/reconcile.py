"""
Finds what the webhooks missed: tickets that never came, and changes nobody told us of.

Zendesk's delivery is best effort, so the incremental export is read as a second witness. It costs one call a round
in calm, keeps to the export's limit over all replicas, and only puts events into the inbox: one brain decides.

Zendesk leaves the last minute out of the export and out of its cursor alike, so a change in that minute comes with a
later page and none is passed over. What was read is kept page by page: after six hours down, or a kill, it goes on from
there. Where Zendesk does not know our cursor any more it starts anew from the time it had reached, with an overlap.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.rules.observation import tier_mark
from app.rules.record import Record
from app.rules.ticket import Ticket
from app.store import cursors, findings, gate, inbox, tickets, turns
from app.store.database import Database
from app.zendesk.client import EXPORT_MARGIN, ZendeskClient
from app.zendesk.errors import BadRequest, NotFound, RateLimited, Rejected
from app.zendesk.events import noticed
from app.zendesk.records import ExportPage

log = structlog.get_logger()

CURSOR: Final = "reconcile"
"""Up to when Zendesk's changes are known to be read (Zendesk's time)."""
TURN: Final = "reconcile-turn"
TURN_LENGTH: Final = timedelta(seconds=90)
"""Longer than a call with all its tries; a turn is kept from page to page."""
PAGES_PER_ROUND: Final = 20
PERMIT_TRIES: Final = 3
PERMIT_WAIT_SECONDS: Final = 65.0
OVERLAP: Final = timedelta(minutes=10)
"""How far before the time reached a lost cursor is replaced; what is read twice is recognised."""
SETTLED: Final = timedelta(seconds=3)
"""
What differs under an equal stamp is looked at when the stamp is so old: its second is over, and a write of ours that
was on its way back has arrived.
"""
LEAST_LOOKBACK: Final = timedelta(minutes=2)


class Reconcile:
    """One round reads the export from where the last one ended."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        clock: Clock,
        lookback: timedelta,
        arrived: Callable[[], None],
        exports_per_minute: int = 10,
    ) -> None:
        self._database = database
        self._client = client
        self._clock = clock
        self._lookback = lookback
        self._arrived = arrived
        self._quota = exports_per_minute
        self._holder = uuid.uuid4().hex
        self._not_before = 0.0

    async def run(self) -> None:
        """
        Read on to the end of the export, page by page; each page and its cursor are one transaction.

        Where another replica is at it, or the export's limit is used up, a later round goes on. After a 429 all
        replicas pause for as long as Zendesk asked.
        """
        if self._clock.monotonic() < self._not_before or not await self._take_turn():
            return
        try:
            await self._read_on()
        except RateLimited as exc:
            self._not_before = self._clock.monotonic() + exc.retry_after
            now = self._clock.now()
            until = now + timedelta(seconds=exc.retry_after)
            await self._database.write(lambda c: gate.block(c, gate.EXPORTS, until, now))
            log.warning("the export is limited", retry_after_seconds=exc.retry_after)
        finally:
            now = self._clock.now()
            await self._database.write(lambda c: turns.give_back(c, TURN, self._holder, now))

    async def _take_turn(self) -> bool:
        if not self._database.is_shared:
            return True  # nobody else can be at it: a turn still held is a dead process's
        now = self._clock.now()
        return await self._database.write(lambda c: turns.take(c, TURN, self._holder, now, TURN_LENGTH))

    async def _read_on(self) -> None:
        cursor = await self._database.read(lambda connection: cursors.get(connection, CURSOR))
        for _ in range(PAGES_PER_ROUND):
            if not (await self._permit() and await self._take_turn()):
                return
            page = await self._page(cursor)
            found = await self._database.write(partial(self._take, cursor, page))
            if found:
                log.info("reconcile found changes", count=found)
                self._arrived()
            if page.end_of_stream or page.cursor is None or page.cursor == cursor:
                return
            cursor = page.cursor

    async def _permit(self) -> bool:
        """Wait for the gate to allow one call of the export; return False when it does not within a minute or so."""
        for _ in range(PERMIT_TRIES):
            now = self._clock.now()
            if await self._database.write(lambda c, now=now: gate.reserve(c, gate.EXPORTS, 1, self._quota, now)):  # type: ignore[misc]
                return True
            wait = await self._database.read(lambda c, now=now: gate.opens_in(c, gate.EXPORTS, self._quota, now))  # type: ignore[misc]
            if wait > PERMIT_WAIT_SECONDS:
                return False
            await self._clock.sleep(max(wait, 1.0))
        return False

    async def _page(self, cursor: str | None) -> ExportPage:
        if cursor is None:
            return await self._client.export(start_time=await self._start())
        try:
            return await self._client.export(cursor=cursor)
        except (BadRequest, Rejected, NotFound) as exc:
            start = await self._start()
            log.error("zendesk does not take the export's cursor", error=str(exc), again_from=start.isoformat())
            if not await self._permit():
                raise
            return await self._client.export(start_time=start)

    async def _start(self) -> datetime:
        """Return where to begin without a cursor: a little before the time reached, at the first start far back."""
        reached = await self._database.read(cursors.export_reached)
        now = self._client.zendesk_clock.now()
        start = reached - OVERLAP if reached is not None else now - self._lookback
        # Zendesk refuses a start within the last minute.
        return min(start, now - LEAST_LOOKBACK)

    def _take(self, cursor: str | None, page: ExportPage, connection: Connection) -> int:
        now = self._clock.now()
        zendesk_now = self._client.zendesk_clock.now()
        known = tickets.load_many(connection, [ticket.id for ticket in page.tickets])
        news = [
            ticket
            for ticket in page.tickets
            if (suffix := _news(ticket, known.get(ticket.id))) is not None
            and inbox.add(connection, _row(ticket, suffix, now, now + _wait(suffix, zendesk_now - ticket.updated_at)))
        ]
        self._tell_unreadable(connection, page)
        # Another replica may have read on meanwhile; its place is not taken back.
        if page.cursor is not None and cursors.get(connection, CURSOR) == cursor:
            cursors.put(connection, CURSOR, page.cursor, now)
            self._keep_reached(connection, page, now)
        return len(news)

    def _keep_reached(self, connection: Connection, page: ExportPage, now: datetime) -> None:
        reached = cursors.export_reached(connection)
        if page.end_of_stream:
            reached = self._client.zendesk_clock.now() - EXPORT_MARGIN
        elif page.tickets:
            # The export is in the order of change, and no change is earlier than the stamp it leaves.
            newest = max(ticket.updated_at for ticket in page.tickets)
            reached = newest if reached is None else max(reached, newest)
        if reached is not None:
            cursors.put(connection, cursors.EXPORT_REACHED, reached.isoformat(), now)

    def _tell_unreadable(self, connection: Connection, page: ExportPage) -> None:
        """Name the tickets whose documents cannot be read, once; they end when they can be read."""
        now = self._client.zendesk_clock.now()
        says = "Zendesk sends this ticket in a shape that cannot be read; a person should look at it"
        for ticket_id in page.unusable:
            if findings.note(connection, ticket_id, findings.UNREADABLE, says, now):
                log.error("a ticket of the export cannot be read", ticket_id=ticket_id)
        findings.end_readable(connection, [ticket.id for ticket in page.tickets], now)


def _news(ticket: Ticket, known: tickets.Known | None) -> str | None:
    """
    Return the mark of an event when Zendesk shows more than we know, else None.

    A ticket that was over before we saw it is no news. Stamps have whole seconds: what differs under the same stamp is
    news too, once.
    """
    if known is None:
        return "" if ticket.status.is_unsolved else None
    seen = known.record.seen_updated_at
    if seen is None or ticket.updated_at > seen:
        return ""
    return ":drift" if ticket.updated_at == seen and _has_drifted(ticket, known.record) else None


def _has_drifted(ticket: Ticket, record: Record) -> bool:
    mirrored = (
        record.status,
        record.tags,
        record.priority,
        record.assignee_id,
        record.group_id,
        record.level_mark,
        record.tier_mark,
        record.problem_id,
    )
    shown = (
        ticket.status,
        ticket.tags,
        ticket.priority,
        ticket.assignee_id,
        ticket.group_id,
        ticket.level_field,
        tier_mark(ticket, record.tier),
        ticket.id if ticket.is_problem else ticket.problem_id,
    )
    return mirrored != shown


def _wait(suffix: str, age: timedelta) -> timedelta:
    """Return for how long an event stays where it is, given the age of its stamp."""
    return max(SETTLED - age, timedelta(0)) if suffix else timedelta(0)


def _row(ticket: Ticket, suffix: str, now: datetime, available_at: datetime) -> dict[str, object]:
    mark = f"reconcile:{ticket.id}:{ticket.updated_at.isoformat()}{suffix}"
    return inbox.row_values(noticed("reconcile", ticket.id, "changed", mark, ticket.updated_at, now), available_at)
