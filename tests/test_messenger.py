"""One message to one address, through apprise and real HTTP on loopback."""

import logging
import socket
from collections.abc import Iterator

import pytest

from app import messenger
from app.messenger import HANGS, deliver, is_usable
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

    assert why == "it cannot be reached, or did not answer in time"
    assert logged == []


async def test_who_hangs_is_left_behind_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Apprise waits for each byte anew, so a slow answer could hold it for ever."""
    monkeypatch.setattr(messenger, "SEND_SECONDS", 0.2)
    async with receiver() as one:
        one.hanging.clear()

        assert await deliver(f"{one.url}/", "title", "body", Occasion.LEVEL) == HANGS


async def test_an_address_without_what_its_service_needs_is_not_usable(logged: list[str]) -> None:
    assert is_usable("json://127.0.0.1:9/")
    assert not is_usable("slack://obviously-false-key")
    assert logged == []
