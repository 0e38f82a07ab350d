"""The first response, as partners and the people on the desk live it (warning at 45 minutes, breach at 60)."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID
from tests.journeys.kit import (
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    decisions,
    effects,
    opened,
    settled,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

WATCHED = {"TRIAGE_ACTION_RESPONSE": "live"}


async def test_a_silent_desk_is_reminded_at_45_minutes_and_marked_at_60(tmp_path: Path, database_url: str) -> None:
    async with town_with(tmp_path, WATCHED, database_url=database_url) as place:
        ticket = await opened(place, SMALL_FAULT)
        travel_to_age(place, ticket, minutes=45, seconds=1)
        await place.until(lambda: place.see(ticket)["private_by_service"] == 1)
        await settled(place)
        assert "First response due by" in place.see(ticket)["comments"][-1]["body"]
        assert "first_response_missed" not in place.see(ticket)["tags"]

        travel_to_age(place, ticket, minutes=60, seconds=1)
        await place.until(lambda: "first_response_missed" in place.see(ticket)["tags"])
        await settled(place)
        seen = place.see(ticket)
        assert seen["private_by_service"] == 2
        assert seen["public_by_service"] == 1, "the acknowledgement alone"

        travel_to_age(place, ticket, minutes=90)
        await settled(place)
        assert place.see(ticket)["private_by_service"] == 2


async def test_an_answer_whose_webhook_was_lost_is_found_before_anybody_is_warned(tmp_path: Path) -> None:
    async with town_with(tmp_path, WATCHED, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        place.parts.deliveries.paused = True
        place.advance(minutes=20)
        place.parts.sandbox.reply(ticket, AGENT_ID, "We are working on it.")
        place.parts.deliveries.paused = False
        travel_to_age(place, ticket, minutes=46)
        await opened(place, SMALL_FAULT)  # the answers about it tell what time it is
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE responded_at IS NOT NULL")))
        await settled(place)

        assert place.see(ticket)["private_by_service"] == 0
        (summary,) = [one["summary"] for one in decisions(place, ticket) if "first response" in one["summary"]]
        assert "after 20 minutes" in summary
        assert "kept" in summary


async def test_what_partners_read_is_not_sent_once_a_person_has_answered_or_it_is_a_partners_no_more(
    tmp_path: Path,
) -> None:
    async with town_with(tmp_path) as place:
        place.fault("unavailable", times=1000)
        answered, left = place.open_ticket(OUTAGE), place.open_ticket(SMALL_FAULT)
        await place.until(lambda: place.rows("SELECT count(*) FROM effect")[0][0] == 4)
        place.reply(answered, "We are working on it.", AGENT_ID)
        place.agent_changes(left, organization_id=None)
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE responded_at IS NOT NULL")))
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE partner IS NULL")))
        place.parts.faults.orders.clear()
        await settled(place)

        for ticket in (answered, left):
            assert place.see(ticket)["tier"] is not None
            assert place.see(ticket)["public_by_service"] == 0
            assert effects(place, ticket)[f"{ticket}:1:acknowledgement:0"]["state"] == "superseded"


async def test_a_ticket_found_hours_late_is_marked_at_once_with_one_note(tmp_path: Path) -> None:
    async with town_with(tmp_path, WATCHED) as place:
        ticket = await opened(place, SMALL_FAULT, age=timedelta(hours=2))
        await place.until(lambda: "first_response_missed" in place.see(ticket)["tags"])
        await settled(place)

        assert place.see(ticket)["private_by_service"] == 1
        assert f"{ticket}:1:first_response:1" not in effects(place, ticket)


async def test_switched_off_it_reads_nothing_again(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        ticket = await opened(place, SMALL_FAULT)
        reads = place.asked("GET")
        travel_to_age(place, ticket, minutes=61)
        await settled(place)

        assert place.rows("SELECT look_at FROM ticket")[0][0] is None
        assert not [one for one in effects(place, ticket) if "first_response" in one]
        assert place.asked("GET /api/v2/tickets") <= reads + 2


async def test_switched_on_the_watch_reaches_the_tickets_that_are_open_already(tmp_path: Path) -> None:
    off = {"TRIAGE_ACTION_RESPONSE": "off"}
    async with town_with(tmp_path, off, NO_RECONCILE, process=True) as place:
        ticket = await opened(place, SMALL_FAULT)
        await place.kill()
        place.env |= WATCHED
        await place.start()
        await place.until(lambda: bool(place.rows("SELECT 1 FROM ticket WHERE look_at IS NOT NULL")))
        travel_to_age(place, ticket, minutes=45, seconds=1)

        await place.until(lambda: place.see(ticket)["private_by_service"] == 1, 30)
        assert "First response due by" in place.see(ticket)["comments"][-1]["body"]
