"""
Zendesk's time, as far as its `Date` headers tell; it is never ahead of Zendesk's.

Ages and due times are decided on this clock, since Zendesk's `created_at` is on it: a host that runs ahead would
escalate early. `Date` has whole seconds, so one answer tells Zendesk's time only to within a second and the
journey; the largest lower bound of many answers comes close without ever passing it.

Answers may contradict each other: a machine behind Zendesk's load balancer whose clock is wrong, or a host that was
suspended without knowing. What fits together is one *opinion*. The earliest that any of the last few answers held
counts, so that one wrong answer never brings an escalation forward; going ahead takes several in a row without a
contradiction. Why so: docs/decisions/0016.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.clock import Clock
from app.zendesk.errors import http_date

log = structlog.get_logger()

DRIFT: Final = 0.0005
"""How much faster or slower than Zendesk's our oscillator may run; a bad one manages a fifth of that."""
VOICES: Final = 8
"""Answers in a row that must contradict an opinion before it is dropped."""
CONFIRMED: Final = 3
"""Answers before anything irrevocable is done: the first may be the wrong one."""
FRESH_SECONDS: Final = 60.0
"""Silence after which Zendesk is asked before a step is planned."""
CREDIBLE_SECONDS: Final = 900.0
"""A single answer that is off by more than this is nobody's clock; only a second one that agrees is heeded."""


@dataclass(slots=True)
class _Opinion:
    """Zendesk's time minus ours was at least `lower` and less than `upper`, at `at` on the monotonic clock."""

    lower: float
    upper: float
    at: float
    answers: int = 1
    heard: int = 0
    """The number of the last answer that fits."""

    def lowest(self, at: float) -> float:
        return self.lower - (at - self.at) * DRIFT

    def highest(self, at: float) -> float:
        return self.upper + (at - self.at) * DRIFT

    def takes(self, lower: float, upper: float, at: float, number: int) -> bool:
        """Narrow this opinion by an answer and return True, or return False when the two contradict each other."""
        lowest, highest = self.lowest(at), self.highest(at)
        if lower >= highest or upper <= lowest:
            return False
        self.lower, self.upper, self.at = max(lowest, lower), min(highest, upper), at
        self.answers += 1
        self.heard = number
        return True


class ZendeskClock:
    """
    A `Clock` whose `now` is never ahead of Zendesk's; distances and waiting stay those of the clock inside.

    That clock must be steady: when its `now` steps, Zendesk's time steps with it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._opinions: list[_Opinion] = []
        self._answers = 0
        self._heard_at = 0.0
        self._last_observed_at: datetime | None = None
        self._disputed_since: float | None = None

    # -- what time it is ------------------------------------------------------------------------------------------

    @property
    def offset_seconds(self) -> float:
        """Seconds to add to the time of the clock inside; 0 until the first answer."""
        at = self._clock.monotonic()
        return min((one.lowest(at) for one in self._credible()), default=0.0)

    def now(self) -> datetime:
        return self.corrected(self._clock.now())

    def latest(self) -> datetime:
        """Return what Zendesk's time can be at most, by the boldest of the last answers."""
        at = self._clock.monotonic()
        return self._clock.now() + timedelta(seconds=max((one.highest(at) for one in self._opinions), default=0.0))

    def uncorrected(self) -> datetime:
        """Return the time of the clock inside, for `corrected` to correct when more is known."""
        return self._clock.now()

    def corrected(self, moment: datetime) -> datetime:
        """Return Zendesk's time at a moment told by the clock inside."""
        return moment + timedelta(seconds=self.offset_seconds)

    def monotonic(self) -> float:
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    # -- how sure that is -----------------------------------------------------------------------------------------

    @property
    def last_observed_at(self) -> datetime | None:
        """The time of the clock inside when a `Date` was last seen, or None."""
        return self._last_observed_at

    @property
    def answers(self) -> int:
        """How many dates were seen."""
        return self._answers

    @property
    def silent_seconds(self) -> float | None:
        """Seconds since a `Date` was last seen, or None when none was."""
        return self._clock.monotonic() - self._heard_at if self._answers else None

    @property
    def spread_seconds(self) -> float:
        """By how much the last answers contradict each other; 0 when they agree."""
        at = self._clock.monotonic()
        found = [one.lowest(at) for one in self._opinions]
        return max(found) - min(found) if len(found) > 1 else 0.0

    @property
    def disputed_seconds(self) -> float:
        """For how long answers have been contradicting each other; 0 when they agree."""
        return 0.0 if self._disputed_since is None else self._clock.monotonic() - self._disputed_since

    def doubt(self) -> str | None:
        """Return why nothing irrevocable may be done by this clock now, or None."""
        silent = self.silent_seconds
        if silent is None:
            return "Zendesk has not told its time yet"
        if self._answers < CONFIRMED:
            return f"Zendesk has told its time only {self._answers} time(s)"
        if silent > FRESH_SECONDS:
            return f"Zendesk has not told its time for {silent:.0f} s"
        return None

    # -- learning -------------------------------------------------------------------------------------------------

    def observe(self, date_header: str | None, sent_at: datetime, received_at: datetime) -> None:
        """
        Learn from one answer that was asked for at `sent_at` and came at `received_at`, both by the clock inside.

        Zendesk wrote the date somewhere in between, at a time in [date, date + 1 s). An unreadable date, or a clock
        set during the exchange, teaches nothing.
        """
        date = http_date(date_header)
        if date is None or received_at < sent_at:
            return
        at = self._heard_at = self._clock.monotonic()
        self._last_observed_at = received_at
        self._answers += 1
        lower, upper = (date - received_at).total_seconds(), (date - sent_at).total_seconds() + 1.0
        # An answer may fit several opinions, and each of them takes it.
        taken = sum(one.takes(lower, upper, at, self._answers) for one in self._opinions)
        if not taken:
            self._opinions.append(_Opinion(lower, upper, at, heard=self._answers))
        self._opinions = [one for one in self._opinions if one.heard > self._answers - VOICES]
        self._note_dispute(at)

    def _credible(self) -> list[_Opinion]:
        if len(self._opinions) < 2:
            return self._opinions
        leading = max(self._opinions, key=lambda one: one.answers)
        if leading.answers < VOICES:
            return self._opinions
        return [one for one in self._opinions if one.answers > 1 or abs(one.lower - leading.lower) <= CREDIBLE_SECONDS]

    def _note_dispute(self, at: float) -> None:
        if len(self._opinions) < 2:
            self._disputed_since = None
        elif self._disputed_since is None:
            self._disputed_since = at
            log.warning("zendesk's answers contradict each other", by_seconds=round(self.spread_seconds, 1))
