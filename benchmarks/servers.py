"""
The server under measurement, in a process of its own: `python -m benchmarks.servers stored|plain PORT DATABASE`.

*stored* is the webhook door with the real inbox behind it. *plain* is the same door, signature and JSON included,
with an inbox that stores nothing: the most the door could do.
"""

import sys

import uvicorn
from fastapi import FastAPI

from app.clock import SystemClock
from app.config import Settings, load_settings
from app.ops.logging import configure
from app.store.database import Database
from app.store.inbox import Inbox
from app.zendesk.events import Delivery
from app.zendesk.webhooks import InboxPort, webhooks_router

SECRET = "benchmark-secret-of-enough-length"


class NoInbox:
    """Forgets what it is given."""

    async def accept(self, delivery: Delivery) -> bool:
        return True


def settings() -> Settings:
    """Return settings with nothing but the webhook secret."""
    return load_settings({"WEBHOOK_SECRETS": SECRET, "ZENDESK_SUBDOMAIN": "benchmark"}, env_file=None)


def main() -> None:
    """Serve until terminated."""
    kind, port, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    configure("info")  # as in production
    clock = SystemClock()
    inbox: InboxPort = NoInbox() if kind == "plain" else Inbox(Database.open(f"sqlite:///{path}"), clock, clock)
    app = FastAPI()
    app.include_router(webhooks_router(settings(), clock, inbox))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main()
