"""Serves a sandbox on the loopback interface: inside the process, or as `tierline sandbox`."""

import asyncio
import contextlib
import shlex
import socket
from collections.abc import AsyncIterator
from typing import Any

import typer
import uvicorn

from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import settings_env

HOST = "127.0.0.1"


@contextlib.asynccontextmanager
async def running(parts: Parts, port: int = 0) -> AsyncIterator[str]:
    """Serve on a port of the loopback interface, 0 for a free one, and yield the base URL."""
    async with listening(parts.app, port) as url:
        yield url


class _Watched:
    """An ASGI application that remembers why it did not start; the server only says that it did not."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.error: BaseException | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._app(scope, receive, send)
        except BaseException as exc:
            if scope["type"] == "lifespan":
                self.error = exc
            raise


async def _served(server: uvicorn.Server, bound: socket.socket) -> None:
    """Serve until told to stop; an exit of the server ends this task and not the whole event loop."""
    with contextlib.suppress(SystemExit):
        await server.serve(sockets=[bound])


@contextlib.asynccontextmanager
async def listening(app: object, port: int = 0) -> AsyncIterator[str]:
    """Serve any ASGI application on loopback inside this process and yield its base URL."""
    bound = socket.create_server((HOST, port))
    # asyncio does this only for sockets made with IPPROTO_TCP; without it each answer waits for a delayed ACK.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    watched = _Watched(app)
    config = uvicorn.Config(
        watched,
        log_config=None,
        log_level="critical",
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(_served(server, bound))
    while not server.started:
        if task.done():
            bound.close()
            raise RuntimeError("The application did not start.") from watched.error
        await asyncio.sleep(0.005)
    try:
        yield f"http://{HOST}:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


def serve_forever(port: int, service: str | None) -> None:
    """Serve until stopped; prints the settings that point a service here."""
    parts = create_sandbox_app(Sandbox())
    if service:
        parts.deliveries.connect(service, triggers=True, events=False)

    async def serve() -> None:
        async with running(parts, port) as url:
            typer.echo(f"# A Zendesk of its own on {url}; point a service at it with:")
            for name, value in settings_env(url).items():
                typer.echo(f"export {name}={shlex.quote(value)}")
            await asyncio.Event().wait()

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
