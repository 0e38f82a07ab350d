"""Nothing is sent under a lease that may end before the answer comes, and nothing under one that is lost."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import FakeClock
from app.store import effects, outbox, tickets
from app.store.database import Database
from app.store.outbox import LEASE, Claimed
from app.zendesk.sending import LEASE_MARGIN_SECONDS, Fenced, Lease, Leases
from tests.rules.kit import a_record
from tests.store.kit import NOW, an_effect, opened

pytestmark = pytest.mark.anyio

EXCHANGE = 30.0


async def claimed(database: Database, clock: FakeClock) -> list[Claimed]:
    (group,) = await database.write(lambda c: outbox.claim(c, clock.now(), 1))
    return group


async def one_planned(database: Database) -> None:
    await database.write(lambda c: tickets.save(c, a_record(), 0))
    await database.write(lambda c: effects.plan(c, an_effect(), NOW, NOW))


async def test_a_lease_that_outlasts_the_request_is_left_as_it_is(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        await one_planned(database)
        lease, group = Lease.from_now(clock), await claimed(database, clock)
        clock.advance(LEASE - timedelta(seconds=EXCHANGE + LEASE_MARGIN_SECONDS))
        await Leases(database, clock, EXCHANGE).hold(group, lease)

        assert lease.seconds_left(clock) == EXCHANGE + LEASE_MARGIN_SECONDS


async def test_one_that_would_not_is_begun_anew_and_nobody_takes_over(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        await one_planned(database)
        lease, group = Lease.from_now(clock), await claimed(database, clock)
        clock.advance(LEASE - timedelta(seconds=EXCHANGE))
        await Leases(database, clock, EXCHANGE).hold(group, lease)

        assert lease.seconds_left(clock) == LEASE.total_seconds()
        clock.advance(timedelta(seconds=EXCHANGE + 1))
        assert await database.write(lambda c: outbox.claim(c, clock.now(), 1)) == []


async def test_who_slept_through_the_lease_may_send_nothing_once_another_has_taken_over(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    with opened(tmp_path) as database:
        await one_planned(database)
        lease, group = Lease.from_now(clock), await claimed(database, clock)
        clock.advance(LEASE + timedelta(seconds=1))
        (other,) = await claimed(database, clock)

        assert other.unknown_outcome, "whoever slept may have sent before"
        with pytest.raises(Fenced):
            await Leases(database, clock, EXCHANGE).hold(group, lease)
        assert await database.write(lambda c: outbox.renew(c, [other], clock.now()))


async def test_a_wall_clock_that_is_set_back_does_not_make_a_lease_longer() -> None:
    clock = FakeClock(NOW)
    lease = Lease.from_now(clock)
    clock.advance(LEASE)
    lease.until += timedelta(hours=1)

    assert lease.seconds_left(clock) == 0
