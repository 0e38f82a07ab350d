"""
The outbox: effects that are to be sent, leased to one writer at a time, and ended only by who holds the lease.

A lease that ran out means a writer died in mid-sending, so the outcome is unknown. `not_before` and `lease_until` are
the host's time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, or_, select, update

from app.chunks import chunks
from app.rules.effect import Change, Kind
from app.store import claiming
from app.store.effects import UNKNOWN_DISTANCE, State
from app.store.inbox import AT_ONCE
from app.store.schema import IS_PLANNED, IS_SENDING, IS_UNSENT, UtcDateTime, effect, ticket

LEASE = timedelta(seconds=60)
"""Well above the client's time-out, so that a lease never ends under a request."""
_KNOWN = effect.c.kind.in_([kind.value for kind in Kind])
"""What this version can send; while a newer one works beside it, the newer one's news are left to it."""
_SOONEST = case(
    (effect.c.unknown_outcome, bindparam("later", type_=UtcDateTime)), else_=bindparam("now", type_=UtcDateTime)
)
_HURRY_ALL = update(effect).where(IS_UNSENT, IS_PLANNED, effect.c.not_before > _SOONEST).values(not_before=_SOONEST)
_HURRY = _HURRY_ALL.where(effect.c.ticket_id == bindparam("ticket"))


@dataclass(frozen=True, slots=True)
class Claimed:
    """One leased effect, with what the writer needs to send it."""

    id: int
    key: str
    ticket_id: int
    epoch: int
    kind: Kind
    level: int
    change: Change
    because: str
    due_at: datetime
    attempts: int
    unknown_outcome: bool
    """An earlier try may have reached Zendesk: ask the audits before sending again."""
    token: int
    urgency: int
    job_id: str | None
    """The job of Zendesk's that carried it last, if one did."""


def claim(connection: Connection, host_now: datetime, tickets: int) -> list[list[Claimed]]:
    """
    Lease the unsent effects of up to `tickets` tickets, most urgent ticket first; one list a ticket, in its order.

    Left alone: tickets on hold, tickets another writer works on, effects that wait for a later try. A lease that ran
    out means a writer died in mid-sending: the outcome is unknown.
    """
    ready, busy = _ready(host_now), _busy(host_now)
    found = connection.execute(
        select(effect.c.ticket_id)
        .join(ticket, ticket.c.id == effect.c.ticket_id)
        .where(ready, ticket.c.hold.is_(False), effect.c.ticket_id.not_in(select(effect.c.ticket_id).where(busy)))
        .group_by(effect.c.ticket_id)
        .order_by(func.min(effect.c.urgency), func.min(effect.c.due_at))
        .limit(tickets * claiming.OTHERS_TURNS)
    ).scalars()
    waiting = list(found)
    groups: list[list[Claimed]] = []
    while waiting and len(groups) < tickets:
        room = tickets - len(groups)
        turns = claiming.take(connection, claiming.EFFECTS, waiting[:room])
        groups += _lease(connection, turns, host_now)
        del waiting[:room]
    return groups


def _ready(host_now: datetime) -> ColumnElement[bool]:
    return (
        IS_UNSENT
        & _KNOWN
        & or_(
            IS_PLANNED & (effect.c.not_before <= host_now),
            IS_SENDING & (effect.c.lease_until < host_now),
        )
    )


def _busy(host_now: datetime) -> ColumnElement[bool]:
    return IS_UNSENT & or_(
        IS_SENDING & (effect.c.lease_until >= host_now),
        # Effects of a ticket keep their order: while one waits for its next try, later ones wait behind it.
        IS_PLANNED & (effect.c.not_before > host_now),
    )


def _lease(connection: Connection, ticket_ids: Sequence[int | None], host_now: datetime) -> list[list[Claimed]]:
    """Lease the unsent effects of tickets whose turns are ours, but for those at which somebody still is."""
    if not ticket_ids:
        return []
    ready, mine = _ready(host_now), effect.c.ticket_id.in_(ticket_ids)
    seen = connection.execute(select(effect.c.id, effect.c.ticket_id).where(mine, or_(ready, _busy(host_now)))).all()
    rows = connection.execute(
        select(effect).where(mine, ready).order_by(effect.c.id).with_for_update(skip_locked=True)
    ).all()
    # An effect that is seen and not free was claimed since we first looked, or is just being ended after its lease.
    free = {row.id for row in rows}
    taken = {row.ticket_id for row in seen if row.id not in free}
    ours = [row for row in rows if row.ticket_id not in taken]
    for some in chunks([row.id for row in ours], AT_ONCE):
        connection.execute(
            update(effect)
            .where(effect.c.id.in_(some))
            .values(
                unknown_outcome=case((IS_SENDING, True), else_=effect.c.unknown_outcome),
                state=State.SENDING.value,
                lease_until=host_now + LEASE,
                token=effect.c.token + 1,
            )
        )
    groups: dict[int | None, list[Claimed]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in ours:
        groups[row.ticket_id].append(_claimed(row))
    return [group for group in groups.values() if group]


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row.id,
        key=row.key,
        ticket_id=row.ticket_id,
        epoch=row.epoch,
        kind=Kind(row.kind),
        level=row.level,
        change=Change.from_json(row.change),
        because=row.because,
        due_at=row.due_at,
        attempts=row.attempts,
        unknown_outcome=row.unknown_outcome or row.state == State.SENDING.value,
        token=row.token + 1,
        urgency=row.urgency,
        job_id=row.job_id,
    )


def waiting(
    connection: Connection, host_now: datetime, limit: int, below: int | None = None, *, unknown: bool = False
) -> int:
    """
    Return how many tickets could be claimed now, counted up to `limit`.

    With `below` only the more urgent ones, with `unknown` only those of which an outcome is not known.
    """
    wanted = select(effect.c.ticket_id).join(ticket, ticket.c.id == effect.c.ticket_id)
    wanted = wanted.where(_ready(host_now), ticket.c.hold.is_(False))
    if below is not None:
        wanted = wanted.where(effect.c.urgency < below)
    if unknown:
        wanted = wanted.where(or_(effect.c.unknown_outcome, IS_SENDING))
    return connection.execute(select(func.count()).select_from(wanted.distinct().limit(limit).subquery())).scalar_one()


def next_at(connection: Connection) -> datetime | None:
    """Return when the writer should look again: the next planned try, or the next lease to run out."""
    found: datetime | None = connection.execute(
        select(func.min(case((IS_SENDING, effect.c.lease_until), else_=effect.c.not_before)))
        .join(ticket, ticket.c.id == effect.c.ticket_id)
        .where(IS_UNSENT, _KNOWN, ticket.c.hold.is_(False))
    ).scalar()
    return found


def _own(one: Claimed) -> Any:
    """Return the condition under which an effect is still ours: our token, and not ended."""
    return (effect.c.id == one.id) & (effect.c.token == one.token) & IS_SENDING


def holds(connection: Connection, effects: Sequence[Claimed]) -> bool:
    """Return whether nobody has taken these over since we claimed them."""
    ours = [connection.execute(select(effect.c.id).where(_own(one))).first() for one in effects]
    return None not in ours


def renew(connection: Connection, effects: Sequence[Claimed], host_now: datetime) -> bool:
    """Begin the lease anew; return False when somebody else has taken over and nothing may be sent any more."""
    rows = [connection.execute(update(effect).where(_own(one)).values(lease_until=host_now + LEASE)) for one in effects]
    return all(row.rowcount for row in rows)


def note_job(connection: Connection, effects: Sequence[Claimed], job_id: str) -> None:
    """Remember which job carries these effects, so that its result can be asked for whatever happens to us."""
    for one in effects:
        connection.execute(update(effect).where(_own(one)).values(job_id=job_id))


def end(
    connection: Connection,
    effects: Sequence[Claimed],
    state: State,
    outcome: str,
    now: datetime,
    audit_id: int | None = None,
) -> bool:
    """End leased effects; return False when a lease was lost meanwhile and nothing may be stored."""
    return all(
        connection.execute(
            update(effect)
            .where(_own(one))
            .values(state=state.value, outcome=outcome, ended_at=now, audit_id=audit_id, lease_until=None)
        ).rowcount
        for one in effects
    )


def retry(
    connection: Connection,
    effects: Sequence[Claimed],
    why: str,
    not_before: datetime,
    *,
    unknown: bool = False,
    counts: bool = True,
    forget_job: bool = False,
) -> bool:
    """
    Hand leased effects back to be tried again; return False when a lease was lost, whose effect then stays as it is.

    `unknown` when the last try may have reached Zendesk; `forget_job` when nothing more is to be learnt from the job
    that carried them.
    """
    rows = [
        connection.execute(
            update(effect)
            .where(_own(one))
            .values(
                state=State.PLANNED.value,
                outcome=why,
                not_before=not_before,
                lease_until=None,
                attempts=one.attempts + 1 if counts else one.attempts,
                unknown_outcome=one.unknown_outcome or unknown,
                job_id=None if forget_job else effect.c.job_id,
            )
        )
        for one in effects
    ]
    return all(row.rowcount for row in rows)


def hurry(connection: Connection, ticket_id: int | None, host_now: datetime) -> int:
    """
    Let the planned effects of a ticket, or of all with None, be tried at once: what they waited for has happened.

    Returns how many waited. One whose outcome is unknown keeps a distance, in which a late request of ours may still
    arrive at Zendesk.
    """
    moments = {"now": host_now, "later": host_now + UNKNOWN_DISTANCE}
    if ticket_id is None:
        return connection.execute(_HURRY_ALL, moments).rowcount
    return connection.execute(_HURRY, moments | {"ticket": ticket_id}).rowcount


def has_unknown(connection: Connection) -> bool:
    """Return whether an effect waits to be tried again of which nobody knows whether it landed."""
    wanted = select(effect.c.id).where(IS_UNSENT, IS_PLANNED, effect.c.unknown_outcome).limit(1)
    return connection.execute(wanted).first() is not None


def recover(connection: Connection, host_now: datetime) -> None:
    """
    Take over the leases of a process that is gone; right only where ours is the one process on the database.

    What was being sent has an unknown outcome, and is asked for after the distance every unknown outcome keeps.
    """
    connection.execute(
        update(effect)
        .where(IS_UNSENT, IS_SENDING)
        .values(
            state=State.PLANNED.value,
            unknown_outcome=True,
            lease_until=None,
            not_before=host_now + UNKNOWN_DISTANCE,
        )
    )
