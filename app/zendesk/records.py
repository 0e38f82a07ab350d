"""
What Zendesk keeps beside tickets and comments, as values: people, audits, fields, jobs, and whole answers.

How they are read from its JSON is the affair of `documents`; what we send is in `changes`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.rules.ticket import Ticket

LARGEST_ID: Final = 2**63 - 1
NOBODY: Final = -1
"""The user id Zendesk writes where its own machinery acted, and that we use where an author is missing."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One update of a ticket as Zendesk remembers it."""

    id: int
    ticket_id: int
    author_id: int
    """The acting user; `NOBODY` for triggers, automations and Zendesk itself."""
    created_at: datetime
    custom: Mapping[str, Any]
    """What the writer sent as `metadata`: our durable marker."""
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class User:
    """An agent or an end user."""

    id: int
    name: str
    email: str | None
    role: str
    """`end-user`, `agent` or `admin`."""
    organization_id: int | None
    default_group_id: int | None
    suspended: bool
    locale: str | None

    @property
    def is_staff(self) -> bool:
        """True for the provider's people."""
        return self.role in ("agent", "admin")


@dataclass(frozen=True, slots=True)
class Organization:
    """A partner, when its tags say so."""

    id: int
    name: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """Users and organizations that came beside what was asked for; never more than a help, often nobody."""

    users: tuple[User, ...] = ()
    organizations: tuple[Organization, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of agents."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One agent in one group."""

    user_id: int
    group_id: int
    default: bool
    """True for the group that a ticket assigned to the agent moves to."""


@dataclass(frozen=True, slots=True)
class TicketField:
    """A field of the account's ticket form."""

    id: int
    type: str
    title: str
    options: tuple[str, ...] = ()
    """Values of a dropdown, in the account's order."""


@dataclass(frozen=True, slots=True)
class Updated:
    """Zendesk's answer to an update: the ticket as it stands now."""

    ticket: Ticket
    audit_id: int | None
    """None when the update changed nothing."""
    warning: str | None
    """Zendesk's `x-zendesk-api-warn`: the keys of ours that it dropped silently."""


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One page of the incremental export."""

    tickets: tuple[Ticket, ...]
    cursor: str | None
    """Where the next page, or the next poll, goes on; None when Zendesk named no place."""
    end_of_stream: bool
    unusable: tuple[int, ...] = ()
    """Ids of tickets whose documents could not be read (0 where even the id is missing); never silently dropped."""


@dataclass(frozen=True, slots=True)
class Job:
    """A background job of Zendesk's, such as an update of many tickets."""

    id: str
    status: str
    """queued, working, completed, failed or killed."""
    total: int | None
    progress: int | None
    results: tuple[Mapping[str, Any], ...] | None
    """One entry a ticket, in no promised order; None while there are none."""
    message: str | None

    @property
    def is_over(self) -> bool:
        """True when Zendesk will do nothing more; look at each result for success."""
        return self.status in ("completed", "failed", "killed")
