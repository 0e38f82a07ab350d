"""Who acted, as the audits tell: marks and states come without a name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.zendesk.actors import asked_by, assigned_by, settled_by
from app.zendesk.records import NOBODY, Audit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AGENT, OTHER, PARTNER = 10, 11, 500
PEOPLE = {AGENT, OTHER}
FIELD = 77


def did(author: int, name: str, value: Any, before: Any = None) -> Audit:
    event = {"type": "Change", "field_name": name, "value": value, "previous_value": before}
    return Audit(1, 42, author, NOW + timedelta(minutes=1), {}, (event,))


WROTE = Audit(2, 42, OTHER, NOW + timedelta(minutes=2), {}, ({"type": "Comment", "public": True},))


@pytest.mark.parametrize(
    "audit",
    [
        did(AGENT, "status", "solved", "open"),
        did(AGENT, str(FIELD), "tier_2", "tier_1"),
        did(AGENT, "tags", ["tier_2", "vip"], ["tier_1", "vip"]),
    ],
    ids=["solved", "field", "tag"],
)
def test_who_settled_it_is_who_solved_it_or_gave_it_its_tier_and_not_who_wrote_later(audit: Audit) -> None:
    assert settled_by([audit, WROTE], PEOPLE, FIELD) == AGENT


def test_what_a_rule_or_the_partner_solved_was_nobodys_doing() -> None:
    for author in (NOBODY, PARTNER):
        tier = did(AGENT, "tags", ["tier_1"], [])
        assert settled_by([tier, WROTE, did(author, "status", "solved", "open")], PEOPLE, FIELD) is None


@pytest.mark.parametrize("value", [True, "1", "true", "escalate_yes"])
def test_a_field_asks_in_every_form_that_the_ticket_shows_as_ticked(value: Any) -> None:
    assert asked_by([did(PARTNER, str(FIELD), value)], None, FIELD) == PARTNER


@pytest.mark.parametrize("value", [None, "0", False, ["a", "b"], {"a": 1}, "escalate_no"])
def test_a_field_that_says_no_or_is_of_an_odd_type_asks_for_nothing(value: Any) -> None:
    assert asked_by([did(PARTNER, str(FIELD), value)], None, FIELD) is None


BY_RULE = {"channel": "rule", "source": {"rel": "trigger", "from": {"id": 7, "title": "Route by language"}}}


def test_who_assigned_the_ticket_by_hand_is_told_the_last_first() -> None:
    first, last = did(AGENT, "assignee_id", "10"), did(OTHER, "assignee_id", "11", "10")

    assert assigned_by([first, WROTE, last], None) == (OTHER, AGENT)
    later = replace(last, created_at=NOW + timedelta(minutes=5))
    assert assigned_by([first, later], NOW + timedelta(minutes=5)) == (OTHER,)
    assert assigned_by([first, later], NOW + timedelta(minutes=6)) == ()


def test_creations_triggers_and_taking_somebody_off_are_nobodys_taking_it() -> None:
    assigned = {"field_name": "assignee_id", "value": "10"}
    created = replace(WROTE, events=({"type": "Create", **assigned},))
    routed = replace(WROTE, events=({"type": "Comment"}, {"type": "Change", **assigned, "via": BY_RULE}))

    assert assigned_by([created, routed, did(AGENT, "assignee_id", None, "10"), did(AGENT, "tags", "10")], None) == ()
