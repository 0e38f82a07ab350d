"""A wait that a bell can end early."""

import asyncio


async def rung(bell: asyncio.Event, seconds: float) -> bool:
    """
    Wait until `bell` is set, or for so many seconds; return whether it was.

    Always ends when it is cancelled. `asyncio.wait_for` of Python 3.11 drops a cancellation that comes together with
    the bell, and whoever cancelled then waits for ever.
    """
    try:
        async with asyncio.timeout(seconds):
            return await bell.wait()
    except TimeoutError:
        return False
