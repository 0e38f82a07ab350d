"""The ledger on the terminal: what was refused, and what each partner comes to."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rich.console import Console

from app.ledger import terminal
from app.ledger.entry import Dispute, Entry
from tests.ledger.kit import NOVEMBER, an_entry

ACME, OTHER = an_entry(), an_entry(ticket_id=43, partner="Blue Sky", dispute=Dispute.OVERTURNED)
WIDE: Any = {"longest": 200, "is_shadow": False, "is_over": True}


def shown(entries: Sequence[Entry], partner: str | None = None, **more: Any) -> str:
    console = Console(file=io.StringIO(), width=160, highlight=False, emoji=False, markup=False)
    terminal.show(entries, NOVEMBER, partner, console, **(WIDE | more))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def lines_of(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip()]


def test_each_refusal_and_the_totals_of_each_partner_are_shown() -> None:
    text = shown([ACME, replace(ACME, ticket_id=44, dispute=Dispute.OPEN), OTHER])
    lines = lines_of(text)

    assert "Refusals, 2026-11 (UTC)" in text
    assert "tier1.action.examples: reset a voicemail password" in text
    assert "overturned, not billable" in text
    assert ["Acme", "2", "1", "1", "0"] in lines
    assert ["Blue", "Sky", "1", "0", "0", "1"] in lines
    assert ["all", "3", "1", "1", "1"] in lines


def test_totals_count_what_is_not_listed() -> None:
    text = shown([replace(ACME, ticket_id=number) for number in range(100, 110)], longest=3)

    assert text.count("tier1.action.examples") == 3
    assert "… and 7 more" in text
    assert ["Acme", "10", "10", "0", "0"] in lines_of(text)


def test_an_empty_month_says_so() -> None:
    assert "There is none." in shown([], "Acme")


def test_shadow_is_named_and_has_no_bill() -> None:
    text = shown([an_entry(is_shadow=True)], is_shadow=True)

    assert "Refusals in shadow, never sent" in text
    assert "billable" not in text


def test_a_month_that_runs_says_so() -> None:
    assert "The month is not over" in shown([], is_over=False)


def test_names_cannot_steer_the_terminal_and_are_no_markup() -> None:
    evil = "\x1b[2J[bold red]Acme[/]\u202e"
    text = shown([an_entry(partner=evil, requester=evil)], evil)

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold red]Acme[/]" in text


def test_what_is_not_on_record_is_named() -> None:
    text = shown([an_entry(partner=None, requester=None), an_entry(requester=None, requester_id=None, cited=())])

    assert "(no partner)" in text
    assert "user 500" in text
    assert "(not on record)" in text
