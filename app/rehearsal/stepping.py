"""
Time that stands still while anything is under way, and then jumps to the next moment at which something happens.

The event loop is the clock: whoever sleeps, waits or times out does so in the loop's time, which moves only when
nothing is ready to run and no thread is at work. So a day takes as long as its work takes, and every run of it has the
same moments in the same order. Why a loop and not a fast clock: docs/decisions/0028.
"""

import asyncio
import contextlib
import queue
import selectors
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar, TypeVarTuple

from sqlalchemy import Connection

from app.clock import Clock
from app.errors import AppError
from app.scheduler.metronome import Job, Metronome
from app.store.database import Database

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

THREAD_SECONDS: Final = 60.0
"""Longest wait, in the host's time, for a thread that is at work; the database gives up long before."""


class StandStill(AppError):
    """The rehearsal cannot go on: nothing is under way and nothing is planned, or a thread never comes back."""


class _Selector(selectors.SelectSelector):
    """
    Where the loop would wait: there it takes what threads bring, else lets time jump.

    It never really waits for a file or socket: a rehearsal has none but the loop's own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.under_way = 0
        self.brought: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is readable at this moment; without any, and with nothing ready, bring about the next moment."""
        if timeout is not None and timeout <= 0:
            return []
        if self.under_way:
            self._wait_for_a_thread()
        elif timeout is None:
            msg = "The rehearsal stands still: nothing is under way and nothing is planned."
            raise StandStill(msg)
        else:
            self.now += timeout
        return []

    def _wait_for_a_thread(self) -> None:
        try:
            self.brought.get(timeout=THREAD_SECONDS)()
        except queue.Empty:
            msg = f"The rehearsal stands still: a thread is at work for more than {THREAD_SECONDS:.0f} s."
            raise StandStill(msg) from None


class SteppingLoop(asyncio.SelectorEventLoop):
    """
    An event loop whose time steps.

    What threads bring is let in only when nothing else is ready, so its place in the order of things does not depend
    on how quick the machine is.
    """

    def __init__(self) -> None:
        self._stepping = _Selector()
        self._home = threading.get_ident()
        super().__init__(self._stepping)

    def time(self) -> float:
        """Return the seconds since the rehearsal began."""
        return self._stepping.now

    @contextlib.contextmanager
    def under_way(self) -> Iterator[None]:
        """Let time stand still while a thread works for us."""
        self._stepping.under_way += 1
        try:
            yield
        finally:
            self._stepping.under_way -= 1

    def call_soon_threadsafe(
        self, callback: Callable[[*Ts], object], *args: *Ts, context: Context | None = None
    ) -> asyncio.Handle:
        """Run `callback` soon; from another thread, when nothing else is ready."""
        if threading.get_ident() == self._home:
            return self.call_soon(callback, *args, context=context)
        handle = asyncio.Handle(callback, args, self, context)

        def let_in() -> None:
            if not handle.cancelled():
                self.call_soon(callback, *args, context=context)

        self._stepping.brought.put(let_in)
        return handle

    def run_in_executor(  # type: ignore[override]  # ours returns a finished future, theirs one that will be
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> "asyncio.Future[T]":
        """Run `func` at once: in stepped time nobody has to wait for a blocking call."""
        del executor
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as exc:
            future.set_exception(exc)
        return future


class StepClock:
    """The clock of a stepping loop, counted from `start`: wall and monotonic time in one, which nobody sets."""

    def __init__(self, start: datetime, loop: asyncio.AbstractEventLoop) -> None:
        self.start = start
        self._loop = loop

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self._loop.time())

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))

    async def until(self, moment: datetime) -> None:
        """Return at this moment, or at once when it is past."""
        await self.sleep((moment - self.now()).total_seconds())


class SteppingDatabase(Database):
    """
    The service's database, asked by one at a time.

    Its threads are the only ones in a rehearsal. One question at a time is what makes the order of the answers the
    same on every machine; there is no time that could be lost by it.
    """

    _turn: asyncio.Lock | None = None

    def spare_the_disk(self) -> None:
        """Wait for no disk from here on, before anybody asks: the file is gone when the command ends."""
        raw = self._engines.writer.raw_connection()
        try:
            raw.cursor().execute("PRAGMA synchronous=OFF")
        finally:
            raw.close()

    async def write(self, work: Callable[[Connection], T], *, is_urgent: bool = False) -> T:
        async with self._lock():
            with _running().under_way():
                return await super().write(work, is_urgent=is_urgent)

    async def read(self, work: Callable[[Connection], T]) -> T:
        async with self._lock():
            with _running().under_way():
                return await super().read(work)

    def _lock(self) -> asyncio.Lock:
        self._turn = self._turn or asyncio.Lock()
        return self._turn


class SteppingMetronome(Metronome):
    """Runs the jobs at their intervals by the loop's time; APScheduler lives by the host's wall clock, which stands."""

    def __init__(self, jobs: Sequence[Job], clock: Clock, wall: Clock) -> None:
        super().__init__(jobs, clock, wall=wall)
        self._beats: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the beats, with a first run of every job at once."""
        self._beats = [asyncio.create_task(self._beat(job), name=job.name) for job in self.jobs.values()]

    async def stop(self) -> None:
        """Cut off what runs, which every job survives."""
        for beat in self._beats:
            beat.cancel()
        await asyncio.gather(*self._beats, return_exceptions=True)

    async def _beat(self, job: Job) -> None:
        while True:
            await job.once(self._clock)
            await asyncio.sleep(job.seconds)


def _running() -> SteppingLoop:
    loop = asyncio.get_running_loop()
    if not isinstance(loop, SteppingLoop):
        msg = "a stepping database belongs on a stepping loop"
        raise TypeError(msg)
    return loop
