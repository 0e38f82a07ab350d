"""
The messages to people outside of Zendesk, one row for each target: outbox and history in one table.

A message is *planned*, then *sending* while one sender holds its lease, then *sent*, *failed*, *dropped* or *shadow*.
The key is unique, so that every target is told once, however many replicas plan. Every time is the host's. A planned
one that tells of an effect names it at the end of its outcome: it is ready once that effect has ended, or after a
minute, and it is dropped when that effect is overtaken. One that was sent before its effect keeps that name: when the
effect is overtaken afterwards, what comes later under the same key is another occurrence, and is told as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from app.rules.audience import Occasion
from app.rules.notification import Notification
from app.store import effects
from app.store.schema import effect, ticket
from app.store.schema import notification as table

LEASE: Final = timedelta(seconds=90)
"""Well above what a sending and its recording may take."""
PATIENCE: Final = timedelta(seconds=60)
"""How long a message waits for the effect that it tells of; then people hear that Zendesk does not show it yet."""
GIVEN_UP_AFTER: Final = timedelta(hours=24)
TRIED_OFTEN: Final = 3
"""After so many tries in vain health names a message."""
WAITS: Final = "waits for "
"""Begins the outcome of a message that was planned with an effect; the effect's key follows, and ends it."""
TELLS_OF: Final = "; it tells of "
"""Stands between how a try ended and the key of an effect that is not on the ticket."""
NAMED: Final = 10
NEWEST: Final = 5000
"""Messages among which failures are looked for, so that the look does not grow with the history."""


class State(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    """Waits for its effect, or for a next try."""
    SENDING = "sending"
    """A sender holds the lease; after a crash here it is sent again."""
    SENT = "sent"
    """The target took it; it is told again only where what it told of was overtaken, and comes after all."""
    FAILED = "failed"
    """Given up; a person must look at the target."""
    SHADOW = "shadow"
    """Recorded, deliberately not sent."""
    DROPPED = "dropped"
    """What it would have told of did not happen, or nobody is at the address any more; it may be planned again."""


_UNTOLD: Final = text("notification.state IN ('planned', 'sending')")
"""What is still to be told; in the words of the partial index, so that SQLite knows it for the index."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One leased message."""

    id: int
    key: str
    kind: Occasion | str
    """A string where a newer version planned what this one does not know."""
    target: str
    title: str
    body: str
    planned_at: datetime
    attempts: int
    token: int
    standing: str = ""
    """How its effect stands where it is not on the ticket: `planned`, `sending` or `failed`."""
    effect_key: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Messages of one kind to one target that failed for good, or are tried in vain."""

    kind: str
    target: str
    count: int
    is_over: bool
    why: str


def plan(connection: Connection, wanted: Notification, host_now: datetime, *, shadow: bool = False) -> int:
    """
    Record a message to every target of `wanted`, inside the caller's transaction; return how many are new.

    Planning twice is planning once. Planned again are only what was dropped unsent, and what tells of an effect that
    has been overtaken since. Whoever names an effect has planned it in this very transaction, and the unique key of the
    effects has found it new: the same effect's name on an older message means that it was taken back between.
    """
    return sum(_plan(connection, wanted, target, key, host_now, shadow) for target, key in wanted.keys().items())


def _plan(
    connection: Connection, wanted: Notification, target: str, key: str, host_now: datetime, shadow: bool
) -> bool:
    waits = wanted.effect_key is not None and not shadow
    values = {
        "kind": wanted.kind.value,
        "level": wanted.level,
        "ticket_id": wanted.ticket_id,
        "target": target,
        "title": wanted.title,
        "body": wanted.body,
        "state": State.SHADOW.value if shadow else State.PLANNED.value,
        "planned_at": host_now,
        "not_before": host_now + PATIENCE if waits else host_now,
        "attempts": 0,
        "ended_at": host_now if shadow else None,
        "outcome": _first_outcome(wanted, shadow),
    }
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = maker(table).values(key=key, **values)
    # Who is sending the older one at this moment loses the lease: it may have been told, and this one is to be.
    afresh = values | {"token": table.c.token + 1, "lease_until": None}
    adding = adding.on_conflict_do_update(
        index_elements=[table.c.key],
        set_=afresh,
        where=or_(table.c.state == State.DROPPED.value, _is_of_the_past(wanted)),
    )
    # Without these two PostgreSQL's driver does not tell how many rows were stored.
    return connection.execute(adding.inline().execution_options(preserve_rowcount=True)).rowcount == 1


def _first_outcome(wanted: Notification, shadow: bool) -> str | None:
    if shadow:
        return "recorded only: what it tells of is in shadow"
    return f"{WAITS}{wanted.effect_key}" if wanted.effect_key else None


# -- who is due -------------------------------------------------------------------------------------------------------

_OUTCOMES_END = func.substr(table.c.outcome, func.length(table.c.outcome) - func.length(effect.c.key))
_IS_ITS_EFFECT = (effect.c.ticket_id == table.c.ticket_id) & (literal(" ").concat(effect.c.key) == _OUTCOMES_END)
_EFFECT_UNSENT = func.coalesce(effect.c.state, "").in_([state.value for state in effects.UNSENT])
_ON_HOLD = _EFFECT_UNSENT & func.coalesce(ticket.c.hold, False)
"""Its ticket's tag keeps the effect back, and the message with it."""


def _is_of_the_past(wanted: Notification) -> ColumnElement[bool]:
    """Return whether a message tells of what was overtaken, also where that is what `wanted` tells of, planned anew."""
    gone = (effect.c.state == effects.State.SUPERSEDED.value) | (effect.c.key == wanted.effect_key)
    states = (State.PLANNED,) if wanted.is_same_news else (State.PLANNED, State.SENDING, State.SENT)
    tells = table.c.state.in_([state.value for state in states])
    return tells & select(effect.c.id).where(_IS_ITS_EFFECT, gone).correlate(table).exists()


def _joined() -> FromClause:
    with_effect = table.outerjoin(effect, _IS_ITS_EFFECT)
    return with_effect.outerjoin(ticket, ticket.c.id == table.c.ticket_id)


def _ready(host_now: datetime) -> ColumnElement[bool]:
    # Only before its first try: what a target did not take waits for its time, however long its effect is over.
    effect_over = (table.c.attempts == 0) & effect.c.state.is_not(None) & not_(_EFFECT_UNSENT)
    its_time = (table.c.not_before <= host_now) & not_(_ON_HOLD)
    return or_(
        (table.c.state == State.PLANNED.value) & or_(func.coalesce(effect_over, False), its_time),
        (table.c.state == State.SENDING.value) & (table.c.lease_until < host_now),
    )


def due(connection: Connection, host_now: datetime, targets: Collection[str]) -> list[int]:
    """
    Return the id of the next ready message to each of these targets; costs nothing for what is told already.

    One a target, so that a target that hangs delays itself only; those never tried first, so that one message that a
    target does not take holds up no other.
    """
    rank = func.row_number().over(partition_by=table.c.target, order_by=(table.c.attempts, table.c.id))
    ready = (
        select(table.c.id, rank.label("rank"))
        .select_from(_joined())
        .where(_UNTOLD, table.c.target.in_(list(targets)), _ready(host_now))
        .subquery()
    )
    return list(connection.execute(select(ready.c.id).where(ready.c.rank == 1).order_by(ready.c.id)).scalars())


def claim(connection: Connection, ids: Sequence[int], host_now: datetime) -> list[Claimed]:
    """
    Lease those of `ids` that are still ready; nobody else sends them until the lease ends.

    One whose effect was overtaken before it was sent is dropped, with what the effect says of that.
    """
    wanted: Select[Any] = (
        select(
            table,
            effect.c.key.label("effect_key"),
            effect.c.state.label("effect_state"),
            effect.c.outcome.label("effect_outcome"),
        )
        .select_from(_joined())
        .where(table.c.id.in_(ids), _ready(host_now))
        .with_for_update(of=table, skip_locked=True)
    )
    claimed = []
    for row in connection.execute(wanted).all():
        if row.effect_state == effects.State.SUPERSEDED.value:
            again = " again" if row.attempts or row.state == State.SENDING.value else ""
            why = f"not sent{again}: the effect {row.effect_key} was overtaken ({row.effect_outcome})"
            _close(connection, row.id, State.DROPPED, why, host_now)
        else:
            claimed.append(_lease(connection, row, host_now))
    return claimed


def _close(connection: Connection, row_id: int, state: State, why: str, host_now: datetime) -> None:
    connection.execute(
        update(table).where(table.c.id == row_id).values(state=state.value, outcome=why, ended_at=host_now)
    )


def _lease(connection: Connection, row: Any, host_now: datetime) -> Claimed:
    leased = {"state": State.SENDING.value, "lease_until": host_now + LEASE, "token": row.token + 1}
    connection.execute(update(table).where(table.c.id == row.id).values(leased))
    on_ticket = row.effect_state in (None, effects.State.DONE.value)
    return Claimed(
        id=row.id,
        key=row.key,
        kind=Occasion(row.kind) if row.kind in set(Occasion) else row.kind,
        target=row.target,
        title=row.title,
        body=row.body,
        planned_at=row.planned_at,
        attempts=row.attempts,
        token=row.token + 1,
        standing="" if on_ticket else row.effect_state,
        effect_key=row.effect_key,
    )


# -- how it ended -----------------------------------------------------------------------------------------------------


def _own(one: Claimed) -> ColumnElement[bool]:
    return (table.c.id == one.id) & (table.c.token == one.token) & (table.c.state == State.SENDING.value)


def end(connection: Connection, one: Claimed, state: State, outcome: str, host_now: datetime) -> bool:
    """End a leased message; return False when the lease was lost and nothing is stored."""
    # An effect that is not on the ticket yet may still be overtaken, and what was told of it is void then.
    outcome = f"{outcome}{TELLS_OF}{one.effect_key}" if state is State.SENT and one.standing else outcome
    values: dict[str, Any] = {"state": state.value, "outcome": outcome, "ended_at": host_now}
    values |= {"attempts": one.attempts + 1, "lease_until": None}
    return connection.execute(update(table).where(_own(one)).values(values)).rowcount == 1


def retry(connection: Connection, one: Claimed, why: str, not_before: datetime) -> bool:
    """Hand a leased message back for a later try; return False when the lease was lost."""
    outcome = f"{why}{TELLS_OF}{one.effect_key}" if one.effect_key else why
    values: dict[str, Any] = {"state": State.PLANNED.value, "outcome": outcome, "not_before": not_before}
    values |= {"attempts": one.attempts + 1, "lease_until": None}
    return connection.execute(update(table).where(_own(one)).values(values)).rowcount == 1


def give_up(connection: Connection, host_now: datetime, targets: Collection[str]) -> int:
    """
    End what nobody could be told for a day; return how many. `targets` are those that the settings still name.

    What waits for a ticket on hold is left alone, and what had no fair chance yet: after a hold, or a day in which the
    service was away, it is tried.
    """
    is_gone = table.c.target.not_in(list(targets))
    old = (
        select(table.c.id, table.c.target, table.c.outcome, table.c.attempts)
        .select_from(_joined())
        .where(_UNTOLD, _is_free(host_now), table.c.planned_at < host_now - GIVEN_UP_AFTER, not_(_ON_HOLD))
        .where(or_(is_gone, table.c.attempts >= TRIED_OFTEN))
        .with_for_update(of=table, skip_locked=True)
    )
    rows = connection.execute(old).all()
    for row in rows:
        if row.target in targets:
            tried = f"tried {row.attempts} times, at last: {row.outcome}"
            _close(connection, row.id, State.FAILED, f"given up after a day: {tried}", host_now)
        else:
            why = f"not sent within a day: the settings no longer have an address {row.target}"
            _close(connection, row.id, State.DROPPED, why, host_now)
    return len(rows)


def _is_free(host_now: datetime) -> ColumnElement[bool]:
    return or_(
        table.c.state == State.PLANNED.value, (table.c.state == State.SENDING.value) & (table.c.lease_until < host_now)
    )


def recover(connection: Connection, host_now: datetime) -> None:
    """
    Take over the leases of a process that is gone; right only where ours is the one process on the database.

    Whether they were sent is not known: they are sent again, since nobody but the target could tell.
    """
    connection.execute(
        update(table)
        .where(_UNTOLD, table.c.state == State.SENDING.value)
        .values(state=State.PLANNED.value, not_before=host_now, lease_until=None, attempts=table.c.attempts + 1)
    )


# -- what can be seen of it -------------------------------------------------------------------------------------------


def trouble(connection: Connection, host_now: datetime) -> list[Trouble]:
    """Return what failed within a day and what is tried in vain, by kind and target; a few of them at most."""
    is_over = table.c.state == State.FAILED.value
    failed = is_over & (table.c.ended_at > host_now - GIVEN_UP_AFTER)
    vain = (table.c.state == State.PLANNED.value) & (table.c.attempts >= TRIED_OFTEN)
    newest = connection.execute(select(func.max(table.c.id))).scalar() or 0
    rows = connection.execute(
        select(
            table.c.kind,
            table.c.target,
            func.count().label("number"),
            func.max(case((is_over, 1), else_=0)).label("over"),
            func.max(table.c.outcome).label("why"),
        )
        .where(table.c.id > newest - NEWEST, or_(failed, vain))
        .group_by(table.c.kind, table.c.target, table.c.state)
        .order_by(table.c.target, table.c.kind)
        .limit(NAMED)
    ).all()
    return [Trouble(row.kind, row.target, row.number, bool(row.over), row.why or "") for row in rows]


def is_planned(connection: Connection, about: str) -> bool:
    """Return whether anybody is told, or was, of what messages of this beginning of a key are about."""
    wanted = select(table.c.id).where(table.c.key.startswith(f"{about}:", autoescape=True)).limit(1)
    return connection.execute(wanted).first() is not None


def history(connection: Connection, ticket_id: int) -> list[Any]:
    """Return every message about a ticket, oldest first, as rows."""
    return list(connection.execute(select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id)).all())
