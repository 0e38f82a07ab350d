"""Whoever asks the database gets an answer in time, and what nobody waits for any more is not done later."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.errors import StoreUnavailable
from app.store import cursors, database
from app.store.database import Database
from tests.store.kit import NOW

pytestmark = pytest.mark.anyio


@pytest.fixture
def quick(database_url: str) -> Iterator[Database]:
    """A database whose callers are impatient."""
    opened = Database.open(database_url, answer_seconds=0.5)
    yield opened
    opened.close()


@contextlib.contextmanager
def hanging() -> Iterator[tuple[threading.Event, threading.Event]]:
    """Two events: a transaction hangs, and it may go on; in the end it goes on whatever happened."""
    hangs, may_go_on = threading.Event(), threading.Event()
    try:
        yield hangs, may_go_on
    finally:
        may_go_on.set()


def hang(hangs: threading.Event, may_go_on: threading.Event) -> None:
    """Stand still inside of a transaction."""
    hangs.set()
    may_go_on.wait(60)


async def takes_writes(quick: Database) -> None:
    """Wait until a write is committed again."""
    async with asyncio.timeout(20):
        while True:
            try:
                return await quick.write(lambda c: cursors.put(c, "again", "1", NOW))
            except StoreUnavailable:
                await asyncio.sleep(0.05)


async def test_a_write_that_hangs_is_answered_in_time_and_never_committed(quick: Database) -> None:
    with hanging() as (hangs, may_go_on):

        def work(connection: Connection) -> None:
            cursors.put(connection, "late", "1", NOW)
            hangs.set()
            may_go_on.wait(20)

        with pytest.raises(StoreUnavailable, match="in time"):
            await quick.write(work)
        assert hangs.is_set()
    await takes_writes(quick)

    assert await quick.read(lambda c: cursors.get(c, "late")) is None


async def test_what_waited_behind_a_hang_until_its_time_was_up_is_not_begun(quick: Database) -> None:
    begun: list[str] = []
    with hanging() as (hangs, may_go_on):
        first = asyncio.create_task(quick.write(lambda _: hang(hangs, may_go_on)))
        await asyncio.to_thread(hangs.wait, 20)
        with pytest.raises(StoreUnavailable):
            await quick.write(lambda _: begun.append("behind"))
        with pytest.raises(StoreUnavailable):
            await first
    await takes_writes(quick)

    assert begun == []


async def test_while_a_write_hangs_nobody_queues_behind_it(quick: Database) -> None:
    """The first ones wait for their time; from then on the answer comes at once, so nothing piles up."""
    with hanging() as (hangs, may_go_on):
        with pytest.raises(StoreUnavailable, match="in time"):
            await quick.write(lambda _: hang(hangs, may_go_on))
        answers = await asyncio.gather(
            *(quick.write(lambda c: cursors.put(c, "x", "1", NOW)) for _ in range(1000)), return_exceptions=True
        )

        assert {str(answer) for answer in answers} == {"The database does not answer; nothing was stored."}
    await takes_writes(quick)


async def test_one_late_write_does_not_cost_the_others_of_its_group_theirs(database_url: str) -> None:
    patient = Database.open(database_url, answer_seconds=20)
    with hanging() as (hangs, may_go_on):
        first = asyncio.create_task(patient.write(lambda _: hang(hangs, may_go_on)))
        await asyncio.to_thread(hangs.wait, 20)
        patient._answer_seconds = 0.2
        late = asyncio.create_task(patient.write(lambda c: cursors.put(c, "late", "1", NOW)))
        await asyncio.sleep(0)
        patient._answer_seconds = 20
        good = asyncio.create_task(patient.write(lambda c: cursors.put(c, "good", "1", NOW)))
        with pytest.raises(StoreUnavailable):
            await late
    await first
    await good
    found = await patient.read(lambda c: [cursors.get(c, name) for name in ("late", "good")])
    patient.close()

    assert found == [None, "1"]


async def test_the_queue_has_an_end(database_url: str) -> None:
    patient = Database.open(database_url, answer_seconds=20)
    with hanging() as (hangs, may_go_on):
        first = asyncio.create_task(patient.write(lambda _: hang(hangs, may_go_on)))
        await asyncio.to_thread(hangs.wait, 20)
        waiting = [asyncio.create_task(patient.write(lambda _: None)) for _ in range(database.QUEUE_LIMIT)]
        await asyncio.sleep(0)
        with pytest.raises(StoreUnavailable, match="too slow"):
            await patient.write(lambda _: None)
    await asyncio.gather(first, *waiting)
    patient.close()


async def test_a_read_that_hangs_is_answered_in_time(quick: Database) -> None:
    with hanging() as (hangs, may_go_on):
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await quick.read(lambda _: hang(hangs, may_go_on))
        assert hangs.is_set()
        assert await quick.read(lambda c: cursors.get(c, "none")) is None


async def test_a_stop_does_not_wait_for_a_database_that_hangs(database_url: str) -> None:
    hung = Database.open(database_url, answer_seconds=0.5)
    with hanging() as (hangs, may_go_on):
        with pytest.raises(StoreUnavailable):
            await hung.write(lambda _: hang(hangs, may_go_on))
        await asyncio.wait_for(asyncio.to_thread(hung.close), 30)
        assert not may_go_on.is_set()
        with pytest.raises(StoreUnavailable, match="stopping"):
            await hung.write(lambda _: None)
    await asyncio.to_thread(hung._thread.join, 20)
