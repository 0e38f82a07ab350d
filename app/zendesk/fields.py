"""
The fields of the account's ticket form that we read and write: their ids, and what their values say.

Accounts make a field a dropdown, a checkbox, a number or a text as they like, so values are read in every shape that
occurs. One that says nothing is None: an odd value costs no ticket its triage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from app.rules.ticket import Form, Tier
from app.zendesk import checked
from app.zendesk.storable import storable

if TYPE_CHECKING:
    from app.config import Settings

_HIGHEST_LEVEL: Final = 9
_VALUE_LIMIT: Final = 255
_YES: Final = frozenset({"true", "yes", "1", "on"})
_NO: Final = frozenset({"false", "no", "0", "off"})


@dataclass(frozen=True, slots=True)
class FieldIds:
    """Ids of the ticket fields we read and write; None where the account has no such field."""

    tier: int | None = None
    escalation_level: int | None = None
    service_affecting: int | None = None
    workaround: int | None = None
    affected_users: int | None = None
    total_users: int | None = None
    circuit_id: int | None = None
    category: int | None = None
    escalation_request: int | None = None

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """Take the ids from the `ZENDESK_FIELD_*` settings."""
        return cls(
            tier=settings.zendesk_field_tier,
            escalation_level=settings.zendesk_field_escalation_level,
            service_affecting=settings.zendesk_field_service_affecting,
            workaround=settings.zendesk_field_workaround,
            affected_users=settings.zendesk_field_affected_users,
            total_users=settings.zendesk_field_total_users,
            circuit_id=settings.zendesk_field_circuit_id,
            category=settings.zendesk_field_category,
            escalation_request=settings.zendesk_field_escalation_request,
        )


def field_values(doc: Mapping[str, Any]) -> Mapping[int, Any]:
    """Index the values by field id; `fields` repeats `custom_fields` and stands in when that is missing."""
    listed = doc.get("custom_fields") or doc.get("fields") or []
    values = {}
    for item in checked.sequence(listed, "ticket.custom_fields"):
        entry = checked.mapping(item, "ticket.custom_fields")
        values[checked.record_id(entry.get("id"), "ticket.custom_fields.id")] = entry.get("value")
    return values


def value_of(values: Mapping[int, Any], field_id: int | None) -> Any:
    """Return the value of a field, or None where the account has no such field."""
    return None if field_id is None else values.get(field_id)


def tier_of(value: Any) -> Tier | None:
    """Read the tier from `tier_2`, or from a plain number."""
    number = _suffix(value, "tier_")
    return Tier(number) if number in (1, 2, 3) else None


def level_of(value: Any) -> int | None:
    """Read the level from `escalation_level_2`, or from a plain number."""
    number = _suffix(value, "escalation_level_")
    return number if number is not None and number <= _HIGHEST_LEVEL else None


def form_of(values: Mapping[int, Any], fields: FieldIds) -> Form:
    """Return what the partner filled in."""
    return Form(
        service_affecting=_yes(value_of(values, fields.service_affecting)),
        workaround=_yes(value_of(values, fields.workaround)),
        affected_users=checked.count(value_of(values, fields.affected_users)),
        total_users=checked.count(value_of(values, fields.total_users)),
        circuit_id=_words(value_of(values, fields.circuit_id)),
        category=_words(value_of(values, fields.category)),
    )


def is_ticked(value: Any) -> bool:
    """Return whether a field's value, of a ticket or in an audit, says yes."""
    return _yes(value) is True


def _yes(value: Any) -> bool | None:
    """Read a checkbox, or a dropdown whose tag is or ends in yes/no or true/false."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str | int):
        return None
    word = str(value).strip().lower().rsplit("_", 1)[-1]
    if word in _YES:
        return True
    return False if word in _NO else None


def _suffix(value: Any, prefix: str) -> int | None:
    """Read the tag of a dropdown's option, or the value of an integer field."""
    if isinstance(value, str):
        value = value.strip().lower().removeprefix(prefix)
    return checked.count(value)


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return storable(str(value)).strip()[:_VALUE_LIMIT] or None
