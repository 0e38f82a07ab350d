"""
The only place that reads the time.

Everything else gets `now` as an argument or a `Clock` at construction, so that tests move time by hand and the
demo lets a day pass in two minutes.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall time for decisions, monotonic time for distances; both may run faster than the host's in a demo."""

    def now(self) -> datetime:
        """Return the present moment, aware and in UTC."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start; never steps back and is not set by anybody."""

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds *of this clock*."""


class SystemClock:
    """The host's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class FastClock:
    """
    A clock that starts at `start` and runs `speed` times as fast as the host's; used by the demo.

    Its monotonic time runs at the host's pace, because distances such as time-outs and watchdogs are about the
    machine, not about the story told.
    """

    def __init__(self, start: datetime, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._origin = time.monotonic()

    def slow_down(self) -> None:
        """Go on at the host's pace from here."""
        self._start, self._origin, self._speed = self.now(), time.monotonic(), 1.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._origin) * self._speed)

    def monotonic(self) -> float:
        return time.monotonic()

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
