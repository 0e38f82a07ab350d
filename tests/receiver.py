"""Somebody who is told things: an HTTP server on loopback that keeps what is posted to it, and can fail or hang."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from app.zendesk.sandbox.server import listening


@dataclass
class Receiver:
    """What came, by path; `url` is an address for apprise without the path, `web` one for browsers."""

    web: str = ""
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    calls: int = 0
    """Requests, failed ones included."""
    status: int = 200
    location: str = ""
    """Where to go instead; there everything is taken."""
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is cleared nobody is answered."""

    @property
    def url(self) -> str:
        """Scheme, host and port as apprise has them."""
        return self.web.replace("http://", "json://")

    def titles(self, path: str | None = None) -> list[str]:
        """The titles of the messages taken, oldest first; of all paths unless one is named."""
        return [message["title"] for where, message in self.got if path in (None, where)]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve ASGI."""
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = b""
        while (part := await receive())["type"] == "http.request":
            body += part["body"]
            if not part.get("more_body"):
                break
        self.calls += 1
        await self.hanging.wait()
        if self.status < 300:
            self.got.append((scope["path"], json.loads(body) if body else {}))
        status = 200 if scope["path"] == self.location else self.status
        headers = [(b"location", self.location.encode())] if self.location else []
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


@contextlib.asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """Serve a receiver in this process."""
    one = Receiver()
    one.hanging.set()
    async with listening(one) as one.web:
        yield one
        one.hanging.set()
