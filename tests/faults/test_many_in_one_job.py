"""
Many tickets are due and the budget is short: they ride in jobs of Zendesk's, each still with one of everything.

The account allows so few updates a minute that a dozen tickets are many.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.kit import OUTAGE, SMALL_FAULT, THANKS, Town, effects, town, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

DOZEN = 12
SHORT = 20
"""Ticket updates a minute."""
HOUR = "3600"
"""Between two rounds of reconciling, which has no part in this."""
MANY = r"update_many"


def open_dozen(place: Town, document: dict[str, Any] = OUTAGE) -> list[int]:
    return [place.open_ticket(document) for _ in range(DOZEN)]


async def triaged(place: Town, document: dict[str, Any] = OUTAGE) -> list[int]:
    """A dozen tickets that have been judged and acknowledged, and looked at since."""
    tickets = open_dozen(place, document)
    await place.until(lambda: all(place.see(one)["public_by_service"] == 1 for one in tickets), 40)
    for one in tickets:
        place.agent_changes(one, additional_tags=["seen"])
    await place.quiet(40)
    return tickets


def fall_due(place: Town, tickets: list[int]) -> None:
    """Let level 1 fall due; a message of thanks makes the service speak to Zendesk and learn the time."""
    travel_to_age(place, tickets[-1], hours=4, seconds=5)
    place.open_ticket(THANKS)


async def escalated(place: Town, tickets: list[int], seconds: float = 60.0) -> None:
    """Let level 1 fall due and wait until every ticket has it, once and with one note."""
    fall_due(place, tickets)
    await place.until(lambda: all(place.level(one) == 1 for one in tickets), seconds)
    await place.quiet(seconds)
    assert_one_of_everything(place, tickets)


def alone(place: Town, tickets: list[int]) -> int:
    edge: Any = place.parts.app
    return sum(edge.requests[f"PUT /api/v2/tickets/{one}"] for one in tickets)


def audits_read(place: Town) -> int:
    edge: Any = place.parts.app
    return sum(count for name, count in edge.requests.items() if name.endswith("/audits"))


def assert_one_of_everything(place: Town, tickets: list[int]) -> None:
    for one in tickets:
        seen = place.see(one)
        assert seen["level_changes"] == ["escalation_level_1"], one
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1), one
        assert len(seen["marker_keys"]) == len(set(seen["marker_keys"])) == 3, one


async def test_a_dozen_due_at_once_cost_one_request_and_the_record_names_the_job(tmp_path: Path) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place)
        many, single = place.asked("PUT /api/v2/tickets/update_many"), alone(place, tickets)
        await escalated(place, tickets)

        jobs = place.asked("PUT /api/v2/tickets/update_many") - many
        assert 1 <= jobs <= 3
        assert alone(place, tickets) == single, "none of them went alone"
        for one in tickets:
            assert effects(place, one)[f"{one}:1:escalation:1"]["outcome"].startswith("sent with others in job V3-")


@pytest.mark.parametrize("kind", ["timeout_after", "cut_after", "unavailable_after", "html_after", "timeout_before"])
async def test_a_job_whose_id_nobody_learnt_is_resolved_by_stamps_and_fields(tmp_path: Path, kind: str) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR, ZENDESK_TIMEOUT_SECONDS="1") as place:
        tickets = await triaged(place)
        place.parts.sandbox.job_seconds = 0.2
        place.fault(kind, match={"method": "PUT", "path": MANY})
        before = audits_read(place)
        await escalated(place, tickets)

        assert not place.parts.faults.orders
        assert audits_read(place) - before <= 1, "stamps and fields, read at once, settled all but the stranger"


async def test_a_job_that_is_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place)
        place.parts.sandbox.job_seconds, place.parts.sandbox.job_dies_after = 0.2, 5
        fall_due(place, tickets)
        await place.until(lambda: sum(place.level(one) == 1 for one in tickets) >= 5, 30)
        place.parts.sandbox.job_dies_after = None
        await escalated(place, tickets)


async def test_a_job_nobody_knows_any_more_is_resolved(tmp_path: Path) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place)
        place.parts.sandbox.job_seconds = 0.2
        place.fault("error", status=404, times=1, match={"method": "GET", "path": "job_statuses"})
        await escalated(place, tickets)


async def test_too_many_jobs_hold_up_jobs_and_nothing_is_lost(tmp_path: Path) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place)
        place.fault("too_many_jobs", times=2, retry_after=1, match={"method": "PUT", "path": MANY})
        await escalated(place, tickets)
        assert not place.parts.faults.orders


async def test_an_agent_who_acts_while_the_job_waits_wins_and_the_others_are_done(tmp_path: Path) -> None:
    """One ticket is solved, one held, one raised to another tier between the request and the job's run."""
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place)
        solved, held, *others = tickets
        place.parts.sandbox.job_seconds = 2.0
        jobs = place.asked("PUT /api/v2/tickets/update_many")
        fall_due(place, tickets)
        await place.until(lambda: place.asked("PUT /api/v2/tickets/update_many") > jobs, 30)
        place.agent_changes(solved, status="solved", assignee_id=8447388090406)
        place.agent_changes(held, additional_tags=["tierline_hold"])
        await place.until(lambda: all(place.level(one) == 1 for one in others), 60)
        await place.until(lambda: effects(place, solved)[f"{solved}:1:escalation:1"]["state"] == "superseded", 30)

        assert_one_of_everything(place, others)
        for one in (solved, held):
            assert place.level(one) == 0
            assert place.see(one)["private_by_service"] == 0


async def test_one_that_becomes_due_meanwhile_and_is_more_urgent_goes_past_the_job(tmp_path: Path) -> None:
    async with town(tmp_path, updates_per_minute=SHORT, RECONCILE_SECONDS=HOUR) as place:
        tickets = await triaged(place, SMALL_FAULT)
        place.parts.sandbox.job_seconds = 8.0
        jobs = place.asked("PUT /api/v2/tickets/update_many")
        fall_due(place, tickets)
        await place.until(lambda: place.asked("PUT /api/v2/tickets/update_many") > jobs, 30)
        urgent = place.open_ticket(OUTAGE, age=timedelta(hours=4, seconds=5))
        await place.until(lambda: place.level(urgent) == 1, 30)
        assert [place.level(one) for one in tickets] == [0] * DOZEN, "the job is still under way"
        await place.until(lambda: all(place.level(one) == 1 for one in tickets), 60)
        await place.quiet(60)
        assert_one_of_everything(place, tickets)


@pytest.mark.parametrize("point", ["job.queued", "job.noted"])
async def test_a_kill_around_the_jobs_id_leaves_one_of_everything(tmp_path: Path, point: str) -> None:
    # A new process goes by the setting until Zendesk's headers tell.
    async with town(
        tmp_path,
        process=True,
        updates_per_minute=SHORT,
        ZENDESK_UPDATES_PER_MINUTE=str(SHORT),
        RECONCILE_SECONDS=HOUR,
    ) as place:
        tickets = await triaged(place)
        place.stop()
        place.parts.sandbox.job_seconds = 1.0
        await place.start(kill_at=point)
        fall_due(place, tickets)
        await place.death()
        await place.start()
        await place.until(lambda: all(place.level(one) == 1 for one in tickets), 60)
        await place.quiet(60)
        assert_one_of_everything(place, tickets)
