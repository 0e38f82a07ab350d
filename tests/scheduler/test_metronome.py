"""The metronome: says its options, counts failures, and survives a scheduler that stops silently."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.clock import SystemClock
from app.scheduler.metronome import Job, Metronome

pytestmark = pytest.mark.anyio


class StopsSilently(AsyncIOScheduler):  # type: ignore[misc]  # the library has no types
    """What 3.11 does after an exception out of its job processing: it says it runs, and never wakes again."""

    def _process_jobs(self) -> None:
        return None


class Counter:
    def __init__(self) -> None:
        self.runs = 0

    async def run(self) -> None:
        self.runs += 1


@asynccontextmanager
async def ticking(metronome: Metronome) -> AsyncIterator[Metronome]:
    metronome.start()
    try:
        yield metronome
    finally:
        await metronome.stop()


async def until(holds: object, seconds: float = 3.0) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not holds():  # type: ignore[operator]
        assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.01)


async def test_a_job_runs_at_once_and_then_at_its_interval() -> None:
    counter = Counter()
    async with ticking(Metronome([Job("tick", 0.05, counter.run)], SystemClock())) as metronome:
        await until(lambda: counter.runs >= 3)

        assert metronome.stopped_jobs() == []
        assert metronome.restarts == 0


async def test_every_job_says_its_misfire_coalesce_and_instances() -> None:
    """The defaults lose runs: one second of grace, after which a run disappears with a warning."""
    made: list[AsyncIOScheduler] = []

    def make() -> AsyncIOScheduler:
        made.append(AsyncIOScheduler(timezone=UTC, event_loop=asyncio.get_running_loop()))
        return made[-1]

    async with ticking(Metronome([Job("tick", 5, Counter().run)], SystemClock(), make)):
        (job,) = made[0].get_jobs()

        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)


async def test_a_scheduler_that_stops_silently_is_replaced() -> None:
    counter = Counter()
    made: list[AsyncIOScheduler] = []

    def make() -> AsyncIOScheduler:
        kind = AsyncIOScheduler if made else StopsSilently
        made.append(kind(timezone=UTC, event_loop=asyncio.get_running_loop()))
        return made[-1]

    async with ticking(Metronome([Job("tick", 0.05, counter.run)], SystemClock(), make)) as metronome:
        await until(lambda: counter.runs >= 2)

        assert metronome.restarts >= 1


async def test_a_job_that_fails_is_counted_told_and_run_again() -> None:
    async def fail() -> None:
        raise RuntimeError("no luck")

    async with ticking(Metronome([Job("tick", 0.05, fail)], SystemClock())) as metronome:
        job = metronome.jobs["tick"]
        await until(lambda: job.failures >= 3)

        assert job.last_error == "RuntimeError: no luck"
        assert job.completed_at is None
        assert metronome.restarts == 0, "a scheduler that runs a failing job works"


async def test_a_job_that_does_not_complete_counts_as_stopped() -> None:
    async def fail() -> None:
        raise RuntimeError("no luck")

    async with ticking(Metronome([Job("tick", 0.05, fail)], SystemClock())) as metronome:
        await until(lambda: metronome.stopped_jobs() == [metronome.jobs["tick"]])


async def test_a_slow_run_is_not_joined_by_a_second_one() -> None:
    at_once, most = 0, 0

    async def slow() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.2)
        at_once -= 1

    job = Job("tick", 0.03, slow)
    async with ticking(Metronome([job], SystemClock())):
        await asyncio.gather(job.once(SystemClock()), job.once(SystemClock()))
        await until(lambda: job.runs >= 2)

    assert most == 1
