"""
The outbox and the history of effects in one table.

An effect is *planned*, then *sending* while one writer holds its lease, then *done*, *superseded*, *shadow* or
*failed*. The key is unique, so planning twice is planning once. `due_at`, `planned_at` and `ended_at` are Zendesk's
time; `not_before` and `lease_until` the host's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.chunks import chunks
from app.rules.effect import Change, Effect, Kind
from app.store import claiming
from app.store.inbox import AT_ONCE
from app.store.schema import UtcDateTime, effect, ticket

LEASE = timedelta(seconds=60)
"""Well above the client's time-out, so that a lease never ends under a request."""


STRUGGLING_NAMED = 10
KEPT = "The assignee was chosen by a person in the meantime and is kept."

UNKNOWN_DISTANCE = timedelta(seconds=3)
"""
Least distance after an unknown outcome. Zendesk's stamps have whole seconds, so a request of ours that arrives late
finds a newer stamp and is refused.
"""


class State(StrEnum):
    """Where an effect stands."""

    PLANNED = "planned"
    """Waits to be sent, for the first time or again."""
    SENDING = "sending"
    """A writer holds the lease; after a crash here the outcome is unknown."""
    DONE = "done"
    """Zendesk has it: answered, or found in the audits."""
    SUPERSEDED = "superseded"
    """Overtaken before it was sent: by a person, by a solved ticket, by a higher level."""
    SHADOW = "shadow"
    """Decided and recorded, deliberately not sent."""
    FAILED = "failed"
    """Zendesk does not accept it; a person must look."""


UNSENT = (State.PLANNED, State.SENDING)


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


NOT_DUE = "taken back before it was sent: its time has not come yet"
"""The outcome of a level that is planned anew, under the same key, when its time has come."""
_RENEWED = ("state", "change", "because", "reasons", "urgency", "due_at", "planned_at", "not_before", "ended_at")


def _adding(adding: Any) -> Any:
    """Return the statement that plans a key once, and once more only where it was taken back unsent."""
    values = {name: adding.excluded[name] for name in _RENEWED} | {"outcome": None, "attempts": 0, "job_id": None}
    taken_back = (effect.c.state == State.SUPERSEDED.value) & (effect.c.outcome == NOT_DUE)
    return adding.on_conflict_do_update(index_elements=[effect.c.key], set_=values, where=taken_back)


_ADD = {
    "sqlite": _adding(sqlite.insert(effect)),
    "postgresql": _adding(postgresql.insert(effect)).inline().execution_options(preserve_rowcount=True),
}


def plan(connection: Connection, wanted: Effect, now: datetime, not_before: datetime, *, shadow: bool = False) -> bool:
    """
    Record an intended effect; return False when its key is taken, that is: when it was planned before.

    A level that was taken back because its time had not come (`recall`) is planned again.
    """
    values = {
        "key": wanted.key,
        "ticket_id": wanted.ticket_id,
        "epoch": wanted.epoch,
        "kind": wanted.kind.value,
        "level": wanted.level,
        "state": State.SHADOW.value if shadow else State.PLANNED.value,
        "change": wanted.change.as_json(),
        "because": wanted.because,
        "reasons": dict(wanted.reasons),
        "urgency": wanted.urgency,
        "due_at": wanted.due_at,
        "planned_at": now,
        "not_before": not_before,
        "ended_at": now if shadow else None,
    }
    return connection.execute(_ADD[connection.dialect.name], values).rowcount == 1


def supersede(
    connection: Connection, ticket_id: int, kinds: Iterable[Kind], why: str, now: datetime, keep: Iterable[str] = ()
) -> int:
    """
    End the effects of these kinds that were never tried; return how many.

    One whose outcome is unknown is left to the writer: it may stand on the ticket already.
    """
    return connection.execute(
        update(effect)
        .where(
            effect.c.ticket_id == ticket_id,
            effect.c.kind.in_([kind.value for kind in kinds]),
            effect.c.state == State.PLANNED.value,
            effect.c.unknown_outcome.is_(False),
            effect.c.key.not_in(list(keep)),
        )
        .values(state=State.SUPERSEDED.value, outcome=why, ended_at=now)
    ).rowcount


def recall(connection: Connection, ticket_id: int, epoch: int, level: int, now: datetime) -> int:
    """
    Take back the escalations of an opening above a level that were never tried; return how many.

    One that is being sent, or may have landed, is left to the writer: the level may stand on the ticket already.
    """
    return connection.execute(
        update(effect)
        .where(
            effect.c.ticket_id == ticket_id,
            effect.c.epoch == epoch,
            effect.c.kind == Kind.ESCALATION.value,
            effect.c.level > level,
            effect.c.state == State.PLANNED.value,
            effect.c.unknown_outcome.is_(False),
        )
        .values(state=State.SUPERSEDED.value, outcome=NOT_DUE, ended_at=now)
    ).rowcount


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


_KNOWN = effect.c.kind.in_([kind.value for kind in Kind])
"""What this version can send; while a newer one works beside it, the newer one's news are left to it."""


def _ready(host_now: datetime) -> ColumnElement[bool]:
    return _KNOWN & or_(
        (effect.c.state == State.PLANNED.value) & (effect.c.not_before <= host_now),
        (effect.c.state == State.SENDING.value) & (effect.c.lease_until < host_now),
    )


def _busy(host_now: datetime) -> ColumnElement[bool]:
    return or_(
        (effect.c.state == State.SENDING.value) & (effect.c.lease_until >= host_now),
        # Effects of a ticket keep their order: while one waits for its next try, later ones wait behind it.
        (effect.c.state == State.PLANNED.value) & (effect.c.not_before > host_now),
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
                unknown_outcome=case((effect.c.state == State.SENDING.value, True), else_=effect.c.unknown_outcome),
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
        wanted = wanted.where(or_(effect.c.unknown_outcome, effect.c.state == State.SENDING.value))
    return connection.execute(select(func.count()).select_from(wanted.distinct().limit(limit).subquery())).scalar_one()


def _own(one: Claimed) -> Any:
    """Return the condition under which an effect is still ours: our token, and not ended."""
    return (effect.c.id == one.id) & (effect.c.token == one.token) & (effect.c.state == State.SENDING.value)


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


def next_at(connection: Connection) -> datetime | None:
    """Return when the writer should look again: the next planned try, or the next lease to run out."""
    found: datetime | None = connection.execute(
        select(func.min(case((effect.c.state == State.SENDING.value, effect.c.lease_until), else_=effect.c.not_before)))
        .join(ticket, ticket.c.id == effect.c.ticket_id)
        .where(_KNOWN, effect.c.state.in_([state.value for state in UNSENT]), ticket.c.hold.is_(False))
    ).scalar()
    return found


_SOONEST = case(
    (effect.c.unknown_outcome, bindparam("later", type_=UtcDateTime)), else_=bindparam("now", type_=UtcDateTime)
)
_HURRY_ALL = (
    update(effect)
    .where(effect.c.state == State.PLANNED.value, effect.c.not_before > _SOONEST)
    .values(not_before=_SOONEST)
)
_HURRY = _HURRY_ALL.where(effect.c.ticket_id == bindparam("ticket"))


def hurry(connection: Connection, ticket_id: int | None, host_now: datetime) -> None:
    """
    Let the planned effects of a ticket, or of all with None, be tried at once: what they waited for has happened.

    One whose outcome is unknown keeps a distance, in which a late request of ours may still arrive at Zendesk.
    """
    moments = {"now": host_now, "later": host_now + UNKNOWN_DISTANCE}
    if ticket_id is None:
        connection.execute(_HURRY_ALL, moments)
    else:
        connection.execute(_HURRY, moments | {"ticket": ticket_id})


def has_unknown(connection: Connection) -> bool:
    """Return whether an effect waits to be tried again of which nobody knows whether it landed."""
    wanted = select(effect.c.id).where(effect.c.state == State.PLANNED.value, effect.c.unknown_outcome).limit(1)
    return connection.execute(wanted).first() is not None


def keep_assignee(connection: Connection, ticket_id: int, host_now: datetime) -> int:
    """
    Take assignee and group out of effects that are not done: a person chose an assignee meanwhile and wins.

    A review and a dispute would move the ticket to another group, and so away from who has just taken it. A refusal
    needs its assignee to solve, and is stopped by other means.

    One that is being sent is taken from its sender, who may hold the old change beside the new record; if it has
    landed, its key is found and nothing is sent again. The level is raised all the same. Returns how many were changed.
    """
    changed = 0
    for row in _unsent(connection, ticket_id, Kind.ESCALATION, Kind.TRIAGE, Kind.DISPUTE):
        change = Change.from_json(row.change)
        if change.assignee is None and change.group is None and not change.unassign:
            continue
        kept = replace(
            change,
            assignee=None,
            group=None,
            unassign=False,
            comment=f"{change.comment}\n\n{KEPT}" if change.comment else None,
        )
        _rewrite(connection, row, kept, host_now)
        changed += 1
    return changed


def keep_circuit(connection: Connection, ticket_id: int, host_now: datetime) -> int:
    """
    Take our Circuit ID out of effects that are not done: the field was filled meanwhile, and that value stays.

    The writer ends what then has nothing to write, once it knows that it has not landed. Returns how many were changed.
    """
    changed = 0
    for row in _unsent(connection, ticket_id, Kind.DETAILS):
        change = Change.from_json(row.change)
        if change.circuit_id is not None:
            _rewrite(connection, row, replace(change, circuit_id=None), host_now)
            changed += 1
    return changed


def _unsent(connection: Connection, ticket_id: int, *kinds: Kind) -> Sequence[Any]:
    """Return a ticket's effects of these kinds that are not done, as rows kept for the caller."""
    return connection.execute(
        select(effect.c.id, effect.c.state, effect.c.change)
        .where(
            effect.c.ticket_id == ticket_id,
            effect.c.kind.in_([kind.value for kind in kinds]),
            effect.c.state.in_([state.value for state in UNSENT]),
        )
        .with_for_update()
    ).all()


def _rewrite(connection: Connection, row: Any, change: Change, host_now: datetime) -> None:
    """Give an unsent effect another change; one that is being sent is taken from its sender."""
    values: dict[str, Any] = {"change": change.as_json()}
    if row.state == State.SENDING.value:
        values |= {"state": State.PLANNED.value, "unknown_outcome": True, "lease_until": None}
        values |= {"token": effect.c.token + 1, "not_before": host_now + UNKNOWN_DISTANCE}
    connection.execute(update(effect).where(effect.c.id == row.id).values(values))


def has_unsent(connection: Connection, ticket_id: int) -> bool:
    """Return whether something intended for the ticket has not been confirmed yet."""
    return (
        connection.execute(
            select(effect.c.id)
            .where(effect.c.ticket_id == ticket_id, effect.c.state.in_([state.value for state in UNSENT]))
            .limit(1)
        ).first()
        is not None
    )


def history(connection: Connection, ticket_id: int) -> list[Any]:
    """Return every effect of a ticket, oldest first, as rows."""
    return list(connection.execute(select(effect).where(effect.c.ticket_id == ticket_id).order_by(effect.c.id)).all())


def shadowed(connection: Connection, since: datetime) -> list[Any]:
    """Return every effect planned since then that was recorded only, oldest first, as rows."""
    return list(
        connection.execute(
            select(effect)
            .where(effect.c.state == State.SHADOW.value, effect.c.planned_at >= since)
            .order_by(effect.c.planned_at, effect.c.id)
        ).all()
    )


def counts(connection: Connection) -> dict[str, int]:
    """Return how many effects are unsent or failed, by state."""
    rows = connection.execute(
        select(effect.c.state, func.count())
        .where(effect.c.state.in_([State.PLANNED.value, State.SENDING.value, State.FAILED.value]))
        .group_by(effect.c.state)
    ).all()
    return {row[0]: row[1] for row in rows}


def struggling(connection: Connection, tries: int) -> list[Any]:
    """Return a few of the unsent effects that were tried so often in vain, as rows, the most tried first."""
    return list(
        connection.execute(
            select(effect.c.ticket_id, effect.c.key, effect.c.attempts, effect.c.outcome)
            .where(effect.c.state.in_([state.value for state in UNSENT]), effect.c.attempts >= tries)
            .order_by(effect.c.attempts.desc(), effect.c.id)
            .limit(STRUGGLING_NAMED)
        ).all()
    )


def recover(connection: Connection, host_now: datetime) -> None:
    """
    Take over the leases of a process that is gone; right only where ours is the one process on the database.

    What was being sent has an unknown outcome, and is asked for after the distance every unknown outcome keeps.
    """
    connection.execute(
        update(effect)
        .where(effect.c.state == State.SENDING.value)
        .values(
            state=State.PLANNED.value,
            unknown_outcome=True,
            lease_until=None,
            not_before=host_now + UNKNOWN_DISTANCE,
        )
    )
