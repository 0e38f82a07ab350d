"""
The command line: `tierline --help` is the manual.

Each command imports what it needs when it runs, so that `tierline triage` need not wait for a web server.
"""

import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app import __version__
from app.commands.inbox_app import inbox_app
from app.errors import AppError, InvalidInput, SettingsError
from app.settings_reading import load_settings

app = typer.Typer(
    help="Keeps a telecom wholesaler's partner-support policy beside a Zendesk account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.add_typer(inbox_app, name="inbox")

EXIT_SETTINGS = 2
KILL_AT = "TIERLINE_KILL_AT"
"""Fault tests only: the crash point at which the process shall die."""


def main() -> None:
    """Run the command line; wrong settings and wrong input end with a sentence and code 2."""
    try:
        app()
    except (SettingsError, InvalidInput) as exc:
        _stop(str(exc))
    except AppError as exc:
        _stop(str(exc), code=1)


@app.command()
def serve() -> None:
    """Run the service with the settings of the environment and .env."""
    from app import garbage

    garbage.put_off()  # until the server has settled down: a start loads much, and takes webhooks meanwhile
    from app.crashpoint import arm
    from app.main import create_app
    from app.ops.connection import server_config
    from app.ops.ending import end_when_broken, leave
    from app.ops.logging import catch_the_rest, configure, secrets_of
    from app.ops.server import EXIT_START_FAILED, SWITCH_SECONDS, Server
    from app.store.database import Database

    sys.setswitchinterval(SWITCH_SECONDS)
    settings = load_settings()
    settings.require_zendesk()
    configure(settings.log_level, secrets_of(settings), for_good=True)
    catch_the_rest()
    if order := os.environ.get(KILL_AT):
        arm(order)
    database = Database.open(settings.database_url)
    service = create_app(settings, database=database)
    config = server_config(
        service,
        host=settings.host,
        port=settings.port,
        shutdown_seconds=settings.shutdown_seconds,
        trusted_proxies=settings.forwarded_allow_ips,
    )
    server = Server(
        config,
        shutdown_seconds=settings.shutdown_seconds,
        stopping=lambda: service.state.service.begin_stop(),
        prepared=lambda: service.state.service.prepared.wait(),
    )
    end_when_broken(database, lambda: setattr(server, "should_exit", True))
    server.run()
    if database.broken.done():
        leave()
    if not server.started:
        raise typer.Exit(EXIT_START_FAILED)


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: usable, errors, warnings.")] = False,
) -> None:
    """Read settings, rules and notices, say what is wrong or doubtful about them, and start nothing."""
    from app.commands.check import check as run

    raise typer.Exit(run(as_json=as_json))


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
    file: Annotated[
        str | None,
        typer.Argument(help="Tickets, one JSON object a line, or a text with --explain; - is standard input."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of prose.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="A card that shows every reason, for one ticket.")] = False,
    ticket: Annotated[int | None, typer.Option(help="Judge and explain this ticket of Zendesk's.")] = None,
    organization: Annotated[
        str | None, typer.Option(help="The requester's partner organization, in place of the ticket's own.")
    ] = None,
    no_organization: Annotated[
        bool, typer.Option("--no-organization", help="The requester belongs to no partner.")
    ] = False,
    form: Annotated[
        list[str] | None, typer.Option(help="A field of the form as key=value, such as affected_users=3; repeatable.")
    ] = None,
    comments: Annotated[
        bool, typer.Option("--comments", help="The file holds later comments with their tickets: what does each say?")
    ] = False,
) -> None:
    """
    Judge tickets by the policy: tier, action and why. Labels in the file are ignored.

    A line that cannot be understood is named and passed over; the exit code is then 2.
    """
    from app.commands.triage import Order
    from app.commands.triage import triage as run
    from app.policy_in_force import policy_of

    settings = load_settings()
    order = Order(file, ticket, as_json, explain, organization, no_organization, tuple(form or ()), comments)
    raise typer.Exit(run(order, settings, policy_of(settings)))


@app.command()
def replay(
    file: Annotated[
        str | None, typer.Argument(help="Past tickets, one JSON object a line, labels welcome; - reads standard input.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Replay the account's own tickets instead: 90d, 12h, 4w, or a date.")
    ] = None,
    candidate: Annotated[Path | None, typer.Option(help="Env file of settings to try beside the current ones.")] = None,
    html: Annotated[Path | None, typer.Option(help="Also write a page to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")] = False,
    show: Annotated[int, typer.Option(min=0, help="Entries of each list in the text.")] = 20,
    cache: Annotated[
        Path | None, typer.Option(help="Where fetched tickets are kept; default: replay/ beside the database.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Fetch what changed since the kept pages.")] = False,
    audits: Annotated[bool, typer.Option(help="Ask the audits who set a tier, where only they can tell.")] = True,
    processes: Annotated[int | None, typer.Option(min=1, max=256, help="To judge in; default: one a core.")] = None,
) -> None:
    """
    Judge past tickets again, under the current settings and under a candidate, before a change is live.

    Ends with code 3 when a limit of REPLAY_* is not kept.
    """
    from app.commands.replay import Order
    from app.commands.replay import replay as run

    order = Order(file, since, candidate, html, as_json, cache, refresh, audits, processes, show)
    raise typer.Exit(run(order))


@app.command()
def rehearse(
    file: Annotated[
        str | None,
        typer.Argument(help="Tickets and what happens to them, one JSON object a line; - is standard input."),
    ] = None,
    hours: Annotated[float, typer.Option(help="How long the rehearsal lasts.")] = 24.0,
    start: Annotated[
        str | None, typer.Option(help="When it begins, such as 2026-09-14T22:00 (UTC); default: a Monday at 06:00.")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="The project's own day with its own settings, in place of a file.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Without texts and reasons.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Also what was ignored, and why.")] = False,
    html: Annotated[Path | None, typer.Option(help="Write it as a page into this file instead.")] = None,
) -> None:
    """
    Live through a night before it comes: every comment, note, assignment and notification, under the current settings.

    The service runs against a sandbox, in steps instead of in time; nothing leaves the machine. A line that cannot be
    understood is named and left out; the exit code is then 2.
    """
    from app.commands.rehearse import Order
    from app.commands.rehearse import rehearse as run

    raise typer.Exit(run(Order(file, example, hours, start, as_json, brief, verbose, html)))


@app.command("shadow-report")
def shadow_report(
    since: Annotated[str, typer.Option(help="How far back: 12h, 7d, 4w, or a date.")] = "7d",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document with every difference.")] = False,
    html: Annotated[Path | None, typer.Option(help="Also write the whole report as a page into this file.")] = None,
    audits: Annotated[int, typer.Option(help="Tickets whose audits are read at most, gravest first.")] = 500,
    show: Annotated[int, typer.Option(help="Lines of each list on the terminal.")] = 30,
) -> None:
    """Compare what Tierline would have done in shadow with what people did. Reads Zendesk, changes nothing."""
    from app.commands.shadow_report import Order
    from app.commands.shadow_report import shadow_report as run

    raise typer.Exit(run(Order(since, as_json, html, audits, show), load_settings()))


@app.command("notify-test")
def notify_test() -> None:
    """Send a test message to every notification address and say which take it; ends with 1 when one does not."""
    from app.commands.notify_test import notify_test as run

    raise typer.Exit(run(load_settings()))


@app.command()
def forecast(
    hours: Annotated[float, typer.Option(help="How far ahead to look.")] = 24.0,
    ticket: Annotated[
        int | None, typer.Option(help="The whole future of this ticket, and what would change it.")
    ] = None,
    diff: Annotated[
        Path | None, typer.Option(help="Env file of settings to try: what would they move, and what at once?")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of text.")] = False,
    show: Annotated[int, typer.Option(min=0, help="Entries of each list.")] = 30,
    everything: Annotated[bool, typer.Option("--all", help="All entries of each list.")] = False,
    zone: Annotated[str, typer.Option(help="Zone in which times are shown, such as Europe/Berlin.")] = "UTC",
) -> None:
    """
    Tell what will happen next, when and to whom, and how long the queue needs. Reads the database, changes nothing.

    With --diff it ends with code 3 when tickets would climb the moment the service starts with those settings.
    """
    from app.commands.forecast import Order, show_forecast

    order = Order(hours, ticket, diff, as_json, show, everything, zone)
    raise typer.Exit(show_forecast(order, load_settings()))


@app.command()
def ledger(
    month: Annotated[str | None, typer.Option(help="Such as 2026-11; default: the last one that is over.")] = None,
    partner: Annotated[str | None, typer.Option(help="Only this partner: its name, or a part of it.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone of the month; default: LEDGER_ZONE.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    shadow: Annotated[
        bool, typer.Option("--shadow", help="Instead: refusals in shadow, which were never sent.")
    ] = False,
    show: Annotated[int, typer.Option(min=0, help="Refusals of the table.")] = 200,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write csv or json to this file.")] = None,
) -> None:
    """
    List every refusal of a month: partner, requester, ticket, clause, evidence, dispute, and whether it can be billed.

    Reads the database beside the running service, asks Zendesk nothing and changes nothing.
    """
    from app.commands.ledger import Order, format_named
    from app.commands.ledger import ledger as run

    order = Order(month, partner, zone, format_named(form), shadow, show, output)
    raise typer.Exit(run(order, load_settings()))


@app.command()
def evidence(
    partner: Annotated[str, typer.Option(help="The partner's name, or a part of it.")],
    month: Annotated[str | None, typer.Option(help="Such as 2026-11; default: the last one that is over.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone of the month; default: LEDGER_ZONE.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File of the page; default: evidence-PARTNER-MONTH.html.")
    ] = None,
) -> None:
    """
    Write a partner's month as a page: tickets by tier, first responses, escalations with lateness, refusals.

    Reads the database beside the running service, asks Zendesk nothing and changes nothing.
    """
    from app.commands.evidence import Order
    from app.commands.evidence import evidence as run

    typer.echo(f"The page is in {run(Order(partner, month, zone, output), load_settings())}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; an older copy there is replaced.")]) -> None:
    """Copy the database of a running or stopped service, checked as a whole; changes nothing."""
    from app.commands.backup import backup as run

    settings = load_settings()
    if not settings.database_url.startswith("sqlite:"):
        raise InvalidInput("DATABASE_URL is not a SQLite file; back it up with its own tools, such as pg_dump.")
    typer.echo(run(settings.database_path, file))


def _stop(sentence: str, code: int = EXIT_SETTINGS) -> NoReturn:
    typer.echo(sentence, err=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
