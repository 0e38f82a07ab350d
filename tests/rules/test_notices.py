"""Notices: polite, complete, and unable to carry markup out of a ticket."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.rules.answering import Answering, Empty, Lack
from app.rules.contact import Contact
from app.rules.ladder import Epoch, Ladder, Step
from app.rules.notices import Notices
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict
from app.rules.working_time import WorkingTime
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
    whom = Answering(2, 2, Contact(name="Ana", phone="+1 555 0101", group="Night desk"), until=NOW + 12 * HOUR)
    following = Answering(3, 4, Contact(name="Ben"))

    text = NOTICES.escalation(Tier.THREE, step, Epoch(1, NOW), LADDER, whom, NOW + 9 * HOUR, following)

    for words in ("level 2 of 4", "created", "9 hours old", "due at 8 hours", "Level 1 fell due", "1 hour late"):
        assert words in text
    assert "Whom to reach: Ana, +1 555 0101; on call until 2026-11-24 21:00 UTC; group Night desk." in text
    assert "Next: level 3 at 2026-11-24 19:00 UTC, to Ben." in text


def test_the_last_level_says_so_and_an_empty_one_names_its_setting() -> None:
    step = Step(4, NOW + 12 * HOUR)

    whom = Answering(4, empty=(Empty(4, Lack.UNNAMED),))

    text = NOTICES.escalation(Tier.TWO, step, Epoch(1, NOW), LADDER, whom, NOW + 12 * HOUR)

    assert "This is the last level" in text
    assert "Nobody is named for this level (ESCALATION_LEVEL_4), so the assignee stays as it is." in text


def test_a_level_without_a_contact_says_which_and_whose_contact_was_taken() -> None:
    empty = (Empty(1, Lack.OFF_CALL), Empty(2, Lack.UNNAMED))
    whom = Answering(1, 3, Contact(name="Cara"), empty=empty)

    text = NOTICES.escalation(Tier.THREE, Step(1, NOW + 4 * HOUR), Epoch(1, NOW), LADDER, whom, NOW + 4 * HOUR)

    assert "For level 1 nobody is on call (ESCALATION_LEVEL_1_CALENDAR)." in text
    assert "For level 2 nobody is named (ESCALATION_LEVEL_2)." in text
    assert "Whom to reach, the contact of level 3: Cara." in text


def test_where_nobody_is_on_call_and_no_higher_level_has_a_contact_the_note_says_both() -> None:
    whom = Answering(3, empty=(Empty(3, Lack.OFF_CALL), Empty(4, Lack.UNNAMED)))

    text = NOTICES.escalation(Tier.THREE, Step(3, NOW + 10 * HOUR), Epoch(1, NOW), LADDER, whom, NOW + 10 * HOUR)

    assert "Nobody is on call for this level (ESCALATION_LEVEL_3_CALENDAR), and no higher level has a contact" in text


def test_an_age_by_a_working_calendar_says_by_which() -> None:
    week = ((),) * 1 + (((480, 1080),),) + ((),) * 5  # Tuesdays from eight to six
    ladder = replace(LADDER, calendars={Tier.TWO: WorkingTime(week, ZoneInfo("UTC"), text="Tue 08:00-18:00 UTC")})
    epoch, now = Epoch(1, NOW), NOW + 4 * HOUR

    text = NOTICES.escalation(Tier.TWO, Step(1, now), epoch, ladder, Answering(1, 1, Contact(name="Ana")), now)

    assert "is 4 hours old by its working calendar (Tue 08:00-18:00 UTC)" in text
    assert "Next: level 2 at 2026-12-01 08:00 UTC" not in text
    assert "Next: level 2 at 2026-11-24 17:00 UTC" in text


@pytest.mark.parametrize(
    "evil", ["<script>alert(1)</script>", "{{ticket.id}}", "[click](http://x)", "**bold**", "a\nb"]
)
def test_nothing_from_a_ticket_can_become_markup_or_a_placeholder(evil: str) -> None:
    text = NOTICES.refusal(42, evil, a_verdict(Tier.ONE, evil))

    assert evil not in text
    assert not set("<>{}[]*`") & set(text)
