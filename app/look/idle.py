"""Which events ask for no look at their ticket, and why: what has no bearing on the policy, echoes of our writes."""

from collections.abc import Sequence

from app.store.inbox import Row
from app.store.tickets import Known
from app.zendesk.events import TICKET_PREFIX

OWN_WRITE = "own write"
RELEVANT = frozenset(
    f"{TICKET_PREFIX}{name}"
    for name in (
        "created",
        "undeleted",
        "comment_added",
        "status_changed",
        "custom_status_changed",
        "priority_changed",
        "tags_changed",
        "custom_field_changed",
        "agent_assignment_changed",
        "group_assignment_changed",
        "organization_changed",
        "requester_changed",
        "subject_changed",
        "description_changed",
        "merged",
        "problem_link_changed",
        "type_changed",
        "marked_as_spam",
        "soft_deleted",
        "permanently_deleted",
    )
)
"""Native events that can change a decision; the others are known and end as *ignored*."""


def idle_reason(rows: Sequence[Row], known: Known | None, self_id: int | None) -> str | None:
    """Return why none of these events asks for a look at the ticket, or None when one does."""
    reasons = [_idle_reason(row, known, self_id) for row in rows]
    return None if None in reasons else reasons[-1]


def _idle_reason(row: Row, known: Known | None, self_id: int | None) -> str | None:
    if row.ticket_id is None:
        return f"{row.event_type} is not about a ticket"
    if row.source == "events" and row.event_type not in RELEVANT:
        return f"{row.event_type} has no bearing on the policy"
    if self_id is not None and row.actor_id == self_id and known is not None:
        return OWN_WRITE
    return None
