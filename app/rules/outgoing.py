"""
From effects to one write: what still holds at the moment of sending, and what goes into it.

Several effects of a ticket become one write where they can: a write carries at most one comment. Pure; the writer
does the talking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.rules.effect import ANNOUNCED, Change, Kind
from app.rules.record import Record
from app.rules.ticket import Priority, Status, Tier


@dataclass(frozen=True, slots=True)
class Intent:
    """The part of a stored effect that sending depends on."""

    key: str
    epoch: int
    kind: Kind
    level: int
    change: Change


@dataclass(frozen=True, slots=True)
class Write:
    """One write, still in the house's words: `app.zendesk.writer` turns it into ids and JSON."""

    keys: tuple[str, ...]
    tags: frozenset[str] | None
    """The full set the ticket shall have, or None to leave it."""
    priority: Priority | None = None
    status: Status | None = None
    tier: Tier | None = None
    level: int | None = None
    assignee: int | str | None = None
    group: int | str | None = None
    unassign: bool = False
    comment: str | None = None
    public: bool = False
    circuit_id: str | None = None
    problem: int | None = None


def objection(intent: Intent, record: Record) -> str | None:
    """Return why an effect must not be sent any more, or None when it still holds."""
    if record.status in (Status.CLOSED, Status.DELETED):
        return f"the ticket is {record.status}"
    if record.status is Status.SOLVED:
        return "the ticket was solved before"
    if intent.kind is not Kind.REFUSAL and intent.epoch != record.epoch.number:
        return "it belongs to an earlier opening of the ticket"
    if record.tier_by_person and intent.change.tier not in (None, record.tier):
        return f"a person chose Tier {record.tier.roman if record.tier else '?'}"
    if intent.kind is Kind.REFUSAL and record.refused_at is None:
        return "the refusal was withdrawn"
    if intent.kind is Kind.TRIAGE and intent.level == ANNOUNCED and record.refuse_at is None:
        return "the refusal that it announces is stopped, or due"
    if intent.change.public and record.partner is None:
        return "the requester belongs to no partner any more"
    if intent.kind is Kind.ACKNOWLEDGEMENT and record.responded_at is not None:
        return "a person has answered since"
    if intent.kind is Kind.DETAILS and intent.change.circuit_id is None:
        return "the field was filled by somebody else since"
    if intent.kind is Kind.INCIDENT and record.problem_id not in (None, intent.change.problem):
        return f"it is linked to problem #{record.problem_id} already"
    if intent.kind is Kind.INCIDENT and record.tier is not Tier.THREE:
        return f"it is Tier {record.tier.roman if record.tier else '?'} now, and no case of the storm"
    if intent.kind is Kind.FIRST_RESPONSE and intent.level == 1 and record.responded_at is not None:
        return "a person has answered since"
    if intent.kind is Kind.ESCALATION and intent.level < record.level:
        return f"level {record.level} has been reached since"
    return None


def together(intents: Sequence[Intent]) -> list[Intent]:
    """Return the leading effects that fit into one write: as many as carry one comment between them."""
    chosen: list[Intent] = []
    for intent in intents:
        if intent.change.comment is not None and any(one.change.comment is not None for one in chosen):
            break
        # A problem that people have closed is refused, and the whole write with it: nothing else rides with the link.
        if chosen and Kind.INCIDENT in (intent.kind, chosen[-1].kind):
            break
        chosen.append(intent)
    return chosen


def compose(intents: Sequence[Intent], record: Record) -> Write:
    """Merge effects, in their order, into one write on the ticket as `record` has it; later ones win."""
    tags = record.tags
    write = Write(keys=tuple(intent.key for intent in intents), tags=None)
    for intent in intents:
        change = intent.change
        tags = (tags - change.remove_tags) | change.add_tags
        write = replace(
            write,
            priority=change.priority or write.priority,
            status=change.status or write.status,
            tier=change.tier or write.tier,
            level=change.level if change.level is not None else write.level,
            assignee=change.assignee if change.assignee is not None else write.assignee,
            group=change.group if change.group is not None else write.group,
            unassign=change.unassign or write.unassign,
            comment=change.comment or write.comment,
            public=change.public or write.public,
            circuit_id=change.circuit_id or write.circuit_id,
            problem=change.problem or write.problem,
        )
    return replace(write, tags=tags if tags != record.tags else None)
