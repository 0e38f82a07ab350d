"""
The pulse of the process: how late its event loop runs, and whether somebody set the host's clock.

A loop that is held up makes everything late at once, and nothing in the code that suffers can tell; a task that only
wants to wake twice a second can.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import structlog

from app.clock import READING_SECONDS, FollowingClock
from app.errors import StoreUnavailable

log = structlog.get_logger()

BEAT_SECONDS: Final = 0.5
KEPT: Final = 120
"""Beats kept: a minute of them, at rest."""
SHARED_SECONDS: Final = 30.0
"""Between two looks at the clock that replicas share."""
LOUD_SECONDS: Final = 1.0
"""A lag of this much is logged."""


class Pulse:
    """Measures the lag of the event loop and lets the clock look at the host's; `run` ends only by cancellation."""

    def __init__(self, clock: FollowingClock, patience: float = 1.0) -> None:
        self._clock = clock
        self._beat_seconds = BEAT_SECONDS * patience
        self._lags: deque[float] = deque(maxlen=KEPT)
        self.stalls = 0
        """How often the loop was more than a second late."""

    async def run(self) -> None:
        """Beat."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(self._beat_seconds)
            self._feel(max(0.0, loop.time() - before - self._beat_seconds))
            self._clock.look()

    async def follow(self, shared_now: Callable[[], Awaitable[datetime | None]]) -> None:
        """Go by the clock that all replicas share; ends at once where there is none, otherwise by cancellation."""
        while True:
            before = self._clock.monotonic()
            try:
                shared = await shared_now()
            except StoreUnavailable as exc:
                log.warning("the shared clock cannot be read", error=str(exc))
            else:
                if shared is None:
                    return
                if self._clock.monotonic() - before < READING_SECONDS:
                    self._clock.look(shared)
            await asyncio.sleep(SHARED_SECONDS)

    def _feel(self, lag: float) -> None:
        self._lags.append(lag)
        if lag > LOUD_SECONDS:
            self.stalls += 1
            log.warning("the event loop was held up", seconds=round(lag, 1), times=self.stalls)

    def facts(self) -> dict[str, Any]:
        """Return what was measured, for `/health`."""
        return {
            "loop_lag_ms": round(self._lags[-1] * 1000, 1) if self._lags else None,
            "loop_lag_worst_ms": round(max(self._lags) * 1000, 1) if self._lags else None,
            "loop_stalls": self.stalls,
            "host_clock_jumps": self._clock.jumps,
            "host_clock_last_jump_seconds": self._clock.last_jump_seconds,
            "host_clock_behind_seconds": round(self._clock.behind_seconds, 1),
        }
