"""Several replicas on one PostgreSQL: whatever they do at the same moment, one of them does it."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.utils import format_datetime
from typing import TypeVar

import pytest
from sqlalchemy import Connection, create_engine, select, text

from app.rules.effect import Kind
from app.scheduler.escalate import Escalate
from app.scheduler.looks import Looks
from app.store import effects, gate, inbox, outbox, tickets
from app.store.database import Database
from app.store.schema import effect as effect_table
from app.store.schema import inbox as inbox_table
from app.zendesk.skew import CONFIRMED, ZendeskClock
from tests.postgres import Postgres
from tests.rules.kit import a_desk, a_record
from tests.store.kit import NOW, a_clock, a_delivery, an_effect

pytestmark = pytest.mark.anyio
T = TypeVar("T")


@pytest.fixture
def replicas(postgres_url: str) -> Iterator[list[Database]]:
    """Three open databases at one URL; none of them refuses because of the others."""
    with contextlib.ExitStack() as opened:
        found = []
        for _ in range(3):
            database = Database.open(postgres_url)
            opened.callback(database.close)
            found.append(database)
        yield found


async def at_once(replicas: list[Database], work: Callable[[Connection], T]) -> list[T]:
    """Let every replica do the same in a transaction that begins when all have begun."""
    gathered = threading.Barrier(len(replicas), timeout=20)

    def together(connection: Connection) -> T:
        connection.execute(text("SELECT 1"))
        with contextlib.suppress(threading.BrokenBarrierError):
            gathered.wait()
        return work(connection)

    return list(await asyncio.gather(*(one.write(together) for one in replicas)))


async def test_no_event_is_claimed_by_two_and_all_of_a_ticket_by_one(replicas: list[Database]) -> None:
    first = replicas[0]
    for number in range(60):
        row = inbox.row_values(a_delivery(number, number % 20), NOW)
        await first.write(lambda c, row=row: inbox.add(c, row))  # type: ignore[misc]
    claimed: dict[int, int] = {}
    for _ in range(20):
        for number, groups in enumerate(await at_once(replicas, lambda c: inbox.claim(c, NOW, 4))):
            for rows in groups:
                assert len(rows) == 3, "all rows of a ticket come together"
                assert {row.ticket_id for row in rows} == {rows[0].ticket_id}
                ticket_id = rows[0].ticket_id
                assert ticket_id is not None
                assert ticket_id not in claimed, "held by one replica only"
                claimed[ticket_id] = number
        if len(claimed) == 20:
            break

    assert len(claimed) == 20


async def test_an_event_that_arrives_during_a_claim_is_not_claimed_beside_its_elder(replicas: list[Database]) -> None:
    """Another replica looks while ours has claimed the elder and not committed yet, and the younger has come."""
    ours, other, _ = replicas
    await ours.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
    has_claimed, may_commit = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> list[list[inbox.Row]]:
        groups = inbox.claim(connection, NOW, 10)
        has_claimed.set()
        assert may_commit.wait(20)
        return groups

    claiming = asyncio.create_task(ours.write(slowly))
    await asyncio.to_thread(has_claimed.wait, 20)
    await other.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(2), NOW)))
    assert await other.write(lambda c: inbox.claim(c, NOW, 10)) == []
    may_commit.set()

    assert [[row.request_id for row in rows] for rows in await claiming] == [["request-1"]]
    assert await other.write(lambda c: inbox.claim(c, NOW, 10)) == [], "the lease is seen now"


async def test_effects_of_a_ticket_are_never_in_two_hands(replicas: list[Database]) -> None:
    ours, other, _ = replicas
    await ours.write(lambda c: tickets.save(c, a_record(), 0))
    await ours.write(lambda c: effects.plan(c, an_effect(), NOW, NOW))
    has_claimed, may_commit = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> list[list[outbox.Claimed]]:
        groups = outbox.claim(connection, NOW, 10)
        has_claimed.set()
        assert may_commit.wait(20)
        return groups

    claiming = asyncio.create_task(ours.write(slowly))
    await asyncio.to_thread(has_claimed.wait, 20)
    newer = an_effect(kind=Kind.ESCALATION, level=1)
    await other.write(lambda c: effects.plan(c, newer, NOW, NOW))
    assert await other.write(lambda c: outbox.claim(c, NOW, 10)) == []
    may_commit.set()

    assert len(await claiming) == 1
    assert await other.write(lambda c: outbox.claim(c, NOW, 10)) == []


async def test_who_is_just_ending_an_event_late_keeps_the_ticket_for_that_moment(replicas: list[Database]) -> None:
    """A lease ran out, but its holder is committing: nobody starts on the ticket's next event beside it."""
    zombie, other, _ = replicas
    await zombie.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
    ((row,),) = await zombie.write(lambda c: inbox.claim(c, NOW, 10))
    await zombie.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(2), NOW)))
    late = NOW + inbox.LEASE + timedelta(seconds=1)
    has_ended, may_commit = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> bool:
        kept = inbox.end(connection, [row], inbox.DONE, None, late)
        has_ended.set()
        assert may_commit.wait(20)
        return kept

    ending = asyncio.create_task(zombie.write(slowly))
    await asyncio.to_thread(has_ended.wait, 20)
    assert await other.write(lambda c: inbox.claim(c, late, 10)) == []
    may_commit.set()

    assert await ending
    (rows,) = await other.write(lambda c: inbox.claim(c, late, 10))
    assert [one.request_id for one in rows] == ["request-2"]


async def test_of_replicas_that_see_a_ticket_first_at_the_same_time_one_stores_it(replicas: list[Database]) -> None:
    saved = await at_once(replicas, lambda c: tickets.save(c, a_record(), 0))

    assert sorted(saved) == [False, False, True]


async def test_the_same_effect_planned_by_all_is_planned_once(replicas: list[Database]) -> None:
    planned = await at_once(replicas, lambda c: effects.plan(c, an_effect(), NOW, NOW))

    assert sorted(planned) == [False, False, True]


async def test_a_version_that_moved_on_is_not_overwritten(replicas: list[Database]) -> None:
    await replicas[0].write(lambda c: tickets.save(c, a_record(), 0))
    saved = await at_once(replicas, lambda c: tickets.save(c, a_record(level=1), 1))

    assert sorted(saved) == [False, False, True]


async def test_permits_are_never_given_out_twice(replicas: list[Database]) -> None:
    granted = await at_once(replicas, lambda c: gate.reserve(c, gate.UPDATES, 60, 100, NOW))

    assert sum(granted) == 100


async def test_two_schedulers_at_once_plan_each_step_once(replicas: list[Database]) -> None:
    for number in range(1, 31):
        record = a_record(ticket_id=number, next_due_at=NOW - timedelta(minutes=1))
        await replicas[0].write(lambda c, record=record: tickets.save(c, record, 0))  # type: ignore[misc]

    told = ZendeskClock(a_clock())
    for _ in range(CONFIRMED):
        told.observe(format_datetime(NOW + timedelta(hours=5), usegmt=True), NOW, NOW)

    async def ask_time() -> None:
        raise AssertionError("its time is known")

    schedulers = [
        Escalate(
            database=database,
            desk=a_desk(),
            clock=a_clock(),
            zendesk_clock=told,
            shadow=frozenset(),
            planned=lambda: None,
            looks=Looks(database=database, clock=a_clock(), zendesk_clock=told, arrived=lambda: None),
            ask_time=ask_time,
            note_seconds=15,
        )
        for database in replicas
    ]
    await asyncio.gather(*(one.tick() for one in schedulers))
    await schedulers[0].tick()
    rows = await replicas[0].read(lambda c: c.execute(select(effect_table.c.ticket_id)).scalars().all())
    decided = await replicas[0].read(lambda c: c.execute(text("SELECT count(*) FROM decision")).scalar_one())

    assert sorted(rows) == list(range(1, 31))
    assert decided == 30


async def test_what_one_scheduler_is_just_planning_is_left_to_it(replicas: list[Database]) -> None:
    ours, other, _ = replicas
    record = a_record(next_due_at=NOW - timedelta(minutes=1))
    await ours.write(lambda c: tickets.save(c, record, 0))
    has_looked, may_commit = threading.Event(), threading.Event()

    def slowly(connection: Connection) -> int:
        found = tickets.due(connection, NOW, 10)
        has_looked.set()
        assert may_commit.wait(20)
        return len(found)

    planning = asyncio.create_task(ours.write(slowly))
    await asyncio.to_thread(has_looked.wait, 20)
    assert await other.write(lambda c: tickets.due(c, NOW, 10)) == []
    may_commit.set()

    assert await planning == 1


async def test_a_replica_paused_in_mid_transaction_stalls_nobody_for_long(
    postgres: Postgres, replicas: list[Database], postgres_url: str
) -> None:
    """Its session is ended by the server; meanwhile the others are told to come again rather than hang."""
    ours, *_ = replicas
    await ours.write(lambda c: gate.reserve(c, gate.UPDATES, 1, 100, NOW))
    paused = create_engine(postgres_url, connect_args={"options": "-c idle_in_transaction_session_timeout=3000"})
    try:
        with paused.connect() as connection:
            gate.reserve(connection, gate.UPDATES, 1, 100, NOW)  # and then nothing more

            async def until_granted() -> int:
                while True:
                    with contextlib.suppress(Exception):
                        return await ours.write(lambda c: gate.reserve(c, gate.UPDATES, 1, 100, NOW))

            assert await asyncio.wait_for(until_granted(), 30) == 1
            connection.invalidate()
    finally:
        paused.dispose()


def test_replicas_that_start_together_migrate_once(postgres: Postgres) -> None:
    with postgres.database(migrated=False) as url, ThreadPoolExecutor(4) as pool:
        for database in list(pool.map(lambda _: Database.open(url), range(4))):
            database.close()
        found = postgres.execute("SELECT version_num FROM alembic_version", url)

    assert len(found) == 1


async def test_the_rows_an_expired_lease_left_are_taken_over_and_the_sleeper_is_fenced(
    replicas: list[Database],
) -> None:
    slept, other, _ = replicas
    await slept.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
    ((row,),) = await slept.write(lambda c: inbox.claim(c, NOW, 1))
    late = NOW + inbox.LEASE + timedelta(seconds=1)
    ((again,),) = await other.write(lambda c: inbox.claim(c, late, 1))

    assert not await slept.write(lambda c: inbox.end(c, [row], inbox.DONE, None, late))
    assert await other.write(lambda c: inbox.end(c, [again], inbox.DONE, None, late))
    states = await slept.read(lambda c: list(c.execute(select(inbox_table.c.state)).scalars()))
    assert states == ["done"]
