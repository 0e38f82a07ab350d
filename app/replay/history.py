"""
The account's own past tickets: read through the incremental export, kept page by page, completed with what they need.

Three things are fetched and kept: the pages of the export, the organizations (who is a partner), and, where only the
audits can tell, who set a ticket's tier. Nothing that is kept is asked again, unless a refresh is wanted.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

from app import private_file
from app.chunks import chunks
from app.clock import Clock
from app.replay.pace import Pace
from app.replay.pages import Page, Pages
from app.replay.people import People
from app.rules.record import Record
from app.rules.replay import Case, label_of
from app.rules.storm import PROBLEM_TAG
from app.rules.ticket import Report, Status, Ticket
from app.zendesk.calls import MANY
from app.zendesk.errors import BadRequest, NotFound
from app.zendesk.records import Audit, ExportPage, Organization, User

EXPORTS_PER_MINUTE: Final = 9
"""Zendesk allows ten; one is left to the service, which reconciles by the same export."""
AUDITS_PER_MINUTE: Final = 100
"""Half of what the smallest plan allows in all."""


class Zendesk(Protocol):
    """What is asked of the client."""

    async def export(self, *, start_time: datetime | None = None, cursor: str | None = None) -> ExportPage: ...
    async def organizations(self, ids: Sequence[int]) -> dict[int, Organization]: ...
    async def audits(self, ticket_id: int) -> list[Audit]: ...
    async def user(self, user_id: int) -> User: ...
    async def me(self) -> User: ...


class Progress(Protocol):
    """Told how far the reading is; every method may be called often."""

    def pages(self, tickets: int, part: float) -> None:
        """So many tickets are read, and about this part (0 to 1) of the time span."""

    def people(self, done: int, total: int) -> None:
        """The audits of so many tickets are read."""


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket as the export last showed it, its organization, and what people left on it."""

    ticket: Ticket
    organization: Organization | None
    case: Case
    """For showing: the partner's name stands in it, whoever counts as one."""

    def report(self, partner_tag: str | None) -> Report:
        """Return what triage reads, where organizations with this tag (None: all of them) are partners."""
        has_tag = self.organization is not None and partner_tag in self.organization.tags
        return self.case.report if partner_tag is None or has_tag else replace(self.case.report, organization=None)


@dataclass(frozen=True, slots=True)
class History:
    """What a replay over past tickets has to work with."""

    tickets: tuple[PastTicket, ...]
    read_at: datetime
    """When the export was last read to its end."""
    calls: int
    """Export calls made in this run."""
    deleted: int = 0
    older: int = 0
    """Tickets that changed in the time span but were opened before it."""
    unusable: int = 0
    """Tickets whose documents could not be read."""


class Reading:
    """One run that brings a folder up to date and reads the tickets out of it."""

    def __init__(self, folder: Path, zendesk: Zendesk, clock: Clock, progress: Progress) -> None:
        self._folder = folder
        self._zendesk = zendesk
        self._clock = clock
        self._progress = progress
        self._pages = Pages(folder)
        self._calls = 0
        self._staff: dict[int, bool] = {}

    async def run(
        self,
        since: datetime,
        *,
        refresh: bool,
        records: Callable[[Sequence[int]], Mapping[int, Record]],
        people: People,
        ask_audits: bool,
    ) -> History:
        """
        Return the tickets opened since `since`, asking Zendesk only for what the folder lacks.

        `refresh` also asks what changed since the last time. Whatever ends this early, Ctrl-C included, loses at most
        the page under way. Raises `ZendeskError` when Zendesk does not answer, `AppError` when the disk refuses.
        """
        self._pages.load()
        await self._fetch(since, refresh=refresh)
        everything = self._pages.tickets().values()
        ours = [ticket.id for ticket in everything if PROBLEM_TAG in ticket.tags]  # problem tickets of storms
        alive = [one for one in everything if one.status is not Status.DELETED and one.id not in ours]
        wanted = sorted((ticket for ticket in alive if ticket.created_at >= since), key=lambda ticket: ticket.id)
        organizations = await self._organizations(wanted, refresh=refresh)
        known = records([ticket.id for ticket in wanted])
        people.load()
        if ask_audits:
            await self._ask_audits(people.unknown(wanted, known), people)
        return History(
            tickets=tuple(_past(ticket, organizations, known.get(ticket.id), people) for ticket in wanted),
            read_at=max(page.read_at for page in self._pages.kept),
            calls=self._calls,
            deleted=len(everything) - len(alive),
            older=len(alive) - len(wanted),
            unusable=self._pages.unusable,
        )

    # The export

    async def _fetch(self, since: datetime, *, refresh: bool) -> None:
        pages = self._pages
        if pages.kept and not pages.covers(since):
            pages.clear()
        if pages.kept and pages.kept[-1].is_last and not refresh:
            return
        pace = Pace(self._clock, EXPORTS_PER_MINUTE)
        while True:
            page = await pace.call(lambda: self._next_page(since))
            before = pages.kept[-1].cursor if pages.kept else None
            has_end = page.end_of_stream or page.cursor is None or page.cursor == before
            start = pages.kept[0].since if pages.kept else since
            pages.append(Page(start, page.cursor, has_end, self._clock.now(), page.tickets, page.unusable))
            self._tell(since)
            if has_end:
                return

    async def _next_page(self, since: datetime) -> ExportPage:
        self._calls += 1
        if not self._pages.kept:
            return await self._zendesk.export(start_time=since)
        try:
            return await self._zendesk.export(cursor=self._pages.kept[-1].cursor)
        except BadRequest:
            # Zendesk forgets a cursor now and then; then there is nothing to go on from.
            self._pages.clear()
            return await self._zendesk.export(start_time=since)

    def _tell(self, since: datetime) -> None:
        last = self._pages.kept[-1]
        whole = (last.read_at - since).total_seconds()
        reached = max((ticket.updated_at for ticket in last.tickets), default=last.read_at)
        part = 1.0 if last.is_last or whole <= 0 else (reached - since).total_seconds() / whole
        self._progress.pages(sum(len(page.tickets) for page in self._pages.kept), min(1.0, max(0.0, part)))

    # Organizations and people

    async def _organizations(self, tickets: Sequence[Ticket], *, refresh: bool) -> dict[int, Organization]:
        path = self._folder / "organizations.json"
        known: dict[int, Organization | None] = {} if refresh else _kept_organizations(path)
        ids = {ticket.organization_id for ticket in tickets if ticket.organization_id is not None}
        missing = sorted(ids - known.keys())
        pace = Pace(self._clock, AUDITS_PER_MINUTE)
        for some in chunks(missing, MANY):
            found = await pace.call(_asking(self._zendesk.organizations, some))
            known |= {number: found.get(number) for number in some}
        if missing:
            private_file.write(path, json.dumps({str(one): _organization_as_json(it) for one, it in known.items()}))
        return {number: found for number, found in known.items() if found is not None}

    async def _ask_audits(self, tickets: Sequence[Ticket], people: People) -> None:
        if not tickets:
            return
        pace = Pace(self._clock, AUDITS_PER_MINUTE)
        self_id = (await self._zendesk.me()).id
        done = 0

        def advanced(more: int) -> None:
            nonlocal done
            done += more
            self._progress.people(done, len(tickets))

        async def ask(ticket_id: int) -> Sequence[Audit]:
            return await pace.call(_asking(self._zendesk.audits, ticket_id))

        await people.look_up(tickets, ask, self._is_staff, self_id, advanced)

    async def _is_staff(self, user_id: int) -> bool:
        if user_id <= 0:
            return False
        if user_id not in self._staff:
            try:
                self._staff[user_id] = (await self._zendesk.user(user_id)).is_staff
            except NotFound:
                self._staff[user_id] = False
        return self._staff[user_id]


def _asking(call: Callable[[Any], Awaitable[Any]], argument: object) -> Callable[[], Awaitable[Any]]:
    return lambda: call(argument)


def _past(
    ticket: Ticket, organizations: Mapping[int, Organization], record: Record | None, people: People
) -> PastTicket:
    organization = organizations.get(ticket.organization_id) if ticket.organization_id is not None else None
    name = organization.name if organization else None
    if name is None and ticket.organization_id is not None:
        name = f"organization {ticket.organization_id}"
    # The priority that stands there today may be our own, and so tell the tier that triage shall find by itself.
    report = replace(ticket.report(name), partner_priority=None)
    label = label_of(ticket, people.tier(ticket, record), record.dispute_outcome if record else None)
    return PastTicket(ticket, organization, Case(str(ticket.id), report, label))


def _kept_organizations(path: Path) -> dict[int, Organization | None]:
    try:
        document = json.loads(path.read_text("utf-8"))
        return {int(number): _organization(int(number), found) for number, found in document.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # asked again


def _organization(number: int, document: Any) -> Organization | None:
    return Organization(number, document["name"], frozenset(document["tags"])) if document else None


def _organization_as_json(organization: Organization | None) -> dict[str, Any] | None:
    return {"name": organization.name, "tags": sorted(organization.tags)} if organization else None
