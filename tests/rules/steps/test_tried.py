"""How far the partner has got by itself."""

import pytest

from tests.rules.steps.kit import shown


@pytest.mark.parametrize(
    "text",
    [
        "Rebooted the set, new password, other port. It still shows no line.",
        "We swapped the phone and the cable, no change.",
        "The lamp never lights: firmware updated, factory reset, another handset tried, all the same.",
        "He restarted it and recreated the user, callers still get a busy tone.",
        "Fax fails. T.38 off, another ATA, ECM off: same error.",
        "Cambiamos el cable y el aparato y sigue igual.",
        "Poste remplacé, câble remplacé, toujours rien.",
        "I've tried everything I can from here.",
        "I restart, I change the cable and the handset, is the same.",
    ],
)
def test_two_steps_without_success_are_exhausted(text: str) -> None:
    assert "steps-exhausted" in shown(text)
    assert "untried" not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "Her phone has no tone. I rebooted it, no change.",
        "Ext 12 cannot dial out. Handset swapped, still dead.",
    ],
)
def test_one_step_is_no_exhaustion(text: str) -> None:
    assert "one-step" in shown(text)
    assert "steps-exhausted" not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I reboot a handset and reset its password from the portal?",
        "Please reset the password and replace the greeting.",
        "Should we swap the phone or the cable first?",
        "Since you changed the router and the firewall rules nobody can dial.",
        "We want to replace all phones and cables next month.",
        "I tried twice to call them, then three times from my cell.",
        "A new user needs a new phone and a new number.",
    ],
)
def test_steps_asked_wished_or_done_by_others_do_not_count(text: str) -> None:
    assert not shown(text) & {"steps-exhausted", "one-step"}


@pytest.mark.parametrize(
    "text",
    [
        "One phone is dead. I haven't looked at it yet.",
        "The desk set says no service, not rebooted yet.",
        "Nobody has been there so far to look.",
        "What should I check before I drive out?",
        "Figured I'd ask first.",
        "El aparato de caja no da tono. Todavía no lo reinicié.",
        "Pas encore regardé.",
    ],
)
def test_nothing_tried_yet(text: str) -> None:
    assert "untried" in shown(text)
    assert not shown(text) & {"steps-exhausted", "one-step"}


def test_nothing_changed_is_not_nothing_tried() -> None:
    assert "untried" not in shown("We have not changed anything on our side and they cannot dial.")


@pytest.mark.parametrize("text", ["A reboot fixed it, thanks.", "Works again after we swapped the cable."])
def test_a_step_that_cured_helped(text: str) -> None:
    assert "steps-helped" in shown(text)
    assert "steps-exhausted" not in shown(text)


def test_a_step_that_did_not_cure_did_not_help() -> None:
    assert "steps-helped" not in shown("We hoped a reboot fixed it but it did not.")
