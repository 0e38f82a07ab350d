"""
The HTTP server, with the limits that uvicorn does not have: on waiting, on headers, on connections.

Who opens a connection and says nothing, or says it a byte a minute, costs a connection until somebody ends it. Here a
connection is *waiting* while the next move is the client's, and each kind of waiting has an end. When there is no room
left, the connection that has waited longest makes place: a request that arrives whole is never kept out by those that
do not arrive.
"""

import asyncio
import functools
import logging
import resource
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import httptools
import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from app.ops.shell import HEADERS


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may take, in seconds, bytes and numbers."""

    headers_seconds: float = 5.0
    """From the first byte of a request, or from the connection, to the end of the headers."""
    idle_seconds: float = 15.0
    """From an answer to the next request on the same connection."""
    answer_seconds: float = 30.0
    """From the headers to the end of the answer. The webhook door asks for a body within five seconds by itself."""
    connections: int = 1000
    """Open at once; fewer where the process may not open that many files."""
    head_bytes: int = 16_384
    """Request line and headers together. Zendesk's have about one thousand."""
    header_count: int = 64


LINGER_SECONDS: Final = 1.0
"""Given to a client to take the last answer, and to stop sending."""
_BODY_HEADERS: Final = frozenset({b"content-length", b"transfer-encoding"})
SPARE_FILES: Final = 64
"""Files left for the database, for Zendesk, and for what the libraries open."""


class Room:
    """The connections of one server, and who of them waits; the longest wait comes first."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.places = min(limits.connections, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0] - SPARE_FILES, 16))
        self.waiting: dict[Connection, None] = {}

    def make(self, taken: int) -> bool:
        """Return whether a connection beside `taken` others has a place, after sending the longest waiting away."""
        if taken < self.places:
            return True
        oldest = next(iter(self.waiting), None)
        if oldest is None:
            return False
        oldest.give_way()
        return True


class _Unacceptable(Exception):
    """Raised inside the parser's callbacks, which end the parsing with it."""

    def __init__(self, status: int) -> None:
        self.status = status


class Connection(HttpToolsProtocol):
    """One connection with deadlines."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        room: Room,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._room = room
        self._limits = room.limits
        self._deadline: asyncio.TimerHandle | None = None
        self._refused: int | None = None
        self._in_head = False
        self._head_bytes = 0
        self._seen_bytes = 0

    # -- the connection ---------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        has_place = self._room.make(len(self.connections))
        super().connection_made(transport)
        if not has_place:
            self._refuse(503, lingers=False)
            return
        self._wait(self._limits.headers_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._move_on()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Feed the parser; what cannot be parsed ends the connection, without a line in the log for each."""
        if self._refused is not None or self.parser is None:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The request is answered as if nobody had asked; what follows would be another protocol.
            if self.cycle is not None and not self.cycle.response_complete:
                self.cycle.keep_alive = False
            elif not self.transport.is_closing():
                self.transport.close()
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.status if isinstance(cause, _Unacceptable) else 400)
        else:
            # A header that never ends reaches no callback: the pieces it comes in are counted instead.
            self._head_bytes += len(data) if self._in_head else 0
            if self._in_head and self._head_bytes > self._limits.head_bytes:
                self._refuse(431)

    def _refuse(self, status: int, *, lingers: bool = True) -> None:
        """Answer without the application, where the client can still tell what is answered, and hang up."""
        self._refused = status
        # What is wrong may belong to a request behind the one that is being answered.
        is_behind = self._is_answering if self._in_head or self.cycle is None else self.cycle.response_started
        if not is_behind and not self.transport.is_closing():
            self.transport.write(_bare_answer(status))
        self._hang_up(lingers=lingers)

    def leave(self) -> None:
        """Hang up on a client that has waited too long."""
        if self._in_head:
            self._refuse(408)
        else:
            self._hang_up(lingers=False)

    def give_way(self) -> None:
        """Hang up at once, for somebody else's sake."""
        if self._in_head:
            self._refuse(408, lingers=False)
        else:
            self._hang_up(lingers=False)

    def _hang_up(self, *, lingers: bool) -> None:
        """End the connection; lingering, what still comes is taken and thrown away, else its reset kills our answer."""
        self._move_on()
        if not lingers:
            self.transport.close()
        elif not self.transport.is_closing():
            self.transport.write_eof()
        # A client that reads nothing would keep what is written, and with it the connection, for ever.
        self._deadline = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    # -- requests -----------------------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes, self._seen_bytes = True, 0, 0
        if not self._is_answering:
            self._wait(self._limits.headers_seconds, keep_place=True)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._count(len(name) + len(value) + 4)
        if len(self.headers) > self._limits.header_count:
            raise _Unacceptable(431)

    def _count(self, size: int) -> None:
        self._seen_bytes += size
        if self._seen_bytes > self._limits.head_bytes:
            raise _Unacceptable(431)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self.parser.should_upgrade() and any(name in _BODY_HEADERS for name, _ in self.headers):
            raise _Unacceptable(400)  # the parser would take the body for the other protocol's
        was_answering = self._is_answering
        super().on_headers_complete()
        if not was_answering:
            self._wait(self._limits.answer_seconds, keep_place=True)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._is_answering:
            self._room.waiting.pop(self, None)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # Ours lasts whatever bytes come; uvicorn's ends with the first, even if no request ever follows.
        self._unset_keepalive_if_required()
        if not self.transport.is_closing():
            self._wait(self._limits.answer_seconds if self._is_answering else self._limits.idle_seconds)

    @property
    def _is_answering(self) -> bool:
        return bool(self.pipeline) or (self.cycle is not None and not self.cycle.response_complete)

    # -- waiting ------------------------------------------------------------------------------------------------------

    def _wait(self, seconds: float, *, keep_place: bool = False) -> None:
        """Begin to wait for the client; with `keep_place` the waiting so far counts when somebody must leave."""
        if self._deadline is not None:
            self._deadline.cancel()
        if not keep_place:
            self._room.waiting.pop(self, None)
        self._room.waiting[self] = None
        self._deadline = self.loop.call_later(seconds, self.leave)

    def _move_on(self) -> None:
        self._room.waiting.pop(self, None)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _bare_answer(status: int) -> bytes:
    lines = [STATUS_LINE[status], *(b"%s: %s\r\n" % header for header in HEADERS)]
    if status == 503:
        lines.append(b"retry-after: 10\r\n")
    return b"".join([*lines, b"content-length: 0\r\nconnection: close\r\n\r\n"])


def server_config(
    app: object,
    *,
    host: str,
    port: int,
    shutdown_seconds: float,
    trusted_proxies: Sequence[str] = (),
    limits: Limits | None = None,
) -> uvicorn.Config:
    """Return how the service is served: our limits, no banner, no access log, no WebSocket."""
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI callable, typed more narrowly there
        host=host,
        port=port,
        http=functools.partial(Connection, room=Room(limits or Limits())),  # type: ignore[arg-type]
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_graceful_shutdown=int(shutdown_seconds),
    )
