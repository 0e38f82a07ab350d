"""
What a failing database means for those who wait: their own mistake, a bad moment, or the end of all trust in the file.

An fsync that failed is never asked again: the kernel forgets the pages that it could not write, and the next fsync
succeeds over a hole. So everything that speaks of a lying disk or a damaged file ends the process, and the start
that follows reads the file again from the beginning (docs/decisions/0018).
"""

import sqlite3
from enum import Enum

from sqlalchemy.exc import DBAPIError

from app.errors import StoreBroken


class Trouble(Enum):
    """What to do about an exception that came out of a transaction."""

    OWN = "own"
    """The work's own fault; others in its group are not to blame and get a transaction of their own."""
    PASSING = "passing"
    """Locked, full, out of memory: nothing was stored, nobody else would fare better now, and it may pass."""
    LASTING = "lasting"
    """The disk or the file cannot be trusted any more."""


_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)
_LASTING = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PASSING_THOUGH_IOERR = frozenset(
    {
        sqlite3.SQLITE_IOERR_SHMSIZE,  # a full disk again: the index of the log could not grow
        sqlite3.SQLITE_IOERR_NOMEM,
    }
)


def judge(exc: BaseException) -> Trouble:
    """Return what an exception means; whatever no database raised is the work's own."""
    if isinstance(exc, StoreBroken):
        return Trouble.LASTING
    cause = exc.orig if isinstance(exc, DBAPIError) else exc
    code = getattr(cause, "sqlite_errorcode", None) if isinstance(cause, sqlite3.Error) else None
    if code is None:
        return Trouble.OWN
    if code in _PASSING_THOUGH_IOERR:
        return Trouble.PASSING
    primary = code & 0xFF
    if primary in _LASTING:
        return Trouble.LASTING
    return Trouble.PASSING if primary in _PASSING else Trouble.OWN


def name_of(exc: BaseException) -> str:
    """Return the cause in the engine's words, with its name for whoever looks it up."""
    cause = exc.orig if isinstance(exc, DBAPIError) else exc
    name = getattr(cause, "sqlite_errorname", None)
    return f"{cause} ({name})" if name else str(cause)
