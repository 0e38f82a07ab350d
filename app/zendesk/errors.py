"""
What can go wrong between us and Zendesk, each as a type that says what the caller may do next.

The great divide: after `Unreachable`, `RateLimited`, `Conflict` and every other refusal nothing was changed at
Zendesk; after `OutcomeUnknown` something may have been, and the audits must be read before the write is repeated.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any

from app.errors import AppError

RETRY_AFTER_CAP_SECONDS = 120.0
"""The longest pause we believe; Zendesk has been seen to ask for 999999 seconds."""
RETRY_AFTER_DEFAULT_SECONDS = 10.0
"""The pause after a 429 that names none, as in Zendesk's own client libraries."""
RETRY_AFTER_FLOOR_SECONDS = 1.0
"""A pause that is already over is still a request to slow down."""

_TEXT_LIMIT = 300


class ZendeskError(AppError):
    """
    Base of everything that Zendesk refused, failed to answer, or answered strangely.

    `status` is the HTTP status Zendesk answered with; without an answer it is the gateway status of the class.
    """

    status = 502
    code: str
    """Zendesk's name of the error, such as `RecordNotFound`; empty when it gave none."""
    text: str
    """Zendesk's own words, on one line and bounded; empty when it gave none."""

    def __init__(self, sentence: str, *, status: int | None = None, code: str = "", text: str = "") -> None:
        super().__init__(sentence)
        self.status = type(self).status if status is None else status
        self.code = code
        self.text = text


class Unreachable(ZendeskError):
    """No connection, or no access token for it: nothing was sent, and any request may safely be repeated."""

    status = 503


class OutcomeUnknown(ZendeskError):
    """A *write* timed out, was cut, or got 5xx or nonsense: it may have landed; read the audits first."""

    status = 504


class Unavailable(ZendeskError):
    """A *read* got 5xx, no answer in time, or a cut one, after all its tries."""

    status = 503

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        code: str = "",
        text: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(sentence, status=status, code=code, text=text)
        self.retry_after = retry_after
        """Seconds Zendesk asked us to stay away, capped; None when it did not say."""


class RateLimited(ZendeskError):
    """A request was refused for its rate (429, or too many jobs); nothing was changed."""

    status = 429

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        code: str = "",
        text: str = "",
        retry_after: float = RETRY_AFTER_DEFAULT_SECONDS,
    ) -> None:
        super().__init__(sentence, status=status, code=code, text=text)
        self.retry_after = retry_after
        """Seconds to stay away: from 1 to `RETRY_AFTER_CAP_SECONDS`."""

    @property
    def is_about_jobs(self) -> bool:
        """True when Zendesk has as many jobs as it takes; single writes are not meant."""
        return self.code == "TooManyJobs"


class Conflict(ZendeskError):
    """A safe update lost the race: somebody changed the ticket since we read it (409). Read again, decide again."""

    status = 409


class NotFound(ZendeskError):
    """There is no such record, or none that our user may see (404, 410)."""

    status = 404


class Rejected(ZendeskError):
    """Zendesk understood the write and refuses it whole, comment included (422)."""

    status = 422

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        code: str = "",
        text: str = "",
        details: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(sentence, status=status, code=code, text=text)
        self.details: Mapping[str, tuple[str, ...]] = MappingProxyType(dict(details or {}))
        """What is wrong with each field; `base` holds what concerns the whole ticket."""

    @property
    def is_closed(self) -> bool:
        """True when the ticket is closed, so that no write can ever succeed."""
        return any("closed" in words.lower() for words in self.details.get("status", ())) or any(
            "closed prevents" in words.lower() for told in self.details.values() for words in told
        )


class Unauthorized(ZendeskError):
    """Zendesk does not accept our credentials (401), or takes us for an anonymous visitor."""

    status = 401


class Forbidden(ZendeskError):
    """Our user's role, scope or plan does not allow the request (403)."""

    status = 403


class BadRequest(ZendeskError):
    """The request itself is wrong (400, 413 and other 4xx); repeating it cannot help."""

    status = 400


class InvalidAnswer(ZendeskError):
    """A *read* was answered 200 with something other than promised: HTML, half a document, another shape."""


def parse_error(
    status: int,
    headers: Mapping[str, str],
    body: bytes | str,
    *,
    method: str = "GET",
    request: str = "the request",
    now: datetime | None = None,
) -> ZendeskError:
    """
    Return the typed error for an answer that is not a success.

    `method` decides what a 5xx or a redirect means: a read is unavailable, a write has an unknown outcome.
    `request` names the request in the sentence. `now` serves `Retry-After` dates when the answer has no `Date`.
    """
    body_json = _json(body)
    code, text = _code_and_text(body_json)
    sentence = _sentence(status, code, text, request)
    if code == "TooManyJobs" or status == 429:
        pause = retry_after(headers, now)
        wait = RETRY_AFTER_DEFAULT_SECONDS if pause is None else pause
        return RateLimited(sentence, status=status, code=code, text=text, retry_after=wait)
    if status == 422:
        return Rejected(sentence, status=status, code=code, text=text, details=_details(body_json))
    if status in _REFUSALS:
        return _REFUSALS[status](sentence, status=status, code=code, text=text)
    if 400 <= status < 500 and status != 408:
        return BadRequest(sentence, status=status, code=code, text=text)
    if method != "GET":
        return OutcomeUnknown(f"{sentence} It may have been applied.", status=status, code=code, text=text)
    if status < 400:
        return InvalidAnswer(sentence, status=status, code=code, text=text)
    return Unavailable(sentence, status=status, code=code, text=text, retry_after=retry_after(headers, now))


_REFUSALS: Mapping[int, type[ZendeskError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: NotFound,
}


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """
    Return the seconds that `Retry-After` asks for, between 1 and 120, or None when it is absent or unreadable.

    A date is counted from the answer's own `Date`, so that the skew between the two clocks does not matter.
    """
    raw = header(headers, "retry-after")
    if raw is None:
        return None
    seconds = _seconds(raw)
    if seconds is None:
        seconds = _seconds_until(raw, http_date(header(headers, "date")) or now)
    if seconds is None:
        return None
    return min(max(seconds, RETRY_AFTER_FLOOR_SECONDS), RETRY_AFTER_CAP_SECONDS)


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header by its lower-case name, whatever its spelling in `headers`."""
    return next((value.strip() for key, value in headers.items() if key.lower() == name), None)


def http_date(raw: str | None) -> datetime | None:
    """Return the moment an HTTP date names, aware and in UTC, or None when it is absent or unreadable."""
    if raw is None:
        return None
    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seconds(raw: str) -> float | None:
    try:
        seconds = float(raw)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _seconds_until(raw: str, now: datetime | None) -> float | None:
    until = http_date(raw)
    return None if until is None or now is None else (until - now).total_seconds()


def _json(body: bytes | str) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _code_and_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Read the four shapes of Zendesk's errors, OAuth's own, and the bare `{"error": "a sentence"}`."""
    error = body.get("error")
    listed = body.get("errors")
    if isinstance(error, Mapping):
        return _line(error.get("title") or error.get("code")), _line(error.get("message") or error.get("detail"))
    if isinstance(listed, list) and listed and isinstance(listed[0], Mapping):
        first = listed[0]
        return _line(first.get("code")), _line(first.get("detail") or first.get("title"))
    text = _line(body.get("description") or body.get("error_description") or body.get("message"))
    code = _line(error)
    if " " in code:
        return "", text or code
    return code, text


def _details(body: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    details = body.get("details")
    if not isinstance(details, Mapping):
        return {}
    return {str(name)[:_TEXT_LIMIT]: tuple(_told(value)) for name, value in details.items()}


def _told(value: Any) -> Iterator[str]:
    """Yield the sentences of one field's entry, which is a list of objects, of strings, or just one of them."""
    for item in value if isinstance(value, list) else [value]:
        words = item.get("description") or item.get("error") if isinstance(item, Mapping) else item
        if words:
            yield _line(words)


def _sentence(status: int, code: str, text: str, request: str) -> str:
    name = f" {code}" if code else ""
    ending = f": {text.rstrip('.')}" if text else ""
    return f"Zendesk answered {status}{name} to {request}{ending}."


def _line(words: Any) -> str:
    """Bring foreign words onto one bounded line without control characters."""
    if not isinstance(words, str | int | float):
        return ""
    return re.sub(r"[\x00-\x20\x7f-\x9f]+", " ", str(words)).strip()[:_TEXT_LIMIT]
