"""Health tells the truth: each promise, kept and broken."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from app.clock import FakeClock, FollowingClock
from app.ops.health import Health, HealthReporter
from app.ops.pulse import Pulse
from app.ops.routes import health_router
from app.rules.effect import Kind
from app.scheduler.audit import CURSOR
from app.scheduler.escalate import NOTED
from app.scheduler.metronome import Job, Metronome
from app.store import cursors, effects, findings, inbox, tickets
from app.store.database import Database
from app.zendesk.skew import ZendeskClock
from tests.rules.kit import NOW, a_record
from tests.store.kit import a_delivery, an_effect, opened

pytestmark = pytest.mark.anyio
TICK = 15.0


@dataclass
class Ward:
    """A reporter over a real database, with time in the test's hands."""

    database: Database
    clock: FakeClock
    job: Job
    reporter: HealthReporter
    zendesk_clock: ZendeskClock

    async def check(self, name: str) -> tuple[bool, str]:
        health = await self.reporter.report()
        return health.checks[name].ok, health.checks[name].says


async def nothing() -> None:
    """A job that has nothing to do."""


@asynccontextmanager
async def ward(path: Path, warnings: tuple[str, ...] = (), *, schedules: bool = True) -> AsyncIterator[Ward]:
    clock = FakeClock(NOW)
    zendesk = SimpleNamespace(zendesk_clock=ZendeskClock(clock), budget=SimpleNamespace(snapshot=dict))
    job = Job("escalate", TICK, nothing)
    await job.once(clock)
    with opened(path) as database:
        reporter = HealthReporter(
            database=database,
            client=zendesk,  # type: ignore[arg-type]  # the part of the client that is used
            clock=clock,
            metronome=Metronome([job], clock) if schedules else None,
            tick_seconds=TICK,
            mode="live",
            warnings=lambda: list(warnings),
            pulse=Pulse(FollowingClock(clock)),
        )
        yield Ward(database, clock, job, reporter, zendesk.zendesk_clock)


async def test_when_every_promise_is_kept_it_is_ready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        assert (await here.reporter.report()).is_ready


async def test_a_tick_older_than_three_ticks_is_unready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        here.clock.advance(timedelta(seconds=3 * TICK))
        assert (await here.check("scheduler"))[0]
        here.clock.advance(timedelta(seconds=1))
        assert not (await here.check("scheduler"))[0]
        await here.job.once(here.clock)
        assert (await here.check("scheduler"))[0]


async def test_where_no_scheduler_runs_it_is_ready_while_another_replicas_ticks(tmp_path: Path) -> None:
    async with ward(tmp_path, schedules=False) as here:
        ok, says = await here.check("scheduler")
        assert (ok, "no other has ever ticked" in says) == (False, True)

        await here.database.write(lambda c: cursors.put(c, NOTED, "", here.clock.now()))
        here.clock.advance(timedelta(seconds=3 * TICK))
        ok, says = await here.check("scheduler")
        assert (ok, "another one ticked 45 s ago" in says) == (True, True)
        here.clock.advance(timedelta(seconds=TICK + 1))
        ok, says = await here.check("scheduler")

        assert (ok, "61 s old" in says) == (False, True)
        assert (await here.reporter.report()).checks["scheduler"].facts["any_replica_tick_seconds"] == 61.0


async def test_it_tells_of_zendesks_time_the_hosts_clock_and_the_loop(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        now = here.clock.now()
        for _ in range(3):
            here.zendesk_clock.observe(format_datetime(now + timedelta(seconds=90), usegmt=True), now, now)
        here.clock.advance(timedelta(seconds=5))
        facts = (await here.reporter.report()).checks["clock"].facts

        assert facts["zendesk_skew_seconds"] == pytest.approx(90, abs=0.1)
        assert facts["zendesk_heard_seconds"] == 5.0
        assert {"loop_lag_ms", "loop_lag_worst_ms", "host_clock_jumps", "host_clock_last_jump_seconds"} <= set(facts)


async def test_a_zendesk_that_contradicts_itself_for_minutes_is_unready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        for minute in range(7):
            now = here.clock.now()
            for ahead in (0, 300):
                here.zendesk_clock.observe(format_datetime(now + timedelta(seconds=ahead), usegmt=True), now, now)
            ok, says = await here.check("clock")
            assert ok is (minute <= 5)
            here.clock.advance(timedelta(minutes=1))

        assert "contradicting each other about the time for 360 s, by 300 s" in says


async def test_a_process_beyond_help_is_not_alive() -> None:
    async def report() -> Health:
        return Health({}, (), {})

    app = FastAPI()
    app.include_router(health_router(report, lambda: "no run of the job 'escalate' has ended"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        answer = await client.get("/health/live")

    assert (answer.status_code, answer.json()["says"]) == (503, "no run of the job 'escalate' has ended")


async def test_an_event_that_waits_for_more_than_a_minute_is_unready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        await here.database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
        here.clock.advance(timedelta(seconds=60))
        assert (await here.check("inbox"))[0]
        here.clock.advance(timedelta(seconds=1))
        assert not (await here.check("inbox"))[0]


async def test_one_event_that_fails_by_itself_is_a_warning_and_no_more(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        await here.database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), here.clock.now())))
        ((row,),) = await here.database.write(lambda c: inbox.claim(c, here.clock.now(), 1))
        await here.database.write(lambda c: inbox.postpone(c, [row], "ours", here.clock.now()))
        here.clock.advance(timedelta(minutes=5))
        await here.job.once(here.clock)
        health = await here.reporter.report()

        assert health.checks["inbox"].ok
        assert any("1 event(s) failed by themselves" in one for one in health.warnings)


async def test_a_parked_event_is_a_warning_and_no_more(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        await here.database.write(lambda c: inbox.add(c, inbox.row_values(a_delivery(1), NOW)))
        (rows,) = await here.database.write(lambda c: inbox.claim(c, NOW, 1))
        await here.database.write(lambda c: inbox.end(c, rows, inbox.PARKED, "boom", NOW))
        health = await here.reporter.report()

        assert health.is_ready
        assert any("1 event(s) are parked" in warning for warning in health.warnings)


async def test_a_ticket_below_its_due_level_is_named(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        await here.database.write(lambda c: tickets.save(c, a_record(ticket_id=4711, next_due_at=NOW), 0))
        here.clock.advance(timedelta(seconds=2 * TICK))
        assert (await here.check("ladder"))[0]
        here.clock.advance(timedelta(seconds=1))
        ok, says = await here.check("ladder")

        assert not ok
        assert "4711" in says


async def test_a_level_that_is_planned_but_not_on_the_ticket_is_overdue_all_the_same(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        late = an_effect(4711, Kind.ESCALATION, level=1, due_at=NOW)
        await here.database.write(lambda c: tickets.save(c, a_record(ticket_id=4711), 0))
        await here.database.write(lambda c: effects.plan(c, late, NOW, NOW))
        here.clock.advance(timedelta(seconds=2 * TICK + 1))

        assert "4711" in (await here.check("ladder"))[1]


async def test_a_database_that_cannot_be_written_is_unready_and_answers_in_time(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        foreign = sqlite3.connect(tmp_path / "tierline.db", isolation_level=None)
        foreign.execute("BEGIN IMMEDIATE")
        health = await here.reporter.report()
        foreign.execute("ROLLBACK")
        foreign.close()

        assert not health.checks["database"].ok
        assert not health.is_ready
        await asyncio.sleep(0.1)


async def test_the_routes_answer_200_or_503_with_the_same_body(tmp_path: Path) -> None:
    async with ward(tmp_path, warnings=("doubtful",)) as here:
        app = FastAPI()
        app.include_router(health_router(here.reporter.report))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            ready = await client.get("/health/ready")
            here.clock.advance(timedelta(hours=1))
            unready = await client.get("/health")
            live = await client.get("/health/live")

        assert (ready.status_code, unready.status_code, live.status_code) == (200, 503, 200)
        assert ready.json()["warnings"] == ["doubtful"]
        assert unready.json()["status"] == "unready"
        expected = {"oldest_pending_seconds", "parked", "last_tick_seconds", "most_overdue", "write_budget"}
        assert expected | {"clock_skew_seconds", "mode", "version", "checks"} <= set(unready.json())


async def audited(here: Ward) -> None:
    """A round of the auditor has just been completed."""
    told = {"completed_at": here.clock.now().isoformat(), "tickets": 9, "calls": 1, "unusable": 0, "postponed": 0}
    await here.database.write(lambda c: cursors.put(c, CURSOR, json.dumps({**told, "after": 0}), here.clock.now()))


async def test_an_auditor_that_has_stopped_is_unready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        assert await here.check("auditor") == (True, "the first round of the auditor is not completed yet")
        await audited(here)
        here.clock.advance(timedelta(minutes=110))
        assert await here.check("auditor") == (True, "the auditor looked at 9 unsolved tickets 110 min ago: all agree")
        here.clock.advance(timedelta(minutes=1))
        assert not (await here.check("auditor"))[0]


async def test_an_auditor_that_was_away_with_the_service_has_time_for_its_first_round(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        long_ago = {"completed_at": (NOW - timedelta(days=2)).isoformat(), "tickets": 9, "calls": 1}
        row = json.dumps({**long_ago, "unusable": 0, "postponed": 0, "after": 0})
        await here.database.write(lambda c: cursors.put(c, CURSOR, row, NOW))

        assert (await here.check("auditor"))[0]


async def test_a_difference_is_named_and_no_more(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        await audited(here)
        await here.database.write(lambda c: findings.note(c, 4711, "level-low", "it stands at level 0", NOW))
        await here.job.once(here.clock)
        health = await here.reporter.report()

        assert health.is_ready
        assert any("4711 (level-low)" in warning for warning in health.warnings)
        assert "4711" in health.checks["auditor"].says


async def test_many_differences_that_outlive_a_round_are_unready(tmp_path: Path) -> None:
    async with ward(tmp_path) as here:
        for number in range(20):
            await here.database.write(lambda c, n=number: findings.note(c, n, "level-low", "low", NOW))  # type: ignore[misc]
        here.clock.advance(timedelta(minutes=50))
        await audited(here)
        assert (await here.check("auditor"))[0], "a round may still repair them"
        here.clock.advance(timedelta(seconds=1))
        ok, says = await here.check("auditor")

        assert not ok
        assert "20 differences" in says
        assert "and 10 more" in says
