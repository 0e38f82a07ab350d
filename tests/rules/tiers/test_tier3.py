"""What makes a finding of Tier III, and who is meant by "nobody"."""

import pytest

from app.rules.ticket import Form, Tier
from tests.rules.tiers.kit import first, spoken


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("911 calls failed from 10:00 to 10:10, then fine. Cause?", "emergency-calls"),
        ("The elevator phone was dead from 10:00 to 10:10, fine since. Cause?", "safety-line"),
    ],
)
def test_what_came_and_went_is_no_comfort_where_lives_depend_on_a_line(text: str, rule: str) -> None:
    names = [name for name, _ in spoken("phones", text)]

    assert names[0] == rule
    assert "came-and-went" in names


def test_the_form_counts_only_where_the_text_does_not() -> None:
    form = Form(service_affecting=True, workaround=False, affected_users=45, total_users=300)

    assert first("Queue", "Agents do not get calls.", form=form)[1].tier is Tier.THREE
    assert first("Queue", "3 of 400 agents do not get calls.", form=form)[1].tier is Tier.TWO


def test_a_work_around_never_lowers_an_emergency_fault() -> None:
    text = "911 calls from the school fail with a fast busy. They use their cell phones meanwhile."

    assert first("911", text)[1].tier is Tier.THREE


@pytest.mark.parametrize(
    "text",
    [
        "From today I can hear nobody on phone number 3.",
        "Ms. Gupta heard no one on the counter handset today, the line is dead.",
        "No oigo a nadie en el teléfono 3.",
    ],
    ids=["English", "of another", "Spanish"],
)
def test_who_hears_nobody_is_one_phone(text: str) -> None:
    assert "nobody" not in dict(spoken("", text))


def test_nobody_who_is_without_is_nobody_who_has() -> None:
    text = "Adding a user gives an error since your update."

    assert "nobody" in dict(spoken("", f"{text} Nobody has phones."))
    assert "nobody" not in dict(spoken("", f"{text} Nobody is without phones."))
    assert "nobody" in dict(spoken("", f"{text} Nobody calls without getting a busy tone on the phones."))


@pytest.mark.parametrize(
    "text", ["We hear nobody on the phones, calls are dead.", "Nobody can hear anybody on the phones."]
)
def test_where_all_hear_nobody_nobody_has_calls(text: str) -> None:
    assert dict(spoken("", text))["nobody"].tier is Tier.THREE


def test_one_way_audio_on_every_call_of_all_is_a_customer_down_whatever_else_is_told() -> None:
    """A click, a step in vain and a bypass "for a test" make no lesser fault of it; one user of them does."""
    text = "None of the callers can be heard, we hear a click. It is so on each of the 25 phones and each outside call."
    tried = "Firewall was bypassed for a test, no difference."

    assert first("", f"{text} {tried}")[0] == "customer-down"
    assert "customer-down" not in dict(spoken("", f"Ext 12 only: the caller can't be heard on any call. {tried}"))


def test_two_signs_make_a_finding_surer() -> None:
    alone = first("Phones", "31 of our 40 handsets are dead.")[1]
    both = first("Phones", "31 of our 40 handsets are dead since noon today.")[1]

    assert both.confidence > alone.confidence


def test_one_phone_that_nobody_has_looked_at_is_no_sole_line() -> None:
    looked = "1 phone not registered after the guy moved desks."

    assert "sole-line" in [name for name, _ in spoken("phone not registered", looked)]
    untried = f"{looked} Haven't looked at it yet."
    assert "sole-line" not in [name for name, _ in spoken("phone not registered", untried)]
