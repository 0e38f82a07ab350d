"""Keeps background tasks alive: one that dies is started again after a distance, and health tells of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from app.clock import Clock
from app.ops.telling import told

log = structlog.get_logger()

DISTANCE_MAX_SECONDS = 60.0
TOLD_SECONDS = 900.0
"""How long health tells of a task that died and runs again; after as long the distance begins anew, too."""


@dataclass(slots=True)
class Death:
    """The last death of one task."""

    count: int
    at: float
    """Monotonic time."""
    error: str


class Supervisor:
    """Runs named tasks until they return by themselves or are cancelled."""

    def __init__(self, clock: Clock, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._clock = clock
        self._uniform = uniform
        self._deaths: dict[str, Death] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run `run`, and run it again whenever it raises."""
        self.tasks[name] = asyncio.create_task(self._keep(name, run), name=name)

    def warnings(self) -> list[str]:
        """Return a sentence for each task that died not long ago."""
        now = self._clock.monotonic()
        return [
            f"the {name} died {death.count} time(s), {timedelta(seconds=round(now - death.at))} ago for the last time, "
            f"and was started again: {death.error}"
            for name, death in self._deaths.items()
            if now - death.at < TOLD_SECONDS
        ]

    async def stop(self) -> None:
        """Cancel what still runs, and wait until it has ended."""
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    async def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await run()
            except Exception as exc:
                seconds = self._note(name, exc)
                log.exception("background task died", task=name, again_in_seconds=round(seconds, 1))
                await asyncio.sleep(seconds)
            else:
                return

    def _note(self, name: str, exc: Exception) -> float:
        """Record a death and return the distance to the next start: doubling, and spread."""
        now = self._clock.monotonic()
        last = self._deaths.get(name)
        count = last.count + 1 if last is not None and now - last.at < TOLD_SECONDS else 1
        self._deaths[name] = Death(count, now, told(exc)[:300])
        return distance(count) * self._uniform(0.5, 1.0)


def distance(deaths: int) -> float:
    """Return the seconds to the next start after so many deaths, before they are spread."""
    return min(2.0 ** min(deaths - 1, 10), DISTANCE_MAX_SECONDS)
