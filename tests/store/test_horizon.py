"""Rows that a wrong clock dated far ahead, brought back."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from app.rules.effect import Kind
from app.store import effects, gate, horizon, inbox, outbox, tickets
from app.store.outbox import LEASE
from app.store.schema import effect
from tests.rules.kit import a_record
from tests.store.kit import HOUR, NOW, a_delivery, an_effect, opened

pytestmark = pytest.mark.anyio
AHEAD = NOW + HOUR
"""What the clock said that was an hour ahead; it is NOW."""


async def test_an_event_for_the_next_try_an_hour_ahead_is_tried_now(database_url: str) -> None:
    def work(connection: Connection) -> int:
        inbox.add(connection, inbox.row_values(a_delivery(1), AHEAD))
        horizon.clamp(connection, NOW)
        return len(inbox.claim(connection, NOW, 10))

    with opened(database_url) as database:
        assert await database.write(work) == 1


async def test_an_effect_that_waits_for_a_wrong_hour_is_sent_now(database_url: str) -> None:
    def work(connection: Connection) -> int:
        tickets.save(connection, a_record(), 0)
        effects.plan(connection, an_effect(), NOW, AHEAD)
        horizon.clamp(connection, NOW)
        return len(outbox.claim(connection, NOW, 10))

    with opened(database_url) as database:
        assert await database.write(work) == 1


async def test_a_lease_of_a_wrong_hour_ends_as_one_taken_now_and_its_outcome_is_unknown(database_url: str) -> None:
    def work(connection: Connection) -> tuple[int, list[list[outbox.Claimed]]]:
        tickets.save(connection, a_record(), 0)
        effects.plan(connection, an_effect(kind=Kind.TRIAGE), NOW, NOW)
        outbox.claim(connection, AHEAD, 10)
        horizon.clamp(connection, NOW)
        early = len(outbox.claim(connection, NOW + LEASE, 10))
        return early, outbox.claim(connection, NOW + LEASE + timedelta(seconds=1), 10)

    with opened(database_url) as database:
        early, found = await database.write(work)

    assert early == 0
    assert [one.unknown_outcome for (one,) in found] == [True]


async def test_what_is_planned_by_a_right_clock_stays_as_it_is(database_url: str) -> None:
    later = NOW + timedelta(seconds=300)

    def work(connection: Connection) -> int:
        inbox.add(connection, inbox.row_values(a_delivery(1), later))
        tickets.save(connection, a_record(), 0)
        effects.plan(connection, an_effect(), NOW, later)
        gate.reserve(connection, gate.UPDATES, 5, 100, NOW)
        gate.block(connection, gate.UPDATES, later, NOW)
        return horizon.clamp(connection, NOW)

    with opened(database_url) as database:
        assert await database.write(work) == 0
        assert await database.read(lambda c: c.execute(select(effect.c.not_before)).scalar_one()) == later
