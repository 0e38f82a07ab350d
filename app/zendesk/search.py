"""The search export, by which the auditor finds the tickets that are not solved: a path of its own to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.rules.ticket import Ticket
from app.zendesk.transport import Request

UNSOLVED: Final = "status<solved"
PROBLEMS: Final = "ticket_type:problem status<solved tags:{tag}"
PAGE: Final = 100
"""Zendesk's own advice: more at once is slow or times out where archived tickets match."""
TIMEOUT_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a search: tickets as the index has them, which may be minutes old."""

    tickets: tuple[Ticket, ...]
    unusable: tuple[int, ...]
    """Ids of tickets whose documents could not be read (0 where even the id is missing)."""
    cursor: str | None
    """Where the next page begins, for an hour; None after the last one."""


def request(query: str, cursor: str | None) -> Request:
    """Return the request for one page of the tickets that match `query`, in the order of their creation."""
    params: Mapping[str, str] = {"query": query, "filter[type]": "ticket", "page[size]": str(PAGE)}
    place = {} if cursor is None else {"page[after]": cursor}
    return Request("GET", "/api/v2/search/export", params={**params, **place}, timeout_seconds=TIMEOUT_SECONDS)


def rows(results: Sequence[Any]) -> list[Any]:
    """Return the tickets among the results."""
    return [row for row in results if not isinstance(row, Mapping) or row.get("result_type", "ticket") == "ticket"]
