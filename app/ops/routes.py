"""`/health/live`, `/health/ready` and `/health`."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

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

    @router.get("/health/ready")
    @router.get("/health")
    async def ready() -> JSONResponse:
        """Answer 200 when every promise is kept, 503 with the same body when one is not."""
        health = await report()
        return JSONResponse(health.as_json(), status_code=200 if health.is_ready else 503)

    return router
