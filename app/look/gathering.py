"""
Everything the rules need for one look at a ticket, gathered: who asks, what was said, whose hand did what before.

What need not be known is not asked for: docs/decisions/0031-what-need-not-be-read.md tells why.
"""

from dataclasses import dataclass, replace

from app.errors import AppError
from app.look.conversation import Conversations, Crowd, may_have_conversation
from app.look.hands import Audits, Hands
from app.look.requester import Requesters, with_traits
from app.rules.asked import may_be_attached
from app.rules.decide import Conversation, Decision, Desk, Prior, Requester, needs_conversation
from app.rules.ticket import Ticket
from app.store.tickets import Known
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.fields import FieldIds
from app.zendesk.missed import with_missed_changes


class Unsettled(AppError):
    """The ticket changes at this moment: what was read of it is of two moments, or more may happen unseen."""


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


class Gatherer:
    """Asks for what is missing, and for nothing else."""

    def __init__(
        self,
        client: ZendeskClient,
        directory: Directory,
        desk: Desk,
        fields: FieldIds,
        partner_tag: str | None,
        crowd: Crowd,
    ) -> None:
        self._client = client
        self._desk = desk
        self._directory = directory
        self._crowd = crowd
        self._requesters = Requesters(directory, desk, partner_tag)
        self._conversations = Conversations(client, directory)
        self._hands = Hands(client, directory, desk, fields)

    async def gather(self, ticket: Ticket | None, known: Known | None) -> Gathered:
        """Return what the rules need for a ticket, or for one that is not there."""
        if ticket is None:
            return Gathered(None, known, Requester(None), Prior(), Conversation())
        if known is None or was_never_judged(known, ticket):
            return await self._at_first_sight(ticket, known)
        return await self._again(ticket, known)

    async def _at_first_sight(self, ticket: Ticket, known: Known | None) -> Gathered:
        requester = await self._requesters.of(ticket)
        if not ticket.status.is_unsolved:
            return Gathered(ticket, known, requester, Prior(), Conversation())
        prior = await self._hands.prior(ticket)
        if may_have_conversation(ticket):
            conversation = await self._conversations.read(ticket)
        else:
            conversation = Conversation(is_passed_over=ticket.id in self._crowd)
        return Gathered(ticket, known, requester, prior, conversation)

    async def _again(self, ticket: Ticket, known: Known) -> Gathered:
        audits, conversation = Audits(self._client, ticket.id), Conversation()
        record = await with_missed_changes(known.record, ticket, self._desk.ladder.pause_statuses, audits.read)
        record = self._requesters.with_requester(record, ticket)
        record = replace(record, partner=await self._requesters.partner(ticket))
        if needs_conversation(record, ticket, self._desk):
            conversation = await self._conversations.read(ticket)
        conversation = await self._hands.with_actors(conversation, record, ticket, audits)
        return Gathered(ticket, replace(known, record=record), Requester(None), Prior(), conversation)

    async def for_words(self, gathered: Gathered, decision: Decision) -> Gathered | None:
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
            conversation = await self._conversations.read(ticket)
        user = None
        if self._desk.notices.languages.is_choice and decision.record.locale is None:
            user = await self._directory.requester(ticket.requester_id)
        if user is None:
            return None if conversation is gathered.conversation else replace(gathered, conversation=conversation)
        known = gathered.known
        return replace(
            gathered,
            conversation=conversation,
            requester=with_traits(gathered.requester, user),
            known=known and replace(known, record=self._requesters.with_requester(known.record, ticket)),
        )


def was_never_judged(known: Known, ticket: Ticket) -> bool:
    """
    Return whether a ticket was held or over when we first saw it, and is news to the rules still.

    What happened to it since (a person's tier, a reopening, an answer) is learnt as of any ticket found late.
    """
    record = known.record
    is_stale = record.seen_updated_at is not None and ticket.updated_at < record.seen_updated_at
    return record.tier is None and not is_stale
