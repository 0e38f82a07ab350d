"""What became of a dispute is recorded with who settled it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import look_again
from app.rules.outcome import may_settle
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from tests.rules.kit import AGENT, HOWTO, NOW, a_desk, a_record, a_ticket, said

LATER = NOW + timedelta(hours=1)
DISPUTED = a_record(
    tier=Tier.ONE,
    tier_mark=Tier.ONE,
    refused_at=NOW,
    disputed=True,
    disputed_at=NOW,
    in_review=True,
    status=Status.OPEN,
    tags=frozenset({"tier_1", "tier_refused", "tier_disputed"}),
)


def settled(**more: object) -> Record:
    values = {"updated_at": LATER, "tags": DISPUTED.tags, "tier_field": Tier.ONE, "status": Status.OPEN} | more
    talk = replace(said(), last_person=AGENT)
    return look_again(DISPUTED, a_ticket(HOWTO, **values), talk, a_desk(), LATER).record


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"status": Status.SOLVED}, "upheld"),
        ({"tier_field": Tier.TWO, "tags": frozenset({"tier_2", "tier_refused", "tier_disputed"})}, "overturned"),
        ({"status": Status.SOLVED, "tags": frozenset({"tier_1", "tier_disputed", "tier_upheld"})}, "upheld"),
        ({}, None),
    ],
    ids=["solved as Tier I", "given a higher tier", "tagged", "still open"],
)
def test_a_person_settles_it(more: dict[str, object], outcome: str | None) -> None:
    record = settled(**more)
    assert record.dispute_outcome == outcome
    assert record.dispute_settled_by == (AGENT if outcome else None)
    assert record.dispute_settled_at == (LATER if outcome else None)


def test_what_no_person_of_the_provider_solved_is_not_upheld() -> None:
    """An automation solves what was forgotten, and the partner would be billed for a dispute that nobody has read."""
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=DISPUTED.tags, tier_field=Tier.ONE, status=Status.SOLVED)
    decision = look_again(DISPUTED, ticket, said(), a_desk(), LATER)
    assert decision.record.dispute_outcome is None
    assert "the dispute stays open" in decision.summary


def test_a_settled_dispute_stays_as_it_was_settled() -> None:
    record = replace(DISPUTED, dispute_outcome="overturned", dispute_settled_at=NOW)
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=DISPUTED.tags, status=Status.SOLVED)
    assert not may_settle(record, ticket)
    assert look_again(record, ticket, said(), a_desk(), LATER).record.dispute_outcome == "overturned"


def test_the_audits_are_worth_a_call_only_where_a_dispute_may_end() -> None:
    assert may_settle(DISPUTED, a_ticket(HOWTO, status=Status.SOLVED))
    assert may_settle(DISPUTED, a_ticket(HOWTO, tier_field=Tier.TWO))
    assert not may_settle(DISPUTED, a_ticket(HOWTO, tier_field=Tier.ONE))
    assert may_settle(DISPUTED, a_ticket(HOWTO, tags=frozenset({"tier_2"}))), "an account without the tier's field"
    assert not may_settle(a_record(), a_ticket(HOWTO, status=Status.SOLVED))
    undisputed = replace(DISPUTED, disputed=False, status=Status.SOLVED)
    assert not may_settle(undisputed, a_ticket(HOWTO, status=Status.CLOSED))


def test_the_tag_says_upheld_also_where_the_reply_itself_had_lifted_the_tier() -> None:
    lifted = replace(DISPUTED, tier=Tier.TWO, tier_mark=Tier.TWO)
    tags = frozenset({"tier_2", "tier_refused", "tier_disputed"})
    for more, outcome in ((frozenset(), "overturned"), (frozenset({"tier_upheld"}), "upheld")):
        ticket = a_ticket(HOWTO, updated_at=LATER, tags=tags | more, tier_field=Tier.TWO, status=Status.SOLVED)
        assert look_again(lifted, ticket, said(), a_desk(), LATER).record.dispute_outcome == outcome


# --- what was upheld, and turned out worse --------------------------------------------------------------------------

UPHELD = replace(
    DISPUTED,
    status=Status.SOLVED,
    dispute_outcome="upheld",
    dispute_settled_at=NOW,
    dispute_settled_by=AGENT + 1,
)
RAISED = frozenset({"tier_2", "tier_refused", "tier_disputed"})
DOWN = "Now all phones are down at every site, nobody can call."


@pytest.mark.parametrize("status", [Status.SOLVED, Status.OPEN], ids=["on the solved ticket", "reopening it"])
@pytest.mark.parametrize("before", [UPHELD, replace(UPHELD, status=Status.OPEN)], ids=["was solved", "was open"])
def test_an_upheld_dispute_is_overturned_when_a_person_raises_the_tier_after_all(
    status: Status, before: Record
) -> None:
    """Who raises it says that the refusal was wrong, and a wrong one must not stay on an invoice."""
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=RAISED, tier_field=Tier.TWO, status=status)
    talk = replace(said(), last_person=AGENT)
    record = look_again(before, ticket, talk, a_desk(), LATER).record

    assert may_settle(before, ticket), "who raised it is worth a look at the audits"
    assert record.dispute_outcome == "overturned"
    assert (record.dispute_settled_by, record.dispute_settled_at) == (AGENT, LATER)


def test_an_upheld_dispute_is_overturned_by_a_later_comment_that_lifts_the_tier() -> None:
    """No person of ours has judged it, so nobody is named; the decision tells what lifted it."""
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=DISPUTED.tags, tier_field=Tier.ONE, status=Status.OPEN)
    decision = look_again(UPHELD, ticket, said(DOWN, at=LATER), a_desk(), LATER)

    assert decision.record.tier is Tier.THREE
    assert decision.record.dispute_outcome == "overturned"
    assert (decision.record.dispute_settled_by, decision.record.dispute_settled_at) == (None, LATER)
    assert "the dispute is overturned" in decision.summary


def test_who_solves_it_as_upheld_has_the_last_word_over_a_comment() -> None:
    """A new trouble in an old ticket says nothing of the old refusal; the tag lets a person tell so."""
    by_comment = replace(
        UPHELD, status=Status.OPEN, tier=Tier.THREE, dispute_outcome="overturned", dispute_settled_by=None
    )
    by_person = replace(by_comment, dispute_settled_by=AGENT)
    tags = frozenset({"tier_3", "tier_refused", "tier_disputed", "tier_upheld"})
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=tags, tier_field=Tier.THREE, status=Status.SOLVED)
    talk = replace(said(), last_person=AGENT)

    assert may_settle(by_comment, ticket)
    again = look_again(by_comment, ticket, talk, a_desk(), LATER).record
    assert (again.dispute_outcome, again.dispute_settled_by) == ("upheld", AGENT)
    assert not may_settle(by_person, ticket)
    assert look_again(by_person, ticket, talk, a_desk(), LATER).record.dispute_outcome == "overturned"


@pytest.mark.parametrize(
    ("more", "before"),
    [
        ({"tags": DISPUTED.tags, "tier_field": Tier.ONE}, UPHELD),
        ({"tags": RAISED | {"tier_upheld"}, "tier_field": Tier.TWO}, UPHELD),
        ({"tags": RAISED | {"tierline_hold"}, "tier_field": Tier.TWO}, UPHELD),
        ({"tags": RAISED, "tier_field": Tier.TWO}, replace(UPHELD, tier=Tier.TWO, tier_mark=Tier.TWO)),
    ],
    ids=["as it was", "marked as upheld whatever the tier", "on hold", "no higher than before"],
)
def test_an_upheld_dispute_stays_upheld_where_nobody_thought_better_of_it(
    more: dict[str, object], before: Record
) -> None:
    ticket = a_ticket(HOWTO, updated_at=LATER, status=Status.SOLVED, **more)
    record = look_again(before, ticket, said(), a_desk(), LATER).record

    assert not may_settle(before, ticket), "and costs no look at the audits"
    assert (record.dispute_outcome, record.dispute_settled_at) == ("upheld", NOW)
