"""A replay as text for the terminal: coloured where there is a terminal, plain elsewhere."""

from collections.abc import Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.replay.outcome import (
    KIND_TITLES,
    NOBODY,
    SOURCES,
    TIERS,
    Outcome,
    clean,
    figures,
    placed,
    reason,
    subject_of,
)
from app.rules.replay import Judged, Move, MoveKind, ReplayReport, Tally
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict

COLOURS: Final = {Tier.ONE: "green", Tier.TWO: "yellow", Tier.THREE: "red"}
GRAVE: Final = (MoveKind.TIER_3_LOST, MoveKind.REFUSAL_GAINED)
PLAIN_WIDTH: Final = 120
"""Columns where the output goes into a file."""


def show(outcome: Outcome, console: Console, longest: int) -> None:
    """Print a replay; of each list at most `longest` entries."""
    report = outcome.report
    console.print(Text(outcome.title, "bold"), Text(f"({_count(report.size, 'ticket')})"))
    for note in outcome.notes:
        console.print(Text(note, "dim"))
    for change in outcome.changes:
        line = Text.assemble("  ", (change.name, "bold"), f"  {change.current or '(unset)'} → ", change.candidate)
        console.print(line if change.candidate else line.append("(unset)"))
    console.print(_figures(report))
    for name, side in report.sides:
        if side.labelled:
            console.print(Text(f"Labels against verdicts, {name}", "bold"))
            console.print(_confusion(side))
    if report.candidate is not None:
        _show_moves(report, console, longest)
    for name, side in report.sides:
        _show_mistakes(name, side, console, longest)
    name, side = report.sides[-1]
    _show_refusals(name, side, console, longest)
    _show_limits(outcome, console)


def _figures(report: ReplayReport) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for name, _ in report.sides:
        table.add_column(name, justify="right")
    for name, values in figures(report):
        style = "bold" if len(set(values)) > 1 else ""
        table.add_row(_coloured(name), *values, style=style)
    return table


def _coloured(name: str) -> Text:
    tier = next((one for one in TIERS if name == f"Tier {one.roman}"), None)
    return Text(name, COLOURS[tier] if tier else "")


def _confusion(side: Tally) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("label")
    for tier in TIERS:
        table.add_column(Text(f"→ {tier.roman}", COLOURS[tier]), justify="right")
    for label in TIERS:
        cells = []
        for tier in TIERS:
            count = side.confusion.get((label, tier), 0)
            style = "dim" if not count else "green" if label is tier else "red" if tier < label else "yellow"
            cells.append(Text(str(count), style))
        table.add_row(Text(f"Tier {label.roman}", COLOURS[label]), *cells)
    return table


def _show_moves(report: ReplayReport, console: Console, longest: int) -> None:
    moved = f"{_count(len(report.moves), 'ticket')} of {report.size} move ({report.moved_percent:.1f} %)"
    console.print(Text(moved if report.moves else "No ticket moves.", "bold"))
    for kind in MoveKind:
        moves = report.moves_of(kind)
        if not moves:
            continue
        console.print()
        console.print(Text(f"{KIND_TITLES[kind]}: {len(moves)}", "bold red" if kind in GRAVE else "bold"))
        for move in moves[:longest]:
            console.print(_move(move))
        _rest(len(moves) - longest, console)


def _move(move: Move) -> Group:
    head = _head(move.case.id, move.case.report.subject, move.case.report.organization)
    lines = [_side_line("current  ", move.before), _side_line("candidate", move.after)]
    if move.case.label is not None and move.case.label.tier is not None:
        label = move.case.label
        source = "" if label.source == "label" else f" ({SOURCES[label.source]})"
        lines.append(Text(f"label      Tier {label.tier.roman if label.tier else '–'}{source}", "dim"))
    return Group(Padding(head, (0, 0, 0, 2)), *(Padding(line, (0, 0, 0, 6)) for line in lines))


def _head(case_id: str, subject: str, partner: str | None) -> Text:
    return Text.assemble((clean(case_id, 40), "bold"), f"  {subject_of(subject)}  ", (clean(partner or NOBODY), "cyan"))


def _side_line(name: str, verdict: Verdict) -> Text:
    style = "bold magenta" if verdict.action is Action.REFUSE else COLOURS[verdict.tier]
    return Text.assemble(f"{name}  ", (placed(verdict), style), f": {reason(verdict)}")


def _show_mistakes(name: str, side: Tally, console: Console, longest: int) -> None:
    _show_list(f"Tier III missed, {name}", side.missed_tier_3, console, longest)
    _show_list(f"Wrong refusals, {name}", side.wrong_refusals, console, longest)


def _show_list(title: str, found: Sequence[Judged], console: Console, longest: int) -> None:
    if not found:
        return
    console.print()
    console.print(Text(f"{title}: {len(found)}", "bold red"))
    for one in found[:longest]:
        console.print(_judged(one))
    _rest(len(found) - longest, console)


def _judged(one: Judged) -> Group:
    report = one.case.report
    line = _side_line("      ", one.verdict)
    if one.is_wrong_refusal and one.case.label is not None:
        line.append(f" (wrong by {SOURCES[one.case.label.source]})", "red")
    return Group(Padding(_head(one.case.id, report.subject, report.organization), (0, 0, 0, 2)), line)


def _show_refusals(name: str, side: Tally, console: Console, longest: int) -> None:
    if not side.refusals:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("partner")
    table.add_column("refusals", justify="right")
    table.add_column("of them wrong", justify="right")
    partners = side.refusals_by_partner
    for partner, count, wrong in partners[:longest]:
        table.add_row(Text(clean(partner or NOBODY, 60)), str(count), Text(str(wrong), "red" if wrong else "dim"))
    console.print()
    console.print(Text(f"Refusals that would have been sent, {name}: {len(side.refusals)}", "bold"))
    console.print(table)
    _rest(len(partners) - longest, console)
    for one in side.refusals[:longest]:
        console.print(_judged(one))
    _rest(len(side.refusals) - longest, console)


def _show_limits(outcome: Outcome, console: Console) -> None:
    console.print()
    side = "candidate" if outcome.report.candidate else "current settings"
    if not outcome.report.breaches:
        console.print(Text(f"The {side} keep{'s' if outcome.report.candidate else ''} the limits.", "bold green"))
    for breach in outcome.report.breaches:
        console.print(Text(f"Limit not kept by the {side}: {breach}", "bold red"))


def _rest(more: int, console: Console) -> None:
    if more > 0:
        console.print(Text(f"  … and {more} more: raise --show, or use --json, to see all", "dim"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
