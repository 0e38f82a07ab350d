"""
The time that leases live by when several replicas share a database: the database's.

A replica whose host's clock is ahead would else take over leases that still run, and one that is behind would hold on
to its own for too long. The host's clock is corrected by its distance to the database's, measured at the start and
every half minute; between measurements, and while the database is away, the correction stays as it is.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import func, select

from app.clock import Clock
from app.errors import StoreUnavailable
from app.store.database import Database

log = structlog.get_logger()

MEASURE_SECONDS: Final = 30.0
SOON_SECONDS: Final = 2.0
"""Distance to the next measurement after one that failed."""
TOO_SLOW: Final = timedelta(seconds=1)
"""A round trip as long as this says too little; the correction in force is the better one."""
WORTH_A_LINE: Final = timedelta(seconds=1)


class SharedClock:
    """
    The clock `inner`, corrected to the database's.

    A measurement is as good as half its round trip: a difference below that changes nothing, so that the clock does
    not tremble. Distances and sleeps are the inner clock's.
    """

    def __init__(self, inner: Clock, database: Database) -> None:
        self._inner = inner
        self._database = database
        self._offset: timedelta | None = None

    @property
    def offset(self) -> timedelta:
        """How far the database's clock is ahead of the host's."""
        return self._offset or timedelta(0)

    def now(self) -> datetime:
        return self._inner.now() + self.offset

    def monotonic(self) -> float:
        return self._inner.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def measure(self) -> None:
        """Ask the database what time it is, and correct; raises `StoreUnavailable`."""
        measured: tuple[datetime, datetime, datetime] = await self._database.read(
            lambda connection: (
                self._inner.now(),
                connection.execute(select(func.clock_timestamp())).scalar_one().astimezone(UTC),
                self._inner.now(),
            )
        )
        self._correct(*measured)

    def _correct(self, asked: datetime, told: datetime, answered: datetime) -> None:
        error = (answered - asked) / 2
        offset = told - (asked + error)
        if self._offset is not None and (error * 2 >= TOO_SLOW or abs(offset - self._offset) <= error):
            return
        if abs(offset - self.offset) >= WORTH_A_LINE:
            log.warning("the host's clock differs from the database's", seconds=round(offset.total_seconds(), 3))
        self._offset = offset

    async def follow(self) -> None:
        """Measure again and again; ends only by cancellation."""
        while True:
            await self._inner.sleep(MEASURE_SECONDS)
            while True:
                try:
                    await self.measure()
                    break
                except StoreUnavailable as exc:
                    log.warning("the database's time cannot be read", error=str(exc))
                    await self._inner.sleep(SOON_SECONDS)
