"""
Somebody else was faster: the ticket is read again and decided again, and people win.

The agent acts while no webhook gets through, so that the service learns of it from Zendesk's refusal alone.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.kit import OUTAGE, THANKS, Town, decisions, effects, opened, settled, town, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

HOUR = "3600"
"""Between two rounds of reconciling, which would tell what the webhooks do not."""
AGENT = 8447388090406


async def met_by_surprise(place: Town, ticket: int, **change: Any) -> dict[str, Any]:
    """An agent acts unseen, level 1 falls due at once; return what became of the level's effect."""
    travel_to_age(place, ticket, hours=3, minutes=59)
    # Where the last change is our own, the writer looks first; here it shall be surprised.
    place.agent_changes(ticket, additional_tags=["vip"])
    await settled(place)
    place.parts.deliveries.paused = True
    answer = await place.http.post(f"{place.zendesk}/control/tickets/{ticket}", json=change)
    assert answer.status_code == 200, answer.text
    await place.parts.deliveries.idle()
    place.parts.deliveries.paused = False
    travel_to_age(place, ticket, hours=4, seconds=5)
    place.open_ticket(THANKS)  # speaking about it, the service learns the time
    key = f"{ticket}:1:escalation:1"

    def is_over() -> bool:
        found = effects(place, ticket).get(key, {"state": ""})
        is_held = "hold" in [one["rule"] for one in decisions(place, ticket)]
        return found["state"] not in ("", "planned", "sending") or (is_held and bool(found["state"]))

    await place.until(is_over, 40)
    await place.parts.deliveries.idle()
    return effects(place, ticket)[key]


async def test_five_conflicts_in_a_row_exhaust_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        reads = place.asked(f"GET /api/v2/tickets/{ticket}")
        place.fault("conflict", times=5)
        travel_to_age(place, ticket, hours=4, seconds=5)
        await place.until(lambda: place.level(ticket) == 1, 60)
        await settled(place)

        assert not place.parts.faults.orders
        assert place.asked(f"GET /api/v2/tickets/{ticket}") - reads >= 5, "each time it was read again"
        seen = place.see(ticket)
        assert (seen["level_changes"], seen["private_by_service"]) == (["escalation_level_1"], 1)
        (attempts,) = place.rows("SELECT attempts FROM effect WHERE key = :key", key=f"{ticket}:1:escalation:1")[0]
        assert attempts == 0


async def test_the_tier_an_agent_chose_stands_and_ends_the_ladder_it_does_not_have(tmp_path: Path) -> None:
    async with town(tmp_path, RECONCILE_SECONDS=HOUR) as place:
        ticket = await opened(place, OUTAGE)
        found = await met_by_surprise(place, ticket, fields={"tier": "tier_1"}, tags_remove=["tier_3"])

        assert found["state"] == "superseded"
        seen = place.see(ticket)
        assert (seen["tier"], place.level(ticket), seen["private_by_service"]) == ("tier_1", 0, 0)
        assert "person-chose-tier" in [one["rule"] for one in decisions(place, ticket)]


async def test_the_level_an_agent_set_is_not_lowered(tmp_path: Path) -> None:
    async with town(tmp_path, RECONCILE_SECONDS=HOUR) as place:
        ticket = await opened(place, OUTAGE)
        await met_by_surprise(place, ticket, fields={"level": "escalation_level_3"})

        assert place.see(ticket)["level_changes"] == ["escalation_level_3"]


async def test_the_assignee_an_agent_chose_is_kept_and_the_level_is_raised(tmp_path: Path) -> None:
    async with town(tmp_path, RECONCILE_SECONDS=HOUR) as place:
        ticket = await opened(place, OUTAGE)
        found = await met_by_surprise(place, ticket, assignee_id=AGENT)

        assert found["state"] == "done"
        assert (place.level(ticket), place.see(ticket)["assignee_id"]) == (1, AGENT)


async def test_the_hold_tag_stops_what_was_about_to_be_sent(tmp_path: Path) -> None:
    async with town(tmp_path, RECONCILE_SECONDS=HOUR) as place:
        ticket = await opened(place, OUTAGE)
        await met_by_surprise(place, ticket, tags_add=["tierline_hold"])

        assert (place.level(ticket), place.see(ticket)["private_by_service"]) == (0, 0)


ENDINGS: dict[str, tuple[dict[str, Any], str]] = {
    "solved": ({"status": "solved", "assignee_id": AGENT}, "solved"),
    "closed": ({"status": "closed"}, "the ticket is closed"),
    "archived": ({"archive": True}, "the ticket is closed"),
    "merged": ({"merge_into": 1}, "merged into another"),
    "deleted": ({"delete": True}, "does not exist any more"),
    "spam": ({"spam": True}, "marked as spam"),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_ticket_that_is_over_ends_quietly_and_says_why(tmp_path: Path, ending: str) -> None:
    change, why = ENDINGS[ending]
    async with town(tmp_path, RECONCILE_SECONDS=HOUR) as place:
        await opened(place, OUTAGE)
        ticket = await opened(place, OUTAGE)
        found = await met_by_surprise(place, ticket, **change)

        assert found["state"] == "superseded"
        assert why in found["outcome"]
        assert place.see(ticket)["private_by_service"] == 0
        puts = place.asked(f"PUT /api/v2/tickets/{ticket}")
        (due,) = place.rows("SELECT next_due_at FROM ticket WHERE id = :id", id=ticket)[0]
        assert due is None
        assert "over" in [one["rule"] for one in decisions(place, ticket)]
        travel_to_age(place, ticket, hours=12, seconds=5)
        await settled(place)
        assert place.asked(f"PUT /api/v2/tickets/{ticket}") == puts
        assert not (await place.health())[1]["warnings"]
