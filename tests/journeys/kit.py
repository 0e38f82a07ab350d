"""
What the journeys share on top of `tests.town`: stories told in the words of a support desk.

Every journey speaks real HTTP: the sandbox signs its webhooks, the service answers and writes to its API. What is
asserted is what the sandbox holds; the service's own tables are read only where a journey is about its records.
"""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.town import HOWTO, OUTAGE, SMALL_FAULT, THANKS, VAGUE, Town, town, true_level

__all__ = [
    "HOWTO",
    "NO_FORM",
    "NO_RECONCILE",
    "OUTAGE",
    "SMALL_FAULT",
    "THANKS",
    "VAGUE",
    "Town",
    "decisions",
    "effects",
    "inbox_outcomes",
    "level_is",
    "locked",
    "opened",
    "refused",
    "service_comments",
    "settled",
    "town",
    "town_with",
    "travel_to_age",
    "true_level",
    "without_webhooks",
]

FORM_FIELDS = ("SERVICE_AFFECTING", "WORKAROUND", "AFFECTED_USERS", "TOTAL_USERS", "CIRCUIT_ID", "CATEGORY")


async def opened(place: Town, document: dict[str, Any], *, age: timedelta = timedelta(0), **more: Any) -> int:
    """Open a ticket and wait until the service has judged it and everything that follows is written."""
    ticket_id = place.open_ticket(document, age=age, **more)
    await place.until(lambda: bool(place.rows("SELECT id FROM ticket WHERE id = :id", id=ticket_id)))
    await settled(place)
    return ticket_id


async def refused(place: Town, **more: Any) -> int:
    """Open a how-to question of a partner and wait until it is refused."""
    ticket_id = await opened(place, HOWTO, **more)
    assert place.see(ticket_id)["status"] == "solved"
    return ticket_id


async def settled(place: Town) -> None:
    """Wait until nothing is under way in either direction, the echoes of our own writes included."""
    await place.quiet()
    await place.quiet()


async def level_is(place: Town, ticket_id: int, level: int, seconds: float = 10.0) -> None:
    """Wait until the ticket stands at this level."""
    await place.until(lambda: place.level(ticket_id) == level, seconds)
    await settled(place)


def travel_to_age(place: Town, ticket_id: int, **age: float) -> None:
    """Move Zendesk's clock to where the ticket is exactly this old."""
    sandbox = place.parts.sandbox
    created = datetime.fromisoformat(place.see(ticket_id)["created_at"])
    sandbox.offset += created + timedelta(**age) - sandbox.now()


async def without_webhooks(place: Town, document: dict[str, Any], **more: Any) -> int:
    """Open a ticket of which no webhook ever tells."""
    place.parts.deliveries.paused = True
    ticket_id = place.open_ticket(document, **more)
    await asyncio.sleep(0)
    place.parts.deliveries.paused = False
    return ticket_id


NO_FORM: Final[Mapping[str, str]] = {f"ZENDESK_FIELD_{name}": "" for name in FORM_FIELDS}
"""Settings of an account whose ticket form has no fields for the rules to read."""

NO_RECONCILE: Final[Mapping[str, str]] = {"RECONCILE_SECONDS": "3600"}
"""Keeps the reconcile job out of a journey that is about the other entrance."""


@contextlib.asynccontextmanager
async def town_with(
    tmp_path: Path,
    *settings: Mapping[str, str],
    events: bool = False,
    process: bool = False,
    database_url: str | None = None,
) -> AsyncIterator[Town]:
    """
    Build a town whose service has these settings besides the quick ones.

    A reconcile that is kept out still runs once at the start: a ticket opened meanwhile would be found by it too.
    """
    env = {name: value for some in settings for name, value in some.items()}
    async with town(
        tmp_path,
        process=process,
        events=events,
        kill_at=None,
        log=None,
        clock=None,
        database_url=database_url,
        updates_per_minute=5000,
        **env,
    ) as place:
        if NO_RECONCILE in settings and database_url is None:
            await place.until(lambda: bool(place.rows("SELECT name FROM cursor WHERE name = 'reconcile'")))
        yield place


def service_comments(place: Town, ticket_id: int, *, public: bool) -> list[str]:
    """The texts that the service itself put on a ticket."""
    service = 8447388090400
    said = place.see(ticket_id)["comments"]
    return [one["body"] for one in said if one["author_id"] == service and one["public"] is public]


def decisions(place: Town, ticket_id: int, *, echoes: bool = False) -> list[dict[str, Any]]:
    """The decision records of a ticket, oldest first; those about echoes of our own writes only when asked for."""
    rows = place.rows(
        "SELECT cause, summary, rule, verdict, effects, withheld FROM decision WHERE ticket_id = :id ORDER BY id",
        id=ticket_id,
    )
    found = [
        dict(zip(("cause", "summary", "rule"), row[:3], strict=True))
        | {"verdict": json.loads(row[3]) if row[3] else None}
        | {"effects": json.loads(row[4]), "withheld": json.loads(row[5])}
        for row in rows
    ]
    return [one for one in found if echoes or one["rule"] != "own-write"]


def effects(place: Town, ticket_id: int) -> dict[str, dict[str, Any]]:
    """The effects of a ticket by key."""
    rows = place.rows(
        "SELECT key, kind, state, because, outcome, reasons FROM effect WHERE ticket_id = :id ORDER BY id", id=ticket_id
    )
    names = ("kind", "state", "because", "outcome")
    return {row[0]: dict(zip(names, row[1:5], strict=True)) | {"reasons": json.loads(row[5])} for row in rows}


def inbox_outcomes(place: Town, ticket_id: int) -> list[tuple[str, str, str | None]]:
    """Source, state and reason of every event about a ticket, oldest first."""
    rows = place.rows("SELECT source, state, reason FROM inbox WHERE ticket_id = :id ORDER BY id", id=ticket_id)
    return [(row[0], row[1], row[2]) for row in rows]


@contextlib.contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the service's SQLite file so that nobody else can commit."""
    connection = sqlite3.connect(database, timeout=10, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()
