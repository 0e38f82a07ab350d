"""
Whether anything was said on a ticket since its comments were last judged, told by their number alone.

Most changes of an open ticket are nobody's words: our own marks, a group, a tag. To read its comments is a call a
ticket, and how many public ones it has comes beside it for nothing. Why that is enough, and where it is not, is in
docs/decisions/0031-what-need-not-be-read.md.
"""

from dataclasses import replace

from app.rules.decision import Decision
from app.rules.desk import Conversation, Desk
from app.rules.observation import HOLD_TAG, tier_mark
from app.rules.record import Record
from app.rules.request import bears_mark
from app.rules.ticket import Ticket


def heard_first(ticket: Ticket, conversation: Conversation) -> int | None:
    """Return how many public comments a first look has heard; one that read none knows of the report at most."""
    of_report = ticket.comments if ticket.comments is not None and ticket.comments <= 1 else None
    return heard_after(of_report, conversation)


def heard_after(before: int | None, conversation: Conversation) -> int | None:
    """Return how many public comments have been heard after a look; a look that read none has heard no more."""
    return sum(comment.public for comment in conversation.comments) if conversation.comments else before


def is_calm(record: Record, ticket: Ticket, desk: Desk) -> bool:
    """
    Return whether nothing has been said that is not judged yet, on a ticket whose case is what it was.

    Only a plain open ticket is: neither solved nor held, before or now, with no refusal announced, planned or sent,
    and with no mark on it that somebody may have set. Whatever else happened is heard with all its words.
    """
    is_open = record.status.is_unsolved and ticket.status.is_unsolved
    is_held = record.hold or HOLD_TAG in ticket.tags
    is_refusable = record.refuse_at is not None or record.refused_at is not None
    is_asked = bears_mark(ticket, desk) and not record.asks
    is_marked_anew = tier_mark(ticket, record.tier) is not record.tier_mark
    if record.tier is None or not is_open or is_held or is_refusable or is_asked or is_marked_anew:
        return False
    return _is_counted(record, ticket) and not _has_requester_acted(record, ticket)


def with_unread(decision: Decision, before: Record, ticket: Ticket, conversation: Conversation, desk: Desk) -> Decision:
    """Return a decision that says so where no comment was read for it, and why none had to be."""
    if conversation.comments or not is_calm(before, ticket, desk):
        return decision
    why = f"comments were not read: there are as many public ones ({before.heard}) as have been heard"
    return replace(decision, summary=f"{decision.summary}; {why}")


def _is_counted(record: Record, ticket: Ticket) -> bool:
    """Return whether there are as many public comments as have been heard, and the number is of this very state."""
    return record.heard is not None and ticket.comments == record.heard and ticket.has_settled


def _has_requester_acted(record: Record, ticket: Ticket) -> bool:
    """
    Return whether the requester is known to have done something since the last look.

    It would be heard even where the number is what it was, because an older comment was made private meanwhile.
    """
    seen_at = record.seen_updated_at
    return ticket.requester_at is not None and (seen_at is None or ticket.requester_at > seen_at)
