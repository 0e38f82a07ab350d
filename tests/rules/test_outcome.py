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


def test_a_settled_dispute_stays_as_it_was_settled() -> None:
    record = replace(DISPUTED, dispute_outcome="overturned", dispute_settled_at=NOW)
    ticket = a_ticket(HOWTO, updated_at=LATER, tags=DISPUTED.tags, status=Status.SOLVED)
    assert not may_settle(record, ticket)
    assert look_again(record, ticket, said(), a_desk(), LATER).record.dispute_outcome == "overturned"


def test_the_audits_are_worth_a_call_only_where_a_dispute_may_end() -> None:
    assert may_settle(DISPUTED, a_ticket(HOWTO, status=Status.SOLVED))
    assert may_settle(DISPUTED, a_ticket(HOWTO, tier_field=Tier.TWO))
    assert not may_settle(DISPUTED, a_ticket(HOWTO, tier_field=Tier.ONE))
    assert not may_settle(a_record(), a_ticket(HOWTO, status=Status.SOLVED))


def test_the_tag_says_upheld_also_where_the_reply_itself_had_lifted_the_tier() -> None:
    lifted = replace(DISPUTED, tier=Tier.TWO, tier_mark=Tier.TWO)
    tags = frozenset({"tier_2", "tier_refused", "tier_disputed"})
    for more, outcome in ((frozenset(), "overturned"), (frozenset({"tier_upheld"}), "upheld")):
        ticket = a_ticket(HOWTO, updated_at=LATER, tags=tags | more, tier_field=Tier.TWO, status=Status.SOLVED)
        assert look_again(lifted, ticket, said(), a_desk(), LATER).record.dispute_outcome == outcome
