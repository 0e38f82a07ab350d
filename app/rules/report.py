"""
Tickets as they stand in files: the keys of the labelled sets, one JSON object a ticket.

Read as a person would: a number written as text is a number, "yes" is yes, what is empty is not there. Only what
nobody could know the meaning of is refused.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.rules.ticket import Form, Priority, Report

LARGEST: Final = 10**9
"""A count above this is a mistake, such as a phone number in the wrong field."""

FORM_KEYS: Final = ("service_affecting", "workaround", "affected_users", "total_users", "circuit_id", "category")
_YES: Final = frozenset({"true", "yes", "y", "1", "on", "x", "checked", "si", "sí", "oui"})
_NO: Final = frozenset({"false", "no", "n", "0", "off", "none", "unchecked", "non"})
_UNKNOWN: Final = frozenset({"", "-", "?", "n/a", "na", "null", "none", "unknown", "not sure", "tbd"})
_NUMBER: Final = re.compile(
    r"(?:about|around|approx\.?|roughly|~|<|>|=)*\s*(-?\d{1,3}(?:[,' ]\d{3})+|-?\d{1,12})(?:\.0*)?"
    r"\s*\+?\s*(?:users?|phones?|people|extensions?|lines?|seats?)?"
)
_PRIORITIES: Final = {
    Priority.URGENT: ("urgent", "critical", "emergency", "asap", "highest", "p1", "1"),
    Priority.HIGH: ("high", "major", "p2", "2"),
    Priority.NORMAL: ("normal", "medium", "standard", "p3", "3"),
    Priority.LOW: ("low", "minor", "lowest", "p4", "4"),
}


def report_from_json(document: Mapping[str, Any]) -> Report:
    """
    Return the report that one JSON object describes; labels and unknown keys are ignored.

    Raises ValueError with a sentence that names the key and what was expected there.
    """
    return Report(
        subject=_text(document, "subject") or "",
        description=_text(document, "description") or "",
        organization=_organization(document.get("organization")),
        attachments=_attachments(document),
        form=form_from_json(document.get("form")),
        partner_priority=_priority(document.get("partner_priority")),
    )


def form_from_json(value: Any) -> Form:
    """Return the form that an object of `FORM_KEYS` describes; None and empty are an empty form."""
    if value is None or value in ("", [], {}):
        return Form()
    if not isinstance(value, Mapping):
        raise ValueError("'form' must be an object or null.")
    return Form(
        service_affecting=_flag(value, "service_affecting"),
        workaround=_flag(value, "workaround"),
        affected_users=_number(value, "affected_users"),
        total_users=_number(value, "total_users"),
        circuit_id=_text(value, "circuit_id") or None,
        category=_text(value, "category") or None,
    )


def _organization(value: Any) -> str | None:
    """Return the partner's name; Zendesk's own object with a name in it is understood."""
    holder = value if isinstance(value, Mapping) else {"name": value}
    name = _text(holder, "name", "organization")
    return name.strip() or None if name else None


def _attachments(document: Mapping[str, Any]) -> int:
    value = document.get("attachments")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value)
    return int(value) if isinstance(value, bool) else _number(document, "attachments") or 0


def _priority(value: Any) -> Priority | None:
    """Return the priority; a word we do not know is none, since a priority is only ever a hint."""
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    return next((priority for priority, words in _PRIORITIES.items() if word in words), None)


def _text(document: Mapping[str, Any], key: str, name: str | None = None) -> str | None:
    value = document.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"'{name or key}' must be text or null.")


def _number(document: Mapping[str, Any], key: str) -> int | None:
    """Return a count; a negative one stands for "not known" in many forms."""
    value = document.get(key)
    if isinstance(value, str):
        word = value.strip().lower()
        match = _NUMBER.fullmatch(word)
        value = None if word in _UNKNOWN else int(re.sub(r"[,' ]", "", match.group(1))) if match else value
    if isinstance(value, float):
        value = None if math.isnan(value) else int(value) if value.is_integer() else value
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value > LARGEST:
        raise ValueError(f"'{key}' must be a whole number or null.")
    return value if value >= 0 else None


def _flag(document: Mapping[str, Any], key: str) -> bool | None:
    value = document.get(key)
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, str | int | float) else "?!"
    if word in _UNKNOWN - _NO:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"'{key}' must be true, false or null.")
