"""What fails, short of an outage."""

import pytest

from app.rules.faults.reading import signs
from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.ticket import Report

READER = Reader.by(Policy.shipped().lexicon)


def names(description: str, subject: str = "") -> set[str]:
    facts = READER.read(Report(subject, description))
    return {sign.name for sign in signs(facts, 10.0)}


TOLD = (
    ("Callers at the print works sound metallic on every desk, they cope.", {"quality"}),
    ("Two second delay on each call, people talk over each other.", {"quality"}),
    ("It takes about nine seconds until a call connects.", {"quality"}),
    ("Las llamadas se oyen entrecortadas desde ayer.", {"quality"}),
    ("Calls drop after 15 minutes, whoever makes them.", {"drops"}),
    ("About one call in twelve fails with busy, a redial works.", {"intermittent"}),
    ("Ext 12 has one-way audio: she hears them, they don't hear her.", {"one-way-audio"}),
    ("The portal gives a 502 after login for the whole team. Customers can call.", {"admin-loss"}),
    ("CDR exports come out empty since Monday, other browser tried.", {"admin-loss"}),
    ("Le portail est inaccessible depuis hier.", {"admin-loss"}),
    ("The queue callback never rings anybody back. Rebuilt the queue, same.", {"feature-broken"}),
    ("Faxes die on page 2, T.38 off and on, other machine.", {"fax-fault", "feature-broken"}),
    ("Texts from the clinic never arrive, re-enabled SMS on the number.", {"sms-fault", "feature-broken"}),
    ("Voicemail emails stopped on Friday. Changed the address, checked spam.", {"voicemail-fault", "feature-broken"}),
    ("One handset in the shed says not registered.", {"registration-one"}),
    ("The screen of her phone is cracked.", {"device-fault"}),
    ("Cells show Potential Fraud on calls from the care home.", {"number-wrong", "spam-label"}),
    ("Los celulares muestran posible spam cuando llama la clínica.", {"number-wrong", "spam-label"}),
    ("Les portables affichent fraude potentielle quand le bureau appelle.", {"number-wrong", "spam-label"}),
    ("CNAM shows the former owner's wrong name when they call out.", {"number-wrong"}),
    ("Calls to 555-0118 go to a stranger.", {"misrouted"}),
    ("The port was rejected again, address mismatch.", {"port-trouble"}),
    ("You billed us twice for August.", {"invoice-trouble"}),
    ("All recordings of May have vanished.", {"data-lost"}),
    ("Every third call needs a second try since Monday.", {"intermittent"}),
    ("Nadie de la oficina puede entrar al portal, las llamadas van bien.", {"admin-loss"}),
    ("How do I record a new greeting?", {"feature-question"}),
    ("Please add Kim to the hunt group.", {"feature-question"}),
)
NOT_TOLD = (
    ("No echo, no crackle, everybody is content.", "quality"),
    ("If calls sounded choppy, what would you look at?", "quality"),
    ("The echo is gone since noon, please close.", "quality"),
    ("What jitter is acceptable?", "quality"),
    ("The portal won't take my password, I forgot it.", "admin-loss"),
    ("Portal is down for me: account locked. Please unlock my user.", "admin-loss"),
    ("It was our wifi: calls sounded choppy. Nothing for you to do.", "quality"),
    ("Six of the 40 handsets say not registered.", "registration-one"),
    ("We want the two texts on our invoice in Spanish.", "sms-fault"),
    ("Where in the portal do I see the call log?", "admin-loss"),
    ("How do I set the greeting? The old one still plays.", "feature-question"),
    ("Voicemail doesn't answer, I haven't looked yet.", "feature-broken"),
    ("All the phones say not registered.", "registration-one"),
    ("Tried another switch port, still nothing.", "port-trouble"),
    ("Checked spam, the mail never came.", "number-wrong"),
    ("We suspect fraud: 400 calls to Latvia, potential fraud of two thousand dollars.", "spam-label"),
    ("Which rate do you charge for a toll-free number?", "invoice-trouble"),
    ("I deleted the user and made it anew.", "data-lost"),
)


@pytest.mark.parametrize(("text", "shown"), TOLD, ids=[text for text, _ in TOLD])
def test_a_fault_told_is_a_sign(text: str, shown: set[str]) -> None:
    assert shown <= names(text)


@pytest.mark.parametrize(("text", "name"), NOT_TOLD, ids=[text for text, _ in NOT_TOLD])
def test_the_same_words_without_a_fault_are_none(text: str, name: str) -> None:
    assert name not in names(text)


def test_a_sign_points_at_the_words_that_show_it() -> None:
    text = "We pay a lot. Callers sound choppy."
    facts = READER.read(Report("", text))
    (sign,) = signs(facts, 10.0)
    assert text[sign.start : sign.end] == "choppy"
