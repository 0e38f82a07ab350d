"""Keeps the tables from growing with everything that ever happened: finished events go after their time."""

from datetime import timedelta

import structlog

from app.clock import Clock
from app.store import inbox
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
        """Delete what is older than `keep`."""
        before = self._clock.now() - self._keep
        deleted = await self._database.write(lambda connection: inbox.sweep(connection, before))
        if deleted:
            log.info("finished events deleted", count=deleted)
