"""
The real `tierline serve` in a process of its own, with nobody but senders of webhooks around it.

There is no Zendesk behind the address it is given: events are stored and wait, which is all that is asked here.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from tests import nursery
from tests.nursery import Running
from tests.town import NO_TLS

ROOT = Path(__file__).parent.parent.parent
SECRET = "secret-of-a-door-that-opens-to-tests"
NOWHERE = "http://127.0.0.1:9"
"""The discard port: refused at once."""


@dataclass
class Door:
    """One service process and what its senders were told."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    process: Running | None = None
    port: int = 0
    acknowledged: list[str] = field(default_factory=list)
    """Invocation ids answered 202, over all processes."""
    http: httpx.AsyncClient = field(
        default_factory=lambda: httpx.AsyncClient(timeout=60, verify=NO_TLS, limits=httpx.Limits(max_connections=64))
    )
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def database(self) -> Path:
        """The file under fire."""
        return self.folder / "tierline.db"

    @property
    def log(self) -> str:
        """What all processes have said so far."""
        return (self.folder / "serve.log").read_text(encoding="utf-8", errors="replace")

    def spawn(self, **env: str) -> None:
        """Start a process; it may well end at once."""
        self.port = _free_port()
        everything = {
            **{name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},
            "DATABASE_URL": f"sqlite:///{self.database}",
            "ZENDESK_BASE_URL": NOWHERE,
            "ZENDESK_CLIENT_ID": "nobody",
            "ZENDESK_CLIENT_SECRET": "nothing-to-be-guarded",
            "WEBHOOK_SECRETS": SECRET,
            "PORT": str(self.port),
            "LOG_LEVEL": "warning",
            **self.env,
            **env,
        }
        self.process = nursery.serve(everything, ROOT, self.folder / "serve.log")

    async def start(self, **env: str) -> None:
        """Start a process and wait until it answers."""
        self.spawn(**env)

        async def answers() -> bool:
            assert self.has_ended() is False, self.log
            with contextlib.suppress(httpx.HTTPError):
                return (await self.http.get(self._url("/health/live"))).status_code == 200
            return False

        await until(answers, 30)

    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process is None or self.process.poll() is not None

    async def end(self) -> int:
        """Wait for the process to end by itself; return its exit code."""
        await until(self.has_ended, 30)
        assert self.process is not None
        return self.process.wait()

    def kill(self) -> None:
        """End the process as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """End the process in good order."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(20)

    async def send(self, *, padding: int = 0) -> httpx.Response | None:
        """Send one signed webhook; return the answer, or None when the connection broke."""
        number = next(self._numbers)
        event = {
            "tierline": 1,
            "event": "updated",
            "ticket_id": str(number),
            "created_at": "2026-11-24T08:00:00Z",
            "updated_at": "2026-11-24T09:00:00Z",
            "actor_id": "362",
            "padding": "x" * padding,
        }
        body = json.dumps(event).encode()
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hmac.new(SECRET.encode(), moment.encode() + body, hashlib.sha256).digest()
        headers = {
            "Content-Type": "application/json",
            "X-Zendesk-Webhook-Id": "01HANAHBMTDTB8Q98K38YZ5ZQS",
            "X-Zendesk-Webhook-Invocation-Id": f"door-{number}",
            "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
            "X-Zendesk-Webhook-Signature-Timestamp": moment,
        }
        try:
            answer = await self.http.post(self._url("/webhooks/ticket-updated"), content=body, headers=headers)
        except httpx.HTTPError:
            return None
        if answer.status_code == 202:
            self.acknowledged.append(f"door-{number}")
        return answer

    async def send_many(self, count: int, **how: Any) -> list[httpx.Response | None]:
        """Send so many at once."""
        return list(await asyncio.gather(*(self.send(**how) for _ in range(count))))

    async def health(self) -> dict[str, Any]:
        """The body of `/health`."""
        found: dict[str, Any] = (await self.http.get(self._url("/health"))).json()
        return found

    def missing(self) -> set[str]:
        """What was acknowledged and is not in the file."""
        return set(self.acknowledged) - set(self.rows("SELECT invocation_id FROM inbox"))

    def integrity(self) -> list[str]:
        """SQLite's own judgement of the file."""
        return self.rows("PRAGMA integrity_check")

    def rows(self, query: str) -> list[Any]:
        """The first column of a query."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return [row[0] for row in connection.execute(query)]

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.asynccontextmanager
async def a_door(folder: Path, **env: str) -> AsyncIterator[Door]:
    """Lend a door whose process is gone afterwards; it is not started yet."""
    door = Door(folder, env)
    try:
        yield door
    finally:
        door.kill()
        await door.http.aclose()


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 20.0) -> None:
    """Wait until something holds; fails the test when it does not within so many seconds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = holds()
        if found if isinstance(found, bool) else await found:
            return
        assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} s"
        await asyncio.sleep(0.02)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
