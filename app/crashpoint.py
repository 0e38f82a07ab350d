"""
Named places between two steps at which a fault test can end the process, as a power cut would, or stop it.

A stopped process is one that a hypervisor or a swap storm has put to sleep: it goes on later as if no time had passed.
Unarmed, which is always outside of tests, a crash point costs one comparison.
"""

import os
import signal
from typing import Final

_armed: dict[str, int] = {}
_signal = signal.SIGKILL

POINTS = frozenset(
    {
        "inbox.stored",
        "worker.claimed",
        "worker.decided",
        "worker.committed",
        "writer.claimed",
        "writer.asked",
        "writer.sent",
        "writer.committed",
    }
)
"""In the order in which an event becomes a change on the ticket."""

JOB_POINTS = frozenset({"job.queued", "job.noted"})
"""On the way of many tickets in one job of Zendesk's: before and after the job's id is stored."""

NOTIFIER_POINTS = frozenset({"notifier.claimed", "notifier.sent"})
"""On the way of a message to people: before it is sent, and before that is stored."""
STORM_POINTS = frozenset({"storm.claimed", "storm.created", "storm.noted"})
"""On the way to a problem ticket: it is our turn, Zendesk has created it, and its number is stored."""

_ALL: Final = POINTS | JOB_POINTS | NOTIFIER_POINTS | STORM_POINTS

STOP: Final = "stop@"


def arm(order: str) -> None:
    """
    Arm one point, written `name` or `name:n`: the process is killed when it gets there for the n-th time.

    Written `stop@name:n` it is stopped there instead, until somebody sends SIGCONT.
    """
    global _signal  # one process dies or sleeps once
    _signal = signal.SIGSTOP if order.startswith(STOP) else signal.SIGKILL
    name, _, hit = order.removeprefix(STOP).partition(":")
    if name not in _ALL:
        raise ValueError(f"no crash point is called {name!r}; there are {', '.join(sorted(_ALL))}")
    _armed[name] = int(hit or 1)


def reached(point: str) -> None:
    """Die or sleep here when `point` is armed and its count is up."""
    if not _armed or point not in _armed:
        return
    _armed[point] -= 1
    if _armed[point] == 0:
        os.kill(os.getpid(), _signal)
