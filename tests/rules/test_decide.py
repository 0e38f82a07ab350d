"""Decisions, row by row of design §4, without any I/O."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import climb, first_sight, look_again, needs_conversation
from app.rules.desk import Prior, Reopening, Requester
from app.rules.effect import Change, Kind
from app.rules.ladder import Epoch
from app.rules.observation import after_landed, after_write
from app.rules.ticket import Priority, Status, Tier
from app.rules.verdict import Action
from tests.rules.kit import (
    ACME,
    AGENT,
    FAULT,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    OUTAGE,
    THANKS,
    VAGUE,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

DESK = a_desk()
HOURS = timedelta(hours=1)


class TestFirstSight:
    def test_a_tier_1_ticket_is_refused_by_one_effect_that_does_it_all(self) -> None:
        decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        (effect,) = decision.effects
        assert effect.key == "42:0:refusal:0"
        change = effect.change
        assert change.add_tags == {"tier_1", "tier_refused"}
        assert (change.priority, change.status, change.tier) == (Priority.LOW, Status.SOLVED, Tier.ONE)
        assert change.assignee == "self"
        assert change.public
        assert "Professional Service" in (change.comment or "")

    @pytest.mark.parametrize(
        ("words", "tier", "priority"),
        [(FAULT, Tier.TWO, Priority.HIGH), (OUTAGE, Tier.THREE, Priority.URGENT)],
        ids=["tier-2", "tier-3"],
    )
    def test_tiers_2_and_3_are_marked_and_acknowledged(
        self, words: tuple[str, str], tier: Tier, priority: Priority
    ) -> None:
        decision = first_sight(a_ticket(words), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        triage, acknowledgement = decision.effects
        assert (triage.kind, acknowledgement.kind) == (Kind.TRIAGE, Kind.ACKNOWLEDGEMENT)
        assert (triage.change.tier, triage.change.priority, triage.change.level) == (tier, priority, 0)
        assert triage.change.comment is None
        assert acknowledgement.change.public
        assert decision.record.next_due_at == NOW + 4 * HOURS

    def test_an_outage_is_told_the_clock_times_of_the_ladder(self) -> None:
        decision = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        text = decision.effects[1].change.comment or ""
        assert "2026-11-24 13:00 UTC" in text
        assert "2026-11-24 21:00 UTC" in text

    def test_a_vague_ticket_is_tier_2_in_review_and_never_refused(self) -> None:
        decision = first_sight(a_ticket(VAGUE), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        assert decision.record.tier is Tier.TWO
        assert decision.effects[0].change.add_tags == {"tier_2", "tier_review"}
        assert Kind.REFUSAL not in kinds(decision)

    def test_thanks_get_a_tag_and_nothing_else(self) -> None:
        decision = first_sight(a_ticket(THANKS), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        (effect,) = decision.effects
        assert effect.change.as_json() == {"add_tags": ["tier_1"], "remove_tags": ["tier_2", "tier_3"]}

    @pytest.mark.parametrize("words", [HOWTO, FAULT, OUTAGE], ids=["tier-1", "tier-2", "tier-3"])
    def test_somebody_who_is_no_partner_is_neither_refused_nor_promised_anything(self, words: tuple[str, str]) -> None:
        decision = first_sight(a_ticket(words), Requester(None), NOTHING_BEFORE, NOBODY, DESK, NOW)

        (effect,) = decision.effects
        assert effect.kind is Kind.TRIAGE
        assert "tier_review" in effect.change.add_tags
        assert not effect.change.public
        assert "no partner organization" in (effect.change.comment or "")

    def test_a_tier_that_a_person_had_chosen_wins(self) -> None:
        decision = first_sight(a_ticket(HOWTO), ACME, Prior(by_person=Tier.THREE), NOBODY, DESK, NOW)

        assert decision.effects == ()
        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, True)
        assert decision.record.next_due_at == NOW + 4 * HOURS

    def test_a_ticket_found_late_gets_one_step_to_its_true_level(self) -> None:
        decision = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW + 11 * HOURS)

        escalations = [effect for effect in decision.effects if effect.kind is Kind.ESCALATION]
        assert [effect.level for effect in escalations] == [3]
        assert escalations[0].reasons["skipped"] == [1, 2]
        assert escalations[0].due_at == NOW + 10 * HOURS

    def test_a_ticket_found_late_that_a_person_has_answered_is_not_refused(self) -> None:
        decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, said("We look.", author=AGENT), DESK, NOW)

        assert kinds(decision) == [Kind.TRIAGE]
        assert decision.verdict is not None
        assert decision.verdict.action is Action.REVIEW

    def test_what_the_partner_has_said_since_counts_in_a_ticket_found_late(self) -> None:
        talk = said("It got worse: all 22 phones are down now, nobody can call out.")

        decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, talk, DESK, NOW)

        assert decision.record.tier is Tier.THREE

    @pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED, Status.DELETED], ids=str)
    def test_a_ticket_that_is_over_is_left_alone(self, status: Status) -> None:
        decision = first_sight(a_ticket(OUTAGE, status=status), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)

        assert decision.effects == ()
        assert decision.record.next_due_at is None

    def test_a_ticket_met_after_a_reopening_has_the_age_of_that_reopening(self) -> None:
        reopened = Reopening(NOW - timedelta(hours=3), NOW - timedelta(hours=1))
        ticket = a_ticket(OUTAGE, status=Status.OPEN, created_at=NOW - timedelta(hours=9), updated_at=NOW)

        decision = first_sight(ticket, ACME, Prior(reopenings=(reopened,)), NOBODY, DESK, NOW)

        assert decision.record.epoch == Epoch(2, reopened.at)
        assert Kind.ESCALATION not in {effect.kind for effect in decision.effects}

    def test_a_ticket_found_late_has_not_aged_while_it_was_paused(self) -> None:
        desk = a_desk(ladder=replace(DESK.ladder, pause_statuses=frozenset({Status.PENDING})))
        history = ((NOW, Status.NEW), (NOW + HOURS, Status.PENDING), (NOW + 9 * HOURS, Status.OPEN))
        ticket = a_ticket(FAULT, status=Status.OPEN, updated_at=NOW + 9 * HOURS)
        decision = first_sight(ticket, ACME, Prior(statuses=history), NOBODY, desk, NOW + 10 * HOURS)

        assert Kind.ESCALATION not in kinds(decision)
        assert decision.record.next_due_at == NOW + 12 * HOURS

    def test_of_a_ticket_reopened_while_our_memory_was_lost_a_new_opening_begins(self) -> None:
        reopened = Reopening(NOW - timedelta(hours=3), NOW - timedelta(hours=1))
        created = NOW - timedelta(hours=9)
        tags = frozenset({"tier_3", "escalation_level_2"})
        ticket = a_ticket(OUTAGE, status=Status.OPEN, created_at=created, updated_at=NOW, tags=tags, level_field=2)
        prior = Prior(keys=frozenset({"42:1:triage:0", "42:1:escalation:2"}), reopenings=(reopened,))

        decision = first_sight(ticket, ACME, prior, NOBODY, DESK, NOW)

        assert (decision.rule, decision.record.epoch.number, decision.record.level) == ("reopened", 2, 0)
        assert {effect.key for effect in decision.effects} == {"42:2:triage:0"}

    def test_of_a_reopening_that_we_knew_nothing_is_said_twice_and_its_age_is_kept(self) -> None:
        reopened = Reopening(NOW - timedelta(hours=6), NOW - timedelta(hours=5))
        tags = frozenset({"tier_3", "escalation_level_1"})
        created = NOW - timedelta(hours=9)
        ticket = a_ticket(OUTAGE, status=Status.OPEN, created_at=created, updated_at=NOW, tags=tags, level_field=1)
        prior = Prior(keys=frozenset({"42:1:escalation:2", "42:2:escalation:1"}), reopenings=(reopened,))

        decision = first_sight(ticket, ACME, prior, NOBODY, DESK, NOW)

        assert (decision.record.epoch, decision.record.level, decision.effects) == (Epoch(2, reopened.at), 1, ())

    def test_a_ticket_that_bears_our_own_marks_is_taken_over_not_treated_twice(self) -> None:
        """The database was lost; the audits still tell what was done."""
        ticket = a_ticket(OUTAGE, tags=frozenset({"tier_3"}), tier_field=Tier.THREE, level_field=1)
        prior = Prior(keys=frozenset({"42:1:triage:0", "42:1:escalation:1"}))

        decision = first_sight(ticket, ACME, prior, NOBODY, DESK, NOW + 5 * HOURS)

        assert decision.effects == ()
        assert (decision.record.tier, decision.record.level) == (Tier.THREE, 1)
        assert decision.record.next_due_at == NOW + 8 * HOURS


class TestHold:
    def test_the_hold_tag_stops_every_effect(self) -> None:
        ticket = a_ticket(OUTAGE, tags=frozenset({"tierline_hold"}))

        decision = first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, DESK, NOW + 9 * HOURS)

        assert decision.effects == ()
        assert decision.record.next_due_at is None

    def test_its_removal_judges_the_ticket_and_goes_to_the_true_level(self) -> None:
        held = first_sight(
            a_ticket(OUTAGE, tags=frozenset({"tierline_hold"})), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW
        ).record
        ticket = a_ticket(OUTAGE, updated_at=NOW + HOURS)

        decision = look_again(held, ticket, NOBODY, DESK, NOW + 9 * HOURS)

        assert kinds(decision) == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT, Kind.ESCALATION]
        assert decision.effects[-1].level == 2


class TestReplies:
    REFUSED = a_record(
        tier=Tier.ONE,
        tier_mark=Tier.ONE,
        status=Status.SOLVED,
        refused_at=NOW,
        tags=frozenset({"tier_1", "tier_refused"}),
        assignee_id=1,
    )
    REOPENED = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1", "tier_refused"}), "assignee_id": 1}))

    def test_a_reply_to_a_refusal_is_a_dispute_for_people(self) -> None:
        decision = look_again(self.REFUSED, self.REOPENED, said("We disagree."), DESK, NOW + HOURS)

        (effect,) = decision.effects
        assert effect.kind is Kind.DISPUTE
        change = effect.change
        assert (change.status, change.priority, change.group) == (Status.OPEN, Priority.NORMAL, "Review")
        assert change.unassign
        assert not change.public
        assert {"tier_disputed", "tier_review"} <= change.add_tags
        assert decision.record.epoch.number == 2

    def test_a_reply_with_an_outage_lifts_the_tier_and_starts_the_ladder_at_the_reply(self) -> None:
        talk = said("Now all 30 phones are down, nobody can call out.")

        decision = look_again(self.REFUSED, self.REOPENED, talk, DESK, NOW + HOURS)

        assert decision.record.tier is Tier.THREE
        assert decision.effects[0].change.priority is Priority.URGENT
        assert decision.record.next_due_at == NOW + timedelta(minutes=10) + 4 * HOURS

    def test_a_second_reply_changes_nothing(self) -> None:
        disputed = look_again(self.REFUSED, self.REOPENED, said("We disagree."), DESK, NOW + HOURS).record
        again = replace(self.REOPENED, updated_at=NOW + 2 * HOURS)

        decision = look_again(disputed, again, said("We disagree.", "How do I reset it?"), DESK, NOW + 2 * HOURS)

        assert decision.effects == ()

    def test_a_person_who_reopens_a_refused_ticket_has_it_in_hand(self) -> None:
        decision = look_again(self.REFUSED, self.REOPENED, said("Taking this.", author=AGENT), DESK, NOW + HOURS)

        assert decision.effects == ()
        assert decision.record.disputed

    def test_a_refusal_not_yet_sent_is_withdrawn_when_the_partner_says_worse(self) -> None:
        pending = a_record(tier=Tier.ONE, tier_mark=None, refused_at=NOW, tags=frozenset())
        ticket = a_ticket(HOWTO, **changed({"tags": frozenset()}))

        decision = look_again(pending, ticket, said("All 30 phones are down now, nobody can call out."), DESK, NOW)

        assert Kind.REFUSAL in decision.supersede
        assert decision.record.refused_at is None
        assert kinds(decision)[:2] == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]

    def test_a_later_comment_raises_the_tier(self) -> None:
        talk = said("It got worse: all 22 phones are down now, nobody can call out.")

        decision = look_again(a_record(), a_ticket(FAULT, **changed({})), talk, DESK, NOW + HOURS)

        (effect,) = decision.effects
        assert (effect.key, effect.change.tier) == ("42:1:raise:3", Tier.THREE)

    def test_what_was_said_before_a_first_look_that_read_no_comment_is_heard_by_the_next(self) -> None:
        """Once the comments have been read, what is older than the last look has been heard."""
        talk = said("It got worse: all 22 phones are down now, nobody can call out.", at=NOW)
        unread = a_record(seen_updated_at=NOW + timedelta(seconds=3))
        tiers = [
            look_again(record, a_ticket(FAULT, **changed({})), talk, DESK, NOW + HOURS).record.tier
            for record in (unread, replace(unread, read_comment_id=1))
        ]

        assert tiers == [Tier.THREE, Tier.TWO]

    def test_a_reopening_begins_with_the_words_that_reopened_the_ticket(self) -> None:
        """Older words, unread as they may be, would make the new opening older than it is."""
        talk = said("Any news?", "It is broken again.", at=NOW)
        first, older, newer = talk.comments
        talk = replace(talk, comments=(first, older, replace(newer, created_at=NOW + timedelta(minutes=9))))
        solved = a_record(status=Status.SOLVED, seen_updated_at=NOW + timedelta(seconds=3))

        decision = look_again(solved, a_ticket(FAULT, **changed({})), talk, DESK, NOW + HOURS)

        assert decision.record.epoch.started_at == NOW + timedelta(minutes=9)

    def test_a_later_comment_never_lowers_the_tier(self) -> None:
        record = a_record(tier=Tier.THREE, tier_mark=Tier.THREE, tags=frozenset({"tier_3"}))
        ticket = a_ticket(OUTAGE, **changed({"tags": frozenset({"tier_3"})}))

        decision = look_again(record, ticket, said("How do I change the greeting?"), DESK, NOW + HOURS)

        assert decision.effects == ()
        assert decision.record.tier is Tier.THREE

    @pytest.mark.parametrize(
        "talk",
        [
            said("All 22 phones are down, nobody can call out.", author=AGENT),
            said("All 22 phones are down, nobody can call out.", public=False),
        ],
        ids=["by-an-agent", "private"],
    )
    def test_only_public_words_from_outside_raise_a_tier(self, talk: object) -> None:
        decision = look_again(a_record(), a_ticket(FAULT, **changed({})), talk, DESK, NOW + HOURS)  # type: ignore[arg-type]

        assert decision.effects == ()

    def test_a_reopened_ticket_starts_a_new_epoch_with_its_age_at_zero(self) -> None:
        record = a_record(status=Status.SOLVED, level=2, epoch=Epoch(1, NOW - 9 * HOURS))

        decision = look_again(record, a_ticket(FAULT, **changed({})), said("It is back."), DESK, NOW + HOURS)

        assert (decision.record.epoch.number, decision.record.level) == (2, 0)
        assert decision.effects[0].key == "42:2:triage:0"
        assert "escalation_level_2" in decision.effects[0].change.remove_tags
        assert decision.record.next_due_at == NOW + timedelta(minutes=10) + 4 * HOURS


class TestPeople:
    def test_another_tier_on_the_ticket_is_a_persons_choice(self) -> None:
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_2", "tier_3"})}))

        decision = look_again(a_record(), ticket, NOBODY, DESK, NOW + HOURS)

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, True)
        assert Kind.TRIAGE in decision.supersede

    def test_what_the_partner_ticked_at_creation_is_no_persons_choice(self) -> None:
        record = a_record(tier_mark=Tier.THREE, tags=frozenset({"tier_3"}))
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_3"})}))

        decision = look_again(record, ticket, NOBODY, DESK, NOW + HOURS)

        assert decision.record.tier is Tier.TWO

    def test_a_level_set_by_hand_is_adopted_and_the_ladder_goes_on_above_it(self) -> None:
        decision = look_again(a_record(), a_ticket(FAULT, **changed({"level_field": 3})), NOBODY, DESK, NOW + 5 * HOURS)

        assert decision.record.level == 3
        assert decision.effects == ()
        assert decision.record.next_due_at == NOW + 12 * HOURS

    def test_the_very_level_we_were_about_to_write_set_by_hand_leaves_ours_unsaid(self) -> None:
        ticket = a_ticket(FAULT, **changed({"level_field": 2}))

        decision = look_again(a_record(level=2, level_mark=0), ticket, NOBODY, DESK, NOW + 9 * HOURS)

        assert (decision.rule, decision.supersede) == ("level-is-there", (Kind.ESCALATION,))
        assert decision.record.level == 2

    @pytest.mark.parametrize("level", [2, 3])
    def test_a_level_set_by_hand_keeps_nobody_from_being_heard(self, level: int) -> None:
        """In the same look the partner says that all is down."""
        ticket = a_ticket(FAULT, **changed({"level_field": level}))

        worse = said("It got worse: now all 400 phones at the customer are down, no inbound or outbound calls.")

        decision = look_again(a_record(level=2, level_mark=0), ticket, worse, DESK, NOW + 9 * HOURS)

        assert (decision.record.tier, decision.record.level) == (Tier.THREE, level)
        assert Kind.RAISE in kinds(decision)

    def test_the_beginning_of_the_ladder_is_no_level_that_somebody_set(self) -> None:
        ticket = a_ticket(FAULT, **changed({"level_field": 0}))

        decision = look_again(a_record(level_mark=None), ticket, NOBODY, DESK, NOW)

        assert decision.rule == "nothing-new"

    def test_an_assignee_chosen_by_a_person_is_noticed(self) -> None:
        decision = look_again(a_record(), a_ticket(FAULT, **changed({"assignee_id": AGENT})), NOBODY, DESK, NOW)

        assert decision.assignee_chosen

    def test_a_solved_ticket_leaves_the_ladder_and_drops_what_is_unsent(self) -> None:
        ticket = a_ticket(FAULT, **changed({"status": Status.SOLVED}))

        decision = look_again(a_record(next_due_at=NOW), ticket, NOBODY, DESK, NOW + 5 * HOURS)

        assert set(decision.supersede) == set(Kind)
        assert decision.record.next_due_at is None

    def test_marks_that_vanished_are_put_back(self) -> None:
        decision = look_again(a_record(), a_ticket(FAULT, **changed({"tags": frozenset()})), NOBODY, DESK, NOW + HOURS)

        (effect,) = decision.effects
        assert effect.key == "42:1:repair:0"
        assert effect.change.add_tags == {"tier_2"}

    def test_an_older_snapshot_changes_nothing(self) -> None:
        ticket = a_ticket(FAULT, updated_at=NOW - HOURS, status=Status.SOLVED)

        decision = look_again(a_record(), ticket, NOBODY, DESK, NOW)

        assert decision.record == a_record()


class TestClock:
    def test_a_ticket_whose_time_has_come_climbs_one_step(self) -> None:
        decision = climb(a_record(), DESK, NOW + 4 * HOURS)

        (effect,) = decision.effects
        assert effect.key == "42:1:escalation:1"
        assert effect.change.assignee == "ana@example.com"
        assert "escalation_level_1" in effect.change.add_tags
        assert decision.record.next_due_at == NOW + 8 * HOURS

    def test_a_level_without_a_contact_is_raised_and_says_so(self) -> None:
        decision = climb(a_record(level=2), DESK, NOW + 10 * HOURS)

        change = decision.effects[0].change
        assert (change.level, change.assignee, change.group) == (3, None, None)
        assert "Nobody is named" in (change.comment or "")

    def test_before_its_time_nothing_happens(self) -> None:
        assert climb(a_record(), DESK, NOW + 4 * HOURS - timedelta(microseconds=1)).effects == ()

    def test_climbing_twice_is_climbing_once(self) -> None:
        once = climb(a_record(), DESK, NOW + 5 * HOURS)

        assert climb(once.record, DESK, NOW + 5 * HOURS).effects == ()

    def test_a_higher_level_overtakes_one_that_was_never_sent(self) -> None:
        assert Kind.ESCALATION in climb(a_record(), DESK, NOW + 9 * HOURS).supersede


class TestRecord:
    def test_what_we_wrote_is_no_persons_choice(self) -> None:
        answer = a_ticket(FAULT, **changed({"tags": frozenset({"tier_2"}), "tier_field": Tier.TWO, "level_field": 0}))
        record = after_write(a_record(tier_mark=None, tags=frozenset()), answer, frozenset({Kind.TRIAGE}), NOW)

        decision = look_again(record, answer, NOBODY, DESK, NOW + HOURS)

        assert not decision.record.tier_by_person

    def test_a_mark_of_ours_that_is_found_late_is_no_persons_choice_though_we_think_otherwise_by_now(self) -> None:
        """Tier II was on its way when a comment lifted the ticket to Tier III."""
        record = after_landed(a_record(tier=Tier.THREE, tier_mark=None), Kind.TRIAGE, Change(tier=Tier.TWO), NOW)
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_2"}), "tier_field": Tier.TWO}))

        decision = look_again(record, ticket, NOBODY, DESK, NOW + HOURS)

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, False)

    def test_a_level_of_ours_that_is_found_late_says_nothing_about_the_tier(self) -> None:
        record = a_record(tier=Tier.THREE, tier_mark=Tier.TWO)

        landed = after_landed(record, Kind.ESCALATION, Change(level=2), NOW)

        assert (landed.tier_mark, landed.level_mark) == (Tier.TWO, 2)

    def test_a_refusal_found_in_the_audits_leaves_the_reply_to_be_seen(self) -> None:
        """The partner answered before we knew that the refusal had landed."""
        pending = a_record(tier=Tier.ONE, tier_mark=None, refused_at=NOW, tags=frozenset())
        landed = after_landed(pending, Kind.REFUSAL, Change(tier=Tier.ONE), NOW)

        decision = look_again(landed, TestReplies.REOPENED, said("We disagree."), DESK, NOW + HOURS)

        assert kinds(decision) == [Kind.DISPUTE]

    @pytest.mark.parametrize(
        ("record", "expected"),
        [
            (a_record(), True),
            (a_record(tier=Tier.THREE), True),
            (a_record(tier=None), False),
            (a_record(tier=Tier.THREE, status=Status.SOLVED), True),
        ],
        ids=["tier-2", "tier-3", "not-judged", "reopened"],
    )
    def test_comments_are_read_only_where_they_can_matter(self, record: object, expected: bool) -> None:
        assert needs_conversation(record, a_ticket(FAULT, **changed({})), DESK) is expected  # type: ignore[arg-type]


def test_a_level_that_is_due_stays_due_when_a_person_moves_the_ticket_within_the_ladder() -> None:
    """Its key is taken, so it would never be planned again."""
    record = a_record(tier=Tier.THREE, tier_mark=Tier.THREE, level=1, tags=frozenset({"tier_3"}))
    later = NOW + timedelta(hours=5)
    for chosen, is_kept in ((Tier.TWO, True), (Tier.ONE, False)):
        ticket = a_ticket(tags=frozenset({chosen.tag}), tier_field=chosen, updated_at=later)
        decision = look_again(record, ticket, NOBODY, DESK, later)
        assert decision.record.tier is chosen
        assert (Kind.ESCALATION not in decision.supersede) is is_kept
