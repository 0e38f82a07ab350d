"""
What was said on a ticket, and by whom; read only where there may be more than the report.

Where many tickets come together, as in a storm, those seen for the first time are passed over: see
`Conversation.is_passed_over`.
"""

from datetime import timedelta

from app.rules.decide import Conversation
from app.rules.ticket import Ticket
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory

LATE_LOOK = timedelta(seconds=5)
"""A ticket changed this long after its creation may already have a conversation."""
CROWD = 10
"""So many tickets read together are not looked into one by one: see `Conversation.is_passed_over`."""


class Crowd:
    """The tickets that were read among many and not judged since."""

    def __init__(self) -> None:
        self._ids: set[int] = set()

    def __contains__(self, ticket_id: int) -> bool:
        return ticket_id in self._ids

    def meet(self, ids: set[int]) -> None:
        """Take note of who was read together."""
        self._ids = (self._ids - ids) | (ids if len(ids) >= CROWD else set())

    def leave(self, ticket_id: int) -> None:
        """Forget a ticket that is judged: its next look is its own."""
        self._ids.discard(ticket_id)


class Conversations:
    """Reads comments and learns whose they are."""

    def __init__(self, client: ZendeskClient, directory: Directory) -> None:
        self._client = client
        self._directory = directory

    async def read(self, ticket: Ticket) -> Conversation:
        """Return all that was said, with who of the speakers is the provider's and who the partner's customer."""
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


def may_have_conversation(ticket: Ticket) -> bool:
    """
    Return whether a ticket may have more comments than its report; a young one tells how many it has.

    Partners write again within seconds, and triggers change tickets as soon: without the number, any change counts.
    """
    changed_after = ticket.updated_at - ticket.created_at
    if changed_after > LATE_LOOK:
        return True
    return changed_after > timedelta(0) if ticket.comments is None else ticket.comments > 1
