"""
Our mark in an update's metadata, by which a write of ours is recognised whatever became of its answer.

Zendesk keeps what a PUT sends as `metadata` in the audit, as `metadata.custom` (Tickets API, "Audits").
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.rules.effect import MARKER
from app.zendesk.records import Audit


def marked(keys: Sequence[str]) -> dict[str, Any]:
    """Return the metadata that marks a write as ours, with the keys of its effects."""
    return {MARKER: {"keys": list(keys)}}


def marker_keys(audit: Audit) -> tuple[str, ...]:
    """Return the keys of our effects that an audit bears in its metadata."""
    marker = audit.custom.get(MARKER)
    keys = marker.get("keys") if isinstance(marker, Mapping) else None
    return tuple(str(key) for key in keys) if isinstance(keys, Sequence) and not isinstance(keys, str) else ()
