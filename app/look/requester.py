"""
Who asks: the partner of a ticket, and the requester's name and language, in no more calls than they are worth.

A requester is looked up only where their language can make a difference; else they are known when they came beside
something that was asked for anyway.
"""

from dataclasses import replace

from app.rules.decide import Desk, Requester
from app.rules.record import Record
from app.rules.ticket import Ticket
from app.zendesk.directory import Directory
from app.zendesk.records import User

LONGEST_NAME = 300
LONGEST_LOCALE = 20
"""Characters of a requester's name and locale that the store keeps."""


class Requesters:
    """Tells of a ticket's requester what the rules and the texts want to know."""

    def __init__(self, directory: Directory, desk: Desk, partner_tag: str | None) -> None:
        self._directory = directory
        self._desk = desk
        self._partner_tag = partner_tag

    async def partner(self, ticket: Ticket) -> str | None:
        """Return the partner whose ticket it is."""
        return await self._directory.partner(ticket.organization_id, self._partner_tag)

    async def of(self, ticket: Ticket) -> Requester:
        """
        Return who asks, in no more calls than their organization costs.

        Their language is asked for only where a public text follows (`Gatherer.for_words`), unless it comes beside.
        """
        several, place = self._desk.notices.languages.is_choice, ticket.organization_id
        if several and place is not None and not self._directory.knows_organization(place):
            await self._directory.requester(ticket.requester_id)
        partner = await self.partner(ticket)
        user = self._directory.known_user(ticket.requester_id)
        return Requester(partner) if user is None else with_traits(Requester(partner), user)

    def with_requester(self, record: Record, ticket: Ticket) -> Record:
        """Return a record with what is known of the requester without a call; another requester's traits go."""
        user = self._directory.known_user(ticket.requester_id)
        if user is not None:
            return replace(record, requester_id=ticket.requester_id, requester=_name(user), locale=_locale(user))
        if record.requester_id == ticket.requester_id:
            return record
        return replace(record, requester_id=ticket.requester_id, requester=None, locale=None)


def with_traits(requester: Requester, user: User) -> Requester:
    """Return who asks with the user's language and name."""
    return replace(requester, locale=_locale(user), name=_name(user))


def _locale(user: User) -> str | None:
    return user.locale[:LONGEST_LOCALE] if user.locale else None


def _name(user: User) -> str | None:
    return user.name[:LONGEST_NAME] or None
