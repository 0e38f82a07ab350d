"""The endpoints of webhooks and triggers: list, create, signing secret."""

from typing import Any

from fastapi import APIRouter, Request

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.tickets import Act
from app.zendesk.sandbox.triggers import Hooks
from app.zendesk.sandbox.world import WEBHOOK_SECRET


def hooks_router(hooks: Hooks, acts_as: Act) -> APIRouter:
    """Return the routes; `acts_as` names the caller or refuses."""
    router = APIRouter(prefix="/api/v2")

    @router.get("/webhooks")
    async def webhooks(request: Request) -> dict[str, Any]:
        acts_as(request)
        return {"webhooks": list(hooks.webhooks.values()), "meta": {"has_more": False}}

    @router.post("/webhooks", status_code=201)
    async def add_webhook(request: Request) -> dict[str, Any]:
        acts_as(request)
        return {"webhook": hooks.add_webhook((await request.json()).get("webhook") or {})}

    @router.get("/webhooks/{webhook_id}/signing_secret")
    async def signing_secret(request: Request, webhook_id: str) -> dict[str, Any]:
        acts_as(request)
        if webhook_id not in hooks.webhooks:
            raise Refused.not_found()
        return {"signing_secret": {"secret": WEBHOOK_SECRET, "algorithm": "SHA256"}}

    @router.get("/triggers")
    async def triggers(request: Request) -> dict[str, Any]:
        acts_as(request)
        count = len(hooks.triggers)
        return {"triggers": hooks.triggers, "next_page": None, "previous_page": None, "count": count}

    @router.post("/triggers", status_code=201)
    async def add_trigger(request: Request) -> dict[str, Any]:
        acts_as(request)
        return {"trigger": hooks.add_trigger((await request.json()).get("trigger") or {})}

    return router
