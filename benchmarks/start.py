"""
Promise: with 100,000 open tickets the service is ready two seconds after a cold start, and holds at most 200 MiB.

The real `tierline serve` on an SQLite file, beside a Zendesk in a process of its own: three starts in turn, with
compiled files on disk as after any first start. *Ready* is `/health/ready` with 200: Zendesk has told who we are and
what time it is, and every promise is kept. From the first moment webhooks come, a hundred a second, since a restart in
the middle of the night must not be felt: the longest acknowledgement is shown, and nothing promised of it.

Then a start with an event of every ticket waiting. It cannot be ready, as the oldest has waited for half an hour, and
says so; but its door opens as soon, and it holds no more, while they are worked off as fast as the machine can.
"""

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx
import psutil
import sqlalchemy

from app.chunks import chunks
from app.clock import SystemClock
from app.desk_in_force import desk_of
from app.ops.logging import configure
from app.settings_reading import load_settings
from app.store import inbox
from app.store.database import Database
from app.store.schema import inbox as table
from app.zendesk.sandbox.world import AGENT_ID, settings_env
from tests.faults.long_run import fill
from tests.faults.webhook_load import Connection, a_webhook
from tests.town import ROOT, _free_port

SECONDS_PROMISED = 2.0
MEMORY_PROMISED = 200
"""Mebibytes."""
TICKETS = 100_000
STARTS = 3
LOAD_SECONDS = 6.0
"""From the first acknowledgement; by then everything is loaded."""
APART_SECONDS = 0.01
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Started:
    """What one start took."""

    door: float
    """Seconds to the first acknowledged webhook."""
    ready: float
    """Seconds until it was ready, or until it lived where it could not be."""
    memory: float
    """Mebibytes, the most that were seen."""
    acknowledgements: tuple[float, ...] = ()
    """Seconds each took."""


def run(*, quick: bool = False) -> bool:
    """Start a few times; print the figures; return whether the promises were kept."""
    configure("error")
    count = TICKETS // 10 if quick else TICKETS
    with tempfile.TemporaryDirectory() as folder:
        calm, laden, left = asyncio.run(_starts(Path(folder), count, 1 if quick else STARTS))
    ready = statistics.median(one.ready for one in calm)
    memory = max(one.memory for one in (*calm, laden))
    longest = max(max(one.acknowledgements) for one in calm)
    print(f"{count} open tickets, {len(calm)} cold starts")
    print(f"{'first webhook stored':24}{statistics.median(one.door for one in calm):8.2f} s")
    print(f"{'ready':24}{ready:8.2f} s   promised at most {SECONDS_PROMISED:g}")
    print(f"{'longest acknowledgement':24}{longest * 1000:8.0f} ms in the first seconds")
    print(f"the same with {count} events waiting, {left} of them {LOAD_SECONDS:g} seconds later")
    print(f"{'first webhook stored':24}{laden.door:8.2f} s   promised at most {SECONDS_PROMISED:g}")
    ordered = sorted(laden.acknowledgements)
    print(f"{'acknowledgement':24}{_part(ordered, 0.5):8.0f} ms p50, {_part(ordered, 0.99):.0f} ms p99")
    kept = max(ready, laden.door) <= SECONDS_PROMISED and memory <= MEMORY_PROMISED
    print(f"{'memory':24}{memory:8.0f} MiB promised at most {MEMORY_PROMISED}")
    print(f"ready in {ready:.2f} s with {memory:.0f} MiB: {'kept' if kept else 'MISSED'}")
    return kept


def _part(ordered: Sequence[float], part: float) -> float:
    """Return a quantile in milliseconds."""
    return ordered[int(len(ordered) * part)] * 1000


async def _starts(folder: Path, count: int, times: int) -> tuple[list[Started], Started, int]:
    """Return the starts with nothing to do, the one with a backlog, and how much of that was left."""
    zendesk, port = _free_port(), _free_port()
    url = f"sqlite:///{folder / 'tierline.db'}"
    env = settings_env(f"http://127.0.0.1:{zendesk}") | {"DATABASE_URL": url, "PORT": str(port), "LOG_LEVEL": "error"}
    await fill(url, count, desk_of(load_settings(env, env_file=None)))
    with _running({}, "-m", "tests.faults.quiet_zendesk", str(zendesk)):
        await _answers(f"http://127.0.0.1:{zendesk}/")
        calm = [await _start(port, env, count, "/health/ready") for _ in range(times)]
        await _let_wait(url, count)
        laden = await _start(port, env, count, "/health/live")
    database = Database.open(url)
    left = (await database.read(inbox.backlog)).pending
    database.close()
    return calm, laden, left


async def _let_wait(url: str, count: int) -> None:
    """Put an event of each ticket into the inbox, of half an hour ago."""
    then = SystemClock().now() - timedelta(minutes=30)
    common = {"source": "trigger", "event_type": "updated", "actor_id": AGENT_ID, "body": "{}", "occurred_at": then}
    common |= {"received_at": then, "available_at": then, "state": inbox.PENDING, "attempts": 0, "token": 0}
    rows = [
        {"ticket_id": n, "invocation_id": f"waiting-{n}", "request_id": f"waiting-{n}", **common}
        for n in range(1, count + 1)
    ]
    database = Database.open(url)
    for some in chunks(rows, 5000):
        await database.write(partial(_add, rows=some))
    database.close()


def _add(connection: sqlalchemy.Connection, rows: Sequence[dict[str, object]]) -> None:
    connection.execute(sqlalchemy.insert(table), list(rows))


async def _start(port: int, env: dict[str, str], count: int, sign_of_life: str) -> Started:
    address = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    with _running(env, "-m", "app.cli", "serve") as process:
        readiness = asyncio.create_task(_answers(f"{address}{sign_of_life}", status=200))
        door, memory = 0.0, 0.0
        took: list[float] = []
        connection = Connection(address)
        ticket_ids = iter(range(1, count + 1))
        while not door or time.perf_counter() - began < door + LOAD_SECONDS:
            sent = time.perf_counter()
            if process.poll() is not None or (not door and sent - began > PATIENCE_SECONDS):
                raise RuntimeError("the service does not start; run `tierline serve` to see why")
            with contextlib.suppress(OSError, EOFError):
                if await connection.post(*a_webhook(next(ticket_ids))) == 202:
                    door = door or time.perf_counter() - began
                    took.append(time.perf_counter() - sent)
            memory = max(memory, psutil.Process(process.pid).memory_info().rss / 2**20)
            await asyncio.sleep(APART_SECONDS)
        connection.close()
        return Started(door, await readiness - began, memory, tuple(took))


async def _answers(address: str, status: int | None = None) -> float:
    """Return when somebody answers there first, with this status if one is given."""
    async with httpx.AsyncClient(trust_env=False) as client:
        until = time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < until:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(address)).status_code == status or status is None:
                    return time.perf_counter()
            await asyncio.sleep(APART_SECONDS)
    raise TimeoutError(f"{address} does not answer as it should within {PATIENCE_SECONDS:g} seconds")


@contextlib.contextmanager
def _running(env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *arguments], env={**os.environ, **env}, cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
