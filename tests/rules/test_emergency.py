"""Emergency calls: what a report says of them, and what only sounds like it."""

import pytest

from app.rules.emergency.reading import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Form, Report

FAULT, ADMIN, FINE, REJECTED = "emergency-fault", "emergency-admin", "emergency-fine", "emergency-address-rejected"
PASSED = "emergency-passed"


def found(description: str, subject: str = "") -> set[str]:
    facts = Reader.by(Policy.shipped().lexicon).read(Report(subject=subject, description=description, form=Form()))
    return {sign.name for sign in signs(facts, 10.0)}


@pytest.mark.parametrize(
    "text",
    [
        "911 from the lobby gives a fast busy.",
        "Guests cannot dial 911 from the lobby phone. It plays three tones and stops.",
        "The nurse dialed 999. It rang out, no operator. Other calls are fine.",
        "We did a test call to 911 with the county. The operator read back the old street. Portal shows the new one.",
        "Dispatcher said 'I have you in Reno'. The clinic is in Sparks.",
        "The ambulance went to our old building last night.",
        "Dispatch asked which state the caller was in, then the line was cut.",
        "A child called 112 and was connected to a bakery, the village is right in the portal.",
        "911 calls from the annex are answered by the wrong county.",
        "The PSAP tried to call back and reached a fax tone.",
        "The 911 operator couldn't hear him.",
        "Outbound works except 911.",
        "We had no 911 issues until today. 911 gives a fast busy from every phone.",
        "911 calls fail since noon. The other site has no 911 issues.",
        "No podemos llamar al 911 desde la sucursal.",
        "Le 112 tombe sur la messagerie de l'accueil.",
        "No rush, but 933 reads an address in Dallas. They moved to Plano and the record is updated.",
    ],
)
def test_emergency_calls_that_fail_or_show_the_wrong_place_are_a_fault(text: str) -> None:
    assert FAULT in found(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I update the 911 address of a user?", {ADMIN}),
        ("Does 911 see the floor if we enter it in line 2?", {ADMIN}),
        ("We tested 911 from all rooms, all good.", {FINE, PASSED}),
        ("The 911 address is rejected by the portal, the site opens in June.", {REJECTED}),
        ("What happens to 911 calls if our internet goes down?", {ADMIN}),
        ("Please call me about extension 911, it cannot log in.", set()),
        ("No calls to area code 999 since noon.", set()),
        ("EMERGENCY!!! The boss forgot his password.", set()),
        ("The taxi dispatcher gets a fast busy when she calls drivers.", set()),
        ("The 911 surcharge on our invoice is wrong.", set()),
        ("How long until 911 would show the new address? No emergency call problem, we just moved.", {ADMIN}),
        ("The 911 thing was a dial plan entry of ours. 911 gave a busy tone, we removed it, all good.", {FINE}),
    ],
)
def test_what_only_names_emergency_calling_is_no_fault(text: str, expected: set[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "911 tests done. 9 of 9 buildings passed, address and room. No failures.",
        "All test calls to 112 from the four buildings have passed on the 6th, the location was displayed correctly.",
        "We dialed 933 from each room, address and callback number right on each of them.",
        "The 911 test call went through, callback number correct. Please confirm it, but my boss wants it in writing.",
        "Hicimos la prueba de 911 desde la sucursal Norte y la llamada sí salió. Sin ninguna falla.",
        "Les essais du 911 ont tous réussi, sans aucun problème.",
        "In March a 911 call went to the wrong county. You corrected it, and we tested monthly since. A letter please?",
    ],
)
def test_emergency_calls_that_were_tested_and_passed_are_no_fault(text: str) -> None:
    signs = found(text)

    assert PASSED in signs
    assert FAULT not in signs


@pytest.mark.parametrize(
    "text",
    [
        "911 tests done, all passed except room 12.",
        "911 tests done, all passed. Room 12 showed Suite 4, the rest was right.",
        "911 tests done. 39 of 40 passed.",
        "The 911 test passed from the lobby but the annex gets silence.",
        "We tested 911, all good. Room 7 rang out twice.",
        "The 911 test went through, the dispatcher read back the old address.",
        "The 911 test went through and the address was right. The portal shows 14 Elm.",
        "933 ok 41x, 1x '403 forbidden'. We tested 911 live, also 403.",
        "Las pruebas del 911 pasaron bien, menos la bodega.",
        "Les essais du 911 ont réussi sauf au gymnase.",
        "In March a 911 call went to the wrong county. You corrected it and we tested monthly since. Again today.",
        "The 911 call went to the wrong county in March. You corrected it.",
        "911 works fine, as far as they know.",
    ],
)
def test_a_test_with_any_word_of_trouble_has_not_passed(text: str) -> None:
    """A missed fault of emergency calls is the worst mistake: whatever stands beside a test is held against it."""
    assert PASSED not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "If your phones are down or 911 calls fail, please call our on-call desk at 512-555-0133.",
        "Si un client est en panne ou si le 911 ne fonctionne pas, appelez notre ligne d'urgence au 819-555-0142.",
        "Si el 911 no funciona, llame a nuestra línea de guardia.",
    ],
    ids=["English", "French", "Spanish"],
)
def test_what_to_do_should_emergency_calls_fail_is_no_fault(text: str) -> None:
    assert FAULT not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "911 does not work, please call our office.",
        "911 calls fail from the annex. If you need more, call our lead at 512-555-0133.",
        "Si le 911 est à vous, voyez : le 911 ne fonctionne pas depuis hier. Appelez notre bureau.",
    ],
)
def test_a_fault_beside_a_wish_to_be_called_is_one(text: str) -> None:
    assert FAULT in found(text)


def test_a_sign_points_at_the_words_that_show_it() -> None:
    facts = Reader.by(Policy.shipped().lexicon).read(
        Report(subject="Hello", description="All fine. 911 gives a fast busy.", form=Form())
    )
    (shown,) = signs(facts, 10.0)
    assert (shown.source, "All fine. 911 gives a fast busy."[shown.start : shown.end]) == (
        "description",
        "911 gives a fast busy",
    )
