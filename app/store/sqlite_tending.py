"""
Checkpoints: copies SQLite's write-ahead log back into the file, after the acknowledgements and not before them.

SQLite would do it inside a commit and keep quiet about errors. Here the writing thread does it between two commits,
where a failing disk is heard, and where nobody waits for it.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.store.sqlite_file import beside

CHANGES = 500
COMMITS = 100
"""A checkpoint comes after so many changed rows or commits: about a thousand pages of log."""
LARGE_BYTES = 64 * 1024 * 1024
"""A log this large is told to the operator: somebody keeps it from being copied back."""
STARVED_PAGES = 8192
PATIENCE_MS = 100


class Checkpoints:
    """Belongs to the writing thread, but for `warnings`."""

    def __init__(self, writer: Engine, path: Path) -> None:
        self._writer = writer
        self._path = path
        self._commits = 0
        self._changes = 0

    def tend(self) -> None:
        """Checkpoint when enough has been written; raises what SQLite raises."""
        self._commits += 1
        raw = self._writer.raw_connection()
        try:
            connection: Any = raw.dbapi_connection
            if self._commits < COMMITS and connection.total_changes - self._changes < CHANGES:
                return
            self._commits, self._changes = 0, connection.total_changes
            _checkpoint(connection)
        finally:
            raw.close()

    def warnings(self) -> list[str]:
        """Return a sentence when the log has grown beyond what checkpoints of ours leave."""
        try:
            size = beside(self._path, "-wal").stat().st_size
        except OSError:
            return []
        if size < LARGE_BYTES:
            return []
        reader = f"another program keeps reading {self._path}; end it, and the log shrinks by itself"
        return [f"the database's log has grown to {size >> 20} MiB: {reader}"]


def _checkpoint(connection: sqlite3.Connection) -> None:
    _, logged, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if logged == copied and logged > STARVED_PAGES:
        # Everything is copied, but some reader was always there when the log might have begun anew: insist a little.
        patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout={patience}")
