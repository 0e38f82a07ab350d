"""
Users, groups and organizations by the names that settings and tickets use, remembered for ten minutes.

Many tickets ask for the same few records: lookups of the same one share a single request, and what does not exist
is remembered too, shortly. A failed lookup is not remembered.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar, cast

import structlog

from app.clock import Clock
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import Forbidden, NotFound
from app.zendesk.records import LARGEST_ID, Group, Membership, Organization, People, User

log = structlog.get_logger()

TTL_SECONDS: Final = 600.0
MISSING_TTL_SECONDS: Final = 30.0
"""How long "does not exist" is believed: somebody may just be creating it."""
ENTRIES_LIMIT: Final = 10_000

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Entry:
    value: Any
    ends_at: float


class Directory:
    """What the client can look up, cached; raises the client's errors when a lookup fails."""

    def __init__(self, client: ZendeskClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._entries: dict[Hashable, _Entry] = {}
        self._lookups: dict[Hashable, asyncio.Task[Any]] = {}

    async def self_id(self) -> int:
        """Return the id of the service's own user, whose changes are our own."""
        return (await self._cached("me", self._client.me)).id

    async def user(self, user_id: int) -> User | None:
        """Return a user, or None when there is none with this id."""
        if not 0 < user_id <= LARGEST_ID:
            return None
        return await self._cached(("user", user_id), lambda: _or_none(self._client.user(user_id)))

    async def requester(self, user_id: int | None) -> User | None:
        """
        Return a requester, or None when there is none with this id.

        Where they must be asked for, their organization is asked for with them: a ticket of a partner not seen for a
        while costs one call, not two.
        """
        if user_id is None or not 0 < user_id <= LARGEST_ID:
            return None
        if (known := self.known_user(user_id)) is not None:
            return known
        return await self._cached(("requester", user_id), lambda: self._user_with_organization(user_id))

    async def _user_with_organization(self, user_id: int) -> User | None:
        try:
            user, people = await self._client.user_with_organization(user_id)
        except (NotFound, Forbidden) as exc:
            # A right to see users is wanted for their language only here: the text then goes out in the default one.
            log.warning("requester cannot be looked up", user_id=user_id, error=str(exc))
            return None
        self.meet(replace(people, users=(user,)))
        return user

    def known_user(self, user_id: int | None) -> User | None:
        """Return a user who need not be asked for, or None."""
        return cast("User | None", self._valid(("user", user_id)))

    def knows_organization(self, organization_id: int) -> bool:
        """Return whether an organization need not be asked for."""
        return self._valid(("organization", organization_id)) is not None

    def _valid(self, key: Hashable) -> Any:
        entry = self._entries.get(key)
        return entry.value if entry is not None and self._clock.monotonic() < entry.ends_at else None

    def meet(self, people: People) -> None:
        """Remember whom Zendesk put beside another answer, as if they had been looked up."""
        for user in people.users:
            self._remember(("user", user.id), user)
        for organization in people.organizations:
            self._remember(("organization", organization.id), organization)

    async def user_id(self, name: int | str) -> int | None:
        """Return the id of the user with this id or e-mail address, or None when there is none."""
        if (number := _number(name)) is not None:
            user = await self.user(number)
        else:
            email = str(name).strip().casefold()
            user = await self._cached(("email", email), lambda: self._client.find_user(email))
        return None if user is None else user.id

    async def group_id(self, name: int | str) -> int | None:
        """Return the id of the group with this id or name (in any case), or None when there is none, or several."""
        groups: list[Group] = await self._cached("groups", self._client.groups)
        if (number := _number(name)) is not None:
            return next((group.id for group in groups if group.id == number), None)
        wanted = str(name).strip()
        exact = [group.id for group in groups if group.name == wanted]
        similar = exact or [group.id for group in groups if group.name.casefold() == wanted.casefold()]
        return similar[0] if len(similar) == 1 else None

    async def organization(self, organization_id: int) -> Organization | None:
        """Return an organization, or None when there is none with this id."""
        if not 0 < organization_id <= LARGEST_ID:
            return None
        key = ("organization", organization_id)
        return await self._cached(key, lambda: _or_none(self._client.organization(organization_id)))

    async def partner(self, organization_id: int | None, tag: str | None) -> str | None:
        """Return the name of a partner's organization, or None for any other; with no tag every one is a partner's."""
        if organization_id is None:
            return None
        found = await self.organization(organization_id)
        if tag is None:  # then its name is only for the greeting
            return found.name if found is not None else f"organization {organization_id}"
        return found.name if found is not None and tag in found.tags else None

    async def default_group(self, user_id: int) -> int | None:
        """Return the group that a ticket moves to when it is assigned to this agent, or None."""
        memberships = await self._memberships(user_id)
        default = next((one.group_id for one in memberships if one.default), None)
        if default is not None:
            return default
        user = await self.user(user_id)
        return None if user is None else user.default_group_id

    async def is_member(self, user_id: int, group_id: int) -> bool:
        """Return whether an agent is in a group; Zendesk refuses assignees outside a ticket's group."""
        return any(one.group_id == group_id for one in await self._memberships(user_id))

    async def is_staff(self, user_id: int) -> bool:
        """Return whether the user is one of the provider's people; nobody and unknown users are not."""
        user = await self.user(user_id)
        return user is not None and user.is_staff

    def forget(self) -> None:
        """Ask Zendesk again from now on; for when it refused what we had looked up."""
        self._entries.clear()
        self._lookups.clear()

    async def _memberships(self, user_id: int) -> list[Membership]:
        if not 0 < user_id <= LARGEST_ID:
            return []
        found = await self._cached(("memberships", user_id), lambda: _or_none(self._client.memberships(user_id)))
        return found or []

    async def _cached(self, key: Hashable, look_up: Callable[[], Awaitable[_T]]) -> _T:
        entry = self._entries.get(key)
        if entry is not None and self._clock.monotonic() < entry.ends_at:
            return cast("_T", entry.value)
        task = self._lookups.get(key)
        if task is None:
            task = asyncio.ensure_future(self._look_up(key, look_up))
            task.add_done_callback(lambda done: self._finished(key, done))
            self._lookups[key] = task
        # One who gives up waiting must not take the answer from the others.
        return cast("_T", await asyncio.shield(task))

    async def _look_up(self, key: Hashable, look_up: Callable[[], Awaitable[_T]]) -> _T:
        value = await look_up()
        # A lookup from before `forget` still answers those who wait for it, and nobody else.
        if self._lookups.get(key) is asyncio.current_task():
            self._remember(key, value)
        return value

    def _remember(self, key: Hashable, value: object) -> None:
        ttl = MISSING_TTL_SECONDS if value is None else TTL_SECONDS
        self._entries.pop(key, None)
        self._entries[key] = _Entry(value, self._clock.monotonic() + ttl)
        while len(self._entries) > ENTRIES_LIMIT:
            self._entries.pop(next(iter(self._entries)))

    def _finished(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._lookups.get(key) is task:
            del self._lookups[key]
        if not task.cancelled():
            task.exception()  # seen, even when everybody who asked has given up


async def _or_none(call: Awaitable[_T]) -> _T | None:
    try:
        return await call
    except NotFound:
        return None


def _number(name: int | str) -> int | None:
    if isinstance(name, int):
        return name
    text = name.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
