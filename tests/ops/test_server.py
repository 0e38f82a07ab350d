"""What `tierline serve` does around uvicorn, told on a real server of one thread."""

import asyncio
import gc
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from app.ops.connection import server_config
from app.ops.server import Server, settle_down

pytestmark = pytest.mark.anyio


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come about within ten seconds")


async def test_what_is_loaded_is_taken_for_good_once_all_is_prepared_and_not_before() -> None:
    prepared = asyncio.Event()
    server = Server(
        server_config(FastAPI(), host="127.0.0.1", port=0, shutdown_seconds=1),
        shutdown_seconds=1,
        stopping=lambda: None,
        prepared=prepared.wait,
    )
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    before = gc.get_freeze_count()
    await asyncio.sleep(0.05)
    assert gc.get_freeze_count() == before

    prepared.set()
    await until(lambda: gc.get_freeze_count() > before)

    server.should_exit = True
    await serving


def test_settling_down_throws_away_what_is_garbage_already() -> None:
    class Loop:
        """An object that holds itself."""

        me: object

    loop = Loop()
    loop.me = loop
    del loop
    settle_down()
    assert not [one for one in gc.get_objects() if type(one).__name__ == "Loop"]
