"""Notices: polite, complete, and unable to carry markup out of a ticket."""

from datetime import timedelta

import pytest

from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder, Step
from app.rules.notices import Notices
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict
from tests.rules.kit import NOW

NOTICES = Notices("Partner Support")
LADDER = Ladder(tuple(timedelta(hours=hours) for hours in (4, 8, 10, 12)))
HOUR = timedelta(hours=1)


def a_verdict(tier: Tier = Tier.TWO, because: str = "a reason", missing: tuple[str, ...] = ()) -> Verdict:
    return Verdict(tier, Action.ACCEPT, 0.9, "rule", because, missing=missing)


def acknowledgement(verdict: Verdict, age: timedelta = timedelta(0), number: int = 1) -> str:
    epoch = Epoch(number, NOW)
    return NOTICES.acknowledgement(42, "Acme", verdict, epoch, LADDER, HOUR, NOW + age)


@pytest.mark.parametrize(
    "words",
    [
        "Acme",
        "#42",
        "a ring count",
        "Professional Service",
        "reply",
        "passwords",
        "registration",
        "Tier II",
        "call examples",
    ],
)
def test_a_refusal_says_why_what_to_do_how_to_dispute_and_what_it_may_cost(words: str) -> None:
    assert words in NOTICES.refusal(42, "Acme", a_verdict(Tier.ONE, "a ring count"))


def test_tier_2_is_promised_an_answer_within_the_hour_and_told_who_speaks_to_the_customer() -> None:
    text = acknowledgement(a_verdict(missing=("call_examples",)))

    assert "within 1 hour of opening" in text
    assert "call examples: from, to" in text
    assert "we do not contact your customers directly" in text


def test_an_hour_that_is_over_is_not_promised() -> None:
    text = acknowledgement(a_verdict(), age=9 * HOUR)

    assert "within" not in text
    assert "sorry" in text


def test_only_levels_still_to_come_are_announced() -> None:
    text = acknowledgement(a_verdict(Tier.THREE), age=9 * HOUR)

    assert "level 3 at 2026-11-24 19:00 UTC" in text
    assert "level 1 at" not in text


def test_a_reopened_ticket_is_answered_as_reopened() -> None:
    assert "within 1 hour of reopening" in acknowledgement(a_verdict(), number=2)


def test_a_level_says_why_now_whom_to_reach_and_what_comes_next() -> None:
    step = Step(2, NOW + 8 * HOUR, (1,))
    contact = Contact(name="Ana", phone="+1 555 0101")

    text = NOTICES.escalation(Tier.THREE, step, Epoch(1, NOW), LADDER, contact, NOW + 9 * HOUR)

    for words in ("level 2 of 4", "created", "9 hours old", "due at 8 hours", "Level 1 fell due", "1 hour late"):
        assert words in text
    assert "Ana, +1 555 0101" in text
    assert "Next: level 3 at 2026-11-24 19:00 UTC" in text


def test_the_last_level_says_so_and_an_empty_one_names_its_setting() -> None:
    step = Step(4, NOW + 12 * HOUR)

    text = NOTICES.escalation(Tier.TWO, step, Epoch(1, NOW), LADDER, Contact(), NOW + 12 * HOUR)

    assert "This is the last level" in text
    assert "ESCALATION_LEVEL_4" in text


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "{{ticket.id}}", "[click](http://x)", "**bold**", "a\nb"]
)
def test_nothing_from_a_ticket_can_become_markup_or_a_placeholder(evil: str) -> None:
    text = NOTICES.refusal(42, evil, a_verdict(Tier.ONE, evil))

    assert evil not in text
    assert not set("<>{}[]*`") & set(text)
