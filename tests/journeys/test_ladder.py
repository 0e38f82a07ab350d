"""The ladder, climbed in real HTTP while the account's clock moves: the level is a function of age alone."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP
from tests.journeys.kit import (
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    Town,
    effects,
    level_is,
    opened,
    refused,
    service_comments,
    settled,
    town,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def ticks_pass(place: Town, count: int = 3) -> None:
    """Let the service learn the account's time, and complete so many ticks of its scheduler by it."""
    seen = place.asked("GET /api/v2/incremental")
    await place.until(lambda: place.asked("GET /api/v2/incremental") > seen + 1)
    noted = [place.rows("SELECT value FROM cursor WHERE name = 'tick'")]

    def moved() -> bool:
        tick = place.rows("SELECT value FROM cursor WHERE name = 'tick'")
        if tick != noted[-1]:
            noted.append(tick)
        return len(noted) > count

    await place.until(moved)
    await settled(place)


async def test_an_outage_is_acknowledged_marked_and_climbs_each_level_at_its_exact_age(
    tmp_path: Path, database_url: str
) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        ticket = await opened(place, OUTAGE)
        seen = place.see(ticket)
        assert (seen["tier"], seen["priority"], seen["status"]) == ("tier_3", "urgent", "new")
        assert "tier_3" in seen["tags"]
        assert seen["public_by_service"] == 1

        for level, hours in enumerate((4, 8, 10, 12), start=1):
            travel_to_age(place, ticket, hours=hours, seconds=-10)
            await ticks_pass(place)
            assert place.level(ticket) == level - 1, "never early"
            travel_to_age(place, ticket, hours=hours, seconds=5)
            await level_is(place, ticket, level)

        seen = place.see(ticket)
        assert seen["level_changes"] == [f"escalation_level_{n}" for n in (1, 2, 3, 4)]
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 4)
        assert {tag for tag in seen["tags"] if tag.startswith("escalation_level")} == {"escalation_level_4"}
        assert seen["assignee_id"] == 8447388090404
        assert seen["group_id"] == 8447320466404


async def test_every_level_says_why_who_is_in_charge_and_when_the_next_one_comes(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)
        (note,) = service_comments(place, ticket, public=False)
        assert "Ana (level 1)" in note
        assert "+1 555 0101" in note
        assert "Next: level 2 at" in note
        record = effects(place, ticket)[f"{ticket}:1:escalation:1"]
        assert record["state"] == "done"
        assert record["because"]
        assert record["reasons"]


@pytest.mark.parametrize(("hours", "level"), [(4.5, 1), (9, 2), (11, 3), (13, 4)])
async def test_a_ticket_found_late_goes_straight_to_its_level_with_one_write_and_one_note(
    tmp_path: Path, hours: float, level: int
) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE, age=timedelta(hours=hours))
        await level_is(place, ticket, level)
        seen = place.see(ticket)
        assert seen["level_changes"] == [f"escalation_level_{level}"]
        assert seen["private_by_service"] == 1
        (note,) = service_comments(place, ticket, public=False)
        for skipped in range(1, level):
            assert f"{skipped}" in note
        escalations = [key for key in seen["marker_keys"] if ":escalation:" in key]
        assert escalations == [f"{ticket}:1:escalation:{level}"]


async def test_a_gap_of_the_clock_is_jumped_over_to_the_true_level(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, SMALL_FAULT)
        travel_to_age(place, ticket, hours=10, seconds=5)
        await level_is(place, ticket, 3)
        seen = place.see(ticket)
        assert (seen["tier"], seen["priority"]) == ("tier_2", "high")
        assert seen["level_changes"] == ["escalation_level_3"]
        assert seen["private_by_service"] == 1


async def test_a_solved_ticket_climbs_no_more_and_a_reopened_one_starts_a_new_epoch(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=5)
        await level_is(place, ticket, 1)
        place.agent_changes(ticket, status="solved")
        await settled(place)
        place.advance(hours=5)
        await ticks_pass(place)
        assert place.level(ticket) == 1

        place.reply(ticket, "All 22 phones are down again since ten minutes.")
        await place.until(lambda: place.rows("SELECT epoch FROM ticket WHERE id = :id", id=ticket)[0][0] == 2)
        await settled(place)
        assert place.level(ticket) == 0, "the age restarts with the new epoch"
        place.advance(hours=4, seconds=5)
        await level_is(place, ticket, 1)
        changes = [one for one in place.see(ticket)["level_changes"] if one != "escalation_level_0"]
        assert changes == ["escalation_level_1", "escalation_level_1"]


async def test_refused_and_solved_tickets_never_climb(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await refused(place)
        place.advance(hours=13)
        await ticks_pass(place)
        seen = place.see(ticket)
        assert seen["level_changes"] == []
        assert seen["private_by_service"] == 0


async def test_a_ticket_that_was_solved_and_reopened_unseen_starts_a_new_epoch(tmp_path: Path) -> None:
    """Both webhooks are lost: what is found later is open, as it was before, but its age is that of the reopening."""
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.parts.deliveries.paused = True
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID, group_id=DESK_GROUP)
        place.advance(hours=5)
        place.reply(ticket, "All 22 phones are down again since ten minutes.")
        place.parts.deliveries.paused = False
        await place.until(lambda: place.rows("SELECT epoch FROM ticket WHERE id = :id", id=ticket)[0][0] == 2)
        await settled(place)
        seen = place.see(ticket)
        assert place.level(ticket) == 0
        assert seen["level_changes"] == [], "five hours after its first opening, and not one after the second"
        assert seen["public_by_service"] == 2


async def test_a_ticket_first_met_after_a_reopening_is_as_old_as_the_reopening(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        place.parts.deliveries.paused = True
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=9))
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID, group_id=DESK_GROUP)
        place.reply(ticket, "All 22 phones are down again since ten minutes.")
        place.parts.deliveries.paused = False
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await settled(place)
        await ticks_pass(place)

        assert place.see(ticket)["level_changes"] == []
        travel_to_age(place, ticket, hours=13, seconds=5)
        await level_is(place, ticket, 1)


async def test_a_pause_that_nobody_told_us_of_takes_back_the_level_that_was_planned_meanwhile(tmp_path: Path) -> None:
    """The webhook of the pause is lost; the ladder plans by what it knows, and the write finds the ticket changed."""
    async with town_with(tmp_path, {"ESCALATION_PAUSE_STATUSES": "pending"}, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        place.agent_changes(ticket, status="open", assignee_id=AGENT_ID, group_id=DESK_GROUP)
        await settled(place)
        place.parts.deliveries.paused = True
        travel_to_age(place, ticket, hours=2)
        place.agent_changes(ticket, status="pending")
        travel_to_age(place, ticket, hours=3)
        place.agent_changes(ticket, subject="All phones down, waiting for the partner")
        await asyncio.sleep(0)
        place.parts.deliveries.paused = False
        travel_to_age(place, ticket, hours=4, seconds=5)
        await opened(place, SMALL_FAULT)  # by which the service learns the time
        key = f"{ticket}:1:escalation:1"
        await place.until(lambda: effects(place, ticket).get(key, {}).get("state") == "superseded")
        travel_to_age(place, ticket, hours=9)
        place.agent_changes(ticket, status="open")
        await settled(place)
        assert place.see(ticket)["level_changes"] == []

        travel_to_age(place, ticket, hours=11, seconds=-60)
        await opened(place, SMALL_FAULT)
        assert place.see(ticket)["level_changes"] == [], "two hours before the pause, and not yet two after it"
        travel_to_age(place, ticket, hours=11, seconds=5)
        await opened(place, SMALL_FAULT)
        await level_is(place, ticket, 1)
        assert effects(place, ticket)[key]["state"] == "done"
        assert len(service_comments(place, ticket, public=False)) == 1


async def test_a_ticket_first_met_after_a_pause_has_not_aged_in_it(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"ESCALATION_PAUSE_STATUSES": "pending"}) as place:
        place.parts.deliveries.paused = True
        ticket = place.open_ticket(OUTAGE)
        place.agent_changes(ticket, status="pending", assignee_id=AGENT_ID, group_id=DESK_GROUP)
        place.advance(hours=9)
        place.agent_changes(ticket, status="open")
        place.parts.deliveries.paused = False
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await settled(place)
        await ticks_pass(place)

        assert place.see(ticket)["level_changes"] == []
        travel_to_age(place, ticket, hours=13, seconds=15)
        await level_is(place, ticket, 1)
