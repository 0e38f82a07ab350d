"""
The inbox: every event that Tierline was told of, durable before the teller hears "202".

A row is *pending*, then *done*, *ignored(reason)* or *parked(error)*. Rows of one ticket are claimed together and by
one worker at a time, under a lease with a token: a worker that slept through its lease cannot end them any more.
All times here are the host's.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.chunks import chunks
from app.clock import Clock
from app.crashpoint import reached
from app.errors import InvalidPayload, StoreUnavailable
from app.store import claiming
from app.store.batch import Batch, Entry
from app.store.database import Database
from app.store.schema import IS_PARKED, IS_PENDING, UtcDateTime, inbox
from app.zendesk.events import CREATED, Delivery

PENDING = "pending"
DONE = "done"
IGNORED = "ignored"
PARKED = "parked"

LEASE = timedelta(seconds=60)
PARK_AFTER = 12
"""Failed tries before a row is parked; with the growing distance about half an hour."""
DISTANCE_LEAST = timedelta(seconds=1)
DISTANCE_MAX = timedelta(minutes=5)
NAMED = 10
"""How many tickets with parked events a backlog names."""
AT_ONCE = 500
"""Rows named in one statement; databases limit the number of values."""
ROWS_AT_ONCE = 2000
"""
Rows about no ticket that are claimed together, however many wait: a flood of them must neither fill the memory nor
hold the one writing thread while it is ended.
"""

SETTLE = timedelta(seconds=1)
"""
Zendesk's stamps have whole seconds. An event is looked at when its second is over, so that no change can hide in the
second of the one we read.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One claimed event."""

    id: int
    source: str
    ticket_id: int | None
    event_type: str
    event_id: str | None
    actor_id: int | None
    occurred_at: datetime | None
    body: str
    """Of a ticket's native creation event, which can carry all of it; else empty, since nobody reads it again."""
    request_id: str
    received_at: datetime
    attempts: int
    token: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits: how many rows, since when the oldest could have been handled, how many are parked."""

    pending: int
    oldest_received_at: datetime | None
    """Of those that have not failed by themselves: what one ticket suffers from tells nothing about the others."""
    failing: int
    """Pending rows that failed by themselves, and are tried again."""
    parked: int
    parked_tickets: tuple[int, ...] = ()
    """The first few tickets of which an event is parked."""


class Inbox:
    """
    The door for deliveries; `arrived` is set when something is stored, so that the worker need not poll.

    Deliveries that come before the writing thread begins are stored together (`app.store.batch`).
    """

    def __init__(self, database: Database, clock: Clock, zendesk_clock: Clock, settle: timedelta = SETTLE) -> None:
        self._database = database
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self.settle = settle
        self._batch: Batch | None = None
        self._storing: set[asyncio.Task[None]] = set()
        self.arrived = asyncio.Event()

    async def accept(self, delivery: Delivery) -> bool:
        """
        Store `delivery` durably and return True, or False when it was stored before.

        Raises `StoreUnavailable` when it could not be committed; the caller then answers 503.
        """
        # The door has the wall clock, for signatures; rows are dated by one that does not step.
        now = self._clock.now()
        values = row_values(delivery, self._available_at(delivery, now)) | {"received_at": now}
        entry = Entry(values, asyncio.get_running_loop().create_future())
        if self._batch is None or not self._batch.add(entry):
            self._store_with_others(entry)
        return await entry.future

    def _store_with_others(self, first: Entry) -> None:
        """Begin a batch, put it in line for the writing thread, and let others come along."""
        self._batch = Batch()
        self._batch.add(first)
        # A task of its own: whoever gives up must not take the others' row with him.
        task = asyncio.create_task(self._store_and_forget(self._batch))
        self._storing.add(task)
        task.add_done_callback(self._storing.discard)

    async def _store_and_forget(self, batch: Batch) -> None:
        try:
            await self._store(batch)
        finally:
            if self._batch is batch:  # else its bodies would be held until somebody comes
                self._batch = None

    async def _store(self, batch: Batch) -> None:
        def insert(connection: Connection) -> list[bool]:
            return add_many(connection, [entry.values for entry in batch.begin()])

        try:
            created = await self._database.write(insert, is_urgent=True)
        except StoreUnavailable as exc:
            _refuse(batch.begin(), exc)
            return
        except Exception as exc:
            entries = batch.begin()
            if len(entries) == 1:
                _refuse(entries, InvalidPayload(f"The webhook cannot be stored ({type(exc).__name__})."))
                return
            for entry in entries:  # one that cannot be stored must not cost the others their place
                alone = Batch()
                alone.add(entry)
                await self._store(alone)
            return
        reached("inbox.stored")
        for entry, is_new in zip(batch.begin(), created, strict=True):
            if not entry.future.done():
                entry.future.set_result(is_new)
        self.arrived.set()

    def _available_at(self, delivery: Delivery, now: datetime) -> datetime:
        if delivery.occurred_at is None or not self.settle:
            return now
        remaining = delivery.occurred_at + self.settle - self._zendesk_clock.now()
        return now + min(max(remaining, timedelta(0)), self.settle)


def _refuse(entries: Iterable[Entry], error: Exception) -> None:
    for entry in entries:
        if not entry.future.done():
            entry.future.set_exception(error)


def row_values(delivery: Delivery, available_at: datetime) -> dict[str, Any]:
    """Return the column values of a delivery."""
    return {
        "source": delivery.source,
        "ticket_id": delivery.ticket_id,
        "event_type": delivery.event_type,
        "invocation_id": delivery.invocation_id,
        "event_id": delivery.event_id,
        "actor_id": delivery.actor_id,
        "occurred_at": delivery.occurred_at,
        "body": delivery.body,
        "request_id": delivery.request_id,
        "received_at": delivery.received_at,
        "available_at": available_at,
    }


# A statement is built and compiled once; only its values differ from call to call.
_ADD = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True),
}


def add(connection: Connection, values: dict[str, Any]) -> bool:
    """Insert one row; return False when its invocation id or event id is already there."""
    return connection.execute(_ADD[connection.dialect.name], values).rowcount == 1


def add_many(connection: Connection, rows: list[dict[str, Any]]) -> list[bool]:
    """Insert rows and return, for each, whether it is new; asks which were there before only when some were."""
    if len(rows) == 1:
        return [add(connection, rows[0])]
    if connection.execute(_ADD[connection.dialect.name], rows).rowcount == len(rows):
        return [True] * len(rows)
    by_invocation = [row["invocation_id"] for row in rows if row["invocation_id"] is not None]
    stored = set(
        connection.execute(select(inbox.c.request_id).where(inbox.c.invocation_id.in_(by_invocation))).scalars()
    )
    return [row["request_id"] in stored for row in rows]


_OTHER = inbox.alias("other")
_READY = (
    select(inbox.c.ticket_id)
    .where(
        IS_PENDING,
        or_(inbox.c.lease_until.is_(None), inbox.c.lease_until < bindparam("now", type_=UtcDateTime)),
        inbox.c.available_at <= bindparam("now", type_=UtcDateTime),
        # Asked for each ticket by itself: who is leased is few, and who is not can be a long backlog.
        not_(
            exists().where(
                _OTHER.c.state == literal_column("'pending'"),
                _OTHER.c.ticket_id == inbox.c.ticket_id,
                _OTHER.c.lease_until >= bindparam("now", type_=UtcDateTime),
            )
        ),
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most", type_=Integer))
)
"""The tickets of the oldest rows that may be claimed, none that another holds."""


def claim(connection: Connection, now: datetime, tickets: int) -> list[list[Row]]:
    """
    Take the pending rows of up to `tickets` tickets, oldest first, and lease them.

    All pending rows of a ticket come together, those that wait for another try too: a newer event overtakes them.
    Tickets of which a row is under another's lease are left alone. Of those about no ticket the `ROWS_AT_ONCE` oldest
    come, since nothing ties them together.
    """
    ready = connection.execute(_READY, {"now": now, "most": tickets * claiming.OTHERS_TURNS}).scalars()
    waiting = list(dict.fromkeys(ready))
    groups: list[list[Row]] = []
    while waiting and len(groups) < tickets:
        room = tickets - len(groups)
        turns = claiming.take(connection, claiming.EVENTS, waiting[:room])
        groups += _lease(connection, turns, now)
        del waiting[:room]
    return groups


_NOW = bindparam("now", type_=UtcDateTime)
_FREE = or_(inbox.c.lease_until.is_(None), inbox.c.lease_until < _NOW)
_ABOUT_NAMED = inbox.c.ticket_id.in_(bindparam("named", expanding=True))
_CLAIMED = [
    case((inbox.c.event_type == CREATED, inbox.c.body), else_="").label("body") if column is inbox.c.body else column
    for column in inbox.c
]
_SEEN = select(inbox.c.id, inbox.c.ticket_id).where(IS_PENDING, _ABOUT_NAMED)
_OF_TICKETS = (
    select(*_CLAIMED).where(IS_PENDING, _ABOUT_NAMED, _FREE).order_by(inbox.c.id).with_for_update(skip_locked=True)
)
_OF_NO_TICKET = (
    select(*_CLAIMED)
    .where(IS_PENDING, inbox.c.ticket_id.is_(None), _FREE, inbox.c.available_at <= _NOW)
    .order_by(inbox.c.id)
    .limit(ROWS_AT_ONCE)
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(lease_until=bindparam("until"), token=inbox.c.token + 1)
)


def _lease(connection: Connection, ticket_ids: Sequence[int | None], now: datetime) -> list[list[Row]]:
    """Lease the pending rows of tickets whose turns are ours, but for those of which somebody has a row."""
    ours = []
    if named := [ticket_id for ticket_id in ticket_ids if ticket_id is not None]:
        ours = _free_of_tickets(connection, named, now)
    if None in ticket_ids:
        ours += connection.execute(_OF_NO_TICKET, {"now": now}).all()
    for some in chunks([row.id for row in ours], AT_ONCE):
        connection.execute(_TAKE, {"ids": some, "until": now + LEASE})
    groups: dict[int | None, list[Row]] = {}
    for row in ours:
        groups.setdefault(row.ticket_id, []).append(_row(row, row.token + 1))
    return list(groups.values())


def _free_of_tickets(connection: Connection, named: Sequence[int], now: datetime) -> list[Any]:
    seen = connection.execute(_SEEN, {"named": named}).all()
    rows = connection.execute(_OF_TICKETS, {"named": named, "now": now}).all()
    # A row that is seen and not free was claimed since we first looked, or is just being ended after its lease.
    free = {row.id for row in rows}
    taken = {row.ticket_id for row in seen if row.id not in free}
    # What waits for its second to be over stays: a look within that second could miss the rest of it for good.
    return [row for row in rows if row.ticket_id not in taken and (row.available_at <= now or row.reason is not None)]


def _row(row: Any, token: int) -> Row:
    return Row(
        row.id,
        row.source,
        row.ticket_id,
        row.event_type,
        row.event_id,
        row.actor_id,
        row.occurred_at,
        row.body,
        row.request_id,
        row.received_at,
        row.attempts,
        token,
    )


_OURS = and_(
    inbox.c.id.in_(bindparam("ids", expanding=True)),
    # The pairs alone would not let SQLite use an index.
    tuple_(inbox.c.id, inbox.c.token).in_(bindparam("held", expanding=True)),
    IS_PENDING,
)
"""The condition under which rows are still ours: our token, and pending; `_held` gives its values."""
_ENDED: dict[str, Any] = {
    "state": bindparam("into"),
    "reason": bindparam("because"),
    "ended_at": bindparam("at"),
    "lease_until": None,
}
_END_OURS = update(inbox).where(_OURS).values(_ENDED).returning(inbox.c.id)
_END = (
    update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.token == bindparam("held"), IS_PENDING).values(_ENDED)
)
_RENEW = update(inbox).where(_OURS).values(lease_until=bindparam("until")).returning(inbox.c.id)
_RELEASE = update(inbox).where(_OURS).values(lease_until=None, available_at=bindparam("at"))


def _held(rows: Sequence[Row]) -> dict[str, Any]:
    return {"ids": [row.id for row in rows], "held": [(row.id, row.token) for row in rows]}


def end(connection: Connection, rows: Sequence[Row], state: str, reason: str | None, now: datetime) -> bool:
    """
    End rows, one at least, as *done*, *ignored* or *parked*.

    Returns False when a lease was lost and nothing may be stored.
    """
    values = [{"row": row.id, "held": row.token, "into": state, "because": reason, "at": now} for row in rows]
    # One row is the rule, and its statement a third of the cost of one for a list.
    return connection.execute(_END, values[0] if len(values) == 1 else values).rowcount == len(rows)


def end_ours(connection: Connection, rows: Sequence[Row], state: str, reason: str | None, now: datetime) -> set[int]:
    """End those of the rows that are still ours, each for itself; return their ids."""
    ended: set[int] = set()
    for some in chunks(rows, AT_ONCE):
        values = {"into": state, "because": reason, "at": now}
        ended.update(connection.execute(_END_OURS, _held(some) | values).scalars())
    return ended


def renew(connection: Connection, rows: Sequence[Row], now: datetime) -> set[int]:
    """Prolong the leases of rows under work; return the ids of those that are still ours, and pending."""
    kept: set[int] = set()
    for some in chunks(rows, AT_ONCE):
        kept.update(connection.execute(_RENEW, _held(some) | {"until": now + LEASE}).scalars())
    return kept


def postpone(
    connection: Connection,
    rows: Iterable[Row],
    error: str,
    now: datetime,
    *,
    counts: bool = True,
    park_after: int = PARK_AFTER,
    share: float = 1.0,
    least: timedelta = timedelta(0),
    distance: timedelta | None = None,
) -> None:
    """
    Hand rows back after a failure, to be tried again with growing distance, or park them after the last try.

    With `counts=False` the failure was not the event's (Zendesk is away, the store is busy): it never parks. `share`
    is the part of the distance that is waited, drawn by the caller so that a herd spreads; `distance` replaces the
    grown one, for those who wait for everybody's trouble to end.
    """
    for row in rows:
        attempts = row.attempts + 1
        parked = counts and attempts >= park_after
        grown = backoff(attempts) if counts else patience(now - row.received_at)
        wait = max(grown * share if distance is None else distance, least)
        connection.execute(
            update(inbox)
            .where(inbox.c.id == row.id, inbox.c.token == row.token, IS_PENDING)
            .values(
                state=PARKED if parked else PENDING,
                reason=error,
                attempts=attempts if counts else row.attempts,
                available_at=now + wait,
                lease_until=None,
                ended_at=now if parked else None,
            )
        )


def backoff(attempts: int) -> timedelta:
    """Return the distance to the next try: 1, 2, 4 … seconds, never more than five minutes."""
    return min(timedelta(seconds=2.0 ** min(attempts - 1, 10)), DISTANCE_MAX)


def patience(waited: timedelta) -> timedelta:
    """
    Return the distance after a failure that is not counted: half of what the event has waited already.

    It grows as a count would, and needs none.
    """
    return min(max(waited / 2, DISTANCE_LEAST), DISTANCE_MAX)


def hurry(connection: Connection, now: datetime) -> int:
    """
    Let the rows that waited only for Zendesk or the store be tried at once: it works again.

    Those that failed by themselves keep their distance.
    """
    return connection.execute(
        update(inbox)
        .where(
            inbox.c.state == PENDING,
            inbox.c.lease_until.is_(None),
            inbox.c.available_at > now,
            inbox.c.attempts == 0,
            inbox.c.reason.is_not(None),
        )
        .values(available_at=now)
    ).rowcount


def release(connection: Connection, rows: Sequence[Row], now: datetime) -> None:
    """Hand rows back untouched, at a graceful stop."""
    for some in chunks(rows, AT_ONCE):
        connection.execute(_RELEASE, _held(some) | {"at": now})


def is_expected(connection: Connection, ticket_id: int) -> bool:
    """Return whether an event of the ticket waits for its look and has not failed at it."""
    waits = select(inbox.c.id).where(IS_PENDING, inbox.c.ticket_id == ticket_id, inbox.c.attempts == 0).limit(1)
    return connection.execute(waits).first() is not None


def next_available_at(connection: Connection) -> datetime | None:
    """Return when the next pending row may be tried, or None when nothing is pending."""
    found: datetime | None = connection.execute(
        select(func.min(inbox.c.available_at)).where(IS_PENDING, inbox.c.lease_until.is_(None))
    ).scalar()
    return found


def backlog(connection: Connection) -> Backlog:
    """Count what waits; cheap, since only unfinished rows are in the indexes used."""
    has_failed = inbox.c.attempts > 0
    pending, oldest, failing = connection.execute(
        select(
            func.count(),
            func.min(inbox.c.received_at).filter(~has_failed),
            func.count().filter(has_failed),
        ).where(IS_PENDING)
    ).one()
    parked = connection.execute(select(func.count()).where(IS_PARKED)).scalar_one()
    named = connection.execute(
        select(inbox.c.ticket_id)
        .where(IS_PARKED, inbox.c.ticket_id.is_not(None))
        .group_by(inbox.c.ticket_id)
        .order_by(func.min(inbox.c.id))
        .limit(NAMED)
    ).scalars()
    return Backlog(pending, oldest, failing, parked, tuple(named) if parked else ())


def sweep(connection: Connection, ended_before: datetime) -> int:
    """Delete finished rows that ended before the given time; parked rows stay until a person has dealt with them."""
    return connection.execute(
        inbox.delete().where(inbox.c.ended_at < ended_before, inbox.c.state.in_((DONE, IGNORED)))
    ).rowcount


def recover(connection: Connection, now: datetime) -> None:
    """Take over the leases of a process that is gone; right only where ours is the one process on the database."""
    connection.execute(
        update(inbox).where(IS_PENDING, inbox.c.lease_until.is_not(None)).values(lease_until=None, available_at=now)
    )
