"""
The process is killed on its way to a problem ticket; afterwards Zendesk has one, and each ticket one link to it.

`storm.created` is the moment that matters: Zendesk has the ticket and nobody has stored its number.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from app.crashpoint import STORM_POINTS
from tests.journeys.test_storms import PARTNERS, WORDS, linked, problems
from tests.town import Town, town

pytestmark = [pytest.mark.anyio, pytest.mark.fault]


def tell(place: Town, *numbers: int) -> list[int]:
    """Partners tell that a carrier is out."""
    return [
        place.open_ticket({"subject": WORDS[n][0], "description": WORDS[n][1], "organization": PARTNERS[n]})
        for n in numbers
    ]


@pytest.mark.parametrize("point", sorted(STORM_POINTS))
async def test_a_kill_on_the_way_to_a_problem_ticket_leaves_one_problem(tmp_path: Path, point: str) -> None:
    async with town(tmp_path, process=True, kill_at=point) as place:
        tickets = tell(place, 0, 1, 2)
        await place.death()
        await place.start()
        await linked(place, tickets, 60)

        assert len(problems(place)) == 1
        for one in tickets:
            assert place.see(one)["marker_keys"].count(f"{one}:1:incident:0") == 1


async def test_a_problem_is_found_again_hours_after_its_idempotency_key_was_forgotten(tmp_path: Path) -> None:
    async with town(tmp_path, process=True, kill_at="storm.created") as place:
        tickets = tell(place, 0, 1, 2)
        await place.death()
        place.parts.sandbox.offset += timedelta(hours=3)
        await place.start()
        await linked(place, tickets, 60)

        assert len(problems(place)) == 1
        assert "created by us before" in place.rows("SELECT outcome FROM storm")[0][0]
