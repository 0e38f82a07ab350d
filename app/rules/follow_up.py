"""
Tickets that come from others, or go into them: follow-ups of closed tickets, and merges.

A follow-up is a new ticket with an age of its own. Zendesk copies all tags of the closed one to it, and most fields
(help article 8421655952026), so it may bear our marks of another story: a refusal, a level, a tier. They are no choice
of anybody's; the first write takes them off.
"""

from dataclasses import replace

from app.rules.decision import DISPUTED_TAG, HIGHEST_LEVEL, REFUSED_TAG, REVIEW_TAG, TIER_TAGS, Decision
from app.rules.effect import Effect, Kind
from app.rules.ticket import Ticket

MERGED_TAG = "closed_by_merge"
"""Zendesk puts it on a ticket that was merged into another, and closes it; the other keeps its own age."""

OWN_TAGS = (
    TIER_TAGS
    | {REFUSED_TAG, DISPUTED_TAG, REVIEW_TAG}
    | {f"escalation_level_{level}" for level in range(HIGHEST_LEVEL + 1)}
)
"""Every tag that only we put on tickets; a person's hold is none of them."""
_FIRST = frozenset({Kind.TRIAGE, Kind.REFUSAL})


def as_follow_up(decision: Decision, ticket: Ticket) -> Decision:
    """Return the first decision on a follow-up: its record names the closed ticket, its write sheds copied marks."""
    copied = OWN_TAGS & ticket.tags
    summary = f"{decision.summary}; it follows up ticket {ticket.followup_of} and has an age of its own"
    has_level = bool(ticket.level_field) or any(tag.startswith("escalation_level_") for tag in copied)
    effects = tuple(
        _without(effect, copied, has_level=has_level) if effect.kind in _FIRST else effect
        for effect in decision.effects
    )
    return replace(decision, summary=summary, effects=effects)


def _without(effect: Effect, copied: frozenset[str], *, has_level: bool) -> Effect:
    change = effect.change
    level = 0 if change.level is None and has_level else change.level
    change = replace(change, remove_tags=change.remove_tags | (copied - change.add_tags), level=level)
    return replace(effect, change=change)
