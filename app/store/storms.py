"""
Storms while they last, and the tickets that were seen of each scope.

Tickets are noted in the transaction that records them, one small row a scope in `cursor`: so the counting of a scope
costs what was seen of it lately, however many tickets are open. A storm is a row of `storm`; one scope has one open
storm at most, whoever finds it. Who creates its problem ticket holds a lease with a fencing token. `opened_at`,
`newest_at` and `ended_at` are Zendesk's time; `not_before` and `lease_until` the host's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.rules.record import Record
from app.rules.storm import Sighting
from app.rules.ticket import Tier
from app.store.schema import cursor, storm

PREFIX: Final = "storm:"


@dataclass(frozen=True, slots=True)
class Seen:
    """The tickets of one scope that may make a storm, or that belong to the one that is open."""

    sightings: tuple[Sighting, ...] = ()
    settled: frozenset[int] = frozenset()
    """Those that were linked, or left alone for good."""
    founders: tuple[int, ...] = ()
    """The tickets with which the open storm was found."""

    def is_settled(self, one: Sighting) -> bool:
        """Return whether nothing more is to be done about a ticket."""
        return one.ticket_id in self.settled

    def as_json(self) -> str:
        """Return the value of the row."""
        rows = [[one.ticket_id, one.epoch, one.started_at.isoformat()] for one in self.sightings]
        return json.dumps({"seen": rows, "settled": sorted(self.settled), "founders": list(self.founders)})

    @classmethod
    def from_json(cls, text: str) -> "Seen":
        """Return what `as_json` wrote."""
        doc = json.loads(text)
        seen = tuple(Sighting(number, epoch, datetime.fromisoformat(at)) for number, epoch, at in doc.get("seen", ()))
        return cls(seen, frozenset(doc.get("settled", ())), tuple(doc.get("founders", ())))


@dataclass(frozen=True, slots=True)
class Standing:
    """A storm that has not ended."""

    id: int
    scope: str
    opened_at: datetime
    newest_at: datetime
    problem_id: int | None
    attempts: int
    token: int
    outcome: str | None
    founders: tuple[int, ...] = field(default=())


# --- what was seen ---------------------------------------------------------------------------------------------------


def sight(connection: Connection, record: Record, before: Record | None, now: datetime) -> bool:
    """
    Note a ticket that has become Tier III with a scope, once for each of its openings; return whether it is new.

    Inside the transaction that stores `record`, so that no ticket is stored and not seen.
    """
    if record.storm is None or record.tier is not Tier.THREE or not record.status.is_unsolved:
        return False
    if before is not None and before.storm == record.storm and before.epoch.number == record.epoch.number:
        return False
    found = Sighting(record.ticket_id, record.epoch.number, _became_so(record, before))
    seen = of_scope(connection, record.storm, now)
    others = [one for one in seen.sightings if one.ticket_id != record.ticket_id]
    if found in seen.sightings:
        return False
    seen = replace(seen, sightings=(*others, found), settled=seen.settled - {record.ticket_id})
    keep(connection, record.storm, seen, now)
    return True


def _became_so(record: Record, before: Record | None) -> datetime:
    """
    Return when a ticket began to tell of its scope: with its opening, or with what was said later.

    A ticket of yesterday that says now that the carrier is out belongs to the storm of now.
    """
    is_later = before is not None and before.tier is not None and before.epoch.number == record.epoch.number
    return record.seen_updated_at or record.epoch.started_at if is_later else record.epoch.started_at


_is_open: ColumnElement[bool] = storm.c.ended_at.is_(None)
# Asked every few seconds: built once.
_SEEN: Final = select(cursor.c.name, cursor.c.value).where(cursor.c.name.startswith(PREFIX))
_STANDING: Final = select(storm.c.scope, storm.c.problem_id).where(_is_open)


def scopes(connection: Connection) -> list[str]:
    """Return the scopes of which anything was seen lately; as many as carriers and places at most."""
    return sorted(scope for scope, seen in _seen(connection).items() if seen.sightings)


def looking(connection: Connection, least: int, oldest: datetime) -> tuple[list[str], bool]:
    """
    Return the scopes to judge, and whether a storm has no problem ticket yet.

    Judged are those with a storm, those of which `least` tickets were seen, so that there may be one, and those of
    which something was seen before `oldest`, to be forgotten. In calm hours there are none, and nothing is written to
    find that out.
    """
    rows = connection.execute(_STANDING).all()
    stormy = {row.scope for row in rows}
    wanted = [
        scope
        for scope, seen in _seen(connection).items()
        if seen.sightings
        and (scope in stormy or len(seen.sightings) >= least or min(one.started_at for one in seen.sightings) < oldest)
    ]
    return sorted(wanted), any(row.problem_id is None for row in rows)


def _seen(connection: Connection) -> dict[str, Seen]:
    rows = connection.execute(_SEEN).all()
    return {row.name.removeprefix(PREFIX): Seen.from_json(row.value) for row in rows}


def of_scope(connection: Connection, scope: str, now: datetime) -> Seen:
    """Return what was seen of a scope, and keep others from changing it until the transaction ends."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    name = f"{PREFIX}{scope}"
    empty = {"name": name, "value": Seen().as_json(), "updated_at": now}
    connection.execute(maker(cursor).values(empty).on_conflict_do_nothing())
    value = connection.execute(select(cursor.c.value).where(cursor.c.name == name).with_for_update()).scalar_one()
    return Seen.from_json(value)


def keep(connection: Connection, scope: str, seen: Seen, now: datetime) -> None:
    """Store what was seen of a scope; the caller has it from `of_scope` in the same transaction."""
    connection.execute(
        update(cursor).where(cursor.c.name == f"{PREFIX}{scope}").values(value=seen.as_json(), updated_at=now)
    )


# --- the storm itself ------------------------------------------------------------------------------------------------


def standing(connection: Connection, scope: str) -> Standing | None:
    """Return the open storm of a scope, or None."""
    row = connection.execute(select(storm).where(_is_open, storm.c.scope == scope)).one_or_none()
    return _standing(row) if row is not None else None


def begin(connection: Connection, scope: str, now: datetime) -> Standing:
    """Open a storm, or return the one that is open: the index on open scopes allows one only."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"scope": scope, "opened_at": now, "newest_at": now}
    connection.execute(maker(storm).values(values).on_conflict_do_nothing().inline())
    row = connection.execute(select(storm).where(_is_open, storm.c.scope == scope)).one()
    return _standing(row)


def joined(connection: Connection, one: Standing, now: datetime) -> None:
    """Store that a ticket has joined a storm."""
    connection.execute(update(storm).where(storm.c.id == one.id, _is_open).values(newest_at=now))


def end(connection: Connection, one: Standing, why: str, waiting: Sequence[Sighting], now: datetime) -> None:
    """End a storm and forget its tickets; those that were `waiting` to be linked are counted anew."""
    outcome = f"{one.outcome}; {why}" if one.outcome else why
    connection.execute(
        update(storm)
        .where(storm.c.id == one.id, _is_open)
        .values(ended_at=now, outcome=outcome, lease_until=None, token=storm.c.token + 1)
    )
    of_scope(connection, one.scope, now)
    keep(connection, one.scope, Seen(tuple(waiting)), now)


def claim(connection: Connection, host_now: datetime, lease: timedelta) -> Standing | None:
    """
    Lease one storm that has no problem ticket yet, the oldest first; None where there is none, or not yet.

    The token fences off whoever held it before: what they bring later is not stored.
    """
    row = connection.execute(
        select(storm)
        .where(
            _is_open,
            storm.c.problem_id.is_(None),
            or_(storm.c.not_before.is_(None), storm.c.not_before <= host_now),
            or_(storm.c.lease_until.is_(None), storm.c.lease_until < host_now),
        )
        .order_by(storm.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    values = {"token": row.token + 1, "lease_until": host_now + lease}
    connection.execute(update(storm).where(storm.c.id == row.id).values(values))
    found = _standing(row)
    seen = of_scope(connection, found.scope, host_now)
    return replace(found, token=row.token + 1, founders=seen.founders)


def renew(connection: Connection, one: Standing, host_now: datetime, lease: timedelta) -> bool:
    """Begin the lease anew; return False when the storm is not ours any more and nothing may be created for it."""
    return connection.execute(update(storm).where(_own(one)).values(lease_until=host_now + lease)).rowcount == 1


def note_problem(connection: Connection, one: Standing, problem_id: int, how: str) -> bool:
    """Store the problem ticket of a leased storm; return False when the lease was lost, or there is one already."""
    values = {"problem_id": problem_id, "outcome": how, "lease_until": None, "not_before": None}
    return connection.execute(update(storm).where(_own(one)).values(values)).rowcount == 1


def postpone(connection: Connection, one: Standing, why: str, not_before: datetime, *, counts: bool = True) -> bool:
    """Hand a leased storm back to be tried again, with the reason; return False when it is not ours any more."""
    values = {"outcome": why, "not_before": not_before, "lease_until": None, "attempts": one.attempts + counts}
    return connection.execute(update(storm).where(_own(one)).values(values)).rowcount == 1


def is_told(connection: Connection, one: Standing, problem_id: int) -> bool:
    """Return whether people were told of this problem by an earlier storm of the scope."""
    wanted = select(storm.c.id).where(storm.c.problem_id == problem_id, storm.c.id != one.id).limit(1)
    return connection.execute(wanted).first() is not None


def recover(connection: Connection) -> None:
    """Take over the leases of a process that is gone; right only where ours is the one process on the database."""
    connection.execute(update(storm).where(_is_open, storm.c.lease_until.is_not(None)).values(lease_until=None))


def all_of(connection: Connection, scope: str | None = None) -> Sequence[Any]:
    """Return storms as rows, oldest first, for people who ask what happened."""
    wanted = select(storm).order_by(storm.c.id)
    return connection.execute(wanted if scope is None else wanted.where(storm.c.scope == scope)).all()


def _own(one: Standing) -> ColumnElement[bool]:
    return (storm.c.id == one.id) & (storm.c.token == one.token) & _is_open & storm.c.problem_id.is_(None)


def _standing(row: Any) -> Standing:
    return Standing(
        row.id, row.scope, row.opened_at, row.newest_at, row.problem_id, row.attempts, row.token, row.outcome
    )
