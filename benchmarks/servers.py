"""
The server under measurement, in a process of its own: `python -m benchmarks.servers stored|plain PORT DATABASE`.

*stored* is the webhook door with the real inbox behind it. *plain* is the same door, signature and JSON included,
with an inbox that stores nothing: the most the door could do. `GET /lag` answers how long the event loop was kept
from turning since the last time somebody asked, in milliseconds: the 99th percentile of what a timer came late.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import uvicorn

from app.clock import SystemClock
from app.config import Settings
from app.garbage import settle_down
from app.ops.application import Application, endpoints
from app.ops.logging import configure
from app.ops.server import SWITCH_SECONDS
from app.settings_reading import load_settings
from app.store.database import Database
from app.store.inbox import Inbox
from app.zendesk.events import Delivery
from app.zendesk.webhooks import InboxPort, webhooks_router

SECRET = "benchmark-secret-of-enough-length"

LAG_STEP_SECONDS = 0.01


class NoInbox:
    """Forgets what it is given."""

    async def accept(self, delivery: Delivery) -> bool:
        return True


def settings() -> Settings:
    """Return settings with nothing but the webhook secret."""
    return load_settings({"WEBHOOK_SECRETS": SECRET, "ZENDESK_SUBDOMAIN": "benchmark"}, env_file=None)


@contextlib.asynccontextmanager
async def _measured(lags: list[float]) -> AsyncIterator[None]:
    async def watch() -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_STEP_SECONDS
            await asyncio.sleep(LAG_STEP_SECONDS)
            lags.append(loop.time() - due)

    task = asyncio.create_task(watch())
    yield
    task.cancel()


def main() -> None:
    """Serve until terminated."""
    kind, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    configure("info")  # as in production
    clock = SystemClock()
    inbox: InboxPort = NoInbox() if kind == "plain" else Inbox(Database.open(f"sqlite:///{path}"), clock, clock)
    lags: list[float] = []
    webhooks = webhooks_router(settings(), clock, inbox)
    app = Application(straight=endpoints(webhooks.routes), lifespan=lambda _: _measured(lags))

    @app.get("/lag")
    async def lag() -> float:
        found, lags[:] = sorted(lags), []
        return found[int(len(found) * 0.99)] * 1000 if found else 0.0

    app.include_router(webhooks)
    sys.setswitchinterval(SWITCH_SECONDS)
    settle_down()
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
