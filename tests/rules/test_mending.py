"""Mending: what the records claim is believed only as far as Zendesk shows it, and each repair is planned once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.audit import Difference, What
from app.rules.effect import Kind
from app.rules.mending import mend
from app.rules.ticket import Status, Ticket, Tier
from tests.rules.kit import NOW, a_desk, a_record, a_ticket, kinds

DESK = a_desk()
HOUR = timedelta(hours=1)
AT = NOW + 5 * HOUR
TICKET = a_ticket(status=Status.OPEN, tags=frozenset({"tier_2"}), tier_field=Tier.TWO, level_field=0)


def found(what: What, **more: Any) -> Difference:
    values: dict[str, Any] = {"ticket_id": 42, "what": what, "says": "it is wrong", "age": 5 * HOUR}
    return Difference(**(values | more))


def low(**more: Any) -> Difference:
    return found(What.LOW, **({"level": 1} | more))


def decided(record: Any, *differences: Difference, ticket: Ticket = TICKET, taken: tuple[str, ...] = ()) -> Any:
    return mend(record, ticket, differences, taken, DESK, AT)


def test_a_level_whose_note_is_written_gets_its_marks_back_and_no_word() -> None:
    decision = decided(a_record(level=1), low(landed=True), taken=("42:1:escalation:1",))

    (effect,) = decision.effects
    assert (effect.kind, effect.key) == (Kind.REPAIR, "42:1:repair:1:level-low")
    assert (effect.change.level, effect.change.comment, effect.change.assignee) == (1, None, None)
    assert "escalation_level_1" in effect.change.add_tags
    assert decision.record.level == 1


def test_a_level_that_was_never_planned_is_climbed_the_usual_way() -> None:
    decision = decided(a_record(level=1, next_due_at=None), low())

    assert [effect.key for effect in decision.effects] == ["42:1:escalation:1"]
    assert (decision.record.level, decision.record.next_due_at) == (1, NOW + 8 * HOUR)


def test_a_level_that_is_claimed_and_never_landed_is_made_up_for_with_its_note_and_contact() -> None:
    decision = decided(a_record(level=2), low(), taken=("42:1:escalation:1",))

    (effect,) = decision.effects
    assert effect.kind is Kind.REPAIR
    assert effect.change.assignee == "ana@example.com"
    assert "level 1" in (effect.change.comment or "").lower()


def test_a_record_that_takes_the_ticket_for_younger_than_it_is_learns_its_age() -> None:
    young = a_record(epoch=replace(a_record().epoch, started_at=AT - HOUR))
    decision = decided(young, low())

    assert [effect.key for effect in decision.effects] == ["42:1:escalation:1"]
    assert decision.record.epoch.age(AT) == 5 * HOUR


@pytest.mark.parametrize("tier", [None, Tier.TWO])
def test_a_lost_tier_is_put_back_as_the_record_or_the_audits_have_it(tier: Tier | None) -> None:
    bare = a_ticket(status=Status.OPEN)
    decision = decided(a_record(tier=tier), found(What.NO_TIER, tier=Tier.TWO), ticket=bare)

    assert [effect.key for effect in decision.effects] == ["42:1:repair:0"], "the same key as the repair of drift"
    assert decision.effects[0].change.tier is Tier.TWO


def test_two_tiers_become_the_one_on_record() -> None:
    two = replace(TICKET, tags=frozenset({"tier_2", "tier_1"}))
    (effect,) = decided(a_record(), found(What.TIERS), ticket=two).effects

    assert (effect.change.add_tags, effect.change.tier) == ({"tier_2"}, Tier.TWO)
    assert "tier_1" in effect.change.remove_tags


def test_a_refused_ticket_that_stands_open_goes_to_review() -> None:
    (effect,) = decided(a_record(tier=Tier.ONE), found(What.REFUSED)).effects

    assert (effect.change.add_tags, effect.change.group, effect.change.comment) == ({"tier_review"}, "Review", None)


def test_what_cannot_be_taken_back_is_said_and_left_to_people() -> None:
    decision = decided(a_record(level=2), found(What.HIGH))

    assert decision.effects == ()
    assert "only a person" in decision.withheld[0]


def test_several_differences_are_mended_together_each_under_its_key() -> None:
    decision = decided(a_record(level=1), found(What.TIERS), low(landed=True))

    assert [effect.key for effect in decision.effects] == ["42:1:repair:0:tiers-disagree", "42:1:repair:1:level-low"]


def test_a_repair_that_is_switched_off_is_withheld_and_said() -> None:
    desk = a_desk(off=frozenset({Kind.REPAIR}))
    decision = mend(a_record(), TICKET, [found(What.TIERS)], (), desk, AT)

    assert kinds(decision) == []
    assert any("off by the setting" in one for one in decision.withheld)


def test_the_second_of_the_last_change_stays_as_open_as_it_was() -> None:
    stamp = TICKET.updated_at

    open_, settled = (decided(a_record(open_second=one, seen_updated_at=stamp), low()) for one in (stamp, None))

    assert (open_.record.open_second, settled.record.open_second) == (stamp, None)
