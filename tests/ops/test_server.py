"""What `tierline serve` does around uvicorn, told on a real server of one thread."""

import asyncio
import gc
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI

from app import garbage
from app.ops.connection import server_config
from app.ops.server import Server

pytestmark = pytest.mark.anyio


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come about within ten seconds")


def a_server(prepared: asyncio.Event, loading_seconds: float = 60.0) -> Server:
    return Server(
        server_config(FastAPI(), host="127.0.0.1", port=0, shutdown_seconds=1),
        shutdown_seconds=1,
        stopping=lambda: None,
        prepared=prepared.wait,
        loading_seconds=loading_seconds,
    )


@pytest.fixture
def put_off() -> Iterator[None]:
    garbage.put_off()
    yield
    gc.enable()


@pytest.mark.usefixtures("put_off")
async def test_what_is_loaded_is_taken_for_good_once_all_is_prepared_and_not_before() -> None:
    prepared = asyncio.Event()
    server = a_server(prepared)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    before = gc.get_freeze_count()
    await asyncio.sleep(0.05)
    assert gc.get_freeze_count() == before
    assert not gc.isenabled()

    prepared.set()
    await until(lambda: gc.get_freeze_count() > before and gc.isenabled())

    server.should_exit = True
    await serving


@pytest.mark.usefixtures("put_off")
async def test_garbage_is_looked_for_in_the_end_though_something_is_never_prepared() -> None:
    server = a_server(asyncio.Event(), loading_seconds=0.05)
    serving = asyncio.create_task(server.serve())
    await until(gc.isenabled)

    server.should_exit = True
    await serving
