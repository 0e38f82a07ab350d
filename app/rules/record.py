"""What Tierline knows of a ticket between two looks at it: the row of the `ticket` table, as a value."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.rules.ladder import Epoch
from app.rules.ticket import Priority, Status, Tier


@dataclass(frozen=True, slots=True)
class Record:
    """State of one ticket as of `seen_updated_at`; replaced, never changed."""

    ticket_id: int
    epoch: Epoch
    status: Status
    tier: Tier | None = None
    tier_by_person: bool = False
    """True when an agent chose the tier; Tierline then never changes it."""
    tier_mark: Tier | None = None
    """Tier tag or field last seen on, or written to, the ticket; another value there later is a person's choice."""
    level: int = 0
    """Highest level climbed in this epoch, by the ladder or by a person."""
    level_mark: int | None = None
    """Escalation level field last seen on, or written to, the ticket."""
    priority: Priority | None = None
    assignee_id: int | None = None
    group_id: int | None = None
    tags: frozenset[str] = frozenset()
    """All tags last seen; a write sends the full set, because Zendesk's PUT replaces them."""
    hold: bool = False
    """The tag `tierline_hold` stops every effect."""
    refused_at: datetime | None = None
    """When the refusal was decided; set once, for ever."""
    disputed: bool = False
    in_review: bool = False
    partner: str | None = None
    """Name of the partner organization."""
    seen_updated_at: datetime | None = None
    """Newest `updated_at` known, from any source."""
    open_second: datetime | None = None
    """
    The `updated_at` whose second may hold more than we know, until the ticket was looked at since: our own last
    write's, or that of a look which could not wait for the second's end. The column is still `own_updated_at`.
    """
    read_comment_id: int = 0
    """Newest comment already judged."""
    heard: int | None = None
    """How many public comments there were, the report included, when they were last judged; None when not known."""
    next_due_at: datetime | None = None
    """When the ladder looks at this ticket again; None when it has nothing to climb."""
    look_at: datetime | None = None
    """When the ticket itself must be read again, whatever webhooks tell: a first response is due, or a grace ends."""
    refuse_at: datetime | None = None
    """When a Tier I ticket will be refused unless somebody stops it (`REFUSAL_GRACE_MINUTES`)."""
    response_level: int = 0
    """What was said about this epoch's first response: 1 that it is about to be missed, 2 that it was."""
    asks: bool = False
    """Whether the ticket bore the mark, tag or field, by which an escalation is asked for."""
    asked_at: datetime | None = None
    """When the partner first asked for an escalation in this epoch; answered once."""
    responded_at: datetime | None = None
    """The first public comment of this epoch by a person of the provider."""
    locale: str | None = None
    """The requester's language as Zendesk has it, such as `en-US`."""
    requester_id: int | None = None
    requester: str | None = None
    """The requester's name, for the ledger."""
    missing: tuple[str, ...] = ()
    """Details that the acknowledgement asked for and that have not come yet (`app.rules.notices.MISSING`)."""
    ladder: str | None = None
    """The ladder's settings under which `next_due_at` was worked out; see `Ladder.name`."""
    storm: str | None = None
    """What it may share with others: `carrier:lumen`, `region:denver`."""
    problem_id: int | None = None
    """The problem ticket that it is an incident of; itself, where people made it a problem."""
    disputed_at: datetime | None = None
    dispute_outcome: str | None = None
    """`upheld` or `overturned`, once a person has settled the dispute."""
    dispute_settled_at: datetime | None = None
    dispute_settled_by: int | None = None
    """The Zendesk user who settled it."""

    def reopened(self, at: datetime) -> "Record":
        """Return the record at the beginning of its next epoch: what belonged to the last one is over."""
        return replace(
            self,
            epoch=self.epoch.following(at),
            level=0,
            look_at=None,
            refuse_at=None,
            response_level=0,
            asked_at=None,
            responded_at=None,
            missing=(),
        )
