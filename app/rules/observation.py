"""
Keeping the record true: what a look at the ticket, or our own write to it, teaches us.

Only mirroring happens here; what follows from it is decided in `app.rules.decide`.
"""

from dataclasses import replace
from datetime import datetime

from app.rules.decision import HIGHEST_LEVEL
from app.rules.effect import Change, Kind
from app.rules.ladder import Epoch, Ladder
from app.rules.record import Record
from app.rules.ticket import Status, Ticket, Tier

HOLD_TAG = "tierline_hold"


def after_write(record: Record, answer: Ticket, kinds: frozenset[Kind], now: datetime) -> Record:
    """
    Return the record after Zendesk took a write, or was found to have taken it.

    What the write set is ours, not a person's choice; what else the answer shows is observed with the next look.
    """
    newer = record.seen_updated_at is None or answer.updated_at >= record.seen_updated_at
    if not newer:
        return record
    own = replace(
        record,
        open_second=answer.updated_at,
        seen_updated_at=answer.updated_at,
        tags=answer.tags,
        assignee_id=answer.assignee_id,
        group_id=answer.group_id,
        priority=answer.priority,
        status=answer.status,
        tier_mark=tier_mark(answer, record.tier),
        level_mark=level_mark(answer),
        problem_id=_problem_of(answer),
    )
    if Kind.REFUSAL in kinds:
        own = replace(own, refused_at=record.refused_at or now, next_due_at=None)
    return own


def after_landed(record: Record, kind: Kind, change: Change, now: datetime, status: Status = Status.SOLVED) -> Record:
    """
    Return the record after one of our writes, `change`, was found on its ticket, which has `status` now.

    What else happened on the ticket since is unknown, so nothing else is mirrored: the next write meets a newer stamp
    and the ticket is looked at again. Above all, a refused partner may have answered before we knew that the refusal
    was sent: a ticket that is open again is not taken for solved.
    """
    # What it marked, not what we think today: between the two the next look would see a person's choice.
    marked = replace(
        record,
        tier_mark=record.tier_mark if change.tier is None else change.tier,
        level_mark=record.level_mark if change.level is None else change.level,
        problem_id=record.problem_id if change.problem is None else change.problem,
    )
    if kind is not Kind.REFUSAL:
        return marked
    refused = replace(marked, refused_at=record.refused_at or now)
    return refused if status.is_unsolved else replace(refused, status=Status.SOLVED, next_due_at=None)


def _problem_of(ticket: Ticket) -> int | None:
    """Return the problem that a ticket is linked to; itself where it is one, which no storm makes an incident."""
    return ticket.id if ticket.is_problem else ticket.problem_id


def tier_mark(ticket: Ticket, expected: Tier | None) -> Tier | None:
    """
    Return the tier a ticket is marked with.

    The field speaks first unless a tag disagrees with it *and* with `expected`: a person who only added a tag.
    """
    tagged = {tier for tier in Tier if tier.tag in ticket.tags}
    marks = tagged | ({ticket.tier_field} if ticket.tier_field else set())
    strange = marks - {expected}
    if len(strange) == 1:
        return strange.pop()
    return ticket.tier_field or (min(tagged) if len(tagged) == 1 else expected if expected in marks else None)


def level_mark(ticket: Ticket) -> int | None:
    """Return the level a ticket is marked with: its field's, or where that tells none the highest of its tags."""
    if ticket.level_field is not None:
        return ticket.level_field
    levels = (level for level in range(HIGHEST_LEVEL, 0, -1) if f"escalation_level_{level}" in ticket.tags)
    return next(levels, None)


def observe(record: Record | None, ticket: Ticket, ladder: Ladder) -> Record:
    """
    Return the record with everything that only mirrors the ticket brought up to `ticket`, which has come to rest.

    Of one that was read in the very second of its last change, `in_an_open_second` keeps that in mind.
    """
    if record is None:
        record = Record(ticket.id, Epoch(1, ticket.created_at), ticket.status)
    paused = ticket.status in ladder.pause_statuses
    epoch = record.epoch.pause(ticket.updated_at) if paused else record.epoch.resume(ticket.updated_at)
    seen = replace(
        record,
        epoch=epoch,
        status=ticket.status,
        priority=ticket.priority,
        assignee_id=ticket.assignee_id,
        group_id=ticket.group_id,
        tags=ticket.tags,
        hold=HOLD_TAG in ticket.tags,
        tier_mark=tier_mark(ticket, record.tier),
        level_mark=level_mark(ticket),
        problem_id=_problem_of(ticket),
        seen_updated_at=ticket.updated_at,
        open_second=None,
    )
    return on_ladder(seen, ladder)


def in_an_open_second(record: Record, ticket: Ticket) -> Record:
    """
    Return the record of a look at a ticket in the very second of its last change.

    Whatever a person does in the rest of it bears the stamp we know, so that no write may go by that stamp before the
    ticket was looked at again, or the export has shown that second.
    """
    if record.seen_updated_at != ticket.updated_at:
        return record  # we know of later things: it is their second that counts
    return replace(record, open_second=ticket.updated_at)


def opened_again(record: Record, at: datetime, ladder: Ladder) -> Record:
    """Return the record at the beginning of its next epoch, whose clock stands still where its status pauses."""
    again = record.reopened(at)
    if record.status not in ladder.pause_statuses:
        return again
    return replace(again, epoch=again.epoch.pause(record.seen_updated_at or at))


def on_ladder(record: Record, ladder: Ladder) -> Record:
    """Return the record with its next due time worked out by `ladder`, whose name it then bears."""
    return replace(record, next_due_at=next_due_at(record, ladder), ladder=ladder.name)


def next_due_at(record: Record, ladder: Ladder) -> datetime | None:
    """Return when the ladder must look at the ticket again, or None when it never must."""
    is_refused = record.refused_at is not None and not record.disputed
    if record.hold or is_refused or not ladder.climbs(record.tier, record.status):
        return None
    return ladder.due_at(record.epoch, record.level + 1, record.tier)
