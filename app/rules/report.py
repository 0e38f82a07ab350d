"""Tickets as they stand in files: the keys of the labelled sets, one JSON object a ticket."""

from collections.abc import Mapping
from typing import Any

from app.rules.ticket import Form, Priority, Report


def report_from_json(document: Mapping[str, Any]) -> Report:
    """
    Return the report that one JSON object describes; labels and unknown keys are ignored.

    Raises ValueError with a sentence that names the key and what was expected there.
    """
    return Report(
        subject=_text(document, "subject") or "",
        description=_text(document, "description") or "",
        organization=_text(document, "organization"),
        attachments=_number(document, "attachments") or 0,
        form=_form(document.get("form")),
        partner_priority=_priority(document.get("partner_priority")),
    )


def _form(value: Any) -> Form:
    if value is None:
        return Form()
    if not isinstance(value, Mapping):
        raise ValueError("'form' must be an object or null.")
    return Form(
        service_affecting=_flag(value, "service_affecting"),
        workaround=_flag(value, "workaround"),
        affected_users=_number(value, "affected_users"),
        total_users=_number(value, "total_users"),
        circuit_id=_text(value, "circuit_id"),
        category=_text(value, "category"),
    )


def _priority(value: Any) -> Priority | None:
    if value is None:
        return None
    try:
        return Priority(value)
    except ValueError:
        names = ", ".join(Priority)
        raise ValueError(f"'partner_priority' must be null or one of {names}.") from None


def _text(document: Mapping[str, Any], key: str) -> str | None:
    value = document.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"'{key}' must be text or null.")
    return value


def _number(document: Mapping[str, Any], key: str) -> int | None:
    value = document.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError(f"'{key}' must be a whole number or null.")
    return value


def _flag(document: Mapping[str, Any], key: str) -> bool | None:
    value = document.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f"'{key}' must be true, false or null.")
    return value
