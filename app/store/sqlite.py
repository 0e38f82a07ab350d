"""
SQLite: one file, one process, one writing connection.

The engine stays out of every situation in which two connections write or checkpoint (docs/decisions/0003): one
service holds the lock beside the file, and readers are opened read-only.
"""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.errors import SettingsError
from app.store.engines import Engines
from app.store.upgrade import upgrade

BUSY_TIMEOUT_MS = 4000
"""How long a commit waits for a foreign writer on the file before the sender is told to come again."""


def open_engines(url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engines:
    """
    Open, lock and migrate the file at `url`.

    Raises `SettingsError` when another process holds it, or when it cannot be opened or brought up to date.
    """
    path = Path(make_url(url).database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock(path)
    except OSError as exc:
        raise SettingsError(f"DATABASE_URL: cannot use {path}: {exc.strerror or exc}.") from exc
    try:
        writer = _writing_engine(url, busy_timeout_ms)
        upgrade(writer)
        reader = _reading_engine(path)
    except (SQLAlchemyError, sqlite3.Error) as exc:
        lock.close()
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        raise SettingsError(f"DATABASE_URL: {path} is not a database Tierline can use: {cause}.") from exc
    return Engines(writer, reader, lock.close, "sqlite", sqlite3.sqlite_version, is_shared=False)


def _lock(path: Path) -> IO[str]:
    """Take the file lock beside the database: two services on one SQLite file would both believe they are alone."""
    lock = path.with_name(f"{path.name}.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise SettingsError(
            f"DATABASE_URL: another Tierline is already running on {path}; stop it, or give this one its own file."
        ) from None
    return lock


def _writing_engine(url: str, busy_timeout_ms: int) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # an error's text ends in logs; the values of a statement are people's words
        connect_args={"check_same_thread": False, "timeout": busy_timeout_ms / 1000},
    )

    @event.listens_for(engine, "connect")
    def prepare(dbapi: sqlite3.Connection, _: object) -> None:
        dbapi.isolation_level = None  # transactions are begun by `begin` below, never by the driver
        mode = dbapi.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise sqlite3.OperationalError(f"write-ahead logging is not possible here (journal mode {mode})")
        dbapi.execute("PRAGMA synchronous=FULL")
        dbapi.execute("PRAGMA foreign_keys=ON")
        dbapi.execute("PRAGMA wal_autocheckpoint=1000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def open_reader(url: str) -> Engine | None:
    """Return an engine that only reads, beside a running service; None where there is no database yet."""
    path = Path(make_url(url).database or "")
    return _reading_engine(path) if path.is_file() else None


def _reading_engine(path: Path) -> Engine:
    return create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=0,
        hide_parameters=True,
        creator=lambda: sqlite3.connect(
            f"file:{path}?mode=ro", uri=True, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000
        ),
    )
