"""
From inbox row to planned effects: gather what the rules need, let them decide, store the outcome.

One ticket is handled by one worker at a time, all its events together, from a snapshot read fresh. The decision, the
new record, the planned effects and the end of the events are one transaction, so that nothing is half decided.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.errors import AppError, StoreUnavailable
from app.rules.decide import (
    Conversation,
    Decision,
    Desk,
    Prior,
    Requester,
    first_sight,
    look_again,
    needs_conversation,
)
from app.rules.effect import Kind
from app.rules.observation import tier_mark
from app.rules.ticket import Status, Ticket, Tier
from app.store import decisions, inbox, tickets
from app.store.database import Database
from app.store.inbox import Inbox, Row
from app.store.tickets import Known
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import NotFound, RateLimited, ZendeskError
from app.zendesk.events import ticket_from_event
from app.zendesk.marker import marker_keys
from app.zendesk.missed import with_missed_solving
from app.zendesk.models import Audit, FieldIds

log = structlog.get_logger()

BATCH_TICKETS = 100
"""Tickets claimed at once: as many as one `show_many` may ask for."""
AT_ONCE = 8
"""Tickets decided at the same time; each may need a comment list or an organization."""
IDLE_SECONDS = 1.0
EVENT_FRESH = timedelta(seconds=60)
"""A `ticket.created` event younger than this is believed without reading the ticket."""
LATE_LOOK = timedelta(seconds=5)
"""A ticket changed this long after its creation may already have a conversation."""
TRIES = 5
OWN_WRITE = "own write"

_PREFIX = "zen:event-type:ticket."
RELEVANT = frozenset(
    f"{_PREFIX}{name}"
    for name in (
        "created",
        "undeleted",
        "comment_added",
        "status_changed",
        "custom_status_changed",
        "priority_changed",
        "tags_changed",
        "custom_field_changed",
        "agent_assignment_changed",
        "group_assignment_changed",
        "organization_changed",
        "requester_changed",
        "subject_changed",
        "description_changed",
        "merged",
        "marked_as_spam",
        "soft_deleted",
        "permanently_deleted",
    )
)
"""Native events that can change a decision; the others are known and end as *ignored*."""


class LeaseLost(AppError):
    """Another worker took the rows over; what was decided is thrown away. Normal, not a failure."""


class Overtaken(AppError):
    """The record moved on while we decided: decide again."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the rules need for one ticket."""

    ticket: Ticket | None
    known: Known | None
    requester: Requester
    prior: Prior
    conversation: Conversation


class Worker:
    """Empties the inbox until it is stopped."""

    def __init__(
        self,
        *,
        database: Database,
        box: Inbox,
        client: ZendeskClient,
        directory: Directory,
        desk: Desk,
        clock: Clock,
        fields: FieldIds,
        partner_tag: str | None,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
    ) -> None:
        self._database = database
        self._box = box
        self._client = client
        self._directory = directory
        self._desk = desk
        self._clock = clock
        self._fields = fields
        self._partner_tag = partner_tag
        self._shadow = shadow
        self._planned = planned
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    async def run(self) -> None:
        """Handle events as they arrive, until `stop`."""
        while not self._stopping:
            self._box.arrived.clear()
            try:
                busy = await self.run_once()
                wait = 0.0 if busy else await self._idle_seconds()
            except StoreUnavailable as exc:
                log.warning("inbox cannot be read", error=str(exc))
                wait = IDLE_SECONDS
            if wait:
                await _wait(self._box.arrived, wait)

    def stop(self) -> None:
        """End `run` after the batch under way."""
        self._stopping = True
        self._box.arrived.set()

    async def run_once(self) -> bool:
        """Claim and handle one batch; return whether there was any."""
        now = self._clock.now()
        groups = await self._database.write(lambda connection: inbox.claim(connection, now, BATCH_TICKETS))
        if not groups:
            return False
        reached("worker.claimed")
        try:
            await self._handle(groups)
        except asyncio.CancelledError:
            rows = [row for group in groups for row in group]
            # Handed back even while being cancelled: the next start should not wait for the lease.
            await asyncio.shield(
                self._database.write(lambda connection: inbox.release(connection, rows, self._clock.now()))
            )
            raise
        return True

    async def _idle_seconds(self) -> float:
        due = await self._database.read(inbox.next_available_at)
        if due is None:
            return IDLE_SECONDS
        return min(max((due - self._clock.now()).total_seconds(), 0.001), IDLE_SECONDS)

    # -- one batch ----------------------------------------------------------------------------------------------

    async def _handle(self, groups: Sequence[list[Row]]) -> None:
        ids = [group[0].ticket_id for group in groups if group[0].ticket_id is not None]
        known = await self._database.read(lambda connection: tickets.load_many(connection, ids))
        self_id = await self._self_id()
        looks: list[list[Row]] = []
        for rows in groups:
            why = idle_reason(rows, known.get(rows[0].ticket_id or 0), self_id)
            if why is None:
                looks.append(rows)
            else:
                await self._ignore(rows, why, rule="own-write" if why == OWN_WRITE else None)
        try:
            snapshots = await self._snapshots(looks, known)
        except ZendeskError as exc:
            for rows in looks:
                await self._postpone(rows, exc)
            return
        await asyncio.gather(*(self._look(rows, snapshots.get(rows[0].ticket_id or 0), known) for rows in looks))

    async def _self_id(self) -> int | None:
        """Return our own Zendesk user, or None while Zendesk cannot tell: then nothing counts as our own write."""
        try:
            return await self._directory.self_id()
        except ZendeskError:
            return None

    async def _snapshots(self, looks: Sequence[list[Row]], known: Mapping[int, Known]) -> dict[int, Ticket]:
        """Read the tickets in as few calls as possible: none for a fresh creation event, one for up to a hundred."""
        found: dict[int, Ticket] = {}
        wanted: list[int] = []
        now = self._client.zendesk_clock.now()
        for rows in looks:
            ticket_id = rows[0].ticket_id or 0
            carried = self._carried(rows, now) if ticket_id not in known else None
            if carried is not None:
                found[ticket_id] = carried
            else:
                wanted.append(ticket_id)
        if len(wanted) == 1:
            try:
                found[wanted[0]] = await self._client.show(wanted[0])
            except NotFound:
                log.info("ticket not found", ticket_id=wanted[0])
        elif wanted:
            found |= await self._client.show_many(wanted)
        return found

    def _carried(self, rows: Sequence[Row], now: datetime) -> Ticket | None:
        """Return the snapshot that a native creation event carries, where it tells all that the rules want to know."""
        row = rows[0]
        if len(rows) > 1 or row.event_type != _PREFIX + "created" or row.occurred_at is None:
            return None
        form = replace(self._fields, tier=None, escalation_level=None)
        if form != FieldIds() or now - row.occurred_at > EVENT_FRESH:
            return None  # events carry no custom fields, and the form can decide
        return ticket_from_event(json.loads(row.body), now)

    # -- one ticket ---------------------------------------------------------------------------------------------

    async def _look(self, rows: list[Row], ticket: Ticket | None, known: Mapping[int, Known]) -> None:
        async with self._at_once:
            try:
                await self._decide(rows, ticket, known.get(rows[0].ticket_id or 0))
            except LeaseLost:
                log.debug("lease lost", ticket_id=rows[0].ticket_id)
            except ZendeskError as exc:
                await self._postpone(rows, exc)
            except StoreUnavailable:
                raise
            except Exception as exc:
                log.exception("event failed", ticket_id=rows[0].ticket_id, request_id=rows[0].request_id)
                await self._postpone(rows, exc)

    async def _decide(self, rows: list[Row], ticket: Ticket | None, known: Known | None) -> None:
        for _ in range(TRIES):
            gathered = await self._gather(rows[0].ticket_id or 0, ticket, known)
            decision = self._conclude(gathered)
            reached("worker.decided")
            try:
                await self._store(rows, gathered, decision)
            except Overtaken:
                known = await self._database.read(lambda connection: tickets.load(connection, rows[0].ticket_id or 0))
                continue
            reached("worker.committed")
            return
        raise Overtaken(f"ticket {rows[0].ticket_id}: its record changed {TRIES} times while it was decided")

    async def _gather(self, ticket_id: int, ticket: Ticket | None, known: Known | None) -> Gathered:
        requester, prior, conversation = Requester(None), Prior(), Conversation()
        if ticket is None:
            return Gathered(None, known, requester, prior, conversation)
        if known is None:
            requester = await self._requester(ticket)
            if ticket.status.is_unsolved:
                prior = await self._prior(ticket)
                if ticket.updated_at - ticket.created_at > LATE_LOOK:
                    conversation = await self._conversation(ticket)
        else:
            known = replace(known, record=await with_missed_solving(self._client, known.record, ticket))
            if needs_conversation(known.record, ticket):
                conversation = await self._conversation(ticket)
        return Gathered(ticket, known, requester, prior, conversation)

    async def _requester(self, ticket: Ticket) -> Requester:
        if ticket.organization_id is None:
            return Requester(None)
        organization = await self._directory.organization(ticket.organization_id)
        if self._partner_tag is None:
            # Every organization is a partner; its name is only for the greeting.
            return Requester(organization.name if organization else f"organization {ticket.organization_id}")
        if organization is None or self._partner_tag not in organization.tags:
            return Requester(None)
        return Requester(organization.name)

    async def _prior(self, ticket: Ticket) -> Prior:
        """Learn who put a tier on a ticket we have not seen; asks the audits only when there is one."""
        mark = tier_mark(ticket, None)
        if mark is None:
            return Prior()
        audits = await self._client.audits(ticket.id)
        keys = frozenset(key for audit in audits for key in marker_keys(audit))
        for audit in audits:
            if _sets_tier(audit, mark, self._fields.tier) and await self._directory.is_staff(audit.author_id):
                return Prior(by_person=None if keys else mark, keys=keys)
        return Prior(keys=keys)

    async def _conversation(self, ticket: Ticket) -> Conversation:
        comments = await self._client.comments(ticket.id)
        authors = {comment.author_id for comment in comments}
        staff = {author for author in authors if await self._directory.is_staff(author)}
        return Conversation(tuple(sorted(comments, key=lambda comment: comment.id)), frozenset(staff))

    def _conclude(self, gathered: Gathered) -> Decision | None:
        ticket, known = gathered.ticket, gathered.known
        now = self._client.zendesk_clock.now()
        if ticket is None:
            return _gone(known) if known else None
        if known is None:
            return first_sight(ticket, gathered.requester, gathered.prior, gathered.conversation, self._desk, now)
        return look_again(known.record, ticket, gathered.conversation, self._desk, now)

    async def _store(self, rows: list[Row], gathered: Gathered, decision: Decision | None) -> None:
        if decision is None:
            await self._ignore(rows, "the ticket does not exist", rule="gone")
            return
        host_now, now = self._clock.now(), self._client.zendesk_clock.now()
        version = gathered.known.version if gathered.known else 0

        def commit(connection: Connection) -> None:
            state = inbox.DONE if decision.is_noteworthy else inbox.IGNORED
            if not inbox.end(connection, rows, state, decision.summary, host_now):
                raise LeaseLost
            if not tickets.save(connection, decision.record, version):
                raise Overtaken
            decisions.carry_out(connection, decision, rows[0].source, now, host_now, self._shadow)

        await self._database.write(commit)
        log.info("ticket decided", ticket_id=decision.record.ticket_id, effects=[e.key for e in decision.effects])
        self._planned()

    async def _ignore(self, rows: list[Row], why: str, rule: str | None) -> None:
        """End events without a look at the ticket; with a rule, that is a decision about it and goes on record."""
        ticket_id, now = rows[0].ticket_id, self._client.zendesk_clock.now()

        def commit(connection: Connection) -> None:
            kept = inbox.end(connection, rows, inbox.IGNORED, why, self._clock.now())
            if kept and rule is not None and ticket_id is not None:
                decisions.add_quiet(connection, ticket_id, now, rows[0].source, why, rule)

        await self._database.write(commit)

    async def _postpone(self, rows: list[Row], exc: Exception) -> None:
        """Hand rows back: Zendesk's failures never park an event, our own do in the end."""
        now = self._clock.now()
        counts = not isinstance(exc, ZendeskError)
        if isinstance(exc, RateLimited):
            now += timedelta(seconds=exc.retry_after)
        error = f"{type(exc).__name__}: {exc}"
        await self._database.write(lambda connection: inbox.postpone(connection, rows, error, now, counts=counts))


# -- pure parts -------------------------------------------------------------------------------------------------------


def idle_reason(rows: Sequence[Row], known: Known | None, self_id: int | None) -> str | None:
    """Return why none of these events asks for a look at the ticket, or None when one does."""
    reasons = [_idle_reason(row, known, self_id) for row in rows]
    return None if None in reasons else reasons[-1]


def _idle_reason(row: Row, known: Known | None, self_id: int | None) -> str | None:
    if row.ticket_id is None:
        return f"{row.event_type} is not about a ticket"
    if row.source == "events" and row.event_type not in RELEVANT:
        return f"{row.event_type} has no bearing on the policy"
    if self_id is not None and row.actor_id == self_id and known is not None:
        return OWN_WRITE
    return None


def _sets_tier(audit: Audit, tier: Tier, field_id: int | None) -> bool:
    """Return whether an audit put this tier on the ticket, by tag or by field."""
    return any(
        (event.get("field_name") == "tags" and tier.tag in _words(event.get("value")))
        or (event.get("field_name") == str(field_id) and event.get("value") == tier.tag)
        for event in audit.events
    )


def _words(value: Any) -> Iterable[str]:
    return value.split() if isinstance(value, str) else value or ()


def _gone(known: Known) -> Decision:
    record = replace(known.record, status=Status.DELETED, next_due_at=None)
    if known.record.status is Status.DELETED:
        return Decision(record, "the ticket does not exist any more", rule="gone", is_look=True)
    summary = "the ticket does not exist any more: its ladder ends"
    return Decision(record, summary, supersede=tuple(Kind), rule="gone", is_look=True)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
