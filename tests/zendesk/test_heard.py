"""Whether the second of our own last write is known through and through, before the next write on its ticket."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import FakeClock
from app.rules.record import Record
from app.store import cursors, inbox, tickets
from app.store.database import Database
from app.store.inbox import Inbox
from app.zendesk.outcomes import Outcomes
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import a_desk, a_record
from tests.store.kit import NOW, a_delivery, opened

pytestmark = pytest.mark.anyio

OURS = a_record(open_second=NOW, seen_updated_at=NOW)
SECOND = timedelta(seconds=1)


async def has_heard(database: Database, record: Record = OURS, settle: timedelta = SECOND) -> bool:
    clock = FakeClock(NOW + timedelta(hours=4))
    outcomes = Outcomes(
        database=database,
        box=Inbox(database, clock, clock, settle),
        desk=a_desk(),
        clock=clock,
        zendesk_clock=ZendeskClock(clock),
        shadow=frozenset(),
        planned=lambda: None,
    )
    return await outcomes.has_heard(record, NOW)


async def reached(database: Database, distance: timedelta) -> None:
    value = (NOW + distance).isoformat()
    await database.write(lambda c: cursors.put(c, cursors.EXPORT_REACHED, value, NOW))


async def known(database: Database, record: Record) -> None:
    await database.write(lambda c: tickets.save(c, record, 0))


async def test_it_is_known_when_the_export_has_shown_it_and_nothing_waits_to_be_looked_at(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await known(database, OURS)
        assert not await has_heard(database)
        await reached(database, SECOND / 2)
        assert not await has_heard(database)
        await reached(database, SECOND)
        assert await has_heard(database)


async def test_it_is_not_known_while_an_event_of_the_ticket_waits_but_one_that_fails_holds_up_nothing(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as database:
        await known(database, OURS)
        await reached(database, SECOND)
        await database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1, 42), NOW)))
        assert not await has_heard(database)
        ((row,),) = await database.write(lambda c: inbox.claim(c, NOW, 1))
        await database.write(lambda c: inbox.postpone(c, [row], "boom", NOW))
        assert await has_heard(database)


async def test_a_record_that_a_look_has_replaced_since_it_was_read_knows_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await known(database, replace(OURS, open_second=None))
        await reached(database, SECOND)
        assert not await has_heard(database)


async def test_in_a_story_where_seconds_are_nothing_nobody_waits_for_one(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        assert await has_heard(database, settle=timedelta(0))
