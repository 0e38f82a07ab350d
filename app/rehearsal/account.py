"""
The account that a rehearsal plays in: the sandbox's, with the people and groups that the settings name.

Fields get the sandbox's ids, since a real account's mean nothing here and are never shown; a field that is not set
stays so. Everything else of the settings that decides anything is the admin's own.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from pydantic import SecretStr

from app.config import Settings
from app.rules.contact import Contact
from app.zendesk.sandbox.world import (
    CLIENT_ID,
    CLIENT_SECRET,
    FORM_FIELDS,
    LEVEL_FIELD,
    PARTNER_TAG,
    SERVICE_ID,
    TIER_FIELD,
    WEBHOOK_SECRET,
    World,
    new_world,
)

GROUP_NAMES: Final = "_group"
USER_NAMES: Final = "_assignee"
"""Settings that end like this name a group or a user, by id or by name."""
FIRST_GROUP: Final = 8447320467000
FIRST_USER: Final = 8447388089000
"""Numbers of those who are known by name only; ids of the provider's people come first in the sandbox's world."""
NET_SECONDS: Final = 600.0
"""Least distance between two runs of the jobs that look for what was missed; here nothing is."""
URL: Final = "http://127.0.0.1"
"""Where both sides believe the other to be; nothing is opened there."""


def stage_settings(settings: Settings, database_url: str) -> Settings:
    """Return the settings with another account and database, and everything that decides as it was."""
    fields = {"zendesk_field_tier": TIER_FIELD, "zendesk_field_escalation_level": LEVEL_FIELD}
    fields |= {f"zendesk_field_{name}": number for name, (number, _) in FORM_FIELDS.items()}
    return settings.model_copy(
        update={
            "zendesk_base_url": URL,
            "zendesk_client_id": CLIENT_ID,
            "zendesk_client_secret": SecretStr(CLIENT_SECRET),
            "zendesk_scope": "read write",
            "webhook_secrets": (SecretStr(WEBHOOK_SECRET),),
            "webhook_max_bytes": max(settings.webhook_max_bytes, 1024 * 1024),
            "database_url": database_url,
            "scheduler_enabled": True,
            # The alarm takes every step when it is due, and no webhook is lost: these are the nets below.
            "escalation_tick_seconds": max(settings.escalation_tick_seconds, NET_SECONDS),
            "reconcile_seconds": max(settings.reconcile_seconds, NET_SECONDS),
            "docs_enabled": False,
            **{name: number for name, number in fields.items() if getattr(settings, name) is not None},
        }
    )


def stage_world(settings: Settings) -> World:
    """Return the sandbox's world with every group and user that the settings name, each in the group beside it."""
    world = new_world()
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if name.endswith(GROUP_NAMES) and isinstance(value, int | str):
            _group(world, value)
        elif name.endswith(USER_NAMES) and isinstance(value, int | str):
            beside = getattr(settings, name.removesuffix(USER_NAMES) + GROUP_NAMES, None)
            _user(world, value, None, _group(world, beside) if beside is not None else None)
        else:
            for contact in _contacts(value):
                group = _group(world, contact.group) if contact.group is not None else None
                if contact.assignee is not None:
                    _user(world, contact.assignee, contact.name, group)
    return world


def partner_tags(settings: Settings) -> tuple[str, ...]:
    """Return the tags of an organization that is a partner."""
    return (settings.partner_organization_tag or PARTNER_TAG,)


def _contacts(value: Any) -> Iterator[Contact]:
    """Yield every contact in a value, however a setting keeps several."""
    if isinstance(value, Contact):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _contacts(one)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _contacts(one)


def _group(world: World, group: int | str) -> int:
    name = str(group)
    found = [number for number, one in world.groups.items() if number == group or one["name"] == name]
    if found:
        return found[0]
    number = group if isinstance(group, int) else _next(world.groups, FIRST_GROUP)
    world.add_group(number, name if isinstance(group, str) else f"group {group}")
    return number


def _user(world: World, user: int | str, name: str | None, group: int | None) -> None:
    """Add an agent unless there is one already, and make him a member of the group."""
    wanted = str(user).casefold()
    found = next(
        (one for one, known in world.users.items() if user == one or known["email"].casefold() == wanted), None
    )
    if found is None:
        found = user if isinstance(user, int) else _next(world.users, FIRST_USER)
        email = user if isinstance(user, str) else None
        default = group if group is not None else next(iter(world.groups))
        world.add_user(found, name or str(user), "agent", group_id=default, email=email)
    elif name and found != SERVICE_ID:
        world.users[found]["name"] = name
    if group is not None and not world.is_member(found, group):
        world.join(found, group)


def _next(taken: Iterable[int], first: int) -> int:
    number = first
    known = set(taken)
    while number in known:
        number += 1
    return number
