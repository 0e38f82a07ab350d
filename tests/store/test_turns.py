"""Turns: one replica at a time, and nobody waits for one that is gone."""

from datetime import timedelta

import pytest

from app.store import turns
from tests.rules.kit import NOW
from tests.store.kit import opened

pytestmark = pytest.mark.anyio
LENGTH = timedelta(minutes=1)


async def test_a_turn_is_one_holders_until_it_is_given_back_or_runs_out(database_url: str) -> None:
    with opened(database_url) as database:

        async def takes(holder: str, seconds: float = 0) -> bool:
            now = NOW + timedelta(seconds=seconds)
            return await database.write(lambda c: turns.take(c, "work", holder, now, LENGTH))

        assert await takes("a")
        assert not await takes("b", 59)
        assert await takes("a", 59), "its holder keeps it"
        assert not await takes("b", 100)
        assert await takes("b", 119), "it ran out"
        assert not await takes("a", 120)
        await database.write(lambda c: turns.give_back(c, "work", "a", NOW))
        assert not await takes("a", 121), "only its holder gives it back"
        await database.write(lambda c: turns.give_back(c, "work", "b", NOW))
        assert await takes("a", 121)


async def test_a_clock_that_was_set_back_does_not_make_a_turn_last_for_ever(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: turns.take(c, "work", "a", NOW + timedelta(days=3), LENGTH))

        assert await database.write(lambda c: turns.take(c, "work", "b", NOW, LENGTH))
