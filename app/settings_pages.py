"""The pages that tell of the settings: `.env.example` and the tables of docs/settings.md."""

import textwrap
from typing import Any, Final

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from app import database_address
from app.config import Settings
from app.rules.contact import Contact
from app.rules.ticket import Tier
from app.rules.working_time import WorkingTime

SECTIONS: Final = {
    "mode": "Running",
    "zendesk_subdomain": "The Zendesk account",
    "webhook_secrets": "Webhooks",
    "triage_priorities": "Triage",
    "partner_organization_tag": "Refusal, review and acknowledgement",
    "escalation_hours": "Escalation",
    "notify_tier_3": "Notifications",
    "storm_tickets": "Storms",
    "reconcile_seconds": "Reconciling and keeping",
    "replay_min_tier_3_recall": "Replay",
    "ledger_zone": "Ledger",
}
"""Heading before the field that opens a group."""


def default_text(field: FieldInfo) -> str:
    """Return a field's default as one would write it in the environment; empty when it has none."""
    return _as_text(field.default)


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        # Priorities only: a dictionary of words has no default.
        return ",".join(f"{_as_text(key)}={_as_text(item)}" for key, item in value.items())
    if isinstance(value, frozenset):
        return ",".join(sorted(_as_text(item) for item in value))
    if isinstance(value, tuple):
        return ",".join(_as_text(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == Contact():
        return ""
    if isinstance(value, WorkingTime):
        return value.text
    return f"{value:g}" if isinstance(value, float) else str(int(value) if isinstance(value, Tier) else value)


def setting_text(settings: Settings, name: str) -> str:
    """Return a setting's value as one would write it in the environment; empty when not set, never a secret."""
    value = getattr(settings, name)
    items = value if isinstance(value, tuple) else (value,)
    if any(isinstance(item, SecretStr) for item in items) or isinstance(value, Contact):
        return "(not shown)" if value else ""
    return database_address.shown(value) if name == "database_url" else _as_text(value)


def env_example() -> str:
    """Return the text of `.env.example`: every setting with its meaning and default."""
    lines = [
        "# Every setting of Tierline with its default; copy to .env and change what differs.",
        "# Empty counts as not set. Variables of the environment win over this file. Meanings: docs/settings.md",
    ]
    for name, field in Settings.model_fields.items():
        if name in SECTIONS:
            lines += ["", f"# ===== {SECTIONS[name]} ====="]
        lines += ["", *textwrap.wrap(field.description or "", 114, initial_indent="# ", subsequent_indent="# ")]
        lines.append(f"{name.upper()}={default_text(field)}")
    return "\n".join(lines) + "\n"


def settings_tables() -> str:
    """Return the tables of docs/settings.md, one for each section."""
    lines = []
    for name, field in Settings.model_fields.items():
        if name in SECTIONS:
            lines += ["", f"## {SECTIONS[name]}", "", "| setting | default | meaning |", "|---|---|---|"]
        default = f"`{default_text(field)}`" if default_text(field) else "not set"
        lines.append(f"| `{name.upper()}` | {default} | {(field.description or '').replace('|', '/')} |")
    return "\n".join(lines[1:]) + "\n"
