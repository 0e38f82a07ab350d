"""The outbox of notifications: planned once for each target, ready with its effect, sent by one."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, update

from app.rules.audience import Audience, Occasion
from app.rules.decision import Decision
from app.rules.effect import Change, Kind
from app.rules.notification import Notification
from app.rules.ticket import Tier
from app.store import decisions, effects, notifications, tickets
from app.store.database import Database
from app.store.notifications import GIVEN_UP_AFTER, LEASE, PATIENCE, Claimed, State
from app.store.schema import effect, ticket
from tests.rules.kit import a_desk, a_record
from tests.store.kit import NOW, an_effect, opened

pytestmark = pytest.mark.anyio

TARGETS = ("NOTIFY_TIER_3:1", "NOTIFY_TIER_3:2")
SECOND = timedelta(seconds=1)


def a_notification(**more: object) -> Notification:
    wanted = Notification("tier_3:42:1", Occasion.TIER_3, TARGETS[:1], "Tier III: ticket 42", "why", 0, 42)
    return replace(wanted, **more)  # type: ignore[arg-type]


async def plan(database: Database, *wanted: Notification, shadow: bool = False) -> list[int]:
    return await database.write(lambda c: [notifications.plan(c, one, NOW, shadow=shadow) for one in wanted])


async def claim(database: Database, after: timedelta = SECOND, targets: tuple[str, ...] = TARGETS) -> list[Claimed]:
    def work(connection: Connection) -> list[Claimed]:
        return notifications.claim(connection, notifications.due(connection, NOW + after, targets), NOW + after)

    return await database.write(work)


async def rows(database: Database) -> list[tuple[str, str | None]]:
    found = await database.read(lambda c: notifications.history(c, 42))
    return [(row.state, row.outcome) for row in found]


async def with_effect(database: Database, *, hold: bool = False) -> Notification:
    """A message whose effect is planned on a ticket."""
    wanted = an_effect(kind=Kind.TRIAGE)

    def work(connection: Connection) -> None:
        tickets.save(connection, a_record(ticket_id=42, hold=hold), 0)
        effects.plan(connection, wanted, NOW, NOW)

    await database.write(work)
    message = a_notification(effect_key=wanted.key, effect_kind=Kind.TRIAGE)
    assert await plan(database, message) == [1]
    return message


async def effect_is(database: Database, state: effects.State, outcome: str | None = None) -> None:
    await database.write(lambda c: c.execute(update(effect).values(state=state.value, outcome=outcome)) and None)


async def test_every_target_is_told_once_however_often_it_is_planned(database_url: str) -> None:
    with opened(database_url) as database:
        wanted = a_notification(targets=TARGETS)

        assert await plan(database, wanted, wanted, replace(wanted, title="another webhook")) == [2, 0, 0]
        assert len(await claim(database)) == 2


async def test_a_claimed_one_is_nobody_elses_until_its_lease_ends(database_url: str) -> None:
    """Afterwards it is sent again: whether the dead process sent it, only the target could tell."""
    with opened(database_url) as database:
        await plan(database, a_notification())
        (first,) = await claim(database)

        assert await claim(database) == []
        (second,) = await claim(database, LEASE + 2 * SECOND)
        assert not await database.write(lambda c: notifications.end(c, first, State.SENT, "sent", NOW))
        assert await database.write(lambda c: notifications.end(c, second, State.SENT, "sent", NOW))


async def test_two_that_look_at_once_have_one_winner(database_url: str) -> None:
    """Both saw it ready; the claim looks again."""
    with opened(database_url) as database:
        await plan(database, a_notification())
        ids = await database.read(lambda c: notifications.due(c, NOW, TARGETS))

        claims = [await database.write(lambda c: notifications.claim(c, ids, NOW)) for _ in range(2)]

        assert [len(one) for one in claims] == [1, 0]


async def test_it_waits_for_its_effect_and_is_ready_as_soon_as_that_is_done(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        assert await claim(database) == []
        await effect_is(database, effects.State.DONE)

        ((one,), outcomes) = (await claim(database), await rows(database))

        assert one.standing == ""
        assert outcomes == [("sending", "waits for 42:1:triage:0")]


async def test_after_a_minute_without_its_effect_it_is_ready_and_knows_how_that_stands(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        assert await claim(database, PATIENCE - SECOND) == []

        (one,) = await claim(database, PATIENCE)

        assert one.standing == "planned"


async def test_of_an_effect_that_zendesk_refused_people_are_told_at_once(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        await effect_is(database, effects.State.FAILED, "Zendesk answered 422")

        (one,) = await claim(database)

        assert one.standing == "failed"


async def test_a_ticket_on_hold_keeps_its_message_back_with_its_effect(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database, hold=True)

        assert await claim(database, 10 * PATIENCE) == []
        assert await database.write(lambda c: notifications.give_up(c, NOW + 2 * GIVEN_UP_AFTER, TARGETS)) == 0
        await database.write(lambda c: c.execute(update(ticket).values(hold=False)) and None)
        assert len(await claim(database, 10 * PATIENCE)) == 1


async def test_one_whose_effect_was_overtaken_is_dropped_and_may_be_planned_again(database_url: str) -> None:
    """A person chose Tier II before anybody heard of Tier III; if it rises later, people must hear of that."""
    with opened(database_url) as database:
        message = await with_effect(database)
        await effect_is(database, effects.State.SUPERSEDED, "a person chose Tier II")

        assert await claim(database) == []
        assert await rows(database) == [
            ("dropped", "not sent: the effect 42:1:triage:0 was overtaken (a person chose Tier II)")
        ]
        assert await plan(database, replace(message, effect_key="42:1:raise:3")) == [1]
        assert await rows(database) == [("planned", "waits for 42:1:raise:3")]


async def test_in_shadow_it_is_recorded_and_never_ready(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, a_notification(), shadow=True)

        assert await claim(database, GIVEN_UP_AFTER) == []
        assert [state for state, _ in await rows(database)] == ["shadow"]


async def test_a_target_gets_one_at_a_time_and_those_never_tried_first(database_url: str) -> None:
    """One message that a target does not take must not keep the others from it."""
    with opened(database_url) as database:
        await plan(database, a_notification(), a_notification(about="tier_3:43:1"))
        (first,) = await claim(database)
        await database.write(lambda c: notifications.retry(c, first, "it answered 400", NOW))

        (second,) = await claim(database)

        assert second.key == "tier_3:43:1:NOTIFY_TIER_3:1"


async def test_a_target_that_this_process_does_not_know_is_left_to_others(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, a_notification())

        assert await claim(database, targets=("NOTIFY_LEVELS:1",)) == []


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (TARGETS, ("failed", "given up after a day: tried 3 times, at last: it answered 500")),
        ((), ("dropped", "not sent within a day: the settings no longer have an address NOTIFY_TIER_3:1")),
    ],
    ids=["known", "gone"],
)
async def test_what_nobody_could_be_told_for_a_day_ends(
    database_url: str, known: tuple[str, ...], expected: tuple[str, str]
) -> None:
    with opened(database_url) as database:
        await plan(database, a_notification())
        (one,) = await claim(database)
        await database.write(lambda c: notifications.retry(c, replace(one, attempts=2), "it answered 500", NOW))

        ended = [
            await database.write(lambda c, at=at: notifications.give_up(c, at, known))  # type: ignore[misc]
            for at in (NOW + GIVEN_UP_AFTER, NOW + GIVEN_UP_AFTER + SECOND)
        ]

        assert ended == [0, 1]
        assert await rows(database) == [expected]


async def test_what_was_kept_back_by_a_hold_for_a_day_is_told_and_not_given_up(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database, hold=True)
        day = GIVEN_UP_AFTER + SECOND
        assert await claim(database, day) == []
        await database.write(lambda c: c.execute(update(ticket).values(hold=False)) and None)
        await effect_is(database, effects.State.DONE)

        assert await database.write(lambda c: notifications.give_up(c, NOW + day, TARGETS)) == 0
        assert len(await claim(database, day)) == 1


async def test_what_a_target_did_not_take_still_says_how_it_stands_in_zendesk(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        (one,) = await claim(database, PATIENCE)
        await database.write(lambda c: notifications.retry(c, one, "it answered 500", NOW + PATIENCE))

        (again,) = await claim(database, PATIENCE)

        assert (again.attempts, again.standing) == (1, "planned")
        assert (await rows(database))[0][1] == "it answered 500; it tells of 42:1:triage:0"


@pytest.mark.parametrize("state", [effects.State.DONE, effects.State.FAILED])
async def test_what_a_target_did_not_take_waits_for_its_time_although_its_effect_is_over(
    database_url: str, state: effects.State
) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        await effect_is(database, state)
        (one,) = await claim(database)
        await database.write(lambda c: notifications.retry(c, one, "it answered 500", NOW + 10 * SECOND))

        assert await claim(database, 9 * SECOND) == []
        assert len(await claim(database, 10 * SECOND)) == 1


async def test_what_a_target_did_not_take_is_not_told_once_its_effect_is_overtaken(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        (one,) = await claim(database, PATIENCE)
        await database.write(lambda c: notifications.retry(c, one, "it answered 500", NOW + PATIENCE))
        await effect_is(database, effects.State.SUPERSEDED, "the ticket is solved: its ladder ends")

        assert await claim(database, PATIENCE) == []
        why = "not sent again: the effect 42:1:triage:0 was overtaken (the ticket is solved: its ladder ends)"
        assert await rows(database) == [("dropped", why)]


async def test_what_a_dead_process_was_sending_is_dropped_once_its_effect_is_overtaken(database_url: str) -> None:
    with opened(database_url) as database:
        await with_effect(database)
        assert len(await claim(database, PATIENCE)) == 1
        await effect_is(database, effects.State.SUPERSEDED, "the ticket is solved: its ladder ends")

        assert await claim(database, PATIENCE + LEASE + SECOND) == []
        assert (await rows(database))[0][0] == "dropped"


async def test_what_was_told_before_its_effect_is_told_again_only_where_that_is_overtaken(database_url: str) -> None:
    """People heard of Tier III, a person chose Tier II before Zendesk had it: that it rises later is news."""
    with opened(database_url) as database:
        message = replace(await with_effect(database), effect_key="42:1:raise:3")
        (one,) = await claim(database, PATIENCE)
        await database.write(lambda c: notifications.end(c, one, State.SENT, "sent", NOW + PATIENCE))

        assert await plan(database, message) == [0], "the effect is still to come: it is the same news"
        await effect_is(database, effects.State.SUPERSEDED, "a person chose Tier II")
        assert await plan(database, message, message) == [1, 0]
        assert await rows(database) == [("planned", "waits for 42:1:raise:3")]


async def test_what_was_told_with_its_effect_on_the_ticket_is_never_told_again(database_url: str) -> None:
    with opened(database_url) as database:
        message = await with_effect(database)
        await effect_is(database, effects.State.DONE)
        (one,) = await claim(database)
        await database.write(lambda c: notifications.end(c, one, State.SENT, "sent", NOW))

        assert await plan(database, message, replace(message, effect_key="42:1:raise:3")) == [0, 0]
        assert await rows(database) == [("sent", "sent")]


async def test_health_hears_of_what_failed_within_a_day_and_of_what_is_tried_in_vain(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, a_notification(), a_notification(about="tier_3:43:1", targets=TARGETS[1:]))
        first, second = await claim(database)
        await database.write(lambda c: notifications.end(c, first, State.FAILED, "it answered 404", NOW))
        await database.write(lambda c: notifications.retry(c, replace(second, attempts=2), "it answered 500", NOW))

        async def told(at: datetime) -> list[tuple[str, bool, str]]:
            found = await database.read(lambda c: notifications.trouble(c, at))
            return [(one.target, one.is_over, one.why) for one in found]

        assert await told(NOW + SECOND) == [
            ("NOTIFY_TIER_3:1", True, "it answered 404"),
            ("NOTIFY_TIER_3:2", False, "it answered 500"),
        ]
        assert [target for target, _, _ in await told(NOW + GIVEN_UP_AFTER)] == ["NOTIFY_TIER_3:2"]


async def test_after_a_crash_of_the_only_process_what_it_was_sending_is_ready_at_once(database_url: str) -> None:
    with opened(database_url) as database:
        await plan(database, a_notification())
        await claim(database)
        await database.write(lambda c: notifications.recover(c, NOW + SECOND))

        (again,) = await claim(database)

        assert again.attempts == 1


async def test_a_look_costs_nothing_for_what_is_told_already(tmp_path: Path) -> None:
    """It is made every second, and the history only grows."""
    with opened(tmp_path) as database:
        statements: list[tuple[str, Any]] = []

        def work(connection: Connection) -> list[str]:
            event.listen(connection, "before_cursor_execute", lambda *seen: statements.append((seen[2], seen[3])))
            notifications.due(connection, NOW, TARGETS)
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0][0]}", statements[0][1])
            return [row.detail for row in plan if " notification" in row.detail]

        assert await database.read(work) == ["SCAN notification USING INDEX notification_untold"]


# -- in the transaction that plans the effect -------------------------------------------------------------------------


def a_decision() -> Decision:
    effect = an_effect(kind=Kind.TRIAGE, change=Change(tier=Tier.THREE), because="Tier III: all phones are down")
    return Decision(a_record(ticket_id=42, tier=Tier.THREE), "Tier III", (effect,))


def carried_out(connection: Connection, *told: str, shadow: frozenset[Kind] = frozenset()) -> None:
    desk = a_desk(audience=Audience(tier_3=told))
    decisions.carry_out(connection, a_decision(), "webhook", NOW, NOW, shadow, desk=desk)


async def test_a_message_is_planned_with_its_effect_or_not_at_all(database_url: str) -> None:
    def fails(connection: Connection) -> None:
        carried_out(connection, *TARGETS)
        raise LookupError("a defect after both were planned")

    with opened(database_url) as database:
        with pytest.raises(LookupError):
            await database.write(fails)
        assert await rows(database) == []
        await database.write(lambda c: carried_out(c, *TARGETS))

        assert await rows(database) == [("planned", "waits for 42:1:triage:0")] * 2


async def test_a_target_that_came_later_does_not_hear_of_what_was_planned_before(database_url: str) -> None:
    """A setting that is added in the morning must not ring for every ticket of the night."""
    with opened(database_url) as database:
        await database.write(carried_out)
        await database.write(lambda c: carried_out(c, *TARGETS))

        assert await rows(database) == []


async def test_a_message_is_in_shadow_where_its_effect_is(database_url: str) -> None:
    with opened(database_url) as database:
        await database.write(lambda c: carried_out(c, *TARGETS[:1], shadow=frozenset({Kind.TRIAGE})))

        assert [state for state, _ in await rows(database)] == ["shadow"]


# -- a level that is taken back, and comes after all ------------------------------------------------------------------


def a_level() -> Decision:
    step = an_effect(kind=Kind.ESCALATION, level=1, because="level 1: the ticket is 4 hours old")
    return Decision(a_record(ticket_id=42, level=1), "level 1", (step,))


async def climbed(database: Database, after: timedelta) -> None:
    """The ladder's step, with the message to whoever wants to hear of every level."""
    desk = a_desk(audience=Audience(levels={1: TARGETS[:1]}))
    at = NOW + after
    await database.write(lambda c: decisions.carry_out(c, a_level(), "ladder", at, at, frozenset(), desk=desk))


async def taken_back(database: Database) -> None:
    look = replace(a_level(), effects=(), recall=0)
    last = await database.write(lambda c: decisions.recalled(c, look, a_desk().ladder, NOW))
    assert last.record.level == 0


@pytest.mark.parametrize("is_being_sent", [False, True], ids=["told already", "just being told"])
async def test_a_level_that_was_told_of_and_taken_back_is_told_once_more_when_it_comes(
    database_url: str, is_being_sent: bool
) -> None:
    """The clock had been stopped, as a look found after a minute in which Zendesk took nothing."""
    hour = timedelta(hours=1)
    with opened(database_url) as database:
        await database.write(lambda c: tickets.save(c, a_record(ticket_id=42), 0) and None)
        await climbed(database, timedelta())
        (early,) = await claim(database, PATIENCE)

        async def told(one: Claimed) -> bool:
            return await database.write(lambda c: notifications.end(c, one, State.SENT, "sent", NOW))

        if not is_being_sent:
            assert await told(early)
        await taken_back(database)
        assert await claim(database, hour - SECOND) == []
        await climbed(database, hour)
        assert await told(early) is False, "it tells of the level that was taken back"
        await effect_is(database, effects.State.DONE)

        (again,) = await claim(database, hour)
        assert (again.standing, again.body.endswith("2026-11-24 10:00 UTC")) == ("", True)
        assert await told(again)
        await climbed(database, 2 * hour)
        assert await claim(database, 3 * hour) == []


@pytest.mark.parametrize(
    ("after", "again"), [(SECOND, 1), (PATIENCE, 0)], ids=["before anybody was told", "after they were told"]
)
async def test_a_level_that_a_person_set_before_it_was_written_is_told_once(
    database_url: str, after: timedelta, again: int
) -> None:
    """The change is overtaken, and the level is reached all the same."""
    with opened(database_url) as database:
        await climbed(database, timedelta())
        for one in await claim(database, after):
            await database.write(lambda c, one=one: notifications.end(c, one, State.SENT, "sent", NOW))  # type: ignore[misc]
        by_hand = replace(
            a_level(), effects=(), supersede=(Kind.ESCALATION,), rule="level-is-there", level_set=1, level_was_due=True
        )
        desk = a_desk(audience=Audience(levels={1: TARGETS[:1]}))
        await database.write(lambda c: decisions.carry_out(c, by_hand, "webhook", NOW, NOW, frozenset(), desk=desk))

        found = await claim(database, PATIENCE)
        assert [("a person set" in one.body, one.standing) for one in found] == [(True, "")] * again
