"""The auditor's rounds: what they cost, when they begin, and what ends a difference."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.clock import FakeClock
from app.rules.desk import Desk
from app.rules.ticket import Status, Ticket, Tier
from app.scheduler.audit import AUDITS, Auditor, last_round
from app.store import effects, findings, inbox, outbox, tickets
from app.store.database import Database
from app.zendesk.errors import RateLimited, Unavailable
from app.zendesk.fields import FieldIds
from app.zendesk.records import Audit
from app.zendesk.search import SearchPage
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import AGENT, NOW, PARTNER, SERVICE, a_desk, a_record, a_ticket
from tests.store.kit import a_delivery, an_effect, opened

pytestmark = pytest.mark.anyio

HOUR, EVERY = timedelta(hours=1), timedelta(minutes=30)
FIELDS = FieldIds(tier=11, escalation_level=12)


class FakeZendesk:
    """An account whose answers are prepared, and that remembers what it was asked."""

    def __init__(self, clock: FakeClock, *found: Ticket) -> None:
        self.zendesk_clock = ZendeskClock(clock)
        self.tickets: dict[int, Ticket] = {ticket.id: ticket for ticket in found}
        self.told: dict[int, list[Audit]] = {}
        self.pages = 1
        self.trouble: list[Exception] = []
        self.asked: list[str] = []
        self.unreadable: frozenset[int] = frozenset()

    async def search_unsolved(self, cursor: str | None = None) -> SearchPage:
        self.asked.append(f"search {cursor}")
        if self.trouble:
            raise self.trouble.pop(0)
        number = int(cursor or 1)
        unsolved = tuple(ticket for ticket in self.tickets.values() if ticket.status.is_unsolved)
        return SearchPage(unsolved if number == 1 else (), (), str(number + 1) if number < self.pages else None)

    async def show_readable(self, ids: Any) -> tuple[dict[int, Ticket], frozenset[int]]:
        self.asked.append("show_many")
        shown = {number: self.tickets[number] for number in ids if number in self.tickets.keys() - self.unreadable}
        return shown, self.unreadable & set(ids)

    async def audits(self, ticket_id: int) -> list[Audit]:
        self.asked.append(f"audits {ticket_id}")
        return self.told.get(ticket_id, [])


class FakeDirectory:
    """Knows who is who."""

    async def self_id(self) -> int:
        return SERVICE

    async def is_staff(self, user_id: int) -> bool:
        return user_id in (AGENT, SERVICE)

    async def partner(self, organization_id: int | None, _: str | None) -> str | None:
        return None if organization_id is None else "Kestrel IT"


def an_auditor(database: Database, zendesk: FakeZendesk, clock: FakeClock, desk: Desk | None = None) -> Auditor:
    return Auditor(
        database=database,
        client=zendesk,  # type: ignore[arg-type]  # the part of the client that is used
        directory=FakeDirectory(),  # type: ignore[arg-type]
        desk=desk or a_desk(),
        clock=clock,
        fields=FIELDS,
        partner_tag="partner",
        shadow=frozenset(),
        every=EVERY,
        lookback=24 * HOUR,
        planned=lambda: None,
    )


def marked(level: int = 0, **more: Any) -> Ticket:
    tags = frozenset({"tier_2", f"escalation_level_{level}"})
    values: dict[str, Any] = {"tags": tags, "tier_field": Tier.TWO, "level_field": level, "status": Status.OPEN}
    return a_ticket(**(values | more))


def audited(number: int, author: int, keys: tuple[str, ...] = (), **values: Any) -> Audit:
    names: Mapping[str, str] = {"tier": "11", "level": "12"}
    events = tuple({"type": "Change", "field_name": names[name], "value": value} for name, value in values.items())
    custom = {"tierline": {"keys": list(keys)}} if keys else {}
    return Audit(number, 42, author, NOW + timedelta(minutes=number), custom, events)


def turned(number: int, hours: float, status: str) -> Audit:
    """An agent gives the ticket a status."""
    event = {"type": "Change", "field_name": "status", "value": status}
    return Audit(number, 42, AGENT, NOW + hours * HOUR, {}, (event,))


async def open_whats(database: Database) -> list[tuple[int, str]]:
    return [(one.ticket_id, one.what) for one in await database.read(findings.open_ones)]


async def known(database: Database, **more: Any) -> None:
    record = a_record(**({"status": Status.OPEN, "level": 1, "next_due_at": NOW + 8 * HOUR} | more))
    await database.write(lambda c: tickets.save(c, record, 0))


async def test_when_all_is_right_a_round_costs_one_call_a_page(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, *(replace(marked(), id=number) for number in range(1, 90)))
        zendesk.pages = 3
        await an_auditor(database, zendesk, clock).run()

        assert zendesk.asked == ["search None", "search 2", "search 3"]
        last = await database.read(last_round)
        assert last is not None
        assert (last.tickets, last.calls, last.postponed) == (89, 3, 0)


async def test_a_round_is_made_once_at_start_and_then_at_its_interval(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock)
        auditor = an_auditor(database, zendesk, clock)
        for _ in range(3):
            await auditor.run()
        assert len(zendesk.asked) == 1
        clock.advance(EVERY)
        await auditor.run()
        assert len(zendesk.asked) == 2

        await an_auditor(database, zendesk, clock).run()
        # A new process looks at once, unless another replica may have looked just now.
        assert len(zendesk.asked) == (2 if database.is_shared else 3)


async def test_a_status_that_pauses_no_more_since_a_start_makes_no_ticket_older(database_url: str) -> None:
    """It was pending from its first hour to its tenth: the ladder keeps that pause, and so does the auditor."""
    clock = FakeClock(NOW + 5 * HOUR)
    pausing = a_desk(ladder=replace(a_desk().ladder, pause_statuses=frozenset({Status.PENDING})))
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, marked(updated_at=NOW + 10 * HOUR))
        zendesk.told[42] = [
            replace(audited(1, SERVICE, level="escalation_level_0"), created_at=NOW + HOUR / 60),
            turned(2, 1, "pending"),
            turned(3, 10, "open"),
        ]
        for desk, at in ((pausing, 10.5), (a_desk(), 11), (a_desk(), 11.5)):
            clock.advance(NOW + at * HOUR - clock.now())
            await an_auditor(database, zendesk, clock, desk).run()
            assert await open_whats(database) == [], at

        clock.advance(2 * HOUR)
        await an_auditor(database, zendesk, clock).run()
        assert await open_whats(database) == [(42, "level-low")], "one hour before the pause and three and a half since"


async def test_levels_that_were_right_before_the_hours_became_longer_are_no_findings(database_url: str) -> None:
    """Level 2 at two hours was the rule until lately; level 3 came too early by that rule and by the new one."""
    clock = FakeClock(NOW + 2.2 * HOUR)
    short = a_desk(ladder=replace(a_desk().ladder, thresholds=tuple(hours * HOUR for hours in (1, 2, 3, 4))))
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, *(marked(level, id=40 + level, updated_at=NOW + 2 * HOUR) for level in (2, 3)))
        for number in (42, 43):
            zendesk.told[number] = [audited(120, SERVICE, level=f"escalation_level_{number - 40}")]
        for desk in (short, a_desk(), a_desk(), a_desk()):
            await an_auditor(database, zendesk, clock, desk).run()
            assert await open_whats(database) == [(43, "level-high")]
            clock.advance(EVERY)


async def test_thresholds_that_come_and_go_are_remembered_until_when_they_were_in_force_last(database_url: str) -> None:
    clock = FakeClock(NOW)
    short = a_desk(ladder=replace(a_desk().ladder, thresholds=(HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR)))
    other = a_desk(ladder=replace(a_desk().ladder, thresholds=(5 * HOUR,)))
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, marked(3, updated_at=NOW + 3 * HOUR))
        zendesk.told[42] = [audited(180, SERVICE, level="escalation_level_3")]
        for desk, hours in ((short, 1), (other, 1.5), (short, 3), (a_desk(), 3.5), (other, 3.6), (a_desk(), 4.2)):
            clock.advance(NOW + hours * HOUR - clock.now())
            await an_auditor(database, zendesk, clock, desk).run()

        assert await open_whats(database) == []


async def test_a_round_that_failed_is_no_round(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock)
        zendesk.trouble = [Unavailable("away")]
        auditor = an_auditor(database, zendesk, clock)
        with pytest.raises(Unavailable):
            await auditor.run()
        assert await database.read(last_round) is None
        await auditor.run()

        assert await database.read(last_round) is not None


async def test_after_a_429_it_pauses_for_as_long_as_zendesk_asked(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock)
        zendesk.trouble = [RateLimited("slowly", retry_after=40.0)]
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        await auditor.run()
        assert len(zendesk.asked) == 1
        clock.advance(timedelta(seconds=41))
        await auditor.run()

        assert len(zendesk.asked) == 2


async def test_a_difference_that_our_rules_have_not_seen_becomes_an_event_once(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, a_ticket())
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        (rows,) = await database.write(lambda c: inbox.claim(c, clock.now(), 10))
        await database.write(lambda c: inbox.end(c, rows, inbox.DONE, None, clock.now()))
        clock.advance(EVERY)
        await auditor.run()

        assert [row.source for row in rows] == ["audit"]
        assert await open_whats(database) == [(42, "no-tier")]
        assert await database.write(lambda c: inbox.claim(c, clock.now(), 10)) == []


async def test_a_difference_that_our_rules_left_standing_is_mended_once(database_url: str) -> None:
    clock = FakeClock(NOW + 5 * HOUR)
    with opened(database_url) as database:
        await known(database)
        zendesk = FakeZendesk(clock, marked(0))
        zendesk.told[42] = [
            audited(1, SERVICE, ("42:1:triage:0",), tier="tier_2", level="escalation_level_0"),
            audited(241, SERVICE, ("42:1:escalation:1",), level="escalation_level_1"),
            audited(250, -1, level=None),
        ]
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        (repair,) = await database.read(lambda c: effects.history(c, 42))
        assert (repair.key, repair.state) == ("42:1:repair:1:level-low", "planned")
        assert "comment" not in repair.change, "its note is written already"

        await database.write(lambda c: outbox.claim(c, clock.now(), 1))
        clock.advance(EVERY)
        await auditor.run()
        assert len(await database.read(lambda c: effects.history(c, 42))) == 1


async def test_what_we_are_at_already_is_no_difference_until_it_is_late(database_url: str) -> None:
    clock = FakeClock(NOW + 5 * HOUR)
    with opened(database_url) as database:
        await known(database)
        waiting = an_effect(level=1)
        await database.write(lambda c: effects.plan(c, waiting, clock.now(), clock.now() + 9 * HOUR))
        zendesk = FakeZendesk(clock, marked(0))
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        assert await open_whats(database) == []
        clock.advance(EVERY)
        await auditor.run()

        (late,) = await database.read(findings.open_ones)
        assert "a repair waits since" in late.says
        assert late.repaired_at is None
        assert len(await database.read(lambda c: effects.history(c, 42))) == 1


async def test_an_event_that_waits_is_under_way_too(database_url: str) -> None:
    clock = FakeClock(NOW + 5 * HOUR)
    with opened(database_url) as database:
        event = a_delivery(1, received_at=clock.now())
        await database.write(lambda c: inbox.add(c, inbox.row_values(event, clock.now())))
        await an_auditor(database, FakeZendesk(clock, a_ticket()), clock).run()

        assert await open_whats(database) == []


async def test_a_difference_ends_when_a_later_round_sees_it_no_more(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, a_ticket())
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        (rows,) = await database.write(lambda c: inbox.claim(c, clock.now(), 10))
        await database.write(lambda c: inbox.end(c, rows, inbox.DONE, None, clock.now()))
        zendesk.tickets[42] = marked()
        clock.advance(EVERY)
        await auditor.run()

        assert await open_whats(database) == []
        (row,) = await database.read(lambda c: findings.history(c, 42))
        assert row.outcome == findings.REPAIRED


async def test_a_round_that_broke_off_ends_nothing(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, a_ticket())
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        zendesk.tickets[42] = marked()
        zendesk.trouble = [Unavailable("away")]
        clock.advance(EVERY)
        with pytest.raises(Unavailable):
            await auditor.run()

        assert await open_whats(database) == [(42, "no-tier")]


async def test_a_document_that_cannot_be_read_costs_the_others_nothing_and_ends_no_difference(
    database_url: str,
) -> None:
    clock = FakeClock(NOW + HOUR)
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, a_ticket(id=1, requester_id=PARTNER), a_ticket(id=2, requester_id=PARTNER))
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        assert await open_whats(database) == [(1, "no-tier"), (2, "no-tier")]
        zendesk.unreadable = frozenset({1})
        zendesk.tickets[2] = marked(id=2)
        clock.advance(EVERY)
        await auditor.run()

        assert await open_whats(database) == [(1, "no-tier")]


async def test_of_too_many_suspects_each_has_its_turn_in_a_later_round(database_url: str) -> None:
    clock = FakeClock(NOW + HOUR)
    count = AUDITS + 50
    with opened(database_url) as database:
        zendesk = FakeZendesk(clock, *(a_ticket(id=number, requester_id=PARTNER) for number in range(1, count + 1)))
        auditor = an_auditor(database, zendesk, clock)
        await auditor.run()
        assert len(await open_whats(database)) == AUDITS
        last = await database.read(last_round)
        assert last is not None
        assert (last.postponed, last.after) == (50, AUDITS)

        def all_done(connection: Any) -> None:
            for rows in inbox.claim(connection, clock.now(), count):
                inbox.end(connection, rows, inbox.DONE, None, clock.now())

        await database.write(all_done)
        zendesk.asked.clear()
        clock.advance(EVERY)
        await auditor.run()

        assert len(await open_whats(database)) == count
        assert next(one for one in zendesk.asked if one.startswith("audits")) == f"audits {AUDITS + 1}"
