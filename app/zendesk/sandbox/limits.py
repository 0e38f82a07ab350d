"""Zendesk's rate limits: which bucket a request takes from, when it is empty, and the headers that tell."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0
PER_TICKET_UPDATES: Final = 30
PER_TICKET_SECONDS: Final = 600.0
ACCOUNT_PER_MINUTE: Final = 700
SEARCHES_PER_MINUTE: Final = 100


@dataclass(slots=True)
class Bucket:
    """At most `total` requests in any `seconds`; a sliding window."""

    total: int
    seconds: float
    _taken: deque[float] = field(default_factory=deque)

    def take(self, now: float) -> int:
        """Take one; return 0, or the whole seconds until one is free."""
        self._forget(now)
        if len(self._taken) >= self.total:
            return max(1, math.ceil(self._taken[0] + self.seconds - now))
        self._taken.append(now)
        return 0

    def told(self, now: float) -> str:
        """Return the header of this bucket."""
        self._forget(now)
        resets = math.ceil(self._taken[0] + self.seconds - now) if self._taken else int(self.seconds)
        return f"total={self.total}; remaining={self.remaining(now)}; resets={resets}"

    def remaining(self, now: float) -> int:
        """Return how many are left."""
        self._forget(now)
        return self.total - len(self._taken)

    def _forget(self, now: float) -> None:
        while self._taken and self._taken[0] <= now - self.seconds:
            self._taken.popleft()


class Limits:
    """The buckets of one account; `seconds` tells the time they live by."""

    def __init__(
        self, seconds: Callable[[], float], updates_per_minute: int, exports_per_minute: int, *, old_names: bool
    ) -> None:
        self._seconds = seconds
        self._old_names = old_names
        # More updates than an account has requests would be no account of Zendesk's.
        self._account = Bucket(max(ACCOUNT_PER_MINUTE, updates_per_minute), MINUTE)
        self._updates = Bucket(updates_per_minute, MINUTE)
        self._exports = Bucket(exports_per_minute, MINUTE)
        self._searches = Bucket(SEARCHES_PER_MINUTE, MINUTE)
        self._tickets: dict[tuple[int, int], Bucket] = {}

    def account(self) -> int:
        """Take one request of the account's; return 0 or the seconds to wait."""
        return self._account.take(self._seconds())

    def update(self, user_id: int, ticket_id: int) -> tuple[int, str]:
        """Take one ticket update; return the seconds to wait, 0 when it is allowed, and which bucket is empty."""
        now = self._seconds()
        if wait := self._tickets.setdefault((user_id, ticket_id), Bucket(PER_TICKET_UPDATES, PER_TICKET_SECONDS)).take(
            now
        ):
            return wait, "per-ticket-updates"
        return self._updates.take(now), "tickets-update"

    def update_many(self) -> int:
        """Take one update for a whole job: it is one PUT on tickets; return 0 or the seconds to wait."""
        return self._updates.take(self._seconds())

    def export(self) -> int:
        """Take one incremental export; return 0 or the seconds to wait."""
        return self._exports.take(self._seconds())

    def search(self) -> int:
        """Take one search export; return 0 or the seconds to wait."""
        return self._searches.take(self._seconds())

    def headers(self, endpoint: str | None, key: tuple[int, int] | None = None) -> dict[str, str]:
        """Return the headers of an answer; `endpoint` is `tickets-update` or `incremental-exports`."""
        now = self._seconds()
        stem = "rate-limit" if self._old_names else "ratelimit"
        remaining = str(self._account.remaining(now))
        found = {
            "x-rate-limit": str(self._account.total),
            "x-rate-limit-remaining": remaining,
            f"{stem}{'' if self._old_names else '-limit'}": str(self._account.total),
            f"{stem}-remaining": remaining,
            f"{stem}-reset": "60",
        }
        prefix = "zendesk-rate-limit-" if self._old_names else "zendesk-ratelimit-"
        if endpoint == "tickets-update":
            found[f"{prefix}tickets-update"] = self._updates.told(now)
            if key in self._tickets:
                found[f"{prefix}per-ticket-updates"] = self._tickets[key].told(now)
        elif endpoint == "incremental-exports":
            found[f"{prefix}incremental-exports"] = self._exports.told(now)
        return found
