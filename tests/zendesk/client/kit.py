"""What the tests of calls to Zendesk share: a ticket, a change to it, senseless answers, and bodies gone wrong."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from app.rules.ticket import Priority
from app.zendesk.changes import TicketChange

TICKET = "/api/v2/tickets/501"
STAMP = datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC)
CHANGE = TicketChange(
    priority=Priority.URGENT,
    tags=frozenset({"voice", "north", "tier_3"}),
    metadata={"tierline": "501:1:triage:0"},
    updated_stamp=STAMP,
)
NONSENSE = [
    pytest.param(httpx.Response(200, html="<html>Maintenance</html>"), id="HTML"),
    pytest.param(httpx.Response(200, content=b'{"ticket": {"id": 50'), id="half a document"),
    pytest.param(httpx.Response(200, content=b""), id="nothing"),
    pytest.param(httpx.Response(204), id="no content"),
    pytest.param(httpx.Response(200, json=[1, 2]), id="a list"),
    pytest.param(httpx.Response(200, json={"ticket": None}), id="no ticket"),
    pytest.param(httpx.Response(200, json={"ticket": {"id": "501"}}), id="a ticket of another shape"),
    pytest.param(httpx.Response(200, content=b"[" * 100_000), id="too deep"),
    pytest.param(httpx.Response(200, content=b'{"ticket": {"id": ' + b"9" * 9999 + b"}}"), id="an endless number"),
    pytest.param(httpx.Response(302, headers={"Location": "https://elsewhere.example/"}), id="a redirect"),
]


async def chunks(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * size


async def cut() -> AsyncIterator[bytes]:
    yield b'{"ticket": {'
    raise httpx.ReadError("connection reset")


class Stream(httpx.AsyncByteStream):
    """A body that says how much of it was taken."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.given = 0
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._source:
            self.given += 1
            yield chunk

    async def aclose(self) -> None:
        self.is_closed = True
