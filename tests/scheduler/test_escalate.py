"""The tick of the ladder: plans what is due, once, and nothing before Zendesk has told its time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, func, select, text

from app.clock import Clock, FakeClock, SystemClock
from app.rules.desk import Desk
from app.rules.ladder import Epoch, Step
from app.rules.notices import Notices
from app.rules.ticket import Tier
from app.scheduler.escalate import ASK_SECONDS, NOTED, Escalate
from app.scheduler.looks import Looks
from app.store import cursors, effects, tickets
from app.store.database import Database
from app.store.schema import decision
from app.zendesk.errors import Unreachable
from app.zendesk.skew import VOICES, ZendeskClock
from tests.rules.kit import NOW, a_desk, a_record
from tests.store.kit import opened

pytestmark = pytest.mark.anyio
HOURS = timedelta(hours=1)
DUE = SystemClock().now() + 4 * HOURS
T = TypeVar("T")


class Bell:
    def __init__(self) -> None:
        self.rung = 0

    def __call__(self) -> None:
        self.rung += 1


class Zendesk:
    """Tells the time when asked, `ahead` of the host, or not at all."""

    def __init__(self, clock: Clock, ahead: timedelta = timedelta(0)) -> None:
        self.clock = ZendeskClock(clock)
        self.host = clock
        self.ahead: timedelta | None = ahead
        self.asked = 0

    async def tell(self) -> None:
        self.asked += 1
        if self.ahead is None:
            raise Unreachable("Zendesk cannot be reached.")
        now = self.host.now()
        self.clock.observe((now + self.ahead).strftime("%a, %d %b %Y %H:%M:%S GMT"), now, now)


def an_escalate(
    database: Database,
    clock: Clock,
    *,
    zendesk: Zendesk | None = None,
    bell: Bell | None = None,
    desk: Desk | None = None,
) -> Escalate:
    zendesk = zendesk or Zendesk(clock)
    return Escalate(
        database=database,
        desk=desk or a_desk(),
        clock=clock,
        zendesk_clock=zendesk.clock,
        shadow=frozenset(),
        planned=bell or Bell(),
        looks=Looks(database=database, clock=clock, zendesk_clock=zendesk.clock, arrived=bell or Bell()),
        ask_time=zendesk.tell,
        note_seconds=15.0,
    )


async def fill(database: Database, count: int) -> None:
    def work(connection: object) -> None:
        for number in range(1, count + 1):
            tickets.save(connection, a_record(ticket_id=number, next_due_at=NOW + 4 * HOURS), 0)  # type: ignore[arg-type]

    await database.write(work)


async def planned(database: Database) -> int:
    return (await database.read(effects.counts)).get("planned", 0)


async def test_what_is_due_is_planned_once_however_often_the_tick_comes(database_url: str) -> None:
    clock, bell = FakeClock(NOW + 4 * HOURS), Bell()
    with opened(database_url) as database:
        await fill(database, 3)
        escalate = an_escalate(database, clock, bell=bell)
        await escalate.tick()
        await escalate.tick()

        assert await planned(database) == 3
        assert bell.rung == 1


async def test_one_second_before_its_time_nothing_is_planned(database_url: str) -> None:
    with opened(database_url) as database:
        await fill(database, 1)
        await an_escalate(database, FakeClock(NOW + 4 * HOURS - timedelta(seconds=1))).tick()

        assert await planned(database) == 0


async def test_a_zendesk_that_cannot_tell_its_time_keeps_every_step_waiting(database_url: str) -> None:
    """A host clock that is ahead would escalate early."""
    clock = FakeClock(NOW + 9 * HOURS)
    zendesk = Zendesk(clock)
    zendesk.ahead = None
    with opened(database_url) as database:
        await fill(database, 1)
        escalate = an_escalate(database, clock, zendesk=zendesk)
        await escalate.tick()
        assert await planned(database) == 0

        zendesk.ahead = -9 * HOURS
        clock.advance(timedelta(seconds=ASK_SECONDS))
        await escalate.tick()
        assert await planned(database) == 0, "it is nine o'clock at Zendesk"


async def test_while_nothing_is_due_zendesk_is_not_asked_for_its_time(database_url: str) -> None:
    clock = FakeClock(NOW)
    zendesk = Zendesk(clock)
    for _ in range(3):
        await zendesk.tell()
    with opened(database_url) as database:
        await fill(database, 1)
        escalate = an_escalate(database, clock, zendesk=zendesk)
        for _ in range(4):
            clock.advance(timedelta(minutes=30))
            await escalate.tick()

    assert zendesk.asked == 3


async def test_after_a_long_silence_zendesk_is_asked_before_a_step_is_planned(database_url: str) -> None:
    clock = FakeClock(NOW)
    zendesk = Zendesk(clock)
    for _ in range(3):
        await zendesk.tell()
    with opened(database_url) as database:
        await fill(database, 1)
        escalate = an_escalate(database, clock, zendesk=zendesk)
        clock.advance(5 * HOURS)
        zendesk.ahead = None
        await escalate.tick()
        assert (zendesk.asked, await planned(database)) == (4, 0), "what cannot be asked cannot be written to either"
        await escalate.tick()
        assert zendesk.asked == 4, "it is left alone for a while"

        zendesk.ahead = timedelta(0)
        clock.advance(timedelta(seconds=ASK_SECONDS))
        await escalate.tick()
        assert (zendesk.asked, await planned(database)) == (5, 1)


async def test_one_answer_with_a_date_far_ahead_plans_nothing(database_url: str) -> None:
    clock = FakeClock(NOW)
    zendesk = Zendesk(clock)
    for _ in range(3):
        await zendesk.tell()
    with opened(database_url) as database:
        await fill(database, 1)
        escalate = an_escalate(database, clock, zendesk=zendesk)
        zendesk.ahead = 5 * HOURS
        await zendesk.tell()
        zendesk.ahead = timedelta(0)
        await escalate.tick()

        assert await planned(database) == 0
        assert zendesk.clock.spread_seconds == 0, "it asked until the odd one was outvoted"


async def test_a_zendesk_that_is_really_ahead_is_believed_within_one_tick(database_url: str) -> None:
    """A host that stood still for five hours without knowing looks like that."""
    clock = FakeClock(NOW)
    zendesk = Zendesk(clock)
    for _ in range(20):
        await zendesk.tell()
    with opened(database_url) as database:
        await fill(database, 1)
        zendesk.ahead = 5 * HOURS
        await zendesk.tell()
        await an_escalate(database, clock, zendesk=zendesk).tick()

        assert await planned(database) == 1


async def test_two_schedulers_at_once_plan_each_step_once(database_url: str) -> None:
    clock = FakeClock(NOW + 5 * HOURS)
    with opened(database_url) as database:
        await fill(database, 250)
        ones = [an_escalate(database, clock) for _ in range(2)]
        await asyncio.gather(*(one.tick() for one in ones for _ in range(2)))

        assert await planned(database) == 250
        looks = await database.read(lambda c: c.execute(select(func.count()).select_from(decision)).scalar_one())
        assert looks == 250


class NoFirstStep(Notices):
    """Notices with a mistake that only the first level meets."""

    def escalation(self, tier: Tier, step: Step, *more: Any) -> str:
        return f"level {step.level // (step.level - 1)}"


async def test_a_step_that_cannot_be_decided_does_not_hold_up_the_others(database_url: str) -> None:
    with opened(database_url) as database:
        await fill(database, 3)
        for number in (11, 12):
            record = a_record(ticket_id=number, epoch=Epoch(1, NOW - 5 * HOURS), next_due_at=NOW + 5 * HOURS)
            await database.write(partial(tickets.save, record=record, version=0))
        desk = a_desk(notices=NoFirstStep("Partner Support"))
        await an_escalate(database, FakeClock(NOW + 5 * HOURS), desk=desk).tick()

        assert await planned(database) == 2
        assert await database.read(tickets.next_due_at) == NOW + 4 * HOURS, "the others stay due, and health names them"


async def test_a_completed_tick_is_noted_for_other_replicas_once_an_interval(database_url: str) -> None:
    clock = FakeClock(NOW)
    with opened(database_url) as database:
        escalate = an_escalate(database, clock)
        noted = []
        for _ in range(4):
            await escalate.tick()
            noted.append(await database.read(lambda c: cursors.noted_at(c, NOTED)))
            clock.advance(timedelta(seconds=10))

        assert noted == [NOW, NOW, NOW + timedelta(seconds=20), NOW + timedelta(seconds=20)]


async def test_down_from_hour_3_to_hour_13_makes_one_effect_that_names_what_it_skipped(database_url: str) -> None:
    clock = FakeClock(NOW + 13 * HOURS)
    with opened(database_url) as database:
        await fill(database, 1)
        await an_escalate(database, clock).tick()
        (only,) = await database.read(lambda c: effects.history(c, 1))

        assert (only.kind, only.level, only.state) == ("escalation", 4, "planned")
        assert only.due_at == NOW + 12 * HOURS
        assert only.reasons["skipped"] == [1, 2, 3]


async def test_more_tickets_than_fit_into_one_transaction_are_all_planned(database_url: str) -> None:
    with opened(database_url) as database:
        await fill(database, 450)
        await an_escalate(database, FakeClock(NOW + 5 * HOURS)).tick()

        assert await planned(database) == 450


async def test_the_alarm_ticks_at_the_next_due_time_without_waiting_for_the_interval(database_url: str) -> None:
    clock = SystemClock()
    zendesk = Zendesk(clock)
    for _ in range(3):
        await zendesk.tell()
    with opened(database_url) as database:
        record = a_record(next_due_at=clock.now() + timedelta(seconds=1.2))
        started = clock.now() - 4 * HOURS + timedelta(seconds=1.2)
        record = a_record(epoch=type(record.epoch)(1, started), next_due_at=record.next_due_at)
        await database.write(lambda c: tickets.save(c, record, 0))
        alarm = asyncio.create_task(an_escalate(database, clock, zendesk=zendesk).alarm())
        try:
            for _ in range(300):
                if await planned(database):
                    break
                await asyncio.sleep(0.02)
            assert await planned(database) == 1
        finally:
            alarm.cancel()
            await asyncio.gather(alarm, return_exceptions=True)


class Counted:
    """A database whose reads are counted; their answers come while `answers` is set."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = 0
        self.answers = asyncio.Event()
        self.answers.set()

    async def read(self, work: Callable[[Connection], T]) -> T:
        self.reads += 1
        found = await self._database.read(work)
        await self.answers.wait()
        return found


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come about within ten seconds")


@contextlib.asynccontextmanager
async def ringing(database: Database, zendesk: Zendesk | None = None) -> AsyncIterator[tuple[Escalate, Counted]]:
    """An alarm that has read the database once and sleeps until `DUE`, when the one ticket is due."""
    clock = SystemClock()
    zendesk = zendesk or Zendesk(clock)
    await zendesk.tell()
    await database.write(lambda c: tickets.save(c, a_record(ticket_id=1, next_due_at=DUE), 0))
    counted = Counted(database)
    escalate = an_escalate(counted, clock, zendesk=zendesk)  # type: ignore[arg-type]  # all that an alarm asks of one
    alarm = asyncio.create_task(escalate.alarm())
    await until(lambda: counted.reads == 1)
    await asyncio.sleep(0.05)
    yield escalate, counted
    alarm.cancel()
    await asyncio.gather(alarm, return_exceptions=True)


@pytest.mark.parametrize(
    ("told", "reads"),
    [(timedelta(minutes=-1), 2), (timedelta(0), 1), (timedelta(hours=1), 1), (None, 2)],
    ids=["sooner", "the-same", "later", "whenever"],
)
async def test_the_alarm_looks_again_only_for_a_moment_that_comes_sooner(
    database_url: str, told: timedelta | None, reads: int
) -> None:
    """Every look tells it of one, and hours lie before most."""
    with opened(database_url) as database:
        async with ringing(database) as (escalate, counted):
            escalate.rearm(None if told is None else DUE + told)
            await asyncio.sleep(0.1)

            assert counted.reads == reads


async def test_after_its_clock_was_corrected_the_alarm_reckons_anew_at_the_next_moment_told(database_url: str) -> None:
    """Whatever moment that is; else it would ring too late by as much."""
    zendesk = Zendesk(SystemClock(), ahead=timedelta(0))
    with opened(database_url) as database:
        async with ringing(database, zendesk) as (escalate, counted):
            zendesk.ahead = timedelta(seconds=30)
            for _ in range(VOICES + 1):
                await zendesk.tell()

            escalate.rearm(DUE + HOURS)
            await until(lambda: counted.reads == 2)
            await asyncio.sleep(0.05)
            escalate.rearm(DUE + HOURS)
            await asyncio.sleep(0.1)

            assert counted.reads == 2


async def test_a_moment_told_while_the_alarm_reads_the_database_is_looked_for(database_url: str) -> None:
    """What it reads may be from before."""
    with opened(database_url) as database:
        async with ringing(database) as (escalate, counted):
            counted.answers.clear()
            escalate.rearm()
            await until(lambda: counted.reads == 2)

            escalate.rearm(DUE + HOURS)
            counted.answers.set()
            await asyncio.sleep(0.1)

            assert counted.reads == 3


async def test_a_look_that_is_due_becomes_one_event_and_is_not_asked_for_again(
    database_url: str, clock: FakeClock
) -> None:
    with opened(database_url) as database:
        records = [
            a_record(ticket_id=one, look_at=NOW + one * timedelta(minutes=1), next_due_at=None) for one in (1, 2)
        ]
        for record in records:
            await database.write(lambda c, record=record: tickets.save(c, record, 0))  # type: ignore[misc]
        escalate = an_escalate(database, clock)
        clock.advance(timedelta(minutes=1, seconds=1))
        await escalate.tick()
        await escalate.tick()

        rows = await database.read(lambda c: c.execute(text("SELECT ticket_id, event_type FROM inbox")).all())
        assert [tuple(row) for row in rows] == [(1, "look")]
        assert await database.read(tickets.next_look_at) == NOW + timedelta(minutes=2)


async def test_a_look_planned_twice_for_the_same_moment_is_one_event(database_url: str, clock: FakeClock) -> None:
    with opened(database_url) as database:
        record = a_record(ticket_id=1, look_at=NOW, next_due_at=None)
        await database.write(lambda c: tickets.save(c, record, 0))
        escalate = an_escalate(database, clock)
        clock.advance(timedelta(seconds=1))
        await escalate.tick()
        await database.write(lambda c: tickets.save(c, record, 2))
        await escalate.tick()

        assert await database.read(lambda c: c.execute(text("SELECT count(*) FROM inbox")).scalar_one()) == 1


async def test_who_decides_while_a_look_is_asked_for_meets_a_new_version(database_url: str, clock: FakeClock) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(ticket_id=1, look_at=NOW, next_due_at=None), 0))
        clock.advance(timedelta(seconds=1))
        await an_escalate(database, clock).tick()

        assert not await database.write(lambda c: tickets.save(c, a_record(ticket_id=1), 1))
