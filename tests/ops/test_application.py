"""The straight way of webhooks: past the framework's layers, inside our shell; everything else goes as ever."""

from typing import Any

import httpx
import pytest
from fastapi import APIRouter, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.ops.application import Application, endpoints

pytestmark = pytest.mark.anyio


class Layer:
    """A layer of the framework's that keeps a list of who came by."""

    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._seen.append(f"{scope['method']} {scope['path']}")
        await self._app(scope, receive, send)


def an_application(seen: list[str]) -> Application:
    router = APIRouter(prefix="/webhooks")

    @router.post("/echo", status_code=202)
    async def echo(request: Request) -> Response:
        return Response(await request.body(), status_code=202)

    @router.post("/broken")
    async def broken(request: Request) -> Response:
        raise RuntimeError("secret words")

    app = Application(straight=endpoints(router.routes))
    app.add_middleware(Layer, seen=seen)
    app.include_router(router)

    @app.get("/broken")
    async def as_broken() -> None:
        raise RuntimeError("secret words")

    return app


async def ask(app: Application, method: str, path: str, **more: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierline.test") as client:
        return await client.request(method, path, **more)


async def test_a_webhook_passes_no_layer_but_the_shell() -> None:
    seen: list[str] = []
    answer = await ask(an_application(seen), "POST", "/webhooks/echo", content=b"raw \xff bytes")

    assert (answer.status_code, answer.content) == (202, b"raw \xff bytes")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert seen == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/webhooks/echo", 405),
        ("OPTIONS", "/webhooks/echo", 405),
        ("POST", "/webhooks/echo/", 307),
        ("POST", "/webhooks/ECHO", 404),
        ("POST", "/elsewhere", 404),
    ],
)
async def test_whatever_else_is_asked_is_answered_by_the_framework(method: str, path: str, status: int) -> None:
    seen: list[str] = []
    answer = await ask(an_application(seen), method, path)

    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert seen == [f"{method} {path}"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/webhooks/broken"), ("GET", "/broken")])
async def test_an_endpoint_that_fails_tells_nothing_whichever_way_it_was_asked(method: str, path: str) -> None:
    answer = await ask(an_application([]), method, path)

    assert answer.status_code == 500
    assert answer.json() == {"error": "The service made a mistake; it is in its log."}


async def test_the_straight_routes_are_described_with_the_others() -> None:
    assert set(an_application([]).openapi()["paths"]) == {"/webhooks/echo", "/webhooks/broken", "/broken"}
