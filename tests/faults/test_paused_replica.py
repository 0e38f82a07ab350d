"""
A replica falls asleep in the middle of its work; another takes over; the sleeper wakes up and changes nothing.

It is stopped (SIGSTOP) at a known place, its lease runs out, the other replica does the work, and it goes on (SIGCONT)
believing that no time has passed. Zendesk's side is what counts.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.judge import judge, true_level
from tests.faults.replicas import Fleet, fleet
from tests.faults.stories import OUTAGES, QUESTIONS, Opening, open_ticket

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

HOLDS = {"worker.claimed": "inbox", "worker.decided": "inbox", "writer.claimed": "effect", "writer.sent": "effect"}
"""Where it is stopped, and the table in which it then holds a lease."""


@pytest.mark.parametrize(("point", "table"), HOLDS.items(), ids=list(HOLDS))
async def test_a_replica_that_slept_through_its_lease_writes_nothing_when_it_wakes_up(
    tmp_path: Path, postgres_url: str, point: str, table: str
) -> None:
    async with fleet(tmp_path, database_url=postgres_url, count=2, start=False) as town:
        sleeper, heir = town.replicas
        sleeper.spawn(f"stop@{point}")
        await town.up(sleeper)
        openings: dict[int, Opening] = {}
        for opening, age in ((OUTAGES[0], timedelta(hours=9)), (QUESTIONS[0], timedelta(0))):
            openings[open_ticket(town.sandbox, opening, "Kestrel IT", age)] = opening
        await town.until(lambda: sleeper.is_stopped, 30)
        heir.spawn()
        await town.up(heir)
        assert town.lease_runs_out(table) >= 1
        await town.until(lambda: not judge(town.sandbox, openings), 90)

        sleeper.resume()
        await town.up(sleeper)
        await woken_up(town)
        assert judge(town.sandbox, openings) == []
        assert true_level(town.sandbox.now() - timedelta(hours=9), town.sandbox.now()) == 2


async def woken_up(town: Fleet) -> None:
    """Wait until the sleeper has finished what it was at, and everything it caused is done."""
    sleeper = town.replicas[0]
    calls = town.asked()
    await town.until(lambda: town.asked() >= calls + 4, 30)  # both reconcile every second
    assert not sleeper.is_stopped
    await town.parts.deliveries.idle()
    await town.until(town.is_quiet, 60)
