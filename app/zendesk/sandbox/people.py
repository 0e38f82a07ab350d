"""Users, organizations, groups, memberships, ticket fields."""

from typing import Any

from fastapi import APIRouter, Request

from app.zendesk.sandbox.access import Access
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.jobs import MANY
from app.zendesk.sandbox.sideload import beside
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.tickets import Act, number_of, page_of

ANONYMOUS = {"id": None, "name": "Anonymous user", "email": "invalid@example.com", "role": "end-user"}


def people_router(sandbox: Sandbox, access: Access, acts_as: Act) -> APIRouter:
    """Return the routes; `acts_as` names the caller or refuses."""
    router = APIRouter(prefix="/api/v2")
    world = sandbox.world

    @router.get("/users/me")
    async def me(request: Request) -> dict[str, Any]:
        """Answer 200 with nobody where no credentials are sent, as Zendesk does."""
        user_id = access.user(request.headers.get("Authorization"))
        return {"user": ANONYMOUS if user_id is None else world.user(user_id)}

    @router.get("/users/search")
    async def search(request: Request, query: str = "") -> dict[str, Any]:
        acts_as(request)
        wanted = query.removeprefix("email:").strip('"').lower()
        found = [user for user in world.users.values() if wanted in (user["email"].lower(), user["name"].lower())]
        return {"users": found, "next_page": None, "previous_page": None, "count": len(found)}

    @router.get("/users")
    async def users(request: Request) -> dict[str, Any]:
        acts_as(request)
        return page_of(request, "users", list(world.users.values()))

    @router.get("/users/show_many")
    async def many_users(request: Request, ids: str = "") -> dict[str, Any]:
        acts_as(request)
        wanted = sorted({number_of(one) for one in ids.split(",") if one})
        if len(wanted) > MANY:
            raise Refused.too_many(MANY)
        found = [world.users[one] for one in wanted if one in world.users]
        return {"users": found, "next_page": None, "previous_page": None, "count": len(found)}

    @router.get("/users/{user_id}")
    async def user(request: Request, user_id: str) -> dict[str, Any]:
        acts_as(request)
        found = world.user(number_of(user_id))
        return {"user": found} | beside(world, request, [found])

    @router.get("/users/{user_id}/group_memberships")
    async def of_user(request: Request, user_id: str) -> dict[str, Any]:
        acts_as(request)
        number = number_of(user_id)
        return page_of(request, "group_memberships", [one for one in world.memberships if one["user_id"] == number])

    @router.get("/group_memberships")
    async def memberships(request: Request, user_id: str | None = None) -> dict[str, Any]:
        acts_as(request)
        rows = [one for one in world.memberships if user_id is None or str(one["user_id"]) == user_id]
        return page_of(request, "group_memberships", rows)

    @router.get("/organizations")
    async def organizations(request: Request) -> dict[str, Any]:
        acts_as(request)
        return page_of(request, "organizations", list(world.organizations.values()))

    @router.get("/organizations/show_many")
    async def many_organizations(request: Request, ids: str = "") -> dict[str, Any]:
        acts_as(request)
        wanted = sorted({number_of(one) for one in ids.split(",") if one})
        if len(wanted) > MANY:
            raise Refused.too_many(MANY)
        found = [world.organizations[one] for one in wanted if one in world.organizations]
        return {"organizations": found, "next_page": None, "previous_page": None, "count": len(found)}

    @router.get("/organizations/{organization_id}")
    async def organization(request: Request, organization_id: str) -> dict[str, Any]:
        acts_as(request)
        found = world.organizations.get(number_of(organization_id))
        if found is None:
            raise Refused.not_found()
        return {"organization": found}

    @router.get("/groups")
    async def groups(request: Request) -> dict[str, Any]:
        acts_as(request)
        return page_of(request, "groups", list(world.groups.values()))

    @router.get("/groups/{group_id}")
    async def group(request: Request, group_id: str) -> dict[str, Any]:
        acts_as(request)
        found = world.groups.get(number_of(group_id))
        if found is None:
            raise Refused.not_found()
        return {"group": found}

    @router.get("/ticket_fields")
    async def ticket_fields(request: Request) -> dict[str, Any]:
        acts_as(request)
        return page_of(request, "ticket_fields", list(world.fields.values()))

    @router.get("/ticket_fields/{field_id}")
    async def ticket_field(request: Request, field_id: str) -> dict[str, Any]:
        acts_as(request)
        found = world.fields.get(number_of(field_id))
        if found is None:
            raise Refused.not_found()
        return {"ticket_field": found}

    return router
