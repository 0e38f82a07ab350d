"""
A Zendesk with a hundred thousand tickets on which nothing happens: `python -m tests.faults.quiet_zendesk PORT`.

For the long run, in a process of its own: it answers what the service asks about known tickets and keeps nothing, so
that what grows in the run is the service's.
"""

import json
import sys
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final
from urllib.parse import parse_qs

import uvicorn

from app.zendesk.sandbox.world import AGENT_ID, DESK_GROUP, LEVEL_FIELD, SERVICE_ID, TIER_FIELD, new_world

STAMP: Final = "2026-11-24T08:00:00Z"
"""When every ticket was last changed."""
_WORLD: Final = new_world()


def ticket(number: int) -> dict[str, Any]:
    """Return a ticket as the service knows it already, with what it asks to come beside: one comment, the report."""
    fields = [{"id": TIER_FIELD, "value": "tier_3"}, {"id": LEVEL_FIELD, "value": "escalation_level_0"}]
    return {
        "id": number,
        "created_at": STAMP,
        "updated_at": STAMP,
        "subject": "All phones down",
        "description": "All 22 phones are down since 06:00, no inbound or outbound calls.",
        "status": "open",
        "priority": "urgent",
        "type": None,
        "requester_id": 500,
        "submitter_id": 500,
        "assignee_id": AGENT_ID,
        "organization_id": None,
        "group_id": DESK_GROUP,
        "tags": ["escalation_level_0", "tier_3"],
        "custom_fields": fields,
        "via": {"channel": "web"},
        "is_public": True,
        "comment_count": 1,
        "metric_set": {"reopens": 0, "solved_at": None, "requester_updated_at": STAMP},
    }


def answer(path: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """Return the document for a path."""
    path = path.removesuffix(".json")
    if path == "/oauth/tokens":
        return {"access_token": "quiet", "token_type": "bearer", "scope": "read write", "expires_in": 7200}
    if path == "/api/v2/users/me":
        return {"user": _WORLD.users[SERVICE_ID]}
    if path == "/api/v2/tickets/show_many":
        return {"tickets": [ticket(int(number)) for number in query["ids"][0].split(",")]}
    if path.endswith(("/audits", "/comments")):
        return {path.rsplit("/", 1)[1]: [], "meta": {"has_more": False}}
    if path.startswith("/api/v2/tickets/"):
        return {"ticket": ticket(int(path.rsplit("/", 1)[1]))}
    if path == "/api/v2/incremental/tickets/cursor":
        return {"tickets": [], "after_cursor": "end", "after_url": None, "end_of_stream": True}
    if path == "/api/v2/ticket_fields":
        return {"ticket_fields": list(_WORLD.fields.values())}
    return {"results": [], "users": [], "groups": [], "count": 0, "meta": {"has_more": False}, "end_of_stream": True}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer every request with 200."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    body = json.dumps(answer(scope["path"], parse_qs(scope["query_string"].decode()))).encode()
    date = format_datetime(datetime.now(UTC), usegmt=True).encode()
    headers = [(b"content-type", b"application/json"), (b"date", date), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_config=None, access_log=False, date_header=False, lifespan="off")
