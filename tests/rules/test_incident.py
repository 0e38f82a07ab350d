"""What a storm writes, and what keeps a link from being written."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.rules.decide import climb, first_sight, look_again
from app.rules.effect import Change, Kind
from app.rules.incident import Storm, is_counted, left_alone, link, problem, storm_notice
from app.rules.ladder import Epoch
from app.rules.observation import after_landed, observe
from app.rules.outgoing import Intent, compose, objection, together
from app.rules.record import Record
from app.rules.storm import Watch
from app.rules.ticket import Status, Tier
from tests.rules.kit import (
    ACME,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    a_desk,
    a_record,
    a_ticket,
    changed,
    kinds,
    said,
)

STORM = Storm(7, "carrier:lumen", "carrier Lumen", NOW, (1, 2, 3), timedelta(minutes=30))
LUMEN = ("Lumen outage", "All calls over Lumen fail since 06:00, none of our customers can call in or out.")
WATCHING = a_desk(storm=Watch())


def a_member(**more: object) -> Record:
    values: dict[str, object] = {"tier": Tier.THREE, "tier_mark": Tier.THREE, "storm": "carrier:lumen"}
    return a_record(**(values | more))


def test_first_sight_keeps_what_a_tier_iii_ticket_shares() -> None:
    decision = first_sight(a_ticket(LUMEN), ACME, NOTHING_BEFORE, NOBODY, WATCHING, NOW)

    assert decision.record.storm == "carrier:lumen"
    assert kinds(decision) == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]


def test_a_later_comment_that_raises_the_tier_tells_what_it_shares() -> None:
    told = said("Lumen is down now: none of our customers can call, all calls fail since 06:00.")

    decision = look_again(a_record(), a_ticket(**changed({})), told, WATCHING, NOW)

    assert (decision.record.tier, decision.record.storm) == (Tier.THREE, "carrier:lumen")


DENVER = replace(WATCHING, storm=Watch(regions=("Denver",)))
WORSE = said("All our customers in Denver are down now, no calls in or out.")
TIER_1 = {"tier": Tier.ONE, "tier_mark": Tier.ONE, "tags": frozenset({"tier_1"})}


@pytest.mark.parametrize(
    "waiting",
    [a_record(**TIER_1, refuse_at=NOW + timedelta(minutes=20)), a_record(**TIER_1, refused_at=NOW)],
    ids=["in its grace", "planned"],
)
def test_a_comment_that_stops_a_refusal_tells_what_the_ticket_shares(waiting: Record) -> None:
    ticket = a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1"})}))
    decision = look_again(waiting, ticket, WORSE, DENVER, NOW + timedelta(minutes=11))

    assert (decision.record.tier, decision.record.storm) == (Tier.THREE, "region:denver")


def test_what_was_said_on_a_ticket_found_late_tells_what_it_shares() -> None:
    ticket = a_ticket(HOWTO, **changed({"tags": frozenset()}))
    decision = first_sight(ticket, ACME, NOTHING_BEFORE, WORSE, DENVER, NOW + timedelta(hours=1))

    assert (decision.record.tier, decision.record.storm) == (Tier.THREE, "region:denver")


def test_a_reopened_ticket_has_to_tell_anew_what_it_shares() -> None:
    before = a_member(status=Status.SOLVED)

    again = changed({"tags": frozenset({"tier_3"})})
    decision = look_again(before, a_ticket(**again), said("Please call us."), WATCHING, NOW)

    assert (decision.record.epoch.number, decision.record.storm) == (2, None)


def test_the_problem_is_the_same_for_the_same_storm_and_names_its_tickets() -> None:
    wanted = problem(STORM)

    assert wanted == problem(replace(STORM))
    assert wanted.external_id == "tierline-storm:carrier:lumen"
    assert "#1, #2, #3" in wanted.body
    assert "Zendesk solves its incidents" in wanted.body


def test_a_long_list_of_tickets_is_cut_and_says_so() -> None:
    assert "#20 and 30 more" in problem(replace(STORM, founders=tuple(range(1, 51)))).body


def test_a_link_is_one_effect_with_a_private_note_that_names_the_others() -> None:
    (effect,) = link(a_member(), STORM, 99, [1, 2], a_desk(), NOW).effects

    assert (effect.key, effect.change.problem, effect.change.public) == ("42:1:incident:0", 99, False)
    assert effect.change.comment is not None
    assert "problem #99. The others: #1, #2." in effect.change.comment
    assert effect.reasons["scope"] == "carrier:lumen"


def test_in_shadow_the_note_speaks_of_a_problem_without_a_number() -> None:
    (effect,) = link(a_member(), STORM, None, [1], a_desk(), NOW).effects

    assert effect.change.comment is not None
    assert "incident of a problem ticket" in effect.change.comment


def test_a_ticket_that_is_not_linked_has_the_reason_on_record() -> None:
    decision = left_alone(a_member(), STORM, "a person linked it to problem #5")

    assert (decision.effects, decision.is_recorded) == ((), True)
    assert decision.withheld == ("incident: a person linked it to problem #5",)


def test_the_notice_names_carrier_problem_and_tickets() -> None:
    title, body = storm_notice(STORM, 99)

    assert title == "Storm: carrier Lumen, 3 Tier III tickets within 30 minutes"
    assert "problem #99: #1, #2, #3." in body
    assert "3 Tier III tickets of 1 partner tell" in storm_notice(STORM, 99, 1)[1]
    assert "of 2 partners tell" in storm_notice(STORM, 99, 2)[1]
    assert "Zendesk has not taken a problem ticket for them yet" in storm_notice(STORM, None)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"tier": Tier.TWO},
        {"status": Status.SOLVED},
        {"hold": True},
        {"storm": None},
        {"storm": "carrier:zayo"},
        {"epoch": Epoch(2, NOW)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_ticket_counts_only_while_it_is_unsolved_tier_iii_of_the_scope(change: dict[str, object]) -> None:
    assert is_counted(a_member(), "carrier:lumen", 1)
    assert not is_counted(a_member(**change), "carrier:lumen", 1)


def an_intent(kind: Kind, change: Change) -> Intent:
    return Intent(f"42:1:{kind}:0", 1, kind, 0, change)


def test_a_link_is_not_sent_over_a_persons_choice() -> None:
    intent = an_intent(Kind.INCIDENT, Change(problem=99, comment="note"))

    assert objection(intent, a_member()) is None
    assert objection(intent, a_member(problem_id=99)) is None
    assert objection(intent, a_member(problem_id=5)) == "it is linked to problem #5 already"
    assert objection(intent, a_member(tier=Tier.TWO)) == "it is Tier II now, and no case of the storm"


@pytest.mark.parametrize("order", [(Kind.TRIAGE, Kind.INCIDENT), (Kind.INCIDENT, Kind.TRIAGE)], ids=str)
def test_nothing_else_rides_with_a_link(order: tuple[Kind, Kind]) -> None:
    """Zendesk refuses a closed problem with the whole write: marks must not be lost with it."""
    changes = {Kind.TRIAGE: Change(tier=Tier.THREE), Kind.INCIDENT: Change(problem=99, comment="note")}
    intents = [an_intent(kind, changes[kind]) for kind in order]

    assert [one.kind for one in together(intents)] == [order[0]]
    assert compose(together(intents[::-1]), a_member()).problem == (99 if order[1] is Kind.INCIDENT else None)


def test_the_record_knows_the_problem_of_a_ticket_and_a_problem_is_its_own() -> None:
    ladder = a_desk().ladder

    assert observe(None, a_ticket(type="incident", problem_id=9), ladder).problem_id == 9
    assert observe(None, a_ticket(type="problem"), ladder).problem_id == 42
    assert after_landed(a_member(), Kind.INCIDENT, Change(problem=9), NOW).problem_id == 9


def test_a_problem_ticket_of_a_storm_is_nobodys_case() -> None:
    tags = frozenset({"tierline_storm", "tierline_storm_carrier_lumen"})
    ticket = a_ticket(LUMEN, type="problem", tags=tags)
    decision = first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, WATCHING, NOW)

    assert (decision.effects, decision.rule, decision.record.tier) == ((), "storm-problem", None)
    again = look_again(decision.record, replace(ticket, updated_at=NOW + timedelta(hours=1)), NOBODY, WATCHING, NOW)
    assert (again.effects, again.rule) == ((), "storm-problem")
    assert climb(decision.record, WATCHING, NOW + timedelta(days=1)).effects == ()


@pytest.mark.parametrize("change", [{"tags": frozenset()}, {"type": "question", "tags": frozenset()}], ids=str)
def test_the_problem_that_we_created_is_nobodys_case_whatever_becomes_of_its_tags_and_type(
    change: dict[str, Any],
) -> None:
    """A trigger that sets the tags of new tickets would else have it climb the ladder, and count in its own storm."""
    tags = frozenset({"tierline_storm", "tierline_storm_carrier_lumen"})
    ticket = a_ticket(LUMEN, type="problem", tags=tags, external_id="tierline-storm:carrier:lumen")
    later = replace(ticket, updated_at=NOW + timedelta(hours=1), **change)

    seen = first_sight(replace(ticket, **change), ACME, NOTHING_BEFORE, NOBODY, WATCHING, NOW)
    again = look_again(
        first_sight(ticket, ACME, NOTHING_BEFORE, NOBODY, WATCHING, NOW).record, later, NOBODY, WATCHING, NOW
    )

    assert [(one.effects, one.rule) for one in (seen, again)] == [((), "storm-problem")] * 2


def test_a_partners_ticket_is_judged_whatever_its_tags() -> None:
    decision = first_sight(
        a_ticket(LUMEN, tags=frozenset({"tierline_storm"})), ACME, NOTHING_BEFORE, NOBODY, WATCHING, NOW
    )

    assert decision.record.tier is Tier.THREE
