"""
Reading tickets for a look, in as few calls as possible: none for a fresh creation event, one for up to a hundred.

Stamps have whole seconds, so what is read in the second of its last change is told apart.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from app.errors import AppError
from app.rules.follow_up import OWN_TAGS
from app.rules.ticket import Ticket
from app.store import inbox
from app.store.inbox import Row
from app.store.tickets import Known
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import InvalidAnswer, NotFound
from app.zendesk.events import CREATED, ticket_from_event
from app.zendesk.fields import FieldIds

log = structlog.get_logger()

EVENT_FRESH = timedelta(seconds=60)
"""A `ticket.created` event younger than this is believed without reading the ticket."""


class Unreadable(AppError):
    """Zendesk's document of this one ticket is in no shape we know; the other tickets are not concerned."""


@dataclass(frozen=True, slots=True)
class Snapshots:
    """What was read of several tickets: those in neither are not there."""

    found: dict[int, Ticket] = field(default_factory=dict)
    unreadable: frozenset[int] = frozenset()
    unsettled: Mapping[int, timedelta] = field(default_factory=dict)
    """Tickets read in the very second of their last change, and for how long that second went on."""
    asked: bool = False
    """Whether Zendesk was asked at all: what was carried by events says nothing about its health."""


class TicketReader:
    """Takes snapshots of tickets, and makes the directory acquainted with the people who come beside."""

    def __init__(self, client: ZendeskClient, directory: Directory, fields: FieldIds) -> None:
        self._client = client
        self._directory = directory
        self._fields = fields

    async def read(self, looks: Sequence[list[Row]], known: Mapping[int, Known]) -> Snapshots:
        """Read the tickets whose rows these are; what of them we know decides who is read at all."""
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


def _unsettled(found: Iterable[Ticket], asked_at: datetime) -> dict[int, timedelta]:
    """
    Return which tickets may still change under the stamp they were read with, and for how long.

    Stamps have whole seconds. Who is read in the second of the last change may change again in it, and no comparison of
    stamps would ever notice: a write of ours would go over what a person did.
    """
    ends = ((ticket.id, ticket.updated_at + inbox.SETTLE - asked_at) for ticket in found)
    return {ticket_id: left for ticket_id, left in ends if left > timedelta(0)}
