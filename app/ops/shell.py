"""The outermost layer of the service: headers that every answer bears, and the last catch for what nobody expected."""

from collections.abc import Iterable
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""An answer that sets one of them itself keeps its own: a page for people needs a wider policy than JSON."""

_DEFECT: Final = b'{"error":"The service made a mistake; it is in its log."}'

_log = structlog.get_logger()


class Shell:
    """ASGI middleware; it looks at no body, so that it costs next to nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an exception becomes a 500 that tells nothing."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_started = False

        async def dressed(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                message["headers"] = _with_ours(message.get("headers", ()))
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except ClientDisconnect:
            _log.debug("client left")
        except Exception:
            _log.exception("request failed", status=500)
            if has_started:
                raise  # half an answer: the server hangs up
            await dressed(_start(500, _DEFECT))
            await dressed({"type": "http.response.body", "body": _DEFECT})


def _with_ours(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    names = {name.lower() for name, _ in given}
    return given + [pair for pair in HEADERS if pair[0] not in names]


def _start(status: int, body: bytes) -> Message:
    headers = MutableHeaders({"content-type": "application/json", "content-length": str(len(body))})
    return {"type": "http.response.start", "status": status, "headers": headers.raw}
