"""One switch for each action: off leaves it undone, and whoever asks the record learns which setting it was."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import REVIEW_GROUP
from tests.journeys.kit import (
    HOWTO,
    OUTAGE,
    effects,
    opened,
    service_comments,
    settled,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def test_with_refusals_off_a_question_goes_to_people_and_is_not_solved(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"TRIAGE_ACTION_REFUSE": "off"}) as place:
        ticket = await opened(place, HOWTO)

        seen = place.see(ticket)
        assert seen["status"] == "new"
        assert {"tier_1", "tier_review"} <= set(seen["tags"])
        assert seen["group_id"] == REVIEW_GROUP
        assert (seen["public_by_service"], seen["private_by_service"]) == (0, 1)
        assert "refusing is off by setting" in service_comments(place, ticket, public=False)[0]
        assert list(effects(place, ticket)) == [f"{ticket}:1:triage:0"]
        rows = place.rows("SELECT withheld FROM decision WHERE ticket_id = :id", id=ticket)
        assert "TRIAGE_ACTION_REFUSE" in rows[0][0]


async def test_with_the_ladder_off_no_level_is_raised_and_the_record_names_the_setting(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"TRIAGE_ACTION_ESCALATE": "off"}) as place:
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=4, seconds=1)

        def is_recorded() -> bool:
            rows = place.rows("SELECT withheld FROM decision WHERE ticket_id = :id", id=ticket)
            return any("level 1, escalation: off" in row[0] for row in rows)

        await place.until(is_recorded)
        await settled(place)
        assert place.level(ticket) == 0
        assert (await place.health())[0] == 200


async def test_what_waits_to_be_sent_is_not_sent_after_its_action_was_switched_off(tmp_path: Path) -> None:
    """Somebody sees wrong refusals queue up behind an outage, switches refusing off and restarts."""
    async with town_with(tmp_path, process=True) as place:
        place.fault("unavailable", times=1000)
        ticket = place.open_ticket(HOWTO, age=timedelta(0))
        await place.until(lambda: bool(effects(place, ticket)))
        await place.kill()
        place.env["TRIAGE_ACTION_REFUSE"] = "off"
        place.parts.faults.orders.clear()
        await place.start()
        await place.until(lambda: "tier_review" in place.see(ticket)["tags"], 30.0)
        await settled(place)

        assert place.see(ticket)["status"] == "new"
        assert place.see(ticket)["public_by_service"] == 0
        assert effects(place, ticket)[f"{ticket}:0:refusal:0"]["state"] == "superseded"
