"""
The values that rules speak about: a ticket as Zendesk has it, and what its requester reported.

Nothing here knows where a ticket came from; `app.zendesk.documents` makes these from REST answers and webhook bodies.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

BESIDE_LAG: Final = timedelta(seconds=30)
"""What Zendesk counts of a ticket may be so far behind the ticket itself; it does not document how far."""


class Tier(IntEnum):
    """The policy's levels of service (partner-support-policy.txt)."""

    ONE = 1
    """The partner resolves these; they do not warrant a ticket."""
    TWO = 2
    """Not resolvable with the partner's access; fast attention."""
    THREE = 3
    """Severe: outage, emergency calls, carrier outage, customer down; immediate action, 24x7."""

    @property
    def roman(self) -> str:
        """The tier as the policy writes it: I, II or III."""
        return "I" * self.value

    @property
    def tag(self) -> str:
        """The ticket tag, and the value of a tier dropdown: `tier_1`, `tier_2`, `tier_3`."""
        return f"tier_{self.value}"


class Priority(StrEnum):
    """Zendesk's priorities; null until set, and not clearable afterwards."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Status(StrEnum):
    """Zendesk's status categories, as REST writes them."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    HOLD = "hold"
    SOLVED = "solved"
    """Done for now; a requester's reply reopens it."""
    CLOSED = "closed"
    """Terminal: every write is refused with 422."""
    DELETED = "deleted"
    """Seen in incremental exports and native events; archived, scrubbed and spam tickets are mapped to it."""

    @property
    def is_unsolved(self) -> bool:
        """True while somebody still has to work on the ticket."""
        return self in (Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD)


@dataclass(frozen=True, slots=True)
class Form:
    """What the requester ticked in the form; None where a field is missing or empty. Evidence, not truth."""

    service_affecting: bool | None = None
    workaround: bool | None = None
    affected_users: int | None = None
    total_users: int | None = None
    circuit_id: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What triage reads: the text and the form as the requester sent them."""

    subject: str
    description: str
    organization: str | None = None
    """The partner's name; None when the requester belongs to no partner organization."""
    attachments: int = 0
    form: Form = field(default_factory=Form)
    partner_priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as Zendesk had it at `read_at`; ids are Zendesk's integers, times are aware UTC."""

    id: int
    subject: str
    description: str
    status: Status
    priority: Priority | None
    tags: frozenset[str]
    created_at: datetime
    updated_at: datetime
    requester_id: int | None
    submitter_id: int | None
    assignee_id: int | None
    group_id: int | None
    organization_id: int | None
    tier_field: Tier | None
    """Value of the ticket field `ZENDESK_FIELD_TIER`, or None when unset, unknown or not configured."""
    level_field: int | None
    """Value of the ticket field `ZENDESK_FIELD_ESCALATION_LEVEL`, or None as above."""
    form: Form
    read_at: datetime
    """Zendesk's time when this snapshot was taken."""
    asks_escalation: bool = False
    """Whether the field `ZENDESK_FIELD_ESCALATION_REQUEST` is ticked."""
    followup_of: int | None = None
    """The closed ticket that this one follows up, whose tags and fields Zendesk has copied; None for any other."""
    type: str | None = None
    """Zendesk's type: problem, incident, question or task; None when unset."""
    problem_id: int | None = None
    """The problem ticket that an incident is linked to."""
    external_id: str | None = None
    """What a program, such as this one, knows the ticket by; None when unset."""
    comments: int | None = None
    """How many public comments it has, its report included; None where nobody has told."""
    never_solved: bool = False
    """Whether Zendesk has told that it was never solved, and so never reopened; False where nobody has told."""
    requester_at: datetime | None = None
    """When its requester last did anything on it; None where nobody has told."""

    @property
    def has_settled(self) -> bool:
        """True when its last change is old enough for what is counted of it to tell of that change too."""
        return self.read_at - self.updated_at >= BESIDE_LAG

    @property
    def is_problem(self) -> bool:
        """True for a ticket to which others can be linked as incidents."""
        return self.type == "problem"

    def report(self, organization: str | None) -> Report:
        """Return what triage reads, with the partner's name looked up by the caller."""
        return Report(self.subject, self.description, organization, 0, self.form, self.priority)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a ticket, oldest first in any list of them."""

    id: int
    author_id: int
    body: str
    public: bool
    created_at: datetime
    attachments: int = 0
