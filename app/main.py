"""Wires the service together; nothing else does. `create_app` is pure wiring, the lifespan opens and closes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from app import __version__
from app.clock import Clock, FollowingClock, SteadyClock, SystemClock
from app.config import Settings, Switch
from app.desk_in_force import desk_of, kinds_at
from app.errors import AppError
from app.ladder_change import LadderChange
from app.look.looker import Looker
from app.notification_targets import addresses_of
from app.notifier import LOOK_SECONDS as NOTIFIER_LOOK_SECONDS
from app.notifier import Notifier, by_apprise
from app.ops.application import Application, endpoints
from app.ops.health import HealthReporter
from app.ops.health_watch import HealthWatch
from app.ops.heartbeat import Heartbeat
from app.ops.pulse import Pulse
from app.ops.routes import docs_router, health_router
from app.order_desk import OrderDesk
from app.policy_in_force import policy_of as policy_of
from app.policy_in_force import tuning_of
from app.response_change import ResponseChange
from app.roster_keeper import RosterKeeper
from app.rules.audience import Occasion
from app.rules.comments import reading as comments
from app.rules.lint import lint
from app.rules.notification import Notification
from app.rules.triage import prepare
from app.scheduler.audit import LOOK_AGAIN_SECONDS, Auditor
from app.scheduler.escalate import Escalate
from app.scheduler.housekeeping import Housekeeping
from app.scheduler.looks import Looks
from app.scheduler.metronome import Job, Metronome
from app.scheduler.reconcile import Reconcile
from app.scheduler.storms import LOOK_SECONDS, People, Storms
from app.store import horizon, inbox, notifications, outbox, parked, storms
from app.store.database import Database
from app.store.inbox import Inbox
from app.store.orders import Spool
from app.store.shared_time import shared_now
from app.supervision import Supervisor
from app.surroundings import Surroundings
from app.worker import Worker
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import ZendeskError
from app.zendesk.fields import FieldIds
from app.zendesk.skew import CONFIRMED
from app.zendesk.strangers import Strangers
from app.zendesk.webhooks import webhooks_router
from app.zendesk.writer import Writer

log = structlog.get_logger()


STORM_PATIENCE = 6.0
"""Of a storm nobody is told when it rises: even in a rehearsal it is looked for every minute."""
TICK_DEADLINE_SECONDS = 30.0
"""A tick gets no less than this, however short its interval; what it has planned by then stays planned."""


class Service:
    """All parts of a running service, in the order of the data: inbox, worker, writer; beside them the scheduler."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        host: Clock,
        story: Clock | None,
        settle: timedelta,
        given: Surroundings,
    ) -> None:
        self.settings = settings
        self._given = given
        self.database = database
        self._host = host
        self._clock = clock = FollowingClock(host)
        self._pulse = Pulse(clock, given.patience)
        story = story or SteadyClock(host)
        self.client = ZendeskClient.open(settings, story, given.transport)
        self.strangers = Strangers(clock.monotonic)
        self.directory = Directory(self.client, clock)
        self.inbox = Inbox(database, clock, self.client.zendesk_clock, settle)
        self._keeper = RosterKeeper(
            settings.level_calendars,
            clock,
            self.client.zendesk_clock.now,
            settings.escalation_tick_seconds * given.patience,
        )
        desk = self._desk = desk_of(settings, self._keeper.rosters)
        fields = self._fields = FieldIds.of(settings)
        shadow = self._shadow = kinds_at(settings, Switch.SHADOW)
        self.writer = Writer(
            database=database,
            box=self.inbox,
            client=self.client,
            directory=self.directory,
            desk=desk,
            clock=clock,
            fields=fields,
            shadow=shadow,
            patience=given.patience,
        )
        self.escalate = Escalate(
            database=database,
            desk=desk,
            clock=clock,
            zendesk_clock=self.client.zendesk_clock,
            shadow=shadow,
            planned=self.writer.wake,
            looks=Looks(
                database=database,
                clock=clock,
                zendesk_clock=self.client.zendesk_clock,
                arrived=self.inbox.arrived.set,
            ),
            ask_time=self.client.ask_time,
            note_seconds=settings.escalation_tick_seconds,
            patience=given.patience,
        )
        looker = Looker(
            database=database,
            client=self.client,
            directory=self.directory,
            desk=desk,
            clock=clock,
            fields=fields,
            partner_tag=settings.partner_organization_tag,
            shadow=shadow,
            planned=self.writer.wake,
            due=self.escalate.rearm,
        )
        self.worker = Worker(
            database=database,
            box=self.inbox,
            looker=looker,
            directory=self.directory,
            clock=clock,
            park_after=settings.inbox_park_after,
            patience=given.patience,
        )
        self.metronome = self._metronome() if settings.scheduler_enabled else None
        self.health = HealthReporter(
            database=database,
            client=self.client,
            clock=clock,
            metronome=self.metronome,
            tick_seconds=settings.escalation_tick_seconds,
            audit_every=timedelta(minutes=settings.audit_minutes),
            mode=settings.mode,
            warnings=self._warnings,
            pulse=self._pulse,
        )
        self.notifier = Notifier(
            database=database,
            clock=clock,
            addresses=addresses_of(settings),
            deliver=given.deliver,
            look_seconds=NOTIFIER_LOOK_SECONDS * given.patience,
        )
        self.heartbeat = self._heartbeat()
        self._tasks = Supervisor(clock)
        self._stop_by: float | None = None
        self._greeted = asyncio.Event()
        self.prepared = asyncio.Event()
        """Set once all that reading tickets needs is loaded."""

    def _metronome(self) -> Metronome:
        settings = self.settings
        reconcile = Reconcile(
            database=self.database,
            client=self.client,
            clock=self._clock,
            lookback=timedelta(hours=settings.reconcile_lookback_hours),
            arrived=self.inbox.arrived.set,
            exports_per_minute=settings.reconcile_exports_per_minute,
        )
        auditor = Auditor(
            database=self.database,
            client=self.client,
            directory=self.directory,
            desk=self._desk,
            clock=self._clock,
            fields=self._fields,
            partner_tag=settings.partner_organization_tag,
            shadow=self._shadow,
            every=timedelta(minutes=settings.audit_minutes),
            lookback=timedelta(hours=settings.reconcile_lookback_hours),
            planned=self._audited,
        )
        housekeeping = Housekeeping(self.database, self._clock, timedelta(days=settings.inbox_keep_days))
        return self._given.metronome(
            [
                Job(
                    "escalate",
                    settings.escalation_tick_seconds,
                    self.escalate.tick,
                    deadline_seconds=max(2 * settings.escalation_tick_seconds, TICK_DEADLINE_SECONDS),
                ),
                Job("reconcile", settings.reconcile_seconds, reconcile.run),
                Job(
                    "audit",
                    min(settings.audit_minutes * 60, LOOK_AGAIN_SECONDS * self._given.patience),
                    auditor.run,
                ),
                Job("housekeeping", settings.housekeeping_seconds, housekeeping.run),
                *self._storm_jobs(),
            ],
            self._clock,
            self._host,
        )

    def _heartbeat(self) -> Heartbeat | None:
        address = self.settings.notify_heartbeat_url
        if address is None:
            return None
        return Heartbeat(address.get_secret_value(), self.settings.notify_heartbeat_seconds, self.health.report)

    def _start_telling(self) -> None:
        """Start what tells people outside of Zendesk."""
        self._tasks.start("notifier", self.notifier.run)
        if self._given.deliver is not None:
            return  # who records only, tells nobody how the service fares
        if self._desk.audience.unhealthy:
            watch = HealthWatch(
                database=self.database,
                clock=self._clock,
                report=self.health.report,
                audience=self._desk.audience,
                addresses=addresses_of(self.settings),
                deliver=by_apprise,
            )
            self._tasks.start("health watch", watch.run)
        if self.heartbeat is not None:
            self._tasks.start("heartbeat", self.heartbeat.run)

    def _storm_jobs(self) -> list[Job]:
        """Return the job that looks for storms, where they are watched for."""
        if self._desk.storm is None:
            return []
        looking = Storms(
            database=self.database,
            client=self.client,
            directory=self.directory,
            desk=self._desk,
            watch=self._desk.storm,
            people=People(self.settings.storm_group, self.settings.storm_assignee),
            clock=self._clock,
            shadow=self._shadow,
            planned=self._planned,
            notify=self._tell_of_storm,
        )
        every = min(LOOK_SECONDS * min(self._given.patience, STORM_PATIENCE), self.settings.escalation_tick_seconds)
        return [Job("storms", every, looking.run)]

    def _tell_of_storm(
        self, connection: Connection, storm_id: int, problem_id: int | None, title: str, body: str
    ) -> None:
        """
        Plan what people are told of a problem that several tickets share, in the transaction that stores it.

        Who heard of the storm while Zendesk did not take the problem hears nothing more when it does.
        """
        audience, without_problem = self._desk.audience, f"{Occasion.STORM}:opened-{storm_id}"
        if problem_id is not None and notifications.is_planned(connection, without_problem):
            return
        told = Notification(
            about=without_problem if problem_id is None else f"{Occasion.STORM}:{problem_id}",
            kind=Occasion.STORM,
            targets=audience.storm,
            title=title,
            body=body if problem_id is None else f"{body}\nTicket {audience.ticket(problem_id)}",
            ticket_id=problem_id,
        )
        notifications.plan(connection, told, self._clock.now())

    def _audited(self) -> None:
        self.inbox.arrived.set()
        self._planned()

    def _planned(self) -> None:
        self.writer.wake()
        self.escalate.rearm()

    def _warnings(self) -> list[str]:
        warnings = [*self.settings.warnings(), *self.database.warnings(), *self.strangers.warnings()]
        if not self.client.zendesk_clock.answers:
            warnings.append("Zendesk has not answered yet: events are stored, the ladder waits for its time")
        elif doubt := self.client.zendesk_clock.doubt():
            warnings.append(f"{doubt}: steps of the ladder wait until it answers")
        warnings += self._keeper.warnings()
        warnings += self._tasks.warnings()
        warnings += self.notifier.warnings()
        if self.heartbeat is not None:
            warnings += self.heartbeat.warnings()
        if self.worker.trouble:
            warnings.append(f"tickets cannot be read from Zendesk: {self.worker.trouble}")
        if self.writer.last_error:
            warnings.append(f"writes to Zendesk fail: {self.writer.last_error}")
        return warnings

    async def start(self) -> None:
        """Take back what an earlier process left in mid-air, then start working."""
        if (shared := await self.database.read(shared_now)) is not None:
            self._clock.adopt(shared)
        now = self._clock.now()
        if not self.database.is_shared:
            await self.database.write(lambda connection: _recover(connection, now))
        await self._try_parked_again(now)
        await self._keeper.load()
        for warning in (
            *self.settings.warnings(),
            *self._keeper.warnings(),
            *lint(tuning_of(self.settings)),
            *self._desk.notices.doubts(),
        ):
            log.warning(warning)
        self._tasks.start("greeting", self._greet)
        self._tasks.start("pulse", self._pulse.run)
        if self.database.is_shared:
            self._tasks.start("shared time", self._follow_shared_time)
        self._tasks.start("worker", self._work)
        self._tasks.start("writer", self.writer.run)
        if (spool := Spool.of(self.settings.database_url)) is not None:
            desk = OrderDesk(
                database=self.database,
                spool=spool,
                box=self.inbox,
                clock=self._clock,
                zendesk_clock=self.client.zendesk_clock,
                patience=self._given.patience,
            )
            self._tasks.start("order desk", desk.run)
        self._tasks.start("shifts", self._keeper.run)
        if self.metronome is not None:
            self._tasks.start("settings change", self._change_settings)
            self._tasks.start("alarm", self.escalate.alarm)
            self.metronome.start()
            self._start_telling()

    async def _change_settings(self) -> None:
        """Bring the open tickets under settings that have changed, once Zendesk's time is known."""
        await self._greeted.wait()
        zendesk_clock = self.client.zendesk_clock
        if await LadderChange(self.database, self._desk.ladder, self._clock, zendesk_clock).run():
            self.escalate.rearm()
        if await ResponseChange(self.database, self._desk, self._clock, zendesk_clock).run():
            self.escalate.rearm()

    async def _greet(self) -> None:
        """Learn who we are and what time Zendesk has; decisions wait for that, webhooks do not."""
        while True:
            try:
                self_id = await self.directory.self_id()
                for _ in range(CONFIRMED - 1):  # the first answer may be the one whose date is wrong
                    await self.client.ask_time()
            except ZendeskError as exc:
                log.warning("zendesk cannot be reached yet", error=str(exc))
                await asyncio.sleep(2.0)
                continue
            log.info("connected to zendesk", user_id=self_id, skew=self.client.zendesk_clock.offset_seconds)
            self._greeted.set()
            self.escalate.rearm()
            return

    async def _try_parked_again(self, now: datetime) -> None:
        """Give parked events one more chance under a version that has not tried them yet."""
        zendesk_now = self.client.zendesk_clock.now()
        again = await self.database.write(
            lambda connection: parked.try_again_under(connection, __version__, zendesk_now, now)
        )
        if again:
            log.info("parked events are tried again by this version", count=again)

    async def _follow_shared_time(self) -> None:
        await self._pulse.follow(lambda: self.database.read(shared_now))

    async def _work(self) -> None:
        """Decide on tickets; before Zendesk has told its time, their ages are not known and nothing can be read."""
        await asyncio.to_thread(prepare, self._desk.policy)
        await asyncio.to_thread(comments.prepare, self._desk.policy)
        self.prepared.set()
        await self._greeted.wait()
        await self.worker.run()

    def beyond_help(self) -> str | None:
        """Return why only a new process can help, or None."""
        return None if self.metronome is None else self.metronome.beyond_help()

    def begin_stop(self) -> None:
        """Claim nothing more; from here on the time for the stop runs."""
        if self._stop_by is None:
            self._stop_by = self._clock.monotonic() + self.settings.shutdown_seconds
            self.worker.stop()
            self._greeted.set()
            self.writer.stop()
            self.notifier.stop()

    async def stop(self) -> None:
        """Finish what is under way, hand back what is claimed, close everything."""
        self.begin_stop()
        if self.metronome is not None:
            await self.metronome.stop()
        busy = [task for name, task in self._tasks.tasks.items() if name in ("worker", "writer", "notifier")]
        if busy:
            left = (self._stop_by or 0.0) - self._clock.monotonic()
            await asyncio.wait(busy, timeout=max(left, 0.0))
        await self._tasks.stop()
        await self.client.aclose()
        self.database.close()


def _recover(connection: Connection, now: datetime) -> None:
    """Take over every lease at once: right where no other replica can hold one, else they must run out."""
    inbox.recover(connection, now)
    outbox.recover(connection, now)
    notifications.recover(connection, now)
    storms.recover(connection)
    horizon.clamp(connection, now)


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Clock | None = None,
    story: Clock | None = None,
    settle: timedelta = inbox.SETTLE,
    given: Surroundings | None = None,
) -> FastAPI:
    """
    Return the service as an ASGI application; the caller's `database`, if any, is closed with it.

    `clock` is the host's; `story` the clock whose correction by Zendesk's `Date` tells tickets' ages, unless given one
    that goes on steadily from the host's. The demo gives one in which a day passes in two minutes. A rehearsal is
    `given` other surroundings than the network and the host's wall clock.
    """
    host = clock or SystemClock()
    database = database or Database.open(settings.database_url)
    service = Service(settings, database, host, story, settle, given or Surroundings())

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = service
        await service.start()
        try:
            yield
        finally:
            await service.stop()

    webhooks = webhooks_router(settings, host, service.inbox, strangers=service.strangers)
    app = Application(
        straight=endpoints(webhooks.routes),
        title="Tierline",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.include_router(webhooks)
    app.include_router(health_router(service.health.report, service.beyond_help))
    if settings.docs_enabled:
        app.include_router(docs_router(app))

    @app.exception_handler(AppError)
    async def expected(_: Request, exc: AppError) -> JSONResponse:
        return JSONResponse({"error": str(exc)}, status_code=exc.status)

    return app
