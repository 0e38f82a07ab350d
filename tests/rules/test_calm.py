"""When the number of public comments is proof enough that nothing was said, and what is read all the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.calm import is_calm
from app.rules.decide import first_sight, look_again, needs_conversation
from app.rules.desk import Conversation
from app.rules.observation import HOLD_TAG
from app.rules.record import Record
from app.rules.ticket import BESIDE_LAG, Form, Priority, Status, Ticket, Tier
from tests.rules.kit import (
    ACME,
    AGENT,
    FAULT,
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

MINUTE = timedelta(minutes=1)
DESK = a_desk(off=frozenset(), request_tag="please_escalate")
HEARD = said("Any news?", at=NOW)
"""The report and one more comment, both of which have been heard."""
CALM = a_record(heard=2, read_comment_id=2, tags=frozenset({"tier_2"}))
LATER = NOW + 20 * MINUTE
WORSE = "It got worse: all 22 phones are down now, nobody can call out."


def a_change(**more: Any) -> Ticket:
    """The ticket ten minutes later, read another ten minutes later: something changed, nothing was said."""
    return a_ticket(FAULT, **changed({"read_at": LATER, "comments": 2, "requester_at": NOW} | more))


def test_comments_are_not_read_where_there_are_as_many_as_have_been_heard() -> None:
    assert not needs_conversation(CALM, a_change(), DESK)


@pytest.mark.parametrize(
    ("record_more", "ticket_more"),
    [
        ({}, {"comments": 3}),
        ({}, {"comments": 1}),
        ({}, {"comments": None}),
        ({"heard": None}, {}),
        ({"heard": None}, {"comments": None}),
        ({}, {"read_at": NOW + 10 * MINUTE + BESIDE_LAG - timedelta(seconds=1)}),
        ({}, {"requester_at": NOW + timedelta(seconds=1)}),
        ({"seen_updated_at": None}, {}),
        ({"status": Status.SOLVED}, {}),
        ({"status": Status.DELETED}, {}),
        ({"hold": True}, {}),
        ({}, {"tags": frozenset({"tier_2", HOLD_TAG})}),
        ({"refuse_at": NOW}, {}),
        ({"refused_at": NOW}, {}),
        ({"refused_at": NOW, "disputed": True}, {}),
        ({}, {"tags": frozenset({"tier_2", "please_escalate"})}),
        ({}, {"asks_escalation": True}),
        ({}, {"tags": frozenset({"tier_3"})}),
        ({}, {"tags": frozenset()}),
        ({"tier_mark": None}, {}),
    ],
    ids=[
        "one more",
        "one fewer",
        "not told",
        "not known",
        "neither told nor known",
        "just changed",
        "the requester has acted",
        "never looked at",
        "reopened",
        "restored",
        "was held",
        "is held",
        "refusal announced",
        "refusal planned",
        "disputed",
        "asked for by tag",
        "asked for by field",
        "another tier",
        "no tier any more",
        "a tier of which we do not know",
    ],
)
def test_whatever_is_more_than_calm_is_read(record_more: dict[str, Any], ticket_more: dict[str, Any]) -> None:
    assert needs_conversation(replace(CALM, **record_more), a_change(**ticket_more), DESK)


def test_a_mark_that_was_there_before_asks_for_nothing_new() -> None:
    assert is_calm(replace(CALM, asks=True), a_change(tags=frozenset({"tier_2", "please_escalate"})), DESK)


@pytest.mark.parametrize(
    "record_more",
    [
        {},
        {"read_comment_id": 0},
        {"tier": Tier.THREE, "tier_mark": Tier.THREE},
        {"tier": Tier.ONE, "tier_mark": Tier.ONE, "in_review": True},
        {"missing": ("circuit_id", "call_examples")},
        {"responded_at": NOW},
        {"response_level": 1},
        {"asked_at": NOW},
        {"tier_by_person": True},
        {"level": 1, "level_mark": 1},
        {"status": Status.OPEN},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "ticket_more",
    [
        {},
        {"status": Status.PENDING},
        {"status": Status.NEW},
        {"assignee_id": AGENT, "group_id": 3},
        {"level_field": 2},
        {"priority": Priority.LOW},
        {"form": Form(circuit_id="12/ABCD/345678")},
        {"requester_id": 501, "organization_id": 8},
        {"type": "incident", "problem_id": 9},
    ],
    ids=str,
)
@pytest.mark.parametrize("minutes", [20, 46, 61, 60 * 9])
def test_a_calm_ticket_is_judged_without_its_comments_as_with_them(
    record_more: dict[str, Any], ticket_more: dict[str, Any], minutes: int
) -> None:
    record = replace(CALM, **record_more)
    # What was never read holds nothing but the report; what was read has been heard.
    talk = HEARD if record.read_comment_id else said()
    record = replace(record, heard=len(talk.comments))
    tag = frozenset({record.tier.tag if record.tier else ""})
    ticket = a_change(**({"tags": tag, "comments": record.heard} | ticket_more))
    now = NOW + minutes * MINUTE
    assert is_calm(record, ticket, DESK)

    silent, read = look_again(record, ticket, NOBODY, DESK, now), look_again(record, ticket, talk, DESK, now)

    # That the report was read is all that one knows and the other does not; that one read nothing is all it adds.
    known = replace(read.record, read_comment_id=record.read_comment_id)
    unread = f"comments were not read: there are as many public ones ({record.heard}) as have been heard"
    plain = "; ".join(part for part in silent.summary.split("; ") if part != unread)
    assert unread in silent.summary
    assert replace(read, record=known) == replace(silent, summary=plain)


class TestWhatHasBeenHeard:
    def test_a_first_look_that_knows_of_the_report_alone_has_heard_one(self) -> None:
        for count, heard in ((1, 1), (0, 0), (None, None), (2, None)):
            ticket = a_ticket(FAULT, comments=count)
            assert first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, DESK, NOW).record.heard == heard

    def test_a_look_that_reads_the_comments_has_heard_the_public_ones(self) -> None:
        private = said("Any news?", "A note among us", at=NOW)
        private = replace(private, comments=(*private.comments[:2], replace(private.comments[2], public=False)))

        assert first_sight(a_ticket(), ACME, NOTHING_BEFORE, private, DESK, NOW).record.heard == 2
        assert look_again(replace(CALM, heard=1), a_change(), private, DESK, LATER).record.heard == 2

    def test_a_look_that_reads_none_has_heard_no_more(self) -> None:
        assert look_again(CALM, a_change(), NOBODY, DESK, LATER).record.heard == 2

    def test_what_is_said_during_a_hold_has_not_been_heard(self) -> None:
        held = a_change(tags=frozenset({"tier_2", HOLD_TAG}), comments=3)
        talk = said("Any news?", WORSE, at=NOW + MINUTE)

        during = look_again(CALM, held, talk, DESK, LATER)
        freed = a_change(comments=3, updated_at=LATER, read_at=LATER + MINUTE)

        assert during.record.heard == 2
        assert needs_conversation(during.record, freed, DESK)
        assert look_again(during.record, freed, talk, DESK, LATER + MINUTE).record.tier is Tier.THREE

    def test_an_ending_forgets_it(self) -> None:
        ended = look_again(CALM, a_change(status=Status.SOLVED), HEARD, DESK, LATER)

        assert ended.record.heard is None

    def test_words_after_looks_that_read_nothing_are_heard_whatever_the_stamps(self) -> None:
        """The first look knew of the report alone, the second that there was no more; then the partner writes."""
        record: Record = first_sight(a_ticket(comments=1), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW).record
        record = replace(record, tier_mark=Tier.TWO)
        calm = a_change(comments=1)
        assert not needs_conversation(record, calm, DESK)
        record = look_again(record, calm, NOBODY, DESK, LATER).record
        then = a_change(comments=2, updated_at=LATER, read_at=LATER + MINUTE)

        assert needs_conversation(record, then, DESK)
        decision = look_again(record, then, said(WORSE, at=LATER), DESK, LATER + MINUTE)
        assert decision.record.tier is Tier.THREE

    def test_words_that_took_the_place_of_a_comment_made_private_are_heard_with_the_next_reading(self) -> None:
        """The number stays, and a colleague of the requester's wrote them; the look in between read nothing."""
        record = look_again(CALM, a_change(), NOBODY, DESK, LATER).record
        talk = said("Any news?", WORSE, "And?", at=NOW + MINUTE)
        report, hidden, worse, newest = talk.comments
        talk = replace(talk, comments=(report, replace(hidden, public=False), worse, replace(newest, created_at=LATER)))
        then = a_change(comments=3, updated_at=LATER, read_at=LATER + MINUTE)

        assert look_again(record, then, talk, DESK, LATER + MINUTE).record.tier is Tier.THREE

    def test_an_answer_of_a_persons_is_one_comment_more(self) -> None:
        talk: Conversation = replace(said("We are at it.", author=AGENT, at=LATER), service=SERVICE)
        record = replace(CALM, heard=1, read_comment_id=1)
        then = a_change(comments=2, updated_at=LATER, read_at=LATER + MINUTE)

        assert needs_conversation(record, then, DESK)
        assert look_again(record, then, talk, DESK, LATER + MINUTE).record.responded_at == LATER


def test_an_acknowledgement_of_ours_is_heard_with_the_next_look() -> None:
    """It makes one comment more; to count it in would be to guess which comment of two was ours."""
    assert needs_conversation(replace(CALM, heard=1), a_change(comments=2), DESK)
    assert kinds(look_again(replace(CALM, heard=1), a_change(), HEARD, a_desk(), LATER)) == []


def test_a_look_that_reads_no_comment_says_so_and_why() -> None:
    quiet = look_again(CALM, a_change(), Conversation(), DESK, LATER)
    assert quiet.summary == (
        "nothing in this change asks for an effect; "
        "comments were not read: there are as many public ones (2) as have been heard"
    )


def test_a_look_that_reads_comments_or_had_to_says_nothing_of_them() -> None:
    read = look_again(CALM, a_change(), HEARD, DESK, LATER)
    assert "comments" not in read.summary
    uncounted = look_again(replace(CALM, heard=None), a_change(), Conversation(), DESK, LATER)
    assert "comments" not in uncounted.summary
