"""`/health/live`, `/health/ready` and `/health`."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.ops.health import Health


def health_router(report: Callable[[], Awaitable[Health]]) -> APIRouter:
    """Return the health routes over a function that looks at the promises."""
    router = APIRouter(tags=["health"])

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        """Answer that the process turns over; touches nothing."""
        return {"status": "alive"}

    @router.get("/health/ready")
    @router.get("/health")
    async def ready() -> JSONResponse:
        """Answer 200 when every promise is kept, 503 with the same body when one is not."""
        health = await report()
        return JSONResponse(health.as_json(), status_code=200 if health.is_ready else 503)

    return router
