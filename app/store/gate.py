"""
The gate towards Zendesk: one row a limit, shared by all replicas and kept over restarts.

A limit holds in *every* minute, not only in whole ones, so what was spent is kept by the second: a bucket that refills
would let twice its size through in the wrong minute. Times are the clock's that all replicas share.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store.schema import gate

WINDOW_SECONDS: Final = 60
UPDATES: Final = "updates"
"""Ticket updates, the limit that hurts: 100 a minute on most plans."""
EXPORTS: Final = "exports"
"""Calls of the incremental export: 10 a minute."""


def reserve(connection: Connection, name: str, wanted: int, quota: int, now: datetime) -> int:
    """
    Take up to `wanted` permits and return how many were granted: no minute sees more than `quota` of them.

    None while `block` holds. The row is locked until the transaction ends, so keep that short.
    """
    blocked_until, spent = _locked(connection, name, now)
    if blocked_until is not None and now < blocked_until:
        return 0
    second = int(now.timestamp())
    kept = [(at, count) for at, count in spent if second - WINDOW_SECONDS <= at]
    granted = max(0, min(wanted, quota - sum(count for _, count in kept)))
    if granted:
        kept.append((second, granted))
    if granted or len(kept) != len(spent):
        connection.execute(update(gate).where(gate.c.name == name).values(spent=kept, quota=quota, updated_at=now))
    return granted


def give_back(connection: Connection, name: str, count: int, now: datetime) -> None:
    """Return permits that were not used, newest first."""
    _, spent = _locked(connection, name, now)
    while count > 0 and spent:
        at, last = spent.pop()
        if last > count:
            spent.append((at, last - count))
        count -= last
    connection.execute(update(gate).where(gate.c.name == name).values(spent=spent, updated_at=now))


def block(connection: Connection, name: str, until: datetime, now: datetime) -> None:
    """Let nobody through before `until`; an earlier end than the one in force changes nothing."""
    blocked_until, _ = _locked(connection, name, now)
    if blocked_until is None or blocked_until < until:
        connection.execute(update(gate).where(gate.c.name == name).values(blocked_until=until, updated_at=now))


def opens_in(connection: Connection, name: str, quota: int, now: datetime) -> float:
    """Return the seconds until the next permit can be had; 0 when it can be now."""
    row = connection.execute(select(gate).where(gate.c.name == name)).one_or_none()
    if row is None:
        return 0.0
    blocked = (row.blocked_until - now).total_seconds() if row.blocked_until else 0.0
    second = int(now.timestamp())
    recent = [(at, count) for at, count in row.spent if second - WINDOW_SECONDS <= at]
    full = 0.0
    if sum(count for _, count in recent) >= quota:
        full = recent[0][0] + WINDOW_SECONDS + 1 - now.timestamp()
    return max(blocked, full, 0.0)


def _locked(connection: Connection, name: str, now: datetime) -> tuple[datetime | None, list[tuple[int, int]]]:
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(maker(gate).values(name=name, spent=[], updated_at=now).on_conflict_do_nothing())
    row = connection.execute(select(gate).where(gate.c.name == name).with_for_update()).one()
    return row.blocked_until, [(at, count) for at, count in row.spent]
