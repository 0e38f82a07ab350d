"""What became of a dispute: upheld or overturned, by whom; the label that the next replay learns from."""

from dataclasses import replace
from datetime import datetime

from app.rules.decision import Decision
from app.rules.desk import Conversation
from app.rules.record import Record
from app.rules.ticket import Status, Ticket, Tier

UPHELD_TAG = "tier_upheld"
"""Says upheld whatever the tier: the reply itself may have lifted it."""
UPHELD = "upheld"
"""A person solved the ticket as Tier I: the refusal was right."""
OVERTURNED = "overturned"
"""A person gave it a higher tier, or solved it as one: the refusal was wrong."""


def may_settle(record: Record, ticket: Ticket) -> bool:
    """Return whether this look may end a dispute, so that who acted is worth a look at the audits."""
    if record.refused_at is None or record.dispute_outcome is not None:
        return False
    return not ticket.status.is_unsolved or ticket.tier_field not in (None, record.tier, record.tier_mark)


def with_outcome(before: Record, decision: Decision, conversation: Conversation, now: datetime) -> Decision:
    """Return a decision with the outcome of the dispute, once a person has settled it."""
    record = decision.record
    if not record.disputed or record.dispute_outcome is not None or record.refused_at is None:
        return decision
    chosen = record.tier_by_person and not before.tier_by_person
    is_solved = record.status in (Status.SOLVED, Status.CLOSED) and decision.rule != "merged"
    is_over = before.status.is_unsolved and is_solved
    higher = record.tier is not None and record.tier > Tier.ONE
    if not (is_over or (chosen and higher)):
        return decision
    outcome = OVERTURNED if higher and UPHELD_TAG not in record.tags else UPHELD
    by = f" by user {conversation.last_person}" if conversation.last_person is not None else ""
    record = replace(
        record,
        dispute_outcome=outcome,
        dispute_settled_at=now,
        dispute_settled_by=conversation.last_person,
    )
    return replace(decision, record=record, summary=f"{decision.summary}; the dispute is {outcome}{by}")
