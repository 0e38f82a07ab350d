"""What an opened database is made of, whatever engine stands behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

START_SECONDS: Final = 30.0
"""How long a start waits for a server that is not up yet: both are often started by the same command."""


@dataclass(frozen=True, slots=True)
class Engines:
    """The two ways into a database, and how to let go of it."""

    writer: Engine
    """One connection; only the writing thread uses it."""
    reader: Engine
    release: Callable[[], None]
    """Gives back what keeps others out, after both engines are disposed of."""
    name: str
    version: str
    is_shared: bool
    """Whether other replicas work on the same database: then only a lease that ran out may be taken over."""
    interrupt_write: Callable[[], None] = lambda: None
    """Ends the wait of a writer that hangs, where the engine knows how; called from another thread."""
    interrupt_reads: Callable[[], None] = lambda: None
    tend: Callable[[], None] = lambda: None
    """What the writing thread does for the database after a commit was told to those who waited for it."""
    warnings: Callable[[], list[str]] = field(default=list)
    """What an operator should know about the database now, as sentences."""


def cause_of(exc: Exception) -> str:
    """Return the first line of what the driver says: the lines below it may quote a ticket's words."""
    cause = exc.orig if isinstance(exc, DBAPIError) else exc
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")
