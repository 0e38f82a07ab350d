"""
Keeps the tables from growing with everything that ever happened, and from waiting for what a wrong clock wrote.

Finished events go after their time; rows that another replica's clock dated far ahead come back to the present.
"""

from datetime import timedelta

import structlog

from app.clock import Clock
from app.store import horizon, inbox
from app.store.database import Database

log = structlog.get_logger()


class Housekeeping:
    """
    Deletes finished events older than `keep`.

    A month is kept by default, because a repeated delivery is recognised by the row of the first. Effects and
    decisions stay: they explain what was done to whom.
    """

    def __init__(self, database: Database, clock: Clock, keep: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._keep = keep

    async def run(self) -> None:
        """Delete what is older than `keep`; bring back what is dated too far ahead."""
        now = self._clock.now()
        deleted = await self._database.write(lambda connection: inbox.sweep(connection, now - self._keep))
        if deleted:
            log.info("finished events deleted", count=deleted)
        clamped = await self._database.write(lambda connection: horizon.clamp(connection, now))
        if clamped:
            log.warning("rows were dated too far ahead", count=clamped)
