"""What the writing thread makes of SQLite's errors."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.errors import StoreBroken, StoreUnavailable
from app.store import cursors
from app.store.database import Database
from app.store.trouble import Trouble, judge
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio


def an_error(code: int, *, wrapped: bool = True) -> Exception:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return OperationalError("COMMIT", None, error) if wrapped else error


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (sqlite3.SQLITE_FULL, Trouble.PASSING),
        (sqlite3.SQLITE_BUSY, Trouble.PASSING),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Trouble.PASSING),
        (sqlite3.SQLITE_IOERR_SHMSIZE, Trouble.PASSING),
        (sqlite3.SQLITE_IOERR, Trouble.LASTING),
        (sqlite3.SQLITE_IOERR_FSYNC, Trouble.LASTING),
        (sqlite3.SQLITE_IOERR_WRITE, Trouble.LASTING),
        (sqlite3.SQLITE_IOERR_READ, Trouble.LASTING),
        (sqlite3.SQLITE_CORRUPT, Trouble.LASTING),
        (sqlite3.SQLITE_NOTADB, Trouble.LASTING),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Trouble.OWN),
        (sqlite3.SQLITE_ERROR, Trouble.OWN),
    ],
)
def test_an_error_code_is_an_own_fault_a_bad_moment_or_the_end(code: int, trouble: Trouble) -> None:
    assert judge(an_error(code)) is trouble
    assert judge(an_error(code, wrapped=False)) is trouble


def test_what_no_database_raised_is_an_own_fault() -> None:
    assert judge(ValueError("no good")) is Trouble.OWN


async def test_a_group_on_a_full_disk_is_tried_once_and_not_one_by_one(tmp_path: Path) -> None:
    runs = 0

    def count(_: Connection) -> None:
        nonlocal runs
        runs += 1

    def full(_: Connection) -> None:
        raise an_error(sqlite3.SQLITE_FULL)

    with opened(tmp_path) as database:
        results = await asyncio.gather(
            *(database.write(count) for _ in range(10)), database.write(full), return_exceptions=True
        )

    assert runs == 10
    assert {type(result) for result in results} <= {StoreUnavailable, type(None)}
    assert isinstance(results[-1], StoreUnavailable)


async def test_after_the_end_every_write_is_refused_with_the_first_cause(tmp_path: Path) -> None:
    def broken(_: Connection) -> None:
        raise an_error(sqlite3.SQLITE_IOERR_FSYNC)

    told: list[str] = []
    with opened(tmp_path) as database:
        await database.write(lambda c: cursors.put(c, "before", "1", NOW))
        database.broken.add_done_callback(lambda future: told.append(str(future.result())))
        with pytest.raises(StoreBroken):
            await database.write(broken)
        with pytest.raises(StoreBroken, match="as SQLite says it"):
            await database.write(lambda c: cursors.put(c, "after", "1", NOW))

    assert len(told) == 1
    # The file is not written to again by closing, and the next start has what was committed before.
    assert (tmp_path / "tierline.db-wal").stat().st_size > 0
    with opened(tmp_path) as database:
        assert await database.read(lambda c: [cursors.get(c, name) for name in ("before", "after")]) == ["1", None]


async def test_a_file_found_locked_is_not_waited_for_as_long_again(tmp_path: Path) -> None:
    """The second sender has waited behind the first already; the clock that counts is Zendesk's."""
    database = Database.open(f"sqlite:///{tmp_path / 'tierline.db'}", busy_timeout_ms=1500)
    foreign = sqlite3.connect(tmp_path / "tierline.db", isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    loop = asyncio.get_running_loop()
    waits = []
    for _ in range(3):
        started = loop.time()
        with pytest.raises(StoreUnavailable):
            await database.write(lambda c: cursors.put(c, "a", "1", NOW))
        waits.append(loop.time() - started)
    foreign.execute("ROLLBACK")
    foreign.close()

    await database.write(lambda c: cursors.put(c, "a", "1", NOW))
    assert min(waits[1:]) < waits[0] / 2
    patience = await database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout").scalar())
    assert patience == 1500
    database.close()
