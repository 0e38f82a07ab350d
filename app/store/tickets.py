"""What is known of each ticket, one row a ticket; a version number keeps two writers from overwriting each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.rules.ladder import Epoch, Pause
from app.rules.record import Record
from app.rules.ticket import Priority, Status, Tier
from app.store.schema import ticket

UNSOLVED: Final = tuple(status.value for status in Status if status.is_unsolved)


@dataclass(frozen=True, slots=True)
class Known:
    """A record and the version it was read at; version 0 means there is no row yet."""

    record: Record
    version: int


_ADD = {
    "sqlite": sqlite.insert(ticket).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(ticket).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True),
}
_SAVE = update(ticket).where(ticket.c.id == bindparam("record"), ticket.c.version == bindparam("was"))
_LOAD = select(ticket).where(ticket.c.id == bindparam("record"))
_LOAD_MANY = select(ticket).where(ticket.c.id.in_(bindparam("records", expanding=True)))


def load(connection: Connection, ticket_id: int) -> Known | None:
    """Return what is known of a ticket, or None."""
    row = connection.execute(_LOAD, {"record": ticket_id}).one_or_none()
    return _known(row) if row else None


def load_to_change(connection: Connection, ticket_id: int) -> Known | None:
    """
    Return what is known of a ticket, or None, and keep others from changing it until the transaction ends.

    For those who load, change and save in one transaction: with several replicas a save could come too late else.
    """
    row = connection.execute(select(ticket).where(ticket.c.id == ticket_id).with_for_update()).one_or_none()
    return _known(row) if row else None


def load_many(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, Known]:
    """Return what is known of several tickets; those without a row are absent."""
    rows = connection.execute(_LOAD_MANY, {"records": list(ticket_ids)}).all()
    return {row.id: _known(row) for row in rows}


def save(connection: Connection, record: Record, version: int) -> bool:
    """
    Store `record` over `version`; return False when the row has moved on since and the caller must decide again.

    Version 0 inserts.
    """
    values = values_of(record)
    if version == 0:
        values |= {"id": record.ticket_id, "version": 1}
        return connection.execute(_ADD[connection.dialect.name], values).rowcount == 1
    values |= {"record": record.ticket_id, "was": version, "version": version + 1}
    return connection.execute(_SAVE, values).rowcount == 1


def due(connection: Connection, now: datetime, limit: int) -> list[Known]:
    """
    Return the tickets the ladder must look at now, longest due first; costs nothing for those not due.

    They are kept for the caller until the transaction ends: what another replica is just planning is left to it.
    """
    rows = connection.execute(
        select(ticket)
        .where(ticket.c.next_due_at <= now)
        .order_by(ticket.c.next_due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [_known(row) for row in rows]


def next_due_at(connection: Connection) -> datetime | None:
    """Return the next moment at which any ticket is due; the condition is what lets the partial index answer."""
    return connection.execute(
        select(ticket.c.next_due_at).where(ticket.c.next_due_at.is_not(None)).order_by(ticket.c.next_due_at).limit(1)
    ).scalar()


def looks(connection: Connection, now: datetime, limit: int) -> list[tuple[int, datetime]]:
    """
    Return the tickets that must be read again by now, with the moment it was due, longest due first.

    They are kept for the caller until the transaction ends: two schedulers ask once.
    """
    rows = connection.execute(
        select(ticket.c.id, ticket.c.look_at)
        .where(ticket.c.look_at.is_not(None), ticket.c.look_at <= now)
        .order_by(ticket.c.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [(row.id, row.look_at) for row in rows]


def next_look_at(connection: Connection) -> datetime | None:
    """Return the next moment at which any ticket must be read again."""
    return connection.execute(
        select(ticket.c.look_at).where(ticket.c.look_at.is_not(None)).order_by(ticket.c.look_at).limit(1)
    ).scalar()


def next_moment(connection: Connection) -> datetime | None:
    """Return the next moment at which the clock has anything to do: a step of the ladder, or a look."""
    moments = (next_due_at(connection), next_look_at(connection))
    return min((one for one in moments if one is not None), default=None)


def looked(connection: Connection, ticket_ids: Sequence[int]) -> None:
    """Take note that these looks were asked for; whoever decides meanwhile meets a new version and decides again."""
    if ticket_ids:
        connection.execute(
            update(ticket).where(ticket.c.id.in_(ticket_ids)).values(look_at=None, version=ticket.c.version + 1)
        )


def of_other_ladder(connection: Connection, name: str, after_id: int, limit: int) -> list[Known]:
    """
    Return unsolved tickets above an id whose due time was worked out by a ladder of another name, in order of ids.

    It looks at every open ticket, so it is for the moment at which the settings have changed.
    """
    rows = connection.execute(
        select(ticket)
        .where(
            ticket.c.id > after_id,
            ticket.c.status.in_(UNSOLVED),
            or_(ticket.c.ladder.is_(None), ticket.c.ladder != name),
        )
        .order_by(ticket.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [_known(row) for row in rows]


def awaiting_response(connection: Connection, after_id: int, limit: int, opened_since: datetime | None) -> list[Known]:
    """
    Return unsolved tickets above an id on which no person's answer is known that is owed, in order of ids.

    Only those opened since a moment, or where there is none those that are to be looked at: of a hundred thousand open
    tickets a handful. It goes through every open ticket, so it is for the moment at which the settings have changed.
    """
    concerned = ticket.c.look_at.is_not(None) if opened_since is None else ticket.c.epoch_started_at >= opened_since
    rows = connection.execute(
        select(ticket)
        .where(
            ticket.c.id > after_id,
            ticket.c.status.in_(UNSOLVED),
            ticket.c.tier.in_((Tier.TWO, Tier.THREE)),
            ticket.c.responded_at.is_(None),
            ticket.c.hold.is_(False),
            concerned,
        )
        .order_by(ticket.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [_known(row) for row in rows]


def name_ladder(connection: Connection, ticket_ids: Sequence[int], name: str) -> None:
    """Note that the due times of these tickets, read in the same transaction, are those of the ladder `name` too."""
    if ticket_ids:
        connection.execute(
            update(ticket).where(ticket.c.id.in_(ticket_ids)).values(ladder=name, version=ticket.c.version + 1)
        )


_SET_LOOK = (
    update(ticket)
    .where(ticket.c.id == bindparam("of"))
    .values(look_at=bindparam("moment"), version=ticket.c.version + 1)
)


def set_looks(connection: Connection, looks: Mapping[int, datetime | None]) -> None:
    """Note when these tickets, read in the same transaction, are to be looked at again, by id."""
    if looks:
        rows = [{"of": ticket_id, "moment": moment} for ticket_id, moment in looks.items()]
        connection.execute(_SET_LOOK, rows)


def count_open(connection: Connection) -> int:
    """Return how many unsolved tickets are known."""
    return connection.execute(select(func.count()).where(ticket.c.status.in_(UNSOLVED))).scalar_one()


def _known(row: Any) -> Known:
    record = Record(
        ticket_id=row.id,
        epoch=Epoch(
            row.epoch,
            row.epoch_started_at,
            timedelta(seconds=row.paused_seconds),
            row.paused_since,
            tuple(Pause(*map(datetime.fromisoformat, ends)) for ends in row.pauses),
        ),
        status=Status(row.status),
        tier=Tier(row.tier) if row.tier else None,
        tier_by_person=row.tier_by_person,
        tier_mark=Tier(row.tier_mark) if row.tier_mark else None,
        level=row.level,
        level_mark=row.level_mark,
        priority=Priority(row.priority) if row.priority else None,
        assignee_id=row.assignee_id,
        group_id=row.group_id,
        tags=frozenset(row.tags),
        hold=row.hold,
        refused_at=row.refused_at,
        disputed=row.disputed,
        in_review=row.in_review,
        partner=row.partner,
        seen_updated_at=row.seen_updated_at,
        open_second=row.own_updated_at,
        read_comment_id=row.read_comment_id,
        next_due_at=row.next_due_at,
        look_at=row.look_at,
        refuse_at=row.refuse_at,
        response_level=row.response_level,
        asks=row.asks,
        asked_at=row.asked_at,
        responded_at=row.responded_at,
        locale=row.locale,
        requester_id=row.requester_id,
        requester=row.requester,
        missing=tuple(row.missing),
        ladder=row.ladder,
        storm=row.storm,
        problem_id=row.problem_id,
        disputed_at=row.disputed_at,
        dispute_outcome=row.dispute_outcome,
        dispute_settled_at=row.dispute_settled_at,
        dispute_settled_by=row.dispute_settled_by,
        heard=row.heard,
    )
    return Known(record, row.version)


def values_of(record: Record) -> dict[str, Any]:
    """Return the column values of a record, all but its id and version."""
    return {
        "status": record.status.value,
        "tier": record.tier,
        "tier_by_person": record.tier_by_person,
        "tier_mark": record.tier_mark,
        "epoch": record.epoch.number,
        "epoch_started_at": record.epoch.started_at,
        "paused_seconds": record.epoch.paused.total_seconds(),
        "paused_since": record.epoch.paused_since,
        "pauses": [[one.begins_at.isoformat(), one.ends_at.isoformat()] for one in record.epoch.pauses],
        "level": record.level,
        "level_mark": record.level_mark,
        "next_due_at": record.next_due_at,
        "priority": record.priority.value if record.priority else None,
        "assignee_id": record.assignee_id,
        "group_id": record.group_id,
        "tags": sorted(record.tags),
        "hold": record.hold,
        "refused_at": record.refused_at,
        "disputed": record.disputed,
        "in_review": record.in_review,
        "partner": record.partner,
        "seen_updated_at": record.seen_updated_at,
        "own_updated_at": record.open_second,
        "read_comment_id": record.read_comment_id,
        "look_at": record.look_at,
        "refuse_at": record.refuse_at,
        "response_level": record.response_level,
        "asks": record.asks,
        "asked_at": record.asked_at,
        "responded_at": record.responded_at,
        "locale": record.locale,
        "requester_id": record.requester_id,
        "requester": record.requester,
        "missing": list(record.missing),
        "ladder": record.ladder,
        "storm": record.storm,
        "problem_id": record.problem_id,
        "disputed_at": record.disputed_at,
        "dispute_outcome": record.dispute_outcome,
        "dispute_settled_at": record.dispute_settled_at,
        "dispute_settled_by": record.dispute_settled_by,
        "heard": record.heard,
    }
