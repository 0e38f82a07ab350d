"""
While a rehearsal lasts, nothing in the process can reach another machine, whoever tries.

Neither side of it opens a socket. This is for what is built in beside them, now or later: a library that notifies,
a calendar that is fetched. Python tells of every connection before it is made (PEP 578), and there it is refused.
"""

import contextlib
import ipaddress
import sys
from collections.abc import Iterator
from typing import Any, Final

_NAMES: Final = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
"""To look a name up leaves the machine as well."""
_EVENTS: Final = _NAMES | {"socket.connect", "socket.sendto", "socket.sendmsg"}


class LeavingRefused(ConnectionError):
    """Something wanted to reach another machine during a rehearsal."""


class _Guard:
    """One hook for the process, which Python never takes off again; it only looks while somebody is secluded."""

    def __init__(self) -> None:
        self.secluded = 0
        self.is_hooked = False
        self.refused: list[str] = []

    def look(self, event: str, values: tuple[Any, ...]) -> None:
        """Refuse what leaves the machine."""
        if not self.secluded or event not in _EVENTS or (host := _host(event, values)) is None:
            return
        self.refused.append(host)
        msg = f"a rehearsal reaches no other machine, and {host} is one"
        raise LeavingRefused(msg)


_guard: Final = _Guard()


@contextlib.contextmanager
def secluded() -> Iterator[list[str]]:
    """Refuse every connection but to loopback while it lasts; yields the list of hosts that were refused."""
    if not _guard.is_hooked:
        sys.addaudithook(_guard.look)
        _guard.is_hooked = True
    if not _guard.secluded:
        _guard.refused = []
    _guard.secluded += 1
    try:
        yield _guard.refused
    finally:
        _guard.secluded -= 1


def _host(event: str, values: tuple[Any, ...]) -> str | None:
    """Return the machine that is meant, None for this one."""
    if event in _NAMES:
        host = values[0]
    else:
        address = values[1] if len(values) > 1 else None
        if not isinstance(address, tuple):
            return None  # a socket of the file system, or one that is connected
        host = address[0]
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    if text == "localhost":
        return None
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(text.partition("%")[0]).is_loopback:
            return None
    return text
