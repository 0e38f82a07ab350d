"""What is seen of a scope, one open storm a scope, and one holder of its problem ticket."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.rules.ladder import Epoch
from app.rules.record import Record
from app.rules.storm import Sighting
from app.rules.ticket import Status, Tier
from app.store import horizon, storms
from tests.rules.kit import a_record
from tests.store.kit import HOUR, NOW, opened

pytestmark = pytest.mark.anyio
LUMEN = "carrier:lumen"
LEASE = timedelta(minutes=2)


def member(number: int = 42, **more: Any) -> Record:
    values: dict[str, Any] = {"ticket_id": number, "tier": Tier.THREE, "storm": LUMEN}
    return a_record(**(values | more))


async def test_a_ticket_is_seen_once_for_each_of_its_openings(database_url: str) -> None:
    again = member(epoch=Epoch(2, NOW + HOUR))

    def work(connection: Connection) -> list[bool]:
        return [
            storms.sight(connection, member(), None, NOW),
            storms.sight(connection, member(), None, NOW),
            storms.sight(connection, member(), member(), NOW),
            storms.sight(connection, again, member(), NOW),
        ]

    with opened(database_url) as database:
        assert await database.write(work) == [True, False, False, True]
        seen = await database.write(lambda c: storms.of_scope(c, LUMEN, NOW))
        assert seen.sightings == (Sighting(42, 2, NOW + HOUR),)


@pytest.mark.parametrize(
    "change",
    [{"tier": Tier.TWO}, {"storm": None}, {"status": Status.SOLVED}],
    ids=lambda change: next(iter(change)),
)
async def test_only_an_unsolved_tier_iii_ticket_with_a_scope_is_seen(database_url: str, change: dict[str, Any]) -> None:
    with opened(database_url) as database:
        assert not await database.write(lambda c: storms.sight(c, member(**change), None, NOW))
        assert await database.read(storms.scopes) == []


async def test_a_ticket_that_was_raised_is_seen_although_it_was_known(database_url: str) -> None:
    with opened(database_url) as database:
        assert await database.write(lambda c: storms.sight(c, member(), a_record(), NOW))
        assert await database.read(storms.scopes) == [LUMEN]


async def test_a_ticket_of_yesterday_that_tells_of_the_carrier_now_counts_from_now_on(database_url: str) -> None:
    """Three of them within minutes are a storm; by their openings they would never have been one."""
    old = member(epoch=Epoch(1, NOW - 30 * HOUR), seen_updated_at=NOW)
    held = replace(old, tier=None, storm=None)

    def seen(connection: Connection, before: Record | None) -> datetime:
        storms.keep(connection, LUMEN, storms.Seen(), NOW)
        assert storms.sight(connection, old, before, NOW)
        return storms.of_scope(connection, LUMEN, NOW).sightings[0].started_at

    with opened(database_url) as database:
        assert await database.write(lambda c: seen(c, replace(old, tier=Tier.TWO, storm=None))) == NOW
        assert await database.write(lambda c: seen(c, None)) == NOW - 30 * HOUR
        assert await database.write(lambda c: seen(c, held)) == NOW - 30 * HOUR


async def test_a_scope_is_judged_only_when_there_is_or_may_be_a_storm_or_something_to_forget(database_url: str) -> None:
    """One ticket about a carrier must not cost a transaction every few seconds for half a day."""

    def work(connection: Connection) -> list[tuple[list[str], bool]]:
        found = []
        for number in (1, 2, 3):
            storms.sight(connection, member(number), None, NOW)
            found.append(storms.looking(connection, 3, NOW - HOUR))
        storms.begin(connection, LUMEN, NOW)
        found.append(storms.looking(connection, 9, NOW - HOUR))
        return found

    with opened(database_url) as database:
        assert await database.write(work) == [([], False), ([], False), ([LUMEN], False), ([LUMEN], True)]
        late = await database.read(lambda connection: storms.looking(connection, 9, NOW + timedelta(days=1)))
        assert late == ([LUMEN], True)


async def test_what_was_seen_long_ago_is_judged_to_be_forgotten(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda connection: storms.sight(connection, member(), None, NOW))
        assert await database.read(lambda c: storms.looking(c, 3, NOW + timedelta(days=1))) == ([LUMEN], False)


async def test_a_scope_has_one_open_storm_and_another_after_its_end(database_url: str) -> None:
    def work(connection: Connection) -> tuple[int, int, int]:
        first = storms.begin(connection, LUMEN, NOW)
        second = storms.begin(connection, LUMEN, NOW + HOUR)
        storms.end(connection, first, "solved", (), NOW + HOUR)
        return first.id, second.id, storms.begin(connection, LUMEN, NOW + HOUR).id

    with opened(database_url) as database:
        first, second, third = await database.write(work)
        assert first == second != third


async def test_the_end_of_a_storm_forgets_its_tickets_but_for_those_that_waited(database_url: str) -> None:
    waits = Sighting(3, 1, NOW)

    def work(connection: Connection) -> storms.Seen:
        for number in (1, 2, 3):
            storms.sight(connection, member(number), None, NOW)
        one = storms.begin(connection, LUMEN, NOW)
        storms.end(connection, one, "no ticket has joined", [waits], NOW)
        return storms.of_scope(connection, LUMEN, NOW)

    with opened(database_url) as database:
        assert await database.write(work) == storms.Seen((waits,))


async def test_one_holder_at_a_time_creates_the_problem_and_a_late_one_stores_nothing(database_url: str) -> None:
    """The first holder's lease ran out while it was asleep; what it brings then is its own."""

    def work(connection: Connection) -> list[bool]:
        storms.begin(connection, LUMEN, NOW)
        late = storms.claim(connection, NOW, LEASE)
        assert late is not None
        assert storms.claim(connection, NOW + LEASE, LEASE) is None
        ours = storms.claim(connection, NOW + LEASE + timedelta(seconds=1), LEASE)
        assert ours is not None
        return [
            storms.renew(connection, late, NOW, LEASE),
            storms.note_problem(connection, late, 98, "was created"),
            storms.renew(connection, ours, NOW + LEASE, LEASE),
            storms.note_problem(connection, ours, 99, "was created"),
            storms.note_problem(connection, ours, 100, "was created"),
        ]

    with opened(database_url) as database:
        assert await database.write(work) == [False, False, True, True, False]
        one = await database.read(lambda c: storms.standing(c, LUMEN))
        assert one is not None
        assert (one.problem_id, one.outcome) == (99, "was created")


async def test_what_failed_waits_for_its_time_and_keeps_the_reason(database_url: str) -> None:
    def work(connection: Connection) -> list[bool]:
        storms.begin(connection, LUMEN, NOW)
        one = storms.claim(connection, NOW, LEASE)
        assert one is not None
        storms.postpone(connection, one, "Zendesk is away", NOW + HOUR / 60)
        return [storms.claim(connection, at, LEASE) is not None for at in (NOW, NOW + HOUR / 60)]

    with opened(database_url) as database:
        assert await database.write(work) == [False, True]
        (row,) = await database.read(storms.all_of)
        assert (row.attempts, row.outcome) == (1, "Zendesk is away")


async def test_a_new_process_takes_over_the_leases_of_a_dead_one(database_url: str) -> None:
    def work(connection: Connection) -> bool:
        storms.begin(connection, LUMEN, NOW)
        storms.claim(connection, NOW, LEASE)
        storms.recover(connection)
        return storms.claim(connection, NOW, LEASE) is not None

    with opened(database_url) as database:
        assert await database.write(work)


async def test_a_lease_of_a_wrong_hour_does_not_hold_up_a_storm(database_url: str) -> None:
    def work(connection: Connection) -> bool:
        storms.begin(connection, LUMEN, NOW)
        storms.claim(connection, NOW + HOUR, LEASE)
        horizon.clamp(connection, NOW)
        return storms.claim(connection, NOW + timedelta(seconds=1), LEASE) is not None

    with opened(database_url) as database:
        assert await database.write(work)


async def test_people_are_told_of_a_problem_once_however_many_storms_find_it(database_url: str) -> None:
    def work(connection: Connection) -> list[bool]:
        told = []
        for _ in range(2):
            storms.begin(connection, LUMEN, NOW)
            one = storms.claim(connection, NOW, LEASE)
            assert one is not None
            storms.note_problem(connection, one, 99, "problem #99 was created")
            told.append(storms.is_told(connection, one, 99))
            storms.end(connection, replace(one, outcome="problem #99 was created"), "over", (), NOW)
        return told

    with opened(database_url) as database:
        assert await database.write(work) == [False, True]
        rows = await database.read(storms.all_of)
        assert {row.outcome for row in rows} == {"problem #99 was created; over"}
