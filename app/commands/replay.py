"""`tierline replay`: what settings, and a candidate beside them, would have done to past tickets."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from app.clock import SystemClock
from app.config import Settings, ShadowAction, Switch, load_settings, setting_text
from app.errors import AppError, InvalidInput
from app.main import policy_of
from app.ops.logging import configure
from app.replay import as_json, html_page, private_file, terminal
from app.replay.history import History, Reading
from app.replay.judging import cores, judge
from app.replay.outcome import Change, Outcome
from app.replay.pages import folder_of
from app.replay.people import People, remembered
from app.replay.span import since
from app.replay.tickets_file import read_file, read_lines
from app.rules.replay import Case, Limits, compare, without_refusal
from app.rules.ticket import Report
from app.rules.verdict import Verdict
from app.store.database import open_reader
from app.zendesk.client import ZendeskClient
from app.zendesk.models import FieldIds

EXIT_LIMITS: Final = 3
JUDGED_BY: Final = ("TRIAGE_", "PARTNER_")
"""Settings that begin like this can change a verdict; a replay tells nothing about others."""
STALE: Final = timedelta(hours=24)
"""From this age of the pages on somebody may want a refresh."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    file: str | None
    since: str | None
    candidate: Path | None
    html: Path | None
    as_json: bool
    cache: Path | None
    refresh: bool
    audits: bool
    processes: int | None
    show: int


@dataclass(frozen=True, slots=True)
class Source:
    """Past tickets, wherever they come from."""

    title: str
    cases: Sequence[Case]
    reports: Callable[[Settings], list[Report]]
    """What triage reads under given settings, which say who is a partner."""
    notes: tuple[str, ...] = ()


def replay(order: Order) -> int:
    """Run a replay and show it; return the exit code: 3 when a limit is not kept. Raises `AppError`."""
    if (order.file is None) == (order.since is None):
        raise InvalidInput("Name either a file of tickets, or --since with how far back to read from Zendesk.")
    if order.file is not None and (order.refresh or order.cache is not None):
        raise InvalidInput("--cache and --refresh go with --since; a file is read as it is.")
    if order.html is not None and not order.html.parent.is_dir():
        raise InvalidInput(f"--html {order.html}: the folder {order.html.parent} does not exist.")
    settings = load_settings()
    candidate = load_settings(candidate=order.candidate) if order.candidate is not None else None
    configure("error")
    clock = SystemClock()
    source = _source(order, settings, clock.now())
    outcome = _outcome(order, source, settings, candidate, clock.now())
    _show(order, outcome)
    return EXIT_LIMITS if outcome.report.breaches else 0


# --- where the tickets come from ------------------------------------------------------------------------------------


def _source(order: Order, settings: Settings, now: datetime) -> Source:
    if order.since is not None:
        return _past(order, settings, since(order.since, now))
    cases = list(read_lines(sys.stdin, "standard input")) if order.file == "-" else read_file(Path(order.file or ""))
    name = "standard input" if order.file == "-" else Path(order.file or "").name
    return Source(f"Tickets of {name}", cases, lambda _: [case.report for case in cases])


def _past(order: Order, settings: Settings, start: datetime) -> Source:
    settings.require_zendesk()
    folder = folder_of(
        order.cache or settings.database_path.parent / "replay", settings.zendesk_url or "", FieldIds.of(settings)
    )
    private_file.make_folder(folder)
    try:
        with private_file.locked(folder), _progress() as progress:
            history = asyncio.run(_read(order, settings, folder, start, progress))
    except KeyboardInterrupt:
        msg = f"Stopped. What was read is kept in {folder}; the same command goes on from there."
        raise AppError(msg) from None
    title = f"Tickets opened since {start:%Y-%m-%d %H:%M} UTC"
    return Source(
        title,
        [past.case for past in history.tickets],
        lambda one: [past.report(one.partner_organization_tag) for past in history.tickets],
        tuple(_notes(history, SystemClock().now())),
    )


async def _read(order: Order, settings: Settings, folder: Path, start: datetime, progress: Progress) -> History:
    fields = FieldIds.of(settings)
    engine = open_reader(settings.database_url)
    clock = SystemClock()
    try:
        async with ZendeskClient.open(settings, clock) as client:
            return await Reading(folder, client, clock, _Bars(progress)).run(
                start,
                refresh=order.refresh,
                records=lambda ids: remembered(engine, ids) if engine else {},
                people=People(folder / "people.json", fields.tier),
                ask_audits=order.audits,
            )
    finally:
        if engine is not None:
            engine.dispose()


def _notes(history: History, now: datetime) -> Iterator[str]:
    if now - history.read_at > STALE or not history.calls:
        yield f"Read from the kept pages of {history.read_at:%Y-%m-%d %H:%M} UTC; --refresh adds what changed since."
    if history.deleted:
        yield f"{history.deleted} deleted tickets are left out."
    if history.older:
        yield f"{history.older} tickets that changed in this time but were opened before it are left out."
    if history.unusable:
        yield f"{history.unusable} tickets came in a form that cannot be read; they are left out."


# --- judging ------------------------------------------------------------------------------------------------------


def _outcome(order: Order, source: Source, settings: Settings, candidate: Settings | None, now: datetime) -> Outcome:
    if not source.cases:
        raise InvalidInput(f"{source.title}: there is none to replay.")
    changes = _changes(settings, candidate) if candidate else []
    limits = Limits(
        settings.replay_min_tier_3_recall, settings.replay_max_wrong_refusals, settings.replay_max_moved_percent
    )
    processes = order.processes or cores()
    with _progress() as progress:
        current = _verdicts(source, settings, processes, progress, "current")
        theirs = _verdicts(source, candidate, processes, progress, "candidate") if candidate else None
    return Outcome(
        title=source.title,
        made_at=f"{now:%Y-%m-%d %H:%M} UTC",
        report=compare(source.cases, current, theirs, limits),
        limits=limits,
        changes=tuple(one for one in changes if one.name.startswith(JUDGED_BY)),
        notes=(*source.notes, *_doubts(changes, candidate)),
    )


def _verdicts(source: Source, settings: Settings, processes: int, progress: Progress, name: str) -> list[Verdict]:
    task = progress.add_task(f"judging ({name} settings)", total=len(source.cases))
    verdicts = judge(
        source.reports(settings),
        partial(policy_of, settings),
        processes=processes,
        advanced=lambda more: _advance(progress, task, more),
    )
    if settings.switch(ShadowAction.REFUSE) is Switch.OFF:
        return [without_refusal(verdict) for verdict in verdicts]
    return verdicts


def _changes(settings: Settings, candidate: Settings) -> list[Change]:
    pairs = {
        name: (setting_text(settings, name), setting_text(candidate, name))
        for name in Settings.model_fields
        if getattr(settings, name) != getattr(candidate, name)
    }
    return [Change(name.upper(), before, after) for name, (before, after) in pairs.items()]


def _doubts(changes: Sequence[Change], candidate: Settings | None) -> Iterator[str]:
    others = [one.name for one in changes if not one.name.startswith(JUDGED_BY)]
    if others:
        yield f"The candidate also changes {', '.join(others)}: a replay judges tickets and tells nothing about that."
    if candidate and len(others) == len(changes):
        yield "The candidate changes no setting by which tickets are judged: no ticket can move."


# --- showing ------------------------------------------------------------------------------------------------------


def _show(order: Order, outcome: Outcome) -> None:
    if order.html is not None:
        private_file.write(order.html, html_page.page(outcome))
    if order.as_json:
        typer.echo(json.dumps(as_json.document(outcome)))
        for breach in outcome.report.breaches:
            typer.echo(f"Limit not kept: {breach}", err=True)
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = terminal.PLAIN_WIDTH
    terminal.show(outcome, console, order.show)
    if order.html is not None:
        console.print(f"The page is in {order.html}.", markup=False)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Yield bars on standard error; silent where that is no terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    # Without a thread of its own: processes are forked while it is shown.
    bars = Progress(*columns, console=console, disable=not console.is_terminal, auto_refresh=False, transient=True)
    with bars:
        yield bars


def _advance(progress: Progress, task: TaskID, more: int) -> None:
    progress.advance(task, more)
    progress.refresh()


class _Bars:
    """Shows how far a reading is; the bars appear with the first news."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def pages(self, tickets: int, part: float) -> None:
        """Show the part of the time span that is read."""
        self._tell("pages", f"reading tickets ({tickets})", part, 1.0)

    def people(self, done: int, total: int) -> None:
        """Show how many tickets' audits are read."""
        self._tell("people", f"asking who set the tier ({done} of {total})", done, total)

    def _tell(self, name: str, text: str, done: float, total: float) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(text, total=total)
        self._progress.update(self._tasks[name], description=text, completed=done)
        self._progress.refresh()
