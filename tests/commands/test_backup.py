"""`tierline backup`: a whole copy beside a service that goes on writing."""

import asyncio
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.commands.backup import backup
from app.errors import AppError, InvalidInput
from app.store import cursors
from app.store.database import Database
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio


async def test_a_copy_made_while_the_service_writes_is_whole_and_can_be_served_from(tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "monday.db"
    copy.parent.mkdir()
    with opened(tmp_path) as database:
        await database.write(lambda c: cursors.put(c, "before", "1", NOW))
        stop = asyncio.Event()

        async def write_on() -> int:
            number = 0
            while not stop.is_set():
                await database.write(lambda c, n=number: cursors.put(c, f"during-{n}", "x" * 300, NOW))  # type: ignore[misc]
                number += 1
            return number

        writing = asyncio.create_task(write_on())
        said = await asyncio.to_thread(backup, tmp_path / "tierline.db", copy)
        stop.set()
        assert await writing > 0

    assert "checked and whole" in said
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in copy.parent.iterdir()] == ["monday.db"]
    restored = Database.open(f"sqlite:///{copy}")
    assert await restored.read(lambda c: cursors.get(c, "before")) == "1"
    restored.close()


async def test_a_newer_copy_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        backup(tmp_path / "tierline.db", tmp_path / "copy.db")
        await database.write(lambda c: cursors.put(c, "later", "1", NOW))
        backup(tmp_path / "tierline.db", tmp_path / "copy.db")

    connection = sqlite3.connect(tmp_path / "copy.db")
    assert connection.execute("SELECT value FROM cursor WHERE name = 'later'").fetchone() == ("1",)
    connection.close()


def test_a_damaged_database_makes_no_copy_and_leaves_the_older_one(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    path = tmp_path / "tierline.db"
    backup(path, tmp_path / "copy.db")
    good = (tmp_path / "copy.db").read_bytes()
    broken = bytearray(path.read_bytes())
    broken[4096:] = bytes(byte ^ 0xFF for byte in broken[4096:])
    path.write_bytes(broken)

    with pytest.raises(AppError, match=r"was not made.*as it was"):
        backup(path, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == good
    assert not list(tmp_path.glob(".copy.db*"))


def test_impossible_places_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no database"):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    with opened(tmp_path):
        pass
    path = tmp_path / "tierline.db"
    with pytest.raises(InvalidInput, match="is a directory"):
        backup(path, tmp_path)
    with pytest.raises(InvalidInput, match="the database itself"):
        backup(path, tmp_path / "." / "tierline.db")
    with pytest.raises(AppError, match="was not made"):
        backup(path, tmp_path / "no" / "such" / "folder.db")


def test_a_copy_restored_beside_the_log_of_a_killed_service_is_not_mixed_with_it(tmp_path: Path) -> None:
    with opened(tmp_path):
        backup(tmp_path / "tierline.db", tmp_path / "copy.db")
        log = (tmp_path / "tierline.db-wal").read_bytes()
    shutil.copy(tmp_path / "copy.db", tmp_path / "tierline.db")
    (tmp_path / "tierline.db-wal").write_bytes(log or b"x" * 5000)

    with pytest.raises(AppError, match="as after a restore"):
        Database.open(f"sqlite:///{tmp_path / 'tierline.db'}")
