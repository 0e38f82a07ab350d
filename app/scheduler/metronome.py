"""
APScheduler as a metronome: a few fixed interval jobs in a memory store; all state is in our tables.

3.11 can stop for ever and silently: one exception out of its job processing leaves it "running" without a next
wake-up (apscheduler pull request 1132, not released), and it idles when the wall clock steps back. So a watchdog on
the monotonic clock looks at when each job last *completed* and replaces a scheduler that has stopped.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from app.clock import Clock

log = structlog.get_logger()

STOPPED_AFTER = 3
"""Intervals without a completed run after which a job counts as stopped."""
DEADLINE_FACTOR = 20.0
DEADLINE_LEAST_SECONDS = 60.0


@dataclass(slots=True)
class Job:
    """One interval job. `run` must survive being cut off anywhere: it is repeatable and its work is transactional."""

    name: str
    seconds: float
    run: Callable[[], Awaitable[None]]
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

    async def once(self, clock: Clock) -> None:
        """Run now, unless a run is under way; failures are logged and counted, never raised."""
        if self.is_running:
            return
        async with self._lock:
            self.runs += 1
            try:
                async with asyncio.timeout(max(self.seconds * DEADLINE_FACTOR, DEADLINE_LEAST_SECONDS)):
                    await self.run()
            except Exception as exc:
                self.failures += 1
                self.last_error = f"{type(exc).__name__}: {exc}"
                log.warning("job failed", job=self.name, error=self.last_error)
            else:
                self.completed_at, self.completed_wall, self.last_error = clock.monotonic(), clock.now(), None

    def age_seconds(self, clock: Clock, started_at: float) -> float:
        """Return the seconds since the last completed run, or since `started_at` when there was none."""
        return clock.monotonic() - (self.completed_at if self.completed_at is not None else started_at)


class Metronome:
    """Runs jobs at their intervals and keeps the scheduler itself alive."""

    def __init__(
        self,
        jobs: Sequence[Job],
        clock: Clock,
        make_scheduler: Callable[[], AsyncIOScheduler] | None = None,
    ) -> None:
        self.jobs = {job.name: job for job in jobs}
        self._clock = clock
        self._make_scheduler = make_scheduler or _new_scheduler
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self.started_at = clock.monotonic()
        self._checked_from = self.started_at
        self.restarts = 0

    def start(self) -> None:
        """Start ticking, with a first run of every job at once; call inside the running loop."""
        self.started_at = self._checked_from = self._clock.monotonic()
        self._begin()
        self._watchdog = asyncio.create_task(self._watch(), name="scheduler-watchdog")

    async def stop(self) -> None:
        """Stop ticking; runs under way are cut off, which every job survives."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watchdog
        self._end()

    def stopped_jobs(self) -> list[Job]:
        """Return the jobs whose last completed run is older than three of their intervals."""
        return [
            job
            for job in self.jobs.values()
            if job.age_seconds(self._clock, self.started_at) > STOPPED_AFTER * job.seconds
        ]

    def _begin(self) -> None:
        scheduler = self._make_scheduler()
        scheduler.add_listener(_report, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES | EVENT_JOB_ERROR)
        for job in self.jobs.values():
            scheduler.add_job(
                job.once,
                "interval",
                args=(self._clock,),
                seconds=job.seconds,
                id=job.name,
                # APScheduler lives by the host's wall clock, whatever clock the rest of the service has.
                next_run_time=datetime.now(UTC),
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

    async def _watch(self) -> None:
        """Look at the jobs at the pace of the quickest; asyncio sleeps by the monotonic clock."""
        pace = min(job.seconds for job in self.jobs.values())
        while True:
            await asyncio.sleep(pace)
            try:
                self._check()
            except Exception:
                log.exception("watchdog failed")

    def _check(self) -> None:
        now = self._clock.monotonic()
        late = [
            job.name
            for job in self.jobs.values()
            if not job.is_running
            and now - max(job.completed_at or self._checked_from, self._checked_from) > STOPPED_AFTER * job.seconds
            and job.last_error is None  # a job that runs and fails has a scheduler that works
        ]
        if not late:
            return
        self.restarts += 1
        self._checked_from = now
        log.error("scheduler had stopped and is replaced", jobs=late, restarts=self.restarts)
        with contextlib.suppress(Exception):
            self._end()
        self._begin()


def _new_scheduler() -> AsyncIOScheduler:
    return AsyncIOScheduler(timezone=UTC, event_loop=asyncio.get_running_loop())


def _report(event: JobEvent) -> None:
    log.warning("scheduler event", job=event.job_id, code=event.code)
