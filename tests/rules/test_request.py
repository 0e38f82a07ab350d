"""A partner asks for an escalation by hand: one polite answer an opening, and never for anybody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import climb, look_again
from app.rules.desk import Conversation, Desk
from app.rules.effect import Kind
from app.rules.ticket import Status, Tier
from tests.rules.kit import AGENT, FAULT, HOWTO, NOW, OUTAGE, PARTNER, a_desk, a_record, a_ticket, changed, kinds, said

DESK = a_desk(request_tag="escalate_please")
HOUR = timedelta(hours=1)
ASKS = "Please escalate this ticket to the next level now, we cannot wait any longer."
CUSTOMER = 777


def asked(talk: Conversation, *, hours: float = 1, desk: Desk = DESK, **more: object) -> tuple[list[Kind], str]:
    """What is answered to a conversation `hours` after the ticket was opened: kinds of effect and the public text."""
    record = climb(a_record(**more), desk, NOW + hours * HOUR).record
    ticket = a_ticket(FAULT, **changed({"updated_at": NOW + hours * HOUR, "level_field": record.level_mark}))
    decision = look_again(record, ticket, talk, desk, NOW + hours * HOUR)
    texts = [one.change.comment or "" for one in decision.effects if one.kind is Kind.REQUEST]
    return kinds(decision), "".join(texts)


def test_before_the_first_threshold_the_answer_names_the_time_of_level_1() -> None:
    found, text = asked(said(ASKS, at=NOW + HOUR))
    assert found == [Kind.REQUEST]
    assert "cannot be escalated" in text
    assert "level 1 follows at 2026-11-24 13:00 UTC" in text


def test_after_it_the_answer_names_the_level_the_contact_and_the_next_time() -> None:
    found, text = asked(said(ASKS, at=NOW + 5 * HOUR), hours=5)
    assert found == [Kind.REQUEST]
    assert "level 1 of 4: Ana" in text
    assert "level 2 follows at 2026-11-24 17:00 UTC" in text


def test_at_the_last_level_nothing_follows() -> None:
    _, text = asked(said(ASKS, at=NOW + 13 * HOUR), hours=13)
    assert "level 4 of 4" in text
    assert "last level" in text


def test_while_the_clock_stands_still_no_level_is_called_the_last() -> None:
    """A partner's answer to a ticket on hold leaves it there; three levels are still to come."""
    desk = a_desk(ladder=replace(DESK.ladder, pause_statuses=frozenset({Status.HOLD})))
    epoch = a_record().epoch.pause(NOW + 5 * HOUR)
    record = a_record(epoch=epoch, level=1, level_mark=1, status=Status.HOLD, next_due_at=None)
    ticket = a_ticket(FAULT, **changed({"updated_at": NOW + 6 * HOUR, "status": Status.HOLD, "level_field": 1}))
    decision = look_again(record, ticket, said(ASKS, at=NOW + 6 * HOUR), desk, NOW + 6 * HOUR)
    text = next(one.change.comment or "" for one in decision.effects if one.kind is Kind.REQUEST)
    assert "level 1 of 4" in text
    assert "last level" not in text
    assert "stands still" in text


def test_a_step_that_is_due_and_not_taken_yet_counts_in_the_answer() -> None:
    """After an outage the request may be read before the ladder has climbed: no level follows in the past."""
    ticket = a_ticket(FAULT, **changed({"updated_at": NOW + 9 * HOUR}))
    decision = look_again(a_record(), ticket, said(ASKS, at=NOW + 9 * HOUR), DESK, NOW + 9 * HOUR)
    text = next(one.change.comment or "" for one in decision.effects if one.kind is Kind.REQUEST)
    assert "cannot be escalated" not in text
    assert "level 2 of 4" in text
    assert "level 3 follows at 2026-11-24 19:00 UTC" in text


def test_it_is_answered_once_in_an_opening_and_the_second_request_is_on_record() -> None:
    ticket = a_ticket(FAULT, **changed({}))
    first = look_again(a_record(), ticket, said(ASKS), DESK, NOW + HOUR)
    later = a_ticket(FAULT, **changed({"updated_at": NOW + 2 * HOUR}))
    talk = said(ASKS, ASKS, at=NOW + 2 * HOUR)
    again = look_again(replace(first.record, read_comment_id=2), later, talk, DESK, NOW + 2 * HOUR)

    assert first.record.asked_at == NOW + HOUR
    assert again.effects == ()
    assert "one was given in this opening already" in again.withheld[0]


@pytest.mark.parametrize(
    "talk",
    [
        said(ASKS, author=AGENT),
        said(ASKS, public=False),
        said("> Please escalate this ticket now.\n\nNo need, thank you, we can wait."),
        said("When would you escalate this ticket?"),
        replace(said(ASKS, author=CUSTOMER), customers=frozenset({CUSTOMER})),
    ],
    ids=["agent", "private", "quote", "question about the path", "the partner's customer"],
)
def test_others_words_quotes_and_questions_ask_for_nothing(talk: Conversation) -> None:
    found, _ = asked(talk)
    assert found == []


def test_a_tag_that_a_partner_set_asks_as_well() -> None:
    found, _ = asked(replace(said(), asked_by_mark=True))
    assert found == [Kind.REQUEST]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"tier": Tier.ONE, "tier_mark": Tier.ONE, "in_review": True}, "does not climb"),
        ({"partner": None}, "belongs to no partner"),
    ],
)
def test_where_nothing_is_promised_a_person_reads_it_and_the_record_says_why(more: dict[str, object], why: str) -> None:
    record = a_record(**more)
    words = HOWTO if record.tier is Tier.ONE else FAULT
    ticket = a_ticket(words, **changed({"tags": frozenset({record.tier.tag if record.tier else ""})}))
    decision = look_again(record, ticket, said(ASKS), DESK, NOW + HOUR)
    assert Kind.REQUEST not in kinds(decision)
    assert any(why in one for one in decision.withheld)


def test_worse_news_with_a_request_lifts_the_tier_and_is_answered() -> None:
    talk = said(f"Now all 400 phones are down, nobody can call in or out. {ASKS}")
    decision = look_again(a_record(), a_ticket(FAULT, **changed({})), talk, DESK, NOW + HOUR)
    assert kinds(decision) == [Kind.RAISE, Kind.REQUEST]


def test_a_request_in_the_reply_to_a_refusal_is_the_disputes_affair() -> None:
    record = a_record(
        tier=Tier.ONE,
        tier_mark=Tier.ONE,
        status=Status.SOLVED,
        refused_at=NOW,
        tags=frozenset({"tier_1", "tier_refused"}),
    )
    ticket = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1", "tier_refused"}), "tier_field": Tier.ONE}))
    decision = look_again(record, ticket, said(ASKS), DESK, NOW + HOUR)
    assert kinds(decision) == [Kind.DISPUTE]
    assert any("reads the reply to the refusal" in one for one in decision.withheld)


def test_a_reopening_that_asks_is_answered_by_its_acknowledgement() -> None:
    record = a_record(tier=Tier.THREE, tier_mark=Tier.THREE, status=Status.SOLVED, tags=frozenset({"tier_3"}))
    ticket = a_ticket(OUTAGE, **changed({"tags": frozenset({"tier_3"})}))
    decision = look_again(record, ticket, said(f"All phones are down again. {ASKS}"), DESK, NOW + HOUR)
    assert kinds(decision) == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]


@pytest.mark.parametrize("author", [PARTNER, PARTNER + 1], ids=["requester", "colleague"])
def test_the_partner_is_the_requester_and_colleagues(author: int) -> None:
    assert asked(said(ASKS, author=author))[0] == [Kind.REQUEST]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"shadow": frozenset({Kind.ESCALATION})}, "escalation is in shadow"),
        ({"off": frozenset({Kind.FIRST_RESPONSE, Kind.REQUEST})}, "off by the setting TRIAGE_ACTION_REQUEST"),
    ],
    ids=["levels only recorded", "answers off"],
)
def test_no_level_is_told_that_is_not_climbed_and_nothing_is_on_record_as_told(
    more: dict[str, frozenset[Kind]], why: str
) -> None:
    ticket = a_ticket(FAULT, **changed({}))
    desk = a_desk(request_tag="escalate_please", **more)
    decision = look_again(a_record(), ticket, said(ASKS), desk, NOW + HOUR)
    assert decision.effects == ()
    assert decision.record.asked_at is None
    assert any(why in one for one in decision.withheld)


def test_where_the_answer_is_in_shadow_as_the_levels_are_it_is_recorded() -> None:
    shadow = replace(DESK, shadow=frozenset({Kind.ESCALATION, Kind.REQUEST}))
    ticket = a_ticket(FAULT, **changed({}))
    assert kinds(look_again(a_record(), ticket, said(ASKS), shadow, NOW + HOUR)) == [Kind.REQUEST]
