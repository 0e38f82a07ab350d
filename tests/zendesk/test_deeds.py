"""What audits tell of people's doing: our own writes and requesters' words are none of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.rules.shadow import Deed
from app.rules.ticket import Priority, Status, Tier
from app.zendesk.deeds import deeds
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marked
from app.zendesk.records import NOBODY, Audit
from tests.rules.kit import AGENT, NOW, PARTNER, SERVICE

FIELDS = FieldIds(tier=700, escalation_level=701)


def audit(*events: Mapping[str, Any], author: int = AGENT, custom: Mapping[str, Any] | None = None) -> Audit:
    return Audit(1, 42, author, NOW, custom or {}, events)


def change(name: str, value: Any, previous: Any = None) -> dict[str, Any]:
    return {"type": "Change", "field_name": name, "value": value, "previous_value": previous}


def comment(*, public: bool) -> dict[str, Any]:
    return {"type": "Comment", "public": public, "author_id": AGENT, "body": "hello"}


def read(*audits: Audit) -> list[Deed]:
    return list(deeds(audits, frozenset({AGENT}), SERVICE, FIELDS))


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (change("700", "tier_3"), {"tier": Tier.THREE}),
        (change("700", 2), {"tier": Tier.TWO}),
        (change("tags", ["a", "tier_1"], ["a"]), {"tier": Tier.ONE}),
        (change("tags", "a tier_2", "a"), {"tier": Tier.TWO}),
        (change("tags", ["tier_1"], ["tier_1", "b"]), {}),
        (change("701", "escalation_level_2"), {"level": 2}),
        (change("701", "3"), {"level": 3}),
        (change("tags", ["escalation_level_1"], []), {"level": 1}),
        (change("priority", "urgent"), {"priority": Priority.URGENT}),
        (change("priority", "whatever"), {}),
        (change("status", "solved"), {"status": Status.SOLVED}),
        (change("assignee_id", "10"), {}),
        (change("assignee_id", "11", "10"), {"moved": True}),
        (change("group_id", "11", "10"), {"moved": True}),
        (change("subject", None), {}),
        (comment(public=True), {"public": 1}),
        (comment(public=False), {"private": 1}),
    ],
    ids=str,
)
def test_one_event_of_a_persons_update(event: dict[str, Any], told: dict[str, Any]) -> None:
    assert read(audit(event)) == [Deed(NOW, by_staff=True, **told)]


def test_our_own_writes_and_the_requesters_are_left_out() -> None:
    event = change("700", "tier_3")

    assert read(audit(event, author=SERVICE), audit(event, author=PARTNER)) == []
    assert read(audit(event, custom=marked(["42:1:triage:0"]))) == []


def test_a_rule_of_the_account_may_set_a_tier_or_solve_but_neither_answers_nor_ranks() -> None:
    told = read(
        audit(change("700", "tier_2"), change("priority", "normal"), comment(public=True), author=NOBODY),
        audit(change("status", "closed"), author=NOBODY),
        audit(comment(public=True), author=NOBODY),
    )

    assert told == [Deed(NOW, False, tier=Tier.TWO), Deed(NOW, False, status=Status.CLOSED)]


def test_strange_audits_tell_nothing_and_break_nothing() -> None:
    strange = audit({}, {"type": "Change"}, {"type": "Comment"}, change("tags", None), change("701", ["x"]))

    assert read(strange) == [Deed(NOW, by_staff=True, private=1)]
