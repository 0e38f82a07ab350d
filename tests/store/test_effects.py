"""The outbox: planned once, sent by one, ended only by who holds the lease."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from app.rules.effect import Change, Effect, Kind
from app.store import effects, outbox, tickets
from app.store.database import Database
from app.store.effects import UNKNOWN_DISTANCE, State
from app.store.outbox import LEASE, Claimed
from app.store.schema import effect
from tests.rules.kit import a_record
from tests.store.kit import NOW, an_effect, opened

pytestmark = pytest.mark.anyio


async def plan(database: Database, *wanted: Effect, hold: bool = False) -> list[bool]:
    def work(connection: Connection) -> list[bool]:
        for ticket_id in {one.ticket_id for one in wanted}:
            tickets.save(connection, a_record(ticket_id=ticket_id, hold=hold), 0)
        return [effects.plan(connection, one, NOW, NOW) for one in wanted]

    return await database.write(work)


async def claim(database: Database, seconds: float = 0, limit: int = 10) -> list[list[Claimed]]:
    return await database.write(lambda c: outbox.claim(c, NOW + timedelta(seconds=seconds), limit))


async def state_of(database: Database, ticket_id: int = 42) -> list[str]:
    rows = await database.read(lambda c: effects.history(c, ticket_id))
    return [row.state for row in rows]


async def test_planning_the_same_twice_is_planning_once(database_url: str) -> None:
    with opened(database_url) as database:
        assert await plan(database, an_effect(), an_effect(because="another webhook")) == [True, False]


async def test_a_level_that_is_taken_back_unsent_is_planned_once_more_at_its_time(database_url: str) -> None:
    level = an_effect(kind=Kind.ESCALATION, level=1)
    with opened(database_url) as database:
        await plan(database, level, an_effect())
        assert await database.write(lambda c: effects.recall(c, 42, 1, 0, NOW)) == 1
        assert [one.kind for one in (await claim(database))[0]] == [Kind.TRIAGE]

        again = replace(level, due_at=NOW + timedelta(hours=1))
        assert await database.write(lambda c: effects.plan(c, again, NOW, NOW))
        assert not await database.write(lambda c: effects.plan(c, again, NOW, NOW))
        (row, _) = await database.read(lambda c: effects.history(c, 42))
        assert (row.state, row.due_at, row.outcome, row.ended_at) == ("planned", again.due_at, None, None)


async def test_a_level_that_may_have_landed_or_is_of_another_opening_is_not_taken_back(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(kind=Kind.ESCALATION, level=1))
        await claim(database)
        assert await database.write(lambda c: effects.recall(c, 42, 1, 0, NOW)) == 0
        ((late,),) = await claim(database, LEASE.total_seconds() + 1)
        await database.write(lambda c: outbox.retry(c, [late], "cut off", NOW, unknown=True))
        assert await database.write(lambda c: effects.recall(c, 42, 1, 0, NOW)) == 0
        assert await database.write(lambda c: effects.recall(c, 42, 2, 0, NOW)) == 0


async def test_what_a_person_overtook_is_never_planned_again(database_url: str) -> None:
    level = an_effect(kind=Kind.ESCALATION, level=1)
    with opened(database_url) as database:
        await plan(database, level)
        await database.write(lambda c: effects.supersede(c, 42, [Kind.ESCALATION], "a person set level 1", NOW))

        assert not await database.write(lambda c: effects.plan(c, level, NOW, NOW))


async def test_a_refusal_is_planned_once_whatever_the_epoch(database_url: str) -> None:
    with opened(database_url) as database:
        first, second = an_effect(kind=Kind.REFUSAL), an_effect(kind=Kind.REFUSAL, epoch=2)

        assert await plan(database, first, second) == [True, False]


async def test_the_most_urgent_ticket_is_sent_first(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(1, urgency=200), an_effect(2, urgency=5), an_effect(3, urgency=100))

        assert [group[0].ticket_id for group in await claim(database)] == [2, 3, 1]


async def test_a_leased_effect_is_claimed_by_nobody_else_until_the_lease_ends(database_url: str) -> None:
    """After the lease the outcome is unknown: whoever held it may have sent it."""
    with opened(database_url) as database:
        await plan(database, an_effect())
        await claim(database)

        assert await claim(database, 1) == []
        ((again,),) = await claim(database, LEASE.total_seconds() + 1)
        assert again.unknown_outcome


async def test_who_lost_the_lease_cannot_end_the_effect(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect())
        ((slept,),) = await claim(database)
        ((other,),) = await claim(database, LEASE.total_seconds() + 1)

        assert not await database.write(lambda c: outbox.end(c, [slept], State.DONE, "sent", NOW))
        assert await database.write(lambda c: outbox.end(c, [other], State.DONE, "sent", NOW))


async def test_a_ticket_on_hold_is_not_sent_to(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(), hold=True)

        assert await claim(database) == []


async def test_effects_of_a_ticket_keep_their_order_while_one_waits(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect())
        ((first,),) = await claim(database)
        later = NOW + timedelta(seconds=30)
        await database.write(lambda c: outbox.retry(c, [first], "503", later))
        await plan(database, an_effect(kind=Kind.ESCALATION, level=1))

        assert await claim(database, 1) == []
        (group,) = await claim(database, 31)
        assert [one.kind for one in group] == [Kind.TRIAGE, Kind.ESCALATION]


async def test_superseding_leaves_alone_what_may_stand_on_the_ticket_already(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(), an_effect(kind=Kind.ACKNOWLEDGEMENT))
        (group,) = await claim(database)
        await database.write(lambda c: outbox.retry(c, group[:1], "time-out", NOW, unknown=True))
        await database.write(lambda c: outbox.retry(c, group[1:], "waits", NOW))
        await database.write(lambda c: effects.supersede(c, 42, list(Kind), "solved", NOW))

        assert await state_of(database) == ["planned", "superseded"]


async def test_after_a_crash_what_was_being_sent_has_an_unknown_outcome(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect())
        await claim(database)
        await database.write(lambda c: outbox.recover(c, NOW))

        assert await claim(database, UNKNOWN_DISTANCE.total_seconds() - 1) == []
        ((again,),) = await claim(database, UNKNOWN_DISTANCE.total_seconds() + 1)
        assert again.unknown_outcome


async def test_hurrying_brings_forward_what_waits_but_not_what_may_have_landed(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(1), an_effect(2))
        groups = await claim(database)
        later = NOW + timedelta(minutes=5)
        await database.write(lambda c: outbox.retry(c, groups[0], "503", later))
        await database.write(lambda c: outbox.retry(c, groups[1], "time-out", later, unknown=True))
        await database.write(lambda c: outbox.hurry(c, None, NOW))

        assert await database.read(outbox.has_unknown)
        assert [group[0].ticket_id for group in await claim(database)] == [1]


async def test_an_unsent_escalation_gives_way_to_a_persons_assignee(database_url: str) -> None:
    change = Change(level=1, assignee="ana@example.com", group="Escalation", comment="level 1")
    with opened(database_url) as database:
        await plan(database, an_effect(kind=Kind.ESCALATION, level=1, change=change))
        await database.write(lambda c: effects.keep_assignee(c, 42, NOW))
        ((kept,),) = await claim(database)

        assert (kept.change.level, kept.change.assignee, kept.change.group) == (1, None, None)
        assert "chosen by a person" in (kept.change.comment or "")


@pytest.mark.parametrize("kind", [Kind.TRIAGE, Kind.DISPUTE])
async def test_a_review_or_dispute_that_is_not_sent_yet_leaves_the_ticket_with_who_has_taken_it(
    database_url: str, kind: Kind
) -> None:
    change = Change(add_tags=frozenset({"tier_review"}), group="Review", unassign=True, comment="please look")
    with opened(database_url) as database:
        await plan(database, an_effect(kind=kind, change=change))
        assert await database.write(lambda c: effects.keep_assignee(c, 42, NOW)) == 1
        ((kept,),) = await claim(database)

        assert (kept.change.group, kept.change.unassign, kept.change.add_tags) == (
            None,
            False,
            frozenset({"tier_review"}),
        )


async def test_an_escalation_that_is_being_sent_is_taken_from_its_sender_for_a_persons_assignee(
    database_url: str,
) -> None:
    """The sender may hold the old change, and would send it with the stamp of the record that knows of the person."""
    change = Change(level=1, assignee="ana@example.com", comment="level 1")
    with opened(database_url) as database:
        await plan(database, an_effect(kind=Kind.ESCALATION, level=1, change=change))
        (sent,) = await claim(database)
        assert await database.write(lambda c: effects.keep_assignee(c, 42, NOW)) == 1

        assert not await database.read(lambda c: outbox.holds(c, sent))
        assert await claim(database) == [], "it may be on its way"
        ((kept,),) = await claim(database, UNKNOWN_DISTANCE.total_seconds() + 1)
        assert (kept.unknown_outcome, kept.change.assignee) == (True, None)


@pytest.mark.parametrize("is_sending", [False, True], ids=["planned", "being sent"])
async def test_a_circuit_id_that_is_not_written_yet_is_let_go_where_the_field_was_filled(
    database_url: str, is_sending: bool
) -> None:
    """A sender may hold the old change, and would send it with the stamp of the record that knows of the person."""
    with opened(database_url) as database:
        await plan(database, an_effect(kind=Kind.DETAILS, change=Change(circuit_id="12/ABCD/345678")))
        sent = (await claim(database))[0] if is_sending else []
        assert await database.write(lambda c: effects.keep_circuit(c, 42, NOW)) == 1
        assert await database.write(lambda c: effects.keep_circuit(c, 42, NOW)) == 0

        assert not is_sending or not await database.read(lambda c: outbox.holds(c, sent))
        ((kept,),) = await claim(database, UNKNOWN_DISTANCE.total_seconds() + 1)
        assert (kept.change, kept.unknown_outcome) == (Change(), is_sending)


async def test_a_shadow_effect_is_recorded_and_never_sent(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(), 0))
        await database.write(lambda c: effects.plan(c, an_effect(), NOW, NOW, shadow=True))

        assert await claim(database) == []
        assert await state_of(database) == ["shadow"]


async def test_a_change_comes_back_as_it_was_stored(database_url: str) -> None:
    change = Change(frozenset({"a"}), frozenset({"b"}), level=0, comment="words", public=True, unassign=True)

    assert Change.from_json(change.as_json()) == change


async def test_a_record_comes_back_as_it_was_stored_and_two_writers_do_not_overwrite_each_other(
    database_url: str,
) -> None:
    record = replace(a_record(), refused_at=NOW, next_due_at=NOW + timedelta(hours=4), level=2, assignee_id=7)
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, record, 0))
        known = await database.read(lambda c: tickets.load(c, 42))
        assert known is not None
        assert known.record == record
        first = await database.write(lambda c: tickets.save(c, record, known.version))
        second = await database.write(lambda c: tickets.save(c, record, known.version))

        assert (first, second) == (True, False)


async def test_what_is_due_is_found_by_its_index(tmp_path: Path) -> None:
    """Work per tick grows with what is due, not with what is open."""
    with opened(tmp_path) as database:
        plan_rows = await database.read(
            lambda c: c.exec_driver_sql(
                "EXPLAIN QUERY PLAN SELECT * FROM ticket WHERE next_due_at <= '2026' ORDER BY next_due_at LIMIT 200"
            ).all()
        )

    assert "ticket_due" in str(plan_rows)


async def test_a_persons_assignee_is_kept_also_by_an_escalation_whose_outcome_is_unknown(database_url: str) -> None:
    """Where it has not landed after all, it would be sent as it was planned."""
    with opened(database_url) as database:
        change = Change(level=1, assignee="ana@example.com", group="Escalation 1", comment="Level 1.")
        await plan(database, an_effect(kind=Kind.ESCALATION, level=1, change=change))
        (claimed,) = await claim(database)
        await database.write(lambda c: outbox.retry(c, claimed, "cut", NOW, unknown=True))

        assert await database.write(lambda c: effects.keep_assignee(c, 42, NOW)) == 1
        ((one,),) = await claim(database)
        assert one.unknown_outcome
        assert (one.change.level, one.change.assignee, one.change.group) == (1, None, None)


async def test_what_only_a_newer_version_can_send_is_left_to_it_and_stops_nobody(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, an_effect(1), an_effect(2))
        news = update(effect).where(effect.c.ticket_id == 1).values(kind="of-tomorrow")
        await database.write(lambda c: c.execute(news).rowcount)

        assert [group[0].ticket_id for group in await claim(database)] == [2]
        assert await database.read(lambda c: outbox.waiting(c, NOW, 10)) == 0
        assert await database.read(outbox.next_at) == NOW + LEASE
