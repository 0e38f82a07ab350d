"""Whatever happens to a ticket, its decision record says so: also when Tierline did nothing."""

from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID
from tests.journeys.kit import NO_RECONCILE, OUTAGE, decisions, opened, service_comments, settled, town_with

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def test_own_writes_people_and_the_end_each_leave_a_row(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        await place.until(lambda: len(decisions(place, ticket, echoes=True)) == 2)
        place.agent_changes(ticket, additional_tags=["tierline_hold"])
        await place.until(lambda: len(decisions(place, ticket)) == 2)
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID)
        await place.until(lambda: len(decisions(place, ticket)) == 3)
        await settled(place)
        rows = decisions(place, ticket, echoes=True)
        assert [row["rule"] for row in rows[1:]] == ["own-write", "hold", "over"]
        assert rows[0]["rule"] == rows[0]["verdict"]["rule"]
        assert [row["effects"] for row in rows[1:]] == [[], [], []]
        assert rows[1]["summary"] == "own write"


async def test_a_ticket_that_is_gone_before_anybody_looked_is_on_record(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        place.parts.deliveries.paused = True
        ticket = place.open_ticket(OUTAGE)
        place.parts.sandbox.delete(ticket, AGENT_ID)
        place.parts.deliveries.paused = False
        other = await opened(place, OUTAGE)
        assert place.see(other)["tier"] == "tier_3"
        place.parts.sandbox.tickets[ticket]["status"] = "open"
        place.agent_changes(ticket, additional_tags=["touched"])
        place.parts.sandbox.tickets[ticket]["status"] = "deleted"
        await place.until(lambda: bool(decisions(place, ticket)))
        (row,) = decisions(place, ticket)
        assert (row["rule"], row["summary"]) == ("gone", "the ticket does not exist")


async def test_the_card_of_every_ticket_costs_no_write_of_its_own(tmp_path: Path) -> None:
    settings = {"TRIAGE_NOTE": "all", "ACKNOWLEDGE": "false"}
    async with town_with(tmp_path, NO_RECONCILE, settings) as place:
        ticket = await opened(place, OUTAGE)
        (note,) = service_comments(place, ticket, public=False)
        assert "Triage: Tier III, accept" in note
        assert "What it rests on:" in note
        assert service_comments(place, ticket, public=True) == []
        assert place.asked("PUT") == 1


async def test_by_default_an_accepted_ticket_is_marked_and_acknowledged_in_one_write_without_a_note(
    tmp_path: Path,
) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        assert service_comments(place, ticket, public=False) == []
        assert len(service_comments(place, ticket, public=True)) == 1
        assert place.asked("PUT") == 1
