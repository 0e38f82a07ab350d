"""
Watches the health report, so that people hear of an unhealthy service without asking.

What is told is stored like every other message, so neither replicas nor restarts repeat it. Only when the store itself
does not take writes nothing can be stored: then each process tells once by itself, and the heartbeat stays away.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Final

import structlog

from app.clock import Clock
from app.errors import StoreUnavailable
from app.notifier import NO_ANSWER, Deliver
from app.ops.health import Health
from app.rules.audience import Audience
from app.rules.episode import Episode, follow
from app.rules.notification import Notification, unhealthy
from app.store import episodes
from app.store.database import Database

log = structlog.get_logger()

LOOK_SECONDS: Final = 10.0


class HealthWatch:
    """Looks at the promises and plans what people are told of them; `run` ends only by cancellation."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        report: Callable[[], Awaitable[Health]],
        audience: Audience,
        addresses: Mapping[str, str],
        deliver: Deliver,
    ) -> None:
        self._database = database
        self._clock = clock
        self._report = report
        self._audience = audience
        self._addresses = addresses
        self._deliver = deliver
        self._unstored: Episode | None = None
        """A time in which the store took nothing; of this process alone, since nothing can be shared."""
        self._untold: set[str] = set()
        """Those who have not taken the message of it yet."""

    async def run(self) -> None:
        """Look, again and again."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Look once."""
        broken = broken_promises(await self._report())
        now = self._clock.now()
        try:
            # Only who has something to store needs the one that writes.
            if broken or await self._database.read(episodes.present) is not None:
                await self._database.write(lambda c: episodes.look(c, broken, self._audience, now))
            await self._store_is_back(now)
        except StoreUnavailable as exc:
            await self._tell_by_itself(now, broken or [f"database: {exc}"])

    async def _tell_by_itself(self, now: datetime, broken: list[str]) -> None:
        """Tell everybody, once, of a store that has taken nothing for a minute, without it."""
        before, self._unstored = self._unstored, follow(self._unstored, is_ready=False, now=now)
        if self._unstored is None or not self._unstored.is_told:
            return
        message = unhealthy(self._unstored.began_at, broken, self._audience)
        if before is None or not before.is_told:
            self._untold = set(message.targets)
        if not self._untold:
            return
        wanted = sorted(self._untold)
        sent = await asyncio.gather(*(self._send(message, target) for target in wanted))
        self._untold -= {target for target, taken in zip(wanted, sent, strict=True) if taken}
        log.error("the store takes nothing; people were told without it", count=sum(sent))

    async def _send(self, message: Notification, target: str) -> bool:
        """Send, and return whether it is over: taken, or nobody knows; all others are tried with the next look."""
        why = await self._deliver(self._addresses[target], message.title, message.body, message.kind)
        if why is not None:
            log.error("notification could not be sent, and is not stored", key=message.keys()[target], why=why)
        return why is None or why.startswith(NO_ANSWER)

    async def _store_is_back(self, now: datetime) -> None:
        """Hand what people heard of to all replicas: they hear of the end when every promise is kept again."""
        gone = self._unstored
        if gone is not None and gone.is_told:
            await self._database.write(lambda c: episodes.adopt(c, gone, now))
        self._unstored = None


def broken_promises(health: Health) -> list[str]:
    """Return what is broken, each with its name; empty when every promise is kept."""
    return [f"{name}: {check.says}" for name, check in health.checks.items() if not check.ok]
