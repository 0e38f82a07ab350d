"""Open tickets under new settings of the ladder: once per change, in batches, with a row for each that moves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.clock import FakeClock
from app.ladder_change import BATCH, LadderChange
from app.rules.ladder import Epoch, Ladder
from app.rules.observation import on_ladder
from app.rules.record import Record
from app.rules.ticket import Status
from app.store import decisions, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import a_record
from tests.store.kit import HOUR, NOW, opened

pytestmark = pytest.mark.anyio

USUAL = Ladder(tuple(hours * HOUR for hours in (4, 8, 10, 12)))
TIGHTER = Ladder(tuple(hours * HOUR for hours in (1, 2, 3, 4)))


async def store(database: Database, *records: Record) -> None:
    await database.write(lambda c: [tickets.save(c, record, 0) for record in records])


async def change(database: Database, ladder: Ladder) -> int:
    clock = FakeClock(NOW)
    return await LadderChange(database, ladder, clock, ZendeskClock(clock)).run()


async def known(database: Database, ticket_id: int) -> Record:
    found = await database.read(lambda c: tickets.load(c, ticket_id))
    assert found is not None
    return found.record


async def rows(database: Database, ticket_id: int) -> list[Any]:
    return await database.read(lambda c: decisions.of_ticket(c, ticket_id))


async def test_open_tickets_get_their_new_due_times_and_a_row_each(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, *(on_ladder(a_record(ticket_id=number), USUAL) for number in (1, 2)))

        with capture_logs() as logs:
            assert await change(database, TIGHTER) == 2

        record = await known(database, 1)
        assert (record.next_due_at, record.ladder) == (NOW + HOUR, TIGHTER.name)
        (row,) = await rows(database, 2)
        assert (row.cause, row.rule) == ("settings", "ladder-changed")
        assert "next level 1 at 2026-11-24 10:00:00 UTC instead of 2026-11-24 13:00:00 UTC" in row.summary
        assert [(one["tickets"], one["count"]) for one in logs if "settings changed" in one["event"]] == [(2, 2)]


async def test_a_start_without_a_change_looks_at_no_ticket(database_url: str) -> None:
    with opened(database_url) as database:
        await change(database, USUAL)
        # Under another name only because nobody has looked at it since: an ordinary start must not notice.
        await store(database, replace(on_ladder(a_record(), TIGHTER), next_due_at=NOW))

        assert await change(database, USUAL) == 0

        assert (await known(database, 42)).ladder == TIGHTER.name


async def test_solved_tickets_are_left_alone(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, a_record(status=Status.SOLVED, ladder=USUAL.name))

        assert await change(database, TIGHTER) == 0

        assert (await known(database, 42)).ladder == USUAL.name


async def test_more_tickets_than_one_batch_holds_are_all_reached(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, *(on_ladder(a_record(ticket_id=number), USUAL) for number in range(1, 2 * BATCH + 2)))

        assert await change(database, TIGHTER) == 2 * BATCH + 1
        assert await change(database, TIGHTER) == 0


async def test_a_change_that_was_cut_off_goes_on_at_the_next_start(database_url: str) -> None:
    with opened(database_url) as database:
        done, left = on_ladder(a_record(ticket_id=1), TIGHTER), on_ladder(a_record(ticket_id=2), USUAL)
        await store(database, done, left)

        assert await change(database, TIGHTER) == 1
        assert await rows(database, 1) == []


async def test_levels_stay_whatever_the_thresholds_become(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, on_ladder(a_record(level=3, epoch=Epoch(1, NOW - timedelta(hours=11))), USUAL))

        await change(database, Ladder((20 * HOUR, 30 * HOUR)))

        record = await known(database, 42)
        assert (record.level, record.next_due_at) == (3, None)


async def test_pauses_survive_the_database(database_url: str) -> None:
    epoch = Epoch(1, NOW).pause(NOW + HOUR).resume(NOW + 2 * HOUR).pause(NOW + 5 * HOUR)
    with opened(database_url) as database:
        await store(database, a_record(epoch=epoch))

        assert (await known(database, 42)).epoch == epoch


async def test_a_ticket_whose_due_time_stays_is_named_and_a_look_from_before_decides_again(database_url: str) -> None:
    renamed = replace(USUAL, pause_statuses=frozenset({Status.PENDING}))
    with opened(database_url) as database:
        await store(database, *(on_ladder(a_record(ticket_id=number), USUAL) for number in (1, 2)))
        before = await database.read(lambda c: tickets.load(c, 1))
        assert before is not None

        assert await change(database, renamed) == 0

        record = await known(database, 1)
        assert (record.ladder, record.next_due_at) == (renamed.name, before.record.next_due_at)
        assert not await database.write(lambda c: tickets.save(c, before.record, before.version))
        assert await rows(database, 2) == []
