"""What lies ahead, read from either kind of database: in order, page by page, and no more than asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from app.rules.effect import Change, Kind
from app.rules.forecast import forecast
from app.rules.ladder import Epoch
from app.rules.observation import on_ladder
from app.rules.record import Record
from app.rules.ticket import Status, Tier
from app.store import effects, gate, outlook, tickets
from app.store.database import Database
from app.store.reading import looking_into
from app.store.schema import ticket
from app.store.tickets import values_of
from tests.rules.kit import a_desk, a_record
from tests.store.kit import HOUR, NOW, an_effect, opened

pytestmark = pytest.mark.anyio


async def keep(database: Database, *records: Record) -> None:
    def work(connection: Connection) -> None:
        connection.execute(insert(ticket), [{"id": one.ticket_id, "version": 1, **values_of(one)} for one in records])

    await database.write(work)


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A look beside the open database, as a command has it."""
    with looking_into(url) as connection:
        yield connection


async def test_due_tickets_come_in_order_over_many_pages_each_once(database_url: str) -> None:
    """Many are due in the very same second, more than a page holds."""
    count = outlook.PAGE * 2 + 7
    with opened(database_url) as database:
        await keep(
            database,
            *(a_record(ticket_id=n, next_due_at=NOW + timedelta(seconds=n % 2)) for n in range(1, count + 1)),
            a_record(ticket_id=90_000, next_due_at=NOW + 2 * HOUR),
            a_record(ticket_id=90_001, next_due_at=None),
        )
        with reading(database_url) as connection:
            found = [(one.next_due_at, one.ticket_id) for one in outlook.due_tickets(connection, NOW + HOUR)]

    assert len(found) == count == len(set(found))
    assert found == sorted(found, key=lambda one: (one[0] or NOW, one[1]))


async def test_due_tickets_are_found_by_the_index_on_every_page_and_the_others_are_not_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'tierline.db'}"
    asked: list[tuple[str, Any]] = []
    with opened(url) as database:
        await keep(database, *(a_record(ticket_id=n, next_due_at=NOW, look_at=NOW) for n in range(1, outlook.PAGE + 9)))
        with reading(url) as connection:

            def note(_: object, __: object, statement: str, parameters: Any, *___: object) -> None:
                asked.append((statement, parameters))

            event.listen(connection.engine, "before_cursor_execute", note)
            assert len([*outlook.due_tickets(connection, NOW), *outlook.tickets_to_look_at(connection, NOW)])
            event.remove(connection.engine, "before_cursor_execute", note)
            plans = [
                " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters))
                for statement, parameters in asked
            ]

    assert len(plans) == 4
    assert all("SEARCH ticket USING INDEX ticket_due" in plan for plan in plans[:2]), plans
    assert all("SEARCH ticket USING INDEX ticket_look" in plan for plan in plans[2:]), plans


async def test_the_few_columns_read_give_the_same_forecast_as_the_whole_row(database_url: str) -> None:
    records = [
        a_record(ticket_id=1, level=1, look_at=NOW, assignee_id=7, responded_at=None, response_level=1),
        a_record(ticket_id=2, epoch=Epoch(2, NOW - HOUR, timedelta(minutes=7)), tier=Tier.THREE, responded_at=NOW),
        a_record(ticket_id=3, refused_at=NOW, look_at=NOW + HOUR),
        a_record(ticket_id=4, refused_at=NOW, disputed=True, look_at=NOW + HOUR),
        a_record(ticket_id=5, hold=True, look_at=NOW + HOUR),
        a_record(ticket_id=6, tier=Tier.ONE, refuse_at=NOW + HOUR, look_at=NOW + HOUR),
    ]
    records = [on_ladder(one, a_desk().ladder) for one in records]
    with opened(database_url) as database:
        await keep(database, *records)
        with reading(database_url) as connection:
            light = {one.ticket_id: one for one in outlook.unsolved_tickets(connection)}
            whole = {number: tickets.load(connection, number) for number in light}

    assert sorted(light) == [1, 2, 3, 4, 5, 6]
    for number, known in whole.items():
        assert known is not None
        assert forecast(light[number], a_desk(), NOW) == forecast(known.record, a_desk(), NOW)


async def test_what_stands_still_is_counted_by_reason_and_told_holds_first(database_url: str) -> None:
    with opened(database_url) as database:
        await keep(
            database,
            a_record(ticket_id=1, level=4),
            a_record(ticket_id=2, epoch=Epoch(1, NOW).pause(NOW), status=Status.PENDING),
            a_record(ticket_id=3, hold=True),
            a_record(ticket_id=4, next_due_at=NOW + HOUR),
            a_record(ticket_id=5, status=Status.SOLVED),
        )
        with reading(database_url) as connection:
            still = outlook.still_tickets(connection, 2)
            none = outlook.still_tickets(connection, 0)

    assert (still.on_hold, still.paused, still.others, still.total) == (1, 1, 1, 3)
    assert [one.ticket_id for one in still.first] == [3, 2]
    assert (none.total, none.first) == (3, ())


async def test_unsent_effects_are_bundled_by_ticket_with_a_write_for_each_comment(database_url: str) -> None:
    said = replace(an_effect(kind=Kind.ACKNOWLEDGEMENT), change=Change(comment="one"), urgency=114)
    with opened(database_url) as database:
        await keep(database, a_record(ticket_id=42), a_record(ticket_id=43), a_record(ticket_id=44, hold=True))

        def work(connection: Connection) -> None:
            effects.plan(connection, replace(an_effect(), change=Change(comment="card")), NOW, NOW)
            effects.plan(connection, said, NOW, NOW + HOUR)
            effects.plan(connection, an_effect(43, Kind.REFUSAL, urgency=220), NOW, NOW)
            effects.plan(connection, an_effect(44, urgency=10), NOW, NOW)
            effects.plan(connection, an_effect(45), NOW, NOW, shadow=True)

        await database.write(work)
        with reading(database_url) as connection:
            found = [
                (one.urgency, one.writes, one.not_before - NOW, one.is_held, one.is_refusal)
                for one in outlook.bundles(connection)
            ]
            lanes = [(one.urgency, one.kind, one.count) for one in outlook.lanes(connection)]
            tried = outlook.waiting_effects(connection, after=NOW, until=NOW + HOUR)
            named = outlook.waiting_effects(connection, ticket_id=44)

    nothing = timedelta(0)
    assert found == [
        (10, 1, nothing, True, False),
        (100, 2, HOUR, False, False),
        (220, 1, nothing, False, True),
    ]
    assert lanes == [(10, "triage", 1), (100, "triage", 1), (114, "acknowledgement", 1), (220, "refusal", 1)]
    assert [(one.ticket_id, one.kind, one.not_before) for one in tried] == [(42, Kind.ACKNOWLEDGEMENT, NOW + HOUR)]
    assert [one.ticket_id for one in named] == [44]


async def test_the_gate_is_looked_at_without_taking_anything(database_url: str) -> None:
    with opened(database_url) as database:
        with reading(database_url) as connection:
            assert gate.standing(connection, gate.UPDATES, NOW) == gate.Standing(None, (), 0.0)

        def work(connection: Connection) -> None:
            gate.reserve(connection, gate.UPDATES, 3, 100, NOW)
            gate.block(connection, gate.UPDATES, NOW + timedelta(seconds=30), NOW)

        await database.write(work)
        with reading(database_url) as connection:
            seen = gate.standing(connection, gate.UPDATES, NOW + timedelta(seconds=10))
            later = gate.standing(connection, gate.UPDATES, NOW + HOUR)

    assert (seen.quota, seen.spent, seen.blocked_seconds) == (100, ((int(NOW.timestamp()), 3),), 20.0)
    assert (later.spent, later.blocked_seconds) == ((), 0.0)
