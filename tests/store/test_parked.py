"""Events in the hands of people: found without their bodies, tried again, dropped; every act on record, once."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.store import decisions, inbox, orders, parked
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.orders import Answer, Order, Spool
from app.store.parked import Refused
from tests.store.kit import HOUR, NOW, a_clock, a_delivery, opened

pytestmark = pytest.mark.anyio


async def put(database: Database, *deliveries: Any) -> None:
    box = Inbox(database, a_clock(), a_clock(), timedelta(0))
    await asyncio.gather(*(box.accept(delivery) for delivery in deliveries))


async def park(database: Database, *deliveries: Any) -> list[inbox.Row]:
    """Put events in, and let each fail for good."""
    await put(database, *deliveries)
    groups = await database.write(lambda c: inbox.claim(c, NOW, 100))
    rows = [row for group in groups for row in group]
    await database.write(lambda c: inbox.postpone(c, rows, "KeyError: boom", NOW, park_after=1))
    return rows


async def found(database: Database, event: int) -> dict[str, Any]:
    row = await database.read(lambda c: parked.one(c, event))
    assert row is not None
    return row


async def redriven(database: Database, *ids: int, ticket: int | None = None, everything: bool = False) -> Any:
    return await database.write(lambda c: parked.redrive(c, ids, ticket, everything, "eve", NOW + HOUR, NOW + HOUR))


async def dropped(database: Database, *ids: int) -> Any:
    return await database.write(lambda c: parked.drop(c, ids, "a test of ours", "eve", NOW + HOUR, NOW + HOUR))


async def test_what_is_found_has_everything_but_the_body(database_url: str) -> None:
    with opened(database_url) as database:
        await park(database, a_delivery(1, 7))
        await put(database, a_delivery(2, 8))
        (row,) = await database.read(lambda c: parked.find(c, (inbox.PARKED,), None, 10))
        assert (row["ticket_id"], row["state"], row["reason"]) == (7, "parked", "KeyError: boom")
        assert "body" not in row
        assert await database.read(lambda c: parked.find(c, (inbox.PARKED,), 8, 10)) == []


async def test_a_redriven_event_has_all_its_tries_before_it_and_keeps_its_old_error(database_url: str) -> None:
    with opened(database_url) as database:
        (row,) = await park(database, a_delivery(1, 7))
        outcome = await redriven(database, row.id)

        assert outcome.changed == (row.id,)
        now = await found(database, row.id)
        assert (now["state"], now["attempts"], now["ended_at"]) == ("pending", 0, None)
        assert now["reason"] == "to be tried again, by eve; before: KeyError: boom"
        ((again,),) = await database.write(lambda c: inbox.claim(c, NOW + HOUR, 10))
        assert again.id == row.id
        (decision,) = await database.read(lambda c: decisions.of_ticket(c, 7))
        assert (decision.cause, decision.rule) == ("operator", "redriven")
        assert decision.summary == f"eve had event {row.id} tried again"


async def test_a_ticket_or_everything_parked_can_be_redriven(database_url: str) -> None:
    with opened(database_url) as database:
        await park(database, a_delivery(1, 7), a_delivery(2, 7), a_delivery(3, 8), a_delivery(4, None))
        assert len((await redriven(database, ticket=7)).changed) == 2
        assert len((await redriven(database, everything=True)).changed) == 2
        assert (await redriven(database, everything=True)).changed == ()


async def test_an_event_under_work_is_not_redriven_but_can_be_dropped_and_its_worker_is_fenced(
    database_url: str,
) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1, 7))
        at = NOW + HOUR
        (held,) = await database.write(lambda c: inbox.claim(c, at, 10))
        outcome = await redriven(database, held[0].id)
        assert outcome.refused == (Refused(held[0].id, "is being handled at this moment"),)

        assert (await dropped(database, held[0].id)).changed == (held[0].id,)
        assert not await database.write(lambda c: inbox.end(c, held, inbox.DONE, "decided", at))
        assert await database.write(lambda c: inbox.renew(c, held, at)) == set()
        row = await found(database, held[0].id)
        assert (row["state"], row["reason"]) == (
            "ignored",
            "dropped by a person (eve): a test of ours; before: nothing",
        )


async def test_what_has_ended_or_never_was_is_refused_with_a_sentence(database_url: str) -> None:
    with opened(database_url) as database:
        (row,) = await park(database, a_delivery(1, 7))
        await dropped(database, row.id)
        outcome = await dropped(database, row.id, 99)
        assert outcome.changed == ()
        assert {one.id: one.why for one in outcome.refused} == {
            row.id: "has ended already: ignored",
            99: "does not exist, or was swept after INBOX_KEEP_DAYS",
        }


async def test_a_later_look_ends_older_parked_events_of_its_ticket_only(database_url: str) -> None:
    with opened(database_url) as database:
        first, other = await park(database, a_delivery(1, 7), a_delivery(2, 8))
        await put(database, a_delivery(3, 7))
        ((later,),) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: parked.overtake(c, later, NOW))

        overtaken = await found(database, first.id)
        assert overtaken["state"] == "ignored"
        assert overtaken["reason"] == (
            f"overtaken by event {later.id}, whose look at the ticket succeeded; it was parked with: KeyError: boom"
        )
        assert (await found(database, other.id))["state"] == "parked"


async def test_a_new_version_tries_parked_events_once_more_and_the_same_one_does_not(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: parked.try_again_under(c, "1.0", NOW, NOW))
        (row,) = await park(database, a_delivery(1, 7))
        assert await database.write(lambda c: parked.try_again_under(c, "1.0", NOW, NOW)) == 0
        assert await database.write(lambda c: parked.try_again_under(c, "1.1", NOW, NOW)) == 1
        assert (await found(database, row.id))["state"] == "pending"
        (decision,) = await database.read(lambda c: decisions.of_ticket(c, 7))
        assert decision.summary == f"version 1.1 tries event {row.id} again"


async def test_the_backlog_names_the_tickets_of_parked_events(database_url: str) -> None:
    with opened(database_url) as database:
        await park(database, a_delivery(1, 9), a_delivery(2, 7), a_delivery(3, 9), a_delivery(4, None))
        waiting = await database.read(inbox.backlog)
        assert (waiting.parked, waiting.parked_tickets) == (4, (9, 7))


async def test_leases_are_prolonged_only_where_they_are_still_held(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, *(a_delivery(number, number) for number in range(1, 1203)))
        groups = await database.write(lambda c: inbox.claim(c, NOW, 2000))
        rows = [row for group in groups for row in group]
        await database.write(lambda c: c.exec_driver_sql("UPDATE inbox SET token = 9 WHERE ticket_id = 700").rowcount)
        kept = await database.write(lambda c: inbox.renew(c, rows, NOW + HOUR))
        assert {row.id for row in rows if row.ticket_id != 700} == kept


async def test_uncounted_failures_wait_longer_the_longer_they_have_waited(tmp_path: Path) -> None:
    assert [inbox.patience(timedelta(seconds=waited)).total_seconds() for waited in (0, 10, 60, 7200)] == [
        1,
        5,
        30,
        300,
    ]


async def test_what_waited_only_for_zendesk_is_hurried_and_what_failed_by_itself_is_not(database_url: str) -> None:
    with opened(database_url) as database:
        await put(database, a_delivery(1, 1), a_delivery(2, 2))
        own, theirs = await database.write(lambda c: inbox.claim(c, NOW, 10))
        await database.write(lambda c: inbox.postpone(c, own, "boom", NOW))
        await database.write(lambda c: inbox.postpone(c, theirs, "away", NOW, counts=False, distance=HOUR))
        assert await database.write(lambda c: inbox.hurry(c, NOW)) == 1
        ((row,),) = await database.write(lambda c: inbox.claim(c, NOW, 10))
        assert row.ticket_id == 2


# -- orders ---------------------------------------------------------------------------------------------------------


async def test_an_order_is_carried_out_once_however_often_it_is_read(database_url: str) -> None:
    with opened(database_url) as database:
        (row,) = await park(database, a_delivery(1, 7))
        order = Order("abc", "redrive", "eve", (row.id, 99))
        first = await database.write(lambda c: orders.carry_out(c, order, NOW, NOW))
        second = await database.write(lambda c: orders.carry_out(c, order, NOW, NOW))
        assert first == second
        assert first.changed == (row.id,)
        assert len(await database.read(lambda c: decisions.of_ticket(c, 7))) == 1

        await database.write(lambda c: orders.forget_marks(c, NOW + timedelta(days=8)))
        third = await database.write(lambda c: orders.carry_out(c, order, NOW, NOW))
        assert third.changed == (row.id,)


def test_a_spooled_order_is_private_and_comes_back_as_it_was(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "tierline.db")
    order = Order("abc", "drop", "eve", (1, 2), why="ein Grund: ä")
    spool.place(order)
    (path,) = spool.folder.iterdir()
    assert path.name == "abc.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert spool.folder.stat().st_mode & 0o777 == 0o700
    assert spool.waiting() == ["abc"]
    assert spool.read("abc") == order

    answer = Answer((1,), (Refused(2, "why"),))
    spool.answer("abc", answer)
    assert spool.waiting() == []
    assert spool.answer_to("abc") == answer
    spool.withdraw("abc")
    assert list(spool.folder.iterdir()) == []


def test_stale_answers_are_swept_and_orders_stay(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "tierline.db")
    spool.place(Order("new", "redrive", "eve", everything=True))
    spool.place(Order("old", "redrive", "eve", everything=True))
    spool.answer("old", Answer())
    written = spool.folder.joinpath("old.answer").stat().st_mtime
    spool.sweep(NOW.fromtimestamp(written + 60, tz=NOW.tzinfo))
    assert spool.answer_to("old") is not None
    spool.sweep(NOW.fromtimestamp(written + 7200, tz=NOW.tzinfo))
    assert [path.name for path in spool.folder.iterdir()] == ["new.json"]
