"""
The gate towards Zendesk: one row a limit, shared by all replicas and kept over restarts.

A limit holds in *every* minute, not only in whole ones, so what was spent is kept by the second: a bucket that refills
would let twice its size through in the wrong minute. Times are the clock's that all replicas share. What Zendesk's
headers tell is not known here: that is each process's `app.zendesk.budget`, and `app.zendesk.permits` asks both.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.schema import gate

WINDOW_SECONDS: Final = 61
"""A minute, and a second for the way from here to Zendesk: what counts is when it sees a request."""
FRESH_SECONDS: Final = 1.0
"""How long a permit may lie unused; an older one would spend from a minute that others have spent from."""
LONGEST_PAUSE: Final = timedelta(minutes=3)
"""No pause that Zendesk is believed lasts so long; one that seems to was written before the clock was set back."""
UPDATES: Final = "updates"
"""Ticket updates, the limit that hurts: 100 a minute on most plans."""
EXPORTS: Final = "exports"
"""Calls of the incremental export: 10 a minute."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a limit stands, for those who only look."""

    quota: int | None
    """Permits a minute, as last counted with; None before any was taken."""
    spent: tuple[tuple[int, int], ...]
    """What still counts: seconds since 1970, and the permits taken in each."""
    blocked_seconds: float
    """How long a pause still lasts; 0 when there is none."""


def standing(connection: Connection, name: str, now: datetime) -> Standing:
    """Return how a limit stands, taking nothing."""
    quota = connection.execute(select(gate.c.quota).where(gate.c.name == name)).scalar()
    blocked_until, spent = _seen(connection, name)
    return Standing(quota, tuple(_recent(spent, now)), _blocked_for(blocked_until, now))


def reserve(connection: Connection, name: str, wanted: int, quota: int, now: datetime) -> int:
    """
    Take up to `wanted` permits and return how many were granted: no minute sees more than `quota` of them.

    None while `block` holds. The row is locked until the transaction ends, so keep that short.
    """
    blocked_until, spent = _locked(connection, name, now)
    if _blocked_for(blocked_until, now) > 0:
        return 0
    kept = _recent(spent, now)
    granted = max(0, min(wanted, quota - sum(count for _, count in kept)))
    if granted:
        kept = _recent([*kept, (int(now.timestamp()), granted)], now)
    if kept != spent:
        connection.execute(update(gate).where(gate.c.name == name).values(spent=kept, quota=quota, updated_at=now))
    return granted


def give_back(connection: Connection, name: str, count: int, taken_at: datetime, now: datetime) -> None:
    """Return permits that were taken at `taken_at` and not used; others' permits stay where they stand."""
    _, spent = _locked(connection, name, now)
    second = int(taken_at.timestamp())
    left = {at: have - min(have, count) if at == second else have for at, have in spent}
    kept = [(at, have) for at, have in left.items() if have]
    connection.execute(update(gate).where(gate.c.name == name).values(spent=kept, updated_at=now))


def block(connection: Connection, name: str, until: datetime, now: datetime) -> None:
    """Let nobody through before `until`; an earlier end than the one in force changes nothing."""
    blocked_until, _ = _locked(connection, name, now)
    if blocked_until is None or _blocked_for(blocked_until, now) < _blocked_for(until, now):
        connection.execute(update(gate).where(gate.c.name == name).values(blocked_until=until, updated_at=now))


def opens_in(connection: Connection, name: str, quota: int, now: datetime) -> float:
    """Return the seconds until the next permit can be had; 0 when it can be now."""
    blocked_until, spent = _seen(connection, name)
    recent, full = _recent(spent, now), 0.0
    if sum(count for _, count in recent) >= quota:
        full = recent[0][0] + WINDOW_SECONDS + 1 - now.timestamp()
    return max(_blocked_for(blocked_until, now), full, 0.0)


def free(connection: Connection, name: str, quota: int, now: datetime) -> int:
    """Return how many permits could be had now, without taking any."""
    blocked_until, spent = _seen(connection, name)
    if _blocked_for(blocked_until, now) > 0:
        return 0
    return max(0, quota - sum(count for _, count in _recent(spent, now)))


def is_blocked(connection: Connection, name: str, now: datetime) -> bool:
    """Return whether a pause holds: nothing may be sent, with or without a permit."""
    return _blocked_for(_seen(connection, name)[0], now) > 0


def _recent(spent: list[tuple[int, int]], now: datetime) -> list[tuple[int, int]]:
    """Return what still counts; what seems to lie ahead was spent before the clock was set back, and counts as new."""
    second, by_second = int(now.timestamp()), Counter[int]()
    for at, count in spent:
        by_second[min(at, second)] += count
    return [(at, count) for at, count in sorted(by_second.items()) if second - WINDOW_SECONDS <= at]


def _blocked_for(until: datetime | None, now: datetime) -> float:
    if until is None or until - now > LONGEST_PAUSE:
        return 0.0
    return max(0.0, (until - now).total_seconds())


def _seen(connection: Connection, name: str) -> tuple[datetime | None, list[tuple[int, int]]]:
    row = connection.execute(select(gate).where(gate.c.name == name)).one_or_none()
    if row is None:
        return None, []
    return row.blocked_until, [(at, count) for at, count in row.spent]


def _locked(connection: Connection, name: str, now: datetime) -> tuple[datetime | None, list[tuple[int, int]]]:
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(maker(gate).values(name=name, spent=[], updated_at=now).on_conflict_do_nothing())
    row = connection.execute(select(gate).where(gate.c.name == name).with_for_update()).one()
    return row.blocked_until, [(at, count) for at, count in row.spent]
