"""What a ticket's fields and stamp tell about a write of ours whose answer was lost."""

from collections.abc import Sequence
from enum import Enum

from app.rules.outgoing import Intent, compose
from app.rules.record import Record
from app.rules.ticket import Ticket


class Trace(Enum):
    """How much of a write can be seen on its ticket."""

    NONE = "none"
    """The ticket has not changed since we decided: nothing has been written to it."""
    ALL = "all"
    """It has changed, and shows everything that the write would have changed."""
    UNCLEAR = "unclear"
    """It has changed in other ways, or the write would leave nothing to be seen but words: ask the audits."""


def trace(intents: Sequence[Intent], record: Record, ticket: Ticket) -> Trace:
    """
    Compare a ticket as it stands with the record the write was decided on.

    Words that partners read are never taken for said because of a tag: a write with a public comment is proved by
    the audits alone, unless the ticket has not changed at all. A stamp has whole seconds, so an unchanged one proves
    nothing where the fields show the write.
    """
    write = compose(intents, record)
    marks = [
        (write.tags is not None, _shows_tags(write.tags or frozenset(), record.tags, ticket.tags)),
        (write.tier is not None and write.tier is not record.tier_mark, write.tier is ticket.tier_field),
        (write.level is not None and write.level != record.level_mark, write.level == ticket.level_field),
        (write.priority is not None and write.priority is not record.priority, write.priority is ticket.priority),
        (write.status is not None and write.status is not record.status, write.status is ticket.status),
    ]
    seen = [holds for is_wanted, holds in marks if is_wanted]
    if ticket.updated_at == record.seen_updated_at:
        return Trace.UNCLEAR if not seen or all(seen) else Trace.NONE
    if write.public or len(seen) < 2 or not all(seen):
        return Trace.UNCLEAR
    return Trace.ALL


def _shows_tags(wanted: frozenset[str], before: frozenset[str], now: frozenset[str]) -> bool:
    """Return whether tags are as wanted, but for those that a drop-down owns and Zendesk itself exchanges."""
    owned = ("escalation_level_", "tier_")
    plain = {tag for tag in now ^ wanted if not tag.startswith(owned)}
    return not plain and wanted - before <= now and not (before - wanted) & now
