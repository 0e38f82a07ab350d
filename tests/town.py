"""
A town for journeys: a sandbox in this process, the service beside it, real HTTP between them.

The service runs inside the process, or as the real `tierline serve` in one of its own where a test kills it.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sqlite3
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, text

from app.clock import Clock, SystemClock
from app.main import create_app
from app.policy_in_force import policy_of
from app.rules.triage import prepare
from app.settings_reading import load_settings
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.control import create_ticket, summary
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import AGENT_ID, settings_env
from tests import nursery
from tests.blank import lay
from tests.nursery import Running

ROOT = Path(__file__).parent.parent
START_SECONDS = 90.0
"""Longest wait for a process to answer; on a busy machine its imports alone take a while."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: all is plain HTTP on loopback, and reading the world's certificates takes longer than a request."""

QUICK = {
    "ESCALATION_TICK_SECONDS": "0.5",
    "RECONCILE_SECONDS": "1",
    "RECONCILE_EXPORTS_PER_MINUTE": "5000",
    "ZENDESK_TIMEOUT_SECONDS": "2",
    "LOG_LEVEL": "warning",
    # In towns nobody answers partners, and clocks jump by hours: journeys about first responses switch them on.
    "TRIAGE_ACTION_RESPONSE": "off",
}
"""What makes a service quick enough for a test; everything else is as shipped."""

HOWTO = {
    "subject": "How do I reset a voicemail password?",
    "description": "A user forgot her voicemail password. Where in the portal can I reset it? All else works fine.",
    "organization": "Maple Technology",
}
OUTAGE = {
    "subject": "All phones down at the dental office",
    "description": "All 22 phones at Bright Molar are down since 06:00, no inbound or outbound calls. Internet is up.",
    "organization": "Kestrel IT",
}
SMALL_FAULT = {
    "subject": "3 of 400 phones have one-way audio",
    "description": "Three of 400 phones have one-way audio since yesterday. We swapped handsets and cables, no change.",
    "organization": "TelVantage",
}
VAGUE = {"subject": "problem again", "description": "same as last time, please look", "organization": "Halyard"}
THANKS = {
    "subject": "Thank you!",
    "description": "Thanks a lot for the quick help yesterday.",
    "organization": "Cordovan",
}


@dataclass
class Town:
    """One sandbox and one service; the sandbox's side is what tests believe."""

    parts: Parts
    zendesk: str
    database: Path
    """The SQLite file, where the service runs on one."""
    env: dict[str, str]
    service: str = ""
    process: Running | None = None
    log: Path | None = None
    """Where the process's standard error goes; None leaves it to the test's own."""
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=10, verify=NO_TLS))

    @property
    def database_url(self) -> str:
        """The service's `DATABASE_URL`."""
        return self.env["DATABASE_URL"]

    # -- people and time ------------------------------------------------------------------------------------------

    def open_ticket(self, document: dict[str, Any], *, age: timedelta = timedelta(0), **more: Any) -> int:
        """A partner opens a ticket, `age` ago."""
        created = (self.parts.sandbox.now() - age).isoformat() if age else None
        return int(create_ticket(self.parts.sandbox, {**document, "created_at": created, **more})["id"])

    def reply(self, ticket_id: int, body: str, author_id: int | None = None) -> None:
        """The requester, or somebody else, comments."""
        author = author_id or self.parts.sandbox.tickets[ticket_id]["requester_id"]
        self.parts.sandbox.reply(ticket_id, author, body)

    def agent_changes(self, ticket_id: int, **change: Any) -> None:
        """A person of the provider changes the ticket."""
        self.parts.sandbox.update(ticket_id, change, AGENT_ID)

    def advance(self, **distance: float) -> None:
        """Zendesk's clock moves; the service learns of it with the next answer."""
        self.parts.sandbox.offset += timedelta(**distance)

    def fault(self, kind: str, times: int = 1, **more: Any) -> None:
        """Order a fault; on writes unless `match` says otherwise."""
        self.parts.faults.order({"kind": kind, "times": times, "match": {"method": "PUT"}, **more})

    # -- what can be seen ---------------------------------------------------------------------------------------------

    def see(self, ticket_id: int) -> dict[str, Any]:
        """The ticket as the sandbox has it."""
        return summary(self.parts.sandbox, ticket_id)

    def level(self, ticket_id: int) -> int:
        """The escalation level on the ticket; 0 when the field is empty."""
        return int((self.see(ticket_id)["level"] or "escalation_level_0").rpartition("_")[2])

    def asked(self, prefix: str) -> int:
        """How many API requests began like this, such as `GET /api/v2/tickets`."""
        edge: Any = self.parts.app
        return sum(count for name, count in edge.requests.items() if name.startswith(prefix))

    def rows(self, query: str, **values: Any) -> list[Any]:
        """Rows of the service's own database; JSON as text, whatever the engine."""
        if self.database_url.startswith("sqlite:"):
            # Asked many times a second: an engine would take longer than all that is asked of it.
            with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as file:
                return file.execute(query, values).fetchall()
        engine = create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return [tuple(map(_as_text, row)) for row in connection.execute(text(query), values).all()]
        finally:
            engine.dispose()

    async def health(self) -> tuple[int, dict[str, Any]]:
        """Status and body of `/health`."""
        answer = await self.http.get(f"{self.service}/health")
        return answer.status_code, answer.json()

    async def until(self, holds: Callable[[], bool | Awaitable[bool]], seconds: float = 15.0) -> None:
        """Wait until something holds; fails the test when it does not within so many seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            found = holds()
            if found if isinstance(found, bool) else await found:
                return
            assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} s"
            await asyncio.sleep(0.05)

    def is_quiet(self) -> bool:
        """Whether no event waits and no effect is unsent."""
        waiting = self.rows("SELECT count(*) FROM inbox WHERE state = 'pending'")[0][0]
        unsent = self.rows("SELECT count(*) FROM effect WHERE state IN ('planned', 'sending')")[0][0]
        return not waiting and not unsent

    async def quiet(self, seconds: float = 20.0) -> None:
        """Wait until every webhook is delivered and everything planned is done."""
        await self.parts.deliveries.idle()
        await self.until(self.is_quiet, seconds)

    # -- the real process ---

    async def start(self, kill_at: str | None = None) -> None:
        """Start `tierline serve` in a process of its own and wait until it answers."""
        port = _free_port() if not self.service else int(self.service.rpartition(":")[2])
        self.service = f"http://127.0.0.1:{port}"
        env = {**os.environ, **self.env, "PORT": str(port)}
        if kill_at:
            env["TIERLINE_KILL_AT"] = kill_at
        self.process = nursery.serve(env, ROOT, self.log)
        self.parts.deliveries.connect(self.service, triggers=True, events=False)

        async def answers() -> bool:
            with contextlib.suppress(httpx.HTTPError):
                return (await self.http.get(f"{self.service}/health/live")).status_code == 200
            return self.has_died()

        await self.until(answers, START_SECONDS)

    def has_died(self) -> bool:
        """Whether the process is gone."""
        return self.process is not None and self.process.poll() is not None

    async def death(self) -> None:
        """Wait until the process is gone; it must have been killed."""
        await self.until(self.has_died, 40)
        assert self.process is not None
        assert self.process.returncode == -signal.SIGKILL

    async def kill(self) -> None:
        """Kill the process as a power cut would."""
        assert self.process is not None
        self.process.kill()
        await self.death()

    def stop(self) -> None:
        """End the process, if there is one."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(15)


@contextlib.asynccontextmanager
async def town(
    tmp_path: Path,
    *,
    process: bool = False,
    events: bool = False,
    kill_at: str | None = None,
    database_url: str | None = None,
    log: Path | None = None,
    clock: Clock | None = None,
    updates_per_minute: int = 5000,
    **env: str,
) -> AsyncIterator[Town]:
    """
    Build a town: the sandbox always in this process, the service beside it or in one of its own.

    The service keeps its state in a file below `tmp_path` unless `database_url` names another database.
    `clock` is the service's host's, where it runs in this process.
    """
    # Quick settings need quick limits; the limits themselves have tests of their own.
    sandbox = Sandbox(
        clock=SystemClock(),
        updates_per_minute=updates_per_minute,
        exports_per_minute=5000,
        export_delay_seconds=1.0,
        search_delay_seconds=0.0,
        hold_seconds=0.5,
    )
    parts = create_sandbox_app(sandbox)
    database = tmp_path / "tierline.db"
    if database_url is None:
        lay(database)
    async with running(parts) as zendesk:
        everything = settings_env(zendesk) | QUICK | env
        everything["DATABASE_URL"] = database_url or f"sqlite:///{database}"
        built = Town(parts, zendesk, database, everything, log=log)
        try:
            if process:
                await built.start(kill_at)
                yield built
            else:
                settings = load_settings(everything, env_file=None)
                prepare(policy_of(settings))  # takes seconds once in a process, which no first verdict should wait for
                app = create_app(settings, clock=clock)
                async with listening(app) as service:
                    built.service = service
                    parts.deliveries.connect(service, triggers=not events, events=events)
                    yield built
        finally:
            built.stop()
            await built.http.aclose()


def true_level(created_at: str, now: datetime) -> int:
    """The level an age demands, by arithmetic of its own."""
    age = now - datetime.fromisoformat(created_at)
    return sum(age >= timedelta(hours=hours) for hours in (4, 8, 10, 12))


def _as_text(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def utc_now() -> datetime:
    """The host's time."""
    return datetime.now(UTC)
