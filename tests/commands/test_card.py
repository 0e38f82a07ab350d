"""The card: everything a support lead asks, readable with and without colours."""

import io

import pytest

from app.commands.card import card, console_for
from app.rules.explanation import explain
from app.rules.ticket import Form, Report
from tests.rules.kit import HOWTO, OUTAGE, policy


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(report: Report, stream: io.StringIO | None = None, recorded: list[str] | None = None) -> str:
    out = stream if stream is not None else io.StringIO()
    console_for(out).print(card(explain(report, policy()), "#42", recorded, ["a remark"]))
    return out.getvalue()


def test_it_tells_tier_action_why_the_words_and_everything_that_could_change_it() -> None:
    text = shown(Report(*OUTAGE, "Acme", form=Form(total_users=22)), recorded=["2026-11-24 looked at"])

    assert "#42  Acme" in text
    assert "Tier III" in text
    assert "accept: taken on, and its age is watched" in text
    assert "decided by " in text
    for label in ("subject", "text", "clauses", "numbers", "form", "near misses", "learned", "would change", "missing"):
        assert f"│ {label} " in text
    assert "«" in text
    assert "[1] tier3." in text
    assert "total users: 22" in text
    assert "a refusal would be right" in text
    assert "looked at" in text
    assert "a remark" in text


def test_what_the_store_does_not_know_is_said_and_what_it_was_not_asked_is_not() -> None:
    assert "the store does not know this ticket" in shown(Report(*HOWTO, "Acme"), recorded=[])
    assert "recorded" not in shown(Report(*HOWTO, "Acme"))


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    assert "\x1b[" in shown(Report(*OUTAGE, "Acme"), Terminal())
    assert "\x1b[" not in shown(Report(*OUTAGE, "Acme"))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in shown(Report(*OUTAGE, "Acme"), Terminal())


def test_a_ticket_cannot_paint_on_the_terminal_or_write_markup() -> None:
    text = shown(Report("\x1b[2J[red]boo[/red]", "[link=http://x]y[/link] \x07 all phones down", "A\x1b[1mcme"))

    assert "\x1b" not in text
    assert "[red]boo[/red]" in text
