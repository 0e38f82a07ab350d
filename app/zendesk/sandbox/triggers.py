"""
Triggers and webhooks: conditions on a change, and bodies with placeholders rendered as Zendesk does.

Placeholders are filled in as plain text, without any escaping: a quotation mark in a subject breaks a JSON body here
as it does there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.state import Happening, Sandbox
from app.zendesk.sandbox.world import ACCOUNT_ID, SINCE

PLACEHOLDER: Final = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
RANK: Final = {name: n for n, name in enumerate(("new", "open", "pending", "hold", "solved", "closed", "deleted"))}


@dataclass(slots=True)
class Hooks:
    """The account's webhooks and triggers, as documents of Zendesk's shapes."""

    sandbox: Sandbox
    webhooks: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: list[dict[str, Any]] = field(default_factory=list)

    def add_webhook(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """Add a webhook; a second one with the same name takes the first one's place."""
        self.webhooks = {key: one for key, one in self.webhooks.items() if one["name"] != draft.get("name")}
        number = f"01HANAHBMTDTB8Q98K{self.sandbox.next_id() % 10**8:08d}"
        document = {
            "id": number,
            "name": str(draft.get("name") or ""),
            "status": "active",
            "subscriptions": list(draft.get("subscriptions") or ()),
            "created_at": SINCE,
            "created_by": str(ACCOUNT_ID),
            "endpoint": str(draft.get("endpoint") or ""),
            "http_method": str(draft.get("http_method") or "POST"),
            "request_format": str(draft.get("request_format") or "json"),
        }
        self.webhooks[number] = document
        return document

    def add_trigger(self, draft: Mapping[str, Any]) -> dict[str, Any]:
        """Add a trigger at the end of the list; the same title takes the old one's place."""
        if not draft.get("title") or not draft.get("actions"):
            raise Refused.invalid("base", {"description": "Title and actions are required", "error": "BlankValue"})
        conditions = draft.get("conditions") or {"all": draft.get("all") or [], "any": draft.get("any") or []}
        self.triggers = [one for one in self.triggers if one["title"] != draft["title"]]
        number = self.sandbox.next_id()
        document = {
            "url": f"/api/v2/triggers/{number}.json",
            "id": number,
            "title": draft["title"],
            "active": draft.get("active", True),
            "updated_at": SINCE,
            "created_at": SINCE,
            "default": False,
            "actions": list(draft["actions"]),
            "conditions": {"all": list(conditions.get("all") or []), "any": list(conditions.get("any") or [])},
            "description": None,
            "position": len(self.triggers),
            "raw_title": draft["title"],
            "category_id": "6130869158682",
        }
        self.triggers.append(document)
        return document

    def fired(self, happening: Happening) -> list[tuple[str, bytes]]:
        """Return (endpoint, body) of every webhook that the triggers notify of this change, in list order."""
        found = []
        for trigger in self.triggers:
            if trigger["active"] and self._holds(trigger["conditions"], happening):
                found += [self._notified(action, happening) for action in trigger["actions"]]
        return [one for one in found if one is not None]

    def _notified(self, action: Mapping[str, Any], happening: Happening) -> tuple[str, bytes] | None:
        if action.get("field") != "notification_webhook":
            return None
        number, template = action["value"]
        webhook = self.webhooks.get(number)
        return (webhook["endpoint"], self.render(template, happening).encode()) if webhook else None

    def _holds(self, conditions: Mapping[str, Any], happening: Happening) -> bool:
        everything = all(_condition(one, happening, self.sandbox) for one in conditions["all"])
        anything = not conditions["any"] or any(_condition(one, happening, self.sandbox) for one in conditions["any"])
        return everything and anything

    def render(self, template: str, happening: Happening) -> str:
        """Fill the placeholders of a body; an unknown one becomes empty, as in Zendesk."""
        return PLACEHOLDER.sub(lambda match: self._value(match.group(1), happening), template)

    def _value(self, name: str, happening: Happening) -> str:
        ticket, world = happening.ticket, self.sandbox.world
        values = {one["id"]: one["value"] for one in ticket["custom_fields"]}
        if name.startswith("ticket.ticket_field_"):
            value = values.get(int(name.rpartition("_")[2] or 0))
            return "" if value is None else str(value)
        people = {
            "current_user": happening.actor_id,
            "ticket.requester": ticket["requester_id"],
            "ticket.assignee": ticket["assignee_id"],
            "ticket.submitter": ticket["submitter_id"],
        }
        owner, _, attribute = name.rpartition(".")
        if owner in people:
            user = world.users.get(people[owner] or 0, {})
            return str(user.get(attribute) or "")
        if owner == "ticket.organization":
            organization = world.organizations.get(ticket["organization_id"] or 0, {})
            return str(organization.get(attribute) or "")
        known = {
            "ticket.title": ticket["subject"],
            "ticket.tags": " ".join(ticket["tags"]),
            "ticket.ticket_type": ticket["type"],
            "ticket.created_at_with_timestamp": ticket["created_at"],
            "ticket.updated_at_with_timestamp": ticket["updated_at"],
            "ticket.latest_comment": self.sandbox.comments[ticket["id"]][-1]["body"],
        }
        attribute = name.removeprefix("ticket.")
        value = known.get(name, ticket.get(attribute) if name.startswith("ticket.") else None)
        return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _condition(one: Mapping[str, Any], happening: Happening, sandbox: Sandbox) -> bool:
    """Return whether one condition of a trigger holds; one we do not know never does."""
    ticket, name, operator, value = happening.ticket, one.get("field"), one.get("operator"), one.get("value")
    comments = [event for event in happening.audit["events"] if event["type"] == "Comment"]
    if name == "update_type":
        return str(value) == ("Create" if happening.is_new else "Change")
    if name == "status":
        mine, other = RANK[ticket["status"]], RANK.get(str(value), 0)
        return {"less_than": mine < other, "is": mine == other, "is_not": mine != other}.get(str(operator), False)
    if name == "current_tags":
        shares = bool(set(str(value).split()) & set(ticket["tags"]))
        return shares if operator == "includes" else not shares
    if name == "comment_is_public":
        return bool(comments) and bool(comments[-1]["public"]) is (str(value).lower() == "true")
    if name == "role":
        is_staff = sandbox.world.is_staff(happening.actor_id)
        return (str(value) in ("agent", "admin")) is is_staff
    if name in ("priority", "assignee_id", "group_id", "organization_id", "requester_id"):
        return (str(ticket[name]) == str(value)) is (operator == "is")
    return False
