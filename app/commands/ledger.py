"""`tierline ledger`: every refusal of a month, with what it rests on and what became of it. Reads, never writes."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer
from rich.console import Console
from sqlalchemy import Connection

from app import private_file
from app.clock import SystemClock
from app.config import Settings
from app.database_address import is_shared
from app.errors import InvalidInput
from app.ledger import formats, terminal
from app.ledger.entry import Entry
from app.ledger.month import Month, month_named
from app.ledger.partners import partner_named
from app.ledger.zone import zone_named
from app.ops.logging import configure
from app.replay.terminal import PLAIN_WIDTH
from app.store import ledger as rows
from app.store.reading import looking_into


class Format(StrEnum):
    """How the ledger is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def format_named(name: str) -> Format:
    """Return the format that `--format` names; raises `InvalidInput`."""
    try:
        return Format(name.lower())
    except ValueError:
        raise InvalidInput(f"--format {name[:40]}: it is one of {', '.join(Format)}.") from None


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    month: str | None
    partner: str | None
    zone: str | None
    format: Format
    shadow: bool
    show: int
    """Refusals of the table; the other formats hold all."""
    output: Path | None


def ledger(order: Order, settings: Settings) -> int:
    """Write the ledger; return the exit code. Raises `InvalidInput`, and `AppError` when the store cannot be read."""
    configure("error")
    now = SystemClock().now()
    month = wanted_month(order.month, order.zone, settings)
    if order.output is not None and order.format is Format.TABLE:
        raise InvalidInput("-o goes with --format csv or json; a table is for the terminal.")
    with beside_the_service(settings) as connection:
        partner = partner_named(order.partner, rows.partners(connection)) if order.partner is not None else None
        entries = rows.refusals(connection, month.start, month.end, partner, shadow=order.shadow)
        is_over = month.is_over(now) and not rows.may_grow(connection, month.end)
        if order.format is Format.TABLE:
            console = _console()
            terminal.show(entries, month, partner, console, order.show, is_shadow=order.shadow, is_over=is_over)
            return 0
        _write(_pieces(order, entries, month, partner, is_over=is_over), order.output)
    return 0


def wanted_month(text: str | None, zone: str | None, settings: Settings) -> Month:
    """Return the month in its zone; raises `InvalidInput` when either cannot be read."""
    found = zone_named(zone if zone is not None else settings.ledger_zone)
    if found is None:
        raise InvalidInput(f"--zone {zone!r}: there is no such time zone; write UTC, or a name as America/Denver.")
    return month_named(text, found, SystemClock().now())


@contextmanager
def beside_the_service(settings: Settings) -> Iterator[Connection]:
    """Lend a connection that only reads; raises `InvalidInput` where there is no database to look into."""
    if not is_shared(settings.database_url) and not settings.database_path.is_file():
        raise InvalidInput(
            f"DATABASE_URL: there is no database at {settings.database_url}: set it to that of the service, and call "
            "the command where the path leads there."
        )
    with looking_into(settings.database_url) as connection:
        yield connection


def _pieces(
    order: Order, entries: Iterable[Entry], month: Month, partner: str | None, *, is_over: bool
) -> Iterator[str]:
    if order.format is Format.CSV:
        return formats.as_csv(entries, month)
    return formats.as_json(entries, month, partner, is_over=is_over)


def _write(pieces: Iterable[str], output: Path | None) -> None:
    if output is not None:
        private_file.write(output, "".join(pieces))
        typer.echo(f"The ledger is in {output}.", err=True)
        return
    # Always UTF-8, with the line ends as they are: whatever the terminal is set to.
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.flush()


def _console() -> Console:
    console = Console(highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console
