"""
The sign of life towards a dead-man's switch: sent only while every promise is kept.

Whoever watches it hears of everything of which this process can no longer tell: that it is gone, that its host is
gone, that it hangs, or that it does not keep its word.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
import structlog

from app.ops.health import Health

log = structlog.get_logger()

ANSWER_SECONDS: Final = 10.0


class Heartbeat:
    """Asks one address with GET at an interval; `run` ends only by cancellation."""

    def __init__(self, address: str, seconds: float, report: Callable[[], Awaitable[Health]]) -> None:
        self._address = address
        self._seconds = seconds
        self._report = report
        self._failure: str | None = None
        self._is_withheld = False

    async def run(self) -> None:
        """Beat."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:
            while True:
                await self.beat(client)
                await asyncio.sleep(self._seconds)

    async def beat(self, client: httpx.AsyncClient) -> None:
        """Send one sign of life, unless a promise is broken: silence is what raises the alarm."""
        health = await self._report()
        if not health.is_ready:
            broken = ", ".join(name for name, check in health.checks.items() if not check.ok)
            if not self._is_withheld:
                log.warning("the heartbeat is withheld: not ready", why=broken)
            self._is_withheld = True
            return
        self._is_withheld = False
        failure = await self._ask(client)
        if failure is not None and self._failure is None:
            log.warning("the heartbeat cannot be sent", why=failure)
        elif failure is None and self._failure is not None:
            log.info("the heartbeat is sent again")
        self._failure = failure

    def warnings(self) -> list[str]:
        """Return a sentence while the last sign of life was not taken."""
        if self._failure is None:
            return []
        return [f"the heartbeat cannot be sent: {self._failure}; check NOTIFY_HEARTBEAT_URL"]

    async def _ask(self, client: httpx.AsyncClient) -> str | None:
        """Return why the call failed, without the address, or None."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), client.stream("GET", self._address) as answer:
                return None if answer.is_success else f"it was answered {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, UnicodeError) as exc:  # a host's name may be no name
            return f"no answer ({type(exc).__name__})"  # the message may repeat the address
