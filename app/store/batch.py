"""
Deliveries that are stored together: by one statement, one commit and one fsync.

A batch stays open until the writing thread begins with it. Whoever is at the door by then comes along, so that under
load many share a commit and at rest nobody waits for company; and while one batch is being committed the next one
already stands in line.
"""

import asyncio
import threading
from typing import Any, NamedTuple

from app.store.waiting import GROUP_LIMIT


class Entry(NamedTuple):
    """One delivery: its row, and who waits to hear whether it is new."""

    values: dict[str, Any]
    future: "asyncio.Future[bool]"


class Batch:
    """The event loop adds, the writing thread begins; one lock keeps them apart."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._is_open = True
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> bool:
        """Take a delivery along; return False when the batch has begun or is full, and another one is needed."""
        with self._lock:
            if not self._is_open or len(self._entries) >= GROUP_LIMIT:
                return False
            self._entries.append(entry)
            return True

    def begin(self) -> list[Entry]:
        """Close the batch and return what is in it, the same each time: a transaction may be tried once more."""
        with self._lock:
            self._is_open = False
            return self._entries
