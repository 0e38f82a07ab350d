"""
Who is told of what: the occasions of notifications and the targets of each.

A target is a name, the setting and the place in it, such as `NOTIFY_TIER_3:2`. Its address holds keys and is known to
the sender alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Occasion(StrEnum):
    """What a notification is about, as it stands in keys and in the column `kind`."""

    TIER_3 = "tier_3"
    """A ticket was seen as Tier III for the first time in this opening."""
    LEVEL = "level"
    """A level of the ladder was reached."""
    FIRST_RESPONSE = "first_response"
    """Level 1: it is about to be missed; level 2: it was missed."""
    STORM = "storm"
    """Several tickets share one problem."""
    UNHEALTHY = "unhealthy"
    """The service has broken a promise for longer than a minute."""
    HEALTHY = "healthy"
    """It keeps them all again."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The targets of each occasion; empty where nobody wants to be told."""

    tier_3: tuple[str, ...] = ()
    first_response: tuple[str, ...] = ()
    storm: tuple[str, ...] = ()
    unhealthy: tuple[str, ...] = ()
    levels: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Of each level: its contact's, and those of every level."""
    twins: Mapping[str, str] = field(default_factory=dict)
    """Targets whose address an earlier one has too, with that one's name."""
    account: str | None = None
    """Scheme and host of the Zendesk account, for links."""

    def once(self, targets: Iterable[str]) -> tuple[str, ...]:
        """Return these targets, each address once."""
        found: dict[str, str] = {}
        for target in targets:
            found.setdefault(self.twins.get(target, target), target)
        return tuple(found.values())

    def ticket(self, ticket_id: int) -> str:
        """Return number and, where the account is known, address of a ticket."""
        return f"{ticket_id}: {self.account}/agent/tickets/{ticket_id}" if self.account else str(ticket_id)


NOBODY = Audience()
"""Nobody is told of anything."""
