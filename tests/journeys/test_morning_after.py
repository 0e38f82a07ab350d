"""
The morning after: three dozen tickets of the last fourteen hours fall on a real `tierline serve` at once.

Afterwards everything is checked from Zendesk's side. Whether each ticket was read right is the second test's
question; the first one holds whatever the rules made of a ticket.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.rules.policy import Policy
from app.rules.report import report_from_json
from app.rules.triage import triage
from app.zendesk.sandbox.world import SERVICE_ID
from tests.journeys.kit import Town, decisions, settled, town_with, true_level

pytestmark = [pytest.mark.journey]

TICKETS = Path(__file__).parent.parent / "data" / "journeys" / "tickets.jsonl"
SPAN = timedelta(hours=14)
CROSSING = timedelta(hours=8) - timedelta(seconds=20)
"""The age of the one ticket that reaches a threshold while the service works."""


def tickets() -> list[dict[str, Any]]:
    return [json.loads(line) for line in TICKETS.read_text(encoding="utf-8").splitlines()]


def ages(count: int) -> Iterator[timedelta]:
    """Ages spread evenly over the night, in an order that gives every tier young and old tickets."""
    for place in range(count):
        yield SPAN * (((place * 7) % count) + 0.3) / count
    # 7 is prime to the count, so that every age occurs once.


def open_all(place: Town, documents: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    opened = {}
    for number, (document, age) in enumerate(zip(documents, ages(len(documents)), strict=True)):
        age = CROSSING if number == 0 else age
        opened[place.open_ticket(document, age=age)] = document
    return opened


def demanded(seen: Mapping[str, Any], place: Town, *, ago: float = 0.0) -> int:
    """The level that the ticket's age demands by the sandbox's clock, so many seconds ago."""
    if seen["status"] in ("solved", "closed") or not {"tier_2", "tier_3"} & set(seen["tags"]):
        return 0
    return true_level(seen["created_at"], place.parts.sandbox.now() - timedelta(seconds=ago))


def stands_true(place: Town, ticket_id: int) -> bool:
    """Whether the level is that of the ticket's age; a threshold crossed this very moment may be under way."""
    seen = place.see(ticket_id)
    return demanded(seen, place, ago=3.0) <= place.level(ticket_id) <= demanded(seen, place)


def check(place: Town, ticket_id: int, document: Mapping[str, Any]) -> None:
    """Everything that must hold for one ticket, from the sandbox's side; the record tells only what was decided."""
    seen = place.see(ticket_id)
    tags = set(seen["tags"])
    action = decisions(place, ticket_id)[0]["verdict"]["action"]
    assert len(tags & {"tier_1", "tier_2", "tier_3"}) == 1, tags
    assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
    assert ("tier_refused" in tags) is (action == "refuse")
    if action == "refuse":
        assert document["auto_reject_ok"], f"{document['id']} must not be refused"
        assert (seen["status"], seen["priority"], seen["assignee_id"]) == ("solved", "low", SERVICE_ID)
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 0)
        return
    assert seen["status"] != "solved"
    if action == "leave":
        assert (seen["public_by_service"], seen["private_by_service"]) == (0, 0)
        assert seen["priority"] == document["partner_priority"], "nothing but the tag"
        return
    tier = seen["tier"]
    assert tier in tags
    assert seen["priority"] == {"tier_1": "low", "tier_2": "high", "tier_3": "urgent"}[tier]
    assert seen["public_by_service"] == (1 if document["organization"] and tier != "tier_1" else 0)
    level = place.level(ticket_id)
    if level and ticket_id != 1:
        assert seen["level_changes"] == [f"escalation_level_{level}"], "straight to the level, in one step"
        assert f"escalation_level_{level}" in tags


@pytest.mark.anyio
async def test_after_a_night_of_tickets_every_one_stands_where_its_age_and_tier_demand(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"RECONCILE_SECONDS": "5"}, process=True) as place:
        opened = open_all(place, tickets())
        await place.until(lambda: place.rows("SELECT count(*) FROM ticket")[0][0] == len(opened), 45)
        await settled(place)
        await place.until(lambda: demanded(place.see(1), place, ago=3.0) == 2, 30)
        await place.until(lambda: all(stands_true(place, one) for one in opened), 20)
        for ticket_id, document in opened.items():
            check(place, ticket_id, document)
        assert place.see(1)["level_changes"] == ["escalation_level_1", "escalation_level_2"]
        status, body = await place.health()
        assert status == 200, body

        # A new morning, a new process: what it finds done, it leaves done.
        before = len(place.parts.sandbox.written)
        place.stop()
        exports = place.asked("GET /api/v2/incremental")
        await place.start()
        await place.until(lambda: place.asked("GET /api/v2/incremental") > exports)
        await settled(place)
        assert len(place.parts.sandbox.written) == before


def test_the_tickets_of_that_night_are_read_as_their_labels_say() -> None:
    policy = Policy.shipped()
    wrong = []
    for document in tickets():
        verdict = triage(report_from_json(document), policy)
        if int(verdict.tier) not in document["acceptable"]:
            wrong.append(f"{document['id']} {document['subject']!r}: {verdict.tier.roman}, {verdict.because}")
    assert wrong == []
