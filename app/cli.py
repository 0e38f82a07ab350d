"""
The command line: `tierline --help` is the manual.

Each command imports what it needs when it runs, so that `tierline triage` need not wait for a web server.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer

from app import __version__
from app.config import load_settings
from app.errors import AppError, SettingsError

app = typer.Typer(
    help="Keeps a telecom wholesaler's partner-support policy beside a Zendesk account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EXIT_SETTINGS = 2
KILL_AT = "TIERLINE_KILL_AT"
"""Fault tests only: the crash point at which the process shall die."""


def main() -> None:
    """Run the command line; wrong settings and wrong input end with a sentence and code 2."""
    try:
        app()
    except SettingsError as exc:
        _stop(str(exc))
    except AppError as exc:
        _stop(str(exc), code=1)


@app.command()
def serve() -> None:
    """Run the service with the settings of the environment and .env."""
    import uvicorn

    from app.crashpoint import arm
    from app.main import create_app
    from app.ops.logging import configure
    from app.store.database import Database

    settings = load_settings()
    settings.require_zendesk()
    configure(settings.log_level)
    if order := os.environ.get(KILL_AT):
        arm(order)
    database = Database.open(settings.database_url)
    uvicorn.run(
        create_app(settings, database=database),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.shutdown_seconds),
    )


@app.command()
def check() -> None:
    """Read the settings and say what is wrong or doubtful about them, without starting anything."""
    settings = load_settings()
    settings.require_zendesk()
    for warning in settings.warnings():
        typer.echo(f"warning: {warning}")
    typer.echo("The settings can be used.")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(f"tierline {__version__}")


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on the loopback interface; 0 takes a free one.")] = 8900,
    service: Annotated[
        str | None,
        typer.Option(help="URL of a Tierline to send the trigger webhooks to, such as http://127.0.0.1:8000."),
    ] = None,
) -> None:
    """Run a Zendesk of its own on the loopback interface, with a control API under /control."""
    from app.zendesk.sandbox.server import serve_forever

    serve_forever(port=port, service=service)


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the day instead of serving on.")] = False,
    seconds: Annotated[float, typer.Option(help="How long the day shall take.")] = 100.0,
    port: Annotated[int, typer.Option(help="Port of the service; 0 takes a free one.")] = 0,
) -> None:
    """Live through a partner-support day: service and sandbox in one process, about forty tickets, the whole ladder."""
    from app.demo.day import live_through

    raise typer.Exit(live_through(once=once, seconds=seconds, port=port))


@app.command()
def triage(
    file: Annotated[str, typer.Argument(help="Tickets, one JSON object a line; - reads standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of prose.")] = False,
) -> None:
    """Judge tickets by the policy: tier, action and why. Labels in the file are ignored."""
    from app.main import policy_of
    from app.rules.report import report_from_json
    from app.rules.triage import triage as judge

    policy = policy_of(load_settings())
    with ExitStack() as stack:
        lines = _open(file, stack)
        for number, document in _documents(lines, file):
            try:
                report = report_from_json(document)
            except ValueError as exc:
                _stop(f"{file}, line {number}: {exc}")
            verdict = judge(report, policy)
            if as_json:
                typer.echo(json.dumps({"id": document.get("id"), **verdict.as_json()}, ensure_ascii=False))
            else:
                _print_verdict(document, verdict.as_json())


def _open(file: str, stack: ExitStack) -> TextIO:
    if file == "-":
        return sys.stdin
    try:
        return stack.enter_context(Path(file).open(encoding="utf-8"))
    except OSError as exc:
        _stop(f"{file} cannot be read: {exc.strerror}.")


def _documents(lines: TextIO, file: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as exc:
            _stop(f"{file}, line {number}: not JSON ({exc}).")
        if not isinstance(document, dict):
            _stop(f"{file}, line {number}: one JSON object a line is expected.")
        yield number, document


def _print_verdict(document: Mapping[str, Any], verdict: Mapping[str, Any]) -> None:
    colour = {1: typer.colors.GREEN, 2: typer.colors.YELLOW, 3: typer.colors.RED}[verdict["tier"]]
    tier = typer.style(f"Tier {'I' * verdict['tier']}", fg=colour, bold=True)
    typer.echo(f"{document.get('id', '?')}  {tier}  {verdict['action']}  {document.get('subject', '')}")
    typer.echo(f"    {verdict['because']}  [{verdict['rule']}, {verdict['confidence']}]")
    for evidence in verdict["evidence"]:
        typer.echo(f"    {evidence['clause']}: {evidence['words']!r} ({evidence['source']})")


def _stop(sentence: str, code: int = EXIT_SETTINGS) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
