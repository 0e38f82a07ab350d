"""Follow-ups and merges: a new ticket with an age of its own, and one whose ladder ends."""

from datetime import timedelta

from app.rules.decide import first_sight, look_again
from app.rules.effect import Kind
from app.rules.ticket import Status, Tier
from tests.rules.kit import ACME, FAULT, HOWTO, NOBODY, NOTHING_BEFORE, NOW, a_desk, a_record, a_ticket, changed, kinds

COPIED = frozenset({"tier_3", "tier_refused", "tier_disputed", "escalation_level_4", "vip", "acme_portal"})


def test_a_follow_up_sheds_the_marks_of_the_closed_ticket_and_keeps_the_other_tags() -> None:
    ticket = a_ticket(FAULT, tags=COPIED, tier_field=Tier.THREE, level_field=4, followup_of=7)

    decision = first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)

    (marks, *_) = decision.effects
    assert marks.kind is Kind.TRIAGE
    assert marks.change.remove_tags >= {"tier_3", "tier_refused", "tier_disputed", "escalation_level_4"}
    assert not marks.change.remove_tags & {"vip", "acme_portal", "tier_2"}
    assert (marks.change.tier, marks.change.level) == (Tier.TWO, 0)


def test_a_follow_up_ages_from_its_own_creation_and_its_record_names_the_closed_ticket() -> None:
    decision = first_sight(a_ticket(FAULT, followup_of=7), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)

    assert (decision.record.level, decision.record.epoch.started_at) == (0, NOW)
    assert decision.record.next_due_at == NOW + timedelta(hours=4)
    assert "it follows up ticket 7 and has an age of its own" in decision.summary


def test_a_follow_up_that_is_refused_sheds_the_old_level_too() -> None:
    ticket = a_ticket(HOWTO, tags=frozenset({"tier_3", "escalation_level_4"}), level_field=4, followup_of=7)

    decision = first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)

    assert kinds(decision) == [Kind.REFUSAL]
    (refusal,) = decision.effects
    assert "escalation_level_4" in refusal.change.remove_tags
    assert refusal.change.level == 0
    assert "tier_refused" not in refusal.change.remove_tags


def test_the_hold_of_the_closed_ticket_still_holds() -> None:
    ticket = a_ticket(FAULT, tags=frozenset({"tierline_hold"}), followup_of=7)

    assert first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW).effects == ()


def test_the_ladder_of_a_merged_ticket_ends_and_says_why() -> None:
    ticket = a_ticket(**changed({"status": Status.CLOSED, "tags": frozenset({"tier_2", "closed_by_merge"})}))

    decision = look_again(a_record(next_due_at=NOW), ticket, NOBODY, a_desk(), NOW + timedelta(hours=1))

    assert (decision.record.next_due_at, decision.rule) == (None, "merged")
    assert "merged into another" in decision.summary
    assert Kind.ESCALATION in decision.supersede
