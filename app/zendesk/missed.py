"""
What happened to a ticket's status between two looks: both snapshots are open, and yet an opening has ended, or its
clock stood still for a while.

It happens when an agent solves and the partner answers within a second, or while we were down for the night. The age
of the ladder begins anew with the reopening (design: epoch), so the audits are asked wherever it is possible; what
else they tell is taken along.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from app.rules.desk import Reopening
from app.rules.record import Record
from app.rules.ticket import Status, Ticket
from app.zendesk.records import Audit


async def with_missed_changes(
    record: Record, ticket: Ticket, pausing: frozenset[Status], read_audits: Callable[[], Awaitable[Sequence[Audit]]]
) -> Record:
    """
    Return the record as it stood when the ticket was solved unseen, else with the pauses that nobody saw.

    Reads the audits where a solving can hide.
    """
    if not may_have_been_solved(record, ticket) or _has_no_history(record, ticket, pausing):
        return record
    audits = await read_audits()
    at = last_solved(audits, record)
    if at is not None:
        return replace(record, status=Status.SOLVED, seen_updated_at=at)
    since = record.seen_updated_at
    unseen = (one for one in statuses(audits) if since is None or one[0] >= since)
    return replace(record, epoch=record.epoch.through(unseen, pausing))


def may_have_been_solved(record: Record, ticket: Ticket) -> bool:
    """
    Return whether a solving can hide between the last look and this one.

    Zendesk solves nothing without an assignee, and a reopened ticket is never *new*. A refusal of ours that is not
    confirmed yet solves as well; that one is no reopening but a dispute.
    """
    seen = record.seen_updated_at
    # In an open second, of which a stamp does not tell the part, everything can hide.
    is_news = seen is not None and (ticket.updated_at > seen or ticket.updated_at == seen == record.open_second)
    is_ours = record.refused_at is not None and not record.disputed
    both_open = record.status.is_unsolved and ticket.status.is_unsolved
    return is_news and both_open and not is_ours and ticket.status is not Status.NEW and ticket.assignee_id is not None


def _has_no_history(record: Record, ticket: Ticket, pausing: frozenset[Status]) -> bool:
    """
    Return whether what came beside the ticket tells that its audits hold no solving and no pause.

    Our own refusal solves a ticket as well, so one that was refused and is open again is not of these. A change of the
    last seconds may not have reached the metric set yet.
    """
    may_have_paused = bool(pausing) or record.epoch.paused_since is not None
    return ticket.never_solved and ticket.has_settled and not may_have_paused


def reopenings(audits: Sequence[Audit]) -> tuple[Reopening, ...]:
    """Return when a ticket was solved and when it was open again, oldest first."""
    found: list[Reopening] = []
    solved_at: datetime | None = None
    for audit in audits:
        for event in audit.events:
            if event.get("field_name") != "status":
                continue
            if event.get("value") == Status.SOLVED:
                solved_at = audit.created_at
            elif solved_at is not None:
                found.append(Reopening(solved_at, audit.created_at))
                solved_at = None
    return tuple(found)


def statuses(audits: Sequence[Audit]) -> tuple[tuple[datetime, Status], ...]:
    """Return which status a ticket got when, oldest first."""
    known = {status.value: status for status in Status}
    return tuple(
        (audit.created_at, known[str(event.get("value"))])
        for audit in audits
        for event in audit.events
        if event.get("field_name") == "status" and str(event.get("value")) in known
    )


def last_solved(audits: Sequence[Audit], record: Record) -> datetime | None:
    """Return when the ticket was last solved since the record's look, in the opening that the record knows."""
    since = record.seen_updated_at
    times = [
        audit.created_at
        for audit in audits
        if any(event.get("field_name") == "status" and event.get("value") == "solved" for event in audit.events)
        and since is not None
        and audit.created_at >= since
        and audit.created_at > record.epoch.started_at
    ]
    return max(times, default=None)
