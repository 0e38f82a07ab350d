"""
Health that tells the truth: each check is one of our own promises, each reports and never raises.

Ready means: events are stored and handled within a minute, the ladder ticks, and no ticket stands below the level
its age demands. What one ticket or one setting suffers from is a warning; what everybody suffers from is unready.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from app import __version__
from app.clock import Clock
from app.errors import AppError
from app.ops import witnesses
from app.ops.pulse import Pulse
from app.ops.telling import told
from app.rules.effect import Kind
from app.scheduler.escalate import NOTED
from app.scheduler.metronome import STOPPED_AFTER, Metronome
from app.store import cursors, effects, inbox
from app.store.database import Database
from app.store.schema import IS_UNSENT, effect, ticket
from app.zendesk.client import ZendeskClient

PENDING_LIMIT_SECONDS = 60.0
OVERDUE_TICKS = 2.0
CHECK_DEADLINE_SECONDS = 3.0
DISPUTE_LIMIT_SECONDS = 300.0
"""How long Zendesk's answers may contradict each other about the time before the ladder may be late for it."""
TRIED_OFTEN = 5
"""After so many tries in vain an effect is named in a warning."""
NAMED = 10
"""How many overdue tickets the answer names."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise: kept or not, and the sentence that says which."""

    ok: bool
    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Health:
    """The whole picture at one moment."""

    checks: Mapping[str, Check]
    warnings: tuple[str, ...]
    facts: Mapping[str, Any]

    @property
    def is_ready(self) -> bool:
        """True when every check holds."""
        return all(check.ok for check in self.checks.values())

    def as_json(self) -> dict[str, Any]:
        """Return the body of `/health`."""
        return {
            "status": "ready" if self.is_ready else "unready",
            "checks": {
                name: {"ok": check.ok, "says": check.says, **check.facts} for name, check in self.checks.items()
            },
            "warnings": list(self.warnings),
            **self.facts,
        }


class HealthReporter:
    """Looks at the promises when asked."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        clock: Clock,
        metronome: Metronome | None,
        tick_seconds: float,
        mode: str,
        warnings: Callable[[], list[str]],
        pulse: Pulse,
        audit_every: timedelta = timedelta(minutes=30),
    ) -> None:
        self._database = database
        self._client = client
        self._clock = clock
        self._metronome = metronome
        self._tick_seconds = tick_seconds
        self._mode = mode
        self._warnings = warnings
        self._audit_every = audit_every
        self._pulse = pulse

    async def report(self) -> Health:
        """Return the state of every promise; takes at most a few seconds, whatever hangs."""
        names = ("database", "inbox", "scheduler", "ladder", "auditor", "clock")
        found = await asyncio.gather(
            _guarded(self._database_writes()),
            _guarded(self._inbox()),
            _guarded(self._scheduler()),
            _guarded(self._ladder()),
            _guarded(self._auditor()),
            _guarded(self._zendesk_time()),
        )
        checks = dict(zip(names, found, strict=True))
        warnings = list(self._warnings())
        if parked := checks["inbox"].facts.get("parked"):
            named = ", ".join(str(one) for one in checks["inbox"].facts["parked_tickets"])
            about = f" (tickets {named})" if named else ""
            warnings.append(f"{parked} event(s) are parked after repeated failures{about}; see `tierline inbox list`")
        if failing := checks["inbox"].facts.get("failing"):
            warnings.append(f"{failing} event(s) failed by themselves and are tried again; see `tierline inbox list`")
        if failed := checks["ladder"].facts.get("failed_effects"):
            warnings.append(f"{failed} effect(s) were refused by Zendesk for good; see their outcome")
        if differences := checks["auditor"].facts.get("differences"):
            listed = ", ".join(f"{one['ticket_id']} ({one['what']})" for one in differences)
            warnings.append(f"{checks['auditor'].facts['open']} difference(s) found by the auditor: {listed}")
        if struggling := checks["ladder"].facts.get("struggling"):
            worst = struggling[0]
            warnings.append(f"tried {worst['attempts']} times in vain: {worst['key']} ({worst['outcome']})")
        return Health(checks, tuple(warnings), self._facts(checks))

    def _facts(self, checks: Mapping[str, Check]) -> dict[str, Any]:
        zendesk_clock = self._client.zendesk_clock
        observed = zendesk_clock.last_observed_at
        return {
            "oldest_pending_seconds": checks["inbox"].facts.get("oldest_pending_seconds"),
            "parked": checks["inbox"].facts.get("parked"),
            "last_tick_seconds": checks["scheduler"].facts.get("last_tick_seconds"),
            "most_overdue": (checks["ladder"].facts.get("overdue") or [None])[0],
            "reconcile_behind_seconds": checks["auditor"].facts.get("reconcile_behind_seconds"),
            "write_budget": self._client.budget.snapshot(),
            "clock_skew_seconds": round(zendesk_clock.offset_seconds, 3) if observed else None,
            "mode": self._mode,
            "version": __version__,
        }

    async def _database_writes(self) -> Check:
        now = self._clock.now()
        await self._database.write(lambda connection: cursors.put(connection, "health", now.isoformat(), now))
        return Check(True, "the database takes writes")

    async def _inbox(self) -> Check:
        waiting = await self._database.read(inbox.backlog)
        oldest = waiting.oldest_received_at
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        facts = {
            "pending": waiting.pending,
            "oldest_pending_seconds": round(age, 1),
            "failing": waiting.failing,
            "parked": waiting.parked,
            "parked_tickets": list(waiting.parked_tickets),
        }
        if age > PENDING_LIMIT_SECONDS:
            return Check(False, f"the oldest of {waiting.pending} pending events waits for {age:.0f} s", facts)
        return Check(True, f"{waiting.pending} events wait, none longer than a minute", facts)

    async def _scheduler(self) -> Check:
        noted = await self._database.read(lambda connection: cursors.noted_at(connection, NOTED))
        # Another replica's clock may be a little ahead of ours.
        any_age = max(0.0, (self._clock.now() - noted).total_seconds()) if noted else None
        facts: dict[str, Any] = {"any_replica_tick_seconds": None if any_age is None else round(any_age, 1)}
        limit = STOPPED_AFTER * self._tick_seconds
        if self._metronome is None:
            return self._elsewhere(any_age, limit, facts)
        job = self._metronome.jobs["escalate"]
        age = job.age_seconds(self._clock, self._metronome.started_at)
        facts |= {
            "last_tick_seconds": round(age, 1),
            "restarts": self._metronome.restarts,
            "wall_clock_steps": self._metronome.steps,
        }
        if job.completed_at is None and age <= limit:
            return Check(False, "the first tick has not completed yet", facts)
        if age > limit:
            reason = f": {job.last_error}" if job.last_error else ""
            return Check(False, f"the last completed tick is {age:.0f} s old{reason}", facts)
        return Check(True, f"the last tick completed {age:.1f} s ago", facts)

    async def _auditor(self) -> Check:
        if self._metronome is None:
            return Check(True, "this process serves webhooks only (SCHEDULER_ENABLED=false)")
        now, zendesk_now = self._clock.now(), self._client.zendesk_clock.now()
        started = self._clock.monotonic() - self._metronome.started_at
        seen = await self._database.read(lambda connection: witnesses.look(connection, now, zendesk_now))
        ok, says = seen.verdict(self._audit_every, timedelta(seconds=started))
        return Check(ok, says, seen.facts())

    def _elsewhere(self, age: float | None, limit: float, facts: dict[str, Any]) -> Check:
        """Judge the scheduler of another process by what it notes in the database, in the rhythm of its ticks."""
        says = "this process serves webhooks only (SCHEDULER_ENABLED=false)"
        if age is not None and age <= limit + self._tick_seconds:
            return Check(True, f"{says}; another one ticked {age:.0f} s ago", facts)
        if age is None:
            return Check(False, f"{says}, and no other has ever ticked on this database", facts)
        return Check(False, f"{says}, and the last tick of any other is {age:.0f} s old", facts)

    async def _zendesk_time(self) -> Check:
        clock = self._client.zendesk_clock
        silent = clock.silent_seconds
        facts = {
            "zendesk_skew_seconds": round(clock.offset_seconds, 3) if clock.answers else None,
            "zendesk_heard_seconds": None if silent is None else round(silent, 1),
            "zendesk_spread_seconds": round(clock.spread_seconds, 1),
            **self._pulse.facts(),
        }
        if clock.disputed_seconds > DISPUTE_LIMIT_SECONDS:
            says = (
                f"Zendesk's answers have been contradicting each other about the time for {clock.disputed_seconds:.0f} "
                f"s, by {clock.spread_seconds:.0f} s; the ladder goes by the earliest and may be late"
            )
            return Check(False, says, facts)
        if doubt := clock.doubt():
            return Check(True, f"{doubt}; it is asked before a step is planned", facts)
        return Check(True, "Zendesk's time is known", facts)

    async def _ladder(self) -> Check:
        now = self._client.zendesk_clock.now()
        limit = now - timedelta(seconds=OVERDUE_TICKS * self._tick_seconds)
        overdue, unsent, struggling = await self._database.read(
            lambda c: (overdue_tickets(c, limit, now), effects.counts(c), effects.struggling(c, TRIED_OFTEN))
        )
        facts = {
            "struggling": [{"key": row.key, "attempts": row.attempts, "outcome": row.outcome} for row in struggling],
            "overdue": overdue,
            "unsent_effects": unsent.get("planned", 0) + unsent.get("sending", 0),
            "failed_effects": unsent.get("failed", 0),
        }
        if overdue:
            names = ", ".join(str(one["ticket_id"]) for one in overdue)
            return Check(False, f"below the level their age demands: {names}", facts)
        return Check(True, "every ticket stands at the level of its age", facts)


def overdue_tickets(connection: Connection, limit: datetime, now: datetime) -> list[dict[str, Any]]:
    """Return tickets whose due level was reached before `limit` and is not on the ticket, most overdue first."""
    unplanned = connection.execute(
        select(ticket.c.id, ticket.c.level, ticket.c.next_due_at)
        .where(ticket.c.next_due_at < limit)
        .order_by(ticket.c.next_due_at)
        .limit(NAMED)
    ).all()
    unsent = connection.execute(
        select(effect.c.ticket_id, effect.c.level, effect.c.due_at)
        .join(ticket, ticket.c.id == effect.c.ticket_id)
        .where(
            effect.c.kind == Kind.ESCALATION.value,
            IS_UNSENT,
            effect.c.due_at < limit,
            ticket.c.hold.is_(False),
        )
        .order_by(effect.c.due_at)
        .limit(NAMED)
    ).all()
    found = [(row[0], row[1] + 1, row[2]) for row in unplanned] + [(row[0], row[1], row[2]) for row in unsent]
    found.sort(key=lambda one: one[2])
    return [
        {"ticket_id": ticket_id, "level": level, "overdue_seconds": round((now - due).total_seconds(), 1)}
        for ticket_id, level, due in found[:NAMED]
    ]


async def _guarded(check: Awaitable[Check]) -> Check:
    """Run one check under a deadline; what goes wrong in it is its answer."""
    try:
        async with asyncio.timeout(CHECK_DEADLINE_SECONDS):
            return await check
    except TimeoutError:
        return Check(False, f"no answer within {CHECK_DEADLINE_SECONDS:.0f} s")
    except AppError as exc:
        return Check(False, str(exc))
    except Exception as exc:  # a health check reports, it never raises
        return Check(False, told(exc))
