"""First responses: what is promised, who keeps it, and who is told (policy: a response within one hour)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import first_sight, look_again, needs_conversation
from app.rules.desk import Conversation, Prior
from app.rules.effect import Change, Kind
from app.rules.observation import HOLD_TAG
from app.rules.outgoing import Intent, objection
from app.rules.response import MISSED_TAG
from app.rules.ticket import Status, Tier
from tests.rules.kit import (
    ACME,
    AGENT,
    FAULT,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    SERVICE,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

DESK = a_desk(off=frozenset())
MINUTE = timedelta(minutes=1)
WAITING = replace(a_record(), look_at=NOW + 45 * MINUTE)


def by_service(conversation: Conversation) -> Conversation:
    """The same, with our own user known."""
    return replace(conversation, service=SERVICE)


def test_a_new_ticket_is_read_again_when_its_warning_would_be_due() -> None:
    decision = first_sight(a_ticket(FAULT), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)
    assert decision.record.look_at == NOW + 45 * MINUTE
    assert Kind.FIRST_RESPONSE not in kinds(decision)


def test_a_refused_ticket_is_promised_nothing() -> None:
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)
    assert decision.record.look_at is None


@pytest.mark.parametrize(("minutes", "levels"), [(44.9, []), (45, [1]), (59.9, [1]), (60, [2]), (600, [2])])
def test_the_warning_comes_at_45_minutes_and_the_breach_at_60_never_earlier(minutes: float, levels: list[int]) -> None:
    decision = look_again(WAITING, a_ticket(FAULT, **changed({})), said(), DESK, NOW + minutes * MINUTE)
    assert [one.level for one in decision.effects if one.kind is Kind.FIRST_RESPONSE] == levels


def test_the_breach_puts_a_tag_and_a_private_note_and_is_said_once() -> None:
    first = look_again(WAITING, a_ticket(FAULT, **changed({})), said(), DESK, NOW + 61 * MINUTE)
    (effect,) = first.effects
    assert effect.change.add_tags == {MISSED_TAG}
    assert not effect.change.public
    assert "promised within 1 hour" in (effect.change.comment or "")
    assert effect.due_at == NOW + 60 * MINUTE
    assert first.record.look_at is None

    again = look_again(first.record, a_ticket(FAULT, **changed({})), said(), DESK, NOW + 90 * MINUTE)
    assert again.effects == ()


def test_after_the_warning_the_breach_is_looked_for() -> None:
    decision = look_again(WAITING, a_ticket(FAULT, **changed({})), said(), DESK, NOW + 46 * MINUTE)
    assert decision.record.look_at == NOW + 60 * MINUTE
    assert decision.rule == "first-response"


@pytest.mark.parametrize(("minutes", "word"), [(23, "kept"), (75, "missed")])
def test_an_answer_of_a_person_ends_the_wait_and_is_recorded_with_its_minutes(minutes: int, word: str) -> None:
    talk = said("We are on it.", author=AGENT, at=NOW + minutes * MINUTE)
    decision = look_again(WAITING, a_ticket(FAULT, **changed({})), talk, DESK, NOW + (minutes + 1) * MINUTE)
    assert decision.record.responded_at == NOW + minutes * MINUTE
    assert decision.record.look_at is None
    marks = [(one.change.add_tags, one.change.comment) for one in decision.effects]
    assert marks == ([] if word == "kept" else [(frozenset({MISSED_TAG}), None)]), (
        "late, it is marked for the reports, without a note"
    )
    assert f"after {minutes} minutes" in decision.summary
    assert word in decision.summary


@pytest.mark.parametrize(
    "talk",
    [
        said("Internal remark.", author=AGENT, public=False),
        by_service(said("Your ticket is with us.", author=SERVICE)),
        said("Any news?"),
    ],
    ids=["private", "our own acknowledgement", "the partner"],
)
def test_what_is_no_public_answer_of_a_person_does_not_count(talk: Conversation) -> None:
    decision = look_again(WAITING, a_ticket(FAULT, **changed({})), talk, DESK, NOW + 61 * MINUTE)
    assert kinds(decision) == [Kind.FIRST_RESPONSE]


def test_an_answer_overtakes_the_warning_that_was_planned_and_not_sent() -> None:
    warned = replace(WAITING, response_level=1, look_at=NOW + 60 * MINUTE)
    talk = said("We are on it.", author=AGENT, at=NOW + 50 * MINUTE)
    decision = look_again(warned, a_ticket(FAULT, **changed({})), talk, DESK, NOW + 51 * MINUTE)
    assert Kind.FIRST_RESPONSE in decision.supersede


def test_a_ticket_that_is_taken_over_is_neither_warned_about_nor_answered_a_second_time() -> None:
    prior = Prior(keys=frozenset({"42:1:triage:0", "42:1:first_response:2", "42:1:request:0"}))
    ticket = a_ticket(FAULT, status=Status.OPEN, tags=frozenset({"tier_2"}), tier_field=Tier.TWO)
    talk = said("Please escalate this ticket to the next level now.", at=NOW + 100 * MINUTE)
    decision = first_sight(ticket, ACME, prior, talk, DESK, NOW + 120 * MINUTE)
    assert decision.rule == "taken-over"
    assert decision.effects == ()
    assert decision.record.asked_at is not None


def test_an_answer_in_an_earlier_opening_is_none_in_this_one() -> None:
    solved = a_record(status=Status.SOLVED, responded_at=NOW + 5 * MINUTE, read_comment_id=2)
    talk = said("It is back again, three phones are silent.", at=NOW + 600 * MINUTE)
    ticket = a_ticket(FAULT, **changed({"updated_at": NOW + 600 * MINUTE}))
    decision = look_again(replace(solved, read_comment_id=0), ticket, talk, DESK, NOW + 601 * MINUTE)
    assert decision.rule == "reopened"
    assert decision.record.responded_at is None
    assert decision.record.look_at == NOW + 645 * MINUTE


def test_a_held_ticket_is_neither_warned_about_nor_looked_at_again() -> None:
    ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_2", HOLD_TAG})}))
    decision = look_again(WAITING, ticket, said(), DESK, NOW + 61 * MINUTE)
    assert decision.effects == ()
    assert decision.record.look_at is None


def test_a_ticket_solved_without_a_word_is_looked_at_for_its_answer_once() -> None:
    ticket = a_ticket(FAULT, **changed({"status": Status.SOLVED}))
    assert needs_conversation(WAITING, ticket, DESK)
    decision = look_again(WAITING, ticket, said("Solved.", author=AGENT), DESK, NOW + 11 * MINUTE)
    assert decision.record.responded_at == NOW + 10 * MINUTE
    assert not needs_conversation(decision.record, ticket, DESK)


def test_a_tier_that_rises_to_two_begins_to_be_watched() -> None:
    record = a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"}), in_review=True)
    talk = said("Now all 22 phones are down, nobody can call in or out.")
    ticket = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1"}), "tier_field": Tier.ONE}))
    decision = look_again(record, ticket, talk, DESK, NOW + 11 * MINUTE)
    assert decision.record.tier is Tier.THREE
    assert decision.record.look_at == NOW + 45 * MINUTE


def test_a_warning_that_is_about_to_be_sent_is_not_once_a_person_has_answered() -> None:
    intent = Intent("42:1:first_response:1", 1, Kind.FIRST_RESPONSE, 1, Change(comment="soon"))
    assert objection(intent, WAITING) is None
    assert objection(intent, replace(WAITING, responded_at=NOW)) == "a person has answered since"
    assert objection(replace(intent, level=2), replace(WAITING, responded_at=NOW)) is None, "it was missed all the same"


def test_an_acknowledgement_is_not_sent_after_a_persons_answer_nor_to_who_is_no_partners_any_more() -> None:
    intent = Intent("42:1:acknowledgement:0", 1, Kind.ACKNOWLEDGEMENT, 0, Change(comment="is with us", public=True))
    assert objection(intent, WAITING) is None
    assert objection(intent, replace(WAITING, responded_at=NOW)) == "a person has answered since"

    for kind in (Kind.ACKNOWLEDGEMENT, Kind.REQUEST, Kind.REFUSAL):
        public = replace(intent, kind=kind)
        left = replace(WAITING, partner=None, refused_at=NOW)
        assert objection(public, left) == "the requester belongs to no partner any more"
