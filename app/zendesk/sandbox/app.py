"""Puts the parts of a sandbox together as one ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app.zendesk.sandbox.access import Access
from app.zendesk.sandbox.control import control_router
from app.zendesk.sandbox.deliveries import Deliveries
from app.zendesk.sandbox.edge import Edge
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.faults import Faults
from app.zendesk.sandbox.hooks import hooks_router
from app.zendesk.sandbox.limits import Limits
from app.zendesk.sandbox.people import people_router
from app.zendesk.sandbox.search import Index, search_router
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.tickets import tickets_router
from app.zendesk.sandbox.triggers import Hooks


@dataclass(frozen=True, slots=True)
class Parts:
    """A sandbox with everything around it; `app` is what a server runs."""

    sandbox: Sandbox
    deliveries: Deliveries
    faults: Faults
    access: Access
    app: ASGIApp


def create_sandbox_app(sandbox: Sandbox) -> Parts:
    """Return a sandbox ready to be served."""
    faults = Faults()
    hooks = Hooks(sandbox)
    deliveries = Deliveries(sandbox, faults, hooks)
    sandbox.listeners.append(deliveries.happened)
    index = Index(sandbox)
    sandbox.listeners.append(index.happened)
    access = Access(sandbox)
    limits = Limits(
        lambda: sandbox.clock.now().timestamp(),
        sandbox.updates_per_minute,
        sandbox.exports_per_minute,
        old_names=sandbox.old_header_names,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await deliveries.close()

    def acts_as(request: Request) -> int:
        user_id = access.user(request.headers.get("Authorization"))
        if user_id is None:
            raise Refused(401, {"error": "Couldn't authenticate you"})
        return user_id

    app = FastAPI(title="Zendesk sandbox", lifespan=lifespan, docs_url=None, redoc_url=None)
    edge = Edge(app, sandbox, faults, lambda: limits)
    app.include_router(tickets_router(sandbox, limits, acts_as))
    app.include_router(search_router(sandbox, index, limits, acts_as))
    app.include_router(people_router(sandbox, access, acts_as))
    app.include_router(hooks_router(hooks, acts_as))
    app.include_router(control_router(sandbox, deliveries, faults, access, edge.requests))

    @app.post("/oauth/tokens")
    async def tokens(request: Request) -> JSONResponse:
        return JSONResponse(access.grant(await request.json()))

    @app.exception_handler(Refused)
    async def refused(_: Request, exc: Refused) -> JSONResponse:
        return JSONResponse(exc.body, exc.status, exc.headers)

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, exc: HTTPException) -> JSONResponse:
        refusal = Refused.no_endpoint()
        return JSONResponse(refusal.body, refusal.status if exc.status_code == 404 else exc.status_code)

    return Parts(sandbox, deliveries, faults, access, edge)
