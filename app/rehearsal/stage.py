"""
Lives through a night: the service as `create_app` wires it, a sandbox for Zendesk, and one stepping loop for both.

Requests and webhooks are HTTP messages handed from one application to the other inside the process; there is no socket,
and while it lasts nothing in the process can reach another machine.
"""

import asyncio
import gc
import random
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx

from app.config import Settings
from app.main import create_app
from app.rehearsal.account import URL, partner_tags, stage_settings, stage_world
from app.rehearsal.moments import Act, Comment, Moment, Night, Opening
from app.rehearsal.seclusion import secluded
from app.rehearsal.stepping import StepClock, SteppingDatabase, SteppingLoop, SteppingMetronome
from app.rehearsal.traces import Traces, traces_of
from app.surroundings import Surroundings
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import AGENT_ID, END_CUSTOMER_ID, LEVEL_FIELD, TIER_FIELD

PATIENCE: Final = 600.0
"""Who looks again every second looks every ten minutes; whatever is due or arrives is told them."""
WARM_UP: Final = timedelta(minutes=1)
"""The service is up this long before the night begins: it has greeted Zendesk and knows its time."""
SETTLE: Final = timedelta(seconds=10)
"""What is due at the very end is seen to its end."""
FIRST_REQUESTER: Final = 8447388095000
SEED: Final = 28
"""Whatever draws lots, such as a distance to the next try, draws the same in every rehearsal."""


@dataclass(slots=True)
class Stage:
    """One account with a service beside it, and who is on it."""

    settings: Settings
    parts: Parts
    ids: dict[int, int] = field(default_factory=dict)
    """Ticket ids by the lines of the file."""
    requesters: dict[tuple[str | None, str, str | None], int] = field(default_factory=dict)
    missed: list[tuple[datetime, int | None, str]] = field(default_factory=list)
    """What the file wants and Zendesk refuses: when, on which ticket, and why."""

    @property
    def sandbox(self) -> Sandbox:
        """The account."""
        return self.parts.sandbox

    def play(self, moment: Moment) -> None:
        """Let one thing happen; what Zendesk refuses is noted and the night goes on."""
        try:
            if isinstance(moment.what, Opening):
                self.ids[moment.line] = self._open(moment.what)
            elif isinstance(moment.what, Comment):
                self._comment(self.ids[moment.line], moment.what)
            else:
                self._act(self.ids[moment.line], moment.what)
        except Refused as exc:
            self.missed.append((moment.at, self.ids.get(moment.line), _why(exc)))

    def _open(self, opening: Opening) -> int:
        ticket = self.sandbox.create(
            subject=opening.subject,
            description=opening.description,
            requester_id=self._requester(opening),
            priority=opening.partner_priority,
            tags=list(opening.tags),
            form=opening.form,
            attachments=opening.attachments,
        )
        return int(ticket["id"])

    def _requester(self, opening: Opening) -> int:
        world = self.sandbox.world
        if opening.organization is None and opening.requester is None and opening.locale is None:
            return END_CUSTOMER_ID
        organization = None
        if opening.organization is not None:
            organization = world.organization_named(opening.organization, partner_tags(self.settings))
            if opening.requester is None and opening.locale is None:
                return world.person_of(organization)
        name = opening.requester or f"{opening.organization or 'end customer'} desk"
        key = (opening.organization, name, opening.locale)
        if key not in self.requesters:
            number = FIRST_REQUESTER + len(self.requesters)
            email = f"requester{len(self.requesters) + 1}@example.com"
            locale = opening.locale or "en-US"
            world.add_user(number, name, organization_id=organization, email=email, locale=locale)
            self.requesters[key] = number
        return self.requesters[key]

    def _comment(self, ticket_id: int, comment: Comment) -> None:
        requester = int(self.sandbox.ticket(ticket_id)["requester_id"])
        authors = {"partner": requester, "agent": AGENT_ID, "end_customer": END_CUSTOMER_ID}
        self.sandbox.reply(ticket_id, authors[comment.author], comment.body, public=comment.public)

    def _act(self, ticket_id: int, act: Act) -> None:
        if act.delete:
            self.sandbox.delete(ticket_id, AGENT_ID)
            return
        change: dict[str, Any] = {"additional_tags": list(act.tags_add), "remove_tags": list(act.tags_remove)}
        if act.status is not None:
            change["status"] = act.status.value
        if act.priority is not None:
            change["priority"] = act.priority.value
        fields = []
        if act.tier is not None:
            fields.append({"id": TIER_FIELD, "value": act.tier.tag})
        if act.level is not None:
            fields.append({"id": LEVEL_FIELD, "value": f"escalation_level_{act.level}"})
        change["custom_fields"] = fields
        if act.assign and (act.status is None or self.sandbox.ticket(ticket_id)["assignee_id"] is None):
            change["assignee_id"] = AGENT_ID
        self.sandbox.update(ticket_id, change, AGENT_ID)


def rehearse(night: Night, settings: Settings, start: datetime, length: timedelta) -> Traces:
    """
    Live through the night and return all that it left behind.

    Raises `StandStill` when the service cannot go on, and whatever stops a real start. The process's event loop policy
    stays as it is; the random numbers of the process go on afterwards as if nothing had been.
    """
    before = random.getstate()
    random.seed(SEED)
    gc.freeze()  # what is loaded by now stays: to look through it for garbage again and again costs a tenth of the time
    try:
        with (
            tempfile.TemporaryDirectory(prefix="tierline-rehearsal-") as folder,
            secluded(),
            asyncio.Runner(loop_factory=SteppingLoop) as runner,
        ):
            url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
            return runner.run(_live(night, stage_settings(settings, url), start, length))
    finally:
        gc.unfreeze()
        random.setstate(before)


async def recorded(*_: object) -> None:
    """Take a message to people as delivered; its row in the table `notification` is what the script tells."""


async def _live(night: Night, settings: Settings, start: datetime, length: timedelta) -> Traces:
    clock = StepClock(start - WARM_UP, asyncio.get_running_loop())
    end = start + length
    sandbox = Sandbox(
        clock=clock,
        world=stage_world(settings),
        updates_per_minute=settings.zendesk_updates_per_minute,
        exports_per_minute=settings.reconcile_exports_per_minute,
    )
    parts = create_sandbox_app(sandbox)
    given = Surroundings(httpx.ASGITransport(parts.app), SteppingMetronome, recorded, PATIENCE)
    database = SteppingDatabase.open(settings.database_url)
    database.spare_the_disk()
    app = create_app(settings, database=database, clock=clock, story=clock, given=given)
    parts.deliveries.host = clock
    parts.deliveries.transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    parts.deliveries.connect(URL, triggers=True, events=False)
    stage = Stage(settings, parts)
    async with app.router.lifespan_context(app):
        for moment in night.moments:
            if moment.at >= end:
                break
            await clock.until(moment.at)
            stage.play(moment)
        await clock.until(end + SETTLE)
        traces = await database.read(lambda connection: traces_of(connection, sandbox, stage.missed, start))
    await parts.deliveries.close()
    return traces


def _why(exc: Refused) -> str:
    """Return Zendesk's words about what it refuses."""
    details = exc.body.get("details") or {}
    told = [str(one.get("description")) for some in details.values() if isinstance(some, list) for one in some]
    return "; ".join(told) or str(exc.body.get("description") or exc.body.get("error") or exc.status)
