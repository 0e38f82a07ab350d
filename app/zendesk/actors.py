"""Who did something to a ticket, as its audits tell: marks and states come without a name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from app.rules.ticket import Status, Tier
from app.zendesk.fields import is_ticked
from app.zendesk.records import Audit

OVER: Final = (Status.SOLVED.value, Status.CLOSED.value)
TIER_TAGS: Final = frozenset(tier.tag for tier in Tier)


def settled_by(audits: Sequence[Audit], people: Collection[int], tier_field: int | None) -> int | None:
    """
    Return which of these people solved the ticket or gave it its tier, whichever came last, or None.

    Who only wrote or assigned afterwards has settled nothing; what the account's rules or a partner did is nobody's.
    """
    last = next((one for one in reversed(audits) if any(_settles(event, tier_field) for event in one.events)), None)
    return last.author_id if last is not None and last.author_id in people else None


def _settles(event: Mapping[str, Any], tier_field: int | None) -> bool:
    name, value = event.get("field_name"), event.get("value")
    if name == "status":
        return value in OVER
    if name == "tags":
        return bool((set(words_of(value)) ^ set(words_of(event.get("previous_value")))) & TIER_TAGS)
    return tier_field is not None and name == str(tier_field)


def asked_by(audits: Sequence[Audit], tag: str | None, field_id: int | None) -> int | None:
    """Return who last set the tag or ticked the field that asks for an escalation, or None."""
    marks = [audit for audit in audits if _asks(audit, tag, field_id)]
    return marks[-1].author_id if marks else None


def _asks(audit: Audit, tag: str | None, field_id: int | None) -> bool:
    for event in audit.events:
        name, value = event.get("field_name"), event.get("value")
        if name == "tags" and tag in words_of(value) and tag not in words_of(event.get("previous_value")):
            return True
        if field_id is not None and name == str(field_id) and is_ticked(value):
            return True
    return False


def assigned_by(audits: Sequence[Audit], since: datetime | None) -> tuple[int, ...]:
    """
    Return who gave the ticket an assignee by hand since a moment, or ever, the last first.

    What a ticket was created with is nobody's taking it, and what a trigger did is not the doing of whoever fired it.
    """
    return tuple(
        audit.author_id
        for audit in reversed(audits)
        if (since is None or audit.created_at >= since) and any(map(_assigns, audit.events))
    )


def _assigns(event: Mapping[str, Any]) -> bool:
    via = event.get("via")
    is_rule = isinstance(via, Mapping) and via.get("channel") == "rule"
    is_assignee = event.get("type") == "Change" and event.get("field_name") == "assignee_id"
    return is_assignee and not is_rule and bool(event.get("value"))


def words_of(value: Any) -> Iterable[Any]:
    """Return the tags in an audit's value, which is a list or a text."""
    return value.split() if isinstance(value, str) else value or ()
