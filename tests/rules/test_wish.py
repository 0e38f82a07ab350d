"""What a writer wants, told apart from faults that hide between questions."""

import pytest

from app.rules.policy import Policy
from app.rules.reader import Facts, Reader
from app.rules.ticket import Report
from app.rules.wish import signs

READER = Reader.by(Policy.shipped().lexicon)


def names(text: str, subject: str = "Request", organization: str | None = "Partner") -> set[str]:
    return {sign.name for sign in signs(read(text, subject, organization), 10.0)}


def read(text: str, subject: str = "Request", organization: str | None = "Partner") -> Facts:
    return READER.read(Report(subject=subject, description=text, organization=organization))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I reset a voicemail PIN for one user?", {"how-to"}),
        ("Where in the portal is the ring time set?", {"how-to"}),
        ("¿Cómo activo el desvío en el portal?", {"how-to"}),
        ("Comment ajouter un horaire de vacances?", {"how-to"}),
        ("The baker wants a new greeting for Easter, please upload it.", {"change-request"}),
        ("Please delete extension 204, she has left.", {"change-request"}),
        ("We need a signed statement for a tender.", {"info-request"}),
        ("Is there an outage today? Please tell me.", {"info-request"}),
        ("Do you do live training on the admin pages?", {"info-request"}),
        ("Who is the account manager for us?", {"info-request"}),
        ("When does the old app reach its end of life?", {"info-request"}),
        ("Quelle liste d'IP autoriser ?", {"info-request"}),
        ("¿Nos pasan el contrato marco de 2024?", {"info-request"}),
        ("Invoice 17 charges us twice, please credit it.", {"wholesaler-order"}),
        ("Please resubmit the port with the LOA we sent.", {"wholesaler-order"}),
        ("Please renew the certificate of our host.", {"wholesaler-order"}),
        ("Thanks a lot, everything works again. Please close.", {"thanks"}),
        ("I am out of the office until Monday.", {"auto-reply"}),
        ("This is only a test of our connector, please ignore.", {"test-message"}),
    ],
)
def test_a_wish_is_named_by_whose_work_it_is(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "None of the 12 phones at the school can call out since nine.",
        "Callers get a busy tone, we rebooted and swapped the handset, no change.",
        "Where do I set the greeting? By the way, the clinic cannot receive calls since noon.",
        "How many users fit in a queue? Their nine phones get no calls since this morning, rebooted twice.",
        "Las llamadas se cortan desde ayer, ya reiniciamos el router.",
        "Le standard ne sonne plus depuis ce matin, on a tout redémarré.",
        "The wallboard is frozen, other browsers show the same.",
        "We dialed 911 and the operator saw the wrong address.",
        "Thanks for the new rate sheet. Since the upload two of our dentists cannot be called, tried another network.",
        "Callers to the hotel hear nothing, other numbers are fine.",
    ],
)
def test_a_fault_is_told_even_between_questions(text: str) -> None:
    assert "fault-told" in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do I make sure that nobody can call out at night?",
        "The dentist wants all phones silent during lunch. Where is that set?",
        "None of the ten phones should ring in the canteen. Is there a schedule?",
        "Can I block calls to premium numbers for one site?",
        "What happens if the trunk is down?",
        "It was down yesterday, all is resolved, thanks.",
        "We will take the switch down on Sunday for new cabling, no action needed.",
        "The customer asks whether you had an outage. Nothing is wrong here.",
        "The four people from upstairs come down on Monday, how do I move their phones?",
        "Nine out of ten users did the training. Can I invite the tenth again?",
        "Category: Total outage\nWhere do I upload music on hold?",
        "Six phones should be silent during the nap. Which menu?",
    ],
)
def test_what_is_wished_asked_planned_or_over_is_no_fault(text: str) -> None:
    assert "fault-told" not in names(text)


def test_whoever_belongs_to_no_partner_is_an_end_customer() -> None:
    assert "end-customer" in names("My phone is dead and the man who sold it does not answer.", organization=None)


def test_advertising_from_outside_is_no_end_customer() -> None:
    assert names("Boost your sales! Best prices for SEO, unsubscribe here.", organization=None) == {"advertising"}


def test_a_ticket_without_facts_is_nothing_told() -> None:
    assert "nothing-told" in names("pls call me", subject="hello")


def test_a_sign_points_to_the_words_that_show_it() -> None:
    text = "Hello. The phones cannot register since noon."
    found = [sign for sign in signs(read(text), 10.0) if sign.name == "fault-told"]

    assert [text[sign.start : sign.end] for sign in found] == ["cannot register"]


def test_a_question_beside_a_fault_is_not_the_point_of_the_ticket() -> None:
    found = names("How do I set the greeting? Also no phone at the bank can call out since nine, we restarted all.")

    assert "fault-told" in found
    assert not found & {"how-to", "change-request"}


def test_an_empty_ticket_shows_nothing() -> None:
    assert names("", subject="") == set()
