"""
`tierline inbox`: what came in and is stuck, shown, tried again, dropped.

Looking reads beside the running service. Acting goes through the one process that may write: the running service
where the database is SQLite, this command itself where no service runs or where any process may write.
"""

import asyncio
import getpass
import json
import os
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import typer

from app.clock import SystemClock
from app.commands.card import recorded_lines
from app.config import Settings
from app.errors import AppError, InvalidInput, SettingsError
from app.ops.logging import configure
from app.rules.explanation import plain
from app.store import decisions, effects, inbox, orders, parked
from app.store.database import Database
from app.store.orders import Answer, Order, Spool
from app.store.reading import looking_into

EXIT_OK: Final = 0
EXIT_NOT_ALL: Final = 1
REASON_SHOWN: Final = 100
WAIT_SECONDS: Final = 20.0
POLL_SECONDS: Final = 0.05
POLLS_PER_PROBE: Final = 40
"""Between two looks whether the service that should answer still runs."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are to be listed."""

    states: tuple[str, ...]
    ticket: int | None
    limit: int


# -- looking ----------------------------------------------------------------------------------------------------------


def show_list(wanted: Wanted, settings: Settings, *, as_json: bool) -> int:
    """Print events without their bodies: unfinished and parked ones, or all of a ticket, unless states are named."""
    if unknown := [state for state in wanted.states if state not in parked.STATES]:
        raise InvalidInput(f"--state {unknown[0]}: it is one of {', '.join(parked.STATES)}.")
    states = wanted.states or (parked.STATES if wanted.ticket is not None else (inbox.PENDING, inbox.PARKED))
    with looking_into(settings.database_url) as connection:
        rows = parked.find(connection, states, wanted.ticket, wanted.limit)
        backlog = inbox.backlog(connection)
    now = SystemClock().now()
    if as_json:
        typer.echo(json.dumps([_document(row, now) for row in rows], ensure_ascii=False, indent=2))
        return EXIT_OK
    if rows:
        _print_table([("id", "state", "age", "ticket", "tries", "event", "reason"), *(_line(row, now) for row in rows)])
    typer.echo(f"{len(rows)} shown; in all {backlog.pending} pending, {backlog.parked} parked.")
    return EXIT_OK


def show_one(event: int, settings: Settings) -> int:
    """Print everything about one event, and what is on record about its ticket."""
    with looking_into(settings.database_url) as connection:
        row = parked.one(connection, event)
        if row is None:
            raise InvalidInput(f"There is no event {event}; finished ones are swept after INBOX_KEEP_DAYS.")
        on_record = (
            recorded_lines(
                decisions.of_ticket(connection, row["ticket_id"]), effects.history(connection, row["ticket_id"])
            )
            if row["ticket_id"] is not None
            else []
        )
    for name, value in row.items():
        if name != "body":
            typer.echo(f"{name:15} {_text(value)}")
    typer.echo(f"body\n{_pretty(row['body'])}")
    if on_record:
        typer.echo(f"on record of ticket {row['ticket_id']}")
        for line in on_record:
            typer.echo(f"  {plain(line)}")
    return EXIT_OK


def _line(row: Mapping[str, Any], now: datetime) -> tuple[str, ...]:
    reason = plain(row["reason"] or "")
    return (
        str(row["id"]),
        row["state"],
        _age(row, now),
        "-" if row["ticket_id"] is None else str(row["ticket_id"]),
        str(row["attempts"]),
        row["event_type"].removeprefix("zen:event-type:"),
        reason if len(reason) <= REASON_SHOWN else f"{reason[:REASON_SHOWN]}…",
    )


def _document(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    values = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
    return values | {"age_seconds": round((now - row["received_at"]).total_seconds(), 1)}


def _age(row: Mapping[str, Any], now: datetime) -> str:
    seconds = int((now - row["received_at"]).total_seconds())
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _print_table(lines: Sequence[Sequence[str]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, datetime) else plain(str(value))


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), ensure_ascii=True, indent=2)
    except (ValueError, RecursionError):
        return plain(body)


# -- acting -----------------------------------------------------------------------------------------------------------


def redrive(events: Iterable[int], ticket: int | None, *, everything: bool, settings: Settings) -> int:
    """Have events tried again now; exactly one way of naming them is used."""
    ids = tuple(dict.fromkeys(events))
    if sum((bool(ids), ticket is not None, everything)) != 1:
        raise InvalidInput("Name the events to try again: by id, with --ticket, or with --all-parked; one of these.")
    order = Order(uuid.uuid4().hex, "redrive", _person(), ids, ticket, everything)
    return _report(place(order, settings.database_url), "to be tried again")


def drop(events: Iterable[int], why: str, settings: Settings) -> int:
    """End events as ignored, with a person's reason."""
    if not why.strip():
        raise InvalidInput("--why must say why; it stays on record.")
    order = Order(uuid.uuid4().hex, "drop", _person(), tuple(dict.fromkeys(events)), why=plain(why.strip())[:500])
    return _report(place(order, settings.database_url), "dropped")


def place(order: Order, url: str) -> Answer:
    """Have an order carried out, by whoever may write, and return the answer; raises `AppError`."""
    configure("error")
    spool = Spool.of(url)
    if spool is None:
        return asyncio.run(_carry_out(order, url))
    with looking_into(url):
        pass  # no command makes a database: that would hide a wrong DATABASE_URL
    if not spool.is_attended():
        try:
            return asyncio.run(_carry_out(order, url))
        except SettingsError:
            if not spool.is_attended():
                raise
    spool.place(order)
    return _await(order, spool, url)


def _await(order: Order, spool: Spool, url: str) -> Answer:
    """Wait for the service's answer; where it stops meanwhile, carry the order out here."""
    clock = SystemClock()
    deadline = clock.monotonic() + WAIT_SECONDS
    polls = 0
    while clock.monotonic() < deadline:
        if (answer := spool.answer_to(order.id)) is not None:
            spool.withdraw(order.id)
            return answer
        polls += 1
        if polls % POLLS_PER_PROBE == 0 and not spool.is_attended():
            answer = asyncio.run(_carry_out(order, url))
            spool.withdraw(order.id)
            return answer
        time.sleep(POLL_SECONDS)
    raise AppError(
        f"The running service has not answered within {WAIT_SECONDS:.0f} seconds. The order stays beside the database "
        "and is carried out as soon as the service can; see `tierline inbox list`."
    )


async def _carry_out(order: Order, url: str) -> Answer:
    database = Database.open(url)
    try:
        now = SystemClock().now()
        return await database.write(lambda connection: orders.carry_out(connection, order, now, now))
    finally:
        database.close()


def _report(answer: Answer, what: str) -> int:
    if answer.error is not None:
        raise AppError(answer.error)
    for one in answer.refused:
        typer.echo(f"Event {one.id} {one.why}.", err=True)
    ids = f": {', '.join(str(one) for one in answer.changed)}" if answer.changed else ""
    typer.echo(f"{len(answer.changed)} event{'' if len(answer.changed) == 1 else 's'} {what}{ids}.")
    return EXIT_NOT_ALL if answer.refused else EXIT_OK


def _person() -> str:
    """Return who gives the order, as the host knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user often has no name
        return f"user {os.getuid()}"
