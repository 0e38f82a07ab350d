"""`tierline replay`: what settings, and a candidate beside them, would have done to past tickets."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from app import private_file
from app.clock import SystemClock
from app.commands.candidate import differences, read_candidate
from app.config import Settings, ShadowAction, Switch
from app.errors import InvalidInput
from app.ops.logging import configure
from app.policy_in_force import policy_of
from app.replay import as_json, html_page, terminal
from app.replay.judging import cores, judge
from app.replay.outcome import Change, Outcome
from app.replay.progress import bars
from app.replay.source import Source
from app.replay.span import since
from app.replay.tickets_file import read_file, read_lines
from app.rules.replay import Limits, compare, without_refusal
from app.rules.verdict import Verdict
from app.settings_reading import load_settings

EXIT_LIMITS: Final = 3
JUDGED_BY: Final = ("TRIAGE_", "PARTNER_")
"""Settings that begin like this can change a verdict; a replay tells nothing about others."""


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


def replay(order: Order) -> int:
    """Run a replay and show it; return the exit code: 3 when a limit is not kept. Raises `AppError`."""
    if (order.file is None) == (order.since is None):
        raise InvalidInput("Name either a file of tickets, or --since with how far back to read from Zendesk.")
    if order.file is not None and (order.refresh or order.cache is not None):
        raise InvalidInput("--cache and --refresh go with --since; a file is read as it is.")
    if order.html is not None and not order.html.parent.is_dir():
        raise InvalidInput(f"--html {order.html}: the folder {order.html.parent} does not exist.")
    settings = load_settings()
    candidate = read_candidate(order.candidate) if order.candidate is not None else None
    configure("error")
    clock = SystemClock()
    source = _source(order, settings, clock.now())
    outcome = _outcome(order, source, settings, candidate, clock.now())
    _show(order, outcome)
    return EXIT_LIMITS if outcome.report.breaches else 0


# --- where the tickets come from ------------------------------------------------------------------------------------


def _source(order: Order, settings: Settings, now: datetime) -> Source:
    if order.since is not None:
        from app.replay.past import read_past  # only here is the client needed, and the database

        return read_past(
            settings, since(order.since, now), cache=order.cache, refresh=order.refresh, ask_audits=order.audits
        )
    cases = list(read_lines(sys.stdin, "standard input")) if order.file == "-" else read_file(Path(order.file or ""))
    name = "standard input" if order.file == "-" else Path(order.file or "").name
    return Source(f"Tickets of {name}", cases, lambda _: [case.report for case in cases])


# --- judging ------------------------------------------------------------------------------------------------------


def _outcome(order: Order, source: Source, settings: Settings, candidate: Settings | None, now: datetime) -> Outcome:
    if not source.cases:
        raise InvalidInput(f"{source.title}: there is none to replay.")
    changes = _changes(settings, candidate) if candidate else []
    limits = Limits(
        settings.replay_min_tier_3_recall, settings.replay_max_wrong_refusals, settings.replay_max_moved_percent
    )
    processes = order.processes or cores()
    with bars() as progress:
        current = _verdicts(source, settings, processes, progress, "current")
        theirs = None
        if candidate is not None:
            same = not any(one.name.startswith(JUDGED_BY) for one in changes)
            theirs = current if same else _verdicts(source, candidate, processes, progress, "candidate")
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
    return [Change(one.name, one.current, one.candidate) for one in differences(settings, candidate)]


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


def _advance(progress: Progress, task: TaskID, more: int) -> None:
    progress.advance(task, more)
    progress.refresh()
