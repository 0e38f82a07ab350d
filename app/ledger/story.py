"""What the database tells of a partner's tickets, as values."""

from dataclasses import dataclass
from datetime import datetime

from app.rules.effect import Kind
from app.rules.ticket import Tier


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket of a partner's as it stands now."""

    id: int
    status: str
    tier: Tier | None
    epoch: int
    epoch_started_at: datetime
    first_decided_at: datetime | None
    """When Tierline first decided about it; asked for reopened tickets only."""
    level: int
    responded_at: datetime | None
    requester: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """An effect that evidence speaks of, without its words."""

    ticket_id: int
    epoch: int
    kind: Kind
    level: int
    is_done: bool
    """Zendesk has it."""
    is_coming: bool
    """It is decided and not sent yet."""
    due_at: datetime
    ended_at: datetime | None
