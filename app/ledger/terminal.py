"""The ledger as tables for the terminal: the refusals, and the totals of each partner."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.ledger.entry import Billing, Dispute, Entry, line
from app.ledger.formats import BILLED
from app.ledger.month import Month
from app.ledger.totals import Totals

NOBODY: Final = "(no partner)"
COLOURS: Final = {
    Billing.BILLABLE: "green",
    Billing.PENDING: "yellow",
    Billing.NOT_BILLABLE: "red",
    Billing.SHADOW: "dim",
}


def show(
    entries: Iterable[Entry],
    month: Month,
    partner: str | None,
    console: Console,
    longest: int,
    *,
    is_shadow: bool,
    is_over: bool,
) -> None:
    """Print at most `longest` refusals, and the totals of all."""
    what = "Refusals in shadow, never sent" if is_shadow else "Refusals"
    title = f"{what}, {month.name} ({month.zone.key})" + (f", {line(partner)}" if partner else "")
    console.print(Text(title, "bold"))
    if not is_over:
        why = "The month is not over, or it is not known yet whether a refusal of it was sent"
        console.print(Text(f"{why}: refusals may be added.", "yellow"))
    totals = Totals()
    seen = totals.seeing(entries)
    table = _refusals(islice(seen, longest), month)
    more = sum(1 for _ in seen)
    if not totals.counts:
        console.print("There is none.")
        return
    if longest:
        console.print(table)
    if more:
        console.print(Text(f"… and {more} more; --show, --format csv or json tell all", "dim"))
    console.print(_totals(totals, is_shadow=is_shadow))


def _refusals(entries: Iterable[Entry], month: Month) -> Table:
    table = Table("refused", "ticket", "partner and requester", "clause and words", "dispute", box=SIMPLE_HEAD)
    table.columns[0].no_wrap = True
    table.columns[3].overflow = "fold"
    for entry in entries:
        table.add_row(
            f"{month.local(entry.refused_at):%Y-%m-%d %H:%M}",
            str(entry.ticket_id),
            Text(f"{line(entry.partner or NOBODY)}\n{_requester(entry)}"),
            Text("\n".join(f"{one.clause}: {one.words}" for one in entry.cited) or line(entry.because)),
            _standing(entry),
        )
    return table


def _requester(entry: Entry) -> str:
    if entry.requester:
        return line(entry.requester)
    return f"user {entry.requester_id}" if entry.requester_id is not None else "(not on record)"


def _standing(entry: Entry) -> Text:
    told = "" if entry.dispute is Dispute.NONE else f"{entry.dispute.value}, "
    return Text.assemble(told, (entry.billing.value.replace("_", " "), COLOURS[entry.billing]))


def _totals(totals: Totals, *, is_shadow: bool) -> Table:
    kinds = () if is_shadow else BILLED
    table = Table("partner", "refusals", *(kind.value.replace("_", " ") for kind in kinds), box=SIMPLE_HEAD)
    for column in table.columns[1:]:
        column.justify = "right"
    rows = [(line(name) or NOBODY, name) for name in totals.partners]
    for shown, name in rows:
        table.add_row(Text(shown), *_numbers(totals, name, kinds))
    if len(rows) > 1:
        table.add_section()
        table.add_row("all", *_numbers(totals, None, kinds), style="bold")
    return table


def _numbers(totals: Totals, partner: str | None, kinds: Iterable[Billing]) -> list[str]:
    return [str(totals.of(None, partner)), *(str(totals.of(kind, partner)) for kind in kinds)]
