"""A setting that names the wrong people must not keep a ticket from its tier or its level."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID
from tests.town import OUTAGE, VAGUE, town

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def test_a_level_whose_contact_is_outside_its_group_is_raised_all_the_same(tmp_path: Path) -> None:
    contact = f'{{"name": "Ana", "assignee": {AGENT_ID}, "group": "Review"}}'
    async with town(tmp_path, ESCALATION_LEVEL_1=contact) as place:
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=5))
        await place.until(lambda: place.level(ticket) == 1)
        await place.quiet()

        seen = place.see(ticket)
        assert "Zendesk refused the group" in seen["comments"][-1]["body"]
        assert seen["assignee_id"] == AGENT_ID


async def test_a_review_group_that_does_not_exist_is_told_in_the_record_and_the_tier_is_set(tmp_path: Path) -> None:
    async with town(tmp_path, REVIEW_GROUP="Nobody here") as place:
        ticket = place.open_ticket(VAGUE)
        await place.until(lambda: "tier_review" in place.see(ticket)["tags"])
        await place.quiet()

        outcome = place.rows("SELECT outcome FROM effect WHERE kind = 'triage'")[0][0]
        assert "Nobody here is not known to Zendesk" in outcome


async def test_an_account_that_does_not_list_its_fields_is_written_to_all_the_same(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        order = {"kind": "error", "status": 403, "times": 50, "match": {"path": "ticket_fields"}}
        place.parts.faults.order(order)
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=9))
        await place.until(lambda: place.level(ticket) == 2)


async def test_without_a_partner_tag_every_organization_is_a_partner(tmp_path: Path) -> None:
    async with town(tmp_path, PARTNER_ORGANIZATION_TAG="") as place:
        place.parts.faults.order({"kind": "error", "status": 404, "times": 50, "match": {"path": "organizations"}})
        ticket = place.open_ticket(OUTAGE)
        await place.until(lambda: place.see(ticket)["public_by_service"] == 1)
