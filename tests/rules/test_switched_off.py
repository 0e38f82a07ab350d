"""Actions that a setting has switched off: nothing of them is planned, and the decision says which setting it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import climb, first_sight, look_again, refusal_failed
from app.rules.decision import REVIEW_TAG
from app.rules.effect import Kind
from app.rules.switched_off import SETTINGS
from app.rules.ticket import Status, Tier
from app.rules.verdict import Action
from tests.rules.kit import (
    ACME,
    FAULT,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    OUTAGE,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

HOUR = timedelta(hours=1)


def desk_without(*kinds_off: Kind):  # type: ignore[no-untyped-def]  # Desk is what kit.a_desk returns
    return a_desk(off=frozenset(kinds_off))


def test_a_ticket_that_would_be_refused_goes_to_people() -> None:
    """With refusals off a Tier I ticket must not be silently left."""
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, desk_without(Kind.REFUSAL), NOW)

    assert kinds(decision) == [Kind.TRIAGE]
    assert REVIEW_TAG in decision.effects[0].change.add_tags
    assert "refusing is off by setting" in (decision.effects[0].change.comment or "")
    assert decision.withheld == ("refusal: off by the setting TRIAGE_ACTION_REFUSE",)
    assert decision.verdict is not None
    assert (decision.verdict.tier, decision.verdict.action) == (Tier.ONE, Action.REVIEW)
    assert decision.record.refused_at is None


def test_a_refusal_that_was_planned_before_it_was_switched_off_is_taken_back() -> None:
    record = a_record(tier=Tier.ONE, tier_mark=None, refused_at=NOW, tags=frozenset(), level_mark=None)
    ticket = a_ticket(HOWTO, updated_at=NOW + HOUR)

    decision = look_again(record, ticket, NOBODY, desk_without(Kind.REFUSAL), NOW + HOUR)

    assert kinds(decision) == [Kind.TRIAGE]
    assert decision.supersede == (Kind.REFUSAL,)
    assert decision.record.refused_at is None


def test_an_acknowledgement_that_is_off_is_withheld_and_the_marks_are_set() -> None:
    decision = first_sight(a_ticket(FAULT), ACME, NOTHING_BEFORE, NOBODY, desk_without(Kind.ACKNOWLEDGEMENT), NOW)

    assert kinds(decision) == [Kind.TRIAGE]
    assert "acknowledgement: off by the setting TRIAGE_ACTION_ACKNOWLEDGE" in decision.withheld


def test_a_level_that_is_off_is_named_and_the_ticket_keeps_its_level() -> None:
    """Each level is on record once, when it is due; nothing is claimed that the ticket does not show."""
    due = a_record(next_due_at=NOW + 4 * HOUR)

    decision = climb(due, desk_without(Kind.ESCALATION), NOW + 4 * HOUR)

    assert kinds(decision) == []
    assert decision.withheld == ("level 1, escalation: off by the setting TRIAGE_ACTION_ESCALATE",)
    assert decision.is_recorded
    assert decision.record.level == 0
    assert decision.record.next_due_at == NOW + 8 * HOUR


def test_a_ladder_switched_on_again_goes_straight_to_the_true_level() -> None:
    off = climb(a_record(), desk_without(Kind.ESCALATION), NOW + 4 * HOUR)

    on = climb(off.record, a_desk(), NOW + 8 * HOUR)

    assert on.record.level == 2
    assert kinds(on) == [Kind.ESCALATION]


def test_no_level_is_promised_to_a_partner_while_the_ladder_is_off() -> None:
    live = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)
    off = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, desk_without(Kind.ESCALATION), NOW)

    assert "level 1 at" in (live.effects[1].change.comment or "")
    assert "level 1 at" not in (off.effects[1].change.comment or "")


def test_marks_that_are_off_leave_the_acknowledgement() -> None:
    off = desk_without(Kind.TRIAGE, Kind.RAISE, Kind.REPAIR)

    decision = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, off, NOW)

    assert kinds(decision) == [Kind.ACKNOWLEDGEMENT]
    assert "triage: off by the setting TRIAGE_ACTION_TRIAGE" in decision.withheld


def test_a_dispute_that_is_off_is_withheld_and_known() -> None:
    record = a_record(
        tier=Tier.ONE, tier_mark=Tier.ONE, refused_at=NOW, status=Status.SOLVED, tags=frozenset({"tier_refused"})
    )
    ticket = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1", "tier_refused"})}))

    decision = look_again(record, ticket, said("We disagree."), desk_without(Kind.DISPUTE), NOW + HOUR)

    assert kinds(decision) == []
    assert decision.withheld == ("dispute: off by the setting TRIAGE_ACTION_DISPUTE",)
    assert decision.record.disputed


def test_a_failed_refusal_marks_nothing_while_marks_are_off() -> None:
    decision = refusal_failed(a_record(tier=Tier.ONE), "422", desk_without(Kind.TRIAGE), NOW)

    assert kinds(decision) == []
    assert decision.is_recorded


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_effect_has_a_setting_that_exists(kind: Kind) -> None:
    from app.config import Settings

    assert SETTINGS[kind].lower() in Settings.model_fields


def test_nothing_off_changes_nothing() -> None:
    decision = first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)

    assert decision == replace(decision, withheld=())
