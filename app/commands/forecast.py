"""
`tierline forecast`: what will happen next, when and to whom; and what a change of settings would move.

Reads the database and the settings, beside a running service or without one; asks Zendesk nothing and writes nothing.
"""

import json
import sys
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection

from app.clock import SystemClock
from app.commands.candidate import read_candidate
from app.commands.card import console_for
from app.config import Settings
from app.errors import InvalidInput
from app.forecasting import as_json, terminal
from app.forecasting.gathering import Rules, comparison, queue_of, rows, ticket_of
from app.forecasting.values import Head, Rest, Tally
from app.ops.logging import configure
from app.rules.forecast import why_nothing
from app.store import outlook
from app.store.reading import looking_into

EXIT_OK: Final = 0
EXIT_AT_ONCE: Final = 3
"""A comparison found tickets that would climb the moment the service starts with the candidate."""
LONGEST_HOURS: Final = 8760.0


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    hours: float = 24.0
    ticket: int | None = None
    diff: Path | None = None
    as_json: bool = False
    show: int = 30
    everything: bool = False
    zone: str = "UTC"

    @property
    def limit(self) -> int | None:
        """Entries of each list; None for all."""
        return None if self.everything else self.show


def show_forecast(order: Order, settings: Settings) -> int:
    """Show what was asked for; return the exit code. Raises `AppError`."""
    configure("error")
    zone = zone_of(order.zone)
    if not 0 < order.hours <= LONGEST_HOURS:
        raise InvalidInput(f"--hours {order.hours:g}: it is a number above 0 and up to {LONGEST_HOURS:.0f}.")
    if order.ticket is not None and order.diff is not None:
        raise InvalidInput("--ticket and --diff are two questions: ask one of them.")
    candidate = read_candidate(order.diff) if order.diff is not None else None
    now = SystemClock().now()
    head = Head(now, now + timedelta(hours=order.hours), zone, settings.mode)
    with looking_into(settings.database_url) as connection:
        if order.ticket is not None:
            return _one_ticket(connection, order, order.ticket, settings, head)
        if candidate is not None:
            return _other_settings(connection, order, settings, candidate, head)
        return _all(connection, order, settings, head)


def zone_of(name: str) -> tzinfo:
    """Return the zone that times are shown in; raises `InvalidInput` when there is none of that name."""
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(f"--zone {name[:40]!r} is no time zone: write one such as Europe/Berlin, or UTC.") from None


def _all(connection: Connection, order: Order, settings: Settings, head: Head) -> int:
    rules, tally = Rules.of(settings, head.now), Tally()
    coming = rows(connection, rules, head, tally)
    console = console_for(sys.stdout)
    if order.as_json:
        shown = as_json.rows(coming, order.limit)
    else:
        terminal.rows(console, head, coming, order.limit)
    still = outlook.still_tickets(connection, sys.maxsize if order.limit is None else order.limit)
    reasons = tuple((one, why_nothing(one, rules.desk, head.now) or "") for one in still.first)
    rest = Rest(tally, still, reasons, queue_of(connection, settings, head.now), rules.warnings)
    if order.as_json:
        _print(as_json.everything(head, shown, rest))
    else:
        terminal.rest(console, head, rest, order.limit)
    return EXIT_OK


def _one_ticket(connection: Connection, order: Order, ticket_id: int, settings: Settings, head: Head) -> int:
    found = ticket_of(connection, ticket_id, Rules.of(settings, head.now), head.now)
    if order.as_json:
        _print(as_json.ticket(head, found))
    else:
        terminal.ticket(console_for(sys.stdout), head, found)
    return EXIT_OK


def _other_settings(connection: Connection, order: Order, settings: Settings, candidate: Settings, head: Head) -> int:
    found = comparison(connection, order.diff or Path(), settings, candidate, head.now)
    if order.as_json:
        _print(as_json.comparison(head, found, order.limit))
    else:
        terminal.comparison(console_for(sys.stdout), head, found, order.limit)
    return EXIT_AT_ONCE if found.at_once else EXIT_OK


def _print(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
