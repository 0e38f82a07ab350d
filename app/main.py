"""Wires the service together; nothing else does. `create_app` is pure wiring, the lifespan opens and closes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from datetime import datetime, timedelta

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from app import __version__
from app.clock import Clock, SystemClock
from app.config import Settings, ShadowAction, Switch
from app.errors import AppError, SettingsError
from app.notices_folder import read_notices
from app.ops.health import HealthReporter
from app.ops.routes import health_router
from app.policy_in_force import policy_of as policy_of
from app.policy_in_force import tuning_of
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.rules.ladder import Ladder
from app.rules.lint import lint
from app.rules.notices import Notices
from app.scheduler.escalate import Escalate
from app.scheduler.housekeeping import Housekeeping
from app.scheduler.metronome import Job, Metronome
from app.scheduler.reconcile import Reconcile
from app.store import effects, inbox
from app.store.database import Database
from app.store.inbox import Inbox
from app.worker import Worker
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import ZendeskError
from app.zendesk.models import FieldIds
from app.zendesk.webhooks import webhooks_router
from app.zendesk.writer import Writer

log = structlog.get_logger()

KINDS = {
    ShadowAction.TRIAGE: (Kind.TRIAGE, Kind.RAISE, Kind.REPAIR),
    ShadowAction.REFUSE: (Kind.REFUSAL,),
    ShadowAction.ACKNOWLEDGE: (Kind.ACKNOWLEDGEMENT,),
    ShadowAction.ESCALATE: (Kind.ESCALATION,),
    ShadowAction.DISPUTE: (Kind.DISPUTE,),
}


class Service:
    """All parts of a running service, in the order of the data: inbox, worker, writer; beside them the scheduler."""

    def __init__(self, settings: Settings, database: Database, clock: Clock, story: Clock, settle: timedelta) -> None:
        self.settings = settings
        self.database = database
        self._clock = clock
        self.client = ZendeskClient.open(settings, story)
        self.directory = Directory(self.client, clock)
        self.inbox = Inbox(database, clock, self.client.zendesk_clock, settle)
        desk = desk_of(settings)
        fields = FieldIds.of(settings)
        shadow = kinds_at(settings, Switch.SHADOW)
        self.writer = Writer(
            database=database,
            box=self.inbox,
            client=self.client,
            directory=self.directory,
            desk=desk,
            clock=clock,
            fields=fields,
            shadow=shadow,
        )
        self.escalate = Escalate(
            database=database,
            desk=desk,
            clock=clock,
            zendesk_clock=self.client.zendesk_clock,
            shadow=shadow,
            planned=self.writer.wake,
        )
        self.worker = Worker(
            database=database,
            box=self.inbox,
            client=self.client,
            directory=self.directory,
            desk=desk,
            clock=clock,
            fields=fields,
            partner_tag=settings.partner_organization_tag,
            shadow=shadow,
            planned=self._planned,
        )
        self.metronome = self._metronome() if settings.scheduler_enabled else None
        self.health = HealthReporter(
            database=database,
            client=self.client,
            clock=clock,
            metronome=self.metronome,
            tick_seconds=settings.escalation_tick_seconds,
            mode=settings.mode,
            warnings=self._warnings,
        )
        self._tasks: list[asyncio.Task[None]] = []

    def _metronome(self) -> Metronome:
        settings = self.settings
        reconcile = Reconcile(
            database=self.database,
            client=self.client,
            clock=self._clock,
            lookback=timedelta(hours=settings.reconcile_lookback_hours),
            exports_per_minute=settings.zendesk_exports_per_minute,
            arrived=self.inbox.arrived.set,
        )
        housekeeping = Housekeeping(self.database, self._clock, timedelta(days=settings.inbox_keep_days))
        return Metronome(
            [
                Job("escalate", settings.escalation_tick_seconds, self.escalate.tick),
                Job("reconcile", settings.reconcile_seconds, reconcile.run),
                Job("housekeeping", settings.housekeeping_seconds, housekeeping.run),
            ],
            self._clock,
        )

    def _planned(self) -> None:
        self.writer.wake()
        self.escalate.rearm()

    def _warnings(self) -> list[str]:
        warnings = self.settings.warnings()
        if self.client.zendesk_clock.last_observed_at is None:
            warnings.append("Zendesk has not answered yet: events are stored, the ladder waits for its time")
        if self.writer.last_error:
            warnings.append(f"writes to Zendesk fail: {self.writer.last_error}")
        return warnings

    async def start(self) -> None:
        """Take back what an earlier process left in mid-air, then start working."""
        now = self._clock.now()
        await self.database.write(lambda connection: _recover(connection, now))
        for warning in (*self.settings.warnings(), *lint(tuning_of(self.settings))):
            log.warning(warning)
        self._spawn("greeting", self._greet())
        self._spawn("worker", self.worker.run())
        self._spawn("writer", self.writer.run())
        if self.metronome is not None:
            self._spawn("alarm", self.escalate.alarm())
            self.metronome.start()

    def _spawn(self, name: str, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

    async def _greet(self) -> None:
        """Learn who we are and what time Zendesk has; the ladder waits for that, webhooks do not."""
        while True:
            try:
                self_id = await self.directory.self_id()
            except ZendeskError as exc:
                log.warning("zendesk cannot be reached yet", error=str(exc))
                await asyncio.sleep(2.0)
                continue
            log.info("connected to zendesk", user_id=self_id, skew=self.client.zendesk_clock.offset_seconds)
            self.escalate.rearm()
            return

    async def stop(self) -> None:
        """Finish what is under way, hand back what is claimed, close everything."""
        if self.metronome is not None:
            await self.metronome.stop()
        self.worker.stop()
        self.writer.stop()
        busy = [task for task in self._tasks if task.get_name() in ("worker", "writer")]
        for task in self._tasks:
            if task not in busy:
                task.cancel()
        if busy:
            await asyncio.wait(busy, timeout=self.settings.shutdown_seconds)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.client.aclose()
        self.database.close()


def _recover(connection: Connection, now: datetime) -> None:
    inbox.recover(connection, now)
    effects.recover(connection, now)


def desk_of(settings: Settings) -> Desk:
    """Return the rules in force under these settings."""
    return Desk(
        policy=policy_of(settings),
        ladder=Ladder(
            thresholds=tuple(timedelta(hours=hours) for hours in settings.escalation_hours),
            tiers=frozenset(settings.escalation_tiers),
            pause_statuses=frozenset(settings.escalation_pause_statuses),
        ),
        notices=Notices(settings.provider_name, notice_texts(settings)),
        priorities=settings.triage_priorities,
        contacts=settings.contacts,
        first_response=timedelta(minutes=settings.first_response_minutes),
        acknowledge=settings.acknowledge,
        note=settings.triage_note,
        refusal_assignee=settings.refusal_assignee,
        refusal_group=settings.refusal_group,
        review_group=settings.review_group,
        off=kinds_at(settings, Switch.OFF),
    )


def kinds_at(settings: Settings, position: Switch) -> frozenset[Kind]:
    """Return the kinds of effect whose actions stand at this position of their switch."""
    return frozenset(kind for action, kinds in KINDS.items() if settings.switch(action) is position for kind in kinds)


def notice_texts(settings: Settings) -> dict[str, str]:
    """Return the templates of `NOTICES_DIR`; raises `SettingsError` when the folder changed since it was checked."""
    if settings.notices_dir is None:
        return {}
    templates, problems = read_notices(settings.notices_dir)
    if problems:
        raise SettingsError("\n".join(problems))
    return templates


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    story: Clock | None = None,
    settle: timedelta = inbox.SETTLE,
) -> FastAPI:
    """
    Return the service as an ASGI application; the caller's `database`, if any, is closed with it.

    `clock` is the host's; `story` the clock whose correction by Zendesk's `Date` tells tickets' ages. They differ
    only in the demo, where a day passes in two minutes.
    """
    host = clock or SystemClock()
    database = database or Database.open(settings.database_url)
    service = Service(settings, database, host, story or host, settle)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = service
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    app = FastAPI(title="Tierline", version=__version__, lifespan=lifespan)
    app.include_router(webhooks_router(settings, host, service.inbox))
    app.include_router(health_router(service.health.report))

    @app.exception_handler(AppError)
    async def expected(_: Request, exc: AppError) -> JSONResponse:
        return JSONResponse({"error": str(exc)}, status_code=exc.status)

    return app
