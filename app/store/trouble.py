"""
What a failing database means for those who wait: their own mistake, a bad moment, or the end of all trust in the file.

An fsync that failed is never asked again: the kernel forgets the pages that it could not write, and the next fsync
succeeds over a hole. So everything that speaks of a lying disk or a damaged file ends the process, and the start
that follows reads the file again from the beginning (docs/decisions/0018).
"""

import sqlite3
from enum import Enum

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.errors import StoreBroken
from app.store.engines import cause_of


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
_WORTH_ALONE = frozenset({"40P01", "40001", "55P03", "57014"})
"""Deadlock, serialisation, lock and statement time-outs of PostgreSQL: one of a group may have caused them for all."""
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
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(getattr(cause, "sqlite_errorcode", None))
    if not isinstance(exc, DBAPIError) or isinstance(exc, DataError | IntegrityError):
        return Trouble.OWN
    return Trouble.OWN if getattr(cause, "sqlstate", None) in _WORTH_ALONE else Trouble.PASSING


def _of_sqlite(code: int | None) -> Trouble:
    if code is None:
        return Trouble.OWN
    if code in _PASSING_THOUGH_IOERR:
        return Trouble.PASSING
    primary = code & 0xFF
    if primary in _LASTING:
        return Trouble.LASTING
    return Trouble.PASSING if primary in _PASSING else Trouble.OWN


def name_of(exc: Exception) -> str:
    """Return the cause in the engine's words, with its name for whoever looks it up."""
    name = getattr(exc.orig if isinstance(exc, DBAPIError) else exc, "sqlite_errorname", None)
    return f"{cause_of(exc)} ({name})" if name else cause_of(exc)
