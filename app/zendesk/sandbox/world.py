"""The account that every sandbox starts with: people, groups, organizations, fields, credentials."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from app.zendesk.sandbox.errors import Refused

PARTNER_TAG: Final = "partner"
CLIENT_ID: Final = "tierline_sandbox"
CLIENT_SECRET: Final = "sandbox-client-secret-for-loopback"  # noqa: S105  opens nothing outside this process
WEBHOOK_SECRET: Final = "sandbox-webhook-secret-for-loopback"  # noqa: S105
API_TOKEN: Final = "sandbox-api-token-for-loopback"  # noqa: S105
ACCOUNT_ID: Final = 22129848

SERVICE_ID: Final = 8447388090400
REVIEWER_ID: Final = 8447388090405
AGENT_ID: Final = 8447388090406
END_CUSTOMER_ID: Final = 8447388090490
LEVEL_IDS: Final = tuple(8447388090400 + n for n in (1, 2, 3, 4))

DESK_GROUP: Final = 8447320466400
REVIEW_GROUP: Final = 8447320466405
LEVEL_GROUPS: Final = tuple(8447320466400 + n for n in (1, 2, 3, 4))

TIER_FIELD: Final = 360011759601
LEVEL_FIELD: Final = 360011759602
LEVEL_NUMBER_FIELD: Final = 360011759603
FORM_FIELDS: Final = {
    "service_affecting": (360011759611, "checkbox"),
    "workaround": (360011759612, "checkbox"),
    "affected_users": (360011759613, "integer"),
    "total_users": (360011759614, "integer"),
    "circuit_id": (360011759615, "text"),
    "category": (360011759616, "text"),
}
FORM_ID: Final = 8646151517822
BRAND_ID: Final = 8447346621310
SINCE: Final = "2024-01-08T09:00:00Z"


@dataclass(slots=True)
class World:
    """Everybody and everything but the tickets; documents have the shapes Zendesk answers with."""

    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    organizations: dict[int, dict[str, Any]] = field(default_factory=dict)
    groups: dict[int, dict[str, Any]] = field(default_factory=dict)
    memberships: list[dict[str, Any]] = field(default_factory=list)
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)

    def add_user(
        self,
        user_id: int,
        name: str,
        role: str = "end-user",
        organization_id: int | None = None,
        group_id: int | None = None,
        email: str | None = None,
        locale: str = "en-US",
    ) -> dict[str, Any]:
        """Add a person; one of the provider's with a group becomes a member of it by default."""
        slug = "".join(c if c.isalnum() else "." for c in name.lower())
        self.users[user_id] = {
            "id": user_id,
            "url": f"/api/v2/users/{user_id}.json",
            "name": name,
            "email": email or f"{slug}@example.com",
            "created_at": SINCE,
            "updated_at": SINCE,
            "time_zone": "UTC",
            "iana_time_zone": "Etc/UTC",
            "phone": None,
            "shared_phone_number": None,
            "photo": None,
            "locale_id": 1,
            "locale": locale,
            "organization_id": organization_id,
            "role": role,
            "verified": True,
            "external_id": None,
            "tags": [],
            "alias": None,
            "active": True,
            "shared": False,
            "shared_agent": False,
            "last_login_at": None,
            "two_factor_auth_enabled": None,
            "signature": None,
            "details": None,
            "notes": None,
            "role_type": 4 if role == "admin" else None,
            "custom_role_id": None,
            "moderator": role != "end-user",
            "ticket_restriction": None if role != "end-user" else "requested",
            "only_private_comments": False,
            "restricted_agent": False,
            "suspended": False,
            "default_group_id": group_id,
            "report_csv": role == "admin",
            "user_fields": {},
        }
        if group_id is not None:
            self.join(user_id, group_id, default=True)
        return self.users[user_id]

    def join(self, user_id: int, group_id: int, *, default: bool = False) -> None:
        """Make an agent a member of a group."""
        number = 6130855204500 + len(self.memberships)
        self.memberships.append(
            {
                "url": f"/api/v2/group_memberships/{number}.json",
                "id": number,
                "user_id": user_id,
                "group_id": group_id,
                "default": default,
                "created_at": SINCE,
                "updated_at": SINCE,
            }
        )

    def add_group(self, group_id: int, name: str) -> None:
        """Add a group of agents."""
        self.groups[group_id] = {
            "url": f"/api/v2/groups/{group_id}.json",
            "id": group_id,
            "is_public": True,
            "name": name,
            "description": "",
            "default": group_id == DESK_GROUP,
            "deleted": False,
            "created_at": SINCE,
            "updated_at": SINCE,
        }

    def organization_named(self, name: str, tags: tuple[str, ...] = (PARTNER_TAG,)) -> int:
        """Return the id of an organization, made on the spot with one person in it when it is new."""
        for number, known in self.organizations.items():
            if known["name"] == name:
                return number
        number = 8447346622400 + len(self.organizations)
        self.organizations[number] = {
            "url": f"/api/v2/organizations/{number}.json",
            "id": number,
            "name": name,
            "shared_tickets": False,
            "shared_comments": False,
            "external_id": None,
            "created_at": SINCE,
            "updated_at": SINCE,
            "domain_names": [],
            "details": None,
            "notes": None,
            "group_id": None,
            "tags": list(tags),
            "organization_fields": {},
            "deleted_at": None,
        }
        self.add_user(8447388091000 + len(self.organizations), f"{name} desk", organization_id=number)
        return number

    def person_of(self, organization_id: int) -> int:
        """Return the first person of an organization."""
        return next(number for number, user in self.users.items() if user["organization_id"] == organization_id)

    def is_staff(self, user_id: int | None) -> bool:
        """Return whether somebody works for the provider."""
        return user_id in self.users and self.users[user_id]["role"] in ("agent", "admin")

    def is_member(self, user_id: int, group_id: int) -> bool:
        """Return whether an agent belongs to a group."""
        return any(one["user_id"] == user_id and one["group_id"] == group_id for one in self.memberships)

    def add_field(self, field_id: int, title: str, kind: str, options: tuple[str, ...] = ()) -> None:
        """Add a ticket field; `options` are the values of a drop-down."""
        document: dict[str, Any] = {
            "url": f"/api/v2/ticket_fields/{field_id}.json",
            "id": field_id,
            "type": kind,
            "title": title,
            "raw_title": title,
            "description": "",
            "raw_description": "",
            "position": len(self.fields),
            "active": True,
            "required": False,
            "collapsed_for_agents": False,
            "regexp_for_validation": None,
            "title_in_portal": title,
            "raw_title_in_portal": title,
            "visible_in_portal": False,
            "editable_in_portal": False,
            "required_in_portal": False,
            "agent_can_edit": True,
            "tag": None,
            "created_at": SINCE,
            "updated_at": SINCE,
            "removable": True,
            "key": None,
            "agent_description": None,
        }
        if kind == "tagger":
            document["custom_field_options"] = [
                {"id": field_id * 10 + n, "name": value, "raw_name": value, "value": value, "default": False}
                for n, value in enumerate(options)
            ]
        self.fields[field_id] = document

    def option_tags(self, field_id: int) -> frozenset[str]:
        """Return the tags that a drop-down owns: the values of its options."""
        return frozenset(option["value"] for option in self.fields[field_id].get("custom_field_options", ()))

    def user(self, user_id: int) -> dict[str, Any]:
        """Return a person or answer 404."""
        if user_id not in self.users:
            raise Refused.not_found()
        return self.users[user_id]


def new_world() -> World:
    """Return the account as seeded."""
    world = World()
    world.add_group(DESK_GROUP, "Support")
    world.add_group(REVIEW_GROUP, "Review")
    for level, group_id in enumerate(LEVEL_GROUPS, start=1):
        world.add_group(group_id, f"Escalation {level}")
    world.add_user(SERVICE_ID, "Tierline", "admin", group_id=DESK_GROUP, email="tierline@example.com")
    for level, (user_id, group_id) in enumerate(zip(LEVEL_IDS, LEVEL_GROUPS, strict=True), start=1):
        names = ("Ana Level One", "Ben Level Two", "Chloe Level Three", "Dev Level Four")
        world.add_user(user_id, names[level - 1], "agent", group_id=group_id, email=f"level{level}@example.com")
    world.add_user(REVIEWER_ID, "Rita Review", "agent", group_id=REVIEW_GROUP)
    world.add_user(AGENT_ID, "Sam Support", "agent", group_id=DESK_GROUP)
    world.add_user(END_CUSTOMER_ID, "Pat Customer")
    world.add_field(TIER_FIELD, "Tier", "tagger", ("tier_1", "tier_2", "tier_3"))
    levels = tuple(f"escalation_level_{n}" for n in range(10))
    world.add_field(LEVEL_FIELD, "Escalation level", "tagger", levels)
    world.add_field(LEVEL_NUMBER_FIELD, "Escalation level (number)", "integer")
    for name, (field_id, kind) in FORM_FIELDS.items():
        world.add_field(field_id, name.replace("_", " ").capitalize(), kind)
    return world


def settings_env(base_url: str) -> dict[str, str]:
    """Return every variable that a service pointed at this account needs."""
    env = {
        "ZENDESK_BASE_URL": base_url,
        "ZENDESK_CLIENT_ID": CLIENT_ID,
        "ZENDESK_CLIENT_SECRET": CLIENT_SECRET,
        "WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "ZENDESK_FIELD_TIER": str(TIER_FIELD),
        "ZENDESK_FIELD_ESCALATION_LEVEL": str(LEVEL_FIELD),
        "PARTNER_ORGANIZATION_TAG": PARTNER_TAG,
        "REVIEW_GROUP": "Review",
        "REFUSAL_ASSIGNEE": "tierline@example.com",
    }
    env |= {f"ZENDESK_FIELD_{name.upper()}": str(field_id) for name, (field_id, _) in FORM_FIELDS.items()}
    names = ("Ana", "Ben", "Chloe", "Dev")
    for level, name in enumerate(names, start=1):
        contact = {
            "name": f"{name} (level {level})",
            "assignee": f"level{level}@example.com",
            "group": f"Escalation {level}",
            "phone": f"+1 555 010{level}",
            "email": f"level{level}@example.com",
        }
        env[f"ESCALATION_LEVEL_{level}"] = json.dumps(contact)
    return env
