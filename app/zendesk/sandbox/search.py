"""
The search export: what matches a query, by cursor, from an index that is behind.

The index keeps each ticket as it was some time ago, so that a search shows what a read would deny.
"""

import base64
import copy
import json
import operator
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.limits import Limits
from app.zendesk.sandbox.state import STATUSES, Happening, Sandbox
from app.zendesk.sandbox.tickets import Act, number_of

CURSOR_LIVES: Final = timedelta(hours=1)
LARGEST_PAGE: Final = 1000
TYPES: Final = ("ticket", "organization", "user", "group")
_TERM: Final = re.compile(r"(status|tags|created|id|ticket_type)(<=|>=|<|>|:)(\S+)")
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    ":": operator.eq,
}


class Index:
    """Every ticket as it was at each of its changes, as long as a search may still show it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._states: dict[int, list[tuple[float, dict[str, Any]]]] = {}

    def happened(self, happening: Happening) -> None:
        """Take in what one update made of a ticket."""
        states = self._states.setdefault(happening.ticket["id"], [])
        shown = bisect_right(states, self._seen_until(), key=lambda state: state[0])
        del states[: max(0, shown - 1)]
        states.append((self._sandbox.now().timestamp(), copy.deepcopy(happening.ticket)))

    def tickets(self) -> list[dict[str, Any]]:
        """Return the tickets as the index has them now, by their creation; new ones are missing at first."""
        if self._sandbox.search_delay_seconds <= 0:
            found = list(self._sandbox.tickets.values())
        else:
            until = self._seen_until()
            seen = (bisect_right(states, until, key=lambda state: state[0]) for states in self._states.values())
            pairs = zip(self._states.items(), seen, strict=True)
            found = [states[n - 1][1] for (number, states), n in pairs if n and number in self._sandbox.tickets]
        return sorted(found, key=lambda ticket: (ticket["created_at"], ticket["id"]))

    def _seen_until(self) -> float:
        return self._sandbox.now().timestamp() - self._sandbox.search_delay_seconds


def search_router(sandbox: Sandbox, index: Index, limits: Limits, acts_as: Act) -> APIRouter:
    """Return the route; `acts_as` names the caller or refuses."""
    router = APIRouter(prefix="/api/v2")

    @router.get("/search/export")
    async def export(request: Request) -> JSONResponse:
        acts_as(request)
        if wait := limits.search():
            raise Refused.limited(wait)
        query = request.query_params
        if query.get("filter[type]") not in TYPES:
            raise Refused.bad_request(f"filter[type] must be one of {', '.join(TYPES)}")
        matches = _matcher(query.get("query", ""))
        rows = [ticket for ticket in index.tickets() if ticket["status"] != "deleted" and matches(ticket)]
        if query["filter[type]"] != "ticket":
            rows = []
        return JSONResponse(_page(sandbox, request, rows), headers=limits.headers(None))

    return router


def _matcher(query: str) -> Callable[[Mapping[str, Any]], bool]:
    """Read the part of the query language that is in use here; anything else is refused, never guessed at."""
    terms = []
    for word in query.split():
        term = _TERM.fullmatch(word)
        if term is None or word.startswith("type:"):
            raise Refused(422, {"error": "invalid", "description": f"Invalid search: {word} is not understood"})
        terms.append(term.groups())
    return lambda ticket: all(_matches(ticket, *term) for term in terms)


def _matches(ticket: Mapping[str, Any], name: str, sign: str, value: str) -> bool:
    if name == "status":
        if value not in STATUSES:
            return False
        return _COMPARE[sign](STATUSES.index(ticket["status"]), STATUSES.index(value))
    if name == "tags":
        return value in ticket["tags"]
    if name == "ticket_type":
        return bool(ticket["type"] == value)
    if name == "id":
        return _COMPARE[sign](ticket["id"], int(value))
    return _COMPARE[sign](ticket["created_at"][: len(value)], value)


def _page(sandbox: Sandbox, request: Request, rows: list[dict[str, Any]]) -> dict[str, Any]:
    query = request.query_params
    size = min(number_of(query.get("page[size]", "100")), LARGEST_PAGE)
    after = _place(sandbox, query["page[after]"]) if query.get("page[after]") else ("", 0)
    rest = [ticket for ticket in rows if (ticket["created_at"], ticket["id"]) > after]
    page = rest[:size]
    last = (page[-1]["created_at"], page[-1]["id"]) if page else after
    cursor = base64.b64encode(json.dumps([*last, sandbox.now().timestamp()]).encode()).decode()
    params = {name: value for name, value in query.items() if name != "page[after]"} | {"page[after]": cursor}
    more = len(rest) > size
    return {
        "results": [{**ticket, "result_type": "ticket"} for ticket in page],
        "facets": None,
        "meta": {"has_more": more, "after_cursor": cursor, "before_cursor": None},
        "links": {"prev": None, "next": f"{request.url.replace(query='')}?{urlencode(params)}" if more else None},
    }


def _place(sandbox: Sandbox, cursor: str) -> tuple[str, int]:
    try:
        created_at, number, made_at = json.loads(base64.b64decode(cursor))
        place, age = (str(created_at), int(number)), sandbox.now().timestamp() - float(made_at)
    except (ValueError, TypeError) as exc:
        raise Refused.bad_request("page[after] is not valid") from exc
    if age > CURSOR_LIVES.total_seconds():
        raise Refused(422, {"error": "InvalidCursor", "description": "The cursor has expired"})
    return place
