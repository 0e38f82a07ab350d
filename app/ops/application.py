"""
The ASGI application: FastAPI, with a straight way in for what comes hundreds of times a second.

FastAPI sends each request through eight layers, for forms, dependencies, telemetry and errors, before an endpoint sees
it. A webhook needs none of them, its door reads raw bytes and answers every failure by itself, and under load they were
a fifth of the event loop's time (docs/decisions/0034). Both ways lie in our shell.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.ops.shell import Shell

Endpoint = Callable[[Request], Awaitable[Response]]


class Application(FastAPI):
    """
    FastAPI, but that POST requests to exactly one of the `straight` paths go to their endpoint at once.

    The routes belong into a router of the application as well: it describes them, and answers whatever else is asked
    of their paths.
    """

    def __init__(self, *, straight: Mapping[str, Endpoint], **more: Any) -> None:
        super().__init__(**more)
        self._straight = straight
        self.add_middleware(Shell)

    def build_middleware_stack(self) -> ASGIApp:
        """Return FastAPI's own layers, with the straight way beside them."""
        return _Straight(self._straight, super().build_middleware_stack())


class _Straight:
    def __init__(self, endpoints: Mapping[str, Endpoint], others: ASGIApp) -> None:
        self._endpoints = endpoints
        self._others = others
        self._enter = Shell(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        way = self._enter if is_post and scope["path"] in self._endpoints else self._others
        await way(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._endpoints[scope["path"]](Request(scope, receive, send))
        await response(scope, receive, send)


def endpoints(routes: Iterable[BaseRoute]) -> dict[str, Endpoint]:
    """Return the endpoints of routes that take nothing but the request and answer POST alone."""
    return {route.path: route.endpoint for route in routes if isinstance(route, APIRoute) and route.methods == {"POST"}}
