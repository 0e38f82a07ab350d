"""People and the service on one ticket: what a person does wins, what a partner adds is read, endings are quiet."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP, LEVEL_IDS, REVIEW_GROUP, TIER_FIELD
from tests.journeys.kit import (
    HOWTO,
    OUTAGE,
    SMALL_FAULT,
    THANKS,
    VAGUE,
    Town,
    decisions,
    effects,
    inbox_outcomes,
    level_is,
    opened,
    refused,
    settled,
    town,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def look_passes(place: Town, ticket: int) -> None:
    """Wait until the events of a change have been looked at and all that follows is done."""
    await place.parts.deliveries.idle()
    await settled(place)
    assert place.rows("SELECT count(*) FROM inbox WHERE ticket_id = :id AND state = 'parked'", id=ticket)[0][0] == 0


def has_decided(place: Town, ticket: int, words: str) -> bool:
    """Whether a decision on the ticket says this."""
    return any(words in one["summary"] for one in decisions(place, ticket))


async def test_a_vague_ticket_becomes_tier_2_in_review_and_is_not_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, VAGUE)
        seen = place.see(ticket)
        assert {"tier_2", "tier_review"} <= set(seen["tags"])
        assert (seen["tier"], seen["priority"], seen["group_id"]) == ("tier_2", "high", REVIEW_GROUP)
        assert seen["status"] != "solved"
        assert "tier_refused" not in seen["tags"]


async def test_thanks_get_a_tag_and_no_word(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, THANKS)
        seen = place.see(ticket)
        assert "tier_1" in seen["tags"]
        assert not {"tier_refused", "tier_review"} & set(seen["tags"])
        assert (seen["public_by_service"], seen["private_by_service"]) == (0, 0)
        assert (seen["priority"], seen["status"], seen["assignee_id"]) == (None, "new", None)


async def test_the_hold_tag_stops_everything_and_without_it_the_ticket_stands_at_its_true_level(
    tmp_path: Path, database_url: str
) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        ticket = await opened(place, OUTAGE, tags=["tierline_hold"])
        assert place.see(ticket)["marker_keys"] == []
        assert "tierline_hold" in (inbox_outcomes(place, ticket)[0][2] or ""), "the reason can be read"
        place.advance(hours=9)
        place.reply(ticket, "Still all 22 phones down.")
        await look_passes(place, ticket)
        assert place.see(ticket)["marker_keys"] == []

        place.agent_changes(ticket, remove_tags=["tierline_hold"])
        await level_is(place, ticket, 2)
        seen = place.see(ticket)
        assert seen["level_changes"] == ["escalation_level_2"]
        assert (seen["tier"], seen["priority"]) == ("tier_3", "urgent")


async def test_a_hold_put_on_in_mid_ladder_stops_it_until_it_is_taken_off(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.agent_changes(ticket, additional_tags=["tierline_hold"])
        await look_passes(place, ticket)
        before = place.see(ticket)["marker_keys"]
        travel_to_age(place, ticket, hours=10, seconds=5)
        other = await opened(place, OUTAGE, age=timedelta(hours=5))  # shows that the ladder does run
        await level_is(place, other, 1)
        assert place.level(ticket) == 0
        assert place.see(ticket)["marker_keys"] == before
        place.agent_changes(ticket, remove_tags=["tierline_hold"])
        await level_is(place, ticket, 3)


async def test_a_tier_that_an_agent_chose_under_a_hold_from_the_first_minute_is_theirs(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, HOWTO, tags=["tierline_hold"])
        place.advance(minutes=1)
        place.agent_changes(ticket, custom_fields=[{"id": TIER_FIELD, "value": "tier_3"}])
        await look_passes(place, ticket)
        place.advance(minutes=1)
        place.agent_changes(ticket, remove_tags=["tierline_hold"])
        await look_passes(place, ticket)

        seen = place.see(ticket)
        assert (seen["tier"], seen["public_by_service"], seen["status"]) == ("tier_3", 0, "new")
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)


async def test_a_ticket_that_was_solved_before_we_came_is_as_old_as_its_reopening(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = place.open_ticket(SMALL_FAULT, age=timedelta(hours=40), tags=["tierline_hold"])
        place.agent_changes(ticket, status="solved", assignee_id=AGENT_ID, remove_tags=["tierline_hold"])
        await look_passes(place, ticket)
        place.advance(hours=1)
        place.reply(ticket, "It is back: three phones are silent again.")
        await place.until(lambda: "tier_2" in place.see(ticket)["tags"])
        await settled(place)

        assert place.level(ticket) == 0
        assert place.see(ticket)["level_changes"] in ([], ["escalation_level_0"])


async def test_a_tier_that_an_agent_sets_wins_over_the_rules(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.agent_changes(
            ticket,
            custom_fields=[{"id": TIER_FIELD, "value": "tier_1"}],
            additional_tags=["tier_1"],
            remove_tags=["tier_3"],
        )
        await place.until(lambda: has_decided(place, ticket, "person chose Tier I"))
        place.reply(ticket, "All 22 phones are down, nobody can call.")
        await look_passes(place, ticket)
        travel_to_age(place, ticket, hours=13)
        other = await opened(place, OUTAGE, age=timedelta(hours=5))
        await level_is(place, other, 1)
        seen = place.see(ticket)
        assert seen["tier"] == "tier_1", "the service does not argue with a person"
        assert place.level(ticket) == 0
        assert "tier_refused" not in seen["tags"]


async def test_a_tier_1_ticket_that_an_agent_calls_tier_3_climbs(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, THANKS)
        place.agent_changes(ticket, custom_fields=[{"id": TIER_FIELD, "value": "tier_3"}])
        await look_passes(place, ticket)
        travel_to_age(place, ticket, hours=8, seconds=5)
        await level_is(place, ticket, 2)
        assert place.see(ticket)["tier"] == "tier_3"


async def test_an_assignee_that_an_agent_chose_stays_until_the_next_level(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.agent_changes(ticket, assignee_id=AGENT_ID, group_id=DESK_GROUP)
        await look_passes(place, ticket)
        assert place.see(ticket)["assignee_id"] == AGENT_ID
        place.reply(ticket, "Any news?")
        await look_passes(place, ticket)
        assert place.see(ticket)["assignee_id"] == AGENT_ID
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)
        assert place.see(ticket)["assignee_id"] == LEVEL_IDS[0]


async def test_a_later_comment_raises_the_tier_and_never_lowers_it(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, SMALL_FAULT)
        assert place.see(ticket)["tier"] == "tier_2"
        place.reply(ticket, "It got worse: now all 400 phones are down, no inbound or outbound calls.")
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await settled(place)
        assert place.see(ticket)["priority"] == "urgent"
        assert effects(place, ticket)[f"{ticket}:1:raise:3"]["state"] == "done"
        place.reply(ticket, "Calmer now, only 3 of 400 phones. How do I reset a voicemail password?")
        await look_passes(place, ticket)
        seen = place.see(ticket)
        assert (seen["tier"], seen["priority"]) == ("tier_3", "urgent")


@pytest.mark.parametrize("ending", ["closed", "deleted"])
async def test_a_ticket_that_is_gone_ends_quietly(tmp_path: Path, ending: str) -> None:
    async with town(tmp_path, events=True) as place:
        ticket = await opened(place, OUTAGE)
        other = await opened(place, OUTAGE)
        if ending == "deleted":
            place.parts.sandbox.delete(ticket, AGENT_ID)
        else:
            place.parts.sandbox.tickets[ticket]["status"] = "closed"  # as Zendesk's automation does, telling nobody
        travel_to_age(place, other, hours=4, seconds=5)
        await level_is(place, other, 1)
        await settled(place)
        assert place.see(ticket)["level_changes"] == []
        states = {one["state"] for one in effects(place, ticket).values()}
        assert states <= {"done", "superseded"}
        status, body = await place.health()
        assert status == 200, body


async def test_a_refusal_answered_twice_stays_one_refusal_and_one_dispute(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await refused(place)
        for word in ("We disagree with this.", "Hello? " + HOWTO["description"]):
            place.reply(ticket, word)
            await place.until(lambda: place.see(ticket)["status"] == "open")
            await look_passes(place, ticket)
        keys = [key.split(":")[2] for key in place.see(ticket)["marker_keys"]]
        assert keys == ["refusal", "dispute"]
