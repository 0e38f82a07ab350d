"""
Proof: 500 webhooks a second for ten minutes with 100,000 known tickets; memory stays, acknowledgements stay quick.

    python -m tests.faults.long_run [--seconds 600] [--rate 500] [--tickets 100000] [--looks 0.2] [--promise-ms 6]

The real `tierline serve` on SQLite. Webhooks arrive at random whatever the service does, and latency counts from the
arrival. A share of them are of people (`--looks`) and ask for a look at the ticket, the others are echoes of our own
writes. Service, Zendesk and load share the machine; the promise of §9 is for 300 a second.
"""

import argparse
import asyncio
import base64
import contextlib
import hashlib
import hmac
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import psutil
import uvloop
from sqlalchemy import Connection, create_engine, insert, text

from app.desk_in_force import desk_of
from app.response_change import CURSOR as RESPONSES
from app.rules.desk import Desk
from app.rules.response_change import promise
from app.settings_reading import load_settings
from app.store import cursors
from app.store.database import Database
from app.store.schema import ticket as tickets
from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP, SERVICE_ID, WEBHOOK_SECRET, settings_env
from tests.faults.proof import Proof
from tests.faults.quiet_zendesk import STAMP
from tests.town import ROOT, _free_port

WARM_UP = 0.5
"""Share of the run after which memory must stay."""
GROWTH = 0.10
CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything."""

    seconds: float = 600.0
    rate: float = 500.0
    tickets: int = 100_000
    looks: float = 0.2
    promise_ms: float | None = None
    """Longest p99 of an acknowledgement; None only measures it."""


LONG = Plan()
SHORT = Plan(seconds=16.0, rate=40.0, tickets=5_000, looks=0.1)


@dataclass(slots=True)
class Measured:
    """What the load saw."""

    seconds: list[float] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, int]] = field(default_factory=list)


async def prove(folder: Path, plan: Plan) -> Proof:
    """Run and measure."""
    database = folder / "tierline.db"
    zendesk, service = _free_port(), _free_port()
    env = settings_env(f"http://127.0.0.1:{zendesk}") | {"DATABASE_URL": f"sqlite:///{database}", "PORT": str(service)}
    env |= {"LOG_LEVEL": "warning", "RECONCILE_SECONDS": "60"}
    await fill(f"sqlite:///{database}", plan.tickets, desk_of(load_settings(env, None)))
    with (folder / "output").open("wb") as output, contextlib.ExitStack() as ending:
        _process(ending, output, {}, "-m", "tests.faults.quiet_zendesk", str(zendesk))
        await _port(zendesk)
        process = _process(ending, output, env, "-m", "app.cli", "serve")
        await _port(service)
        measured = await _load(service, process.pid, plan)
        left = await _drained(database)
    grown = _growth(measured, plan)
    p99 = _quantiles(measured.seconds[int(len(measured.seconds) * WARM_UP) :])[1]
    sent = sum(measured.answers.values())
    facts = {
        "webhooks": sent,
        "a second, reached": round(sent / plan.seconds),
        "known tickets": plan.tickets,
        "webhooks that ask for a look": f"{plan.looks:.0%}",
        "answers": ", ".join(f"{status} {count}" for status, count in measured.answers.most_common()),
        "acknowledgement p50 / p99 / p99.9 (ms)": _shown(measured.seconds),
        "the same after warm-up": _shown(measured.seconds[int(len(measured.seconds) * WARM_UP) :]),
        "memory after warm-up, at the end (MiB)": f"{grown[0] / 2**20:.0f}, {grown[1] / 2**20:.0f}",
        "growth": f"{grown[1] / grown[0] - 1:+.1%}",
        "events left three minutes after the last": left,
    }
    failures = [f"{count} answers were {status}" for status, count in measured.answers.items() if status != "202"]
    if grown[1] > grown[0] * (1 + GROWTH):
        failures.append("memory grew by more than 10 %")
    if left:
        failures.append(f"{left} events were not handled")
    if plan.promise_ms is not None and p99 > plan.promise_ms:
        failures.append(f"p99 is {p99:.1f} ms, promised {plan.promise_ms}")
    return Proof("long run", dict(facts), [], failures)


def _quantiles(seconds: list[float]) -> list[float]:
    """Return p50, p99 and p99.9 in milliseconds."""
    ordered = sorted(seconds)
    return [1000 * ordered[int(len(ordered) * part)] for part in (0.5, 0.99, 0.999)]


def _shown(seconds: list[float]) -> str:
    return " / ".join(f"{one:.1f}" for one in _quantiles(seconds))


async def fill(url: str, count: int, desk: Desk) -> None:
    """Put `count` known tickets into a fresh database, all open and due in four hours by the desk's ladder."""
    now = datetime.now(UTC)
    common = {
        "status": "open",
        "tier": 3,
        "tier_by_person": False,
        "tier_mark": 3,
        "epoch": 1,
        "epoch_started_at": now,
        "paused_seconds": 0.0,
        "level": 0,
        "level_mark": 0,
        "ladder": desk.ladder.name,
        "next_due_at": now + timedelta(hours=4),
        "priority": "urgent",
        "assignee_id": AGENT_ID,
        "group_id": DESK_GROUP,
        "tags": ["escalation_level_0", "tier_3"],
        "hold": False,
        "disputed": False,
        "in_review": False,
        "seen_updated_at": datetime.fromisoformat(STAMP),
        "read_comment_id": 0,
        "heard": 1,
    }
    database = Database.open(url)
    try:
        for first in range(1, count + 1, 5000):
            rows = [{"id": number, **common} for number in range(first, min(first + 5000, count + 1))]

            def add(connection: Connection, rows: list[dict[str, object]] = rows) -> None:
                connection.execute(insert(tickets), rows)

            await database.write(add)
        # As where the service has run before: nothing has changed that open tickets must be told of.
        await database.write(lambda c: cursors.put(c, RESPONSES, promise(desk), now))
    finally:
        await asyncio.to_thread(database.close)


def _process(
    ending: contextlib.ExitStack, output: IO[bytes], env: dict[str, str], *arguments: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **env},
        cwd=ROOT,
        stdout=output,
        stderr=output,
    )

    def end() -> None:
        process.terminate()
        process.wait(30)

    ending.callback(end)
    return process


async def _port(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            await writer.wait_closed()
            return
        await asyncio.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


# -- the load --


async def _load(port: int, pid: int, plan: Plan) -> Measured:
    measured = Measured()
    free: asyncio.Queue[Line] = asyncio.Queue()
    lines = [Line(port) for _ in range(CONNECTIONS)]
    for line in lines:
        free.put_nowait(line)
    watching = asyncio.create_task(_watch(pid, measured))
    tasks: set[asyncio.Task[None]] = set()
    numbers = itertools.count(1)

    async def one(arrived: float) -> None:
        line = await free.get()
        by = AGENT_ID if random.random() < plan.looks else SERVICE_ID
        measured.answers[await line.post(next(numbers), random.randint(1, plan.tickets), by)] += 1
        measured.seconds.append(time.perf_counter() - arrived)
        free.put_nowait(line)

    start = arrival = time.perf_counter()
    while arrival - start < plan.seconds:
        arrival += random.expovariate(plan.rate)
        if (early := arrival - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        task = asyncio.create_task(one(arrival))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    watching.cancel()
    for line in lines:
        await line.close()
    return measured


class Line:
    """A keep-alive connection that does as little as possible: the client must not be what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, number: int, ticket_id: int, actor_id: int) -> str:
        """Send one webhook; return the status, or what became of the connection."""
        try:
            self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            writer.write(_request(number, ticket_id, actor_id))
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
        except (OSError, asyncio.IncompleteReadError) as exc:
            await self.close()
            return type(exc).__name__
        if b"connection: close" in head.lower():
            await self.close()
        return head.split(b" ", 2)[1].decode()

    async def close(self) -> None:
        """Hang up, if there is a connection."""
        if self._streams is not None:
            self._streams[1].close()
            with contextlib.suppress(OSError):
                await self._streams[1].wait_closed()
            self._streams = None


def _request(number: int, ticket_id: int, actor_id: int) -> bytes:
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = (
        f'{{"tierline": 1, "event": "updated", "ticket_id": "{ticket_id}", "created_at": "{STAMP}", '
        f'"updated_at": "{STAMP}", "actor_id": "{actor_id}"}}'
    ).encode()
    digest = hmac.new(WEBHOOK_SECRET.encode(), moment.encode() + body, hashlib.sha256).digest()
    return (
        "POST /webhooks/ticket-updated HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Zendesk-Webhook-Id: 01HANAHBMTDTB8Q98K38YZ5ZQS\r\n"
        f"X-Zendesk-Webhook-Invocation-Id: run-{number}\r\n"
        f"X-Zendesk-Webhook-Signature: {base64.b64encode(digest).decode()}\r\n"
        f"X-Zendesk-Webhook-Signature-Timestamp: {moment}\r\n\r\n"
    ).encode() + body


# -- what is measured --


async def _watch(pid: int, measured: Measured) -> None:
    process, start = psutil.Process(pid), time.perf_counter()
    while True:
        measured.memory.append((time.perf_counter() - start, process.memory_info().rss))
        await asyncio.sleep(0.5)


def _growth(measured: Measured, plan: Plan) -> tuple[float, float]:
    """Return memory right after the warm-up and in the end: medians of an eighth of the run each."""
    part = plan.seconds / 8
    after = [rss for at, rss in measured.memory if plan.seconds * WARM_UP <= at < plan.seconds * WARM_UP + part]
    end = [rss for at, rss in measured.memory if at >= plan.seconds - part]
    return statistics.median(after), statistics.median(end)


async def _drained(database: Path) -> int:
    """Wait until every event is handled, at most three minutes; return how many are not."""
    engine = create_engine(f"sqlite:///file:{database}?mode=ro&uri=true")
    waiting = text("SELECT count(*) FROM inbox WHERE state NOT IN ('done', 'ignored')")
    try:
        for _ in range(360):
            with engine.connect() as connection:
                left = int(connection.execute(waiting).scalar_one())
            if not left:
                return 0
            await asyncio.sleep(0.5)
        return left
    finally:
        engine.dispose()


def main() -> int:
    """Run from the command line; the exit code is 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=LONG.seconds)
    parser.add_argument("--rate", type=float, default=LONG.rate)
    parser.add_argument("--tickets", type=int, default=LONG.tickets)
    parser.add_argument("--looks", type=float, default=LONG.looks)
    parser.add_argument("--promise-ms", type=float)
    options = parser.parse_args()
    plan = Plan(options.seconds, options.rate, options.tickets, options.looks, options.promise_ms)
    with tempfile.TemporaryDirectory(prefix="tierline-long-run-") as folder:
        proof = uvloop.run(prove(Path(folder), plan))  # the client must not be what is measured
    print(proof.text())
    return 0 if proof.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
