"""Whether a ticket was solved between two looks, of which both saw it open."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clock import FakeClock
from app.rules.ladder import Epoch
from app.rules.record import Record
from app.rules.ticket import BESIDE_LAG, Status
from app.zendesk.missed import last_solved, may_have_been_solved, statuses, with_missed_changes
from app.zendesk.records import Audit
from tests.rules.kit import a_record, a_ticket

MINUTE = timedelta(minutes=1)


def an_audit(at: datetime, **change: str) -> Audit:
    events = tuple({"type": "Change", "field_name": name, "value": value} for name, value in change.items())
    return Audit(1, 42, 7, at, {}, events)


def test_a_solving_since_the_last_look_is_found_and_one_before_it_is_not(clock: FakeClock) -> None:
    seen = clock.now()
    record = a_record(seen_updated_at=seen, epoch=Epoch(1, seen - 60 * MINUTE))
    earlier, later = an_audit(seen - MINUTE, status="solved"), an_audit(seen + MINUTE, status="solved")
    assert last_solved([earlier, an_audit(seen + MINUTE, status="open")], record) is None
    assert last_solved([earlier, later], record) == seen + MINUTE


def test_the_solving_that_ended_an_earlier_opening_counts_no_more(clock: FakeClock) -> None:
    seen = clock.now()
    record = a_record(seen_updated_at=seen, epoch=Epoch(2, seen))
    assert last_solved([an_audit(seen, status="solved")], record) is None


def test_the_audits_tell_which_status_a_ticket_had_when(clock: FakeClock) -> None:
    at = clock.now()
    audits = [an_audit(at, status="new"), an_audit(at + MINUTE, priority="high"), an_audit(at + MINUTE, status="hold")]

    assert statuses([*audits, an_audit(at, status="strange")]) == ((at, Status.NEW), (at + MINUTE, Status.HOLD))


@pytest.mark.parametrize(
    ("record_more", "ticket_more"),
    [
        ({"status": Status.SOLVED}, {}),
        ({}, {"status": Status.SOLVED}),
        ({}, {"status": Status.NEW}),
        ({}, {"assignee_id": None}),
        ({}, {"updated_at": timedelta(0)}),
        ({"refused_at": timedelta(0)}, {}),
    ],
    ids=["seen solved", "is solved", "is new", "nobody's", "nothing new", "our refusal"],
)
def test_the_audits_are_not_asked_where_no_solving_can_hide(
    clock: FakeClock, record_more: dict[str, Any], ticket_more: dict[str, Any]
) -> None:
    def at(values: dict[str, Any]) -> dict[str, Any]:
        return {name: clock.now() + one if isinstance(one, timedelta) else one for name, one in values.items()}

    ticket: dict[str, Any] = {"status": Status.OPEN, "assignee_id": 7, "updated_at": clock.now() + MINUTE}
    record: dict[str, Any] = {"status": Status.OPEN, "seen_updated_at": clock.now()}
    assert may_have_been_solved(a_record(**record), a_ticket(**ticket))
    assert not may_have_been_solved(a_record(**(record | at(record_more))), a_ticket(**(ticket | at(ticket_more))))


def test_a_solving_in_the_second_of_our_own_write_can_hide_too(clock: FakeClock) -> None:
    now = clock.now()
    record = a_record(status=Status.OPEN, seen_updated_at=now, open_second=now)
    assert may_have_been_solved(record, a_ticket(status=Status.OPEN, assignee_id=7, updated_at=now))


class TestProof:
    """What the metric set beside a ticket proves: no solving hides in its audits."""

    async def asks(self, record: Record, pausing: frozenset[Status], **more: Any) -> bool:
        """Whether the audits are asked about a ticket that was open at two looks."""
        asked: list[int] = []
        at = record.seen_updated_at or record.epoch.started_at
        ticket: dict[str, Any] = {"status": Status.OPEN, "assignee_id": 7, "never_solved": True}
        ticket |= {"updated_at": at + MINUTE, "read_at": at + 2 * MINUTE} | more

        async def read() -> Sequence[Audit]:
            asked.append(1)
            return []

        await with_missed_changes(record, a_ticket(**ticket), pausing, read)
        return bool(asked)

    @pytest.mark.anyio
    async def test_a_ticket_that_was_never_solved_costs_no_audits(self, clock: FakeClock) -> None:
        record = a_record(status=Status.OPEN, seen_updated_at=clock.now())

        assert not await self.asks(record, frozenset())
        assert await self.asks(record, frozenset(), never_solved=False)

    @pytest.mark.anyio
    async def test_a_change_of_the_last_seconds_may_not_be_in_it_yet(self, clock: FakeClock) -> None:
        record = a_record(status=Status.OPEN, seen_updated_at=clock.now())
        changed_at = clock.now() + MINUTE

        assert not await self.asks(record, frozenset(), read_at=changed_at + BESIDE_LAG)
        assert await self.asks(record, frozenset(), read_at=changed_at + BESIDE_LAG - timedelta(seconds=1))

    @pytest.mark.anyio
    async def test_it_tells_nothing_of_pauses(self, clock: FakeClock) -> None:
        at = clock.now()
        record = a_record(status=Status.OPEN, seen_updated_at=at)
        paused = a_record(status=Status.PENDING, seen_updated_at=at, epoch=Epoch(1, at).pause(at))

        assert await self.asks(record, frozenset({Status.PENDING}))
        assert await self.asks(paused, frozenset()), "the clock stood still under other settings"
