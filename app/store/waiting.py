"""
Whose work is committed next: what is urgent overtakes what can wait, and never starves it.

Urgent is who waits at the door for an acknowledgement. Such work waits for no more than the one piece of other work
that is under way: it joins that transaction, which then ends. After a transaction of urgent work alone the others have
a turn, of one piece at least, however many stand at the door.
"""

import asyncio
import queue
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")

GROUP_LIMIT = 64
"""Writes per commit. Above 16 a group costs no more throughput, above 64 only latency grows."""


@dataclass(slots=True)
class Job(Generic[T]):
    """Work for a transaction, and who waits for what comes of it; `deadline` is of the monotonic clock."""

    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[T]"
    deadline: float
    is_urgent: bool = False
    result: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        """Tell who waits, unless he has given up; on his own event loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # None is a T where work returns None


class Waiting:
    """The jobs that wait. Any thread may `put` and `close`; all else is the writing thread's."""

    def __init__(self) -> None:
        self._arriving: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self._urgent: deque[Job[Any]] = deque()
        self._patient: deque[Job[Any]] = deque()
        self._is_turn_of_patient = False
        self._is_closed = False

    def __len__(self) -> int:
        """Return how many wait, near enough for a limit."""
        return self._arriving.qsize() + len(self._urgent) + len(self._patient)

    def put(self, job: Job[Any]) -> None:
        """Queue a job."""
        self._arriving.put(job)

    def close(self) -> None:
        """Let `take` return nothing once all that waits has had its turn."""
        self._arriving.put(None)

    def take(self) -> list[Job[Any]]:
        """Wait for somebody, without a timer, and return whose work begins a transaction: all urgent or all patient."""
        self._sort(is_waiting=not (self._urgent or self._patient or self._is_closed))
        if self._urgent and not (self._patient and self._is_turn_of_patient):
            self._is_turn_of_patient = True
            return _first(self._urgent)
        self._is_turn_of_patient = False
        return _first(self._patient)

    def overtaking(self) -> list[Job[Any]]:
        """Return the urgent jobs that wait by now, to join the transaction that is under way."""
        self._sort(is_waiting=False)
        return _first(self._urgent)

    def put_back(self, jobs: list[Job[Any]]) -> None:
        """Queue patient jobs that were taken and not begun, before all others."""
        self._patient.extendleft(reversed(jobs))

    def _sort(self, *, is_waiting: bool) -> None:
        """Put who has arrived into the line he belongs to."""
        while is_waiting or not self._arriving.empty():
            job = self._arriving.get()
            is_waiting = False
            if job is None:
                self._is_closed = True
            else:
                (self._urgent if job.is_urgent else self._patient).append(job)


def _first(line: deque[Job[Any]]) -> list[Job[Any]]:
    return [line.popleft() for _ in range(min(GROUP_LIMIT, len(line)))]
