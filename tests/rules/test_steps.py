"""What the partner did, on whose side the cause is, and what helps meanwhile."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.report import report_from_json
from app.rules.steps import signs

LIMIT = 10.0


def shown(text: str) -> set[str]:
    """The names of the signs that a description shows."""
    facts = Reader.by(Policy.shipped().lexicon).read(report_from_json({"subject": "", "description": text}))
    return {one.name for one in signs(facts, LIMIT)}


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("One of 40 phones cannot dial, she uses the next desk meanwhile.", "workaround"),
        ("The key is broken, they dial by hand.", "workaround"),
        ("The ward has no other phone.", "no-workaround"),
        ("There is no work-around.", "no-workaround"),
        ("The clock is an hour off, purely cosmetic, no rush.", "minor"),
        ("One of 40 phones is silent.", "single-user"),
        ("Ext 118 hears nothing.", "single-user"),
        ("Phone number 3 hears nothing, the other 14 are ok.", "single-user"),
        ("He forgot his voicemail PIN.", "login-or-password"),
        ("One phone is not registered.", "login-or-password"),
    ],
)
def test_what_makes_a_trouble_small_or_not(text: str, name: str) -> None:
    assert name in shown(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("All phones are down, they use a cell meanwhile.", "workaround"),
        ("No rush, but none of the phones can call.", "minor"),
        ("The alarm line's one phone is dead, one of 40.", "single-user"),
        ("Low priority: all calls drop.", "minor"),
        ("It's a one-man shop and his one phone is dead.", "single-user"),
        ("The line of every one of our 31 customers is dead.", "single-user"),
        ("None of the 40 phones can register.", "login-or-password"),
        ("He got a new password and a new cable, same trouble.", "login-or-password"),
    ],
)
def test_what_is_large_is_not_told_small(text: str, name: str) -> None:
    assert name not in shown(text)
