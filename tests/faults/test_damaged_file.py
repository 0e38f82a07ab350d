"""
The file is not what it was (fault no. 33): the start recovers or refuses with a sentence, and never serves in silence.

Each test takes a database whose service was killed, so that its log is still beside it, and does one thing to it.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import SettingsError, StoreBroken
from app.store import cursors
from app.store.database import Database
from app.store.sqlite_file import RESTORE
from tests.store.kit import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.xdist_group("damaged file")]

WRITES = 40
SCRIPT = """
import asyncio, os, sys
from datetime import UTC, datetime
from app.store import cursors
from app.store.database import Database

async def main():
    database = Database.open(sys.argv[1])
    now = datetime.now(UTC)
    for number in range(int(sys.argv[2])):
        await database.write(lambda c, n=number: cursors.put(c, f"name-{n}", "x" * 500, now))
    os._exit(9)

asyncio.run(main())
"""
"""Writes and dies without a goodbye."""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    command = [sys.executable, "-c", SCRIPT, f"sqlite:///{folder / 'tierline.db'}", str(WRITES)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 9
    return folder


@pytest.fixture
def path(killed: Path, tmp_path: Path) -> Path:
    shutil.copytree(killed, tmp_path / "data")
    return tmp_path / "data" / "tierline.db"


def start(path: Path) -> Database:
    return Database.open(f"sqlite:///{path}")


def companion(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def flip(path: Path, at: int, count: int = 1) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        old = file.read(count)
        file.seek(at)
        file.write(bytes(byte ^ 0xFF for byte in old))


async def stored(path: Path) -> int:
    database = start(path)
    try:
        return await database.read(
            lambda c: int(c.exec_driver_sql("SELECT count(*) FROM cursor WHERE name LIKE 'name-%'").scalar() or 0)
        )
    finally:
        database.close()


async def test_after_a_kill_everything_is_there(path: Path) -> None:
    assert companion(path, "-wal").stat().st_size > 0
    assert await stored(path) == WRITES


async def test_a_missing_shm_file_is_made_again(path: Path) -> None:
    companion(path, "-shm").unlink(missing_ok=True)

    assert await stored(path) == WRITES


async def test_a_log_that_ends_in_mid_frame_is_a_torn_end_and_recovers(path: Path) -> None:
    log = companion(path, "-wal")
    os.truncate(log, log.stat().st_size - 100)

    assert await stored(path) == WRITES - 1


async def test_a_missing_log_after_a_kill_is_told(path: Path) -> None:
    companion(path, "-wal").unlink()

    database = start(path)
    try:
        assert any("-wal is gone" in warning for warning in database.warnings())
    finally:
        database.close()


def _log_damaged(path: Path) -> None:
    flip(companion(path, "-wal"), companion(path, "-wal").stat().st_size // 2)


def _log_header_damaged(path: Path) -> None:
    flip(companion(path, "-wal"), 18)


def _page_corrupted(path: Path) -> None:
    start(path).close()
    _all_pages_but_the_first_go_bad(path)


def _all_pages_but_the_first_go_bad(path: Path) -> None:
    flip(path, 4096, path.stat().st_size - 4096)


def _one_page_corrupted(path: Path) -> None:
    """A page that no start reads by itself: only the check of all pages can find it."""
    start(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cursor'").fetchone()[0]
    flip(path, (root - 1) * 4096, 4096)


def _emptied_with_log(path: Path) -> None:
    os.truncate(path, 0)


def _emptied(path: Path) -> None:
    start(path).close()
    os.truncate(path, 0)


def _gone_but_log(path: Path) -> None:
    path.unlink()


def _truncated(path: Path) -> None:
    start(path).close()
    os.truncate(path, path.stat().st_size // 2)


def _header_damaged(path: Path) -> None:
    start(path).close()
    flip(path, 0, 16)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_log_damaged, "damaged in the middle"),
        (_log_header_damaged, "damaged in the middle"),
        (_page_corrupted, r"is damaged|malformed"),
        (_one_page_corrupted, r"is damaged|malformed"),
        (_emptied_with_log, "is empty"),
        (_emptied, "is empty"),
        (_gone_but_log, "is gone"),
        (_truncated, r"is damaged|malformed"),
        (_header_damaged, "not a database"),
    ],
)
def test_a_damaged_file_is_refused_with_what_to_do_and_left_in_place(
    path: Path, damage: Callable[[Path], None], says: str
) -> None:
    damage(path)
    before = sorted(one.name for one in path.parent.iterdir() if not one.name.endswith("-shm"))

    with pytest.raises(SettingsError) as refused:
        start(path)

    assert re.search(says, str(refused.value))
    assert RESTORE in str(refused.value)
    assert set(before) <= {one.name for one in path.parent.iterdir()}


def test_a_log_beside_a_restored_backup_is_refused_before_they_mix(path: Path) -> None:
    with sqlite3.connect(path.parent / "backup") as backup:
        backup.execute("CREATE TABLE alembic_version (version_num)")
    backup.close()
    shutil.move(path.parent / "backup", path)

    with pytest.raises(SettingsError, match="as after a restore"):
        start(path)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "tierline.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE invoices (id)")
    other.close()

    with pytest.raises(SettingsError, match=r"another program.*invoices"):
        start(path)


async def test_a_file_that_is_taken_away_under_the_service_ends_its_acknowledgements(tmp_path: Path) -> None:
    database = start(tmp_path / "tierline.db")
    await database.write(lambda c: cursors.put(c, "a", "1", NOW))
    (tmp_path / "tierline.db").rename(tmp_path / "moved.db")

    with pytest.raises(StoreBroken, match="is gone"):
        await database.write(lambda c: cursors.put(c, "b", "1", NOW))
    (tmp_path / "moved.db").rename(tmp_path / "tierline.db")
    with pytest.raises(StoreBroken):  # once in doubt, always in doubt: only a start looks at the file again
        await database.write(lambda c: cursors.put(c, "c", "1", NOW))
    assert database.broken.done()
    database.close()


async def test_a_page_that_goes_bad_while_serving_breaks_the_database(path: Path) -> None:
    """The damage is met by a reader; the writer must hear of it."""
    start(path).close()
    database = start(path)
    _all_pages_but_the_first_go_bad(path)

    with pytest.raises(StoreBroken, match="SQLITE_CORRUPT"):
        await database.read(lambda c: c.exec_driver_sql("SELECT * FROM cursor").all())
    with pytest.raises(StoreBroken):
        await database.write(lambda c: cursors.put(c, "a", "1", NOW))
    database.close()
