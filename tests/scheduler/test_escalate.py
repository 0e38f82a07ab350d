"""The tick of the ladder: plans what is due, once, and nothing before Zendesk has told its time."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import Clock, FakeClock, SystemClock
from app.scheduler.escalate import Escalate
from app.store import effects, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import NOW, a_desk, a_record
from tests.store.kit import opened

pytestmark = pytest.mark.anyio
HOURS = timedelta(hours=1)


class Bell:
    def __init__(self) -> None:
        self.rung = 0

    def __call__(self) -> None:
        self.rung += 1


def an_escalate(database: Database, clock: Clock, *, told: bool = True, bell: Bell | None = None) -> Escalate:
    zendesk = ZendeskClock(clock)
    if told:
        now = clock.now()
        zendesk.observe(now.strftime("%a, %d %b %Y %H:%M:%S GMT"), now, now)
    return Escalate(
        database=database,
        desk=a_desk(),
        clock=clock,
        zendesk_clock=zendesk,
        shadow=frozenset(),
        planned=bell or Bell(),
    )


async def fill(database: Database, count: int) -> None:
    def work(connection: object) -> None:
        for number in range(1, count + 1):
            tickets.save(connection, a_record(ticket_id=number, next_due_at=NOW + 4 * HOURS), 0)  # type: ignore[arg-type]

    await database.write(work)


async def planned(database: Database) -> int:
    return (await database.read(effects.counts)).get("planned", 0)


async def test_what_is_due_is_planned_once_however_often_the_tick_comes(tmp_path: Path) -> None:
    clock, bell = FakeClock(NOW + 4 * HOURS), Bell()
    with opened(tmp_path) as database:
        await fill(database, 3)
        escalate = an_escalate(database, clock, bell=bell)
        await escalate.tick()
        await escalate.tick()

        assert await planned(database) == 3
        assert bell.rung == 1


async def test_one_second_before_its_time_nothing_is_planned(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await fill(database, 1)
        await an_escalate(database, FakeClock(NOW + 4 * HOURS - timedelta(seconds=1))).tick()

        assert await planned(database) == 0


async def test_before_zendesk_has_told_its_time_nothing_is_due(tmp_path: Path) -> None:
    """A host clock that is ahead would escalate early."""
    with opened(tmp_path) as database:
        await fill(database, 1)
        await an_escalate(database, FakeClock(NOW + 9 * HOURS), told=False).tick()

        assert await planned(database) == 0


async def test_more_tickets_than_fit_into_one_transaction_are_all_planned(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await fill(database, 450)
        await an_escalate(database, FakeClock(NOW + 5 * HOURS)).tick()

        assert await planned(database) == 450


async def test_the_alarm_ticks_at_the_next_due_time_without_waiting_for_the_interval(tmp_path: Path) -> None:
    clock = SystemClock()
    with opened(tmp_path) as database:
        record = a_record(next_due_at=clock.now() + timedelta(seconds=1.2))
        started = clock.now() - 4 * HOURS + timedelta(seconds=1.2)
        record = a_record(epoch=type(record.epoch)(1, started), next_due_at=record.next_due_at)
        await database.write(lambda c: tickets.save(c, record, 0))
        alarm = asyncio.create_task(an_escalate(database, clock).alarm())
        try:
            for _ in range(300):
                if await planned(database):
                    break
                await asyncio.sleep(0.02)
            assert await planned(database) == 1
        finally:
            alarm.cancel()
            await asyncio.gather(alarm, return_exceptions=True)
