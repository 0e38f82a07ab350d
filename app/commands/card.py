"""
A verdict as a card in the terminal: what, why, and the ticket's own words with what spoke marked in place.

Evidence bears the number of its clause, so that the card reads the same without colours.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from app.rules.explanation import Explanation, Piece, plain
from app.rules.notices import MEANINGS, MISSING
from app.rules.ticket import Tier

TIER_COLOURS = {Tier.ONE: "green", Tier.TWO: "yellow", Tier.THREE: "red"}
CLAUSE_COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red")
NARROWEST, WIDEST = 60, 110
WHEN_PIPED = 100
"""Columns of a card that goes to a file or a pipe."""


def console_for(stream: TextIO) -> Console:
    """Return a console for a stream: colours on a terminal only, and never with NO_COLOR."""
    is_terminal = stream.isatty()
    console = Console(
        file=stream,
        color_system="auto" if is_terminal and not os.environ.get("NO_COLOR") else None,
        width=None if is_terminal else WHEN_PIPED,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=False,
    )
    console.width = max(NARROWEST, min(console.width, WIDEST))
    return console


def card(
    explanation: Explanation, name: str, recorded: Sequence[str] | None = None, notes: Iterable[str] = ()
) -> RenderableType:
    """
    Return the card of one ticket, `name` its id or line.

    `recorded` are lines on what the store remembers (None: it was not asked), `notes` remarks on how it was read.
    """
    verdict = explanation.verdict
    colour = TIER_COLOURS[verdict.tier]
    head = Text.assemble(
        (f"Tier {verdict.tier.roman}", f"bold {colour}"),
        ("  ·  ", "dim"),
        (f"{verdict.action}: {MEANINGS[verdict.action]}", "bold"),
        ("  ·  ", "dim"),
        f"{verdict.confidence:.0%} sure",
    )
    why = Text(f"{plain(verdict.because)}")
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="dim", no_wrap=True)
    rows.add_column(overflow="fold")
    for label, content in _rows(explanation, recorded):
        rows.add_row(label, content)
    remarks = [Text(note, style="dim italic") for note in notes]
    body = Group(head, why, Text(f"decided by {verdict.rule}", style="dim"), Text(), rows, *remarks)
    partner = explanation.report.organization or "no partner organization"
    title = Text(f" {plain(f'{name}  {partner}'.strip())} ", style="bold")
    return Panel(body, title=title, title_align="left", box=ROUNDED, border_style=colour, padding=(0, 1))


def _rows(explanation: Explanation, recorded: Sequence[str] | None) -> Iterable[tuple[str, RenderableType]]:
    verdict = explanation.verdict
    yield "subject", _marked(explanation.pieces("subject")) or Text("(none)", style="dim")
    yield "text", _marked(explanation.pieces("description")) or Text("(none)", style="dim")
    yield "", Text()
    yield "clauses", _clauses(explanation)
    yield "numbers", _list(explanation.numbers, "none")
    yield "form", _list([f"{name}: {value}" for name, value in explanation.form], "not filled in")
    yield "near misses", _list(verdict.near_misses, "none: nothing spoke for another tier")
    yield "learned", _learned(explanation)
    yield "would change", _list(verdict.would_change, "nothing that could have been told")
    yield "missing", _list([MISSING.get(one, one) for one in verdict.missing], "nothing the policy asks for")
    if recorded is not None:
        yield "recorded", _list(recorded, "nothing: the store does not know this ticket")


def _marked(pieces: Sequence[Piece]) -> Text:
    text = Text()
    for piece in pieces:
        if piece.number:
            text.append(f"«{piece.text}»", f"bold reverse {_colour(piece.number)}")
            text.append(f"[{piece.number}]", _colour(piece.number))
        else:
            text.append(piece.text)
    text.rstrip()
    return text


def _colour(number: int) -> str:
    return CLAUSE_COLOURS[(number - 1) % len(CLAUSE_COLOURS)]


def _clauses(explanation: Explanation) -> Text:
    if not explanation.clauses:
        return Text("none: no words of the ticket are cited", style="dim")
    lines = []
    for clause in explanation.clauses:
        line = Text.assemble((f"[{clause.number}] {clause.id}", f"bold {_colour(clause.number)}"))
        if clause.text:
            line.append(f"  “{clause.text}”", "italic")
        for one in clause.evidence:
            if one.start is None:
                line.append(f"\n    {one.source}: {plain(one.words)}")
        lines.append(line)
    return Text("\n").join(lines)


def _learned(explanation: Explanation) -> Text:
    opinion = explanation.verdict.opinion
    if opinion is None:
        return Text("off (TRIAGE_LEARNED)", style="dim")
    text = Text()
    for tier, chance in zip(Tier, opinion, strict=True):
        text.append(f"Tier {tier.roman} {chance:.0%}", TIER_COLOURS[tier] if chance == max(opinion) else "")
        text.append("  ")
    if explanation.refusal is not None:
        text.append(f"· a refusal would be right: {explanation.refusal:.0%}")
    if explanation.kind:
        text.append(f"\nreads like tickets of the kind: {explanation.kind}")
    if explanation.strongest:
        said = ", ".join(f"'{words}' {weight:.2f}" for words, weight in explanation.strongest)
        text.append(f"\nstrongest words: {said}")
    return text


def _list(items: Sequence[str], empty: str) -> Text:
    return Text("\n".join(f"- {plain(one)}" for one in items)) if items else Text(empty, style="dim")


def recorded_lines(decisions: Sequence[Any], effects: Sequence[Any]) -> list[str]:
    """Return a line for each decision and each effect that the store has of a ticket, oldest first."""
    lines = []
    for row in decisions:
        line = f"{row.decided_at:%Y-%m-%d %H:%M:%S} {row.cause}: {row.summary}"
        line += f" [{row.rule}]" if row.rule else ""
        line += "".join(f"; not planned: {one}" for one in row.withheld)
        lines.append(line)
    for row in effects:
        ended = f" {row.ended_at:%Y-%m-%d %H:%M:%S}" if row.ended_at else ""
        lines.append(f"effect {row.key} is {row.state}{ended}" + (f": {row.outcome}" if row.outcome else ""))
    return lines
