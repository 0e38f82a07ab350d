"""Sideloading: the records that others name, beside them in the same answer (`include=users,organizations`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Request

from app.zendesk.sandbox.metrics import metric_set
from app.zendesk.sandbox.world import World

_PEOPLE = ("requester_id", "submitter_id", "assignee_id", "author_id")


def beside(world: World, request: Request, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the lists that a request asks to be put beside these rows; a name that is not known adds nothing."""
    wanted = request.query_params.get("include", "").split(",")
    named = list(rows)
    lists: dict[str, Any] = {}
    if "users" in wanted:
        ids = {one.get(key) for one in named for key in _PEOPLE}
        lists["users"] = [user for number, user in sorted(world.users.items()) if number in ids]
    if "organizations" in wanted:
        ids = {one.get("organization_id") for one in named}
        lists["organizations"] = [place for number, place in sorted(world.organizations.items()) if number in ids]
    return lists


def inside(
    comments: Mapping[int, Sequence[Mapping[str, Any]]],
    audits: Mapping[int, Sequence[Mapping[str, Any]]],
    request: Request,
    row: dict[str, Any],
) -> dict[str, Any]:
    """Return a ticket with what is asked to be put into it: its public comments' number, and its metric set."""
    wanted = request.query_params.get("include", "").split(",")
    number = row["id"]
    more: dict[str, Any] = {}
    if "comment_count" in wanted:
        more["comment_count"] = sum(one["public"] for one in comments[number])
    if "metric_sets" in wanted:
        more["metric_set"] = metric_set(row, comments[number], audits[number])
    return row | more
