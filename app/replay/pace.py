"""Keeps calls within so many a minute, and waits as long as Zendesk asks."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from app.clock import Clock
from app.zendesk.errors import RateLimited

MINUTE_SECONDS: Final = 60.0
PATIENCE: Final = 20
"""How often in a row Zendesk may ask to wait before we believe that it will never answer."""

_T = TypeVar("_T")


class Pace:
    """At most `calls` in any minute; the first of them go at once."""

    def __init__(self, clock: Clock, calls: int) -> None:
        self._clock = clock
        self._calls = calls
        self._made: deque[float] = deque(maxlen=calls)

    async def call(self, ask: Callable[[], Awaitable[_T]]) -> _T:
        """
        Ask as soon as the pace allows, and again after each 429, when its `Retry-After` has passed.

        Raises `RateLimited` when Zendesk refuses for the twentieth time in a row, and whatever else `ask` raises.
        """
        for _ in range(PATIENCE - 1):
            await self._turn()
            try:
                return await ask()
            except RateLimited as exc:
                await self._clock.sleep(exc.retry_after)
        await self._turn()
        return await ask()

    async def _turn(self) -> None:
        if len(self._made) == self._calls:
            await self._clock.sleep(max(0.0, self._made[0] + MINUTE_SECONDS - self._clock.monotonic()))
        self._made.append(self._clock.monotonic())
