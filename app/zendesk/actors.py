"""Who did something to a ticket, as its audits tell: marks and states come without a name."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from app.zendesk.models import Audit

YES: Final = frozenset({"1", "true", "yes", "on", True})
"""How audits write a ticked field."""


def last_person(audits: Sequence[Audit], people: Collection[int]) -> int | None:
    """Return which of these people changed the ticket last, or None."""
    return next((audit.author_id for audit in reversed(audits) if audit.author_id in people), None)


def asked_by(audits: Sequence[Audit], tag: str | None, field_id: int | None) -> int | None:
    """Return who last set the tag or ticked the field that asks for an escalation, or None."""
    marks = [audit for audit in audits if _asks(audit, tag, field_id)]
    return marks[-1].author_id if marks else None


def _asks(audit: Audit, tag: str | None, field_id: int | None) -> bool:
    for event in audit.events:
        name, value = event.get("field_name"), event.get("value")
        if name == "tags" and tag in words_of(value) and tag not in words_of(event.get("previous_value")):
            return True
        if field_id is not None and name == str(field_id) and value in YES:
            return True
    return False


def words_of(value: Any) -> Iterable[Any]:
    """Return the tags in an audit's value, which is a list or a text."""
    return value.split() if isinstance(value, str) else value or ()
