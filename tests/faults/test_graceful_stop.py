"""
A stop in the middle of everything: what was acknowledged is kept, what was claimed is handed back, the process ends.

The time limits are the promise itself (SHUTDOWN_SECONDS and two seconds) with some mercy for a busy machine.
"""

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from tests.faults.webhook_load import Load, a_webhook
from tests.journeys.kit import HOWTO, OUTAGE, SMALL_FAULT, Town, town_with

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.timeout(300), pytest.mark.xdist_group("load")]

MERCY_SECONDS = 3.0
CALM = {"RECONCILE_SECONDS": "3600"}


async def ended(place: Town, within: float) -> int:
    """Wait until the process has ended and return its exit code."""
    await place.until(place.has_died, within + MERCY_SECONDS)
    assert place.process is not None
    assert place.process.returncode is not None
    return place.process.returncode


def send(place: Town, number: signal.Signals = signal.SIGTERM) -> None:
    assert place.process is not None
    place.process.send_signal(number)


def leases(place: Town) -> int:
    held = place.rows("SELECT count(*) FROM inbox WHERE lease_until IS NOT NULL")[0][0]
    held += place.rows("SELECT count(*) FROM effect WHERE lease_until IS NOT NULL OR state = 'sending'")[0][0]
    return int(held)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_service_at_rest_ends_at_once_and_with_code_0(tmp_path: Path, number: signal.Signals) -> None:
    async with town_with(tmp_path, CALM, process=True) as place:
        send(place, number)
        assert await ended(place, 5) == 0


async def test_under_load_every_acknowledged_webhook_is_kept_and_no_lease_is_left(tmp_path: Path) -> None:
    """Fault 44."""
    async with town_with(tmp_path, CALM, {"SHUTDOWN_SECONDS": "5"}, process=True) as place:
        place.parts.deliveries.paused = True
        tickets = [place.open_ticket(SMALL_FAULT) for _ in range(20)]
        load = Load(place.service, 16, range(tickets[0], tickets[-1] + 1))
        running = asyncio.create_task(load.run())
        await place.until(lambda: len(load.acknowledged) > 100, 60)
        send(place)
        code = await ended(place, 7)
        load.stop()
        await running

        assert code == 0
        assert set(load.other) <= {503}
        stored = {row[0] for row in place.rows("SELECT invocation_id FROM inbox")}
        assert set(load.acknowledged) <= stored
        assert leases(place) == 0


async def test_a_write_under_way_is_waited_for(tmp_path: Path) -> None:
    async with town_with(
        tmp_path, CALM, {"SHUTDOWN_SECONDS": "20", "ZENDESK_TIMEOUT_SECONDS": "30"}, process=True
    ) as place:
        place.parts.sandbox.hold_seconds = 1.0
        place.fault("timeout_after")
        ticket = place.open_ticket(OUTAGE)
        await place.until(lambda: place.asked("PUT") == 1, 30)
        send(place)
        assert await ended(place, 22) == 0
        assert place.asked("PUT") == 1
        ((state, unknown),) = place.rows("SELECT DISTINCT state, unknown_outcome FROM effect")
        assert (state, unknown) == ("planned", 1), "its answer never came: to be asked for at the next start"
        assert leases(place) == 0

        await place.start()
        await place.until(lambda: place.see(ticket)["public_by_service"] == 1, 30)
        await place.quiet(30)
        assert place.see(ticket)["public_by_service"] == 1


async def test_the_process_ends_in_time_although_zendesk_and_a_body_hang(tmp_path: Path) -> None:
    """A write, a read and a webhook's body hang for a minute each."""
    env = {"SHUTDOWN_SECONDS": "2", "ZENDESK_TIMEOUT_SECONDS": "60"}
    async with town_with(tmp_path, CALM, env, process=True) as place:
        place.parts.sandbox.hold_seconds = 60.0
        place.fault("timeout_after")
        refused = place.open_ticket(HOWTO)
        await place.until(lambda: place.asked("PUT") == 1, 30)
        place.parts.faults.order({"kind": "timeout_before", "match": {"method": "GET", "path": "/tickets/"}})
        unread = place.open_ticket(OUTAGE)
        await place.until(lambda: not place.parts.faults.orders, 30)
        with socket.create_connection(("127.0.0.1", int(place.service.rpartition(":")[2]))) as slow:
            body, headers = a_webhook(unread)
            headers |= {"Host": "x", "Content-Length": str(len(body))}
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            slow.sendall(f"POST /webhooks/ticket-updated HTTP/1.1\r\n{head}\r\n".encode() + body[:10])
            began = asyncio.get_running_loop().time()
            send(place)
            assert await ended(place, 4) == 0
            assert asyncio.get_running_loop().time() - began < 4 + MERCY_SECONDS

        assert leases(place) == 0
        effects = place.rows("SELECT state, unknown_outcome FROM effect WHERE ticket_id = :t", t=refused)
        assert effects == [("planned", 1)]
        pending = place.rows("SELECT state, attempts FROM inbox WHERE ticket_id = :t", t=unread)
        assert pending == [("pending", 0)]

        place.parts.sandbox.hold_seconds = 0.1
        await place.start()
        await place.until(lambda: place.see(refused)["status"] == "solved", 30)
        await place.until(lambda: place.see(unread)["tier"] == "tier_3", 30)
        await place.quiet(30)
        assert place.see(refused)["public_by_service"] == 1


async def test_a_writer_that_waits_for_a_limit_does_not_hold_up_the_stop(tmp_path: Path) -> None:
    async with town_with(tmp_path, CALM, {"SHUTDOWN_SECONDS": "60"}, process=True) as place:
        place.fault("rate_limit", retry_after=100)
        place.open_ticket(OUTAGE)
        await place.until(lambda: bool(place.rows("SELECT 1 FROM effect WHERE outcome IS NOT NULL")), 30)
        send(place)
        assert await ended(place, 10) == 0
        assert {row[0] for row in place.rows("SELECT unknown_outcome FROM effect")} == {0}
        assert leases(place) == 0


async def test_a_second_signal_ends_the_process_at_once(tmp_path: Path) -> None:
    env = {"SHUTDOWN_SECONDS": "100", "ZENDESK_TIMEOUT_SECONDS": "60"}
    async with town_with(tmp_path, CALM, env, process=True) as place:
        place.parts.sandbox.hold_seconds = 60.0
        place.fault("timeout_after")
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.asked("PUT") == 1, 30)
        send(place)

        async def is_stopping() -> bool:
            try:
                socket.create_connection(("127.0.0.1", int(place.service.rpartition(":")[2])), 1).close()
            except OSError:
                return True
            return False

        await place.until(is_stopping, 20)
        assert not place.has_died()
        send(place)
        assert await ended(place, 3) == 128 + signal.SIGTERM
        place.parts.sandbox.hold_seconds = 0.1
        await place.start()
        await place.quiet(30)
        assert place.see(ticket)["public_by_service"] == 1
