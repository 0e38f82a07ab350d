"""
Whose hand did what to a ticket, as its audits tell: who chose the tier, took it, asked by a mark, settled a dispute.

Audits cost a call, so they are read only in the few looks where that matters, and once in a look.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.look.conversation import LATE_LOOK
from app.rules.decide import Conversation, Desk, Prior
from app.rules.grace import may_be_taken
from app.rules.observation import tier_mark
from app.rules.outcome import may_settle
from app.rules.record import Record
from app.rules.request import bears_mark
from app.rules.ticket import Status, Ticket, Tier
from app.zendesk.actors import asked_by, assigned_by, settled_by, words_of
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marker_keys
from app.zendesk.missed import reopenings, statuses
from app.zendesk.records import Audit


class Audits:
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


class Hands:
    """Tells people's doings from ours and from those of Zendesk's machinery."""

    def __init__(self, client: ZendeskClient, directory: Directory, desk: Desk, fields: FieldIds) -> None:
        self._client = client
        self._directory = directory
        self._desk = desk
        self._fields = fields

    async def prior(self, ticket: Ticket) -> Prior:
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

    async def with_actors(
        self, conversation: Conversation, record: Record, ticket: Ticket, told: Audits
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
