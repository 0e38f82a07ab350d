"""A ticket's metric set, counted from its audits and comments: what Zendesk puts inside it for `metric_sets`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

OVER: Final = ("solved", "closed")


def metric_set(
    ticket: Mapping[str, Any], comments: Sequence[Mapping[str, Any]], audits: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """
    Return the metric set of a ticket.

    `solved_at` is empty again once a ticket is reopened, so that only `reopens` tells of it; times that nobody here
    asks for, such as minutes of waiting, are left out.
    """
    statuses = [(audit["created_at"], value) for audit in audits for value in _values(audit, "status")]
    assigned = [audit["created_at"] for audit in audits for value in _values(audit, "assignee_id") if value]
    solved = [at for at, value in statuses if value == "solved"] if ticket["status"] in OVER else []
    return {
        "id": ticket["id"],
        "url": f"/api/v2/ticket_metrics/{ticket['id']}.json",
        "ticket_id": ticket["id"],
        "created_at": ticket["created_at"],
        "updated_at": ticket["updated_at"],
        "reopens": sum(before in OVER and after not in OVER for (_, before), (_, after) in pairwise(statuses)),
        "replies": sum(one["public"] and one["author_id"] != ticket["requester_id"] for one in comments),
        "status_updated_at": _last(at for at, _ in statuses),
        "initially_assigned_at": min(assigned, default=None),
        "assigned_at": _last(assigned),
        "assignee_updated_at": _last_by(audits, ticket["assignee_id"]),
        "requester_updated_at": _last_by(audits, ticket["requester_id"]),
        "solved_at": _last(solved),
        "latest_comment_added_at": _last(one["created_at"] for one in comments),
    }


def _values(audit: Mapping[str, Any], name: str) -> list[Any]:
    return [event["value"] for event in audit["events"] if event.get("field_name") == name]


def _last_by(audits: Sequence[Mapping[str, Any]], user_id: int | None) -> str | None:
    return _last(audit["created_at"] for audit in audits if audit["author_id"] == user_id)


def _last(stamps: Iterable[str]) -> str | None:
    """Return the newest of some stamps, which are of one form; None where there is none."""
    return max(stamps, default=None)
