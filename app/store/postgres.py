"""
PostgreSQL: one database, any number of replicas.

Each replica has one writing connection and two that only read. Nothing here outlives a transaction: no session lock,
no temporary table, no prepared state, so a session that the server ends costs a reconnection and nothing else. Every
wait has an end, since a replica that is paused in mid-transaction must not stall the others.
"""

import contextlib
import os
import socket
import time
import weakref
from typing import Any, Final, TypeAlias

import psycopg
import structlog
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.clock import SystemClock
from app.database_address import shown
from app.errors import SettingsError
from app.store.engines import START_SECONDS, Engines, cause_of
from app.store.upgrade import upgrade

Session: TypeAlias = psycopg.Connection[Any]
log = structlog.get_logger()

READERS: Final = 2
READER_SECONDS: Final = 60
"""Life of a reading session: after a fail-over nobody reads the old server, which falls behind, for longer."""
CONNECT_SECONDS: Final = 3
LIMITS: Final = {
    "statement_timeout": 4000,
    # Shorter than the statement's, so that the message says what was waited for.
    "lock_timeout": 2000,
    # A replica that is paused between two statements loses its transaction, and with it every lock.
    "idle_in_transaction_session_timeout": 5000,
}
"""In milliseconds, kept by the server."""

PATIENCE: Final = {
    "application_name": "tierline",
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Kept by the client: a server that vanished without a word is noticed within seconds, not within hours."""

READ_ONLY_SERVER: Final = "25006"
"""A fail-over made the server we are connected to a standby; only a new connection finds the new primary."""


def open_engines(url: str, start_seconds: float = START_SECONDS) -> Engines:
    """
    Connect to the database at `url` and migrate it.

    Raises `SettingsError` when it cannot be reached within `start_seconds`, does not let us in, or cannot be migrated.
    """
    address = _address(url)
    writer, reader = _writing_engine(address), _reading_engine(address)
    writing, reading = _sessions_of(writer), _sessions_of(reader)
    try:
        version = _first_contact(writer, start_seconds)
        upgrade(writer)
    except SQLAlchemyError as exc:
        writer.dispose()
        raise SettingsError(
            f"DATABASE_URL: {shown(address)} is not a database Tierline can use: {cause_of(exc)}."
        ) from exc
    return Engines(
        writer,
        reader,
        release=lambda: None,
        name="postgresql",
        version=version,
        is_shared=True,
        interrupt_write=lambda: _hang_up(writing),
        interrupt_reads=lambda: _hang_up(reading),
    )


def open_reader(url: str) -> Engine:
    """Return an engine that only reads, beside running services."""
    return _reading_engine(_address(url))


def _address(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _writing_engine(address: URL) -> Engine:
    engine = _engine(address, {"target_session_attrs": "read-write"}, {}, pool_size=1, isolation_level="READ COMMITTED")

    @event.listens_for(engine, "connect")
    def durable(dbapi: Session, _: object) -> None:
        """An acknowledged webhook is on disk, whatever the server's default is."""
        if dbapi.execute("SELECT current_setting('synchronous_commit')").fetchone() == ("off",):
            dbapi.execute("SET synchronous_commit = on")
        dbapi.commit()

    @event.listens_for(engine, "handle_error")
    def fail_over(context: ExceptionContext) -> None:
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY_SERVER:
            context.is_disconnect = True

    return engine


def _reading_engine(address: URL) -> Engine:
    """Return an engine whose sessions refuse to write; each statement sees what is committed when it begins."""
    return _engine(
        address,
        {"target_session_attrs": "primary"},
        {"default_transaction_read_only": "on"},
        pool_size=READERS,
        pool_recycle=READER_SECONDS,
        isolation_level="AUTOCOMMIT",
    )


def _engine(address: URL, demands: dict[str, Any], session: dict[str, Any], **more: Any) -> Engine:
    asked = {name: value for name, value in (PATIENCE | demands).items() if name not in address.query}
    options = " ".join(f"-c {name}={value}" for name, value in (LIMITS | {"timezone": "UTC"} | session).items())
    return create_engine(
        address,
        poolclass=QueuePool,
        max_overflow=0,
        use_native_hstore=False,
        hide_parameters=True,
        connect_args=asked | {"options": options},
        **more,
    )


def _sessions_of(engine: Engine) -> "weakref.WeakSet[Session]":
    """Return a set that holds the engine's sessions as they come and go."""
    sessions: weakref.WeakSet[Session] = weakref.WeakSet()

    @event.listens_for(engine, "connect")
    def know(dbapi: Session, _: object) -> None:
        sessions.add(dbapi)

    return sessions


def _first_contact(engine: Engine, seconds: float) -> str:
    """Connect, waiting for a server that is not up yet, and return its version."""
    clock = SystemClock()
    deadline = clock.monotonic() + seconds
    while True:
        try:
            with engine.connect() as connection:
                return ".".join(str(part) for part in connection.dialect.server_version_info or ())
        except OperationalError as exc:
            if _is_final(exc) or clock.monotonic() >= deadline:
                raise
            log.warning("the database cannot be reached yet", error=cause_of(exc))
            time.sleep(min(1.0, seconds))


def _is_final(exc: OperationalError) -> bool:
    """
    Whether waiting does not help: we are not let in, or the database does not exist.

    A refused connection has no code, only words; where a server says them in another language, the start waits.
    """
    said = str(exc.orig)
    return any(
        words in said for words in ("does not exist", "authentication failed", "pg_hba.conf", "is not permitted")
    )


def _hang_up(sessions: "weakref.WeakSet[Session]") -> None:
    """
    Shut the sockets, which ends the wait of whoever waits on them.

    A server that is stopped, or whose machine hangs, keeps its connections open and answers nothing: its own
    time-outs do not run then.
    """
    for session in list(sessions):
        with contextlib.suppress(OSError, psycopg.Error):
            if not session.closed:
                with socket.socket(fileno=os.dup(session.pgconn.socket)) as line:
                    line.shutdown(socket.SHUT_RDWR)
