"""
Zendesk may have applied a write, and nobody said so: the marker and the fields tell, never hope.

Each test counts on the sandbox's side: one comment, one change of level, no key twice.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.kit import HOWTO, OUTAGE, Town, effects, opened, settled, town, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

NONSENSE = ["html", "truncated", "huge", "redirect"]


def assert_level_once(place: Town, ticket: int) -> None:
    seen = place.see(ticket)
    assert seen["level_changes"] == ["escalation_level_1"]
    assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
    assert len(seen["marker_keys"]) == len(set(seen["marker_keys"])) == 3
    assert effects(place, ticket)[f"{ticket}:1:escalation:1"]["state"] == "done"


async def level_one(place: Town, ticket: int) -> None:
    travel_to_age(place, ticket, hours=4, seconds=5)
    await place.until(lambda: effects(place, ticket).get(f"{ticket}:1:escalation:1", {}).get("state") == "done", 40)
    await settled(place)


@pytest.mark.parametrize("kind", [kind + ending for kind in NONSENSE for ending in ("", "_after")])
async def test_an_answer_that_no_api_gives_is_an_unknown_outcome_and_nothing_is_followed(
    tmp_path: Path, kind: str
) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.fault(kind)
        await level_one(place, ticket)

        assert_level_once(place, ticket)
        assert place.asked("GET /hc") == 0
        found = effects(place, ticket)[f"{ticket}:1:escalation:1"]["outcome"]
        assert found.startswith("found in the audits" if kind.endswith("_after") else "sent")


@pytest.mark.parametrize("seconds", [1.5, 3.5, 5.0, 7.0])
async def test_a_write_that_zendesk_applies_long_after_we_gave_up_is_applied_once(
    tmp_path: Path, seconds: float
) -> None:
    """The time-out is one second and the audits are asked three later: before, about then, and after the late write."""
    async with town(tmp_path, ZENDESK_TIMEOUT_SECONDS="1") as place:
        ticket = await opened(place, OUTAGE)
        written = len(place.parts.sandbox.written)
        place.fault("apply_late", seconds=seconds)
        await level_one(place, ticket)
        edge = place.parts.app
        await place.until(lambda: not edge._late, 20)  # type: ignore[attr-defined]
        await settled(place)

        assert len(place.parts.sandbox.written) == written + 1
        assert_level_once(place, ticket)


@pytest.mark.parametrize("kind", ["timeout_after", "cut_after", "unavailable_after", "html_after"])
async def test_a_refusal_whose_answer_is_lost_is_sent_once_and_looked_up(tmp_path: Path, kind: str) -> None:
    async with town(tmp_path, ZENDESK_TIMEOUT_SECONDS="1") as place:
        place.fault(kind)
        ticket = place.open_ticket(HOWTO)
        key = f"{ticket}:0:refusal:0"
        await place.until(lambda: effects(place, ticket).get(key, {}).get("state") == "done", 30)
        await settled(place)

        assert place.see(ticket)["public_by_service"] == 1
        assert place.asked(f"PUT /api/v2/tickets/{ticket}") == 1, "the lost answer belonged to the only request"
        assert effects(place, ticket)[key]["outcome"] == "found in the audits after an unknown outcome"


async def test_a_refusal_that_is_found_later_ended_when_zendesk_took_it(tmp_path: Path) -> None:
    """The ledger bills it in the month in which the partner read it, however long we did not know of it."""
    async with town(tmp_path) as place:
        place.fault("cut_after")
        ticket = place.open_ticket(HOWTO)
        key = f"{ticket}:0:refusal:0"
        await place.until(lambda: effects(place, ticket).get(key, {}).get("state") == "done", 30)

        (taken,) = [one for one in place.parts.sandbox.audits[ticket] if key in str(one["metadata"])]
        ((ended,),) = place.rows("SELECT ended_at FROM effect WHERE key = :key", key=key)
        assert str(ended).replace(" ", "T")[:19] == taken["created_at"][:19]


async def test_a_partner_who_answers_while_the_outcome_is_unknown_is_heard_and_nothing_is_said_twice(
    tmp_path: Path,
) -> None:
    async with town(tmp_path, ZENDESK_TIMEOUT_SECONDS="1") as place:
        place.fault("timeout_after")
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved", 20)
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"], 40)
        await settled(place)

        seen = place.see(ticket)
        assert (seen["status"], seen["public_by_service"]) == ("open", 1)


async def test_when_the_audits_cannot_be_read_nothing_is_sent_until_they_can(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        puts = place.asked("PUT")
        place.fault("cut_after")
        place.parts.faults.order({"kind": "error", "status": 500, "times": 12, "match": {"path": "/audits"}})
        travel_to_age(place, ticket, hours=4, seconds=5)
        await place.until(lambda: place.level(ticket) == 1, 20)
        await place.until(lambda: not place.parts.faults.orders, 60)
        await place.until(lambda: effects(place, ticket)[f"{ticket}:1:escalation:1"]["state"] == "done", 60)
        await settled(place)

        assert place.asked("PUT") == puts + 1
        assert_level_once(place, ticket)


async def test_an_agent_who_removes_our_marks_afterwards_brings_no_second_comment(tmp_path: Path) -> None:
    """The ledger is ours: what stands on the ticket decides nothing that was done before."""
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        await level_one(place, ticket)
        place.agent_changes(ticket, remove_tags=["escalation_level_1", "tier_3"])
        await settled(place)
        place.advance(minutes=5)
        await settled(place)

        seen = place.see(ticket)
        assert (seen["public_by_service"], seen["level_changes"]) == (1, ["escalation_level_1"])
        assert seen["marker_keys"].count(f"{ticket}:1:escalation:1") == 1


async def test_a_process_killed_between_send_and_record_asks_before_it_sends(tmp_path: Path) -> None:
    async with town(tmp_path, process=True, kill_at="writer.sent:2") as place:
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=4, minutes=1))
        await place.death()
        puts = place.asked(f"PUT /api/v2/tickets/{ticket}")
        await place.start()
        await place.until(lambda: effects(place, ticket)[f"{ticket}:1:escalation:1"]["state"] == "done", 30)
        await place.quiet(30)

        assert place.asked(f"PUT /api/v2/tickets/{ticket}") == puts
        assert_level_once(place, ticket)
