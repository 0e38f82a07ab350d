"""The ticket endpoints: show, update, comments, audits, tags, bulk updates and their jobs, the export."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.idempotency import Kept
from app.zendesk.sandbox.jobs import MANY, Jobs
from app.zendesk.sandbox.limits import Limits
from app.zendesk.sandbox.sideload import beside, inside
from app.zendesk.sandbox.state import Sandbox

Act = Callable[[Request], int]


def tickets_router(sandbox: Sandbox, limits: Limits, acts_as: Act) -> APIRouter:
    """Return the routes; `acts_as` names the caller or refuses."""
    router = APIRouter(prefix="/api/v2")
    jobs = Jobs(sandbox)
    kept = Kept(sandbox)

    @router.get("/tickets/show_many")
    async def show_many(request: Request, ids: str = "") -> dict[str, Any]:
        acts_as(request)
        wanted = sorted({number_of(one) for one in ids.split(",") if one})
        if len(wanted) > MANY:
            raise Refused.too_many(MANY)
        found = [sandbox.tickets[one] for one in wanted if one in sandbox.tickets]
        found = [one for one in found if one["status"] != "deleted"]
        rows = [inside(sandbox.comments, sandbox.audits, request, one) for one in found]
        document = {"tickets": rows, "next_page": None, "previous_page": None, "count": len(rows)}
        return document | beside(sandbox.world, request, found)

    @router.get("/tickets")
    async def index(request: Request) -> dict[str, Any]:
        acts_as(request)
        rows = [one for one in sandbox.tickets.values() if one["status"] != "deleted"]
        if wanted := request.query_params.get("external_id"):
            rows = [one for one in rows if one["external_id"] == wanted]
        return page_of(request, "tickets", rows)

    @router.post("/tickets", status_code=201)
    async def create(request: Request) -> JSONResponse:
        actor = acts_as(request)
        draft = (await _body(request)).get("ticket") or {}
        return kept.answer(request.headers.get("Idempotency-Key"), draft, lambda: _create(sandbox, draft, actor))

    @router.put("/tickets/update_many")
    async def update_many(request: Request, ids: str = "") -> JSONResponse:
        actor = acts_as(request)
        if wait := limits.update_many():
            refused = Refused.limited(wait)
            refused.headers |= limits.headers("tickets-update")
            raise refused
        job = jobs.begin(_bulk(await _body(request), ids), actor)
        return JSONResponse({"job_status": job}, headers=limits.headers("tickets-update"))

    @router.get("/job_statuses/{job_id}")
    async def job(request: Request, job_id: str) -> dict[str, Any]:
        acts_as(request)
        return {"job_status": jobs.ask(job_id.removesuffix(".json"))}

    @router.get("/tickets/{ticket_id}")
    async def show(request: Request, ticket_id: str) -> dict[str, Any]:
        acts_as(request)
        found = sandbox.ticket(number_of(ticket_id))
        row = inside(sandbox.comments, sandbox.audits, request, found)
        return {"ticket": row} | beside(sandbox.world, request, [found])

    @router.put("/tickets/{ticket_id}")
    async def update(request: Request, ticket_id: str) -> Response:
        actor, number = acts_as(request), number_of(ticket_id)
        _take_update(limits, actor, number)
        change = (await _body(request)).get("ticket")
        if not isinstance(change, dict):
            raise Refused.bad_request("Parameter ticket is required")
        change = {name: value for name, value in change.items() if name not in ("additional_tags", "remove_tags")}
        ticket, audit, unknown = sandbox.update(number, change, actor, via_api=True)
        headers = limits.headers("tickets-update", (actor, number))
        if unknown:
            headers["x-zendesk-api-warn"] = _warning("tickets", [f"ticket.{name}" for name in unknown])
        return JSONResponse({"ticket": ticket, "audit": audit}, headers=headers)

    @router.get("/tickets/{ticket_id}/comments")
    async def comments(request: Request, ticket_id: str) -> dict[str, Any]:
        acts_as(request)
        number = number_of(ticket_id)
        sandbox.ticket(number)
        page = page_of(request, "comments", sandbox.comments[number])
        return page | beside(sandbox.world, request, page["comments"])

    @router.get("/tickets/{ticket_id}/audits")
    async def audits(request: Request, ticket_id: str) -> dict[str, Any]:
        acts_as(request)
        number = number_of(ticket_id)
        sandbox.ticket(number)
        return page_of(request, "audits", sandbox.audits[number])

    @router.api_route("/tickets/{ticket_id}/tags", methods=["PUT", "POST", "DELETE"])
    async def tags(request: Request, ticket_id: str) -> JSONResponse:
        actor, number = acts_as(request), number_of(ticket_id)
        _take_update(limits, actor, number)
        document = await _body(request)
        names = {"PUT": "additional_tags", "POST": "tags", "DELETE": "remove_tags"}
        change = {names[request.method]: document.get("tags") or []}
        change |= {name: document[name] for name in ("safe_update", "updated_stamp") if name in document}
        ticket, _, _ = sandbox.update(number, change, actor, via_api=True)
        status = 201 if request.method == "POST" else 200
        return JSONResponse({"tags": ticket["tags"]}, status, limits.headers("tickets-update", (actor, number)))

    @router.get("/incremental/tickets/cursor")
    async def export(request: Request) -> JSONResponse:
        acts_as(request)
        if wait := limits.export():
            raise Refused.limited(wait)
        return JSONResponse(_export(sandbox, request), headers=limits.headers("incremental-exports"))

    return router


def _create(sandbox: Sandbox, draft: dict[str, Any], actor: int) -> JSONResponse:
    comment = draft.get("comment") or {}
    ticket = sandbox.create(
        subject=str(draft.get("subject") or ""),
        description=str(comment.get("body") or draft.get("description") or ""),
        requester_id=draft.get("requester_id") or actor,
        submitter_id=actor,
        priority=draft.get("priority"),
        tags=draft.get("tags"),
        channel="api",
        draft=draft,
    )
    body = {"ticket": ticket, "audit": sandbox.audits[ticket["id"]][0]}
    return JSONResponse(body, 201, {"Location": ticket["url"]})


def _take_update(limits: Limits, actor: int, ticket_id: int) -> None:
    wait, _ = limits.update(actor, ticket_id)
    if wait:
        refused = Refused.limited(wait)
        refused.headers |= limits.headers("tickets-update", (actor, ticket_id))
        raise refused


def _bulk(document: dict[str, Any], ids: str) -> list[tuple[int, dict[str, Any]]]:
    """Return ticket ids and changes of both forms: one change for many, or one each."""
    if isinstance(document.get("tickets"), list):
        return [(int(one["id"]), {k: v for k, v in one.items() if k != "id"}) for one in document["tickets"]]
    return [(number_of(one), dict(document.get("ticket") or {})) for one in ids.split(",") if one]


def _export(sandbox: Sandbox, request: Request) -> dict[str, Any]:
    """Return one page of the cursor export: by the time of change, without the last minute."""
    query = request.query_params
    newest = sandbox.now().timestamp() - sandbox.export_delay_seconds
    if query.get("cursor"):
        since, after_id = _place(query["cursor"])
    elif query.get("start_time"):
        since, after_id = float(query["start_time"]), 0
        if since > sandbox.now().timestamp() - 60:
            raise Refused.bad_request("start_time must be at least one minute ago")
    else:
        raise Refused.bad_request("start_time or cursor is required")
    size = min(int(query.get("per_page", "1000")), 1000)
    ordered = sorted((changed, number) for number, changed in sandbox.generated.items())
    rows = [(changed, number) for changed, number in ordered if (changed, number) > (since, after_id)]
    rows = [(changed, number) for changed, number in rows if changed <= newest]
    page = rows[:size]
    last = page[-1] if page else (since, after_id)
    cursor = base64.b64encode(json.dumps(last).encode()).decode()
    url = f"{request.url.replace(query='')}?{urlencode({'cursor': cursor})}"
    return {
        "tickets": [{**sandbox.tickets[number], "generated_timestamp": int(changed)} for changed, number in page],
        "after_url": url,
        "before_url": None,
        "after_cursor": cursor,
        "before_cursor": None,
        "end_of_stream": len(rows) <= size,
    }


def _place(cursor: str) -> tuple[float, int]:
    try:
        since, number = json.loads(base64.b64decode(cursor))
        return float(since), int(number)
    except (ValueError, TypeError) as exc:
        raise Refused.bad_request("cursor is not valid") from exc


def page_of(request: Request, name: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a cursor page with `page[size]`, else everything with the offset envelope."""
    query = request.query_params
    if "page[size]" not in query:
        return {name: list(rows), "next_page": None, "previous_page": None, "count": len(rows)}
    size = min(number_of(query["page[size]"]), MANY)
    start = int(base64.b64decode(query["page[after]"])) if query.get("page[after]") else 0
    page, more = list(rows[start : start + size]), len(rows) > start + size
    after = base64.b64encode(str(start + len(page)).encode()).decode()
    before = base64.b64encode(str(start).encode()).decode()

    def link(key: str, cursor: str) -> str:
        return f"{request.url.replace(query='')}?{urlencode({f'page[{key}]': cursor, 'page[size]': size})}"

    return {
        name: page,
        "meta": {"has_more": more, "after_cursor": after if page else None, "before_cursor": before if page else None},
        "links": {"prev": link("before", before), "next": link("after", after)},
    }


async def _body(request: Request) -> dict[str, Any]:
    raw = await request.body()
    try:
        document = json.loads(raw or b"{}")
    except ValueError as exc:
        raise Refused.bad_request("The request body is not JSON") from exc
    if not isinstance(document, dict):
        raise Refused.bad_request("The request body must be an object")
    return document


def number_of(text: str) -> int:
    plain = text.removesuffix(".json")
    if not plain.isdigit():
        raise Refused.no_endpoint()
    return int(plain)


def _warning(controller: str, keys: Sequence[str]) -> str:
    """Return the header that names dropped keys, spelt as Zendesk does: a Ruby hash."""
    names = ", ".join(f'"{key}"' for key in keys)
    inside = f':controller=>"{controller}", :action=>"update", :unpermitted_keys=>[{names}], :invalid_values=>[]'
    return "{:allowed_parameters=>{" + inside + "}}"
