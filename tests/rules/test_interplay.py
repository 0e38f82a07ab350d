"""What happens between two looks, or under a hold, in combination: nothing is lost and nothing comes early."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.rules.decide import climb, first_sight, look_again
from app.rules.desk import Prior, Reopening
from app.rules.effect import Kind
from app.rules.observation import HOLD_TAG
from app.rules.outcome import OVERTURNED
from app.rules.ticket import Status, Tier
from app.rules.working_time import WorkingTime
from tests.rules.kit import (
    ACME,
    AGENT,
    FAULT,
    HOWTO,
    NOBODY,
    NOW,
    PARTNER,
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
MINUTE = timedelta(minutes=1)
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

    @pytest.mark.parametrize("tags", [REFUSED.tags, frozenset({"tier_1"})], ids=["tag there", "tag taken off"])
    def test_reopened_by_a_person_it_climbs_by_its_new_age_once_a_tier_is_set(self, tags: frozenset[str]) -> None:
        at = NOW + 72 * HOUR
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=tags, tier_field=Tier.ONE)
        opened = look_again(REFUSED, ticket, NOBODY, DESK, at)
        assert opened.rule == "person-reopened"
        assert (opened.record.epoch.number, opened.record.epoch.started_at) == (2, at)

        tagged = (tags - {"tier_1"}) | {"tier_2"}
        later = a_ticket(HOWTO, status=Status.OPEN, updated_at=at + HOUR, tags=tagged, tier_field=Tier.TWO)
        decision = look_again(opened.record, later, NOBODY, DESK, at + HOUR)

        assert decision.record.level == 0
        assert decision.record.next_due_at == at + 4 * HOUR
        assert decision.record.dispute_outcome == OVERTURNED

    def test_reopened_with_a_tier_and_without_its_tag_it_climbs_by_its_new_age(self) -> None:
        at = NOW + 72 * HOUR
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=frozenset({"tier_2"}), tier_field=Tier.TWO)
        decision = look_again(REFUSED, ticket, NOBODY, DESK, at)

        assert decision.effects == ()
        assert decision.record.next_due_at == at + 4 * HOUR
        assert decision.record.refused_at is not None, "it was sent, and is never sent again"

    def test_a_reply_is_a_dispute_although_a_person_has_taken_the_tag_off(self) -> None:
        at = NOW + 72 * HOUR
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=frozenset({"tier_1"}), tier_field=Tier.ONE)
        decision = look_again(REFUSED, ticket, said(WORSE, at=at), DESK, at)

        assert kinds(decision) == [Kind.DISPUTE]
        assert (decision.record.tier, decision.record.level) == (Tier.THREE, 0)

    @pytest.mark.parametrize("how", ["off", "shadow"])
    def test_an_outage_in_the_reply_is_marked_although_disputes_are_not_written(self, how: str) -> None:
        kept_back = frozenset({Kind.DISPUTE, Kind.FIRST_RESPONSE})
        desk = a_desk(**{"off": kept_back} if how == "off" else {"shadow": kept_back})
        ticket = a_ticket(HOWTO, **changed({"tags": REFUSED.tags, "tier_field": Tier.ONE}))
        decision = look_again(REFUSED, ticket, said(WORSE), desk, NOW + HOUR)

        raised = next(one for one in decision.effects if one.kind is Kind.RAISE)
        assert raised.change.tier is Tier.THREE
        assert decision.effects[0] is raised, "the message to people goes with what is written"

    def test_after_a_dispute_a_reopening_with_a_persons_tier_is_a_new_opening(self) -> None:
        at = NOW + 72 * HOUR
        tags = frozenset({"tier_2", "tier_refused", "tier_disputed"})
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=tags, tier_field=Tier.TWO)
        decision = look_again(replace(REFUSED, disputed=True), ticket, said("It is back.", at=at), DESK, at)

        assert Kind.ESCALATION not in kinds(decision)
        assert (decision.record.epoch.started_at, decision.record.tier_by_person) == (at, True)

    @pytest.mark.parametrize("stop", ["tag", "answer"])
    def test_one_that_waits_to_be_sent_is_stopped_by_a_person_and_the_tier_is_marked(self, stop: str) -> None:
        waiting = a_record(tier=Tier.ONE, tier_mark=None, refused_at=NOW, tags=frozenset())
        tags = frozenset({"tierline_keep"} if stop == "tag" else ())
        ticket = a_ticket(HOWTO, **changed({"tags": tags}))
        talk = said("Here is how.", author=AGENT) if stop == "answer" else NOBODY
        decision = look_again(waiting, ticket, talk, DESK, NOW + HOUR)

        assert decision.rule == "refusal-stopped"
        assert (decision.record.refused_at, decision.record.in_review) == (None, True)
        assert Kind.REFUSAL in decision.supersede
        (marks,) = decision.effects
        assert (marks.kind, marks.change.add_tags, marks.change.comment) == (Kind.TRIAGE, frozenset({"tier_1"}), None)

    def test_the_comment_of_an_automation_disputes_nothing(self) -> None:
        at = NOW + HOUR
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=REFUSED.tags, tier_field=Tier.ONE)
        talk = replace(said("This request is closed in 4 days.", author=-1, at=at), customers=frozenset({-1}))

        assert Kind.DISPUTE not in kinds(look_again(REFUSED, ticket, talk, DESK, at))

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

    def test_an_assignee_chosen_under_a_hold_is_kept_by_the_level_that_waits(self) -> None:
        climbed = climb(a_record(), DESK, NOW + 4 * HOUR).record
        ticket = a_ticket(FAULT, **held(frozenset({"tier_2"}), assignee_id=AGENT, updated_at=NOW + 4 * HOUR))

        assert look_again(climbed, ticket, NOBODY, DESK, NOW + 4 * HOUR).assignee_chosen

    def test_an_answer_that_came_too_late_under_a_hold_is_marked_after_it(self) -> None:
        talk = said("We look into it.", author=AGENT, at=NOW + 2 * HOUR)
        ticket = a_ticket(FAULT, **held(frozenset({"tier_2"}), updated_at=NOW + 2 * HOUR))
        under = look_again(a_record(), ticket, talk, WATCHED, NOW + 2 * HOUR)
        after = a_ticket(FAULT, **changed({"updated_at": NOW + 3 * HOUR}))
        decision = look_again(under.record, after, talk, WATCHED, NOW + 3 * HOUR)

        assert under.effects == ()
        assert [one.key for one in decision.effects] == ["42:1:first_response:2"]
        assert decision.record.responded_at == NOW + 2 * HOUR


class TestReopening:
    @pytest.mark.parametrize("more", [{}, {"tags": frozenset({"tier_3"}), "tier_field": Tier.THREE}])
    def test_into_a_status_that_pauses_its_clock_stands_still(self, more: dict[str, object]) -> None:
        desk = a_desk(ladder=replace(DESK.ladder, pause_statuses=frozenset({Status.PENDING})))
        at = NOW + 24 * HOUR
        ticket = a_ticket(FAULT, **changed({"updated_at": at, "status": Status.PENDING} | more))
        record = look_again(a_record(status=Status.SOLVED), ticket, NOBODY, desk, at).record

        assert record.epoch.number == 2
        assert record.next_due_at is None
        assert kinds(climb(record, desk, at + 24 * HOUR)) == []

    def test_a_refusal_overturned_into_a_status_that_pauses_does_not_age_either(self) -> None:
        desk = a_desk(ladder=replace(DESK.ladder, pause_statuses=frozenset({Status.PENDING})))
        at = NOW + HOUR
        tags = frozenset({"tier_3", "tier_refused"})
        ticket = a_ticket(HOWTO, status=Status.PENDING, updated_at=at, tier_field=Tier.THREE, tags=tags)
        record = look_again(REFUSED, ticket, replace(said(), last_person=AGENT), desk, at).record

        assert (record.tier, record.epoch.number, record.next_due_at) == (Tier.THREE, 2, None)

    def test_a_reply_that_came_while_the_solving_was_looked_at_is_heard(self) -> None:
        """The comments are read after the ticket: what was said in between belongs to the next opening."""
        solved_at = NOW + HOUR
        talk = said("It works again.", author=AGENT, at=solved_at)
        reply = replace(talk.comments[-1], id=9, author_id=PARTNER, body=WORSE, created_at=solved_at + MINUTE)
        talk = replace(talk, comments=(*talk.comments, reply))
        solved = a_ticket(FAULT, **changed({"status": Status.SOLVED, "updated_at": solved_at}))
        over = look_again(a_record(), solved, talk, WATCHED, solved_at + 2 * MINUTE).record
        again = a_ticket(FAULT, **changed({"updated_at": solved_at + MINUTE}))
        decision = look_again(over, again, talk, WATCHED, solved_at + 2 * MINUTE)

        assert decision.rule == "reopened"
        assert decision.record.tier is Tier.THREE

    def test_an_outage_is_heard_whatever_a_person_chose_in_the_opening_before(self) -> None:
        record = a_record(status=Status.SOLVED, tier_by_person=True)
        at = NOW + 72 * HOUR
        ticket = a_ticket(FAULT, **changed({"updated_at": at}))
        decision = look_again(record, ticket, said(WORSE, at=at), DESK, at)
        calm = look_again(record, ticket, said("It is back.", at=at), DESK, at).record

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.THREE, False)
        assert (calm.tier, calm.tier_by_person) == (Tier.TWO, True)

    def test_what_came_with_it_is_not_asked_for(self) -> None:
        talk = said("All phones are down again, see the trace.", at=NOW + HOUR)
        talk = replace(talk, comments=(*talk.comments[:-1], replace(talk.comments[-1], attachments=1)))
        short = ("down", "down")
        bare = look_again(a_record(status=Status.SOLVED), a_ticket(short, **changed({})), said("all down"), DESK, NOW)
        decision = look_again(a_record(status=Status.SOLVED), a_ticket(short, **changed({})), talk, DESK, NOW + HOUR)

        assert bare.record.missing == ("outage_details",)
        assert decision.record.missing == ()

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

    def test_with_a_level_of_a_persons_in_the_same_update_it_keeps_that_level(self) -> None:
        at = NOW + 24 * HOUR
        solved = a_record(status=Status.SOLVED, level=1, level_mark=1)
        for level, kept in ((1, 0), (3, 3)):
            ticket = a_ticket(FAULT, **changed({"updated_at": at, "level_field": level}))
            decision = look_again(solved, ticket, NOBODY, DESK, at)

            assert (decision.rule, decision.record.epoch.number, decision.record.level) == ("reopened", 2, kept)
            assert [one.change.level for one in decision.effects] == [kept]
            assert f"escalation_level_{level}" in decision.effects[0].change.remove_tags or kept


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

    @pytest.mark.parametrize(("age", "kept"), [(1, 0), (5, 1), (8, 2)])
    def test_a_level_set_too_high_and_taken_back_keeps_no_later_level_from_coming(self, age: int, kept: int) -> None:
        """Each threshold that had not passed still comes at its time; one that had is not put back."""
        at = NOW + age * HOUR
        before = a_record(level=kept, level_mark=kept)
        wrong = look_again(before, a_ticket(FAULT, **changed({"level_field": 4, "updated_at": at})), NOBODY, DESK, at)
        mended = a_ticket(FAULT, **changed({"level_field": None, "updated_at": at + HOUR / 60}))
        decision = look_again(wrong.record, mended, NOBODY, DESK, at + HOUR / 60)

        assert wrong.record.level == 4
        assert (decision.rule, decision.record.level) == ("level-taken-back", kept)
        assert decision.effects == ()
        assert decision.record.next_due_at == NOW + (4, 8, 10)[kept] * HOUR

    def test_where_the_account_has_no_field_for_it_the_tag_tells_a_persons_level(self) -> None:
        tags = frozenset({"tier_2", "escalation_level_3"})
        record = look_again(a_record(level_mark=None), a_ticket(FAULT, **changed({"tags": tags})), NOBODY, DESK, NOW)

        assert (record.record.level, record.rule) == (3, "person-set-level")
        assert kinds(climb(record.record, DESK, NOW + 4 * HOUR)) == [], "theirs is not taken off"

    def test_a_level_of_the_ladder_that_is_lowered_stays_climbed(self) -> None:
        ticket = a_ticket(FAULT, **changed({"level_field": 0, "updated_at": NOW + 5 * HOUR}))
        record = look_again(a_record(level=1, level_mark=1), ticket, NOBODY, DESK, NOW + 5 * HOUR).record

        assert (record.level, record.next_due_at) == (1, NOW + 8 * HOUR)

    def test_a_persons_tier_does_not_lose_what_the_partner_sent(self) -> None:
        record = a_record(missing=("circuit_id",))
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_3"}), "tier_field": Tier.THREE}))
        decision = look_again(record, ticket, said("Circuit ID: 12/ABCD/345678//ZYX"), DESK, NOW + HOUR)

        assert decision.rule == "person-chose-tier"
        assert [one.change.circuit_id for one in decision.effects] == ["12/ABCD/345678//ZYX"]


class TestNotDueAfterAll:
    """A level is planned by what is known at its moment; the look may tell that its time had not come."""

    PAUSING = a_desk(ladder=replace(DESK.ladder, pause_statuses=frozenset({Status.PENDING})))
    OFFICE = a_desk(
        ladder=replace(
            DESK.ladder, calendars={Tier.TWO: WorkingTime((((0, 60),),) * 7, ZoneInfo("UTC"), text="nights")}
        )
    )

    def test_a_ticket_that_paused_a_moment_before_has_its_level_taken_back(self) -> None:
        climbed = climb(a_record(), self.PAUSING, NOW + 4 * HOUR).record
        just_before = NOW + 4 * HOUR - timedelta(seconds=1)
        ticket = a_ticket(FAULT, **changed({"status": Status.PENDING, "updated_at": just_before}))
        decision = look_again(climbed, ticket, NOBODY, self.PAUSING, NOW + 4 * HOUR)

        assert climbed.level == 1
        assert decision.recall == 0

    def test_a_persons_tier_with_other_hours_has_it_taken_back_too(self) -> None:
        climbed = climb(a_record(tier=Tier.THREE, tier_mark=Tier.THREE), self.OFFICE, NOW + 4 * HOUR).record
        ticket = a_ticket(FAULT, **changed({"tier_field": Tier.TWO, "updated_at": NOW + 4 * HOUR}))
        decision = look_again(climbed, ticket, NOBODY, self.OFFICE, NOW + 4 * HOUR)

        assert (decision.record.tier, climbed.level, decision.recall) == (Tier.TWO, 1, 0)

    def test_a_tier_that_does_not_climb_has_it_taken_back_so_that_it_comes_when_the_tier_is_right_again(self) -> None:
        climbed = climb(a_record(), DESK, NOW + 4 * HOUR).record
        ticket = a_ticket(FAULT, **changed({"tags": frozenset({"tier_1"}), "updated_at": NOW + 4 * HOUR}))
        decision = look_again(climbed, ticket, NOBODY, DESK, NOW + 4 * HOUR)

        assert (decision.record.tier, climbed.level, decision.recall) == (Tier.ONE, 1, 0)

    @pytest.mark.parametrize(
        "shown",
        [{"level_field": 1}, {"tags": frozenset({"tier_2", "escalation_level_1"})}],
        ids=["by its field", "by its tag"],
    )
    def test_a_level_that_the_ticket_shows_stays(self, shown: dict[str, object]) -> None:
        climbed = climb(a_record(), self.PAUSING, NOW + 4 * HOUR).record
        ticket = a_ticket(FAULT, **changed({"status": Status.PENDING, "updated_at": NOW + 3 * HOUR} | shown))

        assert look_again(climbed, ticket, NOBODY, self.PAUSING, NOW + 4 * HOUR).recall is None

    def test_where_every_hour_counts_nothing_is_taken_back(self) -> None:
        climbed = climb(a_record(), DESK, NOW + 4 * HOUR).record
        ticket = a_ticket(FAULT, **changed({"status": Status.PENDING, "updated_at": NOW + 3 * HOUR}))

        assert look_again(climbed, ticket, NOBODY, DESK, NOW + 4 * HOUR).recall is None


class TestLostDatabase:
    """The audits still tell what was done, and the comments what was said since."""

    def test_an_outage_that_nobody_heard_lifts_the_tier(self) -> None:
        prior = Prior(keys=frozenset({"42:1:triage:0", "42:1:acknowledgement:0"}), written_at=NOW)
        ticket = a_ticket(FAULT, **changed({}))
        decision = first_sight(ticket, ACME, prior, said(WORSE), DESK, NOW + HOUR)

        assert kinds(decision) == [Kind.RAISE]
        assert decision.record.tier is Tier.THREE

    def test_what_was_said_before_our_last_write_was_heard(self) -> None:
        prior = Prior(keys=frozenset({"42:1:triage:0", "42:1:raise:3"}), written_at=NOW + HOUR)
        ticket = a_ticket(FAULT, **changed({"updated_at": NOW + 2 * HOUR}))
        decision = first_sight(ticket, ACME, prior, said(WORSE), DESK, NOW + 2 * HOUR)

        assert (decision.rule, decision.effects) == ("taken-over", ())

    def test_a_tier_that_a_person_chose_after_ours_is_still_theirs(self) -> None:
        prior = Prior(Tier.TWO, frozenset({"42:1:triage:0"}), written_at=NOW)
        decision = first_sight(a_ticket(FAULT, **changed({})), ACME, prior, said(WORSE), DESK, NOW + HOUR)

        assert (decision.record.tier, decision.record.tier_by_person) == (Tier.TWO, True)

    def test_the_reply_to_a_refusal_is_a_dispute(self) -> None:
        at = NOW + HOUR
        prior = Prior(keys=frozenset({"42:0:refusal:0"}), reopenings=(Reopening(NOW, at),), written_at=NOW)
        ticket = a_ticket(HOWTO, status=Status.OPEN, updated_at=at, tags=REFUSED.tags, tier_field=Tier.ONE)
        decision = first_sight(ticket, ACME, prior, said("We disagree.", at=at), DESK, at)

        assert [one.key for one in decision.effects] == ["42:2:dispute:0"]


class TestLooks:
    def test_a_promise_shorter_than_the_warning_is_looked_at_when_it_ends(self) -> None:
        short = replace(WATCHED, first_response=timedelta(minutes=30))
        record = look_again(a_record(), a_ticket(FAULT, **changed({})), said(), short, NOW + 10 * MINUTE).record

        assert record.look_at == NOW + 30 * MINUTE

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
