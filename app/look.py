"""
One look at a ticket: gather what the rules need, let them decide, store the outcome.

A ticket is judged from a snapshot read fresh, all its events together. The decision, the new record, the planned
effects and the end of the events are one transaction, so that nothing is half decided.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.errors import AppError
from app.rules.asked import may_be_attached
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
from app.rules.follow_up import OWN_TAGS
from app.rules.grace import may_be_taken
from app.rules.observation import in_an_open_second, tier_mark
from app.rules.outcome import may_settle
from app.rules.record import Record
from app.rules.request import bears_mark
from app.rules.ticket import Status, Ticket, Tier
from app.store import decisions, inbox, parked, storms, tickets
from app.store.database import Database
from app.store.inbox import Row
from app.store.tickets import Known
from app.zendesk.actors import asked_by, assigned_by, settled_by, words_of
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import InvalidAnswer, NotFound, Unavailable
from app.zendesk.events import ticket_from_event
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marker_keys
from app.zendesk.missed import reopenings, statuses, with_missed_changes
from app.zendesk.records import Audit, User

log = structlog.get_logger()

_PREFIX = "zen:event-type:ticket."
CREATED = f"{_PREFIX}created"
EVENT_FRESH = timedelta(seconds=60)
"""A `ticket.created` event younger than this is believed without reading the ticket."""
LATE_LOOK = timedelta(seconds=5)
"""A ticket changed this long after its creation may already have a conversation."""
TRIES = 5
DEADLINE_SECONDS = 180.0
"""Longest look at one ticket, with all that is asked for it; a slot is not lent for ever."""
CROWD = 10
"""So many tickets read together are not looked into one by one: see `Conversation.is_passed_over`."""
LONGEST_NAME = 300
LONGEST_LOCALE = 20
"""Characters of a requester's name and locale that the store keeps."""
OWN_WRITE = "own write"
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
        "problem_link_changed",
        "type_changed",
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


class Unreadable(AppError):
    """Zendesk's document of this one ticket is in no shape we know; the other tickets are not concerned."""


class Unsettled(AppError):
    """The ticket changes at this moment: what was read of it is of two moments, or more may happen unseen."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What was read of several tickets: those in neither are not there."""

    found: dict[int, Ticket] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()
    unsettled: Mapping[int, timedelta] = field(default_factory=dict)
    """Tickets read in the very second of their last change, and for how long that second went on."""
    asked: bool = False
    """Whether Zendesk was asked at all: what was carried by events says nothing about its health."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything the rules need for one ticket."""

    ticket: Ticket | None
    known: Known | None
    requester: Requester
    prior: Prior
    conversation: Conversation

    @property
    def is_of_two_moments(self) -> bool:
        """Whether somebody wrote between the reading of the ticket and that of its comments; stamps are Zendesk's."""
        comments = self.conversation.comments
        return self.ticket is not None and any(one.created_at > self.ticket.updated_at for one in comments)


class _Audits:
    """The audits of one ticket: read when somebody wants them, and once in a look, whoever wants them."""

    def __init__(self, client: ZendeskClient, ticket_id: int) -> None:
        self._client = client
        self._ticket_id = ticket_id
        self._told: list[Audit] | None = None

    async def read(self) -> list[Audit]:
        """Return them, oldest first."""
        if self._told is None:
            self._told = await self._client.audits(self._ticket_id)
        return self._told


class Looker:
    """Reads, judges and records; who looks when, and what happens after a failure, is the worker's affair."""

    def __init__(
        self,
        *,
        database: Database,
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
        self._client = client
        self._directory = directory
        self._desk = desk
        self._clock = clock
        self._fields = fields
        self._partner_tag = partner_tag
        self._shadow = shadow
        self._planned = planned
        self._crowd: set[int] = set()
        self._bench = ThreadPoolExecutor(1, "tierline-judge")

    async def read(self, looks: Sequence[list[Row]], known: Mapping[int, Known]) -> Snapshots:
        """Read the tickets in as few calls as possible: none for a fresh creation event, one for up to a hundred."""
        ids = {rows[0].ticket_id or 0 for rows in looks}
        self._crowd = (self._crowd - ids) | (ids if len(ids) >= CROWD else set())
        carried: dict[int, Ticket] = {}
        wanted: list[int] = []
        now = self._client.zendesk_clock.now()
        for rows in looks:
            ticket_id = rows[0].ticket_id or 0
            ticket = self._carried(rows, now) if ticket_id not in known else None
            if ticket is not None:
                carried[ticket_id] = ticket
            else:
                wanted.append(ticket_id)
        if not wanted:
            return Snapshots(carried)
        zendesk_clock = self._client.zendesk_clock
        asked_at = zendesk_clock.uncorrected()
        read = await self._read_one(wanted[0]) if len(wanted) == 1 else await self._read_many(wanted)
        unsettled = _unsettled(read.found.values(), zendesk_clock.corrected(asked_at))
        return replace(read, found=carried | read.found, unsettled=unsettled)

    async def _read_one(self, ticket_id: int) -> Snapshots:
        try:
            ticket, people = await self._client.show_with_people(ticket_id)
        except NotFound:
            log.info("ticket not found", ticket_id=ticket_id)
            return Snapshots(asked=True)
        except InvalidAnswer:
            # Nonsense for everybody, or this one document? In a list the two can be told apart.
            return await self._read_many([ticket_id])
        self._directory.meet(people)
        return Snapshots({ticket_id: ticket}, asked=True)

    async def _read_many(self, ids: Sequence[int]) -> Snapshots:
        found, unusable, people = await self._client.show_readable_with_people(ids)
        self._directory.meet(people)
        if 0 in unusable:  # a document that does not even tell its id: it is one of those missing
            unusable |= set(ids) - found.keys()
        return Snapshots(found, unusable & set(ids), asked=True)

    def _carried(self, rows: Sequence[Row], now: datetime) -> Ticket | None:
        """Return the snapshot that a native creation event carries, where it tells all that the rules want to know."""
        row = rows[0]
        if len(rows) > 1 or row.event_type != CREATED or row.occurred_at is None:
            return None
        form = replace(self._fields, tier=None, escalation_level=None, escalation_request=None)
        if form != FieldIds() or now - row.occurred_at > EVENT_FRESH:
            return None  # events carry no custom fields, and the form can decide
        try:
            ticket = ticket_from_event(json.loads(row.body), now)
            # Our marks on a new ticket were copied from a closed one, or chosen: the ticket itself tells.
            return None if ticket is None or ticket.tags & OWN_TAGS else replace(ticket, comments=1)
        except Exception as exc:  # whatever is odd about it, the ticket itself can be read
            log.warning("event cannot be used; the ticket is read", ticket_id=row.ticket_id, error=type(exc).__name__)
            return None

    # -- one ticket ---------------------------------------------------------------------------------------------

    async def decide(
        self,
        rows: list[Row],
        ticket: Ticket | None,
        known: Known | None,
        *,
        may_wait: bool = False,
        is_unsettled: bool = False,
    ) -> None:
        """
        Judge a ticket and store what follows; where it `is_unsettled`, its second is kept in mind as an open one.

        Raises `LeaseLost` when another has taken the rows over, and where the caller `may_wait` `Unsettled` when
        somebody wrote since the ticket was read: it may have been solved and reopened before. Then nothing is stored.
        """
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._decide(rows, ticket, known, may_wait=may_wait, is_unsettled=is_unsettled)
        except TimeoutError:
            # Our own part of it takes milliseconds: what took so long was somebody else's answer.
            msg = f"the look at the ticket took longer than {DEADLINE_SECONDS:.0f} s"
            raise Unavailable(msg) from None
        self._crowd.discard(rows[0].ticket_id or 0)

    async def _decide(
        self, rows: list[Row], ticket: Ticket | None, known: Known | None, *, may_wait: bool, is_unsettled: bool
    ) -> None:
        for _ in range(TRIES):
            gathered = await self._gather(ticket, known)
            if may_wait and gathered.is_of_two_moments:
                raise Unsettled(f"ticket {rows[0].ticket_id} was written on while it was read")
            decision = await self._judged(gathered)
            if decision is not None and (more := await self._for_words(gathered, decision)) is not None:
                gathered, decision = more, await self._judged(more)
            if is_unsettled and ticket is not None and decision is not None:
                decision = replace(decision, record=in_an_open_second(decision.record, ticket))
            reached("worker.decided")
            try:
                await self._store(rows, gathered, decision)
            except Overtaken:
                known = await self._database.read(lambda connection: tickets.load(connection, rows[0].ticket_id or 0))
                continue
            reached("worker.committed")
            return
        raise Overtaken(f"ticket {rows[0].ticket_id}: its record changed {TRIES} times while it was decided")

    async def _gather(self, ticket: Ticket | None, known: Known | None) -> Gathered:
        requester, prior, conversation = Requester(None), Prior(), Conversation()
        if ticket is None:
            return Gathered(None, known, requester, prior, conversation)
        if known is None or _was_never_judged(known, ticket):
            requester = await self._requester(ticket)
            if ticket.status.is_unsolved:
                prior = await self._prior(ticket)
                if may_have_conversation(ticket):
                    conversation = await self._conversation(ticket)
                else:
                    conversation = Conversation(is_passed_over=ticket.id in self._crowd)
        else:
            pausing = self._desk.ladder.pause_statuses
            audits = _Audits(self._client, ticket.id)
            record = await with_missed_changes(known.record, ticket, pausing, audits.read)
            known = replace(known, record=record)
            known = replace(known, record=self._with_requester(known.record, ticket))
            partner = await self._directory.partner(ticket.organization_id, self._partner_tag)
            known = replace(known, record=replace(known.record, partner=partner))
            if needs_conversation(known.record, ticket, self._desk):
                conversation = await self._conversation(ticket)
            conversation = await self._with_actors(conversation, known.record, ticket, audits)
        return Gathered(ticket, known, requester, prior, conversation)

    async def _requester(self, ticket: Ticket) -> Requester:
        """
        Return who asks, in no more calls than their organization costs.

        Their language is asked for only where a public text follows (`_for_words`), unless it comes beside.
        """
        several, place = self._desk.notices.languages.is_choice, ticket.organization_id
        if several and place is not None and not self._directory.knows_organization(place):
            await self._directory.requester(ticket.requester_id)
        partner = await self._directory.partner(place, self._partner_tag)
        user = self._directory.known_user(ticket.requester_id)
        return Requester(partner) if user is None else Requester(partner, _locale(user), _name(user))

    def _with_requester(self, record: Record, ticket: Ticket) -> Record:
        """Return a record with what is known of the requester without a call; another requester's traits go."""
        user = self._directory.known_user(ticket.requester_id)
        if user is not None:
            return replace(record, requester_id=ticket.requester_id, requester=_name(user), locale=_locale(user))
        if record.requester_id == ticket.requester_id:
            return record
        return replace(record, requester_id=ticket.requester_id, requester=None, locale=None)

    async def _for_words(self, gathered: Gathered, decision: Decision) -> Gathered | None:
        """
        Return what a public text needs beyond what the decision needed, or None: it is right as it is.

        The comments are read where the partner is about to be asked for something that may lie in an attachment, and
        the requester is looked up where their language can make a difference and came beside nothing else.
        """
        ticket = gathered.ticket
        if ticket is None or not any(effect.change.public for effect in decision.effects):
            return None
        conversation = gathered.conversation
        # Not what is on record as asked for: in shadow nothing is, and the text is to be the one that would be sent.
        asked = decision.verdict.missing if decision.verdict is not None else ()
        if may_be_attached(asked) and not (conversation.comments or conversation.is_passed_over):
            conversation = await self._conversation(ticket)
        user = None
        if self._desk.notices.languages.is_choice and decision.record.locale is None:
            user = await self._directory.requester(ticket.requester_id)
        if user is None:
            return None if conversation is gathered.conversation else replace(gathered, conversation=conversation)
        known = gathered.known
        return replace(
            gathered,
            conversation=conversation,
            requester=replace(gathered.requester, locale=_locale(user), name=_name(user)),
            known=known and replace(known, record=self._with_requester(known.record, ticket)),
        )

    async def _prior(self, ticket: Ticket) -> Prior:
        """
        Learn who put a tier on a ticket we have not seen, and whether it was reopened.

        Asks the audits only when there is a tier, or when it may have been solved before: nothing is solved without an
        assignee, and a reopened ticket is never new. Where a status stops the clock, it may have been in that.
        """
        # What a follow-up bears at its creation was copied from the closed ticket; nobody chose it here.
        is_copied = ticket.followup_of is not None and ticket.updated_at - ticket.created_at <= LATE_LOOK
        mark = None if is_copied else tier_mark(ticket, None)
        may_pause = bool(self._desk.ladder.pause_statuses)
        has_history = ticket.status is not Status.NEW and (ticket.assignee_id is not None or may_pause)
        if mark is None and not (has_history and ticket.updated_at - ticket.created_at > LATE_LOOK):
            return Prior()
        audits = await self._client.audits(ticket.id)
        keys = frozenset(key for audit in audits for key in marker_keys(audit))
        written_at = max((audit.created_at for audit in audits if marker_keys(audit)), default=None)
        taken_by = await self._taken_by(audits, ticket, None)
        prior = Prior(
            keys=keys,
            reopenings=reopenings(audits),
            statuses=statuses(audits),
            written_at=written_at,
            taken_by=taken_by,
        )
        if mark is None:
            return prior
        whole = audits[1:] if ticket.followup_of is not None else audits
        by = [one for one in whole if _sets_tier(one, mark, self._fields.tier)]
        # What we set ourselves, and a person only afterwards, is theirs; what a person set and we again is not.
        by = by[-1:] if keys else by
        authors = {audit.author_id for audit in by if not marker_keys(audit)}
        is_by_person = any([await self._directory.is_staff(author) for author in authors])
        return replace(prior, by_person=mark) if is_by_person else prior

    async def _conversation(self, ticket: Ticket) -> Conversation:
        comments, people = await self._client.comments_with_authors(ticket.id)
        self._directory.meet(people)
        authors = {comment.author_id for comment in comments}
        staff = {author for author in authors if await self._directory.is_staff(author)}
        customers = {one for one in authors - staff if await self._is_customer(one, ticket)}
        return Conversation(
            tuple(sorted(comments, key=lambda comment: comment.id)),
            frozenset(staff),
            frozenset(customers),
            await self._directory.self_id(),
        )

    async def _is_customer(self, author_id: int, ticket: Ticket) -> bool:
        """Return whether an outsider belongs to another organization than the ticket's, or to none."""
        if author_id == ticket.requester_id:
            return False
        user = await self._directory.user(author_id)
        return user is None or user.organization_id != ticket.organization_id

    async def _with_actors(
        self, conversation: Conversation, record: Record, ticket: Ticket, told: _Audits
    ) -> Conversation:
        """
        Learn from the audits who asked by a mark, settled a dispute or took the ticket, in the few looks where that
        matters.

        Marks come with no name: a tag that an agent's macro set is no partner's wish.
        """
        is_asked = bears_mark(ticket, self._desk) and not record.asks
        is_settled = may_settle(record, ticket)
        is_taken = may_be_taken(record, ticket, self._desk) and ticket.assignee_id != await self._directory.self_id()
        if not (is_asked or is_settled or is_taken):
            return conversation
        self_id = await self._directory.self_id()
        audits = [audit for audit in await told.read() if audit.author_id != self_id]
        if is_taken:
            # During a hold nobody has judged who was given the ticket.
            since = None if record.hold else record.seen_updated_at
            conversation = replace(conversation, taken_by=await self._taken_by(audits, ticket, since))
        if not (is_asked or is_settled):
            return conversation
        authors = {audit.author_id for audit in audits}
        people = {author for author in authors if await self._directory.is_staff(author)}
        person = settled_by(audits, people, self._fields.tier) if is_settled else None
        asker = asked_by(audits, self._desk.request_tag, self._fields.escalation_request) if is_asked else None
        # Nobody's doing is an automation's; what a partner's customer wants is for the partner to ask.
        is_partner = asker is not None and asker > 0 and asker not in people | conversation.customers
        return replace(conversation, last_person=person, asked_by_mark=is_partner)

    async def _taken_by(self, audits: Sequence[Audit], ticket: Ticket, since: datetime | None) -> int | None:
        """Return which person of the provider has given the ticket its assignee; ours, or none, is nobody's hand."""
        self_id = await self._directory.self_id()
        if ticket.assignee_id in (None, self_id):
            return None
        for author in assigned_by(audits, since):
            if author != self_id and await self._directory.is_staff(author):
                return author
        return None

    async def _judged(self, gathered: Gathered) -> Decision | None:
        """
        Return what the rules decide, thought out beside the event loop.

        A ticket with a talk of comments takes tens of milliseconds to judge, and webhooks are to be acknowledged
        meanwhile. One thread for all looks: more would only take the interpreter from each other.
        """
        return await asyncio.get_running_loop().run_in_executor(self._bench, self._conclude, gathered)

    def _conclude(self, gathered: Gathered) -> Decision | None:
        ticket, known = gathered.ticket, gathered.known
        now = self._client.zendesk_clock.now()
        if ticket is None:
            return _gone(known) if known else None
        if known is None or _was_never_judged(known, ticket):
            return first_sight(ticket, gathered.requester, gathered.prior, gathered.conversation, self._desk, now)
        return look_again(known.record, ticket, gathered.conversation, self._desk, now)

    async def _store(self, rows: list[Row], gathered: Gathered, decision: Decision | None) -> None:
        if decision is None:
            await self._not_there(rows)
            return
        host_now, now = self._clock.now(), self._client.zendesk_clock.now()
        version = gathered.known.version if gathered.known else 0

        def commit(connection: Connection) -> None:
            last = decisions.recalled(connection, decision, self._desk.ladder, now)
            state = inbox.DONE if last.is_noteworthy else inbox.IGNORED
            if not inbox.end(connection, rows, state, last.summary, host_now):
                raise LeaseLost
            if not tickets.save(connection, last.record, version):
                raise Overtaken
            storms.sight(connection, last.record, gathered.known.record if gathered.known else None, now)
            decisions.carry_out(connection, last, rows[0].source, now, host_now, self._shadow, desk=self._desk)
            parked.overtake(connection, rows[-1], host_now)

        await self._database.write(commit)
        log.info("ticket decided", ticket_id=decision.record.ticket_id, effects=[e.key for e in decision.effects])
        self._planned()

    async def _not_there(self, rows: list[Row]) -> None:
        """End events of a ticket that we never knew and that is not there."""
        ticket_id, now, host_now = rows[0].ticket_id or 0, self._client.zendesk_clock.now(), self._clock.now()
        why = "the ticket does not exist"

        def commit(connection: Connection) -> None:
            if not inbox.end(connection, rows, inbox.IGNORED, why, host_now):
                raise LeaseLost
            decisions.add_quiet(connection, decisions.Quiet(ticket_id, now, rows[0].source, why, "gone"))
            parked.overtake(connection, rows[-1], host_now)

        await self._database.write(commit)

    async def ignore(self, idle: Sequence[tuple[list[Row], str]]) -> set[int]:
        """
        End events that ask for no look, in one transaction: lists of a ticket's rows, and why each is idle.

        That we met our own write goes on record too. Returns the ids of the rows that another has taken over.
        """
        now, host_now = self._client.zendesk_clock.now(), self._clock.now()
        by_why: dict[str, list[Row]] = {}
        for rows, why in idle:
            by_why.setdefault(why, []).extend(rows)

        def commit(connection: Connection) -> set[int]:
            ended: set[int] = set()
            for why, rows in by_why.items():
                ended |= inbox.end_ours(connection, rows, inbox.IGNORED, why, host_now)
            own = [rows[0] for rows, why in idle if why == OWN_WRITE and ended.issuperset(row.id for row in rows)]
            quiet = [
                decisions.Quiet(row.ticket_id, now, row.source, OWN_WRITE, "own-write")
                for row in own
                if row.ticket_id is not None
            ]
            decisions.add_quiet(connection, *quiet)
            return {row.id for rows in by_why.values() for row in rows} - ended

        return await self._database.write(commit)


def _locale(user: User) -> str | None:
    return user.locale[:LONGEST_LOCALE] if user.locale else None


def _name(user: User) -> str | None:
    return user.name[:LONGEST_NAME] or None


def _was_never_judged(known: Known, ticket: Ticket) -> bool:
    """
    Return whether a ticket was held or over when we first saw it, and is news to the rules still.

    What happened to it since (a person's tier, a reopening, an answer) is learnt as of any ticket found late.
    """
    record = known.record
    is_stale = record.seen_updated_at is not None and ticket.updated_at < record.seen_updated_at
    return record.tier is None and not is_stale


def may_have_conversation(ticket: Ticket) -> bool:
    """
    Return whether a ticket may have more comments than its report; a young one tells how many it has.

    Partners write again within seconds, and triggers change tickets as soon: without the number, any change counts.
    """
    changed_after = ticket.updated_at - ticket.created_at
    if changed_after > LATE_LOOK:
        return True
    return changed_after > timedelta(0) if ticket.comments is None else ticket.comments > 1


def _unsettled(found: Iterable[Ticket], asked_at: datetime) -> dict[int, timedelta]:
    """
    Return which tickets may still change under the stamp they were read with, and for how long.

    Stamps have whole seconds. Who is read in the second of the last change may change again in it, and no comparison of
    stamps would ever notice: a write of ours would go over what a person did.
    """
    ends = ((ticket.id, ticket.updated_at + inbox.SETTLE - asked_at) for ticket in found)
    return {ticket_id: left for ticket_id, left in ends if left > timedelta(0)}


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
        (
            event.get("field_name") == "tags"
            and tier.tag in words_of(event.get("value"))
            and tier.tag not in words_of(event.get("previous_value"))
        )
        or (event.get("field_name") == str(field_id) and event.get("value") == tier.tag)
        for event in audit.events
    )


def _gone(known: Known) -> Decision:
    record = replace(known.record, status=Status.DELETED, next_due_at=None)
    if known.record.status is Status.DELETED:
        return Decision(record, "the ticket does not exist any more", rule="gone", is_look=True)
    summary = "the ticket does not exist any more: its ladder ends"
    return Decision(record, summary, supersede=tuple(Kind), rule="gone", is_look=True)
