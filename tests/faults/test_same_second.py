"""
A person acts in the very second of our own write: Zendesk's stamp does not tell the two apart, and the person wins.

The outage is found late, so its mark and acknowledgement are one write and its level the next, a moment later. Right
after the first the person acts, before any webhook can tell of it.
"""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from app.store import inbox
from app.worker import UNSETTLED_PATIENCE
from app.zendesk.sandbox.state import Happening, stamp
from app.zendesk.sandbox.world import SERVICE_ID
from tests.faults.judge import judge
from tests.faults.stories import OUTAGES, do, open_ticket
from tests.store.kit import a_delivery
from tests.town import OUTAGE, Town, town, utc_now

pytestmark = [pytest.mark.anyio, pytest.mark.fault]


@pytest.mark.parametrize("choice", ["hold", "tier:2", "level:3", "assign", "solve"])
async def test_a_person_who_acts_in_the_second_of_our_own_write_wins_over_our_next(tmp_path: Path, choice: str) -> None:
    async with town(tmp_path) as place:
        sandbox, acted = place.parts.sandbox, asyncio.Event()

        def act(happening: Happening) -> None:
            if happening.actor_id == SERVICE_ID and not acted.is_set():
                acted.set()
                asyncio.get_running_loop().call_soon(do, sandbox, ticket, choice)

        sandbox.listeners.append(act)
        ticket = open_ticket(sandbox, OUTAGES[0], "Kestrel IT", timedelta(hours=5))
        await asyncio.wait_for(acted.wait(), 30)
        await place.until(lambda: judge(sandbox, {ticket: OUTAGES[0]}) == [], 30)
        # Until a second ticket is through, whatever was about to be written to the first is written.
        other = place.open_ticket(OUTAGE, age=timedelta(hours=5))
        await place.until(lambda: place.level(other) == 1, 30)
        await place.parts.deliveries.idle()
        assert [str(one) for one in judge(sandbox, {ticket: OUTAGES[0]})] == []


async def test_it_is_seen_also_when_its_webhook_is_lost_and_hours_pass_before_the_next_write(tmp_path: Path) -> None:
    async with town(tmp_path, RECONCILE_SECONDS="3600") as place:
        sandbox, acted = place.parts.sandbox, asyncio.Event()

        def act() -> None:
            place.parts.deliveries.paused = True
            do(sandbox, ticket, "hold")
            place.parts.deliveries.paused = False
            acted.set()

        def watch(happening: Happening) -> None:
            if happening.actor_id == SERVICE_ID and not acted.is_set():
                asyncio.get_running_loop().call_soon(act)

        sandbox.listeners.append(watch)
        ticket = place.open_ticket(OUTAGE, age=timedelta(hours=3))
        await asyncio.wait_for(acted.wait(), 30)
        await place.quiet(30)
        place.advance(hours=2)
        other = place.open_ticket(OUTAGE, age=timedelta(hours=5))
        await place.until(lambda: place.level(other) == 1, 30)
        await place.until(lambda: place.rows("SELECT hold FROM ticket WHERE id = :id", id=ticket) == [(1,)], 30)

        assert place.level(ticket) == 0


async def test_a_look_that_could_wait_no_longer_leaves_the_rest_of_its_second_to_people(tmp_path: Path) -> None:
    """Its event had failed for so long that the ticket was judged in the very second of its last change."""
    async with town(tmp_path, RECONCILE_SECONDS="3600") as place:
        sandbox = place.parts.sandbox
        place.fault("rate_limit", retry_after=2)  # so that the person comes before a write that would be sent at once
        place.parts.deliveries.paused = True
        ticket = open_ticket(sandbox, OUTAGES[0], "Kestrel IT", timedelta(hours=5))
        second = sandbox.now().replace(microsecond=0) + timedelta(seconds=3)  # so that any look of this test is in it
        sandbox.tickets[ticket]["updated_at"] = stamp(second)
        failed_for_long(place, ticket)
        await place.until(lambda: place.rows("SELECT 1 FROM ticket WHERE tier = 3") != [])

        sandbox.offset += second - sandbox.now()
        do(sandbox, ticket, "hold")
        place.parts.deliveries.paused = False
        other = place.open_ticket(OUTAGE, age=timedelta(hours=5))
        await place.until(lambda: place.level(other) == 1, 30)
        await place.until(lambda: place.rows("SELECT hold FROM ticket WHERE id = :id", id=ticket) == [(1,)], 30)

        assert [str(one) for one in judge(sandbox, {ticket: OUTAGES[0]})] == []


def failed_for_long(place: Town, ticket_id: int) -> None:
    """Put an event about a ticket into the inbox for which nobody waits any more when its ticket is changing."""
    received = utc_now() - UNSETTLED_PATIENCE - timedelta(seconds=5)
    event = a_delivery(1, ticket_id, received_at=received, occurred_at=received)
    engine = create_engine(place.database_url)
    with engine.begin() as connection:
        inbox.add(connection, inbox.row_values(event, received))
    engine.dispose()
