"""
Finds what the webhooks missed: tickets that never came, and changes nobody told us of.

Zendesk's delivery is best effort, so the incremental export is read as a second witness. It costs one call a round
in calm, keeps to the export's limit of ten a minute, and only puts events into the inbox: one brain decides.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.rules.ticket import Ticket
from app.store import cursors, gate, inbox, tickets
from app.store.database import Database
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import RateLimited
from app.zendesk.events import Delivery
from app.zendesk.models import ExportPage

log = structlog.get_logger()

CURSOR = "reconcile"
PAGE_DISTANCE_SECONDS = 6.5
"""Between pages of one round: the export allows ten calls a minute."""
PAGES_PER_ROUND = 20


class Reconcile:
    """One round reads the export from where the last one ended."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        clock: Clock,
        lookback: timedelta,
        exports_per_minute: int,
        arrived: Callable[[], None],
    ) -> None:
        self._database = database
        self._client = client
        self._clock = clock
        self._lookback = lookback
        self._exports_per_minute = exports_per_minute
        self._arrived = arrived

    async def run(self) -> None:
        """
        Read on to the end of the export, page by page; each page and its cursor are one transaction.

        After a 429 the rounds of all replicas pause for as long as Zendesk asked.
        """
        try:
            await self._read_on()
        except RateLimited as exc:
            now = self._clock.now()
            until = now + timedelta(seconds=exc.retry_after)
            await self._database.write(lambda connection: gate.block(connection, gate.EXPORTS, until, now))
            log.warning("the export is limited", retry_after_seconds=exc.retry_after)

    async def _read_on(self) -> None:
        cursor = await self._database.read(lambda connection: cursors.get(connection, CURSOR))
        for _ in range(PAGES_PER_ROUND):
            if not await self._database.write(self._may_ask):
                return
            page = await self._page(cursor)
            found = await self._database.write(partial(self._take, page))
            if found:
                log.info("reconcile found changes", count=found)
                self._arrived()
            if page.end_of_stream or page.cursor is None or page.cursor == cursor:
                return
            cursor = page.cursor
            await self._clock.sleep(PAGE_DISTANCE_SECONDS)

    def _may_ask(self, connection: Connection) -> bool:
        return gate.reserve(connection, gate.EXPORTS, 1, self._exports_per_minute, self._clock.now()) == 1

    async def _page(self, cursor: str | None) -> ExportPage:
        if cursor is not None:
            return await self._client.export(cursor=cursor)
        # Zendesk refuses a start within the last minute.
        start = self._client.zendesk_clock.now() - max(self._lookback, timedelta(minutes=2))
        return await self._client.export(start_time=start)

    def _take(self, page: ExportPage, connection: Connection) -> int:
        now = self._clock.now()
        known = tickets.load_many(connection, [ticket.id for ticket in page.tickets])
        news = [
            ticket
            for ticket in page.tickets
            if _is_news(ticket, known.get(ticket.id)) and inbox.add(connection, _row(ticket, now))
        ]
        if page.cursor is not None:
            cursors.put(connection, CURSOR, page.cursor, now)
        return len(news)


def _is_news(ticket: Ticket, known: tickets.Known | None) -> bool:
    """Return whether Zendesk shows more than we know; a ticket that was over before we saw it is no news."""
    if known is None:
        return ticket.status.is_unsolved
    seen = known.record.seen_updated_at
    return seen is None or ticket.updated_at > seen


def _row(ticket: Ticket, now: datetime) -> dict[str, object]:
    stamp = ticket.updated_at.isoformat()
    delivery = Delivery(
        source="reconcile",
        ticket_id=ticket.id,
        event_type="changed",
        invocation_id=None,
        event_id=f"reconcile:{ticket.id}:{stamp}",
        webhook_id=None,
        actor_id=None,
        occurred_at=ticket.updated_at,
        body="{}",
        received_at=now,
        request_id=f"reconcile-{ticket.id}-{stamp}",
    )
    return inbox.row_values(delivery, now)
