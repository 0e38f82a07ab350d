"""Who touched a ticket's tier, level, hold and status: its audits, as the auditor's arithmetic reads them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.rules.audit import HOLD, By, Touch
from app.rules.ticket import Status, Tier
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marker_keys
from app.zendesk.records import NOBODY, Audit

_LEVEL = "escalation_level_"
_TIER_TAGS = frozenset(tier.tag for tier in Tier)


def touches(
    audits: Sequence[Audit], fields: FieldIds, self_id: int, is_staff: Callable[[int], bool]
) -> tuple[Touch, ...]:
    """Return what the audits tell, oldest first; updates that touched nothing of interest are left out."""
    found = (
        touch for audit in audits for touch in _of_audit(audit, fields, _author(audit, self_id, is_staff)) if touch
    )
    return tuple(sorted(found, key=lambda touch: touch.at))


def authors(audits: Sequence[Audit], self_id: int) -> frozenset[int]:
    """Return whom one must know to tell people from others."""
    return frozenset(audit.author_id for audit in audits) - {self_id, NOBODY}


def _author(audit: Audit, self_id: int, is_staff: Callable[[int], bool]) -> By:
    if audit.author_id == self_id or marker_keys(audit):
        return By.SERVICE
    return By.PERSON if audit.author_id != NOBODY and is_staff(audit.author_id) else By.OTHERS


def _of_audit(audit: Audit, fields: FieldIds, by: By) -> list[Touch | None]:
    """Part an update into what its author did and what the account's triggers made of it."""
    changes = [event for event in audit.events if event.get("type") in ("Change", "Create")]
    own = [event for event in changes if not _is_by_rule(event)]
    rules = [event for event in changes if _is_by_rule(event)]
    keys = frozenset(marker_keys(audit))
    return [_touch(audit, by, own, fields, keys), _touch(audit, By.OTHERS, rules, fields, frozenset())]


def _touch(
    audit: Audit, by: By, events: Sequence[Mapping[str, Any]], fields: FieldIds, keys: frozenset[str]
) -> Touch | None:
    changes = {str(event.get("field_name")): event for event in events}
    before, after = _tags(changes.get("tags"), "previous_value"), _tags(changes.get("tags"), "value")
    changed = before ^ after
    tier_field = changes.get(str(fields.tier)) if fields.tier is not None else None
    touch = Touch(
        at=audit.created_at,
        by=by,
        tier=bool(changed & _TIER_TAGS) or tier_field is not None,
        tier_set=_tier(tier_field, after - before),
        level=any(tag.startswith(_LEVEL) for tag in changed) or str(fields.escalation_level) in changes,
        hold=HOLD in changed,
        status=_status(changes.get("status")),
        keys=keys,
    )
    return None if touch == Touch(audit.created_at, by) else touch


def _is_by_rule(event: Mapping[str, Any]) -> bool:
    via = event.get("via")
    return isinstance(via, Mapping) and via.get("channel") == "rule"


def _tier(field: Mapping[str, Any] | None, added: frozenset[str]) -> Tier | None:
    value = str(field.get("value")) if field is not None else ""
    return next((tier for tier in Tier if value in (tier.tag, str(int(tier))) or tier.tag in added), None)


def _status(event: Mapping[str, Any] | None) -> Status | None:
    try:
        return Status(str(event.get("value"))) if event is not None else None
    except ValueError:
        return None


def _tags(event: Mapping[str, Any] | None, name: str) -> frozenset[str]:
    value = event.get(name) if event is not None else None
    if isinstance(value, str):
        return frozenset(value.split())
    return frozenset(str(tag) for tag in value) if isinstance(value, list) else frozenset()
