"""Open tickets under new settings of the first response: watched from the start on, once per change, in batches."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clock import FakeClock
from app.ladder_change import BATCH
from app.response_change import ResponseChange
from app.rules.desk import Desk
from app.rules.ladder import Epoch
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from app.store import decisions, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import a_desk, a_record
from tests.store.kit import HOUR, NOW, opened

pytestmark = pytest.mark.anyio

MINUTE = timedelta(minutes=1)
WATCHING = a_desk(off=frozenset())
BLIND = a_desk()


def aged(age: timedelta, **more: object) -> Record:
    """A Tier II ticket of this age at NOW that nobody has answered or watches."""
    return replace(a_record(epoch=Epoch(1, NOW - age), responded_at=None), **more)  # type: ignore[arg-type]


async def store(database: Database, *records: Record) -> None:
    await database.write(lambda c: [tickets.save(c, record, 0) for record in records])


async def change(database: Database, desk: Desk) -> int:
    clock = FakeClock(NOW)
    return await ResponseChange(database, desk, clock, ZendeskClock(clock)).run()


async def look_at(database: Database, ticket_id: int = 42) -> datetime | None:
    found = await database.read(lambda c: tickets.load(c, ticket_id))
    assert found is not None
    return found.record.look_at


async def rows(database: Database) -> list[Any]:
    return await database.read(lambda c: decisions.of_ticket(c, 42))


@pytest.mark.parametrize(
    ("age", "moment"),
    [
        (10 * MINUTE, NOW + 35 * MINUTE),
        (50 * MINUTE, NOW - 5 * MINUTE),
        (2 * HOUR, NOW - 75 * MINUTE),
        (2 * HOUR + MINUTE, None),
    ],
    ids=["to be warned of", "late for the warning", "over for as long as the promise", "long over"],
)
async def test_switched_on_they_watch_what_is_open_unless_its_time_was_long_over(
    database_url: str, age: timedelta, moment: datetime | None
) -> None:
    """A morning's switch must not mark every ticket of the week, and read each of them before."""
    with opened(database_url) as database:
        await store(database, aged(age))

        assert await change(database, WATCHING) == (moment is not None)

        assert await look_at(database) == moment
        told = [(row.cause, row.rule, row.summary) for row in await rows(database)]
        why = (
            f"the settings of first responses changed: the ticket is read again at {moment:%F %T} UTC" if moment else ""
        )
        assert told == ([("settings", "response-changed", why)] if moment else [])


@pytest.mark.parametrize(
    "more",
    [
        {"status": Status.SOLVED},
        {"tier": Tier.ONE},
        {"responded_at": NOW},
        {"hold": True},
        {"response_level": 2},
    ],
    ids=["solved", "Tier I", "answered", "on hold", "marked as missed"],
)
async def test_what_owes_no_response_is_not_read_for_one(database_url: str, more: dict[str, object]) -> None:
    with opened(database_url) as database:
        await store(database, aged(MINUTE, **more))

        assert await change(database, WATCHING) == 0

        assert await look_at(database) is None


async def test_switched_off_they_save_the_looks_and_on_again_they_have_them_back(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, aged(MINUTE, look_at=NOW + 44 * MINUTE))

        assert await change(database, BLIND) == 1
        assert await look_at(database) is None
        assert await change(database, WATCHING) == 1
        assert await look_at(database) == NOW + 44 * MINUTE


async def test_a_shorter_promise_is_watched_by_its_own_time_and_a_grace_keeps_its_end(database_url: str) -> None:
    quick = a_desk(off=frozenset(), first_response=20 * MINUTE, first_response_warning=15 * MINUTE)
    with opened(database_url) as database:
        await store(database, aged(MINUTE, look_at=NOW + 44 * MINUTE))
        await store(database, aged(MINUTE, ticket_id=43, tier=Tier.ONE, look_at=NOW + HOUR, refuse_at=NOW + HOUR))

        assert await change(database, quick) == 1

        assert await look_at(database) == NOW + 14 * MINUTE
        assert await look_at(database, 43) == NOW + HOUR


async def test_a_start_without_a_change_looks_at_no_ticket(database_url: str) -> None:
    """The look of this one has just been asked for: another would be a reading for nothing."""
    with opened(database_url) as database:
        await change(database, WATCHING)
        await store(database, aged(46 * MINUTE))

        assert await change(database, WATCHING) == 0

        assert await look_at(database) is None


async def test_more_tickets_than_one_batch_holds_are_all_reached(database_url: str) -> None:
    with opened(database_url) as database:
        await store(database, *(aged(MINUTE, ticket_id=number) for number in range(1, 2 * BATCH + 2)))

        assert await change(database, WATCHING) == 2 * BATCH + 1


async def test_a_look_from_before_decides_again(database_url: str) -> None:
    """It was made under the settings of before, and would store that nobody is to look."""
    with opened(database_url) as database:
        await store(database, aged(MINUTE))
        before = await database.read(lambda c: tickets.load(c, 42))
        assert before is not None

        await change(database, WATCHING)

        assert not await database.write(lambda c: tickets.save(c, before.record, before.version))
