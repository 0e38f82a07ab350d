"""Whether Zendesk takes writes at all, as the last tries tell, and how long to stay away when it does not."""

import random
from collections.abc import Callable
from typing import Final

from app.clock import Clock

PAUSE_MAX_SECONDS: Final = 15.0
"""Longest silence towards a failing Zendesk: afterwards one ticket is the probe."""
ANSWERED_MAX_SECONDS: Final = 4.0
"""Longest silence while reads are answered and only writes fail."""
LONG_FROM: Final = 3
"""So many failures in a row are an outage rather than a bad moment."""


class Trouble:
    """
    Failures that are not one ticket's: no connection, 5xx, refused credentials.

    Silence doubles with each failure in a row and varies by half, so that replicas do not come back in step. What
    fails while a silence lasts was begun before it and does not lengthen it.
    """

    def __init__(self, clock: Clock, uniform: Callable[[float, float], float] = random.uniform) -> None:
        self._clock = clock
        self._uniform = uniform
        self._failures = 0
        self._until = 0.0
        self._is_answered = False
        self.last_error: str | None = None
        """Why the last write failed for all tickets alike; None when writing works."""

    @property
    def is_on(self) -> bool:
        """True from a failure to the next success."""
        return self._failures > 0

    @property
    def is_long(self) -> bool:
        """True when this is an outage, behind which much may have piled up."""
        return self._failures >= LONG_FROM

    def met(self, error: str) -> None:
        """Take note of a failure."""
        self.last_error = error
        now = self._clock.monotonic()
        if now < self._until:
            return
        self._failures += 1
        ceiling = ANSWERED_MAX_SECONDS if self._is_answered else PAUSE_MAX_SECONDS
        longest = min(2.0 ** min(self._failures - 1, 10), ceiling)
        self._until = now + self._uniform(longest / 2, longest)

    def answered(self) -> bool:
        """Take note that Zendesk answers again, although nothing is written yet; return whether that is news."""
        is_news, self._is_answered = not self._is_answered, True
        return is_news

    def unanswered(self) -> None:
        """Take note that Zendesk answers nothing at all."""
        self._is_answered = False

    def wait(self, seconds: float) -> None:
        """Stay silent for so long, without a failure."""
        self._until = max(self._until, self._clock.monotonic() + seconds)

    def over(self) -> bool:
        """Take note of a success; return whether there was trouble before."""
        was_on = self.is_on
        self._failures, self._until, self.last_error = 0, 0.0, None
        self._is_answered = False
        return was_on

    def seconds_left(self) -> float:
        """Return how long the silence still lasts."""
        return max(0.0, self._until - self._clock.monotonic())
