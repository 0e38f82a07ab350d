"""The gate that all replicas share: no minute sees more than the quota, no pause is forgotten."""

import random
from datetime import datetime, timedelta

import pytest

from app.store import gate
from app.store.database import Database
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


async def take(database: Database, seconds: float, wanted: int = 1, quota: int = 3) -> int:
    return await database.write(lambda c: gate.reserve(c, gate.UPDATES, wanted, quota, after(seconds)))


async def test_a_minute_has_its_quota_and_a_permit_counts_until_its_minute_is_over_at_zendesk(
    database_url: str,
) -> None:
    with opened(database_url) as database:
        assert await take(database, 0, wanted=2) == 2
        assert await take(database, 30, wanted=5) == 1
        assert [await take(database, seconds) for seconds in (31, 60, 61)] == [0, 0, 0]
        assert await take(database, 62, wanted=5) == 2


async def test_in_no_sliding_minute_is_the_quota_passed_however_permits_are_asked_for(database_url: str) -> None:
    """Each permit is used at the latest moment at which it is still fresh, or at once: the worst that can be."""
    draw, moments, second = random.Random(7), [], 0.0
    with opened(database_url) as database:
        for _ in range(400):
            second += draw.random() * 3
            granted = await take(database, second, wanted=draw.randint(1, 4), quota=7)
            moments += [second + draw.choice([0.0, gate.FRESH_SECONDS]) for _ in range(granted)]
    moments.sort()
    assert len(moments) >= 60
    assert all(sum(start <= moment < start + 60 for moment in moments) <= 7 for start in moments)


async def test_what_is_given_back_can_be_had_again_and_nobody_elses_is_touched(database_url: str) -> None:
    with opened(database_url) as database:
        await take(database, 0, wanted=2)
        await take(database, 10)
        await database.write(lambda c: gate.give_back(c, gate.UPDATES, 1, after(0), after(11)))

        assert await take(database, 12, wanted=3) == 1
        assert await take(database, 62, wanted=3) == 1, "one of second 0, not the one of second 10"


async def test_a_pause_lets_nobody_through_and_a_shorter_one_does_not_end_it(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: gate.block(c, gate.UPDATES, after(30), NOW))
        await database.write(lambda c: gate.block(c, gate.UPDATES, after(5), NOW))

        assert [await take(database, seconds) for seconds in (0, 29.9, 30)] == [0, 0, 1]


async def test_a_pause_outlives_the_process(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: gate.block(c, gate.UPDATES, after(30), NOW))
    with opened(database_url) as database:
        assert await take(database, 29) == 0
        assert await database.read(lambda c: gate.opens_in(c, gate.UPDATES, 3, after(10))) == 20.0


async def test_a_clock_that_is_set_back_closes_the_gate_for_a_minute_at_most(database_url: str) -> None:
    with opened(database_url) as database:
        await take(database, 3600, wanted=3)
        await database.write(lambda c: gate.block(c, gate.UPDATES, after(3630), after(3600)))

        assert await take(database, 0) == 0, "what was spent just now counts as spent now"
        assert await take(database, 62) == 1
        await database.write(lambda c: gate.block(c, gate.UPDATES, after(90), after(62)))
        assert await take(database, 63) == 0, "a new pause holds although the old one seemed longer"


async def test_it_tells_when_it_opens(database_url: str) -> None:
    with opened(database_url) as database:
        assert await database.read(lambda c: gate.opens_in(c, gate.UPDATES, 3, NOW)) == 0
        await take(database, 0, wanted=3)
        opens = await database.read(lambda c: gate.opens_in(c, gate.UPDATES, 3, after(1)))

        assert opens == 61.0
        assert await take(database, 1 + opens - 0.1) == 0
        assert await take(database, 1 + opens) == 1
