"""The second witness: what the export shows and we do not know becomes an event, once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.clock import FakeClock
from app.rules.ticket import Status, Ticket, Tier
from app.scheduler.reconcile import CURSOR, OVERLAP, SETTLED, Reconcile
from app.store import cursors, findings, tickets
from app.store.database import Database
from app.store.inbox import claim
from app.store.schema import inbox
from app.zendesk.errors import BadRequest, RateLimited
from app.zendesk.records import ExportPage
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import NOW, a_record, a_ticket
from tests.store.kit import opened

pytestmark = pytest.mark.anyio

AS_KNOWN = a_ticket(tags=frozenset({"tier_2"}), tier_field=Tier.TWO, level_field=0)
"""The ticket that `a_record` tells of."""


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


async def test_a_ticket_whose_webhook_never_came_is_found(database_url: str) -> None:
    with opened(database_url) as database:
        await reconcile(database, FakeZendesk(page(a_ticket())))

        assert await found(database) == [42]


async def test_a_change_that_nobody_told_us_of_is_found(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        changed = replace(a_ticket(), updated_at=NOW + timedelta(minutes=5))
        await reconcile(database, FakeZendesk(page(changed)))

        assert await found(database) == [42]


async def test_what_is_known_already_makes_no_event(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        await reconcile(database, FakeZendesk(page(AS_KNOWN)))

        assert await found(database) == []


async def test_a_ticket_that_was_over_before_we_saw_it_makes_no_event(database_url: str) -> None:
    with opened(database_url) as database:
        await reconcile(database, FakeZendesk(page(a_ticket(status=Status.CLOSED))))

        assert await found(database) == []


async def test_the_same_change_seen_twice_is_one_event(database_url: str) -> None:
    """The export repeats itself by design."""
    with opened(database_url) as database:
        await reconcile(database, FakeZendesk(page(a_ticket(), end=False), page(a_ticket(), cursor="c2")))

        assert await found(database) == [42]


async def test_it_goes_on_from_where_it_was(database_url: str) -> None:
    with opened(database_url) as database:
        first = FakeZendesk(page(cursor="c1", end=False), page(cursor="c2"))
        await reconcile(database, first)
        second = FakeZendesk(page(cursor="c3"))
        await reconcile(database, second)

        assert first.asked == [(NOW - timedelta(hours=24), None), (None, "c1")]
        assert second.asked == [(None, "c2")]
        assert await database.read(lambda c: cursors.get(c, CURSOR)) == "c3"


async def test_after_a_429_the_rounds_pause_for_as_long_as_zendesk_asked(database_url: str) -> None:
    clock = FakeClock(NOW)
    with opened(database_url) as database:
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


async def test_what_differs_under_the_same_stamp_is_found_once(database_url: str) -> None:
    """Stamps have whole seconds: a change may hide in the second of the one we read."""
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        drifted = replace(AS_KNOWN, tags=frozenset({"tier_2", "tierline_hold"}))
        fresh = FakeZendesk(page(drifted, end=False), page(drifted, cursor="c2"))
        fresh.zendesk_clock = ZendeskClock(FakeClock(drifted.updated_at))
        await reconcile(database, fresh)
        assert await found(database) == [42]
        claimed = await database.write(lambda c: claim(c, NOW, 10))
        assert claimed == [], "a write of ours may be on its way back"

        assert len(await database.write(lambda c: claim(c, NOW + SETTLED, 10))) == 1


async def test_a_cursor_that_zendesk_forgot_is_replaced_by_the_time_reached(database_url: str) -> None:
    with opened(database_url) as database:
        await reconcile(database, FakeZendesk(page(cursor="c1")))
        reached = await database.read(cursors.export_reached)
        assert reached == NOW - timedelta(seconds=61), "the last minute is not in the export"
        zendesk = FakeZendesk(BadRequest("cursor is not valid"), page(a_ticket(), cursor="n1"))
        await reconcile(database, zendesk)

        assert zendesk.asked == [(None, "c1"), (reached - OVERLAP, None)]
        assert await found(database) == [42]
        assert await database.read(lambda c: cursors.get(c, CURSOR)) == "n1"


async def test_how_far_it_has_come_is_told_while_it_catches_up(database_url: str) -> None:
    with opened(database_url) as database:
        behind = a_ticket(updated_at=NOW - timedelta(hours=3))
        await reconcile(database, FakeZendesk(page(behind, end=False), RateLimited("slowly", retry_after=9.0)))

        assert await database.read(cursors.export_reached) == NOW - timedelta(hours=3)


async def test_a_ticket_that_cannot_be_read_is_named_until_it_can(database_url: str) -> None:
    with opened(database_url) as database:
        broken = ExportPage(tickets=(), cursor="c1", end_of_stream=True, unusable=(42,))
        await reconcile(database, FakeZendesk(broken))
        await reconcile(database, FakeZendesk(broken))
        named = await database.read(findings.open_ones)
        assert [(one.ticket_id, one.what) for one in named] == [(42, findings.UNREADABLE)]
        await reconcile(database, FakeZendesk(page(a_ticket(), cursor="c2")))

        assert await database.read(findings.open_ones) == []


async def test_no_minute_sees_more_calls_than_the_export_allows(database_url: str) -> None:
    clock, calls = FakeClock(NOW), []

    class Counting(FakeZendesk):
        async def export(self, *, start_time: datetime | None = None, cursor: str | None = None) -> ExportPage:
            calls.append(clock.now())
            return await super().export(start_time=start_time, cursor=cursor)

    with opened(database_url) as database:
        pages = [page(cursor=f"c{number}", end=number == 14) for number in range(15)]
        rounds = Reconcile(
            database=database,
            client=Counting(*pages),  # type: ignore[arg-type]
            clock=clock,
            lookback=timedelta(hours=24),
            arrived=lambda: None,
            exports_per_minute=5,
        )
        await rounds.run()

        assert len(calls) == 15
        for at in calls:
            assert sum(at <= other < at + timedelta(seconds=60) for other in calls) <= 5
