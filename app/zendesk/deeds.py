"""
What people did on tickets, read from Zendesk in as few calls as possible; nothing is written.

A hundred tickets are shown with one call. Audits are asked only for tickets that changed after our decision, at a pace
that leaves the service its share, and no more of them than the caller allows. Who of the authors works for the
provider is asked for a hundred of them at once.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from app.chunks import chunks
from app.rules.shadow import Deed, History
from app.rules.ticket import Priority, Status, Ticket, Tier
from app.zendesk.calls import MANY
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import InvalidAnswer, NotFound
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marker_keys
from app.zendesk.records import NOBODY, Audit

_T = TypeVar("_T")
Ask = Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]
"""Makes a call when its turn has come."""
_LEVEL: Final = "escalation_level_"


async def histories(
    client: ZendeskClient,
    fields: FieldIds,
    decided_at: Mapping[int, datetime],
    *,
    audits: int,
    ask: Ask,
) -> dict[int, History]:
    """
    Return the histories of tickets by id; deleted ones are absent.

    `decided_at` holds, in the order of their interest, the tickets and when we decided about each. At most `audits`
    of them have their audits read; the others say so. Raises `ZendeskError` when Zendesk does not answer.
    """
    tickets = await _shown(client, list(decided_at), ask)
    changed = [one for one, at in decided_at.items() if one in tickets and _has_changed(tickets[one], at)]
    found = {number: await _audits_of(client, number, ask) for number in changed[:audits]}
    self_id = (await ask(client.me)).id
    staff = await _staff(client, found, tickets, self_id, ask)
    unread = set(changed[audits:])
    return {
        number: History(ticket, tuple(deeds(found.get(number, ()), staff, self_id, fields)), number not in unread)
        for number, ticket in tickets.items()
    }


async def _shown(client: ZendeskClient, ids: Sequence[int], ask: Ask) -> dict[int, Ticket]:
    tickets: dict[int, Ticket] = {}
    for some in chunks(ids, MANY):
        tickets |= await ask(lambda some=some: client.show_many(some))  # type: ignore[misc]
    return tickets


def _has_changed(ticket: Ticket, since: datetime) -> bool:
    """Return whether anything happened since; Zendesk's stamps have whole seconds."""
    return ticket.updated_at > ticket.created_at and ticket.updated_at >= since.replace(microsecond=0)


async def _audits_of(client: ZendeskClient, ticket_id: int, ask: Ask) -> list[Audit]:
    """Return the audits of a ticket; none where it went away in the meantime or cannot be read."""
    try:
        read: list[Audit] = await ask(lambda: client.audits(ticket_id))
    except (NotFound, InvalidAnswer):
        return []
    return read


async def _staff(
    client: ZendeskClient, found: Mapping[int, Sequence[Audit]], tickets: Mapping[int, Ticket], self_id: int, ask: Ask
) -> frozenset[int]:
    """Return who of the authors works for the provider; requesters are not asked about."""
    authors = {
        audit.author_id
        for number, audits in found.items()
        for audit in audits
        if audit.author_id not in (NOBODY, self_id, tickets[number].requester_id)
    }
    staff: set[int] = set()
    wanted = sorted(author for author in authors if author > 0)
    for some in chunks(wanted, MANY):
        users = await ask(lambda some=some: client.users(some))  # type: ignore[misc]
        staff |= {user_id for user_id, user in users.items() if user.is_staff}
    return frozenset(staff)


# -- pure part -----------------------------------------------------------------------------------------------------


def deeds(audits: Sequence[Audit], staff: frozenset[int], self_id: int, fields: FieldIds) -> Iterator[Deed]:
    """Yield what people and the account's rules did, oldest first; our own writes and requesters' are left out."""
    for audit in audits:
        by_staff = audit.author_id in staff
        if audit.author_id == self_id or marker_keys(audit) or not (by_staff or audit.author_id == NOBODY):
            continue
        deed = _deed(audit, fields, by_staff=by_staff)
        if deed != Deed(audit.created_at, False):
            yield deed


def _deed(audit: Audit, fields: FieldIds, *, by_staff: bool) -> Deed:
    comments = [event for event in audit.events if event.get("type") == "Comment"]
    changes = {
        str(event.get("field_name")): event for event in audit.events if event.get("type") in ("Change", "Create")
    }
    public = sum(event.get("public") is True for event in comments)
    return Deed(
        at=audit.created_at,
        by_staff=by_staff,
        # What nobody wrote are notes of the account's rules: they answer no one.
        public=public if by_staff else 0,
        private=len(comments) - public if by_staff else 0,
        tier=_tier(changes, fields.tier),
        priority=_member(Priority, changes.get("priority")) if by_staff else None,
        status=_member(Status, changes.get("status")),
        level=_level(changes, fields.escalation_level),
        moved=any(_is_handed_over(changes.get(name)) for name in ("assignee_id", "group_id")),
    )


def _member(kind: type[_T], event: Mapping[str, Any] | None) -> _T | None:
    try:
        return kind(event.get("value")) if event else None  # type: ignore[call-arg]
    except ValueError:
        return None


def _tier(changes: Mapping[str, Mapping[str, Any]], field_id: int | None) -> Tier | None:
    """Return the tier that an update set, by field or by tag."""
    value = changes.get(str(field_id), {}).get("value")
    for tier in Tier:
        if str(value) in (tier.tag, str(int(tier))):
            return tier
    added = _new_tags(changes.get("tags"))
    return next((tier for tier in Tier if tier.tag in added), None)


def _level(changes: Mapping[str, Mapping[str, Any]], field_id: int | None) -> int | None:
    value = str(changes.get(str(field_id), {}).get("value") or "").removeprefix(_LEVEL)
    if value.isascii() and value.isdigit() and len(value) == 1:
        return int(value)
    levels = [tag.removeprefix(_LEVEL) for tag in _new_tags(changes.get("tags")) if tag.startswith(_LEVEL)]
    return max((int(one) for one in levels if one.isascii() and one.isdigit()), default=None)


def _new_tags(event: Mapping[str, Any] | None) -> set[str]:
    return _words(event.get("value")) - _words(event.get("previous_value")) if event else set()


def _words(value: Any) -> set[str]:
    if isinstance(value, str):
        return set(value.split())
    return {str(one) for one in value} if isinstance(value, list) else set()


def _is_handed_over(event: Mapping[str, Any] | None) -> bool:
    return event is not None and bool(event.get("previous_value")) and bool(event.get("value"))
