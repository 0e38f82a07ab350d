"""
PostgreSQL has a bad hour: sessions end, the server crashes, stops answering, changes its primary.

The service answers every webhook within its deadline, never forgets one it acknowledged, and works again by itself.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from app.zendesk.sandbox.world import WEBHOOK_SECRET
from app.zendesk.signature import sign
from tests.postgres import OwnPostgres
from tests.town import HOWTO, OUTAGE, Town, town

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.timeout(600), pytest.mark.xdist_group("postgres")]

PATIENCE = 30.0
"""An answer takes five seconds at most; the rest is for a slow machine that runs sender, service and server."""


@pytest.fixture
def server(own_postgres: OwnPostgres) -> Iterator[OwnPostgres]:
    yield own_postgres
    if not own_postgres.is_up():
        own_postgres.start()
    own_postgres.resume()


@contextlib.asynccontextmanager
async def served(tmp_path: Path, server: OwnPostgres) -> AsyncIterator[Town]:
    """A town whose service keeps its state on this server."""
    with server.database() as url:
        async with town(tmp_path, database_url=url) as place:
            await place.http.aclose()
            # Nobody may queue in the client while the service is slow.
            place.http = httpx.AsyncClient(timeout=PATIENCE, limits=httpx.Limits(max_connections=None))
            yield place


async def told(place: Town, number: int) -> int:
    """Tell the service of something about a ticket that does not exist; returns the status of the answer."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = json.dumps({"tierline": 1, "event": "updated", "ticket_id": "999", "updated_at": at, "actor_id": "1"})
    headers = {
        "X-Zendesk-Webhook-Signature": sign(WEBHOOK_SECRET, at, body.encode()),
        "X-Zendesk-Webhook-Signature-Timestamp": at,
        "X-Zendesk-Webhook-Invocation-Id": f"trouble-{number}",
        "Content-Type": "application/json",
        "Connection": "close",
    }
    answer = await place.http.post(f"{place.service}/webhooks/ticket-updated", content=body, headers=headers)
    assert answer.status_code != 503 or int(answer.headers["Retry-After"]) < 60
    return answer.status_code


class Witness:
    """
    Tells the service of events all the time and remembers which were acknowledged.

    While it does the inbox is never empty: events are read when the second in which they happened is over.
    """

    def __init__(self, place: Town) -> None:
        self._place = place
        self.acknowledged: set[str] = set()
        self.refused = 0
        self.told = 0

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            self.told += 1
            number = self.told
            status = await told(self._place, number)
            assert status in {202, 503}
            if status == 202:
                self.acknowledged.add(f"trouble-{number}")
            else:
                self.refused += 1
            await asyncio.sleep(0.02)

    def nothing_is_forgotten(self) -> bool:
        """Whether all that was acknowledged is stored."""
        stored = self._place.rows("SELECT invocation_id FROM inbox WHERE invocation_id LIKE 'trouble-%'")
        return self.acknowledged <= {row[0] for row in stored}


@contextlib.asynccontextmanager
async def witnessed(place: Town) -> AsyncIterator[Witness]:
    """Tell the service of events meanwhile; what goes wrong there fails the test."""
    witness = Witness(place)
    task = asyncio.create_task(witness.run())
    try:
        yield witness
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def accepts(place: Town) -> bool:
    """Whether the service stores again."""
    with contextlib.suppress(httpx.TransportError):
        return await told(place, time.monotonic_ns()) == 202
    return False


async def stands(place: Town, question: int, outage: int) -> None:
    """Wait until both tickets are treated; afterwards there is one of everything. Nobody may tell of more meanwhile."""
    await place.quiet(90)
    assert place.see(question)["status"] == "solved"
    assert place.level(outage) == 2
    assert place.see(question)["public_by_service"] == 1
    seen = place.see(outage)
    assert seen["level_changes"] == ["escalation_level_2"]
    assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
    for ticket in (question, outage):
        keys = place.see(ticket)["marker_keys"]
        assert len(keys) == len(set(keys))


@pytest.mark.timeout(240)
async def test_sessions_that_the_server_ends_cost_a_reconnection_and_nothing_else(
    tmp_path: Path, server: OwnPostgres
) -> None:
    """Fault 24: all sessions are ended again and again in mid-work."""
    async with served(tmp_path, server) as place:
        async with witnessed(place) as witness:
            question, outage = place.open_ticket(HOWTO), place.open_ticket(OUTAGE, age=timedelta(hours=9))
            for _ in range(10):
                before = witness.told
                server.terminate_sessions(place.database_url)
                await place.until(lambda before=before: witness.told > before + 3, 60)  # type: ignore[misc]
        await stands(place, question, outage)

        assert witness.nothing_is_forgotten()
        assert witness.acknowledged
        assert not place.rows("SELECT id FROM inbox WHERE state = 'parked'")


@pytest.mark.timeout(240)
async def test_while_the_server_is_down_webhooks_are_asked_to_come_again_and_then_all_goes_on(
    tmp_path: Path, server: OwnPostgres
) -> None:
    """Fault 25: an immediate stop, which is a crash of all its processes, and a start."""
    async with served(tmp_path, server) as place:
        async with witnessed(place) as witness:
            question, outage = place.open_ticket(HOWTO), place.open_ticket(OUTAGE, age=timedelta(hours=9))
            await place.until(lambda: len(witness.acknowledged) > 5)
            await asyncio.to_thread(server.stop, "immediate")
            refused = witness.refused
            await place.until(lambda: witness.refused > refused + 3, 120)
            status, body = await place.health()
            assert (status, body["checks"]["database"]["ok"]) == (503, False)

            await asyncio.to_thread(server.start)
            await place.until(lambda: accepts(place), 120)
        await stands(place, question, outage)
        assert witness.nothing_is_forgotten()
        assert (await place.health())[0] == 200


@pytest.mark.timeout(240)
async def test_a_server_that_stops_answering_costs_nobody_more_than_the_deadline(
    tmp_path: Path, server: OwnPostgres
) -> None:
    """Fault 26: the server's processes stand still; connections stay open and no time-out of its own runs."""
    async with served(tmp_path, server) as place:
        async with witnessed(place) as witness:
            ticket = place.open_ticket(OUTAGE)
            await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
            server.pause()
            refused = witness.refused
            answers = await asyncio.gather(*(told(place, 10_000 + n) for n in range(60)))
            assert set(answers) == {503}
            await place.until(lambda: witness.refused > refused, 120)
            assert await told(place, 20_000) == 503
            status, _ = await place.health()
            assert status == 503
            assert (await place.http.get(f"{place.service}/health/live")).status_code == 200

            server.resume()
            await place.until(lambda: accepts(place), 120)
        await place.quiet(90)
        assert witness.nothing_is_forgotten()


async def test_what_nobody_waits_for_any_more_is_not_done_later(tmp_path: Path, server: OwnPostgres) -> None:
    """A sender that was told to come again has not been served behind its back by a server that wakes up."""
    async with served(tmp_path, server) as place:
        assert await told(place, 1) == 202
        server.pause()
        assert set(await asyncio.gather(*(told(place, n) for n in range(2, 12)))) == {503}
        server.resume()
        await place.until(lambda: accepts(place), 120)

        stored = {row[0] for row in place.rows("SELECT invocation_id FROM inbox")}
        assert not stored & {f"trouble-{n}" for n in range(2, 12)}
