"""
A town of replicas: the sandbox in this process, real `tierline serve` processes on one database beside it.

Webhooks come through one door, a small balancer as operators have one, so that a replica can die without Zendesk
being told of a new address. Everything is ended by the process it started.
"""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import httpx
import psutil
from sqlalchemy import create_engine, text

from app.clock import SystemClock
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.server import running
from app.zendesk.sandbox.state import Sandbox, moment_of
from app.zendesk.sandbox.world import settings_env
from tests import nursery
from tests.faults.judge import Problem, judge
from tests.faults.stories import Load
from tests.nursery import Running
from tests.town import NO_TLS, QUICK, ROOT, _free_port

PLENTY = 10_000
"""Ticket updates a minute: these proofs are not about the budget."""

_DIARY = {
    "inbox": "received_at, event_type, actor_id, state, attempts, reason",
    "decision": "decided_at, cause, summary, effects",
    "effect": "key, state, attempts, unknown_outcome, outcome",
}
EXPORT_DELAY = timedelta(seconds=60)
"""As Zendesk's; what differs in the export within half a minute of a write of ours is not taken for drift."""
START_SECONDS = 300.0
"""Longest start of a replica; on a machine with other work it is many times that of an idle one."""


@dataclass(slots=True)
class Replica:
    """One `tierline serve`; `lives` counts how often it was started."""

    name: str
    port: int
    env: dict[str, str]
    output: IO[bytes]
    process: Running | None = None
    lives: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def spawn(self, at: str | None = None) -> None:
        """Start the process; it answers a moment later. `at` arms a crash point in it."""
        self.lives += 1
        env = {**os.environ, **self.env, "PORT": str(self.port), "PYTHONFAULTHANDLER": "1"}
        env |= {"TIERLINE_KILL_AT": at} if at else {}
        self.process = nursery.serve(env, ROOT, Path(self.output.name))

    @property
    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    @property
    def is_stopped(self) -> bool:
        return bool(psutil.Process(self.pid).status() == psutil.STATUS_STOPPED)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(20)

    def pause(self) -> None:
        """Stop it in mid-breath, as a suspended machine or a long pause of the hypervisor does."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def last_words(self) -> str:
        """The end of what the replicas have printed."""
        return Path(self.output.name).read_text(encoding="utf-8", errors="replace")[-6000:]

    def end(self) -> None:
        """End it whatever state it is in."""
        if not self.has_ended:
            assert self.process is not None
            self.resume()
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


class Door:
    """One address for all replicas: each connection goes to the next one that answers."""

    def __init__(self, replicas: list[Replica]) -> None:
        self._replicas = replicas
        self._next = 0
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one connection with a replica."""
        with contextlib.suppress(OSError):
            upstream = await self._reach()
            if upstream is not None:
                await asyncio.gather(_pipe(reader, upstream[1]), _pipe(upstream[0], writer))
        writer.close()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self._replicas:
            replica = self._replicas[self._next % len(self._replicas)]
            self._next += 1
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", replica.port)
        return None


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        return
    finally:
        writer.close()


@dataclass
class Fleet:
    """The sandbox, the replicas, and what a proof asks of them."""

    parts: Parts
    zendesk: str
    database_url: str
    replicas: list[Replica]
    diary: Path | None = None
    """Where everything about tickets in trouble is written down."""
    is_watched: bool = False
    """Whether first responses are watched, so that the judge asks for their marks."""
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=5, verify=NO_TLS))

    @property
    def sandbox(self) -> Sandbox:
        return self.parts.sandbox

    def asked(self) -> int:
        """How many calls of the API Zendesk has seen."""
        edge: Any = self.parts.app
        return int(sum(edge.requests.values()))

    async def answers(self, replica: Replica) -> bool:
        """Whether a replica is up; raises when it ended by itself."""
        assert not replica.has_ended, f"{replica.name} ended by itself: {replica.last_words()}"
        with contextlib.suppress(httpx.HTTPError):
            return (await self.http.get(f"{replica.url}/health/live")).status_code == 200
        return False

    async def up(self, replica: Replica) -> None:
        """Wait until a replica answers; one that hangs is asked for its stacks."""
        if not await within(lambda: self.answers(replica), START_SECONDS):
            os.kill(replica.pid, signal.SIGABRT)
            assert replica.process is not None
            replica.process.wait(20)
            raise AssertionError(f"{replica.name} does not answer: {replica.last_words()}")

    async def until(self, holds: Callable[[], bool | Awaitable[bool]], seconds: float) -> None:
        """Wait until something holds; fails when it does not within so many seconds."""
        if not await within(holds, seconds):
            raise AssertionError(f"not within {seconds} s")

    async def settled(self, load: Load, seconds: float) -> list[Problem]:
        """
        Tell every story to its end, wait until the judge is content, and hear it once more when all is quiet.

        What is written twice is often written late: the second judgement is the one that counts.
        """

        async def told() -> bool:
            if not load.act():  # what webhooks have missed shows in the export a minute later
                load.sandbox.offset += timedelta(seconds=5)
            return load.is_told

        await within(told, seconds)
        load.sandbox.offset += EXPORT_DELAY
        await within(lambda: not judge(self.sandbox, load.openings, is_watched=self.is_watched), seconds)
        await self.parts.deliveries.idle()
        await within(self.is_quiet, seconds)
        problems = judge(self.sandbox, load.openings, is_watched=self.is_watched)
        if problems and self.diary is not None:
            self.diary.write_text("\n".join(self.story(load, problems)), encoding="utf-8")
        return problems

    async def shown(self, seconds: float) -> None:
        """Wait until the export has shown everything there is, as it has in life a few minutes after the last write."""
        newest = max(moment_of(ticket["updated_at"]) for ticket in self.sandbox.tickets.values())
        self.sandbox.offset += 2 * EXPORT_DELAY

        async def is_shown() -> bool:
            found = self.rows("SELECT value FROM cursor WHERE name = 'reconcile-reached'")
            return bool(found) and datetime.fromisoformat(found[0][0]) > newest

        await self.until(is_shown, seconds)

    def story(self, load: Load, problems: list[Problem]) -> list[str]:
        """Everything that people, Zendesk and the service have written down of the tickets in trouble."""
        lines = []
        for number in sorted({problem.ticket_id for problem in problems}):
            lines += [str(problem) for problem in problems if problem.ticket_id == number]
            lines += [f"  did      {at:%H:%M:%S.%f} {what}" for at, ticket, what in load.history if ticket == number]
            for audit in self.sandbox.audits[number]:
                told = [(one.get("field_name") or "comment", one.get("value")) for one in audit["events"]]
                lines.append(
                    f"  audit    {audit['created_at']} {audit['author_id']} {audit['metadata']['custom']} {told}"
                )
            for table, columns in _DIARY.items():
                rows = self.rows(f"SELECT {columns} FROM {table} WHERE ticket_id = {number} ORDER BY id")  # noqa: S608
                lines += [f"  {table:8} {' | '.join(map(str, row))}" for row in rows]
        return lines

    def is_quiet(self) -> bool:
        """Whether nothing waits in the service's tables; only to know when to look, never to judge."""
        waiting = self.rows("SELECT count(*) FROM inbox WHERE state = 'pending'")[0][0]
        unsent = self.rows("SELECT count(*) FROM effect WHERE state IN ('planned', 'sending')")[0][0]
        held = self.rows(
            "SELECT count(*) FROM effect JOIN ticket ON ticket.id = effect.ticket_id"
            " WHERE effect.state IN ('planned', 'sending') AND ticket.hold"
        )[0][0]
        return not waiting and unsent == held

    def rows(self, query: str) -> list[Any]:
        """Rows of the service's database."""
        url = self.database_url
        if url.startswith("sqlite"):
            url = f"sqlite:///file:{url.removeprefix('sqlite:///')}?mode=ro&uri=true"
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                return list(connection.execute(text(query)).all())
        finally:
            engine.dispose()

    def lease_runs_out(self, table: str) -> int:
        """Let every lease in `table` be over, as if its minute had passed; return how many there were."""
        engine = create_engine(self.database_url)
        statement = text(f"UPDATE {table} SET lease_until = :past WHERE lease_until IS NOT NULL")  # noqa: S608
        try:
            with engine.begin() as connection:
                return connection.execute(statement, {"past": datetime.now(UTC) - timedelta(seconds=1)}).rowcount
        finally:
            engine.dispose()

    def integrity(self) -> str:
        """What SQLite says of its file; PostgreSQL checks its pages itself."""
        return str(self.rows("PRAGMA integrity_check")[0][0]) if self.database_url.startswith("sqlite") else "ok"


async def within(holds: Callable[[], bool | Awaitable[bool]], seconds: float) -> bool:
    """Wait until something holds, at most so many seconds; return whether it did."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = holds()
        if found if isinstance(found, bool) else await found:
            return True
        if asyncio.get_running_loop().time() > deadline:
            return False
        await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def fleet(
    folder: Path, *, database_url: str | None = None, count: int = 1, start: bool = True, **env: str
) -> AsyncIterator[Fleet]:
    """Build a town of `count` replicas on one database and, with `start`, start them all."""
    sandbox = Sandbox(
        clock=SystemClock(),
        updates_per_minute=PLENTY,
        exports_per_minute=5000,
        export_delay_seconds=EXPORT_DELAY.total_seconds(),
        hold_seconds=0.5,
    )
    parts = create_sandbox_app(sandbox)
    url = database_url or f"sqlite:///{folder / 'tierline.db'}"
    async with running(parts) as zendesk:
        with (folder / "replicas.log").open("wb") as output:
            settings = settings_env(zendesk) | QUICK | {"DATABASE_URL": url, "ZENDESK_UPDATES_PER_MINUTE": str(PLENTY)}
            settings |= {"ZENDESK_TIMEOUT_SECONDS": "1"} | env
            replicas = [Replica(f"replica {n + 1}", _free_port(), settings, output) for n in range(count)]
            built = Fleet(parts, zendesk, url, replicas, folder / "trouble.txt")
            built.is_watched = settings["TRIAGE_ACTION_RESPONSE"] == "live"
            door = await asyncio.start_server(Door(replicas).serve, "127.0.0.1", 0)
            try:
                # The first start makes the tables; the others find them.
                for replica in replicas if start else ():
                    replica.spawn()
                    await built.up(replica)
                address = f"http://127.0.0.1:{door.sockets[0].getsockname()[1]}"
                parts.deliveries.connect(address, triggers=True, events=False)
                yield built
            finally:
                for replica in replicas:
                    replica.end()
                await built.http.aclose()
                await parts.deliveries.close()
                door.close()
