"""The command line of `tierline inbox`; what its commands do is imported when one runs."""

from typing import Annotated

import typer

from app.settings_reading import load_settings

inbox_app = typer.Typer(help="Events that came in: list them, look at one, try again, drop.", no_args_is_help=True)

Ids = Annotated[list[int], typer.Argument(help="Ids of events, as `tierline inbox list` shows them.", min=1)]


@inbox_app.command("list")
def list_(
    state: Annotated[
        list[str] | None,
        typer.Option(help="pending, parked, ignored or done; repeatable. Default: pending and parked."),
    ] = None,
    ticket: Annotated[int | None, typer.Option(help="Only events of this ticket, in any state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Events at most, oldest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list instead of text.")] = False,
) -> None:
    """List events with state, age, tries and reason; never what was in them."""
    from app.commands.inbox import Wanted, show_list

    raise typer.Exit(show_list(Wanted(tuple(state or ()), ticket, limit), load_settings(), as_json=as_json))


@inbox_app.command()
def show(event: Annotated[int, typer.Argument(help="Id of the event.")]) -> None:
    """Show everything about one event, its body too, and what is on record of its ticket."""
    from app.commands.inbox import show_one

    raise typer.Exit(show_one(event, load_settings()))


@inbox_app.command()
def redrive(
    events: Annotated[list[int] | None, typer.Argument(help="Ids of events, in any state.")] = None,
    ticket: Annotated[int | None, typer.Option(help="What is parked or waits of this ticket.")] = None,
    all_parked: Annotated[bool, typer.Option("--all-parked", help="Everything that is parked.")] = False,
) -> None:
    """Try events again now, with all their tries before them. What was done on a ticket stays done, and once."""
    from app.commands.inbox import redrive as run

    raise typer.Exit(run(events or (), ticket, everything=all_parked, settings=load_settings()))


@inbox_app.command()
def drop(events: Ids, why: Annotated[str, typer.Option(help="The reason; it stays on record.")]) -> None:
    """End events that are parked or pending without handling them."""
    from app.commands.inbox import drop as run

    raise typer.Exit(run(events, why, load_settings()))
