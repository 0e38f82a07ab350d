"""
What is intended for Zendesk and what became of it: the effects of tickets, history included, in one table.

An effect is *planned*, then *sending* while one writer holds its lease (`outbox`), then *done*, *superseded*, *shadow*
or *failed*. The key is unique, so planning twice is planning once. `due_at`, `planned_at` and `ended_at` are Zendesk's
time; `not_before` and `lease_until` the host's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from app.rules.effect import Change, Effect, Kind
from app.store.schema import IS_FAILED, IS_PLANNED, IS_UNSENT, effect

UNKNOWN_DISTANCE = timedelta(seconds=3)
"""
Least distance after an unknown outcome. Zendesk's stamps have whole seconds, so a request of ours that arrives late
finds a newer stamp and is refused.
"""
STRUGGLING_NAMED = 10
KEPT = "The assignee was chosen by a person in the meantime and is kept."
NOT_DUE = "taken back before it was sent: its time has not come yet"
"""The outcome of a level that is planned anew, under the same key, when its time has come."""
_RENEWED = ("state", "change", "because", "reasons", "urgency", "due_at", "planned_at", "not_before", "ended_at")


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
            IS_PLANNED,
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
            IS_PLANNED,
            effect.c.unknown_outcome.is_(False),
        )
        .values(state=State.SUPERSEDED.value, outcome=NOT_DUE, ended_at=now)
    ).rowcount


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
            IS_UNSENT,
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
        connection.execute(select(effect.c.id).where(effect.c.ticket_id == ticket_id, IS_UNSENT).limit(1)).first()
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
    counted = [
        select(effect.c.state, func.count()).where(one).group_by(effect.c.state) for one in (IS_UNSENT, IS_FAILED)
    ]
    rows = connection.execute(union_all(*counted)).all()
    return {row[0]: row[1] for row in rows}


def struggling(connection: Connection, tries: int) -> list[Any]:
    """Return a few of the unsent effects that were tried so often in vain, as rows, the most tried first."""
    return list(
        connection.execute(
            select(effect.c.ticket_id, effect.c.key, effect.c.attempts, effect.c.outcome)
            .where(IS_UNSENT, effect.c.attempts >= tries)
            .order_by(effect.c.attempts.desc(), effect.c.id)
            .limit(STRUGGLING_NAMED)
        ).all()
    )
