"""
Which tier a person left on a past ticket, as against our own.

Tierline's own records answer without a call. Only for a ticket that bears a tier and that they do not know are the
audits asked, in which our writes carry a marker; those answers are kept beside the pages.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app import private_file
from app.chunks import chunks
from app.rules.record import Record
from app.rules.replay import chosen_by_person, mark_of
from app.rules.ticket import Ticket, Tier
from app.store import tickets as ticket_table
from app.zendesk.marker import marker_keys
from app.zendesk.records import Audit

BATCH: Final = 500
SAVE_EVERY: Final = 25
"""Audit answers between two savings: so many calls at most are lost with a cut."""

AskAudits = Callable[[int], Awaitable[Sequence[Audit]]]
IsStaff = Callable[[int], Awaitable[bool]]


def remembered(engine: Engine, ids: Sequence[int]) -> dict[int, Record]:
    """Return the records of those tickets that Tierline knows; none where its database cannot be read."""
    found: dict[int, Record] = {}
    try:
        with engine.connect() as connection:
            for some in chunks(ids, BATCH):
                known = ticket_table.load_many(connection, some)
                found |= {ticket_id: one.record for ticket_id, one in known.items()}
    except SQLAlchemyError:
        return {}
    return found


class People:
    """The tiers that people chose, as far as they had to be looked up in audits; kept in one file."""

    def __init__(self, path: Path, fields_tier: int | None) -> None:
        self._path = path
        self._field = fields_tier
        self._known: dict[str, dict[str, Any]] = {}
        self._unsaved = 0

    def load(self) -> None:
        """Read what was looked up before; a damaged file is looked up again."""
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            found = {}
        self._known = found if isinstance(found, dict) else {}

    def unknown(self, tickets: Iterable[Ticket], records: Mapping[int, Record]) -> list[Ticket]:
        """Return the tickets whose audits must be asked."""
        return [
            one for one in tickets if one.id not in records and mark_of(one) is not None and self._entry(one) is None
        ]

    def tier(self, ticket: Ticket, record: Record | None) -> Tier | None:
        """Return the tier a person left on a ticket, from its record or from what was looked up."""
        if record is not None:
            return chosen_by_person(ticket, record.tier, was_by_person=record.tier_by_person)
        entry = self._entry(ticket)
        return Tier(entry["tier"]) if entry and entry.get("tier") in (1, 2, 3) else None

    async def look_up(
        self,
        tickets: Sequence[Ticket],
        ask: AskAudits,
        is_staff: IsStaff,
        self_id: int,
        advanced: Callable[[int], None],
    ) -> None:
        """Ask the audits of each ticket; what was learnt is saved however this ends."""
        try:
            for ticket in tickets:
                mark = mark_of(ticket)
                author = mark_author(await ask(ticket.id), mark, self._field) if mark else None
                by_person = author is not None and author != self_id and await is_staff(author)
                self._known[str(ticket.id)] = {
                    "updated_at": ticket.updated_at.isoformat(),
                    "tier": int(mark) if by_person and mark else None,
                }
                self._unsaved += 1
                if self._unsaved >= SAVE_EVERY:
                    self.save()
                advanced(1)
        finally:
            self.save()

    def save(self) -> None:
        """Write the file when there is news; raises `AppError`."""
        if self._unsaved:
            private_file.write(self._path, json.dumps(self._known))
            self._unsaved = 0

    def _entry(self, ticket: Ticket) -> dict[str, Any] | None:
        entry = self._known.get(str(ticket.id))
        fresh = isinstance(entry, dict) and entry.get("updated_at") == ticket.updated_at.isoformat()
        return entry if fresh else None


def mark_author(audits: Sequence[Audit], tier: Tier, field_id: int | None) -> int | None:
    """Return who put this tier on the ticket last; None for ourselves, by our marker, and for nobody at all."""
    setting = [audit for audit in audits if any(_sets(event, tier, field_id) for event in audit.events)]
    if not setting or marker_keys(setting[-1]):
        return None
    return setting[-1].author_id


def _sets(event: Mapping[str, Any], tier: Tier, field_id: int | None) -> bool:
    name = event.get("field_name")
    if name == "tags":
        return tier.tag in _words(event.get("value")) and tier.tag not in _words(event.get("previous_value"))
    return field_id is not None and name == str(field_id) and str(event.get("value")) in (tier.tag, str(int(tier)))


def _words(value: Any) -> Iterator[str]:
    return iter(value.split() if isinstance(value, str) else value or ())
