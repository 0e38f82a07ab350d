"""The sender of notifications: retries with growing distance, gives up in the end, and says so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from app.clock import FakeClock
from app.notifier import LONGEST_DISTANCE, TRIES, Notifier, distance, is_hopeless, text_of
from app.rules.audience import Occasion
from app.rules.notification import Notification
from app.store import notifications
from app.store.database import Database
from app.store.notifications import GIVEN_UP_AFTER, Claimed
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio

TARGET = "NOTIFY_TIER_3:1"


@dataclass
class FakePost:
    """Takes messages, or says why not; keeps who is being told at the moment."""

    why: dict[str, str] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    now: list[str] = field(default_factory=list)
    quick: set[str] = field(default_factory=set)
    """Addresses that need not wait for the gate; what they were told stands in `told`."""
    told: list[str] = field(default_factory=list)
    most: int = 0
    clashes: int = 0
    """How often somebody was told who was being told already."""

    async def deliver(self, address: str, title: str, body: str, kind: Occasion | str) -> str | None:
        self.clashes += address in self.now
        self.now.append(address)
        self.most = max(self.most, len(self.now))
        if address in self.quick:
            self.told.append(title)
        else:
            await self.gate.wait()
        self.now.remove(address)
        self.tried.append(title)
        return self.why.get(address)


@contextlib.asynccontextmanager
async def running(database: Database, clock: FakeClock, post: FakePost, *targets: str) -> AsyncIterator[Notifier]:
    notifier = Notifier(
        database=database,
        clock=clock,
        addresses={target: f"address of {target}" for target in targets},
        deliver=post.deliver,
        look_seconds=0.01,
        uniform=lambda low, high: high,
    )
    task = asyncio.create_task(notifier.run())
    try:
        yield notifier
    finally:
        post.gate.set()
        notifier.stop()
        await asyncio.wait_for(task, 10)


async def plan(database: Database, *abouts: str, targets: tuple[str, ...] = (TARGET,)) -> None:
    def work(connection: Connection) -> None:
        for about in abouts:
            notifications.plan(connection, Notification(about, Occasion.TIER_3, targets, about, "body", 0, 42), NOW)

    await database.write(work)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def state(database: Database) -> list[tuple[str, int, str]]:
    rows = await database.read(lambda c: notifications.history(c, 42))
    return [(row.state, row.attempts, row.outcome) for row in rows]


async def test_what_fails_is_tried_again_after_a_growing_distance(database_url: str, clock: FakeClock) -> None:
    post = FakePost(why={f"address of {TARGET}": "it answered 500"})
    post.gate.set()
    with opened(database_url) as database:
        await plan(database, "a")
        async with running(database, clock, post, TARGET):
            for tries, seconds in ((1, 10), (2, 20), (3, 40)):
                await until(lambda tries=tries: len(post.tried) == tries)  # type: ignore[misc]
                await asyncio.sleep(0.1)
                clock.advance(timedelta(seconds=seconds - 1))
                await asyncio.sleep(0.1)
                assert len(post.tried) == tries
                clock.advance(timedelta(seconds=1.5))
            post.why.clear()
            await until(lambda: len(post.tried) == 4)
        assert await state(database) in ([("planned", 4, "it answered 500")], [("sent", 4, "sent")])


async def test_after_a_day_it_is_given_up_and_health_names_kind_and_target(database_url: str, clock: FakeClock) -> None:
    post = FakePost(why={f"address of {TARGET}": "it answered 404"})
    with opened(database_url) as database:
        await plan(database, "a")
        async with running(database, clock, post, TARGET) as notifier:
            await until(lambda: bool(post.now))
            clock.advance(GIVEN_UP_AFTER)
            post.gate.set()
            for tries in (1, 2):
                await until(lambda tries=tries: len(post.tried) == tries)  # type: ignore[misc]
                await asyncio.sleep(0.1)
                clock.advance(timedelta(seconds=30))
            await until(lambda: bool(notifier.warnings()))

            (warning,) = notifier.warnings()
        assert "kind tier_3 to NOTIFY_TIER_3:1 were given up within the last day" in warning
        assert "it answered 404" in warning
        assert await state(database) == [("failed", 3, "given up: tried 3 times, at last: it answered 404")]


async def test_a_target_is_told_one_thing_at_a_time(database_url: str, clock: FakeClock) -> None:
    """Else one that hangs would take every place there is."""
    post = FakePost()
    with opened(database_url) as database:
        await plan(database, "a", "b", "c")
        async with running(database, clock, post, TARGET):
            await until(lambda: len(post.now) == 1)
            await asyncio.sleep(0.1)
            post.gate.set()
            await until(lambda: len(post.tried) == 3)

        assert (post.clashes, post.most) == (0, 1)


async def test_a_few_are_told_at_a_time(database_url: str, clock: FakeClock) -> None:
    post = FakePost()
    targets = tuple(f"NOTIFY_TIER_3:{place}" for place in range(1, 8))
    with opened(database_url) as database:
        await plan(database, "a", "b", targets=targets)
        async with running(database, clock, post, *targets):
            await until(lambda: len(post.now) == 4)
            await asyncio.sleep(0.1)
            assert post.most == 4
            post.gate.set()
            await until(lambda: len(post.tried) == 14)


async def test_targets_that_hang_do_not_keep_the_others_waiting(database_url: str, clock: FakeClock) -> None:
    """One provider may stand behind many addresses, and hang for all of them."""
    post = FakePost()
    hanging = tuple(f"NOTIFY_LEVELS:{place}" for place in range(1, 7))
    with opened(database_url) as database:
        await plan(database, *"abc", targets=(*hanging, TARGET))
        async with running(database, clock, post, *hanging, TARGET):
            post.quick.add(f"address of {TARGET}")
            await until(lambda: len(post.now) == 4)
            clock.advance(timedelta(seconds=3))
            await until(lambda: post.told == ["a", "b", "c"])

            assert post.clashes == 0


async def test_a_stop_waits_for_what_is_under_way_and_begins_nothing_more(database_url: str, clock: FakeClock) -> None:
    post = FakePost()
    with opened(database_url) as database:
        await plan(database, "a", "b")
        async with running(database, clock, post, TARGET) as notifier:
            await until(lambda: len(post.now) == 1)
            notifier.stop()

        assert [one[0] for one in await state(database)] == ["sent", "planned"]


def a_claimed(**more: int | str) -> Claimed:
    values = {"attempts": 0, "standing": ""} | more
    return Claimed(1, "key", Occasion.TIER_3, TARGET, "title", "body", NOW, token=1, **values)  # type: ignore[arg-type]


def test_the_distance_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [distance(tries) for tries in (1, 2, 3, 7, 8, 99)] == [10, 20, 40, 640, LONGEST_DISTANCE, LONGEST_DISTANCE]


def test_a_message_is_given_up_after_a_day_or_a_hundred_tries() -> None:
    assert not is_hopeless(a_claimed(), timedelta(hours=23))
    assert is_hopeless(a_claimed(attempts=2), GIVEN_UP_AFTER)
    assert is_hopeless(a_claimed(attempts=TRIES - 1), timedelta(0))


def test_one_that_a_hold_kept_back_for_a_day_is_not_given_up_at_its_first_failure() -> None:
    assert not is_hopeless(a_claimed(attempts=1), 3 * GIVEN_UP_AFTER)


def test_a_target_that_never_answers_is_told_a_dozen_times_a_day_and_not_a_hundred() -> None:
    """It may have each of them: it took the connection, and said nothing."""
    tries, age = 0, 0.0
    while age < GIVEN_UP_AFTER.total_seconds():
        tries += 1
        age += distance(tries, is_unsure=True)

    assert tries == 14


def test_people_are_told_when_zendesk_does_not_show_it() -> None:
    assert text_of(a_claimed()) == "body"
    assert "Zendesk does not show this yet" in text_of(a_claimed(standing="planned"))
    assert "refused the change" in text_of(a_claimed(standing="failed"))
