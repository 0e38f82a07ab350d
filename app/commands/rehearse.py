"""`tierline rehearse`: a whole night in seconds, and every word written in it; nothing leaves the machine."""

import io
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console

from app import private_file
from app.commands.triage import opened, shown_name, utf8
from app.config import Settings
from app.errors import InvalidInput
from app.ops.logging import configure
from app.rehearsal.example import START, example_night, example_settings
from app.rehearsal.moments import Night, night_of
from app.rehearsal.script import documents, script
from app.rehearsal.stage import rehearse as live_through
from app.settings_reading import load_settings

EXIT_OK: Final = 0
EXIT_INPUT: Final = 2
LONGEST_HOURS: Final = 24 * 31
PAGE_WIDTH: Final = 140


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    file: str | None = None
    example: bool = False
    hours: float = 24.0
    start: str | None = None
    as_json: bool = False
    brief: bool = False
    verbose: bool = False
    html: Path | None = None


def rehearse(order: Order) -> int:
    """Live through what the order names and print it; return the exit code. Raises `AppError` for what stops it all."""
    configure("error")
    _check(order)
    start = start_of(order.start)
    settings = example_settings() if order.example else load_settings()
    night = _night(order, start)
    for sentence in (*night.problems, *night.doubts):
        sys.stderr.write(f"{shown_name(order.file)}, {sentence}\n")
    if not night.tickets:
        msg = f"{shown_name(order.file)} holds no ticket that could be rehearsed."
        raise InvalidInput(msg)
    if late := sum(moment.at >= start + timedelta(hours=order.hours) for moment in night.moments):
        sys.stderr.write(
            f"{shown_name(order.file)}: {late} of {len(night.moments)} things come after the end of the rehearsal and "
            f"do not happen; --hours says how long it lasts, now {order.hours:g}.\n"
        )
    _show(order, _lines(order, night, settings, start))
    return EXIT_INPUT if night.problems else EXIT_OK


def start_of(text: str | None) -> datetime:
    """Return the moment at which a rehearsal begins; raises `InvalidInput`."""
    if text is None:
        return START
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        msg = f"--start {text}: write a date and time such as 2026-09-14T22:00, in UTC unless it names a zone."
        raise InvalidInput(msg) from None
    return moment.replace(tzinfo=moment.tzinfo or UTC, microsecond=0).astimezone(UTC)


def _check(order: Order) -> None:
    if order.example == (order.file is not None):
        msg = "Name either a file of tickets (- is standard input), or --example for the project's own day."
        raise InvalidInput(msg)
    if order.example and order.start is not None:
        msg = "--example has a start of its own; leave --start away."
        raise InvalidInput(msg)
    if not 0 < order.hours <= LONGEST_HOURS:
        msg = f"--hours must be above 0 and at most {LONGEST_HOURS}."
        raise InvalidInput(msg)


def _night(order: Order, start: datetime) -> Night:
    if order.example:
        return example_night()
    with ExitStack() as stack:
        return night_of(opened(order.file or "-", stack), start)


def _lines(order: Order, night: Night, settings: Settings, start: datetime) -> Sequence[str]:
    traces = live_through(night, settings, start, timedelta(hours=order.hours))
    write = documents if order.as_json else script
    return list(write(traces, brief=order.brief, verbose=order.verbose))


def _show(order: Order, lines: Sequence[str]) -> None:
    out = utf8(sys.stdout)
    if order.html is not None:
        page = Console(record=True, file=io.StringIO(), width=PAGE_WIDTH, highlight=False, markup=False, emoji=False)
        page.print("\n".join(lines))
        private_file.write(order.html, page.export_html(inline_styles=True))
        out.write(f"The page is in {order.html}.\n")
        return
    out.writelines(f"{line}\n" for line in lines)
    out.flush()
