"""What happens between two looks, or under a hold, in combination: nothing is lost and nothing comes early."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import climb, look_again
from app.rules.effect import Kind
from app.rules.observation import HOLD_TAG
from app.rules.outcome import OVERTURNED
from app.rules.ticket import Status, Tier
from tests.rules.kit import (
    AGENT,
    FAULT,
    HOWTO,
    NOBODY,
    NOW,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

DESK = a_desk()
WATCHED = a_desk(off=frozenset())
HOUR = timedelta(hours=1)
REFUSED = a_record(
    tier=Tier.ONE,
    tier_mark=Tier.ONE,
    status=Status.SOLVED,
    refused_at=NOW,
    tags=frozenset({"tier_1", "tier_refused"}),
)
WORSE = "It got worse: all 400 phones are down, nobody can call in or out."


def held(tags: frozenset[str], **more: object) -> dict[str, object]:
    return changed({"tags": tags | {HOLD_TAG}} | more)


class TestRefusal:
    def test_reopened_with_another_tier_by_a_person_it_is_overturned_and_climbs_from_then_on(self) -> None:
        at = NOW + HOUR
        ticket = a_ticket(
            HOWTO, status=Status.OPEN, updated_at=at, tier_field=Tier.THREE, tags=frozenset({"tier_3", "tier_refused"})
        )
        decision = look_again(REFUSED, ticket, replace(said(), last_person=AGENT), DESK, at)
        record = decision.record

        assert (record.tier, record.tier_by_person, record.disputed) == (Tier.THREE, True, True)
        assert (record.epoch.number, record.epoch.started_at) == (2, at)
        assert (record.dispute_outcome, record.dispute_settled_by) == (OVERTURNED, AGENT)
        assert record.next_due_at == at + 4 * HOUR
        assert kinds(climb(record, DESK, at + 5 * HOUR)) == [Kind.ESCALATION]

        later = a_ticket(HOWTO, status=Status.OPEN, updated_at=at + HOUR, tier_field=Tier.THREE, tags=ticket.tags)
        again = look_again(record, later, said("Any news?", at=at + HOUR), DESK, at + HOUR)
        assert again.record.tier is Tier.THREE, "a reply does not go over the person's choice"

    def test_a_tier_that_a_person_set_while_it_was_solved_is_kept_by_the_dispute(self) -> None:
        tags = frozenset({"tier_3", "tier_refused"})
        solved = a_ticket(HOWTO, status=Status.SOLVED, updated_at=NOW + HOUR, tier_field=Tier.THREE, tags=tags)
        seen = look_again(REFUSED, solved, NOBODY, DESK, NOW + HOUR).record
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=NOW + 2 * HOUR, tier_field=Tier.THREE, tags=tags)
        decision = look_again(seen, ticket, said("Not true.", at=NOW + 2 * HOUR), DESK, NOW + 2 * HOUR)

        assert decision.record.tier is Tier.THREE

    def test_one_that_was_never_sent_does_not_hide_a_reopening(self) -> None:
        unsent = replace(REFUSED, status=Status.OPEN, tags=frozenset({"tier_1"}))
        over = a_ticket(HOWTO, status=Status.SOLVED, updated_at=NOW + HOUR, tags=frozenset({"tier_1"}))
        seen = look_again(unsent, over, said("Here is how.", author=AGENT), DESK, NOW + HOUR).record
        assert seen.refused_at is None

        later = NOW + 72 * HOUR
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=later, tags=frozenset({"tier_1"}))
        decision = look_again(seen, ticket, said(WORSE, at=later), DESK, later)
        assert (decision.rule, decision.record.epoch.started_at, decision.record.level) == ("reopened", later, 0)

    def test_no_due_time_is_left_behind_on_a_ticket_that_does_not_climb(self) -> None:
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=NOW + HOUR, tags=REFUSED.tags, tier_field=Tier.ONE)
        ladder = replace(DESK.ladder, tiers=frozenset(Tier))
        record = look_again(replace(REFUSED, status=Status.OPEN), ticket, NOBODY, replace(DESK, ladder=ladder), NOW)
        assert record.record.next_due_at is None


class TestGrace:
    @pytest.mark.parametrize("stop", ["tag", "answer"])
    def test_an_outage_is_heard_although_somebody_stopped_the_refusal_at_the_same_time(self, stop: str) -> None:
        record = replace(a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"})), refuse_at=NOW + HOUR)
        talk = said(WORSE)
        if stop == "answer":
            answer = replace(talk.comments[-1], id=9, author_id=AGENT, body="Which phones?")
            talk = replace(talk, comments=(*talk.comments, answer))
        tags = frozenset({"tier_1"} | ({"tierline_keep"} if stop == "tag" else set()))
        decision = look_again(record, a_ticket(HOWTO, **changed({"tags": tags})), talk, DESK, NOW + HOUR / 2)

        assert decision.record.tier is Tier.THREE
        assert Kind.REFUSAL not in kinds(decision)

    def test_an_outage_with_a_request_gets_one_public_answer(self) -> None:
        record = replace(a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"})), refuse_at=NOW + HOUR)
        talk = said(f"{WORSE} Please escalate this ticket to the next level now.")
        ticket = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1"})}))
        decision = look_again(record, ticket, talk, DESK, NOW + HOUR / 2)

        assert [one.kind for one in decision.effects if one.change.public] == [Kind.ACKNOWLEDGEMENT]


class TestHold:
    def test_what_was_said_under_a_hold_is_heard_after_it(self) -> None:
        talk = said(WORSE)
        under = look_again(a_record(), a_ticket(FAULT, **held(frozenset({"tier_2"}))), talk, DESK, NOW + HOUR)
        after = a_ticket(FAULT, **changed({"updated_at": NOW + 2 * HOUR}))
        decision = look_again(under.record, after, talk, DESK, NOW + 2 * HOUR)

        assert under.effects == ()
        assert decision.record.tier is Tier.THREE

    def test_a_reopening_under_a_hold_begins_a_new_opening(self) -> None:
        solved = a_record(status=Status.SOLVED)
        at = NOW + 48 * HOUR
        ticket = a_ticket(FAULT, **held(frozenset({"tier_2"}), updated_at=at))
        under = look_again(solved, ticket, said("It is back.", at=at), DESK, at).record
        free = a_ticket(FAULT, **changed({"updated_at": at + HOUR}))
        decision = look_again(under, free, said("It is back.", at=at), DESK, at + HOUR)

        assert (decision.record.epoch.number, decision.record.level) == (2, 0)

    def test_a_persons_tier_under_a_hold_is_theirs_after_it(self) -> None:
        record = a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"}))
        ticket = a_ticket(FAULT, **held(frozenset({"tier_3"}), tier_field=Tier.THREE))
        under = look_again(record, ticket, NOBODY, DESK, NOW + HOUR).record
        free = a_ticket(
            FAULT, **changed({"tags": frozenset({"tier_3"}), "tier_field": Tier.THREE, "updated_at": NOW + 2 * HOUR})
        )
        decision = look_again(under, free, NOBODY, DESK, NOW + 2 * HOUR)

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, True)


class TestReopening:
    def test_with_another_tier_before_we_looked_it_is_a_new_opening_of_that_tier(self) -> None:
        at = NOW + 48 * HOUR
        ticket = a_ticket(FAULT, **changed({"updated_at": at, "tags": frozenset({"tier_3"}), "tier_field": Tier.THREE}))
        decision = look_again(a_record(status=Status.SOLVED), ticket, said("It is back.", at=at), DESK, at)

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, True)
        assert (decision.record.epoch.number, decision.record.level) == (2, 0)
        assert Kind.ESCALATION not in kinds(decision)

    def test_by_a_person_with_an_answer_it_is_answered_whatever_they_changed_next(self) -> None:
        at = NOW + 24 * HOUR
        talk = said("We look again.", author=AGENT, at=at)
        ticket = a_ticket(FAULT, **changed({"updated_at": at + timedelta(seconds=20)}))
        decision = look_again(a_record(status=Status.SOLVED), ticket, talk, WATCHED, at + timedelta(minutes=1))

        assert decision.rule == "reopened"
        assert decision.record.responded_at == at


class TestPeople:
    def test_tier_and_level_set_together_are_both_theirs(self) -> None:
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_3"}), "tier_field": Tier.THREE, "level_field": 3}))
        record = look_again(a_record(), ticket, NOBODY, DESK, NOW + HOUR).record

        assert (record.tier, record.level) == (Tier.THREE, 3)
        assert kinds(climb(record, DESK, NOW + 5 * HOUR)) == []

    def test_merging_a_disputed_ticket_settles_nothing(self) -> None:
        record = replace(REFUSED, status=Status.OPEN, disputed=True)
        tags = frozenset({"tier_1", "tier_refused", "closed_by_merge"})
        ticket = a_ticket(HOWTO, status=Status.CLOSED, updated_at=NOW + HOUR, tags=tags)

        assert look_again(record, ticket, NOBODY, DESK, NOW + HOUR).record.dispute_outcome is None


class TestLooks:
    def test_one_that_came_a_moment_early_comes_again_soon_and_not_at_the_same_moment(self) -> None:
        record = a_record(look_at=NOW + 45 * HOUR / 60)
        early = NOW + timedelta(minutes=45) - timedelta(milliseconds=300)
        decision = look_again(record, a_ticket(FAULT, **changed({})), said(), WATCHED, early)

        assert decision.effects == ()
        assert decision.record.look_at is not None
        assert timedelta(seconds=1) < decision.record.look_at - early < timedelta(seconds=10)

    def test_a_stale_snapshot_does_not_take_the_next_look_away(self) -> None:
        record = a_record(look_at=None, seen_updated_at=NOW + HOUR / 4)
        decision = look_again(record, a_ticket(FAULT, updated_at=NOW), said(), WATCHED, NOW + HOUR / 3)

        assert decision.rule == "stale"
        assert decision.record.look_at == NOW + timedelta(minutes=45)
