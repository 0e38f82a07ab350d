"""A worker on a bench: real SQLite, real HTTP to a sandbox in this process, and the hands of a test on everything."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.clock import Clock, SystemClock
from app.desk_in_force import desk_of
from app.look.looker import Looker
from app.settings_reading import load_settings
from app.store.database import Database
from app.store.inbox import Inbox
from app.worker import Worker
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.fields import FieldIds
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.server import running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import settings_env
from tests.blank import lay
from tests.store.kit import a_delivery


@dataclass
class Bench:
    """One database and one Zendesk; workers are made by the test, as many replicas as it wants."""

    parts: Parts
    database: Database
    client: ZendeskClient
    looker: Looker
    directory: Directory
    box: Inbox
    wakes: list[float]
    """When it was told that there may be something to send."""
    dues: list[datetime]
    """The moments it was told of, at which the clock has something to do next."""
    numbers: int = 0
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    def worker(self, clock: Clock | None = None, **more: Any) -> Worker:
        """A worker that has not begun; its random shares are 1, so that distances are as documented."""
        values: dict[str, Any] = {"uniform": lambda low, high: high, "looker": self.looker} | more
        return Worker(
            database=self.database,
            box=self.box,
            directory=self.directory,
            clock=clock or SystemClock(),
            **values,
        )

    def run(self, worker: Worker) -> "asyncio.Task[None]":
        """Let a worker work until it is stopped, or the bench is cleared."""
        task = asyncio.create_task(worker.run())
        self.tasks.append(task)
        return task

    def ticket(self, document: dict[str, Any], **more: Any) -> int:
        """Open a ticket of which no webhook tells, a minute ago unless `created_at` says otherwise."""
        created = (SystemClock().now() - timedelta(minutes=1)).isoformat()
        return int(create_ticket(self.parts.sandbox, {**document, "created_at": created, **more})["id"])

    async def event(self, *ticket_ids: int, **more: Any) -> None:
        """Put an event about each ticket into the inbox."""
        for ticket_id in ticket_ids:
            self.numbers += 1
            now = SystemClock().now()
            delivery = a_delivery(self.numbers, ticket_id, actor_id=None, received_at=now, occurred_at=now)
            await self.box.accept(dataclasses.replace(delivery, **more))

    def fault(self, kind: str, path: str, times: int = 1, **more: Any) -> None:
        """Order a fault on reads of this path."""
        self.parts.faults.order({"kind": kind, "times": times, "match": {"method": "GET", "path": path}, **more})

    def asked(self, prefix: str) -> int:
        """How many API requests began like this."""
        edge: Any = self.parts.app
        return sum(count for name, count in edge.requests.items() if name.startswith(prefix))

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """Rows of the database."""
        return await self.database.read(lambda connection: list(connection.execute(text(query), values).all()))

    async def outcomes(self, ticket_id: int) -> list[tuple[str, int, str | None]]:
        """State, tries and reason of each event of a ticket, oldest first."""
        found = await self.rows(
            "SELECT state, attempts, reason FROM inbox WHERE ticket_id = :t ORDER BY id", t=ticket_id
        )
        return [(row[0], row[1], row[2]) for row in found]

    async def until(self, holds: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
        """Wait until something holds; fails the test when it does not within so many seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await holds():
            assert asyncio.get_running_loop().time() < deadline, f"not within {seconds} s"
            await asyncio.sleep(0.02)

    async def states(self, *ticket_ids: int) -> list[str]:
        """The states of all events of these tickets."""
        return [state for ticket_id in ticket_ids for state, _, _ in await self.outcomes(ticket_id)]


@contextlib.asynccontextmanager
async def bench(
    tmp_path: Path, *, hold_seconds: float = 60.0, busy_timeout_ms: int = 4000, **env: str
) -> AsyncIterator[Bench]:
    """Set up a bench; a Zendesk that hangs does so for `hold_seconds`."""
    clock = SystemClock()
    parts = create_sandbox_app(Sandbox(clock=clock, updates_per_minute=5000, hold_seconds=hold_seconds))
    async with running(parts) as zendesk:
        settings = load_settings(settings_env(zendesk) | {"ZENDESK_TIMEOUT_SECONDS": "60"} | env, env_file=None)
        lay(tmp_path / "tierline.db")
        database = Database.open(f"sqlite:///{tmp_path / 'tierline.db'}", busy_timeout_ms=busy_timeout_ms)
        client = ZendeskClient.open(settings, clock)
        directory = Directory(client, clock)
        wakes: list[float] = []
        dues: list[datetime] = []
        looker = Looker(
            database=database,
            client=client,
            directory=directory,
            desk=desk_of(settings),
            clock=clock,
            fields=FieldIds.of(settings),
            partner_tag=settings.partner_organization_tag,
            shadow=frozenset(),
            planned=lambda: wakes.append(clock.monotonic()),
            due=dues.append,
        )
        box = Inbox(database, clock, client.zendesk_clock, timedelta(0))
        built = Bench(parts, database, client, looker, directory, box, wakes, dues)
        try:
            yield built
        finally:
            for task in built.tasks:
                task.cancel()
            await asyncio.gather(*built.tasks, return_exceptions=True)
            await client.aclose()
            database.close()
