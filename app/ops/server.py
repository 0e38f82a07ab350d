"""
uvicorn, with an end that can be promised: first signal, a stop within `SHUTDOWN_SECONDS`; second signal, at once.

uvicorn by itself waits for requests first and for the application afterwards, each as long, and ends by raising the
signal again, so that a supervisor sees a failure where there was none.
"""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Generator
from types import FrameType
from typing import TYPE_CHECKING

import structlog
import uvicorn

from app.garbage import settle_down

if TYPE_CHECKING:
    import socket

log = structlog.get_logger()

SIGNALS = (signal.SIGINT, signal.SIGTERM)
OVERTIME_SECONDS = 1.5
"""After the time for a stop, until the process ends whatever hangs; the next start recovers what was under way."""
SWITCH_SECONDS = 0.0002
"""
How long a thread keeps the interpreter while another wants it; Python's own is 5 ms. While the writing thread worked
and the rules were prepared at a start, each turn of the loop had to wait for it (p99 1 s, then 0.2 s), and under load
the writing thread waits as often as it has statements: a millisecond here was a tenth of an acknowledgement.
"""
LOADING_SECONDS = 60.0
"""After so long garbage is looked for, whatever is still being loaded: that of requests must not pile up."""
EXIT_START_FAILED = 3
EXIT_HUNG = 1


class Server(uvicorn.Server):
    """
    Serves until a signal; `stopping` is called as soon as one came, before requests under way are waited for.

    Once what `prepared` waits for has come, and after `loading_seconds` at the latest, the process settles down
    (`app.garbage`).
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        shutdown_seconds: float,
        stopping: Callable[[], None],
        prepared: Callable[[], Awaitable[object]] | None = None,
        loading_seconds: float = LOADING_SECONDS,
    ) -> None:
        super().__init__(config)
        self._shutdown_seconds = shutdown_seconds
        self._stopping = stopping
        self._prepared = prepared
        self._loading_seconds = loading_seconds
        self._settling: asyncio.Task[None] | None = None

    async def startup(self, sockets: "list[socket.socket] | None" = None) -> None:
        """Start, and settle down later."""
        await super().startup(sockets)
        if self._prepared is not None and self.started:
            self._settling = asyncio.create_task(self._settle(self._prepared), name="settling down")

    async def _settle(self, prepared: Callable[[], Awaitable[object]]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._loading_seconds):
                await prepared()
        settle_down()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Listen to signals while serving; none is raised again, since a stop that was asked for is no failure."""
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; when that has begun already, end at once: every step survives it."""
        if self.should_exit:
            os._exit(128 + sig)
        self.should_exit = True
        threading.Thread(target=self._limit, name="stop limit", daemon=True).start()

    def _limit(self) -> None:
        threading.Event().wait(self._shutdown_seconds + OVERTIME_SECONDS)
        log.error("the stop took too long; what was under way is recovered at the next start")
        os._exit(EXIT_HUNG)

    async def shutdown(self, sockets: "list[socket.socket] | None" = None) -> None:
        """Let the application claim nothing more, then end requests, then the application."""
        log.info("stopping", seconds=self._shutdown_seconds)
        self._stopping()
        if self._settling is not None:
            self._settling.cancel()
        await super().shutdown(sockets)
        log.info("stopped")
