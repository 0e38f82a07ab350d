"""What came and went: when it was over is told, that all is well again, and that somebody is to say why."""

import pytest

from app.rules.passing import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report

POLICY = Policy.shipped()


def _found(text: str) -> list[str]:
    facts = Reader.by(POLICY.lexicon).read(Report("", text, "Acme"))
    return [text[one.start : one.end] for one in signs(facts, POLICY.large_group_percent)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Every phone fell off at 14:05 and was back by 14:09. Engineering please look.", ""),
        ("40 seats dead 11:31 to 11:37, then fine. Logs please.", "11:31 to 11:37"),
        ("Nobody could call for about ten minutes. Normal since. What was it?", "for about ten minutes"),
        (
            "The third Tuesday running they lost registrations; all came back. Can you find out why?",
            "third Tuesday running",
        ),
        ("Same as last Wednesday: off, then on again. Is there a pattern on your side?", "Same as last Wednesday"),
        ("Estuvo caído de 10:15 a 10:22 y volvió. Revisen los registros por favor.", "10:15 a 10:22"),
        ("Coupure 12:00 à 12:04, tout est revenu. Vos journaux ?", "12:00 à 12:04"),
    ],
)
def test_what_had_an_end_and_wants_a_reason_came_and_went(text: str, shown: str) -> None:
    found = _found(text)

    assert found == ([shown] if shown else [])


@pytest.mark.parametrize(
    "text",
    [
        "All phones dead since 14:05. Back office can't call. What was changed on your side?",
        "40 seats dead 11:31 to 11:37, then fine, and now dead again. Logs please.",
        "Dead for ten minutes, fine since. Nothing to do.",
        "Dead for ten minutes, fine since; the cause was our own breaker, no need to look.",
        "Open from 9:00 to 17:00, then all calls go back to the bar. Please check the schedule.",
        "How do I see the call logs of the last ten minutes?",
    ],
    ids=["goes on", "again", "no reason wanted", "own", "hours", "a question"],
)
def test_what_goes_on_or_wants_nothing_did_not(text: str) -> None:
    assert _found(text) == []
