"""The second witness: what the export shows and we do not know becomes an event, once."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import FakeClock
from app.rules.ticket import Status, Ticket
from app.scheduler.reconcile import CURSOR, Reconcile
from app.store import cursors, tickets
from app.store.database import Database
from app.store.schema import inbox
from app.zendesk.errors import RateLimited
from app.zendesk.models import ExportPage
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import NOW, a_record, a_ticket
from tests.store.kit import opened

pytestmark = pytest.mark.anyio


class FakeZendesk:
    """Answers the export with prepared pages and remembers what it was asked."""

    def __init__(self, *pages: ExportPage | Exception) -> None:
        self.zendesk_clock = ZendeskClock(FakeClock(NOW))
        self.pages = list(pages)
        self.asked: list[tuple[datetime | None, str | None]] = []

    async def export(self, *, start_time: datetime | None = None, cursor: str | None = None) -> ExportPage:
        self.asked.append((start_time, cursor))
        page = self.pages.pop(0)
        if isinstance(page, Exception):
            raise page
        return page


def page(*found: Ticket, cursor: str = "c1", end: bool = True) -> ExportPage:
    return ExportPage(tickets=found, cursor=cursor, end_of_stream=end)


async def reconcile(database: Database, zendesk: FakeZendesk) -> None:
    await Reconcile(
        database=database,
        client=zendesk,  # type: ignore[arg-type]  # the part of the client that is used
        clock=FakeClock(NOW),
        lookback=timedelta(hours=24),
        exports_per_minute=10,
        arrived=lambda: None,
    ).run()


async def found(database: Database) -> list[int]:
    return await database.read(lambda c: [int(n or 0) for n in c.execute(select(inbox.c.ticket_id)).scalars()])


async def test_a_ticket_whose_webhook_never_came_is_found(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await reconcile(database, FakeZendesk(page(a_ticket())))

        assert await found(database) == [42]


async def test_a_change_that_nobody_told_us_of_is_found(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        changed = replace(a_ticket(), updated_at=NOW + timedelta(minutes=5))
        await reconcile(database, FakeZendesk(page(changed)))

        assert await found(database) == [42]


async def test_what_is_known_already_makes_no_event(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        await reconcile(database, FakeZendesk(page(a_ticket())))

        assert await found(database) == []


async def test_a_ticket_that_was_over_before_we_saw_it_makes_no_event(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await reconcile(database, FakeZendesk(page(a_ticket(status=Status.CLOSED))))

        assert await found(database) == []


async def test_the_same_change_seen_twice_is_one_event(tmp_path: Path) -> None:
    """The export repeats itself by design."""
    with opened(tmp_path) as database:
        await reconcile(database, FakeZendesk(page(a_ticket(), end=False), page(a_ticket(), cursor="c2")))

        assert await found(database) == [42]


async def test_it_goes_on_from_where_it_was(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        first = FakeZendesk(page(cursor="c1", end=False), page(cursor="c2"))
        await reconcile(database, first)
        second = FakeZendesk(page(cursor="c3"))
        await reconcile(database, second)

        assert first.asked == [(NOW - timedelta(hours=24), None), (None, "c1")]
        assert second.asked == [(None, "c2")]
        assert await database.read(lambda c: cursors.get(c, CURSOR)) == "c3"


async def test_after_a_429_the_rounds_pause_for_as_long_as_zendesk_asked(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        zendesk = FakeZendesk(RateLimited("slowly", retry_after=30.0), page(cursor="c1"))
        rounds = Reconcile(
            database=database,
            client=zendesk,  # type: ignore[arg-type]  # the part of the client that is used
            clock=clock,
            lookback=timedelta(hours=24),
            exports_per_minute=10,
            arrived=lambda: None,
        )
        await rounds.run()
        await rounds.run()
        assert len(zendesk.asked) == 1
        clock.advance(timedelta(seconds=31))
        await rounds.run()

        assert len(zendesk.asked) == 2
