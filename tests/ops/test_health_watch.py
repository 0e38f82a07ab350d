"""People hear of an unhealthy service once, whoever watches and however often it starts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import FakeClock
from app.errors import StoreUnavailable
from app.ops.health import Check, Health
from app.ops.health_watch import HealthWatch
from app.rules.audience import Audience, Occasion
from app.store.database import Database
from app.store.schema import notification
from tests.store.kit import opened

pytestmark = pytest.mark.anyio

TARGET = "NOTIFY_UNHEALTHY:1"


class Replica:
    """A watch with a health of its own, and a post that keeps what it is given."""

    def __init__(self, database: Any, clock: FakeClock) -> None:
        self.broken: list[str] = []
        self.sent: list[str] = []
        self.why: str | None = None
        """Why nobody takes a message."""
        self.watch = HealthWatch(
            database=database,
            clock=clock,
            report=self.report,
            audience=Audience(unhealthy=(TARGET,)),
            addresses={TARGET: "json://127.0.0.1:9/"},
            deliver=self.deliver,
        )

    async def report(self) -> Health:
        checks = {"database": Check(True, "takes writes"), **{name: Check(False, "is broken") for name in self.broken}}
        return Health(checks, (), {})

    async def deliver(self, address: str, title: str, body: str, kind: Occasion | str) -> str | None:
        if self.why is None:
            self.sent.append(title)
        return self.why


async def live(clock: FakeClock, seconds: int, *replicas: Replica) -> None:
    for _ in range(seconds // 10):
        clock.advance(timedelta(seconds=10))
        for one in replicas:
            await one.watch.look()


async def planned(database: Database) -> list[tuple[str, str]]:
    rows = await database.read(lambda c: c.execute(select(notification).order_by(notification.c.id)).all())
    return [(row.kind, row.body) for row in rows]


def kinds(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [kind for kind, _ in rows]


async def test_a_minute_of_broken_promises_is_told_once_and_so_is_their_end(
    database_url: str, clock: FakeClock
) -> None:
    with opened(database_url) as database:
        one = Replica(database, clock)
        one.broken = ["ladder"]
        await live(clock, 60, one)
        assert await planned(database) == []
        await live(clock, 120, one)

        ((kind, body),) = await planned(database)
        assert (kind, "- ladder: is broken" in body) == ("unhealthy", True)
        one.broken = []
        await live(clock, 300, one)
        assert kinds(await planned(database)) == ["unhealthy", "healthy"]


async def test_two_replicas_and_a_restart_tell_the_same_once(database_url: str, clock: FakeClock) -> None:
    """One of them may be well: it does not take back what the other sees."""
    with opened(database_url) as database:
        sick, well = Replica(database, clock), Replica(database, clock)
        sick.broken = ["scheduler"]
        await live(clock, 100, sick, well)
        reborn = Replica(database, clock)
        reborn.broken = ["scheduler"]
        await live(clock, 100, reborn, well, sick)

        assert kinds(await planned(database)) == ["unhealthy"]


async def test_a_short_trouble_is_no_news(database_url: str, clock: FakeClock) -> None:
    with opened(database_url) as database:
        one = Replica(database, clock)
        one.broken = ["scheduler"]
        await live(clock, 50, one)
        one.broken = []
        await live(clock, 120, one)

        assert await planned(database) == []


class Away:
    """A store that takes nothing while it is told to."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_away = True

    async def read(self, work: Any) -> Any:
        if self.is_away:
            raise StoreUnavailable("The database cannot be read.")
        return await self.database.read(work)

    async def write(self, work: Any) -> Any:
        if self.is_away:
            raise StoreUnavailable("The database did not commit in time.")
        return await self.database.write(work)


async def test_a_store_that_is_away_is_told_without_it_and_its_return_is_stored(
    database_url: str, clock: FakeClock
) -> None:
    with opened(database_url) as database:
        store = Away(database)
        one = Replica(store, clock)
        one.broken = ["database"]
        await live(clock, 60, one)
        assert one.sent == []
        await live(clock, 100, one)
        assert one.sent == ["Tierline is not healthy"]
        store.is_away, one.broken = False, []
        await live(clock, 100, one)

        assert kinds(await planned(database)) == ["healthy"]
        assert one.sent == ["Tierline is not healthy"]


async def test_a_store_that_is_back_is_no_health_while_another_promise_is_broken(
    database_url: str, clock: FakeClock
) -> None:
    """What piled up meanwhile takes its time: "every promise is kept" is said when it is true, and once for all."""
    with opened(database_url) as database:
        store = Away(database)
        replicas = Replica(store, clock), Replica(store, clock)
        for one in replicas:
            one.broken = ["database"]
        await live(clock, 100, *replicas)
        store.is_away = False
        for one in replicas:
            one.broken = ["inbox"]
        await live(clock, 200, *replicas)
        assert await planned(database) == []
        for one in replicas:
            one.broken = []
        await live(clock, 200, *replicas)

        assert kinds(await planned(database)) == ["healthy"]
        assert [one.sent for one in replicas] == [["Tierline is not healthy"]] * 2


async def test_who_does_not_take_the_message_of_a_store_that_is_away_is_told_with_the_next_look(
    database_url: str, clock: FakeClock
) -> None:
    with opened(database_url) as database:
        one = Replica(Away(database), clock)
        one.broken, one.why = ["database"], "it answered 503"
        await live(clock, 100, one)
        one.why = None
        await live(clock, 100, one)

        assert one.sent == ["Tierline is not healthy"]
