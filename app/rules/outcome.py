"""What became of a dispute: upheld or overturned, by whom; the label that the next replay learns from."""

from dataclasses import replace
from datetime import datetime

from app.rules.decision import Decision
from app.rules.desk import Conversation
from app.rules.observation import HOLD_TAG, tier_mark
from app.rules.record import Record
from app.rules.ticket import Status, Ticket, Tier

UPHELD_TAG = "tier_upheld"
"""Says upheld whatever the tier: the reply itself may have lifted it."""
UPHELD = "upheld"
"""A person solved the ticket as Tier I: the refusal was right."""
OVERTURNED = "overturned"
"""A person gave it a higher tier, or solved it as one: the refusal was wrong; so it was where worse came out later."""


def may_settle(record: Record, ticket: Ticket) -> bool:
    """Return whether this look may end a dispute, so that who acted is worth a look at the audits."""
    if record.refused_at is None:
        return False
    if record.dispute_outcome == UPHELD:
        return HOLD_TAG not in ticket.tags and _bears_higher(record, ticket) and not _stays_upheld(ticket)
    if _is_final(record, ticket):
        return False
    if not ticket.status.is_unsolved:
        return record.disputed and record.status.is_unsolved
    return record.dispute_outcome is None and tier_mark(ticket, record.tier) not in (
        None,
        record.tier,
        record.tier_mark,
    )


def with_outcome(
    before: Record, decision: Decision, ticket: Ticket, conversation: Conversation, now: datetime
) -> Decision:
    """
    Return a decision with the outcome of the dispute, once a person has settled it.

    What was upheld is overturned when the ticket gets a higher tier after all, also from a person who sets it on the
    solved ticket; where a later comment lifts it, nobody of ours has settled that, and whoever then solves it as upheld
    has the last word.
    """
    record = decision.record
    if not record.disputed or record.refused_at is None:
        return decision
    if record.dispute_outcome == UPHELD:
        return _reconsidered(before, decision, ticket, conversation, now)
    if _is_final(record, ticket):
        return decision
    chosen = record.tier_by_person and not before.tier_by_person
    is_solved = record.status in (Status.SOLVED, Status.CLOSED) and decision.rule != "merged"
    is_over = before.status.is_unsolved and is_solved
    higher = record.tier is not None and record.tier > Tier.ONE
    if not (is_over or (chosen and higher)):
        return decision
    is_marked = UPHELD_TAG in record.tags
    outcome = OVERTURNED if higher and not is_marked else UPHELD
    if outcome == UPHELD and conversation.last_person is None and not is_marked:
        # An automation that solves what nobody answered, or the partner who gives up, has judged nothing.
        return replace(decision, summary=f"{decision.summary}; the dispute stays open: no person of ours settled it")
    return _settled(decision, outcome, conversation.last_person, now)


def _is_final(record: Record, ticket: Ticket) -> bool:
    """Return whether a dispute is settled for good: by a person, or by a comment that no person has spoken against."""
    if record.dispute_outcome is None:
        return False
    return record.dispute_settled_by is not None or not _stays_upheld(ticket)


def _reconsidered(
    before: Record, decision: Decision, ticket: Ticket, conversation: Conversation, now: datetime
) -> Decision:
    """Return a decision in which an upheld dispute is overturned, where the ticket's tier has been raised since."""
    record = decision.record
    is_lifted = (record.tier or Tier.ONE) > (before.tier or Tier.ONE)
    is_set_when_over = not (record.status.is_unsolved or record.hold) and _bears_higher(before, ticket)
    if not (is_lifted or is_set_when_over) or _stays_upheld(ticket):
        return decision
    return _settled(decision, OVERTURNED, conversation.last_person, now)


def _bears_higher(record: Record, ticket: Ticket) -> bool:
    """Return whether the ticket is marked with a higher tier than the one on record, and was not before."""
    mark = tier_mark(ticket, record.tier)
    return mark is not None and mark > (record.tier or Tier.ONE) and mark is not record.tier_mark


def _stays_upheld(ticket: Ticket) -> bool:
    return UPHELD_TAG in ticket.tags


def _settled(decision: Decision, outcome: str, by: int | None, now: datetime) -> Decision:
    record = replace(decision.record, dispute_outcome=outcome, dispute_settled_at=now, dispute_settled_by=by)
    told = f" by user {by}" if by is not None else ""
    return replace(decision, record=record, summary=f"{decision.summary}; the dispute is {outcome}{told}")
