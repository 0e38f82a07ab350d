"""The metronome: says its options, counts failures, and survives a scheduler that stops silently."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psutil
import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.clock import FollowingClock, SystemClock
from app.errors import StoreUnavailable
from app.ops.pulse import Pulse
from app.scheduler.metronome import Every, Job, Metronome
from tests.host import Host, moved_with

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


async def test_what_a_strange_failure_quotes_is_not_told() -> None:
    async def fail() -> None:
        raise ValueError("My name is Ada and my phone is dead")

    job = Job("tick", 60, fail)
    await job.once(SystemClock())

    assert job.last_error == "ValueError"


async def test_a_job_that_fails_is_counted_told_and_run_again() -> None:
    async def fail() -> None:
        raise StoreUnavailable("no luck")

    async with ticking(Metronome([Job("tick", 0.05, fail)], SystemClock())) as metronome:
        job = metronome.jobs["tick"]
        await until(lambda: job.failures >= 3)

        assert job.last_error == "StoreUnavailable: no luck"
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


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """A host whose wall clock can be set, for APScheduler too."""
    return moved_with(Host(), monkeypatch)


@pytest.mark.parametrize(
    "step", [timedelta(hours=-1), timedelta(seconds=-5), timedelta(days=1), timedelta(days=3653)], ids=str
)
async def test_when_somebody_sets_the_wall_clock_the_jobs_go_on(host: Host, step: timedelta) -> None:
    """Set back, the library idles; set forward by years, it counts every interval between, in memory."""
    counter = Counter()
    before = psutil.Process().memory_info().rss
    async with ticking(Metronome([Job("tick", 0.2, counter.run)], host, wall=host)) as metronome:
        await until(lambda: counter.runs >= 2)
        host.set_by = step
        seen = counter.runs
        await until(lambda: metronome.steps == 1, 10)
        # One run may have been due at the moment of the step; the ones after it show that the beat goes on.
        await until(lambda: counter.runs >= seen + 4, 10)

        assert metronome.restarts == 0, "nothing had to be replaced"
        assert counter.runs <= seen + 6, "and nothing is run again for what was skipped"
    assert psutil.Process().memory_info().rss - before < 50 * 2**20


def test_a_beat_that_was_missed_for_ten_years_is_one_beat() -> None:
    every, start = Every(60), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    late = start + timedelta(days=3653)

    assert every.get_next_fire_time(None, start) == start + timedelta(seconds=60)
    assert every.get_next_fire_time(start, start + timedelta(seconds=1)) == start + timedelta(seconds=60)
    assert every.get_next_fire_time(start, late) == late + timedelta(seconds=60)


async def test_a_run_that_hangs_is_cut_off_and_the_next_one_runs() -> None:
    begun = 0

    async def hang_once() -> None:
        nonlocal begun
        begun += 1
        if begun == 1:
            await asyncio.Event().wait()

    async with ticking(Metronome([Job("tick", 0.1, hang_once, deadline_seconds=0.2)], SystemClock())) as metronome:
        await until(lambda: begun >= 3, 10)

        assert metronome.jobs["tick"].failures == 1
        assert metronome.beyond_help() is None


async def test_a_run_in_which_something_was_cancelled_is_a_failure_and_no_more() -> None:
    async def cancelled() -> None:
        other = asyncio.get_running_loop().create_future()
        other.cancel()
        await other

    async with ticking(Metronome([Job("tick", 0.05, cancelled)], SystemClock())) as metronome:
        job = metronome.jobs["tick"]
        await until(lambda: job.failures >= 3, 10)

        assert job.last_error == "something it waited for was cancelled"


async def test_what_the_watchdog_cannot_bring_back_is_beyond_help() -> None:
    release = asyncio.Event()

    async def deaf() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    job = Job("tick", 0.05, deaf, deadline_seconds=0.05)
    async with ticking(Metronome([job], SystemClock())) as metronome:
        await until(lambda: job.is_running, 10)
        assert metronome.beyond_help() is None
        await until(lambda: metronome.beyond_help() is not None, 10)
        assert "'tick' has ended" in str(metronome.beyond_help())

        release.set()
        await until(lambda: metronome.beyond_help() is None, 10)


async def test_a_job_that_always_fails_is_not_helped_by_a_new_process() -> None:
    async def fail() -> None:
        raise RuntimeError("the disk is full")

    async with ticking(Metronome([Job("tick", 0.02, fail, deadline_seconds=0.02)], SystemClock())) as metronome:
        await until(lambda: metronome.jobs["tick"].failures >= 20, 10)

        assert metronome.beyond_help() is None


async def test_an_hour_of_suspension_is_no_reason_to_start_anew() -> None:
    host = Host()
    counter = Counter()
    async with ticking(Metronome([Job("tick", 0.2, counter.run)], host, wall=host)) as metronome:
        await until(lambda: counter.runs >= 1)
        host.slept, host.set_by = 3600.0, timedelta(hours=1)

        assert metronome.beyond_help() is None
        seen = counter.runs
        await until(lambda: counter.runs >= seen + 2, 10)
        assert (metronome.beyond_help(), metronome.restarts, metronome.steps) == (None, 0, 0)


async def test_a_loop_that_was_held_up_ticks_on_and_the_lag_is_told() -> None:
    counter, clock = Counter(), SystemClock()
    pulse = Pulse(FollowingClock(clock))
    beating = asyncio.create_task(pulse.run())
    try:
        async with ticking(Metronome([Job("tick", 0.1, counter.run)], clock)):
            await until(lambda: counter.runs >= 1 and pulse.facts()["loop_lag_ms"] is not None, 10)
            seen = counter.runs
            time.sleep(2.0)  # noqa: ASYNC251  the very mistake this is about
            await until(lambda: counter.runs >= seen + 2, 10)
            await until(lambda: pulse.stalls >= 1, 10)

        assert pulse.facts()["loop_lag_worst_ms"] > 1000
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
