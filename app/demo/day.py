"""
`tierline demo`: the service and a Zendesk of its own in one process, and a day of partner tickets at high speed.

Everything is real but the time: signed webhooks over HTTP, SQLite on disk, the same wiring as `tierline serve`. Only
the clock that tells the age of tickets runs fast; what is about this machine (leases, retries, time-outs) keeps its
own pace.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from sqlalchemy import Connection

from app.clock import FastClock, SystemClock
from app.demo.story import ARRIVALS, LENGTH_MINUTES, MISHAPS, REPLIES, Arrival, Mishap, Reply
from app.demo.timeline import Timeline, summary
from app.main import create_app
from app.ops.health import overdue_tickets
from app.ops.logging import configure
from app.settings_reading import load_settings
from app.store import effects, inbox
from app.store.database import Database
from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import settings_env

SETTLE_SECONDS = 12.0
"""Longest wait at the end of the day for what is still under way."""
PLENTY = 10_000
"""Ticket updates a minute: the day is short, and the demo is not about the budget."""


@dataclass(frozen=True, slots=True)
class Solve:
    """An agent solves a ticket."""

    minute: int
    name: str


Moment = Arrival | Reply | Mishap | Solve


def live_through(*, once: bool, seconds: float, port: int) -> int:
    """Run the day; return the exit code: 1 when the day did not end as it must."""
    configure("error")
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_live_through(once=once, seconds=seconds, port=port))
    return 0


async def _live_through(*, once: bool, seconds: float, port: int) -> int:
    console = Console(highlight=False, soft_wrap=True)
    morning = SystemClock().now().astimezone(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    speed = LENGTH_MINUTES * 60 / seconds
    with tempfile.TemporaryDirectory(prefix="tierline-demo-") as folder:
        clock = FastClock(morning, speed)
        parts = create_sandbox_app(Sandbox(clock=clock, updates_per_minute=PLENTY, hold_seconds=1.0))
        async with running(parts) as zendesk:
            env = settings_env(zendesk) | {
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'demo.db'}",
                "PROVIDER_NAME": "BluIP Partner Support",
                "ESCALATION_TICK_SECONDS": "0.5",
                "RECONCILE_SECONDS": "5",
                "ZENDESK_TIMEOUT_SECONDS": "3",
                "ZENDESK_UPDATES_PER_MINUTE": str(PLENTY),
            }
            settings = load_settings(env, env_file=None)
            database = Database.open(settings.database_url)
            app = create_app(settings, database=database, story=clock, settle=timedelta(0))
            async with listening(app, port) as service, httpx.AsyncClient(base_url=zendesk, timeout=10) as control:
                day = Day(clock, morning, control, database, Timeline(console, {}, morning))
                console.rule(f"[bold]A partner-support day, {speed:.0f} times as fast[/bold]")
                console.print(f"service {service}   health {service}/health   sandbox {zendesk}/control/summary\n")
                await _post(control, "/connect", url=service)
                await day.live()
                console.print()
                console.print(await database.read(lambda connection: summary(connection, speed)))
                healthy = await _health(console, service)
                if not once:
                    console.print("\nStill serving; Ctrl-C ends it.")
                    await asyncio.Event().wait()
                return 0 if healthy else 1


@dataclass(slots=True)
class Day:
    """Plays the story to its end, and prints what the service makes of it."""

    clock: FastClock
    morning: datetime
    control: httpx.AsyncClient
    database: Database
    timeline: Timeline

    async def live(self) -> None:
        """Play every moment at its minute, then wait until the service has nothing left to do."""
        watcher = asyncio.create_task(self._watch())
        ids: dict[str, int] = {}
        for moment in moments():
            await self._until(moment.minute)
            await self._play(moment, ids)
        await self._until(LENGTH_MINUTES)
        self.clock.slow_down()  # else levels would go on falling due while the last ones are sent
        await self._settle()
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        await self.timeline.follow(self.database)

    async def _until(self, minute: int) -> None:
        target = self.morning + timedelta(minutes=minute)
        await self.clock.sleep((target - self.clock.now()).total_seconds())

    async def _play(self, moment: Moment, ids: dict[str, int]) -> None:
        match moment:
            case Arrival():
                ticket = await _post(
                    self.control,
                    "/tickets",
                    subject=moment.subject,
                    description=moment.description,
                    organization=moment.organization,
                    form=dict(moment.form),
                )
                ids[moment.name] = ticket["ticket"]["id"]
                self.timeline.names[ids[moment.name]] = moment.subject
            case Reply():
                path = f"/tickets/{ids[moment.to]}/comments"
                self.timeline.say(self.clock.now(), f"the partner replies on #{ids[moment.to]}: {moment.text}")
                await _post(self.control, path, **{"as": "partner", "body": moment.text})
            case Mishap():
                self.timeline.say(self.clock.now(), moment.what, "bold blue")
                await _post(self.control, "/faults", **moment.fault)
            case Solve():
                self.timeline.say(self.clock.now(), f"an agent solves #{ids[moment.name]}")
                agent_id = (await self.control.get("/control/world")).json()["agent_id"]
                await _post(self.control, f"/tickets/{ids[moment.name]}", status="solved", assignee_id=agent_id)

    async def _watch(self) -> None:
        while True:
            await self.timeline.follow(self.database)
            await asyncio.sleep(0.1)

    async def _settle(self) -> None:
        """Wait for the events, effects and levels under way, but not for what waits for a later try on purpose."""
        deadline = asyncio.get_running_loop().time() + SETTLE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if await self.database.read(partial(is_quiet, now=self.clock.now())):
                return
            await asyncio.sleep(0.1)


def moments() -> Sequence[Moment]:
    """Return everything that happens on the day, in order."""
    solved = [Solve(one.minute + one.solved_after, one.name) for one in ARRIVALS if one.solved_after is not None]
    everything: list[Moment] = [*MISHAPS, *ARRIVALS, *REPLIES, *solved]
    return sorted(everything, key=lambda one: one.minute)


def is_quiet(connection: Connection, now: datetime) -> bool:
    """Whether nothing waits: no event, no effect, and no level that fell due and is not planned yet."""
    counts = effects.counts(connection)
    if inbox.backlog(connection).pending or counts.get("planned") or counts.get("sending"):
        return False
    return not overdue_tickets(connection, now, now)


async def _post(control: httpx.AsyncClient, path: str, **document: Any) -> dict[str, Any]:
    answer = await control.post(f"/control{path}", json=document)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


async def _health(console: Console, service: str) -> bool:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{service}/health")
    body = answer.json()
    style = "green" if answer.status_code == 200 else "bold red"
    console.print(f"health: [{style}]{body['status']}[/{style}]", *(f"\n  {w}" for w in body["warnings"]))
    for name, check in body["checks"].items():
        console.print(f"  {name}: {check['says']}")
    return answer.status_code == 200
