"""Many, told in a roundabout way: two sentences that make one statement."""

import pytest

from app.rules.reader import Reader
from app.rules.roundabout import signs
from app.rules.ticket import Report
from tests.rules.kit import policy


def shown(text: str, subject: str = "phones") -> list[tuple[str, float | None]]:
    facts = Reader.by(policy().lexicon).read(Report(subject, text, "Acme"))
    return [(one.name, one.percent and round(one.percent, 1)) for one in signs(facts, 10.0)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Of the 160 phones, twenty are back. The others have no line.", [("large-share", 87.5)]),
        ("Of the 100 phones, 95 are back. The others have no line.", [("small-share", 5.0)]),
        ("Of the 160 phones, twenty are back. The others are fine too.", []),
        ("Of the 160 phones, twenty are back.", []),
        ("The rooms have lost dial tone. All 300 of them, as far as I can tell.", [("large-share", 100.0)]),
        ("The rooms have lost dial tone? All 300 of them?", []),
        ("The rooms have their dial tone again. All 300 of them.", []),
        ("The phones need a new logo. All 300 of them.", []),
        ("No audio for:\n- Ann (201)\n- Bob (204)\n- Carl (207)\nThe other nine are fine.", [("large-share", 25.0)]),
        ("New phones for:\n- Ann (201)\n- Bob (204)\n- Carl (207)\nThe other nine are fine.", []),
        ("No audio for:\n- Ann (201)\n- Bob (204)\nThe other nine are fine.", []),
        ("You know the outage of last week? It is happening right now. Same 5 customers.", [("many-customers", None)]),
        ("You know the outage of last week? It was the same 5 customers.", []),
        ("So all inbound calls get dead air.", [("customer-down", None)]),
        ("Do all inbound calls get dead air?", []),
        ("The main number answers with dead air.", [("main-number-down", None)]),
        ("It drops, so no client can reach any of the attorneys.", [("customer-down", None)]),
    ],
)
def test_what_two_sentences_tell_together(text: str, expected: list[tuple[str, float | None]]) -> None:
    assert shown(text) == expected
