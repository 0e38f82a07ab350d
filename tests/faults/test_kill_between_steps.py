"""
The process is killed between each pair of steps; afterwards the sandbox counts one of everything.

The points are those of `app.crashpoint`; `writer.asked` lies behind an unknown outcome, so one is arranged.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from app.crashpoint import POINTS
from tests.town import HOWTO, OUTAGE, Town, town

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

BEFORE_ESCALATION = {"worker.claimed", "worker.decided", "worker.committed", "inbox.stored"}


async def start_again(place: Town) -> None:
    """Restart after the kill; a webhook that was never acknowledged is found by the reconcile job."""
    await place.death()
    await place.start()


@pytest.mark.parametrize("point", sorted(POINTS))
async def test_a_refusal_survives_a_kill_at_every_step_exactly_once(tmp_path: Path, point: str) -> None:
    async with town(tmp_path, process=True, kill_at=point) as place:
        if point == "writer.asked":
            place.fault("cut_after")
        ticket = place.open_ticket(HOWTO)
        await start_again(place)
        await place.until(lambda: place.see(ticket)["status"] == "solved", 30)
        await place.quiet(30)

        seen = place.see(ticket)
        assert (seen["status"], seen["priority"], seen["tier"]) == ("solved", "low", "tier_1")
        assert seen["public_by_service"] == 1
        assert seen["marker_keys"] == [f"{ticket}:0:refusal:0"]


@pytest.mark.parametrize("point", sorted(POINTS))
async def test_an_escalation_survives_a_kill_at_every_step_exactly_once(tmp_path: Path, point: str) -> None:
    """The ticket is found late, so that triage, acknowledgement and the level are all in flight."""
    # The first write is the triage with the acknowledgement, the second the level.
    hit = "" if point in BEFORE_ESCALATION or point in ("writer.claimed", "writer.asked") else ":2"
    async with town(tmp_path, process=True, kill_at=point + hit) as place:
        if point == "writer.asked":
            place.fault("cut_after")
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=9))
        await start_again(place)
        await place.until(lambda: place.level(ticket) == 2, 30)
        await place.quiet(30)

        seen = place.see(ticket)
        assert seen["level_changes"] == ["escalation_level_2"]
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
        assert sorted(seen["marker_keys"]) == sorted(set(seen["marker_keys"]))


@pytest.mark.parametrize("point", ["worker.decided", "writer.claimed", "writer.sent"])
async def test_a_dispute_survives_a_kill_exactly_once(tmp_path: Path, point: str) -> None:
    async with town(tmp_path, process=True) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved", 30)
        await place.quiet()
        place.stop()
        await place.start(kill_at=point)
        place.reply(ticket, "We disagree, please have a person look at this.")
        await start_again(place)
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"], 30)
        await place.quiet(30)

        seen = place.see(ticket)
        assert (seen["status"], seen["priority"]) == ("open", "normal")
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
