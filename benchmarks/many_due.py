"""
Promise: many tickets due at once cost at most 0.05 calls each, and hardly more time than the write budget allows.

A sandbox and a service in this process, over real HTTP: Tier III tickets cross four hours in the same second. The
budget is set so low that it is what there is to wait for; what it allows is counted in requests of a hundred tickets,
so many in any minute. Counted are all calls of the service from the crossing to the last level.
"""

import asyncio
import logging
import math
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection

from app.main import create_app
from app.rules.ladder import Epoch
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from app.settings_reading import load_settings
from app.store import tickets
from app.store.database import Database
from app.zendesk.calls import MANY
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox, moment_of
from app.zendesk.sandbox.world import AGENT_ID, LEVEL_FIELD, TIER_FIELD, settings_env

CALLS_PROMISED = 0.05
TIME_PROMISED = 1.1
AGE = timedelta(hours=4)
AHEAD = timedelta(minutes=5)
GREETING = timedelta(seconds=3)
"""From the start of the service to the moment at which all fall due."""
OUTAGE = {"subject": "All phones down", "description": "All 22 phones are down.", "organization": "Kestrel IT"}


def run(*, quick: bool = False) -> bool:
    """Let tickets fall due; print calls and time; return whether the promises were kept."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    count, quota = (900, 3) if quick else (3000, 10)
    calls, seconds = asyncio.run(_measure(count, quota))
    allowed = 60.0 * ((math.ceil(count / MANY) - 1) // quota)
    per_ticket, ratio = calls / count, seconds / allowed
    kept = per_ticket <= CALLS_PROMISED and ratio <= TIME_PROMISED
    print(f"{count} tickets due at once, {quota} ticket updates a minute")
    print(f"{'calls per ticket':22}{per_ticket:8.3f}   promised at most {CALLS_PROMISED}")
    print(f"{'time':22}{seconds:8.1f} s the budget allows it in {allowed:.0f} s")
    print(f"ratio {ratio:.2f}, promised at most {TIME_PROMISED}: {'kept' if kept else 'MISSED'}")
    return kept


async def _measure(count: int, quota: int) -> tuple[int, float]:
    """Return the calls that were made and the seconds until every ticket had its level."""
    sandbox = Sandbox(updates_per_minute=quota, job_seconds=1.0)
    parts = create_sandbox_app(sandbox)
    for _ in range(count):
        ticket = create_ticket(sandbox, {**OUTAGE, "created_at": (sandbox.now() - AGE + AHEAD).isoformat()})
        sandbox.update(ticket["id"], {"custom_fields": [{"id": TIER_FIELD, "value": "tier_3"}]}, AGENT_ID)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'tierline.db'}"
        database = Database.open(url)
        await database.write(lambda connection: know(connection, sandbox))
        sandbox.offset += AHEAD - GREETING
        async with running(parts) as zendesk:
            env = {"DATABASE_URL": url, "ZENDESK_UPDATES_PER_MINUTE": str(quota), "LOG_LEVEL": "warning"}
            settings = load_settings(settings_env(zendesk) | env, env_file=None)
            async with listening(create_app(settings, database=database)):
                return await _fall_due(parts)


def know(connection: Connection, sandbox: Sandbox) -> None:
    """Put the sandbox's tickets into the database as if each had been looked at when it came."""
    for ticket in sandbox.tickets.values():
        created = moment_of(ticket["created_at"])
        record = Record(
            ticket["id"],
            Epoch(1, created),
            Status.NEW,
            tier=Tier.THREE,
            tier_mark=Tier.THREE,
            tags=frozenset(ticket["tags"]),
            seen_updated_at=moment_of(ticket["updated_at"]),
            heard=1,
            next_due_at=created + AGE,
        )
        tickets.save(connection, record, 0)


async def _fall_due(parts: Parts) -> tuple[int, float]:
    edge: Any = parts.app
    await _until(lambda: bool(edge.requests))  # the greeting, by which the service learns the time
    calls = edge.requests.total()
    await _until(lambda: bool(parts.sandbox.written))
    started = time.perf_counter()
    await _until(lambda: all(has_level(ticket) for ticket in parts.sandbox.tickets.values()))
    return edge.requests.total() - calls, time.perf_counter() - started


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110  a sandbox tells nobody
        await asyncio.sleep(0.1)


def has_level(ticket: dict[str, Any]) -> bool:
    """Return whether a ticket bears a level in Zendesk."""
    return any(one["id"] == LEVEL_FIELD and one["value"] for one in ticket["custom_fields"])
