"""The writing thread: durable, in groups, and honest about failure."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect

from app.errors import SettingsError, StoreUnavailable
from app.store import cursors
from app.store.database import Database
from app.store.schema import metadata
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio


async def test_a_commit_is_on_disk_with_full_synchronisation(tmp_path: Path) -> None:
    """NORMAL would lose acknowledged webhooks in a power cut."""
    with opened(tmp_path) as database:
        settings = await database.write(
            lambda c: [c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        )

    assert settings == ["wal", 2]


async def test_one_bad_write_does_not_spoil_the_others_of_its_group(database_url: str) -> None:
    def bad(_: Connection) -> None:
        raise ValueError("no good")

    with opened(database_url) as database:
        results = await asyncio.gather(
            database.write(lambda c: cursors.put(c, "one", "1", NOW)),
            database.write(bad),
            database.write(lambda c: cursors.put(c, "two", "2", NOW)),
            return_exceptions=True,
        )
        stored = await database.read(lambda c: [cursors.get(c, "one"), cursors.get(c, "two")])

    assert isinstance(results[1], ValueError)
    assert stored == ["1", "2"]


async def test_each_of_many_writers_gets_its_own_result(database_url: str) -> None:
    with opened(database_url) as database:
        results = await asyncio.gather(*(database.write(lambda _, n=n: n) for n in range(500)))  # type: ignore[misc]

    assert results == list(range(500))


async def test_what_is_urgent_joins_the_work_under_way_and_is_committed_with_it(database_url: str) -> None:
    done: list[tuple[str, object]] = []
    is_begun, is_queued = threading.Event(), threading.Event()

    def work(name: str) -> Callable[[Connection], None]:
        def run(connection: Connection) -> None:
            is_begun.set()
            is_queued.wait(10)
            done.append((name, connection.get_transaction()))

        return run

    with opened(database_url) as database:
        patient = [database.write(work(f"patient {number}")) for number in range(3)]
        waiting = asyncio.gather(*patient)
        await asyncio.to_thread(is_begun.wait, 10)
        urgent = asyncio.ensure_future(database.write(work("urgent"), is_urgent=True))
        await asyncio.sleep(0)
        is_queued.set()
        await asyncio.gather(waiting, urgent)

    assert [name for name, _ in done] == ["patient 0", "urgent", "patient 1", "patient 2"]
    assert done[0][1] is done[1][1]
    assert done[1][1] is not done[2][1]


async def test_what_raises_stores_nothing(database_url: str) -> None:
    def half(connection: Connection) -> None:
        cursors.put(connection, "half", "1", NOW)
        raise ValueError("then it fails")

    with opened(database_url) as database:
        with pytest.raises(ValueError, match="then it fails"):
            await database.write(half)

        assert await database.read(lambda c: cursors.get(c, "half")) is None


def test_a_second_service_on_the_same_file_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(SettingsError, match="another Tierline is already running"):
        Database.open(f"sqlite:///{tmp_path / 'tierline.db'}")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tierline.db").write_text("this is not a database, but it is long enough to look like a file" * 40)

    with pytest.raises(SettingsError, match="is not a database Tierline can use"):
        Database.open(f"sqlite:///{tmp_path / 'tierline.db'}")


async def test_a_locked_file_is_unavailable_and_recovers_by_itself(tmp_path: Path) -> None:
    """Another program holds the file: the sender is told to come again, and nothing needs a restart."""
    path = tmp_path / "tierline.db"
    database = Database.open(f"sqlite:///{path}", busy_timeout_ms=100)
    foreign = sqlite3.connect(path, isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="cannot commit now"):
        await database.write(lambda c: cursors.put(c, "a", "1", NOW))
    foreign.execute("ROLLBACK")
    foreign.close()

    await database.write(lambda c: cursors.put(c, "a", "2", NOW))
    assert await database.read(lambda c: cursors.get(c, "a")) == "2"
    database.close()


async def test_a_full_disk_is_unavailable_and_recovers_when_there_is_room(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1"))
        with pytest.raises(StoreUnavailable):
            await database.write(lambda c: cursors.put(c, "big", "x" * 200_000, NOW))
        await database.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count = 1000000"))

        await database.write(lambda c: cursors.put(c, "big", "x" * 200_000, NOW))


async def test_reading_connections_cannot_write(database_url: str) -> None:
    """With SQLite only one connection may ever checkpoint: that keeps it out of its write-ahead-log reset bug."""
    with opened(database_url) as database, pytest.raises(StoreUnavailable, match=r"readonly|read-only"):
        await database.read(lambda c: cursors.put(c, "a", "1", NOW))


async def test_the_migrations_make_exactly_the_schema(database_url: str) -> None:
    with opened(database_url):
        pass
    engine = create_engine(database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        tables = inspect(connection).get_table_names()
    engine.dispose()

    assert differences == []
    assert set(metadata.tables) <= set(tables)
