"""A wait that a bell can end early."""

import asyncio

import pytest

from app.wakeup import rung

pytestmark = pytest.mark.anyio


async def test_the_bell_ends_the_wait() -> None:
    bell = asyncio.Event()
    waiting = asyncio.create_task(rung(bell, 60))
    await asyncio.sleep(0)
    bell.set()

    assert await waiting


async def test_without_the_bell_the_wait_ends_with_its_time() -> None:
    assert not await rung(asyncio.Event(), 0.01)


async def test_a_cancellation_that_comes_with_the_bell_is_not_dropped() -> None:
    """Whoever cancels a worker waits for its end."""
    bell = asyncio.Event()

    async def rests_again_and_again() -> None:
        while True:
            bell.clear()
            await rung(bell, 60)

    resting = asyncio.create_task(rests_again_and_again())
    await asyncio.sleep(0)
    bell.set()
    await asyncio.sleep(0)
    resting.cancel()

    done, _ = await asyncio.wait({resting}, timeout=5)
    assert done
    assert resting.cancelled()
