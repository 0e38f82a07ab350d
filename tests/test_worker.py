"""The worker: leases that are prolonged, tickets that cost only themselves, what parks and what does not."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.clock import FakeClock, SystemClock
from app.errors import StoreUnavailable
from app.look.conversation import LATE_LOOK, may_have_conversation
from app.look.gathering import Unsettled
from app.look.looker import Looker
from app.look.recorder import LeaseLost
from app.look.snapshots import Snapshots, Unreadable
from app.store import inbox, tickets
from app.store.inbox import LEASE, SETTLE
from app.worker import UNSETTLED_PATIENCE, is_own, storable
from app.zendesk.errors import Forbidden, InvalidAnswer, RateLimited, Unauthorized, Unavailable, Unreachable
from app.zendesk.records import NOBODY
from app.zendesk.sandbox.world import AGENT_ID, SERVICE_ID, TIER_FIELD
from tests.faults.stories import WORSE, do
from tests.journeys.kit import locked
from tests.rules.kit import NOW, a_ticket
from tests.town import HOWTO, OUTAGE, SMALL_FAULT, VAGUE
from tests.workbench import Bench, bench

pytestmark = pytest.mark.anyio


def a_clock() -> FakeClock:
    """A host clock that the test moves, beginning now, since the events are dated now."""
    return FakeClock(SystemClock().now() + timedelta(seconds=1))


async def is_claimed(desk: Bench, *ticket_ids: int) -> bool:
    leased = await desk.rows("SELECT ticket_id FROM inbox WHERE lease_until IS NOT NULL AND state = 'pending'")
    return {row[0] for row in leased} >= set(ticket_ids)


async def lease_end(desk: Bench) -> str:
    ((until,),) = await desk.rows("SELECT lease_until FROM inbox")
    return str(until)


async def test_a_slow_zendesk_does_not_cost_the_lease(tmp_path: Path) -> None:
    clock = a_clock()
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.fault("timeout_before", "/tickets/")
        await desk.event(ticket)
        desk.run(desk.worker(clock, renew_seconds=0.02))
        await desk.until(lambda: is_claimed(desk, ticket))

        for _ in range(5):  # in all well beyond one lease
            before = await lease_end(desk)
            clock.advance(LEASE / 3)

            async def is_renewed(before: str = before) -> bool:
                return await lease_end(desk) > before

            await desk.until(is_renewed)
            now = clock.now()
            assert await desk.database.write(lambda c, now=now: inbox.claim(c, now, 10)) == []  # type: ignore[misc]


async def test_what_is_decided_under_a_lost_lease_is_thrown_away(tmp_path: Path) -> None:
    """A replica slept through its lease while it read; another one has the ticket when it wakes."""
    clock = a_clock()
    async with bench(tmp_path, hold_seconds=1.0) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.fault("timeout_before", "/tickets/")
        await desk.event(ticket)
        desk.run(desk.worker(clock, renew_seconds=3600))
        await desk.until(lambda: is_claimed(desk, ticket))

        clock.advance(LEASE + timedelta(seconds=1))
        later = clock.now()
        (taken,) = await desk.database.write(lambda c: inbox.claim(c, later, 10))

        with capture_logs() as logs:

            async def has_noticed() -> bool:
                return any(one["event"] in ("lease lost", "ticket decided") for one in logs)

            await desk.until(has_noticed)
        assert await desk.rows("SELECT 1 FROM ticket") == []
        assert await desk.rows("SELECT 1 FROM effect") == []
        ((token, state),) = await desk.rows("SELECT token, state FROM inbox")
        assert (token, state) == (taken[0].token, "pending")


async def test_the_keeper_cuts_off_a_look_whose_rows_somebody_else_has(tmp_path: Path) -> None:
    clock = a_clock()
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.fault("timeout_before", "/tickets/")
        await desk.event(ticket)
        with capture_logs() as logs:
            desk.run(desk.worker(clock, renew_seconds=0.1))
            await desk.until(lambda: is_claimed(desk, ticket))
            await desk.database.write(lambda c: c.exec_driver_sql("UPDATE inbox SET token = token + 1").rowcount)

            async def is_fenced() -> bool:
                return any(one["event"] == "lease lost" for one in logs)

            await desk.until(is_fenced)
        assert await is_claimed(desk, ticket)


async def test_a_ticket_that_hangs_holds_up_neither_its_batch_nor_new_arrivals(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        slow = desk.ticket(OUTAGE, created_at=(desk.parts.sandbox.now() - timedelta(hours=1)).isoformat())
        desk.parts.sandbox.reply(slow, desk.parts.sandbox.tickets[slow]["requester_id"], "Any news?")
        others = [desk.ticket(SMALL_FAULT) for _ in range(20)]
        desk.fault("timeout_before", f"/tickets/{slow}/comments")
        await desk.event(slow, *others)
        desk.run(desk.worker())

        async def others_are_done() -> bool:
            return await desk.states(*others) == ["done"] * 20

        await desk.until(others_are_done)
        late = desk.ticket(VAGUE)
        await desk.event(late)

        async def late_is_done() -> bool:
            return await desk.states(late) == ["done"]

        await desk.until(late_is_done)
        assert await desk.states(slow) == ["pending"]


async def test_a_read_that_hangs_does_not_hold_up_new_arrivals(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        slow = desk.ticket(OUTAGE)
        desk.fault("timeout_before", f"/tickets/{slow}$")
        await desk.event(slow)
        desk.run(desk.worker())
        await desk.until(lambda: is_claimed(desk, slow))
        late = desk.ticket(VAGUE)
        await desk.event(late)

        async def late_is_done() -> bool:
            return await desk.states(late) == ["done"]

        await desk.until(late_is_done)
        assert await desk.states(slow) == ["pending"]


async def test_waiting_tickets_are_read_together(tmp_path: Path) -> None:
    """Design: at most 1.1 calls a ticket where ten or more wait."""
    async with bench(tmp_path) as desk:
        tickets = [desk.ticket(SMALL_FAULT) for _ in range(40)]
        await desk.event(*tickets)
        desk.run(desk.worker())

        async def all_done() -> bool:
            return await desk.states(*tickets) == ["done"] * 40

        await desk.until(all_done)
        assert desk.asked("GET") <= 8, "one for all tickets, one each for us and the one organization, little more"


async def test_one_unreadable_document_costs_only_itself_and_is_parked_in_the_end(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        poison, *others = [desk.ticket(SMALL_FAULT) for _ in range(12)]
        desk.parts.sandbox.tickets[poison]["priority"] = "of no known kind"
        await desk.event(poison, *others)
        desk.run(desk.worker(park_after=2))

        async def others_are_done() -> bool:
            return await desk.states(*others) == ["done"] * 11

        await desk.until(others_are_done)

        async def is_parked() -> bool:
            return await desk.states(poison) == ["parked"]

        await desk.until(is_parked)
        ((_, tries, reason),) = await desk.outcomes(poison)
        assert tries == 2
        assert reason is not None
        assert str(poison) in reason
        assert await desk.rows("SELECT 1 FROM ticket WHERE id = :t", t=poison) == [], "unreadable is not gone"

        # Mended, its next event is handled, and ends the parked one with both reasons.
        desk.parts.sandbox.tickets[poison]["priority"] = "normal"
        await desk.event(poison)

        async def has_overtaken() -> bool:
            return await desk.states(poison) == ["ignored", "done"]

        await desk.until(has_overtaken)
        (_, _, why), _ = await desk.outcomes(poison)
        assert why is not None
        assert why.startswith("overtaken by event ")
        assert why.endswith(reason)


async def test_zendesk_refusing_us_parks_nothing_and_is_asked_less_and_less(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        tickets = [desk.ticket(SMALL_FAULT) for _ in range(3)]
        desk.fault("error", "/tickets/", times=1000, status=403)
        await desk.event(*tickets)
        worker = desk.worker(park_after=1)
        desk.run(worker)

        async def was_tried_thrice() -> bool:
            return desk.asked("GET /api/v2/tickets/show_many") >= 3

        await desk.until(was_tried_thrice)
        assert "403" in str(worker.trouble)
        assert await desk.states(*tickets) == ["pending"] * 3
        assert {tries for one in tickets for _, tries, _ in await desk.outcomes(one)} == {0}

        desk.parts.faults.orders.clear()

        async def all_done() -> bool:
            return await desk.states(*tickets) == ["done"] * 3

        await desk.until(all_done)
        assert worker.trouble is None
        assert desk.asked("GET /api/v2/tickets/show_many") <= 5


async def test_a_store_that_cannot_commit_in_mid_look_loses_nothing_and_kills_nobody(tmp_path: Path) -> None:
    async with bench(tmp_path, hold_seconds=0.5, busy_timeout_ms=50) as desk:
        tickets = [desk.ticket(SMALL_FAULT) for _ in range(3)]
        desk.fault("timeout_before", "/tickets/")  # gives the time to lock the file while the tickets are read
        await desk.event(*tickets)
        task = desk.run(desk.worker(park_after=1))
        await desk.until(lambda: is_claimed(desk, *tickets))
        with locked(tmp_path / "tierline.db"), capture_logs() as logs:

            async def has_failed() -> bool:
                return any(one["event"] == "look postponed" for one in logs)

            await desk.until(has_failed)
            assert not task.done()

        async def all_done() -> bool:
            return await desk.states(*tickets) == ["done"] * 3

        await desk.until(all_done)
        assert not task.done()


async def test_two_workers_never_hold_one_ticket_at_the_same_time(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        tickets = [desk.ticket(SMALL_FAULT) for _ in range(5)]
        for worker in [desk.worker() for _ in range(4)]:
            desk.run(worker)
        for _ in range(8):
            await desk.event(*tickets)
            await asyncio.sleep(0)

        async def all_ended() -> bool:
            return set(await desk.states(*tickets)) <= {"done", "ignored"}

        await desk.until(all_ended)
        counted = await desk.rows("SELECT ticket_id, kind, count(*) FROM effect GROUP BY ticket_id, kind")
        assert counted
        assert {count for _, _, count in counted} == {1}
        versions = await desk.rows("SELECT version FROM ticket")
        assert len(versions) == 5
        overtaken = await desk.rows("SELECT 1 FROM inbox WHERE reason LIKE '%Overtaken%'")
        assert overtaken == []


async def test_a_ticket_read_in_the_second_of_its_last_change_is_judged_when_that_is_over(
    tmp_path: Path,
) -> None:
    """What else happens in that second bears the same stamp, so that no later comparison would notice it."""
    async with bench(tmp_path) as desk:
        await asyncio.sleep(1.0 - time.time() % 1.0)
        ticket = desk.ticket(OUTAGE, created_at=None)
        await desk.event(ticket)
        desk.run(desk.worker())

        def reads() -> int:
            path = f"GET /api/v2/tickets/{ticket}"
            return desk.asked(path) - desk.asked(f"{path}/")

        async def is_read() -> bool:
            return reads() == 1

        async def is_judged() -> bool:
            return "pending" not in await desk.states(ticket)

        await desk.until(is_read)
        do(desk.parts.sandbox, ticket, "tier:2")
        await desk.until(is_judged)

        assert reads() == 2
        assert await desk.rows("SELECT tier, tier_by_person FROM ticket") == [(2, 1)]


class Interrupted:
    """A looker to whom something happens between the reading of a ticket and that of its comments, once."""

    def __init__(self, looker: Looker, meanwhile: Callable[[], Awaitable[None]]) -> None:
        self._looker = looker
        self._meanwhile: Callable[[], Awaitable[None]] | None = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self._looker, name)

    async def read(self, *given: Any) -> Snapshots:
        found = await self._looker.read(*given)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found


async def test_what_is_written_while_a_ticket_is_read_is_heard_in_the_opening_it_belongs_to(tmp_path: Path) -> None:
    """The wish for a manager came after the reopening, which the ticket as it was read does not show yet."""
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(SMALL_FAULT)

        async def is_judged() -> bool:
            return "pending" not in await desk.states(ticket)

        async def reopened_with_a_request() -> None:
            do(desk.parts.sandbox, ticket, "solve")
            await asyncio.sleep(1.1)
            do(desk.parts.sandbox, ticket, "say:It is back. Please escalate this to your manager now.")

        first = desk.worker()
        await desk.event(ticket)
        running = desk.run(first)
        await desk.until(is_judged)
        first.stop()
        await running
        do(desk.parts.sandbox, ticket, "say:One more detail: it is the ground floor.")
        await asyncio.sleep(1.1)  # a ticket read in the second of its last change is read again anyway
        await desk.event(ticket)
        desk.run(desk.worker(looker=Interrupted(desk.looker, reopened_with_a_request)))
        await desk.until(is_judged)

        assert await desk.rows("SELECT epoch, read_comment_id > 0 FROM ticket") == [(2, 1)]
        assert [row[0] for row in await desk.rows("SELECT rule FROM decision ORDER BY id")][1:] == ["reopened"]


async def test_a_ticket_that_never_rests_is_judged_all_the_same(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE, created_at=(SystemClock().now() + timedelta(hours=1)).isoformat())
        await desk.event(ticket)
        desk.run(desk.worker(uniform=lambda low, _: low))

        async def is_judged() -> bool:
            return "pending" not in await desk.states(ticket)

        await desk.until(is_judged)
        assert desk.asked("GET /api/v2/tickets") <= UNSETTLED_PATIENCE / SETTLE + 2


async def test_a_stopped_worker_hands_back_what_it_did_not_finish(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        tickets = [desk.ticket(SMALL_FAULT) for _ in range(3)]
        desk.fault("timeout_before", "/tickets/")
        await desk.event(*tickets)
        worker = desk.worker()
        task = desk.run(worker)
        await desk.until(lambda: is_claimed(desk, *tickets))
        worker.stop()
        await asyncio.wait_for(task, 10)  # nothing was being decided yet, so there is nothing to wait for

        assert await desk.rows("SELECT 1 FROM inbox WHERE lease_until IS NOT NULL") == []
        assert {row[1] for one in tickets for row in await desk.outcomes(one)} == {0}


@pytest.mark.parametrize(
    ("failure", "is_counted"),
    [
        (Unavailable("x"), False),
        (Unreachable("x"), False),
        (RateLimited("x"), False),
        (Unauthorized("x"), False),
        (Forbidden("x"), False),
        (StoreUnavailable("x"), False),
        (LeaseLost("x"), False),
        (Unsettled("x"), False),
        (Unreadable("x"), True),
        (InvalidAnswer("x"), True),
        (KeyError("x"), True),
    ],
    ids=lambda one: type(one).__name__,
)
def test_only_what_is_our_own_or_the_tickets_counts_towards_parking(failure: Exception, *, is_counted: bool) -> None:
    assert is_own(failure) is is_counted


def test_an_error_is_kept_in_words_that_every_database_takes() -> None:
    assert storable("a\ud800b\0c") == "a?b?c"
    assert len(storable("x" * 100_000)) == 2000


MARKS = {"custom_fields": [{"id": TIER_FIELD, "value": "tier_2"}], "metadata": {"tierline": {"keys": ["1:1:triage:0"]}}}
"""A write of ours of which our memory is lost."""


async def judged(desk: Bench, ticket: int) -> list[tuple[object, ...]]:
    """Tier, whose choice it is, and the rule of the first decision about a ticket."""
    desk.parts.sandbox.offset += timedelta(seconds=10)
    await desk.event(ticket)
    desk.run(desk.worker())

    async def is_judged() -> bool:
        return "pending" not in await desk.states(ticket)

    await desk.until(is_judged)
    query = "SELECT tier, tier_by_person, rule FROM ticket JOIN decision ON ticket_id = ticket.id"
    return [tuple(row) for row in await desk.rows(query)]


async def test_an_outage_that_was_told_while_the_database_was_lost_is_heard(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(SMALL_FAULT)
        desk.parts.sandbox.update(ticket, MARKS, SERVICE_ID)
        desk.parts.sandbox.offset += timedelta(minutes=5)
        do(desk.parts.sandbox, ticket, f"say:{WORSE}")

        assert await judged(desk, ticket) == [(3, 0, "later-comment")]


async def test_the_tier_that_a_person_chose_after_ours_is_theirs_although_the_database_was_lost(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        ours = {**MARKS, "custom_fields": [{"id": TIER_FIELD, "value": "tier_3"}]}
        desk.parts.sandbox.update(ticket, ours, SERVICE_ID)
        desk.parts.sandbox.offset += timedelta(minutes=5)
        do(desk.parts.sandbox, ticket, "tier:2")
        desk.parts.sandbox.offset += timedelta(minutes=5)
        do(desk.parts.sandbox, ticket, f"say:{WORSE}")

        assert await judged(desk, ticket) == [(2, 1, "taken-over")]


async def test_a_tag_beside_a_tier_is_no_choice_of_that_tier(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        partner = desk.parts.sandbox.tickets[ticket]["requester_id"]
        desk.parts.sandbox.update(ticket, {"additional_tags": ["tier_2"]}, partner)  # as a rule of the account may
        desk.parts.sandbox.update(ticket, {"additional_tags": ["vip"]}, AGENT_ID)

        ((tier, by_person, _),) = await judged(desk, ticket)
        assert (tier, by_person) == (3, 0)


async def first_look(desk: Bench, ticket: int) -> Any:
    """Tier, and whether it is being refused, as the first look at a ticket has it."""
    await desk.event(ticket)
    desk.run(desk.worker())

    async def is_done() -> bool:
        return "pending" not in await desk.states(ticket)

    await desk.until(is_done)
    ((tier, refused_at),) = await desk.rows("SELECT tier, refused_at FROM ticket")
    return tier, refused_at is not None


async def test_a_comment_of_a_tickets_first_seconds_is_heard_although_a_trigger_came_after_it(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(HOWTO, created_at=(SystemClock().now() - timedelta(seconds=3)).isoformat())
        do(desk.parts.sandbox, ticket, f"say:{WORSE}")
        desk.parts.sandbox.update(ticket, {"additional_tags": ["routed"]}, NOBODY)

        assert await first_look(desk, ticket) == (3, False)


async def test_a_young_ticket_that_only_a_trigger_has_changed_costs_no_look_at_its_comments(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(HOWTO, created_at=(SystemClock().now() - timedelta(seconds=3)).isoformat())
        desk.parts.sandbox.update(ticket, {"additional_tags": ["routed"]}, NOBODY)

        assert await first_look(desk, ticket) == (1, True)
        assert desk.asked(f"GET /api/v2/tickets/{ticket}/comments") == 0


@pytest.mark.parametrize(
    ("seconds", "comments", "is_read"),
    [(0, None, False), (1, None, True), (3, 1, False), (3, 2, True), (0, 2, True), (LATE_LOOK.seconds + 1, 1, True)],
)
def test_whether_a_new_ticket_may_have_a_conversation(seconds: int, comments: int | None, is_read: bool) -> None:
    changed = a_ticket(updated_at=NOW + timedelta(seconds=seconds), comments=comments)

    assert may_have_conversation(changed) is is_read


@pytest.mark.parametrize("who", [AGENT_ID, NOBODY], ids=["agent", "automation"])
async def test_a_ticket_that_an_agent_took_before_we_saw_it_is_not_refused(tmp_path: Path, who: int) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(HOWTO)
        desk.parts.sandbox.update(ticket, {"assignee_id": AGENT_ID}, who)

        assert await first_look(desk, ticket) == (1, who == NOBODY)


async def test_a_look_from_which_nothing_is_to_be_sent_does_not_wake_the_writer(tmp_path: Path) -> None:
    """It would read the database for nothing, once for every webhook."""
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.run(desk.worker())
        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))
        after_first = len(desk.wakes)

        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))
        assert (after_first, len(desk.wakes)) == (1, 1)

        desk.parts.sandbox.update(ticket, {"status": "hold"}, AGENT_ID)
        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))
        assert len(desk.wakes) == 1, "its clock stands still, and nothing is to be sent"


async def test_a_ticket_that_is_let_go_wakes_the_writer(tmp_path: Path) -> None:
    """What was planned for it before it was held waits for that."""
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.run(desk.worker())
        for tags, wakes in (([], 1), (["tierline_hold"], 1), ([], 2)):
            desk.parts.sandbox.update(ticket, {"tags": tags}, AGENT_ID)
            await desk.event(ticket)
            await desk.until(lambda: are_handled(desk, ticket))
            assert len(desk.wakes) == wakes


async def test_every_look_tells_when_the_clock_has_something_to_do_next(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.run(desk.worker())
        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))

        known = await desk.database.read(lambda c: tickets.load(c, ticket))
        assert known is not None
        assert desk.dues[-1] == min(one for one in (known.record.next_due_at, known.record.look_at) if one)


async def test_what_waits_to_be_sent_is_sent_after_a_look_although_nothing_else_follows(tmp_path: Path) -> None:
    async with bench(tmp_path) as desk:
        ticket = desk.ticket(OUTAGE)
        desk.run(desk.worker())
        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))
        await desk.database.write(lambda c: c.exec_driver_sql("UPDATE effect SET not_before = '2036-01-01 00:00:00'"))

        await desk.event(ticket)
        await desk.until(lambda: are_handled(desk, ticket))

        assert len(desk.wakes) == 2


async def are_handled(desk: Bench, ticket: int) -> bool:
    return "pending" not in await desk.states(ticket)
