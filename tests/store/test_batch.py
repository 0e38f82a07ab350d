"""Deliveries that are stored together: whoever comes before the writing thread begins, and nobody after."""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from app.store.batch import Batch, Entry
from app.store.inbox import Inbox
from app.store.waiting import GROUP_LIMIT
from tests.store.kit import a_clock, a_delivery, opened

pytestmark = pytest.mark.anyio


def an_entry(number: int) -> Entry:
    loop = asyncio.new_event_loop()
    loop.close()
    return Entry({"number": number}, asyncio.Future(loop=loop))


def test_who_comes_before_the_beginning_is_taken_along_and_nobody_after_it() -> None:
    batch, first, second = Batch(), an_entry(1), an_entry(2)
    assert batch.add(first)
    assert batch.add(second)
    assert batch.begin() == [first, second]
    assert not batch.add(an_entry(3))


def test_a_transaction_that_is_tried_again_has_the_same_deliveries() -> None:
    batch, only = Batch(), an_entry(1)
    batch.add(only)
    batch.begin()
    batch.add(an_entry(2))
    assert batch.begin() == [only]


def test_a_full_batch_takes_nobody_along() -> None:
    batch = Batch()
    assert [batch.add(an_entry(number)) for number in range(GROUP_LIMIT + 1)] == [True] * GROUP_LIMIT + [False]


async def test_deliveries_that_come_one_by_one_while_a_commit_is_under_way_share_the_next(database_url: str) -> None:
    """None of them waits for the acknowledgement of another before it stands in line."""
    is_begun, is_over, inserts = threading.Event(), threading.Event(), 0

    def a_long_commit(_: Connection) -> None:
        is_begun.set()
        is_over.wait(10)

    def count(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal inserts
        inserts += statement.startswith("INSERT INTO inbox")

    with opened(database_url) as database:
        event.listen(database._engines.writer, "before_cursor_execute", count)
        box = Inbox(database, a_clock(), a_clock(), timedelta(0))
        under_way = asyncio.create_task(database.write(a_long_commit, is_urgent=True))
        await asyncio.to_thread(is_begun.wait)
        accepted = []
        for number in range(20):
            accepted.append(asyncio.create_task(box.accept(a_delivery(number))))
            await asyncio.sleep(0)
        is_over.set()
        await under_way

        assert await asyncio.gather(*accepted) == [True] * 20
        assert inserts == 1


async def test_who_gives_up_does_not_take_the_others_with_him(database_url: str) -> None:
    is_begun, is_over = threading.Event(), threading.Event()

    def a_long_commit(_: Connection) -> None:
        is_begun.set()
        is_over.wait(10)

    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock(), timedelta(0))
        under_way = asyncio.create_task(database.write(a_long_commit))
        await asyncio.to_thread(is_begun.wait)
        first, second = (asyncio.create_task(box.accept(a_delivery(number))) for number in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        is_over.set()
        await under_way

        assert await second
        with pytest.raises(asyncio.CancelledError):
            await first
