"""The text: the figures side by side, the gravest first, and nothing that steers a terminal."""

import io

from rich.console import Console

from app.replay import terminal
from app.replay.outcome import Outcome
from tests.replay.kit import II, III, REFUSED, REVIEW, a_case, an_outcome, labelled


def text(outcome: Outcome, longest: int = 20) -> str:
    stream = io.StringIO()
    terminal.show(outcome, Console(file=stream, width=terminal.PLAIN_WIDTH, highlight=False), longest)
    return stream.getvalue()


def test_both_sides_stand_beside_each_other_with_the_gravest_moves_first() -> None:
    cases = [a_case("refused"), a_case("lost", labelled(3)), a_case("same")]
    shown = text(an_outcome(cases, [REVIEW, III, II], [REFUSED, II, II]))

    assert "TRIAGE_LARGE_GROUP_PERCENT  10 → 25" in shown
    assert "100.0 % (1 of 1)" in shown
    assert "0.0 % (0 of 1)" in shown
    assert shown.index("Tier III lost: 1") < shown.index("Refusals gained: 1") < shown.index("Limit not kept")
    assert "current    Tier III, accept: nothing works [customer-down]" in shown
    assert "candidate  Tier II, accept: 3 of 400 users [small-group]" in shown


def test_refusals_are_counted_by_partner_and_then_listed_with_their_reason() -> None:
    shown = text(an_outcome([a_case("D-1", labelled(2, source="person"), organization="Bolt")], [REFUSED]))

    assert shown.index("Bolt") < shown.rindex("D-1")
    assert "the partner's access covers it" in shown
    assert "wrong by a person's tier" in shown


def test_a_ticket_cannot_steer_the_terminal_or_the_markup() -> None:
    evil = a_case("\x1b[2J", subject="[red]\x1b[31mhello[/red]\r\n\u202eworld", organization="[link=x]")
    shown = text(an_outcome([evil], [REFUSED]))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red] [31mhello[/red] world" in shown


def test_lists_are_cut_where_asked_and_say_so() -> None:
    cases = [a_case(f"T-{number}", organization="Acme") for number in range(5)]
    shown = text(an_outcome(cases, [REFUSED] * 5), longest=2)

    assert "T-1" in shown
    assert "T-2" not in shown
    assert "… and 3 more" in shown
