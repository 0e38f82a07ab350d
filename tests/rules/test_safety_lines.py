"""Safety lines: what a report says of them, and what only sounds like it."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.safety_lines import signs
from app.rules.ticket import Form, Report

FAULT, NAMED = "safety-line-fault", "safety-line-mention"


def found(description: str) -> set[str]:
    facts = Reader.by(Policy.shipped().lexicon).read(Report(subject="", description=description, form=Form()))
    return {sign.name for sign in signs(facts, 10.0)}


@pytest.mark.parametrize(
    "text",
    [
        "The elevator phone has no dial tone.",
        "The fire panel reports comm fail on both lines.",
        "Crisis line: callers get a busy signal, counsellors are logged in.",
        "The panic buttons at reception do nothing. They can't reach security since noon.",
        "La ligne d'urgence de la clinique est injoignable.",
    ],
)
def test_a_safety_line_that_is_dead_is_a_fault(text: str) -> None:
    assert found(text) == {FAULT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I set up an elevator phone on an adapter?", {NAMED}),
        ("Please add a line for the fire panel.", {NAMED}),
        ("The lift phone works but crackles.", {NAMED}),
        ("The fire panel's line will be dead tomorrow for the drill, ignore alerts.", {NAMED}),
        ("The crisis line was silent at noon. It is back, please close.", {NAMED}),
        ("When I lift the receiver there is no dial tone.", set()),
        ("Don't be alarmed, two phones are dead.", set()),
        ("Please fire the schedule at five.", set()),
        ("I am away. If the elevator phone does not work, call our night desk.", {NAMED}),
    ],
)
def test_a_safety_line_that_is_only_named_is_no_fault(text: str, expected: set[str]) -> None:
    assert found(text) == expected
