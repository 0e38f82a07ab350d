"""Replicas agree on the time that leases live by, whatever their hosts' clocks say."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import FakeClock, SystemClock
from app.errors import StoreUnavailable
from app.store import inbox
from app.store.database import Database
from app.store.shared_clock import MEASURE_SECONDS, SharedClock
from tests.postgres import Postgres
from tests.store.kit import NOW, a_delivery, opened

pytestmark = pytest.mark.anyio

SECOND = timedelta(seconds=1)


class Skewed(SystemClock):
    """A host whose clock is wrong."""

    def __init__(self, skew: timedelta) -> None:
        self.skew = skew

    def now(self) -> datetime:
        return super().now() + self.skew


@pytest.mark.parametrize("skew", [timedelta(hours=-3), timedelta(0), timedelta(days=400)])
async def test_a_wrong_host_clock_is_corrected_to_the_databases(postgres_url: str, skew: timedelta) -> None:
    with opened(postgres_url) as database:
        clock = SharedClock(Skewed(skew), database)
        await clock.measure()

        assert abs(clock.now() - datetime.now(UTC)) < 5 * SECOND


async def test_a_replica_that_is_ahead_does_not_take_over_a_lease_that_runs(postgres_url: str) -> None:
    with opened(postgres_url) as database:
        right, ahead = SharedClock(SystemClock(), database), SharedClock(Skewed(timedelta(hours=2)), database)
        await right.measure()
        await ahead.measure()
        await database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
        assert len(await database.write(lambda c: inbox.claim(c, right.now(), 10))) == 1

        assert await database.write(lambda c: inbox.claim(c, ahead.now(), 10)) == []


async def test_the_correction_follows_a_host_clock_that_is_set(postgres_url: str) -> None:
    host = Skewed(timedelta(0))
    with opened(postgres_url) as database:
        clock = SharedClock(host, database)
        await clock.measure()
        host.skew = timedelta(hours=1)
        await clock.measure()

        assert abs(clock.now() - datetime.now(UTC)) < 5 * SECOND


async def test_differences_below_what_can_be_measured_change_nothing(postgres_url: str) -> None:
    """Else the clock would step back a little with every second measurement."""
    with opened(postgres_url) as database:
        clock = SharedClock(Skewed(timedelta(hours=1)), database)
        await clock.measure()
        told = datetime.now(UTC)
        offset = clock.offset
        asked = told - offset - timedelta(milliseconds=3)
        clock._correct(asked, told + timedelta(milliseconds=4), asked + timedelta(milliseconds=500))

        assert clock.offset == offset


async def test_while_the_database_is_away_the_correction_stays_and_is_renewed_afterwards(postgres: Postgres) -> None:
    """The host's own sleeps pass at once here, so that many measurements fail and then one succeeds."""
    host = FakeClock(NOW)
    with postgres.database() as url, opened(url) as database:
        clock = SharedClock(host, database)
        await clock.measure()
        offset = clock.offset
        postgres.let_in(url, yes=False)
        with pytest.raises(StoreUnavailable):
            await clock.measure()
        assert clock.offset == offset
        following = asyncio.create_task(clock.follow())
        postgres.let_in(url, yes=True)
        async with asyncio.timeout(30):
            while clock.offset == offset or host.now() < NOW + timedelta(seconds=2 * MEASURE_SECONDS):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        following.cancel()


def test_a_file_needs_no_shared_clock(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'tierline.db'}")
    assert not database.is_shared
    database.close()
