"""The inbox: stored once, claimed by ticket, handed back, parked, never lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from app.errors import InvalidPayload
from app.store import inbox
from app.store.database import Database
from app.store.inbox import LEASE, PARK_AFTER, ROWS_AT_ONCE, Inbox
from app.store.schema import inbox as table
from app.zendesk.events import CREATED
from tests.store.kit import HOUR, NOW, a_clock, a_delivery, opened

pytestmark = pytest.mark.anyio


async def put(database: Database, *deliveries: Any) -> None:
    box = Inbox(database, a_clock(), a_clock(), timedelta(0))
    for delivery in deliveries:
        await box.accept(delivery)


async def states(database: Database) -> list[str]:
    return await database.read(lambda c: list(c.execute(select(table.c.state).order_by(table.c.id)).scalars()))


@pytest.mark.parametrize("key", ["invocation_id", "event_id"])
async def test_a_delivery_with_a_known_id_is_stored_once(database_url: str, key: str) -> None:
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock())
        first = await box.accept(a_delivery(1, **{key: "the same"}))
        second = await box.accept(a_delivery(2, **{key: "the same"}))

        assert (first, second) == (True, False)
        assert len(await states(database)) == 1


async def test_of_fifty_copies_at_once_one_is_new(database_url: str) -> None:
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock())
        copies = [a_delivery(n, invocation_id="the same") for n in range(50)]
        created = await asyncio.gather(*(box.accept(copy) for copy in copies), box.accept(a_delivery(99)))

        assert sum(created[:-1]) == 1
        assert created[-1]
        assert len(await states(database)) == 2


async def test_a_delivery_that_cannot_be_stored_does_not_cost_the_others_their_place(database_url: str) -> None:
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock())
        bad = a_delivery(0, body="\ud800")
        results = await asyncio.gather(
            box.accept(a_delivery(1)), box.accept(bad), box.accept(a_delivery(2)), return_exceptions=True
        )

        assert results[0] is True
        assert isinstance(results[1], InvalidPayload)
        assert results[2] is True


async def test_an_event_waits_until_its_second_is_over(database_url: str) -> None:
    """Zendesk's stamps have whole seconds; a snapshot taken within one could hide a change."""
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock())
        await box.accept(a_delivery(1, occurred_at=NOW))
        at_once = await database.write(lambda c: inbox.claim(c, NOW, 10))
        later = await database.write(lambda c: inbox.claim(c, NOW + timedelta(seconds=1), 10))

        assert at_once == []
        assert len(later) == 1


async def test_all_events_of_a_ticket_come_together_in_their_order(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1, 7), a_delivery(2, 8), a_delivery(3, 7))
        groups = await database.write(lambda c: inbox.claim(c, NOW, 10))

        assert [[row.request_id for row in rows] for rows in groups] == [["request-1", "request-3"], ["request-2"]]


async def test_of_a_flood_about_no_ticket_some_are_claimed_at_once_and_it_keeps_nobody_back(database_url: str) -> None:
    """What is claimed fits into memory, however much waits; a replica that holds some of it is in nobody's way."""
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock(), timedelta(0))
        flood = [a_delivery(number, None) for number in range(2 * ROWS_AT_ONCE + 5)]
        await asyncio.gather(*(box.accept(one) for one in flood), box.accept(a_delivery(10**6, 42)))
        came = []
        while groups := await database.write(lambda c: inbox.claim(c, NOW, 10)):
            came += groups

        assert [(rows[0].ticket_id, len(rows)) for rows in came] == [
            (None, ROWS_AT_ONCE),
            (None, ROWS_AT_ONCE),
            (42, 1),
            (None, 5),
        ]
        assert len({row.id for rows in came for row in rows}) == len(flood) + 1


async def test_all_events_of_a_ticket_come_together_however_many(database_url: str) -> None:
    with opened(database_url) as database:
        box = Inbox(database, a_clock(), a_clock(), timedelta(0))
        await asyncio.gather(*(box.accept(a_delivery(number, 7)) for number in range(ROWS_AT_ONCE + 5)))
        (rows,) = await database.write(lambda c: inbox.claim(c, NOW, 10))

        assert len(rows) == ROWS_AT_ONCE + 5


async def test_only_the_body_of_a_creation_is_carried_to_the_look(database_url: str) -> None:
    """The others are for people who search; in memory they would only take room."""
    with opened(database_url) as database:
        creation = {"source": "events", "event_type": CREATED, "body": '{"all": "of it"}'}
        await put(database, a_delivery(1, 7, **creation), a_delivery(2, 8, body='{"long": "story"}'))
        (first,), (second,) = await database.write(lambda c: inbox.claim(c, NOW, 10))

        assert (first.body, second.body) == ('{"all": "of it"}', "")


async def test_a_ticket_under_lease_is_left_alone_even_by_newer_events(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        await database.write(lambda c: inbox.claim(c, NOW, 10))
        await put(database, a_delivery(2))

        assert await database.write(lambda c: inbox.claim(c, NOW, 10)) == []


async def test_a_worker_that_slept_through_its_lease_can_end_nothing(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        (slept,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        later = NOW + LEASE + timedelta(seconds=1)
        (other,) = await database.write(lambda c: inbox.claim(c, later, 10))

        assert not await database.write(lambda c: inbox.end(c, slept, inbox.DONE, None, later))
        assert await database.write(lambda c: inbox.end(c, other, inbox.DONE, None, later))


async def test_of_several_rows_all_are_ended_or_none_when_a_person_has_dropped_one_of_them(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1), a_delivery(2), a_delivery(3))
        (rows,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        dropped = table.update().where(table.c.id == rows[1].id).values(token=table.c.token + 1)
        await database.write(lambda c: c.execute(dropped))

        def end(connection: Connection) -> None:
            if not inbox.end(connection, rows, inbox.DONE, None, NOW):
                raise LookupError

        with pytest.raises(LookupError):
            await database.write(end)
        assert await states(database) == ["pending"] * 3
        assert await database.write(lambda c: inbox.end(c, [rows[0], rows[2]], inbox.DONE, None, NOW))
        assert await states(database) == ["done", "pending", "done"]


async def test_a_failed_event_is_tried_again_with_growing_distance_and_then_parked_visibly(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        now, distances = NOW, []
        for _ in range(PARK_AFTER):
            (rows,) = await database.write(lambda c, now=now: inbox.claim(c, now, 10))  # type: ignore[misc]
            await database.write(lambda c, rows=rows, now=now: inbox.postpone(c, rows, "boom", now))  # type: ignore[misc]
            due = await database.read(inbox.next_available_at)
            distances.append((due - now).total_seconds() if due else 0.0)
            now = due or now

        assert distances[:4] == [1, 2, 4, 8]
        assert max(distances) <= 300
        assert await states(database) == ["parked"]
        assert (await database.read(inbox.backlog)).parked == 1


async def test_a_parked_event_does_not_silence_its_ticket(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        (rows,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.end(c, rows, inbox.PARKED, "boom", NOW))
        await put(database, a_delivery(2))

        (again,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        assert [row.request_id for row in again] == ["request-2"]


async def test_a_newer_event_overtakes_one_that_waits_for_another_try(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        (rows,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.postpone(c, rows, "boom", NOW + timedelta(hours=1)))
        await put(database, a_delivery(2))

        (again,) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        assert [row.request_id for row in again] == ["request-1", "request-2"]


async def test_failures_that_are_not_the_events_never_park_it(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        for hours in range(PARK_AFTER + 3):
            now = NOW + timedelta(hours=hours)
            (rows,) = await database.write(lambda c, now=now: inbox.claim(c, now, 10))  # type: ignore[misc]
            await database.write(
                lambda c, rows=rows, now=now: inbox.postpone(c, rows, "zendesk is away", now, counts=False)  # type: ignore[misc]
            )

        assert await states(database) == ["pending"]


async def test_after_a_crash_the_next_start_takes_the_events_over_at_once(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1))
        await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.recover(c, NOW))

        assert len(await database.write(lambda c: inbox.claim(c, NOW, 10))) == 1


async def test_housekeeping_deletes_finished_events_only_after_their_time(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1, 1), a_delivery(2, 2), a_delivery(3, 3))
        groups = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.end(c, groups[0], inbox.DONE, None, NOW))
        await database.write(lambda c: inbox.end(c, groups[1], inbox.PARKED, "boom", NOW))

        assert await database.write(lambda c: inbox.sweep(c, NOW)) == 0
        assert await database.write(lambda c: inbox.sweep(c, NOW + timedelta(days=30))) == 1
        assert await states(database) == ["parked", "pending"]


async def test_an_event_whose_second_is_not_over_is_not_taken_along_with_an_older_one(database_url: str) -> None:
    """A look within its second could miss the rest of that second for good; one that failed is taken along."""
    with opened(database_url) as database:
        for number, available_at in ((1, NOW), (2, NOW + timedelta(seconds=1))):
            values = inbox.row_values(a_delivery(number), available_at)
            await database.write(lambda c, values=values: inbox.add(c, values))  # type: ignore[misc]
        ((first,),) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.postpone(c, [first], "boom", NOW + HOUR))
        ((second, again),) = (
            sorted(group, key=lambda row: -row.id)
            for group in await database.write(lambda c: inbox.claim(c, NOW + timedelta(seconds=1), 10))
        )

    assert (first.id, second.id, again.id) == (1, 2, 1)
