"""`/health/live`, `/health/ready` and `/health`; `/docs` and `/openapi.json` where they are switched on."""

from collections.abc import Awaitable, Callable, Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse

from app.ops.health import Health


def health_router(
    report: Callable[[], Awaitable[Health]], beyond_help: Callable[[], str | None] = lambda: None
) -> APIRouter:
    """Return the health routes over a function that looks at the promises, and one that says why to start anew."""
    router = APIRouter(tags=["health"])

    @router.get("/health/live")
    async def live() -> JSONResponse:
        """Answer that the process turns over, or 503 when only a new one can help; touches nothing."""
        why = beyond_help()
        if why is not None:
            return JSONResponse({"status": "beyond help", "says": why}, status_code=503)
        return JSONResponse({"status": "alive"})

    unready: dict[int | str, dict[str, Any]] = {503: {"description": "A promise is not kept; the body says which."}}

    @router.get("/health/ready", responses=unready)
    @router.get("/health", responses=unready)
    async def ready() -> JSONResponse:
        """Answer 200 when every promise is kept, 503 with the same body when one is not."""
        health = await report()
        return JSONResponse(health.as_json(), status_code=200 if health.is_ready else 503)

    return router


def docs_router(app: FastAPI) -> APIRouter:
    """Return the description of the interface: for programs, and as a page that fetches nothing from anywhere."""
    router = APIRouter(include_in_schema=False)

    @router.get("/openapi.json")
    async def description() -> dict[str, Any]:
        return app.openapi()

    @router.get("/docs")
    async def page() -> HTMLResponse:
        return HTMLResponse("".join(_page(app.openapi())))

    return router


def _page(description: dict[str, Any]) -> Iterator[str]:
    title = escape(f"{description['info']['title']} {description['info']['version']}")
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
    yield '<p>The same for programs: <a href="/openapi.json">/openapi.json</a></p>'
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"<h2>{escape(method.upper())} {escape(path)}</h2><p>{escape(_meaning(operation))}</p><ul>"
            for status, answer in operation["responses"].items():
                yield f"<li>{escape(str(status))}: {escape(answer['description'])}</li>"
            yield "</ul>"
    yield "</html>"


def _meaning(operation: dict[str, Any]) -> str:
    return str(operation.get("description") or operation.get("summary") or "")
