"""Time that stands still while anything is under way, and jumps when nothing is."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from app.notifier import Notifier
from app.rehearsal.stepping import StandStill, StepClock, SteppingDatabase, SteppingLoop, SteppingMetronome
from app.scheduler.metronome import Job

T = TypeVar("T")
START = datetime(2026, 9, 14, 6, tzinfo=UTC)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=SteppingLoop) as found:
        yield found


def test_a_day_passes_at_once_when_nothing_happens_in_it(runner: asyncio.Runner) -> None:
    async def sleep() -> datetime:
        clock = StepClock(START, asyncio.get_running_loop())
        await clock.until(START + timedelta(days=1))
        return clock.now()

    began = time.monotonic()

    assert runner.run(sleep()) == START + timedelta(days=1)
    assert time.monotonic() - began < 5


def test_who_waits_is_woken_at_his_own_moment_and_in_order(runner: asyncio.Runner) -> None:
    woken: list[tuple[float, str]] = []

    async def wait(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((asyncio.get_running_loop().time(), name))

    async def both() -> None:
        await asyncio.gather(wait("late", 14_400.0), wait("early", 0.25))

    runner.run(both())

    assert woken == [(0.25, "early"), (14_400.0, "late")]


def test_time_stands_still_while_a_thread_works(runner: asyncio.Runner) -> None:
    async def work() -> float:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SteppingLoop)
        future: asyncio.Future[None] = loop.create_future()
        timer = loop.call_later(0.001, future.set_exception, AssertionError("time went on"))
        threading.Timer(0.2, lambda: loop.call_soon_threadsafe(future.set_result, None)).start()
        with loop.under_way():
            await future
        timer.cancel()
        return loop.time()

    assert runner.run(work()) == 0.0


def test_what_a_thread_brings_comes_in_after_all_that_is_ready(runner: asyncio.Runner) -> None:
    order: list[str] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SteppingLoop)
        future: asyncio.Future[None] = loop.create_future()
        thread = threading.Thread(target=lambda: loop.call_soon_threadsafe(future.set_result, None))
        thread.start()
        thread.join()  # it has brought its result before anybody else had a turn

        async def busy() -> None:
            for turn in range(3):
                order.append(f"busy {turn}")
                await asyncio.sleep(0)

        task = asyncio.ensure_future(busy())
        with loop.under_way():
            await future
        order.append("thread")
        await task

    runner.run(work())

    assert order == ["busy 0", "busy 1", "busy 2", "thread"]


def test_a_blocking_call_is_done_at_once(runner: asyncio.Runner) -> None:
    async def work() -> tuple[int, float]:
        return await asyncio.to_thread(lambda: threading.get_ident()), asyncio.get_running_loop().time()

    assert runner.run(work()) == (threading.get_ident(), 0.0)


def test_an_error_of_a_blocking_call_reaches_who_asked(runner: asyncio.Runner) -> None:
    def fail() -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        runner.run(asyncio.to_thread(fail))


def test_waiting_for_nothing_is_an_error_and_not_for_ever() -> None:
    loop = SteppingLoop()
    try:
        with pytest.raises(StandStill, match="nothing is under way"):
            loop.run_until_complete(loop.create_future())
    finally:
        loop.close()


def test_the_database_answers_within_the_moment_and_one_after_the_other(
    runner: asyncio.Runner, tmp_path: object
) -> None:
    order: list[int] = []

    async def ask() -> float:
        database = SteppingDatabase.open(f"sqlite:///{tmp_path}/stepping.db")
        await asyncio.gather(
            database.write(lambda _: order.append(1)),
            database.read(lambda _: order.append(2)),
            database.write(lambda _: order.append(3), is_urgent=True),
            database.read(lambda _: order.append(4)),
        )
        database.close()
        return asyncio.get_running_loop().time()

    assert runner.run(ask()) == 0.0
    assert order == [1, 2, 3, 4]


def test_a_rehearsal_waits_for_no_disk(runner: asyncio.Runner, tmp_path: Path) -> None:
    async def level() -> int:
        database = SteppingDatabase.open(f"sqlite:///{tmp_path}/stepping.db")
        database.spare_the_disk()
        found = await database.write(lambda connection: connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
        database.close()
        return int(found)

    assert runner.run(level()) == 0


def test_an_hour_in_which_nobody_is_to_be_told_costs_a_handful_of_looks(runner: asyncio.Runner, tmp_path: Path) -> None:
    """Tending every half minute was half of the work of a rehearsal."""
    asked: list[str] = []

    class Counted(SteppingDatabase):
        async def read(self, work: Callable[[Connection], T]) -> T:
            asked.append("read")
            return await super().read(work)

    async def live() -> None:
        clock = StepClock(START, asyncio.get_running_loop())
        database = Counted.open(f"sqlite:///{tmp_path}/stepping.db")
        notifier = Notifier(database=database, clock=clock, addresses={}, look_seconds=600.0)
        task = asyncio.create_task(notifier.run())
        await clock.sleep(3599.0)
        notifier.stop()
        await task
        database.close()

    runner.run(live())

    assert len(asked) == 6


def test_jobs_run_at_their_intervals_by_stepped_time(runner: asyncio.Runner) -> None:
    runs: list[float] = []

    async def run() -> None:
        runs.append(asyncio.get_running_loop().time())

    async def live() -> None:
        clock = StepClock(START, asyncio.get_running_loop())
        metronome = SteppingMetronome([Job("look", 600.0, run)], clock, clock)
        metronome.start()
        await clock.sleep(1500)
        assert metronome.stopped_jobs() == []
        await metronome.stop()

    runner.run(live())

    assert runs == [0.0, 600.0, 1200.0]
