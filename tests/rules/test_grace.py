"""The grace before a refusal: announced, stoppable, judged again at its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import Conversation, Decision, Desk, Prior, first_sight, look_again
from app.rules.effect import Change, Kind
from app.rules.grace import may_be_taken
from app.rules.outgoing import Intent, objection
from app.rules.record import Record
from app.rules.ticket import Status, Ticket, Tier
from tests.rules.kit import ACME, AGENT, HOWTO, NOBODY, NOTHING_BEFORE, NOW, a_desk, a_record, a_ticket, kinds, said

GRACE = timedelta(minutes=20)
DESK = a_desk(refusal_grace=GRACE)
ANNOUNCED = replace(
    a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"})), refuse_at=NOW + GRACE, look_at=NOW + GRACE
)


TAKEN = Conversation(taken_by=AGENT)


def looked(minutes: float, talk: Conversation = NOBODY, **more: object) -> Decision:
    """What is decided about the announced ticket, as it stands so many minutes after it was opened."""
    values = {"updated_at": NOW, "tags": frozenset({"tier_1"}), "tier_field": Tier.ONE, "status": Status.OPEN} | more
    return look_again(ANNOUNCED, a_ticket(HOWTO, **values), talk, DESK, NOW + timedelta(minutes=minutes))


def test_a_refusal_is_announced_privately_and_not_sent() -> None:
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)
    (effect,) = decision.effects
    assert (effect.kind, effect.change.public, effect.change.status) == (Kind.TRIAGE, False, None)
    assert "tierline_keep" in (effect.change.comment or "")
    assert decision.record.refuse_at == decision.record.look_at == NOW + GRACE
    assert decision.record.refused_at is None


def test_until_its_end_nothing_happens_and_from_its_end_on_it_is_refused() -> None:
    assert kinds(looked(19.9)) == []
    decision = looked(20)
    assert kinds(decision) == [Kind.REFUSAL]
    assert decision.record.refused_at == NOW + GRACE
    assert decision.record.refuse_at is None


@pytest.mark.parametrize(
    ("talk", "more"),
    [
        (NOBODY, {"tags": frozenset({"tier_1", "tierline_keep"})}),
        (said("Let me have a look.", author=AGENT), {}),
        (NOBODY, {"tags": frozenset({"tier_2"}), "tier_field": Tier.TWO}),
        (NOBODY, {"status": Status.SOLVED}),
        (TAKEN, {"assignee_id": AGENT}),
    ],
    ids=["tag", "answer", "another tier", "solved", "assignee"],
)
def test_a_person_stops_it(talk: Conversation, more: dict[str, object]) -> None:
    decision = looked(5, talk, **more)
    assert Kind.REFUSAL not in kinds(decision)
    assert decision.record.refuse_at is None
    assert looked(30, talk, **more).record.refused_at is None


def test_worse_news_meanwhile_are_judged_and_marked_anew() -> None:
    talk = said("Correction: all 40 phones are down since noon, nobody can call out.")
    decision = looked(11, talk, updated_at=NOW + timedelta(minutes=10))
    assert kinds(decision) == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]
    assert decision.effects[0].key == "42:1:triage:0"
    assert decision.record.tier is Tier.THREE
    assert decision.record.refuse_at is None


def test_who_took_the_ticket_is_on_record_and_nothing_is_said() -> None:
    decision = looked(5, TAKEN, assignee_id=AGENT)

    assert (decision.rule, decision.effects, decision.record.assignee_id) == ("refusal-stopped", (), AGENT)
    assert f"user {AGENT} has assigned the ticket by hand" in decision.withheld[0]


def test_an_assignee_of_whom_no_person_is_known_does_not_stop_it() -> None:
    """Routing has assigned it: the audits tell of nobody."""
    decision = looked(5, assignee_id=AGENT)
    assert decision.record.refuse_at == NOW + GRACE

    assert kinds(look_again(decision.record, routed(), NOBODY, DESK, NOW + GRACE)) == [Kind.REFUSAL]


def test_an_outage_that_somebody_has_taken_is_an_outage_all_the_same() -> None:
    talk = replace(said("Correction: all 40 phones are down since noon, nobody can call out."), taken_by=AGENT)

    assert looked(11, talk, updated_at=NOW + timedelta(minutes=10), assignee_id=AGENT).record.tier is Tier.THREE


def routed(**more: object) -> Ticket:
    return a_ticket(HOWTO, **{"assignee_id": AGENT, "tags": frozenset({"tier_1"}), "tier_field": Tier.ONE} | more)


PLANNED = replace(ANNOUNCED, refuse_at=None, refused_at=NOW)


@pytest.mark.parametrize(
    ("record", "ticket", "desk", "is_asked"),
    [
        (ANNOUNCED, routed(), DESK, True),
        (PLANNED, routed(), DESK, True),
        (replace(ANNOUNCED, assignee_id=AGENT), routed(), DESK, False),
        (ANNOUNCED, routed(assignee_id=None), DESK, False),
        (replace(ANNOUNCED, refuse_at=None), routed(), DESK, False),
        (PLANNED, routed(tags=frozenset({"tier_1", "tier_refused"})), DESK, False),
        (replace(PLANNED, disputed=True), routed(), DESK, False),
        (ANNOUNCED, routed(status=Status.SOLVED), DESK, False),
        (ANNOUNCED, routed(tags=frozenset({"tier_1", "tierline_hold"})), DESK, False),
        (PLANNED, routed(), replace(DESK, shadow=frozenset({Kind.REFUSAL})), False),
    ],
    ids=["announced", "planned", "on record", "nobody", "none", "sent", "disputed", "solved", "held", "shadow"],
)
def test_the_audits_are_asked_only_where_an_assignee_could_stop_a_refusal(
    record: Record, ticket: Ticket, desk: Desk, is_asked: bool
) -> None:
    assert may_be_taken(record, ticket, desk) is is_asked


def test_who_was_given_the_ticket_during_a_hold_is_asked_for_after_it() -> None:
    held = looked(5, assignee_id=AGENT, tags=frozenset({"tier_1", "tierline_hold"})).record

    assert may_be_taken(held, routed(), DESK)


def test_a_planned_refusal_is_withdrawn_when_somebody_takes_the_ticket() -> None:
    decision = look_again(PLANNED, routed(), TAKEN, a_desk(), NOW)

    assert (decision.rule, decision.supersede, decision.record.refused_at) == (
        "refusal-stopped",
        (Kind.REFUSAL,),
        None,
    )


def test_a_ticket_that_was_taken_before_we_saw_it_is_not_refused() -> None:
    late = a_ticket(HOWTO, assignee_id=AGENT, status=Status.OPEN, updated_at=NOW + timedelta(hours=1))
    decision = first_sight(late, ACME, Prior(taken_by=AGENT), NOBODY, a_desk(), NOW + timedelta(hours=1))

    assert (kinds(decision), decision.record.in_review) == ([Kind.TRIAGE], True)
    assert "already taken it in hand" in decision.summary


UNTOLD = replace(ANNOUNCED, tier_mark=None, tags=frozenset())
"""The announcement waits to be written."""


def test_whose_announcement_could_not_be_written_is_not_refused_before_people_had_their_time() -> None:
    ticket = a_ticket(HOWTO, status=Status.OPEN)
    at = NOW + timedelta(minutes=25)
    decision = look_again(UNTOLD, ticket, NOBODY, DESK, at)

    assert decision.effects == ()
    assert decision.record.refuse_at == decision.record.look_at == at + GRACE
    assert "nobody has read yet" in decision.summary

    marks_off = replace(DESK, off=frozenset({Kind.FIRST_RESPONSE, Kind.TRIAGE}))
    assert kinds(look_again(UNTOLD, ticket, NOBODY, marks_off, at)) == [Kind.REFUSAL], "then nothing is announced"


def test_an_announcement_that_is_not_true_any_more_is_not_written() -> None:
    intent = Intent("42:1:triage:1", 1, Kind.TRIAGE, 1, Change(comment="will be turned away"))

    assert objection(intent, UNTOLD) is None
    assert objection(intent, replace(UNTOLD, refuse_at=None)) is not None
    assert objection(replace(intent, level=0), replace(UNTOLD, refuse_at=None)) is None


def test_stopped_before_it_was_announced_the_tier_is_marked_without_a_word() -> None:
    ticket = a_ticket(HOWTO, status=Status.OPEN, tags=frozenset({"tierline_keep"}))
    (marks,) = look_again(UNTOLD, ticket, NOBODY, DESK, NOW + timedelta(minutes=5)).effects

    assert (marks.key, marks.change.add_tags, marks.change.comment) == ("42:1:triage:0", frozenset({"tier_1"}), None)


def test_who_takes_the_tier_off_stops_it_too() -> None:
    decision = looked(5, tags=frozenset(), tier_field=None)

    assert (decision.rule, decision.effects, decision.record.refuse_at) == ("refusal-stopped", (), None)


def test_without_a_grace_it_is_refused_at_once() -> None:
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)
    assert kinds(decision) == [Kind.REFUSAL]
