"""
The only place that reads the time.

Everything else gets `now` as an argument or a `Clock` at construction, so that tests move time by hand and the
demo lets a day pass in two minutes. What each clock is for, and what happens when the host's jumps:
docs/decisions/0016.
"""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

log = structlog.get_logger()

STEP_SECONDS: Final = 2.0
"""A wall clock that moved by more than this against the time that passed was set by somebody."""
PACE: Final = 0.05
"""How fast a set clock is followed: a lease of a minute lasts three seconds more or less, and no moment comes twice."""
READING_SECONDS: Final = 0.5
"""Two clocks read further apart than this say nothing about each other."""


class Clock(Protocol):
    """Wall time for decisions, monotonic time for distances; both may run faster than the host's in a demo."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start; never steps back, is not set by anybody, counts the host's sleep."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds *of this clock*."""


class _Oscillator:
    """
    Seconds by the machine's oscillator, its sleep included.

    `time.monotonic` is steered by NTP, by chrony up to a twelfth of its pace, and stands still while the machine
    sleeps. Where the system has them, the unsteered clock tells the pace and the boot clock the sleep.
    """

    _RAW: Final[int | None] = getattr(time, "CLOCK_MONOTONIC_RAW", None)
    _BOOT: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)

    def __init__(self) -> None:
        self._slept = 0.0

    def seconds(self) -> float:
        """Return seconds from an arbitrary start, the same for everybody in this process."""
        if self._RAW is None or self._BOOT is None:
            return time.monotonic()
        before = time.monotonic()
        slept = time.clock_gettime(self._BOOT) - before
        # Being interrupted between the readings looks like a short sleep.
        if slept > self._slept + 1.0 and time.monotonic() - before < READING_SECONDS:
            self._slept = slept
        return time.clock_gettime(self._RAW) + self._slept


_oscillator = _Oscillator()


class SystemClock:
    """The host's clocks: the wall clock may step, whoever sets it."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return _oscillator.seconds()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class SteadyClock:
    """The wall time at the start plus the time since: it never steps and follows nobody."""

    def __init__(self, host: Clock) -> None:
        self._host = host
        self._began = host.now()
        self._began_at = host.monotonic()

    def now(self) -> datetime:
        return self._began + timedelta(seconds=self._host.monotonic() - self._began_at)

    def monotonic(self) -> float:
        return self._host.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._host.sleep(seconds)


class FollowingClock:
    """
    What rows are dated with: steady from moment to moment, and drawn slowly to the time that others go by.

    The others are the host's wall clock or, where replicas share a database, the database's. Leases and distances to
    the next try are neither cut short nor drawn out when one of them is set; it may be called from any thread.
    """

    def __init__(self, host: Clock) -> None:
        self._host = host
        self._steady = SteadyClock(host)
        self._lock = threading.Lock()
        self._shift = 0.0
        self._aim = 0.0
        self._is_shared = False
        self._moved_at = host.monotonic()
        self._gap = 0.0
        self.jumps = 0
        """How often the host's wall clock was set since the start."""
        self.last_jump_seconds: float | None = None

    @property
    def behind_seconds(self) -> float:
        """Seconds it still has to go to the time it follows; negative when it is ahead."""
        return self._aim - self._shift

    def now(self) -> datetime:
        with self._lock:
            at = self._host.monotonic()
            room = (at - self._moved_at) * PACE
            self._shift += min(max(self._aim - self._shift, -room), room)
            self._moved_at = at
            return self._steady.now() + timedelta(seconds=self._shift)

    def monotonic(self) -> float:
        return self._host.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._host.sleep(seconds)

    def look(self, shared: datetime | None = None) -> None:
        """
        Look whether the host's wall clock was set, and where to go; call about once a second.

        `shared` is the present moment by the clock that all replicas go by, when there is one.
        """
        before = self._host.monotonic()
        steady, wall = self._steady.now(), self._host.now()
        if self._host.monotonic() - before > READING_SECONDS:
            return
        gap = (wall - steady).total_seconds()
        step, self._gap = gap - self._gap, gap
        if abs(step) > STEP_SECONDS:
            self.jumps += 1
            self.last_jump_seconds = round(step, 1)
            log.warning("the host's clock was set", by_seconds=self.last_jump_seconds, times=self.jumps)
        with self._lock:
            if shared is not None:
                self._aim, self._is_shared = (shared - steady).total_seconds(), True
            elif not self._is_shared:
                self._aim = gap

    def adopt(self, shared: datetime) -> None:
        """Go by the shared clock at once; only before anything was dated."""
        with self._lock:
            self._aim = self._shift = (shared - self._steady.now()).total_seconds()
            self._is_shared = True


class FastClock:
    """
    A clock that starts at `start` and runs `speed` times as fast as the host's; used by the demo.

    Its monotonic time runs at the host's pace, because distances such as time-outs and watchdogs are about the
    machine, not about the story told.
    """

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._origin = _oscillator.seconds()

    def slow_down(self) -> None:
        """Go on at the host's pace from here."""
        self._start, self._origin, self._speed = self.now(), _oscillator.seconds(), 1.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(_oscillator.seconds() - self._origin) * self._speed)

    def monotonic(self) -> float:
        return _oscillator.seconds()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._speed)


class FakeClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, distance: timedelta) -> None:
        """Let `distance` pass on both clocks."""
        self._now += distance
        self._monotonic += distance.total_seconds()

    async def sleep(self, seconds: float) -> None:
        self.advance(timedelta(seconds=max(0.0, seconds)))
        await asyncio.sleep(0)
