"""The webhook door behind a real server on loopback, where bodies are large, slow or cut off."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.clock import FakeClock
from tests.zendesk.test_webhooks import LIMIT, TRIGGER_BODY, FakeInbox, service, signed

pytestmark = pytest.mark.anyio


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


class Server(uvicorn.Server):
    """A server in a thread of its own, so that a slow client cannot slow it down."""

    def __init__(self, app: FastAPI, http: str) -> None:
        super().__init__(uvicorn.Config(app, host="127.0.0.1", port=0, http=http, log_config=None, lifespan="off"))
        self.thread = threading.Thread(target=self.run, daemon=True)

    def address(self) -> tuple[str, int]:
        while not self.started:
            time.sleep(0.005)
        host, port = self.servers[0].sockets[0].getsockname()
        return host, port


@pytest.fixture(params=["h11", "httptools"])
def address(request: pytest.FixtureRequest, clock: FakeClock, inbox: FakeInbox) -> Iterator[tuple[str, int]]:
    server = Server(service(clock, inbox, receive_seconds=0.15), request.param)
    server.thread.start()
    yield server.address()
    server.should_exit = True
    server.thread.join(timeout=5)


async def test_a_signed_webhook_is_stored(address: tuple[str, int], inbox: FakeInbox) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(_url(address), content=TRIGGER_BODY, headers=signed(TRIGGER_BODY))

    assert answer.status_code == 202
    assert inbox.deliveries[0].ticket_id == 35436


async def test_a_large_body_is_answered_413_although_most_of_it_is_never_read(address: tuple[str, int]) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(_url(address), content=b"x" * 300_000, headers=signed(TRIGGER_BODY))

    assert answer.status_code == 413


async def test_an_endless_chunked_body_is_answered_and_hung_up_on(address: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(_head(b"Transfer-Encoding: chunked"))
    for _ in range(4):
        writer.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
    answer = await asyncio.wait_for(reader.readline(), timeout=5)
    # Bytes of ours that the server never read make the kernel end the connection with a reset: a hang-up as well.
    with contextlib.suppress(ConnectionResetError):
        await asyncio.wait_for(reader.read(), timeout=5)
    writer.close()

    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_body_that_trickles_is_answered_408_and_hung_up_on(address: tuple[str, int]) -> None:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(_head(b"Content-Length: %d" % LIMIT) + b"{")
    answer = await asyncio.wait_for(reader.read(), timeout=5)
    writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")


async def test_after_a_sender_who_leaves_in_mid_body_the_next_one_is_served(
    address: tuple[str, int], inbox: FakeInbox
) -> None:
    _, writer = await asyncio.open_connection(*address)
    writer.write(_head(b"Content-Length: 100") + b"{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()

    async with httpx.AsyncClient() as client:
        answer = await client.post(_url(address), content=TRIGGER_BODY, headers=signed(TRIGGER_BODY))

    assert answer.status_code == 202
    assert len(inbox.deliveries) == 1


def _url(address: tuple[str, int]) -> str:
    return f"http://{address[0]}:{address[1]}/webhooks/ticket-created"


def _head(header: bytes) -> bytes:
    """Headers that are not refused before the body is read."""
    proof = "".join(f"{name}: {value}\r\n" for name, value in signed(TRIGGER_BODY).items()).encode()
    return b"POST /webhooks/ticket-created HTTP/1.1\r\nHost: tierline.test\r\n" + proof + header + b"\r\n\r\n"
