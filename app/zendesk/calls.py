"""
The two ways to ask Zendesk, and what may be in its answers: reads are repeated while that can help, writes are not.

A write ends in its answer, in an error that says nothing was changed, or in `OutcomeUnknown`.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import stamina

from app.clock import Clock
from app.zendesk.auth import Credentials
from app.zendesk.documents import people_from_rest
from app.zendesk.errors import InvalidAnswer, OutcomeUnknown
from app.zendesk.records import People
from app.zendesk.transport import READ_ATTEMPTS, Answer, Backoff, Request, Wire

MANY: Final = 100
"""Most tickets in one show_many or update_many, and most rows of one page."""
PAGES_LIMIT: Final = 200
"""After so many pages a list is taken to have no end."""

_T = TypeVar("_T")


class Calls:
    """Asks with the right credentials, as often as is right."""

    def __init__(self, wire: Wire, credentials: Credentials, clock: Clock) -> None:
        self._wire = wire
        self._credentials = credentials
        self._clock = clock

    async def read(self, request: Request) -> Answer:
        """Ask until there is a success, a refusal, or no use in asking again."""
        tries = stamina.retry_context(on=Backoff(self._clock), attempts=READ_ATTEMPTS, timeout=None)
        async for attempt in tries:
            with attempt:
                return await self.once(request)
        raise AssertionError  # pragma: no cover - the last attempt returns or raises

    async def once(self, request: Request) -> Answer:
        """Ask once; 401 alone is certain enough to repeat any request, once, with a new token."""
        authorization = await self._credentials.authorization()
        answer = await self._wire.exchange(request, authorization)
        if answer.status == 401:
            replacement = await self._credentials.replaced(authorization)
            if replacement is not None:
                answer = await self._wire.exchange(request, replacement)
        if not answer.is_success:
            raise answer.error(request, self._clock.now())
        return answer

    async def ask(self, request: Request) -> None:
        """Ask once for the sake of being answered, whatever the answer; raises `ZendeskError` when none came."""
        authorization = await self._credentials.authorization()
        await self._wire.exchange(request, authorization)

    async def one(self, path: str, key: str, parse: Callable[[Mapping[str, Any]], _T]) -> _T:
        """Return the one record that a path shows under `key`."""
        request = Request("GET", path)
        return parse(object_in((await self.read(request)).document(request), key))

    async def pages(
        self,
        path: str,
        key: str,
        include: Mapping[str, str] | None = None,
        met: Callable[[People], None] | None = None,
    ) -> list[Mapping[str, Any]]:
        """Return the rows of every page; never fewer than Zendesk has, since a missing audit is a second comment."""
        rows: list[Mapping[str, Any]] = []
        after: str | None = None
        for _ in range(PAGES_LIMIT):
            params = {"page[size]": str(MANY)} | ({} if after is None else {"page[after]": after}) | dict(include or {})
            request = Request("GET", path, params=params)
            document = (await self.read(request)).document(request)
            rows += rows_in(document, key, dict)
            if met is not None:
                met(people_from_rest(document))
            previous, after = after, next_cursor(document, request)
            if after is None:
                return rows
            if after == previous:
                break
        msg = f"Zendesk's answer to GET {path} has no end: more than {len(rows)} rows, or the same page again."
        raise InvalidAnswer(msg, status=200)


def certain(request: Request, read: Callable[[], _T]) -> _T:
    """Read the answer to a write; one that cannot be read leaves open what was done."""
    try:
        return read()
    except InvalidAnswer as error:
        sentence = f"Zendesk's answer to {request.name} cannot be read; it may have been applied. {error}"
        raise OutcomeUnknown(sentence, status=error.status) from error


def next_cursor(document: Mapping[str, Any], request: Request) -> str | None:
    """Return where the next page begins, or None after the last one."""
    meta = document.get("meta")
    if not isinstance(meta, Mapping):
        # The whole list at once, as for archived tickets; another page would be paged in a way we did not ask for.
        if document.get("next_page") is None:
            return None
        msg = f"Zendesk's answer to {request.name} has further pages, but not by cursor."
        raise InvalidAnswer(msg, status=200)
    if meta.get("has_more") is not True:
        return None
    after = meta.get("after_cursor")
    if not isinstance(after, str) or not after:
        msg = f"Zendesk's answer to {request.name} has further pages, but no cursor to them."
        raise InvalidAnswer(msg, status=200)
    return after


def object_in(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the object of this name; raise `InvalidAnswer` when there is none."""
    value = document.get(key)
    if not isinstance(value, Mapping):
        msg = f"Zendesk's answer cannot be used: it has no object named {key}."
        raise InvalidAnswer(msg, status=200)
    return value


def list_in(document: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list of this name, whatever it holds; raise `InvalidAnswer` when there is none."""
    value = document.get(key)
    if not isinstance(value, list):
        msg = f"Zendesk's answer cannot be used: it has no list named {key}."
        raise InvalidAnswer(msg, status=200)
    return value


def rows_in(document: Mapping[str, Any], key: str, parse: Callable[[Mapping[str, Any]], _T]) -> list[_T]:
    """Return the objects of the list of this name, parsed; raise `InvalidAnswer` when it holds anything else."""
    rows = list_in(document, key)
    if not all(isinstance(row, Mapping) for row in rows):
        msg = f"Zendesk's answer cannot be used: {key} holds something other than objects."
        raise InvalidAnswer(msg, status=200)
    return [parse(row) for row in rows]
