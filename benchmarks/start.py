"""
Promise: with 100,000 open tickets the service is ready two seconds after a cold start, and holds at most 200 MiB.

The real `tierline serve` on an SQLite file, beside a Zendesk in a process of its own: three starts in turn,
with compiled files on disk as after any first start. *Ready* is `/health/ready` with 200: Zendesk has told who we are
and what time it is, and every promise is kept. From the first moment webhooks come, a hundred a second, since a
restart in the middle of the night must not be felt: the longest acknowledgement is shown, and nothing promised of it.
"""

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from app.desk_in_force import desk_of
from app.ops.logging import configure
from app.settings_reading import load_settings
from app.zendesk.sandbox.world import settings_env
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
    """Seconds until it was ready."""
    longest: float
    """Seconds of the longest acknowledgement."""
    memory: float
    """Mebibytes, the most there ever were."""


def run(*, quick: bool = False) -> bool:
    """Start a few times; print the figures; return whether the promises were kept."""
    configure("error")
    count = TICKETS // 10 if quick else TICKETS
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_starts(Path(folder), count, 1 if quick else STARTS))
    door, ready = (
        statistics.median(seconds) for seconds in zip(*((one.door, one.ready) for one in found), strict=True)
    )
    memory = max(one.memory for one in found)
    print(f"{count} open tickets, {len(found)} cold starts")
    print(f"{'first webhook stored':24}{door:8.2f} s")
    print(f"{'ready':24}{ready:8.2f} s   promised at most {SECONDS_PROMISED:g}")
    print(f"{'longest acknowledgement':24}{max(one.longest for one in found) * 1000:8.0f} ms in the first seconds")
    print(f"{'memory':24}{memory:8.0f} MiB promised at most {MEMORY_PROMISED}")
    kept = ready <= SECONDS_PROMISED and memory <= MEMORY_PROMISED
    print(f"ready in {ready:.2f} s with {memory:.0f} MiB: {'kept' if kept else 'MISSED'}")
    return kept


async def _starts(folder: Path, count: int, times: int) -> list[Started]:
    zendesk, port = _free_port(), _free_port()
    url = f"sqlite:///{folder / 'tierline.db'}"
    env = settings_env(f"http://127.0.0.1:{zendesk}") | {"DATABASE_URL": url, "PORT": str(port), "LOG_LEVEL": "error"}
    await fill(url, count, desk_of(load_settings(env, env_file=None)))
    with _running({}, "-m", "tests.faults.quiet_zendesk", str(zendesk)):
        await _answers(f"http://127.0.0.1:{zendesk}/")
        return [await _start(port, env, count) for _ in range(times)]


async def _start(port: int, env: dict[str, str], count: int) -> Started:
    address = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    with _running(env, "-m", "app.cli", "serve") as process:
        readiness = asyncio.create_task(_answers(f"{address}/health/ready", status=200))
        door, longest, memory = 0.0, 0.0, 0.0
        connection = Connection(address)
        ticket_ids = iter(range(1, count + 1))
        while not door or time.perf_counter() - began < door + LOAD_SECONDS:
            sent = time.perf_counter()
            if process.poll() is not None or (not door and sent - began > PATIENCE_SECONDS):
                raise RuntimeError("the service does not start; run `tierline serve` to see why")
            with contextlib.suppress(OSError, EOFError):
                if await connection.post(*a_webhook(next(ticket_ids))) == 202:
                    door = door or time.perf_counter() - began
                    longest = max(longest, time.perf_counter() - sent)
            memory = max(memory, psutil.Process(process.pid).memory_info().rss / 2**20)
            await asyncio.sleep(APART_SECONDS)
        connection.close()
        return Started(door, await readiness - began, longest, memory)


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
