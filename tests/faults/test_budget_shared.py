"""Several replicas, one account: together they keep to Zendesk's limit and to its pauses."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.clock import FakeClock
from app.main import create_app
from app.settings_reading import load_settings
from app.store import gate
from app.store.database import Database
from app.zendesk.budget import Budget
from app.zendesk.permits import Permits
from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.control import create_ticket, summary
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import settings_env
from tests.store.kit import NOW, opened
from tests.town import OUTAGE, QUICK

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

QUOTA = 10
HEADER = "zendesk-ratelimit-tickets-update"


async def test_in_no_minute_do_four_replicas_pass_the_limit(tmp_path: Path) -> None:
    """Ten minutes of greed: each replica takes what it gets, and sends it at once or as late as it may."""
    clock, draw, sent = FakeClock(NOW), random.Random(3), list[float]()
    with opened(tmp_path) as database:
        replicas = [Permits(database, Budget(clock, QUOTA), clock) for _ in range(4)]
        for _ in range(400):
            clock.advance(timedelta(seconds=draw.random() * 3))
            permits = await database.write(partial(draw.choice(replicas).reserve, wanted=2))
            sent += [permit.taken_at + draw.choice([0.0, gate.FRESH_SECONDS]) for permit in permits]
    sent.sort()
    assert len(sent) >= 8 * QUOTA
    assert all(sum(start <= moment < start + 60 for moment in sent) <= QUOTA for start in sent)


async def test_a_permit_that_has_lain_too_long_counts_from_when_it_is_used(tmp_path: Path) -> None:
    """A machine so slow that each permit grows old gets on all the same, and the minute still holds."""
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        permits = Permits(database, Budget(clock, 1), clock)
        (permit,) = await database.write(lambda c: permits.reserve(c, 1))
        clock.advance(timedelta(seconds=10))
        assert await permits.use(permit)
        assert not await permits.use(permit), "it was good for one request"

        clock.advance(timedelta(seconds=61))
        assert await database.write(lambda c: permits.reserve(c, 1)) == []
        clock.advance(timedelta(seconds=1))
        assert len(await database.write(lambda c: permits.reserve(c, 1))) == 1


async def test_a_pause_one_replica_was_asked_for_holds_for_all_and_after_a_restart(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        told, other = Budget(clock, QUOTA), Budget(clock, QUOTA)
        asked, unaware = Permits(database, told, clock), Permits(database, other, clock)
        (permit,) = await database.write(lambda c: unaware.reserve(c, 1))
        told.pause({HEADER: "total=10; remaining=0; resets=30"}, 30.0, clock.monotonic(), was_write=True)
        await asked.keep_pause()

        assert not await unaware.use(permit), "not even with a permit in hand"
        assert await unaware.wait_seconds() == 30.0
    with opened(tmp_path) as database:
        reborn = Permits(database, Budget(clock, QUOTA), clock)
        clock.advance(timedelta(seconds=29.9))
        assert await database.write(lambda c: reborn.reserve(c, 1)) == []
        clock.advance(timedelta(seconds=0.1))
        assert len(await database.write(lambda c: reborn.reserve(c, 1))) == 1


async def test_people_who_spend_from_the_limit_too_are_counted(tmp_path: Path) -> None:
    """What is left, Zendesk tells; the gate alone would allow more."""
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        budget = Budget(clock, 100)
        budget.observe({HEADER: "total=10; remaining=2; resets=20"}, clock.monotonic())
        permits = Permits(database, budget, clock)

        assert len(await database.write(lambda c: permits.reserve(c, 5))) == 2


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110  a sandbox tells nobody
            await asyncio.sleep(0.02)


async def test_after_a_429_no_replica_writes_before_the_pause_is_over_and_no_attempt_is_counted(
    tmp_path: Path,
) -> None:
    """Two services on one database; each gets every webhook, and each could send."""
    pause = 6
    parts = create_sandbox_app(Sandbox(updates_per_minute=5000, exports_per_minute=5000))
    async with contextlib.AsyncExitStack() as stack:
        zendesk = await stack.enter_async_context(running(parts))
        database = Database.open(f"sqlite:///{tmp_path / 'replicas.db'}")
        for _ in range(2):
            app = create_app(load_settings(settings_env(zendesk) | QUICK, env_file=None), database=database)
            parts.deliveries.connect(await stack.enter_async_context(listening(app)), triggers=True, events=False)
        parts.faults.order({"kind": "rate_limit", "retry_after": pause, "match": {"method": "PUT"}})
        tickets = [create_ticket(parts.sandbox, OUTAGE)["id"] for _ in range(6)]
        now, moments = asyncio.get_running_loop().time, list[float]()

        def is_done() -> bool:
            moments.extend([now()] * (len(parts.sandbox.written) - len(moments)))
            return all(summary(parts.sandbox, one)["public_by_service"] == 1 for one in tickets)

        await until(lambda: not parts.faults.orders)
        limited_at = now()
        await until(is_done)
        # What was on its way at that moment is no new request.
        assert not [moment for moment in moments if limited_at + 1.5 < moment < limited_at + pause - 0.5]
        assert max(moments) >= limited_at + pause - 0.5
        rows = await database.read(lambda c: c.exec_driver_sql("SELECT sum(attempts) FROM effect").all())
        assert rows[0][0] == 0
