"""
The outermost layer: the account's clock on every answer, faults on order, paths with and without `.json`.

It is plain ASGI, because a lost answer cannot be played from inside a route: the connection must break.
"""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import format_datetime
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.faults import Fault, Faults
from app.zendesk.sandbox.limits import Limits
from app.zendesk.sandbox.state import Sandbox

FAULTY: Final = ("/api/v2", "/oauth")


class Edge:
    """Wraps the application; counts requests by method and path."""

    def __init__(self, app: ASGIApp, sandbox: Sandbox, faults: Faults, limits: Callable[[], Limits]) -> None:
        self._app = app
        self._sandbox = sandbox
        self._faults = faults
        self._limits = limits
        self.requests: Counter[str] = Counter()
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith("/api/v2") and path.endswith(".json"):
            path = path.removesuffix(".json")
            scope = {**scope, "path": path, "raw_path": path.encode()}
        dated = self._dated(send, path)
        if not path.startswith(FAULTY):
            await self._app(scope, receive, dated)
            return
        self.requests[f"{scope['method']} {path}"] += 1
        fault = self._faults.take(scope["method"], path)
        if fault is not None:
            await self._fail(fault, scope, receive, dated)
        elif path.startswith("/api/v2") and (wait := self._limits().account()):
            await _answer(dated, Refused.limited(wait))
        else:
            await self._app(scope, receive, dated)

    def _dated(self, send: Send, path: str) -> Send:
        async def send_with_date(message: Message) -> None:
            if message["type"] == "http.response.start":
                errors = self._sandbox.date_errors if path.startswith(FAULTY) else []
                wrong = errors.pop(0) if errors else timedelta(0)
                moment = format_datetime(self._sandbox.now() + wrong, usegmt=True).encode()
                message = {**message, "headers": [*message["headers"], (b"date", moment)]}
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] += [
                    (name.encode(), value.encode())
                    for name, value in self._limits().headers(None).items()
                    if name.encode() not in present
                ]
            await send(message)

        return send_with_date

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "apply_late":
            await self._apply_late(fault.seconds, scope, receive)
            await _cut(send)
            return
        if fault.kind.endswith("_after"):
            await self._app(scope, receive, _nowhere)
        nonsense = fault.nonsense()
        if nonsense is not None:
            await _answer_with(send, *nonsense)
            return
        refusal = fault.refusal()
        if refusal is not None:
            await _answer(send, refusal)
            return
        if fault.kind.startswith("timeout"):
            await self._hold(receive)
        await _cut(send)

    async def _apply_late(self, seconds: float, scope: Scope, receive: Receive) -> None:
        """Take the request, say nothing, and act on it later, whether or not the caller still listens."""
        messages = [await receive()]
        while messages[-1].get("more_body"):
            messages.append(await receive())

        async def replay() -> Message:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def act() -> None:
            await asyncio.sleep(seconds)
            await self._app(scope, replay, _nowhere)

        task = asyncio.create_task(act())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        await self._hold(receive)

    async def _hold(self, receive: Receive) -> None:
        """Say nothing until the caller leaves, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._sandbox.hold_seconds):
                while (await receive())["type"] != "http.disconnect":
                    pass


async def _nowhere(message: Message) -> None:
    """Swallow an answer that shall never arrive."""


async def _answer(send: Send, refusal: Refused) -> None:
    headers = {"content-type": "application/json; charset=utf-8", **refusal.headers}
    await _answer_with(send, refusal.status, headers, json.dumps(refusal.body).encode())


async def _answer_with(send: Send, status: int, headers: Mapping[str, str], body: bytes) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    raw.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _cut(send: Send) -> None:
    """Break the connection in mid-answer: a body is promised and never comes, so the server closes the socket."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
