"""
`tierline triage`: judge tickets from a file, from text, or one ticket in Zendesk.

One line of JSON a ticket for programs, a short block or a whole card for people. A line that cannot be understood is
named and passed over, so that one bad line does not cost the verdicts on all others; the exit code tells.
"""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from app.errors import InvalidInput
from app.rules.report import FORM_KEYS, form_from_json, report_from_json
from app.rules.ticket import Report
from app.rules.triage import triage as judge

if TYPE_CHECKING:
    from app.config import Settings
    from app.rules.policy import Policy

EXIT_OK: Final = 0
EXIT_INPUT: Final = 2
A_PARTNER: Final = "a partner"
"""Organization of a text that comes without one: what is tried out is mostly a partner's ticket."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    file: str | None = None
    ticket: int | None = None
    as_json: bool = False
    explain: bool = False
    organization: str | None = None
    """None leaves it as the ticket has it."""
    no_organization: bool = False
    form: tuple[str, ...] = ()
    """Fields of the form as `key=value`."""
    comments: bool = False
    """Whether the file holds later comments instead of tickets."""


def triage(order: Order, settings: "Settings", policy: "Policy") -> int:
    """Judge what the order names and print it; return the exit code. Raises `AppError` for what stops it all."""
    _check(order)
    if order.comments:
        from app.commands.triage_comments import triage_comments

        return triage_comments(order, policy)
    form = _form_given(order.form)
    if order.ticket is not None:
        from app.commands.triage_ticket import triage_ticket  # Zendesk and the store are wanted here only

        return triage_ticket(order, settings, policy, form)
    with ExitStack() as stack:
        stream = opened(order.file or "-", stack)
        out = utf8(sys.stdout)
        if not order.explain:
            return _judge_lines(stream, order, policy, form, out)
        return _explain_all(stream.read(), order, policy, form)


def _check(order: Order) -> None:
    if (order.file is None) == (order.ticket is None):
        raise InvalidInput("Name either a file of tickets (- is standard input), or --ticket with a ticket's number.")
    if order.comments and (order.ticket is not None or order.explain or order.form):
        raise InvalidInput("--comments reads a file of later comments; leave --ticket, --explain and --form away.")
    if order.organization is not None and order.no_organization:
        raise InvalidInput("--organization and --no-organization exclude each other; give one of them.")


def _form_given(pairs: Sequence[str]) -> dict[str, Any]:
    """Return the fields given as `key=value`; raises `InvalidInput` for an unknown one."""
    given: dict[str, Any] = {}
    for pair in pairs:
        key, found, value = pair.partition("=")
        key = key.strip().lower().replace("-", "_")
        if not found or key not in FORM_KEYS:
            raise InvalidInput(f"--form {pair}: write key=value, where key is one of {', '.join(FORM_KEYS)}.")
        given[key] = value.strip()
    try:
        form_from_json(given)
    except ValueError as exc:
        raise InvalidInput(f"--form: {exc}") from None
    return given


def with_options(report: Report, order: Order, form: Mapping[str, Any]) -> Report:
    """Return the report as the options of the command line change it."""
    if order.no_organization:
        report = replace(report, organization=None)
    elif order.organization is not None:
        report = replace(report, organization=order.organization.strip() or None)
    if form:
        given = form_from_json(form)
        report = replace(report, form=replace(report.form, **{name: getattr(given, name) for name in form}))
    return report


# --- one JSON object a line -------------------------------------------------------------------------------------------


def _judge_lines(stream: TextIO, order: Order, policy: "Policy", form: Mapping[str, Any], out: TextIO) -> int:
    code = EXIT_OK
    name = shown_name(order.file)
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            document = document_of(line)
            report = with_options(report_from_json(document), order, form)
        except ValueError as exc:
            out.flush()
            sys.stderr.write(f"{name}, line {number}: {exc}\n")
            code = EXIT_INPUT
            continue
        verdict = judge(report, policy).as_json()
        if order.as_json:
            out.write(json.dumps({"id": plain_id(document.get("id")), **verdict}, ensure_ascii=False) + "\n")
        else:
            _print_block(document, report, verdict, out)
    out.flush()
    return code


def document_of(line: str) -> Mapping[str, Any]:
    """Return the object that a line holds; raises ValueError with a sentence for anything else."""
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as exc:
        raise ValueError(f"not JSON ({exc}); write one object on each line, or use --explain for plain text.") from None
    if not isinstance(document, dict):
        raise ValueError("one JSON object a line is expected.")
    return document


def plain_id(value: Any) -> Any:
    """Return the id as it came, unless JSON has no way to write it."""
    return None if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))) else value


def _print_block(document: Mapping[str, Any], report: Report, verdict: Mapping[str, Any], out: TextIO) -> None:
    import typer

    colours = {1: typer.colors.GREEN, 2: typer.colors.YELLOW, 3: typer.colors.RED}
    tier = typer.style(f"Tier {'I' * verdict['tier']}", fg=colours[verdict["tier"]], bold=True)
    name = "?" if document.get("id") is None else document["id"]
    lines = [f"{name}  {tier}  {verdict['action']}  {' '.join(report.subject.split())}"]
    lines.append(f"    {verdict['because']}  [{verdict['rule']}, {verdict['confidence']}]")
    lines += [f"    {one['clause']}: {one['words']!r} ({one['source']})" for one in verdict["evidence"]]
    out.flush()
    typer.echo("\n".join(lines), file=out, color=False if os.environ.get("NO_COLOR") else None)


# --- one card a ticket ----------------------------------------------------------------------------------------------


def _explain_all(text: str, order: Order, policy: "Policy", form: Mapping[str, Any]) -> int:
    code = EXIT_OK
    for name, report in _reports(text, order):
        if isinstance(report, ValueError):
            sys.stdout.flush()
            sys.stderr.write(f"{shown_name(order.file)}, {name}: {report}\n")
            code = EXIT_INPUT
            continue
        report = with_options(report, order, form)
        show(order, name or None, report, policy, partial(_card, report, policy, name))
    return code


def _card(report: Report, policy: "Policy", name: str) -> Any:
    from app.rules.explanation import explain

    return card_of(explain(report, policy), name)


def show(order: Order, identity: Any, report: Report, policy: "Policy", make_card: Callable[[], Any]) -> None:
    """Print one ticket as the order wants it: JSON with `--json`, else the card."""
    if order.as_json:
        verdict = judge(report, policy).as_json()
        utf8(sys.stdout).write(json.dumps({"id": identity, **verdict}, ensure_ascii=False) + "\n")
        return
    from app.commands.card import console_for

    console_for(utf8(sys.stdout)).print(make_card())


def card_of(*values: Any) -> Any:
    """Return a card; its library is loaded only where one is wanted."""
    from app.commands.card import card

    return card(*values)


def _reports(text: str, order: Order) -> Iterator[tuple[str, Report | ValueError]]:
    """Yield name and report of each ticket in a text: lines of JSON when it begins like one, else one plain ticket."""
    if not text.lstrip().startswith("{"):
        yield "", report_from_text(text)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            document = document_of(line)
            name = plain_id(document.get("id"))
            yield f"line {number}" if name is None else str(name), report_from_json(document)
        except ValueError as exc:
            yield f"line {number}", exc


def report_from_text(text: str) -> Report:
    """Return the report of a plain text: its first line is the subject when an empty line follows."""
    lines = text.strip("\n").splitlines()
    if len(lines) > 2 and lines[0].strip() and not lines[1].strip():
        return Report(lines[0].strip(), "\n".join(lines[2:]).strip("\n"), A_PARTNER)
    return Report("", "\n".join(lines), A_PARTNER)


# --- reading and writing --------------------------------------------------------------------------------------------


def shown_name(file: str | None) -> str:
    """Return what an error calls the input."""
    return "standard input" if file in (None, "-") else str(file)


def opened(file: str, stack: ExitStack) -> TextIO:
    """Open a file, or standard input; bytes that are no UTF-8 are read as marks of a missing letter."""
    if file == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        return sys.stdin
    try:
        return stack.enter_context(Path(file).open(encoding="utf-8-sig", errors="replace"))
    except OSError as exc:
        raise InvalidInput(f"{file} cannot be read: {exc.strerror}.") from None


def utf8(stream: TextIO) -> TextIO:
    """Let a stream take every text, whatever the locale: half a surrogate pair is written as JSON writes it."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream
