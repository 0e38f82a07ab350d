"""The server's limits on real sockets: who waits too long is sent away, and who asks properly is answered meanwhile."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import uvicorn

from app.ops.connection import Limits, server_config
from app.ops.shell import Shell

pytestmark = pytest.mark.anyio

QUICK = Limits(headers_seconds=0.5, idle_seconds=0.6, answer_seconds=1.5, connections=12, head_bytes=4096)
GET = b"GET /hello HTTP/1.1\r\nHost: tierline.test\r\n\r\n"


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers `/hello` at once, `/never` never, and everything else with the length of the body it read."""
    if scope["path"] == "/never":
        await asyncio.Event().wait()
    size = 0
    while scope["path"] != "/hello":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    text = str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(text))]})
    await send({"type": "http.response.body", "body": text})


class Server(uvicorn.Server):
    """A server in a thread of its own, with the limits of this file."""

    def __init__(self) -> None:
        super().__init__(server_config(Shell(application), host="127.0.0.1", port=0, shutdown_seconds=1, limits=QUICK))
        self.thread = threading.Thread(target=self.run, daemon=True)

    @property
    def port(self) -> int:
        port: int = self.servers[0].sockets[0].getsockname()[1]
        return port


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    server.config.lifespan = "off"
    server.thread.start()
    while not server.started:
        time.sleep(0.005)
    yield server
    server.should_exit = True
    server.thread.join(timeout=10)


@contextlib.asynccontextmanager
async def connection(server: Server) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def rest(reader: asyncio.StreamReader) -> bytes:
    """Everything until the server hangs up; a reset is a hang-up as well."""
    try:
        return await asyncio.wait_for(reader.read(), timeout=20)
    except ConnectionResetError:
        return b""


async def conversation(server: Server, *pieces: bytes) -> bytes:
    async with connection(server) as (reader, writer):
        writer.write(b"".join(pieces))
        return await rest(reader)


async def is_served(server: Server) -> bool:
    async with connection(server) as (reader, writer):
        writer.write(GET)
        return (await asyncio.wait_for(reader.readline(), timeout=20)).startswith(b"HTTP/1.1 200 ")


# --- waiting --------------------------------------------------------------------------------------------------------


async def test_a_client_that_says_nothing_is_sent_away(server: Server) -> None:
    assert await conversation(server) == b""


@pytest.mark.parametrize("beginning", [b"G", GET[:-2], b"GET /hello HTTP/1.1\r\nHost: tierl"])
async def test_headers_that_are_not_finished_in_time_are_answered_408(server: Server, beginning: bytes) -> None:
    answer = await conversation(server, beginning)

    assert answer.startswith(b"HTTP/1.1 408 ") or beginning == b"G"


@pytest.mark.parametrize("drop", [b"x", b"\r\n"])
async def test_a_byte_now_and_then_wins_no_time(server: Server, drop: bytes) -> None:
    async with connection(server) as (reader, writer):
        writer.write(b"GET /hello HTTP/1.1\r\nX-Slow: " if drop == b"x" else b"")
        end = asyncio.create_task(rest(reader))
        while not end.done():
            with contextlib.suppress(ConnectionError):
                writer.write(drop)
                await writer.drain()
            await asyncio.sleep(0.05)

        assert b"200" not in end.result()


async def test_between_two_requests_a_byte_now_and_then_wins_no_time_either(server: Server) -> None:
    async with connection(server) as (reader, writer):
        writer.write(GET)
        await reader.readuntil(b"\r\n\r\n0")
        end = asyncio.create_task(rest(reader))
        while not end.done():
            with contextlib.suppress(ConnectionError):
                writer.write(b"\r\n")
                await writer.drain()
            await asyncio.sleep(0.05)


async def test_a_body_nobody_reads_to_the_end_does_not_keep_the_connection(server: Server) -> None:
    answer = await conversation(server, b"POST /hello HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nx")

    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_an_answer_that_never_comes_is_given_up(server: Server) -> None:
    assert await conversation(server, b"GET /never HTTP/1.1\r\nHost: t\r\n\r\n") == b""


async def test_a_connection_serves_one_request_after_the_other(server: Server) -> None:
    async with connection(server) as (reader, writer):
        for _ in range(3):
            writer.write(GET)
            assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")
        writer.write(GET + GET)  # both at once
        for _ in range(2):
            assert (await reader.readuntil(b"\r\n\r\n0")).startswith(b"HTTP/1.1 200 ")


# --- room -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "beginning", [b"", b"GET /hello HT", b"POST /count HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nx"]
)
async def test_when_all_places_are_taken_the_longest_waiting_gives_way(server: Server, beginning: bytes) -> None:
    async with contextlib.AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(connection(server)) for _ in range(3 * QUICK.connections)]
        for _, writer in slow:
            with contextlib.suppress(ConnectionError):
                writer.write(beginning)

        for _ in range(5):
            assert await is_served(server)
        assert len(server.server_state.connections) <= QUICK.connections + 1


async def test_when_everybody_is_being_answered_a_newcomer_is_asked_to_come_again(server: Server) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(QUICK.connections):
            _, writer = await stack.enter_async_context(connection(server))
            writer.write(b"GET /never HTTP/1.1\r\nHost: t\r\n\r\n")
        for _ in range(1000):
            if len(server.server_state.tasks) >= QUICK.connections:
                break
            await asyncio.sleep(0.01)

        answer = await conversation(server)

        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nretry-after: " in answer


# --- what is no request ---------------------------------------------------------------------------------------------


def head(*lines: bytes) -> bytes:
    return b"\r\n".join([b"POST /count HTTP/1.1", b"Host: t", *lines, b"", b""])


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(head(b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n", id="both lengths"),
        pytest.param(head(b"Transfer-Encoding: chunked", b"Content-Length: 5") + b"0\r\n\r\n", id="both, other order"),
        pytest.param(head(b"Content-Length: 5", b"Content-Length: 6") + b"hello!", id="two lengths"),
        pytest.param(head(b"Content-Length: +5") + b"hello", id="a length with a sign"),
        pytest.param(head(b"Transfer-Encoding: xchunked") + b"0\r\n\r\n", id="an unknown coding"),
        pytest.param(head(b"Transfer-Encoding: chunked, identity") + b"0\r\n\r\n", id="chunked is not the last"),
        pytest.param(head(b"Content-Length : 5") + b"hello", id="a blank before the colon"),
        pytest.param(head(b"X: a", b" folded: b"), id="a folded header"),
        pytest.param(head(b"X: a\x00b"), id="a NUL"),
        pytest.param(head(b"Transfer-Encoding: chunked") + b"zz\r\n", id="a chunk of no size"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01", id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", id="HTTP/2"),
    ],
)
async def test_what_two_readers_could_read_differently_is_400_and_the_end(server: Server, request_bytes: bytes) -> None:
    answer = await conversation(server, request_bytes, GET)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1, "what follows is not taken for a request"


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: t\r\n\r\n", id="a long address"),
        pytest.param(b"GET /" + b"a" * 5000, id="an address without an end"),
        pytest.param(head(b"X: " + b"a" * 5000), id="a long header"),
        pytest.param(head(*[b"X-%d: a" % n for n in range(65)]), id="many headers"),
        pytest.param(b"GET /hello HTTP/1.1\r\n" + b"a" * 5000, id="a header without an end"),
    ],
)
async def test_more_headers_than_allowed_are_431(server: Server, request_bytes: bytes) -> None:
    assert (await conversation(server, request_bytes)).startswith(b"HTTP/1.1 431 ")


async def test_a_header_of_endless_pieces_is_431_long_before_the_deadline(server: Server) -> None:
    async with connection(server) as (reader, writer):
        writer.write(b"GET /hello HTTP/1.1\r\nX: ")
        for _ in range(10):
            writer.write(b"a" * 1000)
            await writer.drain()

        assert (await rest(reader)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c"])
async def test_a_wish_for_another_protocol_is_not_granted(server: Server, protocol: bytes) -> None:
    wish = [b"Connection: Upgrade", b"Upgrade: " + protocol]

    with_body = await conversation(server, head(*wish, b"Content-Length: 5") + b"hello", GET)
    without = await conversation(server, b"GET /hello HTTP/1.1\r\n" + b"\r\n".join([*wish, b"", b""]), GET)

    assert with_body.startswith(b"HTTP/1.1 400 "), "the body would be lost"
    assert without.startswith(b"HTTP/1.1 200 ")
    assert (with_body.count(b"HTTP/1.1"), without.count(b"HTTP/1.1")) == (1, 1)


# --- every answer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("request_bytes", [GET, b"nonsense\r\n\r\n", b"GET /hello HTTP/1.1\r\n"])
async def test_every_answer_bears_the_protective_headers_and_no_banner(server: Server, request_bytes: bytes) -> None:
    answer = (await conversation(server, request_bytes)).lower()

    assert answer.startswith(b"http/1.1 ")
    for header in (b"x-content-type-options: nosniff", b"cache-control: no-store", b"default-src 'none'"):
        assert header in answer
    assert b"\r\nserver:" not in answer


async def test_bad_requests_leave_nothing_in_the_log(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    for nonsense in (b"nonsense\r\n\r\n", head(b"Upgrade: h2c", b"Connection: upgrade"), b"GET / HTTP/1.1\r\n"):
        await conversation(server, nonsense)

    assert capfd.readouterr().err == ""
