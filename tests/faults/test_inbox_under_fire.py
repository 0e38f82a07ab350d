"""
The inbox under fire: kills under load, copies, replays, disorder, poison, a backlog at the start.

The numbers in the names are those of the list of faults in the research about queues and crashes.
"""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from app.clock import SystemClock
from app.store.database import Database
from app.store.inbox import add_many, row_values
from tests.faults.webhook_load import Connection, Load, a_webhook
from tests.journeys.kit import (
    HOWTO,
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    Town,
    effects,
    inbox_outcomes,
    settled,
    town_with,
    without_webhooks,
)
from tests.store.kit import a_delivery

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.timeout(300), pytest.mark.xdist_group("load")]

ROUNDS = 3
CONNECTIONS = 32
BACKLOG = 5_000


async def send(place: Town, ticket_id: int, invocation_id: str, **more: object) -> int:
    """Send one signed webhook and return the status of the answer."""
    body, headers = a_webhook(ticket_id, invocation_id, **more)
    answer = await place.http.post(f"{place.service}/webhooks/ticket-updated", content=body, headers=headers)
    return answer.status_code


def one_public_comment(place: Town, ticket_id: int) -> None:
    seen = place.see(ticket_id)
    assert seen["public_by_service"] == 1
    assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))


async def test_1_whatever_was_acknowledged_before_a_kill_is_in_the_inbox(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, process=True) as place:
        place.parts.deliveries.paused = True
        tickets = [place.open_ticket(SMALL_FAULT) for _ in range(40)]
        acknowledged: set[str] = set()
        for number in range(ROUNDS):
            load = Load(place.service, CONNECTIONS, range(tickets[0], tickets[-1] + 1))
            running = asyncio.create_task(load.run())
            enough = 60 * (number + 1)  # another moment each round
            await place.until(lambda load=load, enough=enough: len(load.acknowledged) > enough, 60)  # type: ignore[misc]
            await place.kill()
            load.stop()
            await running
            acknowledged |= set(load.acknowledged)
            with sqlite3.connect(place.database) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
            await place.start()

        stored = [row[0] for row in place.rows("SELECT invocation_id FROM inbox WHERE invocation_id IS NOT NULL")]
        assert acknowledged <= set(stored)
        assert len(stored) == len(set(stored))
        await place.until(place.is_quiet, 90)
        for ticket_id in tickets:
            if place.rows("SELECT 1 FROM ticket WHERE id = :t", t=ticket_id):
                one_public_comment(place, ticket_id)


@pytest.mark.parametrize("stored_first", [True, False], ids=["3-after-commit", "4-before-commit"])
async def test_3_and_4_a_webhook_sent_again_after_a_kill_is_one_row_and_one_effect(
    tmp_path: Path, *, stored_first: bool
) -> None:
    """The kill comes between commit and answer, or the sender is cut off before anything was stored."""
    async with town_with(tmp_path, NO_RECONCILE, process=True) as place:
        ticket_id = await without_webhooks(place, HOWTO)
        place.stop()
        place.parts.deliveries.paused = True
        await place.start(kill_at="inbox.stored" if stored_first else None)
        if stored_first:
            with pytest.raises(httpx.HTTPError):
                await send(place, ticket_id, "the-same")
            await place.death()
        else:
            await place.kill()
            with pytest.raises(httpx.HTTPError):
                await send(place, ticket_id, "the-same")
        rows = place.rows("SELECT count(*) FROM inbox WHERE invocation_id = 'the-same'")
        assert rows == [(1 if stored_first else 0,)]

        await place.start()
        assert await send(place, ticket_id, "the-same") == 202
        await place.until(lambda: place.see(ticket_id)["status"] == "solved", 60)
        await place.until(place.is_quiet, 30)
        assert place.rows("SELECT count(*) FROM inbox WHERE invocation_id = 'the-same'") == [(1,)]
        one_public_comment(place, ticket_id)


async def test_8_fifty_copies_at_once_are_fifty_acknowledgements_one_row_and_one_effect(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket_id = await without_webhooks(place, HOWTO)
        statuses = await asyncio.gather(*(send(place, ticket_id, "the-same") for _ in range(50)))
        await place.until(lambda: place.see(ticket_id)["status"] == "solved")
        await settled(place)

        assert statuses == [202] * 50
        assert place.rows("SELECT count(*) FROM inbox WHERE invocation_id = 'the-same'") == [(1,)]
        assert list(effects(place, ticket_id)) == [f"{ticket_id}:0:refusal:0"]
        one_public_comment(place, ticket_id)


async def test_9_and_10_the_same_business_event_under_new_invocation_ids_is_one_effect(tmp_path: Path) -> None:
    """Zendesk fires again, or somebody replays a signed body: the id is not covered by the signature."""
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket_id = await without_webhooks(place, HOWTO)
        body, headers = a_webhook(ticket_id, "the-first")
        for invocation_id in ("the-first", "again-1", "again-2"):
            headers["X-Zendesk-Webhook-Invocation-Id"] = invocation_id
            answer = await place.http.post(f"{place.service}/webhooks/ticket-updated", content=body, headers=headers)
            assert answer.status_code == 202
            await place.until(lambda: place.see(ticket_id)["status"] == "solved")
            await settled(place)

        assert list(effects(place, ticket_id)) == [f"{ticket_id}:0:refusal:0"]
        one_public_comment(place, ticket_id)


async def test_11_events_out_of_order_never_undo_a_newer_state(tmp_path: Path) -> None:
    """A dispute is known; then come, in any order, events from before it. What counts is the ticket as it stands."""
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket_id = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket_id)["status"] == "solved")
        await settled(place)
        place.reply(ticket_id, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket_id)["tags"])
        await settled(place)

        long_ago = SystemClock().now() - timedelta(minutes=5)
        stamps = [(long_ago + timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%SZ") for n in (9, 3, 7, 1, 8, 2, 6, 4)]
        statuses = await asyncio.gather(
            *(send(place, ticket_id, f"late-{n}", updated_at=stamp) for n, stamp in enumerate(stamps))
        )
        assert statuses == [202] * len(stamps)
        await settled(place)
        seen = place.see(ticket_id)
        assert (seen["status"], seen["priority"]) == ("open", "normal")
        assert "tier_disputed" in seen["tags"]
        one_public_comment(place, ticket_id)
        assert {state for _, state, _ in inbox_outcomes(place, ticket_id)} <= {"done", "ignored"}


async def test_42_a_poison_event_is_parked_and_delays_nobody(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, {"INBOX_PARK_AFTER": "3"}) as place:
        poison = await without_webhooks(place, SMALL_FAULT)
        place.parts.sandbox.tickets[poison]["priority"] = "of no known kind"
        assert await send(place, poison, "poison") == 202
        others = [place.open_ticket(one) for one in (OUTAGE, SMALL_FAULT, HOWTO, OUTAGE, SMALL_FAULT)]
        await place.until(lambda: all(place.see(one)["tier"] for one in others), 30)

        await place.until(lambda: inbox_outcomes(place, poison)[0][1] == "parked", 30)
        _, body = await place.health()
        assert body["parked"] == 1
        assert any(str(poison) in warning for warning in body["warnings"])
        assert place.rows("SELECT attempts FROM inbox WHERE invocation_id = 'poison'") == [(3,)]


async def test_43_a_backlog_at_the_start_delays_neither_readiness_nor_acknowledgements(tmp_path: Path) -> None:
    """5,000 events of 500 tickets wait; the long form of this test has more of them."""
    async with town_with(tmp_path, NO_RECONCILE, {"MODE": "shadow"}, process=True) as place:
        place.parts.deliveries.paused = True
        tickets = [place.open_ticket(SMALL_FAULT) for _ in range(500)]
        place.stop()
        await asyncio.to_thread(_fill, place.database, tickets)
        await place.start()
        assert place.process is not None
        process = psutil.Process(place.process.pid)
        at_start = process.memory_info().rss

        load = Load(place.service, 1, range(tickets[0], tickets[-1] + 1))
        connection = Connection(place.service)
        peak = at_start

        async def has_drained() -> bool:
            nonlocal peak
            await load.one(connection)
            peak = max(peak, process.memory_info().rss)
            return place.rows("SELECT count(*) FROM inbox WHERE state = 'pending' AND id <= :n", n=BACKLOG) == [(0,)]

        await place.until(has_drained, 200)
        connection.close()
        assert not load.other
        assert not load.refused
        assert len(place.rows("SELECT 1 FROM ticket")) == 500
        median = sorted(load.milliseconds)[len(load.milliseconds) // 2]
        assert median < 500, "acknowledged while it drains, with mercy for a busy machine"
        assert peak - at_start < 64 * 2**20
        assert place.asked("GET /api/v2/tickets/show_many") <= 40, "read together"


def _fill(database: Path, tickets: list[int]) -> None:
    """Put a backlog into the database of a service that does not run."""
    opened = Database.open(f"sqlite:///{database}")
    now = SystemClock().now()
    rows = [
        row_values(a_delivery(n, tickets[n % len(tickets)], actor_id=None, occurred_at=now, received_at=now), now)
        for n in range(BACKLOG)
    ]

    async def write() -> None:
        await opened.write(lambda connection: add_many(connection, rows))

    try:
        asyncio.run(write())
    finally:
        opened.close()
