"""
Who fails to prove that he is Zendesk, and how often.

A source that fails again and again is answered 429 and logged no more, but it is never shut out: behind a proxy, or
behind one address shared with an attacker, Zendesk's own webhooks come from it too, and a valid signature is always
accepted. What an attacker costs is bounded in other ways: headers are judged before a body is read, bodies have limits
in size, time and sum, and every failure costs its sender the connection.
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

WINDOW_SECONDS: Final = 60.0
ALLOWED: Final = 20
"""Failures of one source in a minute that are answered 401; a person who tries a wrong secret needs no more."""
REMEMBERED: Final = 4096
"""Sources counted at once; the one unheard of for longest is forgotten first."""
LINES: Final = 20
"""Lines about refused webhooks in a minute, whoever sent them."""
TOLD_MINUTES: Final = 60


class Strangers:
    """Counts failures by source, in memory only: a restart forgives."""

    def __init__(self, monotonic: Callable[[], float], *, allowed: int = ALLOWED, remembered: int = REMEMBERED) -> None:
        self._monotonic = monotonic
        self._allowed = allowed
        self._remembered = remembered
        self._sources: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._minutes: deque[list[int]] = deque(maxlen=TOLD_MINUTES)
        self.total = 0

    def failed(self, client: str) -> bool:
        """Count one failure of `client`; return whether it has failed too often in this minute."""
        now = self._monotonic()
        self._count(int(now // 60))
        source = source_of(client)
        began, count = self._sources.pop(source, (now, 0))
        if now - began >= WINDOW_SECONDS:
            began, count = now, 0
        self._sources[source] = (began, count + 1)
        if len(self._sources) > self._remembered:
            self._sources.popitem(last=False)
        return count >= self._allowed

    def lately(self) -> int:
        """Return how many failed within the last hour."""
        oldest = int(self._monotonic() // 60) - TOLD_MINUTES
        return sum(count for minute, count in self._minutes if minute > oldest)

    def warnings(self) -> list[str]:
        """Return what `/health` says about them; Zendesk's own are among them when a secret is wrong."""
        if not (count := self.lately()):
            return []
        sentence = (
            f"{count} webhook(s) failed their signature in the last hour: if Zendesk shows failed deliveries, compare "
            "WEBHOOK_SECRETS with its signing secret"
        )
        return [sentence]

    @property
    def sources(self) -> int:
        """How many sources are counted at the moment."""
        return len(self._sources)

    def _count(self, minute: int) -> None:
        self.total += 1
        if not self._minutes or self._minutes[-1][0] != minute:
            self._minutes.append([minute, 0])
        self._minutes[-1][1] += 1


def source_of(client: str) -> str:
    """Return what counts as one source: an IPv4 address, or the /64 network that one IPv6 subscriber has."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return client
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


class Throttle:
    """Lets through so many log lines a minute and counts the others."""

    def __init__(self, monotonic: Callable[[], float], *, lines: int = LINES) -> None:
        self._monotonic = monotonic
        self._lines = lines
        self._began = -WINDOW_SECONDS
        self._used = 0
        self._withheld = 0

    def admits(self) -> int | None:
        """Return how many lines were withheld before this one; None when this one is withheld as well."""
        now = self._monotonic()
        if now - self._began >= WINDOW_SECONDS:
            self._began, self._used = now, 0
        if self._used >= self._lines:
            self._withheld += 1
            return None
        self._used += 1
        withheld, self._withheld = self._withheld, 0
        return withheld
