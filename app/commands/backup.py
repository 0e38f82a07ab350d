"""
`tierline backup FILE`: one safe copy of a running service's database.

A copy of the file alone would miss what is still in the log beside it. SQLite's own backup reads both as of one
moment; the copy is checked as a whole and takes its name only when it is on disk.
"""

import contextlib
import os
import sqlite3
from pathlib import Path

from app.errors import AppError, InvalidInput
from app.store.sqlite import connect_read_only


def backup(source: Path, target: Path) -> str:
    """Copy the database to `target`, in place of an older copy, and say so; raises `InvalidInput` or `AppError`."""
    if not source.is_file():
        raise InvalidInput(f"There is no database at {source} yet; has the service run here?")
    if target.is_dir():
        raise InvalidInput(f"{target} is a directory; name a file in it.")
    if target.resolve() == source.resolve():
        raise InvalidInput(f"{target} is the database itself; name another file.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        # Created by us before SQLite opens it, so that nobody else can read what partners wrote.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(source, draft)
        _sync(draft)
        draft.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as exc:
        raise AppError(f"The backup was not made, and {target} is as it was: {exc}.") from exc
    finally:
        draft.unlink(missing_ok=True)
    return f"{target}: {target.stat().st_size} bytes, checked and whole."


def _copy(source: Path, draft: Path) -> None:
    with contextlib.closing(connect_read_only(source)) as origin, contextlib.closing(sqlite3.connect(draft)) as copy:
        # In one go: in steps it would begin anew with every commit of the service.
        origin.backup(copy)
        # Without a log of its own; the start then notices a stale one that lies beside a restored copy.
        copy.execute("PRAGMA journal_mode=DELETE")
        found = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise sqlite3.DatabaseError(f"the database is damaged: {'; '.join(found)}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
