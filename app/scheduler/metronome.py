"""
APScheduler as a metronome: a few fixed interval jobs in a memory store; all state is in our tables.

3.11 can stop for ever and silently: one exception out of its job processing leaves it "running" without a next
wake-up (apscheduler pull request 1132, not released), and it lives by the wall clock: set back, it idles; set forward
by years, it counts every interval between. So a watchdog on the monotonic clock moves the jobs along when the wall
clock steps, looks at when each job last *ended*, and replaces a scheduler that has stopped. What it cannot bring back
makes the process no longer alive.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from app.clock import STEP_SECONDS, Clock, SystemClock
from app.ops.telling import told

log = structlog.get_logger()

STOPPED_AFTER = 3
"""Intervals without a completed run after which a job counts as stopped."""
DEAD_AFTER = 10
"""Intervals without a run that ended, well or badly, after which the process is beyond help."""
DEADLINE_FACTOR = 20.0
DEADLINE_LEAST_SECONDS = 60.0


@dataclass(slots=True)
class Job:
    """One interval job. `run` must survive being cut off anywhere: it is repeatable and its work is transactional."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]
    deadline_seconds: float | None = None
    """When a run is cut off; after twenty intervals unless said otherwise."""
    completed_at: float | None = None
    """Monotonic time of the last run that ended without an error."""
    completed_wall: datetime | None = None
    last_error: str | None = None
    runs: int = 0
    failures: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_running(self) -> bool:
        """True while a run is under way."""
        return self._lock.locked()

    @property
    def deadline(self) -> float:
        """Seconds after which a run is cut off."""
        return self.deadline_seconds or max(self.seconds * DEADLINE_FACTOR, DEADLINE_LEAST_SECONDS)

    async def once(self, clock: Clock) -> None:
        """Run now, unless a run is under way; failures are logged and counted, never raised."""
        if self.is_running:
            return
        async with self._lock:
            self.runs += 1
            try:
                async with asyncio.timeout(self.deadline):
                    await self.run()
            except asyncio.CancelledError:
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    raise
                self._failed("something it waited for was cancelled")
            except TimeoutError:
                self._failed(f"it was cut off after {self.deadline:g} s")
            except Exception as exc:
                self._failed(told(exc))
            else:
                self.completed_at, self.completed_wall, self.last_error = clock.monotonic(), clock.now(), None

    def _failed(self, why: str) -> None:
        self.failures += 1
        self.last_error = why
        log.warning("job failed", job=self.name, error=why)

    def age_seconds(self, clock: Clock, started_at: float) -> float:
        """Return the seconds since the last completed run, or since `started_at` when there was none."""
        return clock.monotonic() - (self.completed_at if self.completed_at is not None else started_at)


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """
    Fires at an interval, once for all that was missed.

    The library's own interval trigger names every moment that passed, one by one, before they are coalesced: a wall
    clock set forward by ten years costs a minutely job five seconds of a blocked loop and 281 MiB.
    """

    def __init__(self, seconds: float) -> None:
        self._distance = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next beat after `now`, keeping to the beat while none was missed."""
        following = (previous_fire_time or now) + self._distance
        return following if following > now else now + self._distance


class Metronome:
    """Runs jobs at their intervals and keeps the scheduler itself alive."""

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: Clock,
        make_scheduler: Callable[[], AsyncIOScheduler] | None = None,
        wall: Clock | None = None,
    ) -> None:
        self.jobs = {job.name: job for job in jobs}
        self._clock = clock
        self._wall = wall or SystemClock()
        """APScheduler lives by the host's wall clock, whatever clock the rest of the service has."""
        self._make_scheduler = make_scheduler or _new_scheduler
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._pace = min(job.seconds for job in jobs)
        self.started_at = clock.monotonic()
        self._looked_at = self.started_at
        self._awake = 0.0
        self._checked_from = 0.0
        self._ended: dict[str, float] = {}
        self._gap = self._wall_gap()
        self.restarts = 0
        self.steps = 0
        """How often the wall clock stepped and the jobs were moved along."""

    def start(self) -> None:
        """Start ticking, with a first run of every job at once; call inside the running loop."""
        self.started_at = self._looked_at = self._clock.monotonic()
        self._gap = self._wall_gap()
        self._begin()
        self._watchdog = asyncio.create_task(self._watch(), name="scheduler-watchdog")

    async def stop(self) -> None:
        """Stop ticking; runs under way are cut off, which every job survives."""
        watchdog, self._watchdog = self._watchdog, None
        if watchdog is not None:
            watchdog.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watchdog
        self._end()

    def stopped_jobs(self) -> list[Job]:
        """Return the jobs whose last completed run is older than three of their intervals."""
        return [
            job
            for job in self.jobs.values()
            if job.age_seconds(self._clock, self.started_at) > STOPPED_AFTER * job.seconds
        ]

    def beyond_help(self) -> str | None:
        """Return why only a new process can help, or None."""
        if self._watchdog is None:
            return None
        if self._watchdog.done():
            return "the scheduler's watchdog has ended"
        for job in self.jobs.values():
            idle = self._idle_seconds(job)
            if idle > max(DEAD_AFTER * job.seconds, job.deadline + STOPPED_AFTER * job.seconds):
                return f"no run of the job {job.name!r} has ended for {idle:.0f} s, and the watchdog did not help"
        return None

    # -- time -----------------------------------------------------------------------------------------------------

    def _awake_seconds(self) -> float:
        """
        Return the seconds through which this process was awake, at most two paces for each look of the watchdog.

        After an hour of suspension nothing is an hour late: nobody could have run.
        """
        return self._awake + min(self._clock.monotonic() - self._looked_at, 2 * self._pace)

    def _idle_seconds(self, job: Job) -> float:
        """Return the seconds awake since a run of the job ended, well or badly."""
        return self._awake_seconds() - self._ended.get(job.name, 0.0)

    def _wall_gap(self) -> float:
        return self._wall.now().timestamp() - self._clock.monotonic()

    # -- running --------------------------------------------------------------------------------------------------

    async def _run(self, job: Job) -> None:
        try:
            await job.once(self._clock)
        finally:
            if not job.is_running:
                self._ended[job.name] = self._awake_seconds()

    def _begin(self) -> None:
        scheduler = self._make_scheduler()
        scheduler.add_listener(_report, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
        for job in self.jobs.values():
            scheduler.add_job(
                self._run,
                Every(job.seconds),
                args=(job,),
                id=job.name,
                next_run_time=self._wall.now(),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        scheduler.start()
        self._scheduler = scheduler

    def _end(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None and scheduler.running:
            scheduler.shutdown(wait=False)

    # -- the watchdog ---------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Look at the jobs at the pace of the quickest; asyncio sleeps by the monotonic clock."""
        while True:
            await asyncio.sleep(self._pace)
            self._awake, self._looked_at = self._awake_seconds(), self._clock.monotonic()
            try:
                self._follow_the_wall()
                self._check()
            except Exception:
                log.exception("watchdog failed")

    def _follow_the_wall(self) -> None:
        """Move the jobs along with a wall clock that was set, so that none waits for a time that is far away now."""
        gap = self._wall_gap()
        step, self._gap = gap - self._gap, gap
        if abs(step) <= STEP_SECONDS or self._scheduler is None:
            return
        self.steps += 1
        log.warning("the wall clock stepped: the jobs move along", by_seconds=round(step, 1))
        now = self._wall.now()
        for job in self.jobs.values():
            following = _shifted(self._scheduler.get_job(job.name).next_run_time, step, now, job.seconds)
            self._scheduler.modify_job(job.name, next_run_time=following)

    def _check(self) -> None:
        awake = self._awake_seconds()
        late = [
            job.name
            for job in self.jobs.values()
            if not job.is_running
            and awake - max(self._ended.get(job.name, 0.0), self._checked_from) > STOPPED_AFTER * job.seconds
        ]
        if not late:
            return
        self.restarts += 1
        self._checked_from = awake
        log.error("scheduler had stopped and is replaced", jobs=late, restarts=self.restarts)
        with contextlib.suppress(Exception):
            self._end()
        self._begin()


def _shifted(planned: datetime, step: float, now: datetime, seconds: float) -> datetime:
    """Return when a job runs next after the wall clock stepped: as soon as planned, at most an interval away."""
    latest = now + timedelta(seconds=seconds)
    try:
        following: datetime = planned + timedelta(seconds=step)
    except OverflowError:
        return latest
    return min(max(following, now), latest)


def _new_scheduler() -> AsyncIOScheduler:
    return AsyncIOScheduler(timezone=UTC, event_loop=asyncio.get_running_loop())


def _report(event: JobEvent) -> None:
    log.warning("scheduler event", job=event.job_id, code=event.code)
