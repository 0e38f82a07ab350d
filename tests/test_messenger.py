"""One message to one address, through apprise and real HTTP on loopback."""

import asyncio
import logging
import socket
from collections.abc import Iterator

import pytest

from app import messenger
from app.messenger import CUT_OFF, HANGS, SLOW, deliver, is_usable
from app.notifier import NO_ANSWER
from app.rules.audience import Occasion
from tests.receiver import receiver

pytestmark = pytest.mark.anyio


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """What the service's log would be given by libraries; pytest's own capture also hears what is passed to nobody."""
    lines: list[str] = []

    class Root(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name.startswith(("apprise", "urllib3", "requests")):
                lines.append(record.getMessage())

    handler, root = Root(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.setLevel(before)
    root.removeHandler(handler)


async def test_a_message_arrives_as_it_was_written() -> None:
    async with receiver() as one:
        assert await deliver(f"{one.url}/room", "Tier III: ticket 42", "a < b\n& c", Occasion.TIER_3) is None

        ((path, message),) = one.got
        assert (path, message["title"], message["message"]) == ("/room", "Tier III: ticket 42", "a < b\n& c")
        assert message["type"] == "failure"


@pytest.mark.parametrize("scheme", ["json", "form", "xml", "gotify", "ntfy", "mmost", "rocket"])
async def test_a_redirect_is_no_success(scheme: str) -> None:
    """Followed, the message becomes a GET without it, and a page that answers 200 makes it one that was sent."""
    place = {"gotify": "a-token", "ntfy": "topic", "mmost": "abcdefghijklmnopqrstuvwx"}.get(scheme, "room")
    async with receiver() as one:
        one.status, one.location = 302, "/elsewhere"
        host = one.web.removeprefix("http://")
        key = "webhookkey1234567/abcdefgh@" if scheme == "rocket" else ""

        why = await deliver(f"{scheme}://{key}{host}/{place}", "title", "body", Occasion.LEVEL)

        assert (why, one.calls) == ("it answered 302", 1)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_refusal_is_told_by_its_status(status: int, logged: list[str]) -> None:
    async with receiver() as one:
        one.status = status
        why = await deliver(f"{one.url}/obviously-false-key", "title", "body", Occasion.LEVEL)

    assert why == f"it answered {status}"
    assert logged == []


async def test_nobody_there_is_told_without_the_address(logged: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    why = await deliver(f"json://127.0.0.1:{port}/obviously-false-key", "title", "body", Occasion.LEVEL)

    assert why == "it cannot be reached"
    assert logged == []


async def test_who_hangs_is_left_behind_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apprise waits for each byte anew, so a slow answer could hold it for ever."""
    monkeypatch.setattr(messenger, "SEND_SECONDS", 0.2)
    async with receiver() as one:
        one.hanging.clear()

        assert await deliver(f"{one.url}/", "title", "body", Occasion.LEVEL) == HANGS


async def test_a_slow_receiver_is_waited_for_and_told_once() -> None:
    """Apprise's own four seconds would have a receiver that needs five told the same again all day."""
    async with receiver() as one:
        one.hanging.clear()
        asyncio.get_running_loop().call_later(4.5, one.hanging.set)

        assert await deliver(f"{one.url}/", "title", "body", Occasion.LEVEL) is None


async def test_who_takes_the_connection_and_says_nothing_may_have_the_message() -> None:
    async with receiver() as one:
        one.hanging.clear()

        assert await deliver(f"{one.url}/?rto=0.2", "title", "body", Occasion.LEVEL) == SLOW
        assert SLOW.startswith(NO_ANSWER)
        assert HANGS.startswith(NO_ANSWER)


async def test_a_connection_that_is_closed_instead_of_an_answer_is_told_as_such(logged: list[str]) -> None:
    async def closes(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(closes, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        why = await deliver(f"json://127.0.0.1:{port}/obviously-false-key", "title", "body", Occasion.LEVEL)

    assert why == CUT_OFF
    assert logged == []


async def test_a_mail_server_that_refuses_the_password_is_told_by_its_status(logged: list[str]) -> None:
    """It was reached: whoever looks for a fault in the network looks in vain."""
    said = {b"EHLO": b"250-mail\r\n250 AUTH PLAIN", b"AUTH": b"535 not with obviously-false-password"}

    async def refuses(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail\r\n")
        while line := await reader.readline():
            writer.write(said.get(line[:4].upper(), b"250 ok") + b"\r\n")
        writer.close()

    async with await asyncio.start_server(refuses, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        address = f"mailto://me:obviously-false-password@127.0.0.1:{port}?from=a@example.com&to=b@example.com"
        why = await deliver(f"{address}&smtp=127.0.0.1&mode=insecure", "title", "body", Occasion.LEVEL)

    assert why == "it answered 535"
    assert logged == []


async def test_a_status_in_the_message_is_not_taken_for_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]

    why = await deliver(f"json://127.0.0.1:{port}/", "title", "calls fail, error=503.", Occasion.LEVEL)

    assert why == "it cannot be reached"


async def test_an_address_without_what_its_service_needs_is_not_usable(logged: list[str]) -> None:
    assert is_usable("json://127.0.0.1:9/")
    assert not is_usable("slack://obviously-false-key")
    assert logged == []
