"""What a replay concludes from verdicts and labels."""

from dataclasses import replace

import pytest

from app.rules.replay import (
    Label,
    Limits,
    MoveKind,
    chosen_by_person,
    compare,
    label_of,
    mark_of,
    move_kind,
    without_refusal,
)
from app.rules.ticket import Status, Tier
from app.rules.verdict import Action, Verdict
from tests.replay.kit import II, III, LIMITS, REFUSED, REVIEW, a_case, labelled
from tests.rules.kit import a_ticket


def test_the_distribution_counts_every_ticket_by_tier_and_action() -> None:
    report = compare([a_case(name) for name in "abcd"], [III, II, REFUSED, REVIEW], None, LIMITS)

    assert [report.current.of_tier(tier) for tier in Tier] == [2, 1, 1]
    assert report.current.of_action(Action.ACCEPT) == 2
    assert report.current.of_action(Action.REFUSE) == 1
    assert report.candidate is None
    assert report.moves == ()


def test_recall_counts_the_tier_3_labels_that_are_found() -> None:
    cases = [a_case("found", labelled(3)), a_case("missed", labelled(3, 2)), a_case("other", labelled(2)), a_case("-")]
    report = compare(cases, [III, II, II, II], None, LIMITS)

    assert report.current.tier_3_recall_percent == 50.0
    assert [one.case.id for one in report.current.missed_tier_3] == ["missed"]
    assert report.current.acceptable_percent == 100.0
    assert report.current.confusion[Tier.THREE, Tier.TWO] == 1
    assert report.current.labelled == 3


def test_without_labels_there_is_no_recall_and_no_limit_on_it() -> None:
    report = compare([a_case("a")], [II], None, LIMITS)

    assert report.current.tier_3_recall_percent is None
    assert report.breaches == ()


@pytest.mark.parametrize(
    ("label", "is_wrong"),
    [
        (None, False),
        (labelled(1), False),
        (labelled(1, refusable=True), False),
        (labelled(1, refusable=False), True),
        (labelled(2), True),
        (labelled(2, 1), False),
        (Label(refusable=False, source="dispute"), True),
        (Label(refusable=True, source="dispute"), False),
    ],
    ids=["no-label", "tier-1", "allowed", "forbidden", "tier-2", "either", "disputed", "upheld"],
)
def test_a_refusal_is_wrong_when_somebody_said_so(label: Label | None, is_wrong: bool) -> None:
    report = compare([a_case("a", label)], [REFUSED], None, LIMITS)

    assert bool(report.current.wrong_refusals) is is_wrong
    assert bool(report.breaches) is is_wrong


def test_refusals_are_counted_by_partner_the_most_first() -> None:
    cases = [
        a_case("1", organization="Bolt"),
        a_case("2", organization="Acme"),
        a_case("3", labelled(2), organization="Bolt"),
        a_case("4", organization="Cord"),
    ]
    report = compare(cases, [REFUSED, REFUSED, REFUSED, II], None, LIMITS)

    assert report.current.refusals_by_partner == [("Bolt", 2, 1), ("Acme", 1, 0)]


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (III, II, MoveKind.TIER_3_LOST),
        (III, REFUSED, MoveKind.TIER_3_LOST),
        (II, REFUSED, MoveKind.REFUSAL_GAINED),
        (REFUSED, II, MoveKind.REFUSAL_LOST),
        (REFUSED, III, MoveKind.REFUSAL_LOST),
        (II, III, MoveKind.TIER_3_GAINED),
        (REVIEW, II, MoveKind.TIER_CHANGED),
        (II, replace(II, action=Action.REVIEW), MoveKind.ACTION_CHANGED),
        (II, replace(II, because="another reason", confidence=0.1), None),
    ],
)
def test_a_move_is_named_by_what_it_means(before: Verdict, after: Verdict, kind: MoveKind | None) -> None:
    assert move_kind(before, after) is kind


def test_the_gravest_moves_come_first_whatever_the_order_of_the_tickets() -> None:
    cases = [a_case(name) for name in ("raised", "unrefused", "refused", "lost", "same")]
    report = compare(cases, [II, REFUSED, REVIEW, III, II], [III, REVIEW, REFUSED, II, II], LIMITS)

    assert [move.case.id for move in report.moves] == ["lost", "refused", "unrefused", "raised"]
    assert report.moved_percent == 80.0
    assert report.flows[Tier.THREE, Tier.TWO] == 1
    assert sum(report.flows.values()) == 5


def test_the_limits_judge_the_candidate_where_there_is_one() -> None:
    cases = [a_case("a", labelled(3)), a_case("b", labelled(2))]

    assert compare(cases, [II, REFUSED], [III, II], LIMITS).breaches == ()
    recall, refusals = compare(cases, [III, II], [II, REFUSED], LIMITS).breaches
    assert "REPLAY_MIN_TIER_3_RECALL=95" in recall
    assert "REPLAY_MAX_WRONG_REFUSALS=0" in refusals


def test_moves_are_limited_only_when_a_limit_is_set_and_the_limit_itself_is_allowed() -> None:
    cases = [a_case("a"), a_case("b")]
    verdicts = [II, II], [III, II]

    assert compare(cases, *verdicts, LIMITS).breaches == ()
    assert compare(cases, *verdicts, Limits(95, 0, 50.0)).breaches == ()
    (breach,) = compare(cases, *verdicts, Limits(95, 0, 49.9)).breaches
    assert "1 of 2 tickets move (50.0 %)" in breach


def test_where_refusing_is_switched_off_a_person_looks_instead() -> None:
    assert without_refusal(REFUSED).action is Action.REVIEW
    assert without_refusal(II) is II


def test_a_dispute_says_that_the_refusal_was_wrong_unless_it_was_upheld() -> None:
    disputed = a_ticket(tags=frozenset({"tier_1", "tier_refused", "tier_disputed"}))
    upheld = a_ticket(tags=disputed.tags | {"tier_upheld"})

    assert label_of(disputed, None) == Label(refusable=False, source="dispute")
    assert label_of(disputed, Tier.TWO) == Label(Tier.TWO, frozenset({Tier.TWO}), False, "dispute")
    assert label_of(upheld, None) == Label(Tier.ONE, frozenset({Tier.ONE}), True, "dispute")


def test_how_a_dispute_was_settled_speaks_before_the_tags() -> None:
    """Tags can be taken off, and Tierline reads them only while it looks; what a person settled is stored."""
    bare = a_ticket(tags=frozenset({"tier_1"}))
    upheld = a_ticket(tags=frozenset({"tier_1", "tier_disputed", "tier_upheld"}))

    assert label_of(bare, None, "overturned") == Label(refusable=False, source="dispute")
    assert label_of(upheld, None, "overturned") == Label(refusable=False, source="dispute")
    assert label_of(bare, None, "upheld") == Label(Tier.ONE, frozenset({Tier.ONE}), True, "dispute")
    assert label_of(upheld, None, None) == Label(Tier.ONE, frozenset({Tier.ONE}), True, "dispute")


def test_a_tier_that_a_person_set_is_a_label_and_none_is_none() -> None:
    assert label_of(a_ticket(), Tier.THREE) == Label(Tier.THREE, frozenset({Tier.THREE}), None, "person")
    assert label_of(a_ticket(), None) is None


@pytest.mark.parametrize(
    ("own", "by_person", "expected"),
    [(Tier.TWO, False, None), (Tier.ONE, False, Tier.TWO), (Tier.TWO, True, Tier.TWO), (None, False, Tier.TWO)],
    ids=["our-own", "changed", "adopted", "never-ours"],
)
def test_our_own_tier_is_no_label(own: Tier | None, by_person: bool, expected: Tier | None) -> None:
    ticket = a_ticket(tags=frozenset({"tier_2"}), tier_field=Tier.TWO)

    assert chosen_by_person(ticket, own, was_by_person=by_person) is expected


def test_a_deleted_ticket_bears_no_mark() -> None:
    assert mark_of(a_ticket(tier_field=Tier.TWO)) is Tier.TWO
    assert mark_of(a_ticket(tier_field=Tier.TWO, status=Status.DELETED)) is None
