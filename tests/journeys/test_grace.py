"""A refusal with a grace, and what becomes of a dispute (REFUSAL_GRACE_MINUTES; design §4)."""

from pathlib import Path

import pytest

from app.zendesk.records import NOBODY
from app.zendesk.sandbox.world import AGENT_ID, SERVICE_ID, TIER_FIELD
from tests.journeys.kit import HOWTO, SMALL_FAULT, opened, refused, settled, town_with, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

GRACE = {"REFUSAL_GRACE_MINUTES": "20"}


async def test_a_refusal_waits_for_its_grace_and_is_then_one_write(tmp_path: Path, database_url: str) -> None:
    async with town_with(tmp_path, GRACE, database_url=database_url) as place:
        ticket = await opened(place, HOWTO)
        seen = place.see(ticket)
        assert (seen["public_by_service"], seen["private_by_service"], seen["status"]) == (0, 1, "new")
        assert "will be turned away as Tier I at" in seen["comments"][-1]["body"]

        travel_to_age(place, ticket, minutes=19)
        await settled(place)
        assert place.see(ticket)["public_by_service"] == 0

        travel_to_age(place, ticket, minutes=20, seconds=1)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        await settled(place)
        assert place.see(ticket)["public_by_service"] == 1


async def test_an_agents_tag_stops_it_although_its_webhook_was_lost(tmp_path: Path) -> None:
    async with town_with(tmp_path, GRACE, {"RECONCILE_SECONDS": "3600"}) as place:
        ticket = await opened(place, HOWTO)
        place.parts.deliveries.paused = True
        place.advance(minutes=5)
        place.agent_changes(ticket, tags=[*place.see(ticket)["tags"], "tierline_keep"])
        place.parts.deliveries.paused = False
        travel_to_age(place, ticket, minutes=21)
        await opened(place, SMALL_FAULT)  # the answers about it tell what time it is
        await place.until(lambda: bool(place.rows("SELECT 1 FROM decision WHERE rule = 'refusal-stopped'")))
        await settled(place)

        assert place.see(ticket)["public_by_service"] == 0
        assert place.see(ticket)["status"] != "solved"


@pytest.mark.parametrize("who", [AGENT_ID, NOBODY], ids=["agent", "automation"])
async def test_an_agent_who_takes_the_ticket_stops_it_and_an_automation_that_routes_it_does_not(
    tmp_path: Path, who: int
) -> None:
    """Whether the webhook of it came or not: the ticket is read again at the end of the grace."""
    async with town_with(tmp_path, GRACE) as place:
        ticket = await opened(place, HOWTO)
        place.advance(minutes=5)
        assert place.asked(f"GET /api/v2/tickets/{ticket}/audits") == 0
        place.parts.sandbox.update(ticket, {"assignee_id": AGENT_ID}, who)
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE assignee_id IS NOT NULL")))
        await settled(place)
        travel_to_age(place, ticket, minutes=20, seconds=1)
        await opened(place, SMALL_FAULT)  # the answers about it tell what time it is
        await place.until(
            lambda: bool(place.rows("SELECT 1 FROM ticket WHERE id = :id AND refuse_at IS NULL", id=ticket))
        )
        await settled(place)

        seen = place.see(ticket)
        is_refused = who == NOBODY
        assert (seen["status"] == "solved", seen["public_by_service"]) == (is_refused, int(is_refused))
        assert seen["assignee_id"] == (SERVICE_ID if is_refused else AGENT_ID)
        assert place.asked(f"GET /api/v2/tickets/{ticket}/audits") == 1


@pytest.mark.parametrize("is_overturned", [True, False], ids=["overturned", "upheld"])
async def test_the_outcome_of_a_dispute_is_recorded_with_who_settled_it(tmp_path: Path, is_overturned: bool) -> None:
    async with town_with(tmp_path) as place:
        ticket = await refused(place)
        place.advance(seconds=5)
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])
        await settled(place)
        place.advance(seconds=5)
        if is_overturned:
            place.agent_changes(ticket, custom_fields=[{"id": TIER_FIELD, "value": "tier_2"}])
        else:
            place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID)
        query = "SELECT dispute_outcome, dispute_settled_by FROM ticket WHERE dispute_outcome IS NOT NULL"
        await place.until(lambda: bool(place.rows(query)))

        assert tuple(place.rows(query)[0]) == ("overturned" if is_overturned else "upheld", AGENT_ID)


async def test_a_person_who_raises_an_upheld_ticket_while_it_is_solved_takes_it_off_the_invoice(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        ticket = await refused(place)
        place.advance(seconds=5)
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])
        await settled(place)
        place.advance(seconds=5)
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID)
        query = "SELECT dispute_settled_by FROM ticket WHERE dispute_outcome = '{}'"
        await place.until(lambda: bool(place.rows(query.format("upheld"))))
        place.advance(seconds=5)
        place.agent_changes(ticket, custom_fields=[{"id": TIER_FIELD, "value": "tier_2"}])
        await place.until(lambda: bool(place.rows(query.format("overturned"))))

        assert tuple(place.rows(query.format("overturned"))[0]) == (AGENT_ID,)
        assert place.see(ticket)["status"] == "solved"


async def test_who_turns_out_to_be_no_partners_is_not_refused_at_the_end_of_the_grace(tmp_path: Path) -> None:
    async with town_with(tmp_path, GRACE) as place:
        ticket = await opened(place, HOWTO)
        place.advance(minutes=5)
        place.agent_changes(ticket, organization_id=None)
        await settled(place)
        travel_to_age(place, ticket, minutes=21)
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE refuse_at IS NULL")))
        await settled(place)

        assert place.see(ticket)["public_by_service"] == 0
        assert place.see(ticket)["status"] != "solved"
