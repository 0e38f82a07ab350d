"""
SQLite: one file, one process, one writing connection.

The engine stays out of every situation in which two connections write or checkpoint (docs/decisions/0003): one
service holds the lock beside the file, and readers are opened read-only. What happens when the disk fails, fills or
lies is docs/decisions/0018.
"""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from app.errors import SettingsError, StoreBroken, StoreUnavailable
from app.store.engines import Engines
from app.store.sqlite_file import MOUNTS, RESTORE, beside, look_at_file, look_at_place
from app.store.sqlite_lock import FileLock, Past
from app.store.sqlite_tending import Checkpoints
from app.store.trouble import Trouble, judge, name_of
from app.store.upgrade import upgrade

log = structlog.get_logger()

BUSY_TIMEOUT_MS = 4000
"""How long a commit waits for a foreign writer on the file before the sender is told to come again."""
IMPATIENT_MS = 250
"""How long the next commits wait while the file stays locked: whoever queued behind the first has waited as well."""
CHECK_SECONDS = {Past.CUT_OFF: 10.0, Past.STOPPED: 1.0, Past.NONE: 1.0}
"""How long the pages are checked at a start; a database too large for that is checked by each backup."""
USABLE_SINCE = (3, 35, 0)
"""`RETURNING` came with it."""
SOUND_SINCE = (3, 51, 3)

PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Checkpoints are ours (`Checkpoints`): SQLite's own swallow the errors they meet.
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA journal_size_limit=16777216",
)
"""Of the writing connection, besides WAL mode."""


def open_engines(url: str, busy_timeout_ms: int = BUSY_TIMEOUT_MS, *, mounts: Path = MOUNTS) -> Engines:
    """
    Open, lock, check and migrate the file at `url`.

    Raises `SettingsError` when another process holds it, or when it cannot be used; `StoreUnavailable` when it cannot
    be used just now.
    """
    look_at_version(sqlite3.sqlite_version_info)
    # One file has one lock, by whatever name it is called.
    path = Path(make_url(url).database or "").resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        doubts = look_at_place(path, mounts)
        lock = FileLock(path)
    except OSError as exc:
        raise SettingsError(f"DATABASE_URL: cannot use {path}: {exc.strerror or exc}.") from exc
    try:
        return _opened(path, lock, busy_timeout_ms, doubts)
    except BaseException:
        lock.release()
        raise


def _opened(path: Path, lock: FileLock, busy_timeout_ms: int, doubts: list[str]) -> Engines:
    doubts += look_at_file(path, lock.past)
    was_cut_off = lock.past is Past.CUT_OFF or beside(path, "-wal").exists()
    writer = _writing_engine(path, busy_timeout_ms)
    try:
        doubts += _look_inside(writer, path, CHECK_SECONDS[Past.CUT_OFF if was_cut_off else lock.past])
        upgrade(writer)
    except BaseException as exc:
        writer.dispose()
        if isinstance(exc, SQLAlchemyError | sqlite3.Error):
            raise _refusal(path, exc) from exc
        raise
    lock.note(Past.CUT_OFF)
    for doubt in doubts:
        log.warning("database in doubt", doubt=doubt)
    checkpoints = Checkpoints(writer, path)

    def release() -> None:
        # SQLite folds the log into the file when the last connection closes it in good order, and only then.
        if not beside(path, "-wal").exists():
            lock.note(Past.STOPPED)
        lock.release()

    return Engines(
        writer,
        _reading_engine(path),
        release,
        "sqlite",
        sqlite3.sqlite_version,
        is_shared=False,
        tend=checkpoints.tend,
        warnings=lambda: doubts + checkpoints.warnings(),
    )


def _look_inside(writer: Engine, path: Path, seconds: float) -> list[str]:
    """Check that the file is whole and ours, then fold in the log that an earlier process left."""
    raw = writer.raw_connection()
    try:
        connection: Any = raw.dbapi_connection
        doubts = []
        if not _are_pages_sound(connection, path, seconds):
            doubts.append(
                f"{path} is too large to be checked in {seconds:.0f} s and was checked in part; `tierline backup` "
                "checks the whole of its copy"
            )
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "alembic_version" not in tables:
            raise SettingsError(
                f"DATABASE_URL: {path} is the database of another program (it has the tables "
                f"{', '.join(sorted(tables)[:5])}); give Tierline a file of its own."
            )
        # After a failed fsync the log may be whole in memory and torn on disk. Copied into the file and begun anew,
        # it can no longer swallow what is acknowledged from here on.
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            doubts.append(f"another program reads {path}, so its log could not be folded in at the start")
        return doubts
    finally:
        raw.close()


def _are_pages_sound(connection: sqlite3.Connection, path: Path, seconds: float) -> bool:
    """Return False when time ran out; raises `SettingsError` for a damaged file."""
    alarm = threading.Timer(seconds, connection.interrupt)
    alarm.start()
    try:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return False
        raise
    finally:
        alarm.cancel()
        alarm.join()
    if found != ["ok"]:
        raise SettingsError(f"DATABASE_URL: {path} is damaged: {'; '.join(found)}. {RESTORE}.")
    return True


def _refusal(path: Path, exc: Exception) -> Exception:
    trouble, cause = judge(exc), name_of(exc)
    if trouble is Trouble.PASSING:
        return StoreUnavailable(f"DATABASE_URL: {path} cannot be used now: {cause}. Start again when it can.")
    advice = f" {RESTORE}." if trouble is Trouble.LASTING else ""
    return SettingsError(f"DATABASE_URL: {path} is not a database Tierline can use: {cause}.{advice}")


def look_at_version(version: tuple[int, ...]) -> None:
    """Warn of an SQLite with a known fault; raises `SettingsError` for one that is too old."""
    if version < USABLE_SINCE:
        raise SettingsError(
            f"DATABASE_URL: Python's SQLite is {'.'.join(map(str, version))}, and at least "
            f"{'.'.join(map(str, USABLE_SINCE))} is needed; use a newer Python, or PostgreSQL."
        )
    if version < SOUND_SINCE:
        log.warning(
            "sqlite before 3.51.3 can damage a log that two connections write or checkpoint at once; here one "
            "connection does both and the others only read, so let no other program write to the file",
            version=".".join(map(str, version)),
        )


def _writing_engine(path: Path, busy_timeout_ms: int) -> Engine:
    engine = create_engine(
        "sqlite://",
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,  # an error's text ends in logs; the values of a statement are people's words
        creator=lambda: sqlite3.connect(path, check_same_thread=False, timeout=busy_timeout_ms / 1000),
    )
    patience = busy_timeout_ms

    @event.listens_for(engine, "connect")
    def prepare(dbapi: sqlite3.Connection, _: object) -> None:
        dbapi.isolation_level = None  # transactions are begun by `begin` below, never by the driver
        mode = dbapi.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise sqlite3.OperationalError(f"write-ahead logging is not possible here (journal mode {mode})")
        for pragma in PRAGMAS:
            dbapi.execute(pragma)

    def wait_for(milliseconds: int, connection: Connection) -> None:
        nonlocal patience
        if patience != milliseconds:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")
            patience = milliseconds

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError:
            wait_for(min(IMPATIENT_MS, busy_timeout_ms), connection)
            raise
        wait_for(busy_timeout_ms, connection)

    identity: tuple[int, int] | None = None

    @event.listens_for(engine, "commit")
    def still_there(_: Connection) -> None:
        """Let nothing be acknowledged into a file that has no name any more."""
        nonlocal identity
        try:
            now = path.stat()
        except OSError as exc:
            raise StoreBroken(f"the file {path} is gone ({exc.strerror})") from exc
        identity = identity or (now.st_dev, now.st_ino)
        if identity != (now.st_dev, now.st_ino):
            raise StoreBroken(f"another file has taken the place of {path}")

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
        creator=lambda: connect_read_only(path),
    )


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that can neither write nor checkpoint."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000
    )
