"""On whose side the cause is."""

import pytest

from tests.rules.steps.kit import shown


@pytest.mark.parametrize(
    "text",
    [
        "Power cut in the street, all phones dark.",
        "The cleaner unplugged the switch.",
        "Their router died, a new one comes on Friday.",
        "It was our own firewall, sorry.",
        "A digger cut the fibre of the client.",
        "No hay luz en la colonia.",
        "Not your fault, only logging it.",
        "It's only his headset.",
        "They forgot to plug the switch back in.",
        "I think he pressed do not disturb.",
    ],
)
def test_the_cause_is_on_their_own_side(text: str) -> None:
    assert "own-side" in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "It is not the router, and their internet is fine.",
        "We suspected the firewall, but another line gives the same.",
        "How do we route calls if the power is out?",
        "The power's been back since noon, the phones still cannot call.",
        "I unplugged the router for a minute, same trouble.",
    ],
)
def test_a_cause_ruled_out_or_imagined_is_nobodys(text: str) -> None:
    assert "own-side" not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Every call gets 503 from your SBC.",
        "Your registrar answers 403 for this account.",
        "No calls since your maintenance last night.",
        "Two other customers report the same.",
        "The button is greyed out for us.",
        "Over another carrier it rings at once.",
        "Su servidor contesta 404.",
    ],
)
def test_the_evidence_points_to_the_wholesaler(text: str) -> None:
    assert "your-side" in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is needed from your side.",
        "Will the phones be off during your maintenance tonight?",
        "Who joins from your side?",
    ],
)
def test_your_side_without_a_fault_is_no_evidence(text: str) -> None:
    assert "your-side" not in shown(text)
