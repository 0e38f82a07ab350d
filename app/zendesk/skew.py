"""
Zendesk's time, as far as its `Date` headers tell.

Ages and due times are decided on this clock, since Zendesk's `created_at` is on it: a host that runs ahead would
escalate early. `Date` has whole seconds, so one answer tells Zendesk's time only to within a second and the
journey; the largest lower bound of many answers comes close without ever passing it.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.clock import Clock
from app.zendesk.errors import http_date

WINDOW_SECONDS: Final = 600.0
"""How long a sample counts, on the monotonic clock; longer would let the two clocks drift apart unseen."""
WINDOW_SAMPLES: Final = 512


@dataclass(frozen=True, slots=True)
class _Sample:
    at: float
    lower: float
    """Zendesk's time minus ours is at least this many seconds …"""
    upper: float
    """… and less than this."""


class ZendeskClock:
    """A `Clock` whose `now` is never ahead of Zendesk's; distances and waiting stay those of the clock inside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._samples: deque[_Sample] = deque(maxlen=WINDOW_SAMPLES)
        self._offset = 0.0
        self._last_observed_at: datetime | None = None

    @property
    def offset_seconds(self) -> float:
        """Seconds to add to the host's time; 0 until the first answer."""
        return self._offset

    @property
    def last_observed_at(self) -> datetime | None:
        """The host's time when a `Date` was last seen, or None."""
        return self._last_observed_at

    def now(self) -> datetime:
        return self.corrected(self._clock.now())

    def monotonic(self) -> float:
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    def corrected(self, moment: datetime) -> datetime:
        """Return Zendesk's time at a moment told by the host's clock."""
        return moment + timedelta(seconds=self._offset)

    def observe(self, date_header: str | None, sent_at: datetime, received_at: datetime) -> None:
        """
        Learn from one answer that was asked for at `sent_at` and came at `received_at`, both by the host's clock.

        Zendesk wrote the date somewhere in between, at a time in [date, date + 1 s). A sample that contradicts what
        is known means that one of the clocks was set: what was known is forgotten. An unreadable date, or a clock
        set during the exchange, teaches nothing.
        """
        date = http_date(date_header)
        if date is None or received_at < sent_at:
            return
        at = self._clock.monotonic()
        sample = _Sample(
            at=at,
            lower=(date - received_at).total_seconds(),
            upper=(date - sent_at).total_seconds() + 1.0,
        )
        while self._samples and self._samples[0].at < at - WINDOW_SECONDS:
            self._samples.popleft()
        if any(sample.lower >= known.upper or sample.upper <= known.lower for known in self._samples):
            self._samples.clear()
        self._samples.append(sample)
        self._offset = max(known.lower for known in self._samples)
        self._last_observed_at = received_at
