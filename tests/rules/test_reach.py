"""How far a fault reaches: what all its rooms have in common, and back-ups that carry the calls."""

import pytest

from tests.rules.reach_reports import found, shown


@pytest.mark.parametrize(
    "description",
    [
        "The primary flaps, the back-up took over and the customer noticed nothing.",
        "El enlace primario se cae, las extensiones trabajan en respaldo.",
        "Le lien primaire tombe, le client est sur le lien de secours.",
    ],
)
def test_a_back_up_that_carries_the_calls_is_told(description: str) -> None:
    assert "on-backup" in shown("Primary circuit", description)


@pytest.mark.parametrize(
    "description",
    ["The primary is down and they have no back-up.", "We are on the back-up, and the back-up is down too."],
)
def test_a_back_up_that_is_not_there_or_fails_carries_nothing(description: str) -> None:
    assert "on-backup" not in shown("Primary circuit", description)


def test_a_sign_stands_at_its_words() -> None:
    text = "Hello. Since midnight every call via Lumen fails with 503."
    sign = next(sign for sign in found("calls", text) if sign.name == "carrier-outage")
    assert sign.source == "description"
    assert "Lumen" in text[sign.start : sign.end] or "call" in text[sign.start : sign.end]


def test_an_empty_report_shows_nothing() -> None:
    assert shown("", "") == set()
