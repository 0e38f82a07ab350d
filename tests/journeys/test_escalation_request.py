"""A partner asks for an escalation before and after the first threshold (design §4)."""

from pathlib import Path

import pytest

from app.zendesk.records import NOBODY
from app.zendesk.sandbox.world import AGENT_ID
from tests.journeys.kit import (
    OUTAGE,
    SMALL_FAULT,
    decisions,
    effects,
    level_is,
    opened,
    settled,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

ASKS = "Please escalate this to the next level now, our customer cannot wait any longer."


async def test_before_4_hours_the_partner_learns_the_time_of_level_1_once(tmp_path: Path, database_url: str) -> None:
    async with town_with(tmp_path, database_url=database_url) as place:
        ticket = await opened(place, SMALL_FAULT)
        place.advance(minutes=10)
        place.reply(ticket, ASKS)
        await place.until(lambda: place.see(ticket)["public_by_service"] == 2)
        await settled(place)
        seen = place.see(ticket)
        assert "level 1 follows at" in seen["comments"][-1]["body"]
        assert place.level(ticket) == 0

        place.advance(minutes=10)
        place.reply(ticket, f"Again: {ASKS}")
        await settled(place)
        assert place.see(ticket)["public_by_service"] == 2
        assert any("one was given in this opening already" in str(one["withheld"]) for one in decisions(place, ticket))


async def test_after_4_hours_the_answer_names_level_contact_and_next_time(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)
        place.reply(ticket, ASKS)
        await place.until(lambda: place.see(ticket)["public_by_service"] == 2)
        await settled(place)

        text = place.see(ticket)["comments"][-1]["body"]
        assert "escalation level 1 of 4" in text
        assert "level 2 follows at" in text
        assert place.level(ticket) == 1


async def test_an_agent_who_writes_the_same_words_triggers_nothing(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.advance(minutes=5)
        place.reply(ticket, ASKS, AGENT_ID)
        await settled(place)
        assert place.see(ticket)["public_by_service"] == 1


@pytest.mark.parametrize("is_partner", [True, False], ids=["partner", "agent"])
async def test_the_tag_asks_when_the_partner_set_it_and_not_when_an_agent_did(tmp_path: Path, is_partner: bool) -> None:
    async with town_with(tmp_path, {"ESCALATION_REQUEST_TAG": "escalate_please"}) as place:
        ticket = await opened(place, OUTAGE)
        place.advance(minutes=5)
        actor = place.parts.sandbox.tickets[ticket]["requester_id"] if is_partner else AGENT_ID
        tags = [*place.see(ticket)["tags"], "escalate_please"]
        place.parts.sandbox.update(ticket, {"tags": tags}, actor)
        await settled(place)
        if is_partner:
            await place.until(lambda: place.see(ticket)["public_by_service"] == 2)
        await settled(place)
        assert place.see(ticket)["public_by_service"] == (2 if is_partner else 1)


async def test_in_shadow_the_answer_is_recorded_and_not_sent(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"TRIAGE_ACTION_REQUEST": "shadow"}) as place:
        ticket = await opened(place, OUTAGE)
        place.advance(minutes=5)
        place.reply(ticket, ASKS)
        await settled(place)
        assert effects(place, ticket)[f"{ticket}:1:request:0"]["state"] == "shadow"
        assert place.see(ticket)["public_by_service"] == 1


async def test_the_tag_of_an_automation_asks_for_nothing(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"ESCALATION_REQUEST_TAG": "escalate_please"}) as place:
        ticket = await opened(place, OUTAGE)
        place.advance(minutes=5)
        place.parts.sandbox.update(ticket, {"tags": [*place.see(ticket)["tags"], "escalate_please"]}, NOBODY)
        await settled(place)
        await settled(place)
        assert place.rows("SELECT asks FROM ticket WHERE id = :id", id=ticket)[0][0]
        assert place.see(ticket)["public_by_service"] == 1
