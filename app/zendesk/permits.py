"""
Leave to write: what the gate of all replicas and Zendesk's own word to this process allow together.

The gate (`app.store.gate`) holds what must be common and must outlive us: the writes begun in the last minute, and
Zendesk's pauses. The budget (`app.zendesk.budget`) holds what only the answers to this process tell: the account's
limit, and that people have spent from it. A permit is a claim on one request for the next second.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.store import gate
from app.store.database import Database
from app.zendesk.budget import Budget

log = structlog.get_logger()


@dataclass(slots=True)
class Permit:
    """Leave for one request; used up with it."""

    at: datetime
    """When it was taken, as the gate has it …"""
    taken_at: float
    """… and on the monotonic clock."""
    is_used: bool = False


class Permits:
    """Takes permits for ticket updates, gives them back, keeps pauses."""

    def __init__(self, database: Database, budget: Budget, clock: Clock) -> None:
        self._database = database
        self._budget = budget
        self._clock = clock
        self._told_until = 0.0

    def free(self, connection: Connection) -> int:
        """Return how many updates may be begun now."""
        allowed = self._budget.updates_left(self._clock.monotonic())
        quota = self._budget.updates_per_minute
        return min(allowed, gate.free(connection, gate.UPDATES, quota, self._clock.now())) if allowed else 0

    def reserve(self, connection: Connection, wanted: int) -> list[Permit]:
        """Take up to `wanted` permits inside the caller's transaction."""
        allowed = min(wanted, self._budget.updates_left(self._clock.monotonic()))
        if allowed <= 0:
            return []
        quota = self._budget.updates_per_minute
        now = self._clock.now()
        granted = gate.reserve(connection, gate.UPDATES, allowed, quota, now)
        return [Permit(now, self._clock.monotonic()) for _ in range(granted)]

    def give_back(self, connection: Connection, permits: Sequence[Permit]) -> None:
        """Return those that were not used, inside the caller's transaction."""
        for at, count in Counter(one.at for one in permits if not one.is_used).items():
            gate.give_back(connection, gate.UPDATES, count, at, self._clock.now())

    async def use(self, permit: Permit | None) -> bool:
        """
        Return whether one request may go out this very moment.

        A permit that has lain too long is exchanged for one of this moment, one that is used up for another; whatever
        permits say, nothing goes out during a pause.
        """
        now = self._clock.monotonic()
        unused = [permit] if permit is not None and not permit.is_used else []
        if unused and now - unused[0].taken_at <= gate.FRESH_SECONDS:
            if await self._database.read(lambda c: gate.is_blocked(c, gate.UPDATES, self._clock.now())):
                return False
            unused[0].is_used = True
            return True

        def exchange(connection: Connection) -> bool:
            self.give_back(connection, unused)
            return bool(self.reserve(connection, 1))

        may_send = await self._database.write(exchange)
        for one in unused:
            one.is_used = True  # given back already
        return may_send

    async def keep_pause(self) -> None:
        """Tell the gate of a pause that Zendesk asked this process for, so that every replica keeps to it."""
        until = self._budget.pause_until
        seconds = until - self._clock.monotonic()
        if seconds <= 0 or until <= self._told_until:
            return
        now = self._clock.now()
        end = now + timedelta(seconds=seconds)
        await self._database.write(lambda connection: gate.block(connection, gate.UPDATES, end, now))
        self._told_until = until
        log.warning("zendesk asked for a pause of all writes", seconds=round(seconds, 1))

    async def wait_seconds(self) -> float:
        """Return the seconds until a permit can be had; 0 when it can be now."""
        quota = self._budget.updates_per_minute
        own = self._budget.updates_wait(self._clock.monotonic())
        shared = await self._database.read(lambda c: gate.opens_in(c, gate.UPDATES, quota, self._clock.now()))
        return max(own, shared)
