"""Several Tier III tickets of one carrier become incidents of one problem; each partner is answered all the same."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.settings_reading import load_settings
from app.zendesk.sandbox.server import listening
from app.zendesk.sandbox.world import AGENT_ID, LEVEL_GROUPS, SERVICE_ID
from tests.journeys.kit import OUTAGE, Town, decisions, effects, opened, service_comments, settled, town_with
from tests.receiver import receiver

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

PARTNERS = ("Kestrel IT", "TelVantage", "Halyard", "Cordovan", "Maple Technology")
WORDS = (
    ("Lumen outage", "All calls over Lumen fail since 06:00, none of our customers can call in or out."),
    ("CenturyLink down", "CenturyLink is down, none of our customers can make or receive calls since 06:10."),
    ("Level3 outage", "Level 3 outage: no inbound calls for any DID on Level3 since 6:15 am. All customers affected."),
    ("Calls dead", "Lumen is down: all of our customers have no dial tone since 06:20, calls fail with 503."),
    ("Qwest out", "Outage at Qwest, all our customers cannot call since 06:25, nobody can be reached."),
)


async def out(place: Town, *numbers: int, **more: Any) -> list[int]:
    """Partners tell that a carrier is out, and are answered."""
    tickets = [
        place.open_ticket({"subject": WORDS[n][0], "description": WORDS[n][1], "organization": PARTNERS[n]}, **more)
        for n in numbers
    ]
    await place.until(lambda: all(place.see(one)["public_by_service"] for one in tickets), 60)
    await settled(place)
    return tickets


def problems(place: Town) -> list[dict[str, Any]]:
    """The problem tickets that the sandbox holds."""
    return [ticket for ticket in place.parts.sandbox.tickets.values() if ticket["type"] == "problem"]


async def linked(place: Town, tickets: Sequence[int], seconds: float = 15.0) -> int:
    """Wait until all these tickets are incidents of one problem, and return it."""
    await place.until(lambda: all(place.see(one)["problem_id"] for one in tickets), seconds)
    await settled(place)
    (problem_id,) = {place.see(one)["problem_id"] for one in tickets}
    assert {place.see(one)["type"] for one in tickets} == {"incident"}
    return int(problem_id)


def storms(place: Town) -> list[tuple[Any, ...]]:
    """The storms of the service's records: scope, problem, outcome and whether it has ended."""
    rows = place.rows("SELECT scope, problem_id, outcome, ended_at FROM storm ORDER BY id")
    return [(row[0], row[1], row[2], row[3] is not None) for row in rows]


async def looked(place: Town) -> None:
    """Wait until the job, whose pace is half a second here, has looked twice: what it would do it has done."""
    await asyncio.sleep(1.5)
    await settled(place)


async def test_two_tickets_are_no_storm_and_the_third_makes_one_problem_of_them(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1)
        await looked(place)
        assert (problems(place), storms(place)) == ([], [])

        tickets += await out(place, 2)
        problem_id = await linked(place, tickets)

        (problem,) = problems(place)
        assert (problem["id"], problem["priority"], problem["is_public"]) == (problem_id, "urgent", False)
        assert problem["requester_id"] == SERVICE_ID
        assert problem["subject"] == "Storm: carrier Lumen, 3 Tier III tickets"
        assert all(f"#{one}" in problem["description"] for one in tickets)
        assert {"tierline_storm", "tierline_storm_carrier_lumen"} <= set(problem["tags"])
        for one in tickets:
            seen = place.see(one)
            assert seen["public_by_service"] == 1  # the acknowledgement, as without a storm
            (note,) = service_comments(place, one, public=False)
            assert f"incident of problem #{problem_id}" in note
            assert all(f"#{other}" in note for other in tickets if other != one)
            assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
            (why,) = [made for made in decisions(place, one) if made["rule"] == "storm"]
            assert (why["cause"], why["effects"]) == ("storm", [f"{one}:1:incident:0"])


async def test_a_fourth_ticket_joins_and_the_problem_itself_is_nobodys_ticket(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1, 2)
        problem_id = await linked(place, tickets)
        tickets += await out(place, 3)

        assert await linked(place, tickets) == problem_id
        assert len(problems(place)) == 1
        seen = place.see(problem_id)
        assert (seen["public_by_service"], seen["tier"], seen["level"]) == (0, None, None)
        assert not {"tier_1", "tier_2", "tier_3", "tier_review"} & set(seen["tags"])
        assert [one["rule"] for one in decisions(place, problem_id)] == ["storm-problem"]
        assert place.rows("SELECT count(*) FROM effect WHERE ticket_id = :id", id=problem_id)[0][0] == 0


async def test_solving_the_problem_is_left_to_people_and_ends_the_storm(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1, 2)
        problem_id = await linked(place, tickets)
        place.agent_changes(problem_id, status="solved", assignee_id=AGENT_ID, comment={"body": "Lumen is back"})
        await place.until(lambda: storms(place)[0][3])
        await settled(place)

        assert {place.see(one)["status"] for one in tickets} == {"solved"}  # Zendesk's doing, not ours
        assert f"problem #{problem_id} is solved" in storms(place)[0][2]
        later = await out(place, 3)
        await looked(place)
        assert place.see(later[0])["problem_id"] is None  # one ticket of a new count
        assert len(storms(place)) == 1


async def test_what_people_link_or_unlink_stays_as_they_want_it(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1, 2)
        problem_id = await linked(place, tickets)
        place.agent_changes(tickets[0], type="question", problem_id=None)
        await settled(place)
        other = place.open_ticket({**OUTAGE, "subject": "Core router"})
        await settled(place)
        place.agent_changes(other, type="problem")
        await settled(place)
        place.parts.deliveries.paused = True
        (fourth,) = [
            place.open_ticket({"subject": WORDS[3][0], "description": WORDS[3][1], "organization": PARTNERS[3]})
        ]
        place.agent_changes(fourth, type="incident", problem_id=other)
        place.parts.deliveries.paused = False
        await place.until(lambda: bool(place.rows("SELECT id FROM ticket WHERE id = :id", id=fourth)))
        await looked(place)

        assert place.see(tickets[0])["problem_id"] is None
        assert place.see(fourth)["problem_id"] == other
        assert f"it is linked to problem #{other} already" in decisions(place, fourth)[-1]["summary"]
        assert place.see(tickets[1])["problem_id"] == problem_id


async def test_a_problem_that_is_still_unsolved_is_found_again_after_the_storm_had_ended(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"STORM_ENDS_HOURS": "1", "STORM_TICKETS": "2"}) as place:
        problem_id = await linked(place, await out(place, 0, 1))
        place.advance(hours=2)
        await out(place, 4)  # brings the new time, and is alone in its count
        await place.until(lambda: storms(place)[0][3])
        again = await out(place, 2, 3)

        assert await linked(place, again) == problem_id
        assert len(problems(place)) == 1
        assert "created by us before" in storms(place)[1][2]


async def test_a_problem_that_people_opened_and_tagged_is_taken(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        sandbox = place.parts.sandbox
        mine = sandbox.create(
            subject="Lumen backbone",
            description="We watch it.",
            requester_id=AGENT_ID,
            tags=["tierline_storm_carrier_lumen"],
            draft={"type": "problem"},
        )["id"]
        tickets = await out(place, 0, 1, 2)

        assert await linked(place, tickets) == mine
        assert len(problems(place)) == 1


async def test_the_problem_that_people_linked_to_before_us_is_taken(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1)
        place.agent_changes(tickets[0], type="problem")
        place.agent_changes(tickets[1], type="incident", problem_id=tickets[0])
        await settled(place)
        tickets += await out(place, 2)
        await place.until(lambda: place.see(tickets[2])["problem_id"] == tickets[0])
        await settled(place)

        assert [one["id"] for one in problems(place)] == [tickets[0]]
        assert service_comments(place, tickets[1], public=False) == []  # people's link is not made again


async def test_group_and_assignee_of_the_settings_get_the_problem(tmp_path: Path) -> None:
    people = {"STORM_GROUP": "Escalation 2", "STORM_ASSIGNEE": "level2@example.com"}
    async with town_with(tmp_path, people) as place:
        problem_id = await linked(place, await out(place, 0, 1, 2))

        assert place.see(problem_id)["group_id"] == LEVEL_GROUPS[1]


async def test_people_that_zendesk_refuses_do_not_keep_a_storm_from_its_problem(tmp_path: Path) -> None:
    people = {"STORM_GROUP": "Escalation 1", "STORM_ASSIGNEE": "level2@example.com"}
    async with town_with(tmp_path, people) as place:
        problem_id = await linked(place, await out(place, 0, 1, 2))

        assert place.see(problem_id)["group_id"] is None
        assert "without the group and assignee" in storms(place)[0][2]


async def test_in_shadow_a_storm_is_recorded_and_nothing_is_created_or_linked(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"SHADOW_ACTIONS": "storm"}) as place:
        tickets = await out(place, 0, 1, 2)
        await place.until(lambda: len(storms(place)) == 1)
        await looked(place)

        assert problems(place) == []
        for one in tickets:
            assert place.see(one)["type"] is None
            key = f"{one}:1:incident:0"
            assert effects(place, one)[key]["state"] == "shadow"


@pytest.mark.parametrize("off", [{"STORM_TICKETS": "0"}, {"TRIAGE_ACTION_STORM": "off"}], ids=["none", "off"])
async def test_switched_off_nothing_is_counted(tmp_path: Path, off: dict[str, str]) -> None:
    async with town_with(tmp_path, off) as place:
        tickets = await out(place, 0, 1, 2)
        await looked(place)

        assert (problems(place), storms(place)) == ([], [])
        assert {place.see(one)["type"] for one in tickets} == {None}


async def test_a_region_counts_only_where_it_is_watched_and_said_to_be_hit(tmp_path: Path) -> None:
    hit = {
        "subject": "Denver data center down",
        "description": "The Denver data center is down, all of our 40 customers there have no dial tone since 06:00.",
    }
    office = {
        "subject": "All phones down",
        "description": "All 22 phones in the Denver office are down since 06:00, no inbound or outbound calls.",
    }
    async with town_with(tmp_path, {"STORM_REGIONS": "Denver,Dallas"}) as place:
        bystander = await opened(place, {**office, "organization": PARTNERS[3]})
        tickets = [await opened(place, {**hit, "organization": name}) for name in PARTNERS[:3]]

        problem_id = await linked(place, tickets)
        assert place.see(problem_id)["subject"] == "Storm: region Denver, 3 Tier III tickets"
        assert place.see(bystander)["problem_id"] is None


async def test_zendesk_down_at_the_wrong_moment_delays_the_problem_and_makes_no_second(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        tickets = await out(place, 0, 1)
        place.fault("cut_after", 1, match={"method": "POST", "path": "/api/v2/tickets"})
        tickets += await out(place, 2)

        await linked(place, tickets, 30)
        assert len(problems(place)) == 1
        assert "created by us before" in storms(place)[0][2]


async def test_who_heard_of_a_storm_without_its_problem_hears_nothing_more_when_that_is_there(tmp_path: Path) -> None:
    """Zendesk takes no new tickets for a while; people hear of the storm after a minute, and once."""
    async with receiver() as one, town_with(tmp_path, {"NOTIFY_STORM": f"{one.url}/noc"}) as place:
        place.fault("error", 4, status=500, match={"method": "POST", "path": "/api/v2/tickets"})
        tickets = await out(place, 0, 1, 2)
        await place.until(lambda: bool(storms(place)))
        place.advance(minutes=2)
        await place.until(lambda: bool(one.got), 30)
        problem_id = await linked(place, tickets, 60)
        await looked(place)

        (message,) = [message["message"] for _, message in one.got]
        assert "3 Tier III tickets of 3 partners tell of the same: carrier Lumen." in message
        assert f"#{problem_id}" not in message
        assert "has not taken a problem ticket for them yet" in message


@pytest.mark.timeout(240)
async def test_two_replicas_make_one_problem_only(tmp_path: Path, postgres_url: str) -> None:
    async with town_with(tmp_path, database_url=postgres_url) as place, contextlib.AsyncExitStack() as more:
        app = create_app(load_settings(place.env, env_file=None))
        await more.enter_async_context(listening(app))
        tickets = [
            place.open_ticket({"subject": WORDS[n][0], "description": WORDS[n][1], "organization": PARTNERS[n]})
            for n in range(5)
        ]
        await linked(place, tickets, 60)

        assert len(problems(place)) == 1
        assert len(storms(place)) == 1
        for one in tickets:
            seen = place.see(one)
            assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
            assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
