"""
The control API, under `/control`, on loopback only: plays partners, agents, time and mishaps.

    GET  /control/world                    ids, and the environment that points a service here
    POST /control/tickets                  subject, description, organization (name, or null for an end customer),
                                           form, partner_priority, attachments, created_at, tags, as ("agent")
    POST /control/tickets/{id}/comments    as ("partner", "agent", "end_customer" or a user id), body, public
    POST /control/tickets/{id}             as an agent: status, priority, assignee_id, group_id, tags_add,
                                           tags_remove, fields {tier, level}, delete, spam, merge_into, archive
    GET, POST /control/clock               advance_seconds, or now
    GET, POST, DELETE /control/faults      kind, times, skip, status, retry_after, seconds,
                                           match {method, path, ticket_id}
    POST /control/connect                  url, triggers, events: where webhooks go
    POST /control/deliveries               paused: true loses every webhook meanwhile; GET lists the attempts
    POST /control/settings                 export_delay_seconds, hold_seconds, job_seconds, job_dies_after
    POST /control/revoke                   make every OAuth token invalid
    GET  /control/written                  every write the API accepted
    GET  /control/summary                  each ticket as it stands, with its comments and level changes counted
    GET  /control/requests                 how often each endpoint was asked
    POST /control/reset                    forget tickets, faults, writes and the clock's offset
"""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request

from app.zendesk.sandbox.access import Access
from app.zendesk.sandbox.deliveries import Deliveries
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.faults import Faults
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import (
    AGENT_ID,
    END_CUSTOMER_ID,
    LEVEL_FIELD,
    LEVEL_IDS,
    LEVEL_NUMBER_FIELD,
    REVIEW_GROUP,
    SERVICE_ID,
    TIER_FIELD,
    settings_env,
)


def control_router(
    sandbox: Sandbox, deliveries: Deliveries, faults: Faults, access: Access, requests: Counter[str]
) -> APIRouter:
    """Return the control routes."""
    router = APIRouter(prefix="/control")

    @router.get("/world")
    async def world(request: Request) -> dict[str, Any]:
        return {
            "env": settings_env(str(request.base_url).rstrip("/")),
            "service_id": SERVICE_ID,
            "agent_id": AGENT_ID,
            "level_ids": LEVEL_IDS,
            "review_group_id": REVIEW_GROUP,
            "tier_field": TIER_FIELD,
            "level_field": LEVEL_FIELD,
            "level_number_field": LEVEL_NUMBER_FIELD,
        }

    @router.post("/tickets", status_code=201)
    async def open_ticket(request: Request) -> dict[str, Any]:
        return {"ticket": create_ticket(sandbox, await request.json())}

    @router.post("/tickets/{ticket_id}/comments", status_code=201)
    async def comment(request: Request, ticket_id: int) -> dict[str, Any]:
        document = await request.json()
        author = _author(sandbox, ticket_id, document.get("as", "partner"))
        public = document.get("public", True)
        return {"comment": sandbox.reply(ticket_id, author, str(document.get("body", "")), public=public)}

    @router.post("/tickets/{ticket_id}")
    async def change(request: Request, ticket_id: int) -> dict[str, Any]:
        document = await request.json()
        if document.get("delete") or document.get("spam"):  # spam is deleted, and its requester suspended
            sandbox.delete(ticket_id, AGENT_ID)
            return {"ticket": sandbox.tickets[ticket_id]}
        if document.get("merge_into"):
            sandbox.merge(ticket_id, int(document["merge_into"]), AGENT_ID)
            return {"ticket": sandbox.tickets[ticket_id]}
        if document.get("archive"):
            sandbox.archive(ticket_id)
            return {"ticket": sandbox.tickets[ticket_id]}
        ticket, _, _ = sandbox.update(ticket_id, _agent_change(document), AGENT_ID)
        return {"ticket": ticket}

    @router.get("/clock")
    async def clock() -> dict[str, Any]:
        return {"now": sandbox.now().isoformat(), "offset_seconds": sandbox.offset.total_seconds()}

    @router.post("/clock")
    async def move(request: Request) -> dict[str, Any]:
        document = await request.json()
        if "now" in document:
            sandbox.offset += datetime.fromisoformat(document["now"]) - sandbox.now()
        sandbox.offset += timedelta(seconds=float(document.get("advance_seconds", 0)))
        return await clock()

    @router.get("/faults")
    async def orders() -> dict[str, Any]:
        return {"faults": [asdict(fault) for fault in faults.orders]}

    @router.post("/faults", status_code=201)
    async def order(request: Request) -> dict[str, Any]:
        faults.order(await request.json())
        return await orders()

    @router.delete("/faults")
    async def cancel() -> dict[str, Any]:
        faults.orders.clear()
        return await orders()

    @router.post("/connect")
    async def connect(request: Request) -> dict[str, Any]:
        document = await request.json()
        triggers, events = document.get("triggers", True), document.get("events", False)
        deliveries.connect(str(document["url"]), triggers=triggers, events=events)
        return {"connected": document["url"]}

    @router.post("/deliveries")
    async def hold_back(request: Request) -> dict[str, Any]:
        deliveries.paused = bool((await request.json()).get("paused"))
        return {"paused": deliveries.paused}

    @router.get("/deliveries")
    async def attempts() -> dict[str, Any]:
        return {"attempts": [asdict(attempt) for attempt in deliveries.attempts]}

    @router.post("/settings")
    async def settings(request: Request) -> dict[str, Any]:
        document = await request.json()
        sandbox.export_delay_seconds = float(document.get("export_delay_seconds", sandbox.export_delay_seconds))
        sandbox.search_delay_seconds = float(document.get("search_delay_seconds", sandbox.search_delay_seconds))
        sandbox.hold_seconds = float(document.get("hold_seconds", sandbox.hold_seconds))
        sandbox.job_seconds = document.get("job_seconds", sandbox.job_seconds)
        sandbox.job_dies_after = document.get("job_dies_after", sandbox.job_dies_after)
        names = ("export_delay_seconds", "search_delay_seconds", "hold_seconds", "job_seconds", "job_dies_after")
        return {name: getattr(sandbox, name) for name in names}

    @router.post("/revoke")
    async def revoke() -> dict[str, Any]:
        access.revoke_all()
        return {"revoked": True}

    @router.get("/written")
    async def written() -> dict[str, Any]:
        return {"written": [asdict(write) for write in sandbox.written]}

    @router.get("/summary")
    async def all_tickets() -> dict[str, Any]:
        return {"tickets": {str(number): summary(sandbox, number) for number in sandbox.tickets}}

    @router.get("/requests")
    async def asked() -> dict[str, Any]:
        return {"requests": dict(requests), "oauth_tokens": access.given}

    @router.post("/reset")
    async def reset() -> dict[str, Any]:
        for table in (sandbox.tickets, sandbox.comments, sandbox.audits, sandbox.generated):
            table.clear()
        sandbox.written.clear()
        sandbox.offset = timedelta(0)
        deliveries.paused = False
        faults.orders.clear()
        deliveries.attempts.clear()
        requests.clear()
        return {"reset": True}

    return router


def create_ticket(sandbox: Sandbox, document: dict[str, Any]) -> dict[str, Any]:
    """Open a ticket as the person a control request describes."""
    organization = document.get("organization")
    if organization is None:
        requester = int(document.get("requester_id") or END_CUSTOMER_ID)
    else:
        requester = sandbox.world.person_of(sandbox.world.organization_named(organization))
    created = document.get("created_at")
    return sandbox.create(
        subject=str(document.get("subject") or ""),
        description=str(document.get("description") or ""),
        requester_id=requester,
        submitter_id=AGENT_ID if document.get("as") == "agent" else None,
        created_at=datetime.fromisoformat(created) if created else None,
        priority=document.get("partner_priority"),
        tags=document.get("tags"),
        form=document.get("form"),
        attachments=int(document.get("attachments") or 0),
        followup_of=int(document["followup_of"]) if document.get("followup_of") else None,
    )


def summary(sandbox: Sandbox, ticket_id: int) -> dict[str, Any]:
    """Return how a ticket stands, counted from its comments and audits rather than from what anybody claims."""
    ticket = sandbox.tickets[ticket_id]
    values = {one["id"]: one["value"] for one in ticket["custom_fields"]}
    said = sandbox.comments[ticket_id]
    mine = [one for one in said if one["author_id"] == SERVICE_ID]
    names = (str(LEVEL_FIELD), str(LEVEL_NUMBER_FIELD))
    levels = [
        event["value"]
        for audit in sandbox.audits[ticket_id]
        for event in audit["events"]
        if event.get("field_name") in names and event["value"] not in (None, "escalation_level_0", "0")
    ]
    return {
        "id": ticket_id,
        "subject": ticket["subject"],
        "status": ticket["status"],
        "priority": ticket["priority"],
        "type": ticket["type"],
        "problem_id": ticket["problem_id"],
        "tags": ticket["tags"],
        "tier": values[TIER_FIELD],
        "level": values[LEVEL_FIELD] or values[LEVEL_NUMBER_FIELD],
        "assignee_id": ticket["assignee_id"],
        "group_id": ticket["group_id"],
        "created_at": ticket["created_at"],
        "updated_at": ticket["updated_at"],
        "organization_id": ticket["organization_id"],
        "public_by_service": sum(one["public"] for one in mine),
        "private_by_service": sum(not one["public"] for one in mine),
        "comments": [{"author_id": one["author_id"], "public": one["public"], "body": one["body"]} for one in said],
        "level_changes": levels,
        "marker_keys": [
            key
            for audit in sandbox.audits[ticket_id]
            for key in audit["metadata"]["custom"].get("tierline", {}).get("keys", [])
        ],
    }


def _author(sandbox: Sandbox, ticket_id: int, who: Any) -> int:
    if isinstance(who, int):
        return who
    known = {"partner": sandbox.ticket(ticket_id)["requester_id"], "agent": AGENT_ID, "end_customer": END_CUSTOMER_ID}
    if who not in known:
        raise Refused.bad_request(f"as must be a user id or one of {', '.join(known)}")
    return int(known[who])


def _agent_change(document: dict[str, Any]) -> dict[str, Any]:
    change: dict[str, Any] = {
        name: document[name] for name in ("status", "priority", "assignee_id", "group_id", "tags") if name in document
    }
    change |= {"additional_tags": document.get("tags_add") or [], "remove_tags": document.get("tags_remove") or []}
    fields = document.get("fields") or {}
    ids = {"tier": TIER_FIELD, "level": LEVEL_FIELD, "level_number": LEVEL_NUMBER_FIELD}
    change["custom_fields"] = [{"id": ids[name], "value": value} for name, value in fields.items()]
    return change
