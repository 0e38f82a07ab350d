"""
One exchange with Zendesk over the one HTTP client of the process: bounded in time and size, measured, logged.

Every answer teaches the clock and the budget here, whoever asked. What an answer means is said by
`app.zendesk.client`; when to ask again by `Backoff`.
"""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import httpx
import structlog

from app import __version__
from app.clock import Clock
from app.zendesk.budget import Budget
from app.zendesk.errors import (
    InvalidAnswer,
    OutcomeUnknown,
    RateLimited,
    Unavailable,
    Unreachable,
    ZendeskError,
    parse_error,
)
from app.zendesk.skew import ZendeskClock
from app.zendesk.tls import trusted

ANSWER_LIMIT_BYTES: Final = 16 * 1024 * 1024
CONNECT_SECONDS: Final = 5.0
EXCHANGE_TIMEOUTS: Final = 3.0
"""An exchange may last so many time-outs in all; httpx's own starts anew with every byte that trickles in."""
POOL_LIMITS: Final = httpx.Limits(max_connections=20, max_keepalive_connections=10, keepalive_expiry=15.0)

READ_ATTEMPTS: Final = 4
READ_DEADLINE_SECONDS: Final = 45.0
BACKOFF_SECONDS: Final = 0.5
BACKOFF_CAP_SECONDS: Final = 8.0
# Beyond Zendesk's own, 520 to 524 are what the network in front of it says when it cannot reach it.
_PASSING: Final = frozenset({408, 500, 502, 503, 504, 520, 521, 522, 523, 524})
# Failures before the first byte of the request: no connection, or no place in the pool.
_NOTHING_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)

_log = structlog.get_logger("tierline.zendesk")


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask; `repr` shows neither query nor document."""

    method: str
    path: str
    params: Mapping[str, str] | None = field(default=None, repr=False)
    document: Mapping[str, Any] | None = field(default=None, repr=False)
    is_ticket_update: bool = False
    """True when it counts against Zendesk's limit for ticket updates."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Headers of this request alone."""
    timeout_seconds: float | None = None
    """Longer than the usual time-out where Zendesk is known to take its time."""

    @property
    def name(self) -> str:
        """What logs and errors call it: no query, since that may hold an e-mail address."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, whatever its status; headers by lower-case name."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    sent_at: datetime
    """Moment of the request, by the host's clock."""

    @property
    def is_success(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    def document(self, request: Request) -> Mapping[str, Any]:
        """Return the JSON object of the body; raise `InvalidAnswer` when it is anything else."""
        try:
            document = json.loads(self.body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            kind = self.headers.get("content-type", "no content type")[:60]
            sentence = (
                f"Zendesk answered {self.status} to {request.name} with {len(self.body)} bytes of {kind} "
                "that are no JSON object."
            )
            raise InvalidAnswer(sentence, status=self.status)
        return document

    def error(self, request: Request, now: datetime) -> ZendeskError:
        """Return the typed error for an answer that is not a success."""
        return parse_error(self.status, self.headers, self.body, method=request.method, request=request.name, now=now)


class Wire:
    """Sends requests and returns answers; knows nothing of tickets."""

    def __init__(
        self, http: httpx.AsyncClient, clock: Clock, zendesk_clock: ZendeskClock, budget: Budget, timeout: float
    ) -> None:
        self._http = http
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._budget = budget
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"<Wire to {self._http.base_url}>"

    @property
    def clock(self) -> Clock:
        """The host's clock."""
        return self._clock

    async def exchange(self, request: Request, authorization: str | None = None) -> Answer:
        """
        Ask once and return the answer, of any status.

        Raises `Unreachable` when nothing was sent. When no whole answer came back, or one beyond 16 MiB:
        `Unavailable` or `InvalidAnswer` for a GET, `OutcomeUnknown` for anything else.
        """
        if not request.is_ticket_update:
            return await self._logged(request, authorization)
        self._budget.begin_update()
        was_sent, headers = True, None
        try:
            answer = await self._logged(request, authorization)
            headers = answer.headers
            return answer
        except Unreachable:
            was_sent = False
            raise
        finally:
            self._budget.end_update(headers, was_sent=was_sent)

    async def _logged(self, request: Request, authorization: str | None) -> Answer:
        start = self._clock.monotonic()
        outcome: int | str = "cancelled"
        try:
            answer = await self._bounded(request, authorization)
            outcome = answer.status
            return answer
        except ZendeskError as error:
            outcome = type(error).__name__
            raise
        finally:
            ms = round((self._clock.monotonic() - start) * 1000, 1)
            log = _log.debug if isinstance(outcome, int) and outcome < 400 else _log.warning
            log("zendesk call", method=request.method, path=request.path, status=outcome, ms=ms)

    async def _bounded(self, request: Request, authorization: str | None) -> Answer:
        """Translate what the connection does to what it means for the caller."""
        timeout = request.timeout_seconds or self._timeout
        try:
            async with asyncio.timeout(EXCHANGE_TIMEOUTS * timeout):
                return await self._send(request, authorization, timeout)
        except _NOTHING_SENT as error:
            sentence = f"Zendesk cannot be reached for {request.name} ({_cause(error)}); nothing was sent."
            raise Unreachable(sentence) from error
        except (httpx.HTTPError, httpx.StreamError, TimeoutError) as error:
            raise _no_whole_answer(request, error) from error

    async def _send(self, request: Request, authorization: str | None, seconds: float) -> Answer:
        message = self._http.build_request(
            request.method,
            request.path,
            params=request.params,
            json=request.document,
            headers={**request.headers, **({} if authorization is None else {"Authorization": authorization})},
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
        )
        sent_at = self._clock.now()
        response = await self._http.send(message, stream=True)
        try:
            self._learn(request, response, sent_at)
            body = await _read(response, request)
        finally:
            await response.aclose()
        answer = Answer(response.status_code, _headers(response), body, sent_at)
        self._pause_if_asked(request, answer)
        return answer

    def _learn(self, request: Request, response: httpx.Response, sent_at: datetime) -> None:
        headers, now = _headers(response), self._clock.monotonic()
        # An answer out of a cache tells the time of somebody else's exchange.
        if headers.get("age", "0") == "0":
            self._zendesk_clock.observe(headers.get("date"), sent_at, self._clock.now())
        self._budget.observe(headers, now)

    def _pause_if_asked(self, request: Request, answer: Answer) -> None:
        """Stop all writes after a 429; too many jobs are a matter of jobs alone."""
        if answer.status != 429:
            return
        error = answer.error(request, self._clock.now())
        if isinstance(error, RateLimited) and not error.is_about_jobs:
            is_write = request.method != "GET"
            self._budget.pause(answer.headers, error.retry_after, self._clock.monotonic(), was_write=is_write)


class Backoff:
    """
    Decides for one read whether to ask again, and after how long: full jitter under a doubling cap, `Retry-After`
    as the least, a bounded number of seconds in all.

    This is a hook for stamina, which counts the attempts and waits. It waits on the host's own clock, rightly so:
    these distances are about the machine and the network, not about tickets.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        deadline_seconds: float = READ_DEADLINE_SECONDS,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock = clock
        self._ends_at = clock.monotonic() + deadline_seconds
        self._uniform = uniform
        self._failures = 0

    def __call__(self, error: Exception) -> bool | float:
        """Return the seconds to wait before the next attempt, or False when there should be none."""
        if not _is_passing(error):
            return False
        ceiling = min(BACKOFF_CAP_SECONDS, BACKOFF_SECONDS * 2**self._failures)
        self._failures += 1
        asked = getattr(error, "retry_after", None) or 0.0
        wait = asked + self._uniform(0.0, ceiling)
        return False if self._clock.monotonic() + wait >= self._ends_at else wait


def http_client(base_url: str, timeout: float, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """Return the process's HTTP client: verified TLS, bounded pool, no redirects, no proxy on loopback."""
    host = httpx.URL(base_url).host
    is_loopback = host in ("::1", "localhost") or host.startswith("127.")
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(timeout, connect=CONNECT_SECONDS),
        limits=POOL_LIMITS,
        follow_redirects=False,
        trust_env=not is_loopback,
        verify=trusted(trust_env=not is_loopback) if transport is None else True,
        headers={"Accept": "application/json", "User-Agent": f"tierline/{__version__}"},
        transport=transport,
    )


async def _read(response: httpx.Response, request: Request) -> bytes:
    """Read the body, but never more than the limit, whatever length was announced."""
    chunks, size = [], 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > ANSWER_LIMIT_BYTES:
            sentence = f"Zendesk's answer to {request.name} is larger than {ANSWER_LIMIT_BYTES} bytes."
            error = InvalidAnswer if request.method == "GET" else OutcomeUnknown
            raise error(sentence, status=response.status_code)
        chunks.append(chunk)
    return b"".join(chunks)


def _no_whole_answer(request: Request, error: Exception) -> ZendeskError:
    sentence = f"Zendesk gave no whole answer to {request.name} ({_cause(error)})."
    if request.method == "GET":
        return Unavailable(sentence)
    return OutcomeUnknown(f"{sentence} It may have been applied.")


def _is_passing(error: Exception) -> bool:
    if isinstance(error, Unavailable):
        return error.status in _PASSING
    return isinstance(error, Unreachable | RateLimited)


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _cause(error: Exception) -> str:
    """Name a failure of the connection by its kind; its own words can hold the address asked."""
    return "time-out" if isinstance(error, httpx.TimeoutException | TimeoutError) else type(error).__name__
