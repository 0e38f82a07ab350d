"""
How many ticket writes Zendesk allows now, as far as its answers tell this process.

Learns the limit and what is left of it (people in the agent interface spend from it too) from the rate-limit headers
of every answer. It counts nothing of its own: how many writes all replicas together have begun is `app.store.gate`'s
to know, and `app.zendesk.permits` asks both. All moments here are seconds of the monotonic clock.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from app.clock import Clock

_SAME_WINDOW_SECONDS: Final = 2.0
_LONGEST_WINDOW_SECONDS: Final = 3600.0
# Zendesk renamed its headers between September 2023 and February 2024; accounts may show either spelling.
_UPDATES: Final = ("zendesk-ratelimit-tickets-update", "zendesk-rate-limit-tickets-update")
_ONE_TICKET: Final = ("zendesk-ratelimit-per-ticket-updates", "zendesk-rate-limit-per-ticket-updates")
_ACCOUNT: Final = (("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
                   ("rate-limit", "rate-limit-remaining", "rate-limit-reset"),
                   ("x-rate-limit", "x-rate-limit-remaining", "x-rate-limit-reset"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """One of Zendesk's limits as last seen."""

    total: int
    remaining: int
    resets_at: float | None
    """Monotonic moment of the refill; None when Zendesk did not say."""

    def wait(self, now: float) -> float:
        """Return the seconds until one more request fits, as far as this bucket is concerned."""
        if self.remaining > 0 or self.resets_at is None:
            return 0.0
        return max(0.0, self.resets_at - now)


class Budget:
    """
    The account's write budget as Zendesk's headers have it.

    While its figure for ticket updates is fresh, that counts, less what is on its way. Otherwise there is nothing to
    go by but the total it told last, or `ZENDESK_UPDATES_PER_MINUTE` before it told any: the gate holds that.
    """

    def __init__(self, clock: Clock, updates_per_minute: int) -> None:
        self._clock = clock
        self._fallback = max(1, updates_per_minute)
        self._updates: Bucket | None = None
        self._account: Bucket | None = None
        self._in_flight = 0
        self._pause_until = 0.0

    @property
    def pause_until(self) -> float:
        """Monotonic moment before which Zendesk wants no write; in the past when it wants any."""
        return self._pause_until

    @property
    def updates_per_minute(self) -> int:
        """The limit that counts now: Zendesk's own, else the setting."""
        return self._updates.total if self._updates else self._fallback

    def updates_wait(self, now: float) -> float:
        """Return the seconds until one more ticket update is allowed; 0 when it is now."""
        paused = max(0.0, self._pause_until - now)
        account = self._account.wait(now) if self._account else 0.0
        return max(paused, account, self._updates_bucket_wait(now))

    def updates_left(self, now: float) -> int:
        """Return how many ticket updates may be begun now, as far as is known."""
        return 0 if self.updates_wait(now) > 0 else max(1, self._remaining(now))

    def begin_update(self) -> None:
        """Count a ticket update that is about to be sent."""
        self._in_flight += 1

    def end_update(self, headers: Mapping[str, str] | None, *, was_sent: bool) -> None:
        """
        Take an update off the way, with its answer's headers if there was an answer.

        One whose answer did not tell the limit is counted against the last figure that was told, unless it was never
        sent.
        """
        self._in_flight = max(0, self._in_flight - 1)
        is_told = any(name.lower() in _UPDATES for name in headers or ())
        if was_sent and self._updates is not None and not is_told:
            self._updates = replace(self._updates, remaining=max(0, self._updates.remaining - 1))

    def observe(self, headers: Mapping[str, str], now: float) -> None:
        """Learn from the headers of any answer; unknown and unreadable ones teach nothing."""
        lower = {name.lower(): value for name, value in headers.items()}
        if (updates := _endpoint(lower, _UPDATES, now)) is not None:
            self._updates = _merged(self._updates, updates, now)
        if (account := _account(lower, now)) is not None:
            self._account = account

    def pause(self, headers: Mapping[str, str], seconds: float, now: float, *, was_write: bool) -> None:
        """
        Stop all writes for so many seconds after a 429.

        Not when the answer itself says that only one ticket's limit is used up, nor when a read met the limit of
        its own endpoint while the account has requests left: other writes would be held up for nothing.
        """
        lower = {name.lower(): value for name, value in headers.items()}
        one_ticket, updates = _endpoint(lower, _ONE_TICKET, now), _endpoint(lower, _UPDATES, now)
        account = _account(lower, now)
        if one_ticket is not None and one_ticket.remaining == 0 and not (updates and updates.remaining == 0):
            return
        if not was_write and account is not None and account.remaining > 0:
            return
        self._pause_until = max(self._pause_until, now + seconds)

    def snapshot(self) -> dict[str, Any]:
        """Return the figures for `/health`; times are in seconds from now."""
        now = self._clock.monotonic()
        return {
            "updates": {
                "per_minute": self.updates_per_minute,
                "remaining": self._remaining(now),
                "learnt": self._updates is not None,
                "in_flight": self._in_flight,
            },
            "account": None
            if self._account is None
            else {"limit": self._account.total, "remaining": self._account.remaining},
            "next_update_in_seconds": round(self.updates_wait(now), 1),
            "paused_for_seconds": round(max(0.0, self._pause_until - now), 1),
        }

    def _updates_bucket_wait(self, now: float) -> float:
        if self._updates is None or self._remaining(now) > 0:
            return 0.0
        return (self._updates.resets_at or now) - now

    def _remaining(self, now: float) -> int:
        if self._updates is None or not self._is_fresh(now):
            return self.updates_per_minute
        return max(0, self._updates.remaining - self._in_flight)

    def _is_fresh(self, now: float) -> bool:
        """Return True while the window Zendesk told of has not ended."""
        return self._updates is not None and self._updates.resets_at is not None and now < self._updates.resets_at


def _merged(known: Bucket | None, seen: Bucket, now: float) -> Bucket:
    """
    Combine two sights of one bucket.

    Answers overtake each other: within one window the smaller remainder is the later one.
    """
    if known is None or known.resets_at is None or seen.resets_at is None or known.resets_at <= now:
        return seen
    is_same_window = abs(known.resets_at - seen.resets_at) <= _SAME_WINDOW_SECONDS and known.total == seen.total
    return replace(seen, remaining=min(known.remaining, seen.remaining)) if is_same_window else seen


def _endpoint(headers: Mapping[str, str], names: tuple[str, ...], now: float) -> Bucket | None:
    """Read `total=100; remaining=99; resets=59`."""
    raw = next((headers[name] for name in names if name in headers), None)
    if raw is None:
        return None
    told = {key.lower(): int(value) for key, value in re.findall(r"([A-Za-z_]{1,20})\s*=\s*(\d{1,9})", raw)}
    return _bucket(told.get("total"), told.get("remaining"), told.get("resets"), now)


def _account(headers: Mapping[str, str], now: float) -> Bucket | None:
    for limit, remaining, reset in _ACCOUNT:
        total, left, resets = (_number(headers.get(name)) for name in (limit, remaining, reset))
        if (bucket := _bucket(total, left, resets, now)) is not None:
            return bucket
    return None


def _bucket(total: int | None, remaining: int | None, resets: int | None, now: float) -> Bucket | None:
    if not total or remaining is None:
        return None
    resets_at = None if resets is None else now + min(float(resets), _LONGEST_WINDOW_SECONDS)
    return Bucket(total, min(remaining, total), resets_at)


def _number(raw: str | None) -> int | None:
    return int(raw) if raw is not None and re.fullmatch(r"\s*\d{1,9}\s*", raw, re.ASCII) else None
