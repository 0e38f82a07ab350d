"""PostgreSQL alone: how it is reached, what it is told, and what is never said about it."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.errors import SettingsError, StoreRefused, StoreUnavailable
from app.store import cursors
from app.store.database import Database
from app.store.reading import looking_into
from tests.postgres import OwnPostgres, Postgres
from tests.store.kit import NOW, opened

pytestmark = pytest.mark.anyio

PASSWORD = "hunter2-hunter2"


@pytest.fixture
def server(own_postgres: OwnPostgres) -> Iterator[OwnPostgres]:
    yield own_postgres
    if not own_postgres.is_up():
        own_postgres.start()
    own_postgres.resume()


async def write_until(database: Database, *, may_fail: bool) -> None:
    """Write until it works, or until it fails."""
    async with asyncio.timeout(30):
        while True:
            try:
                await database.write(lambda c: cursors.put(c, "a", "1", NOW))
            except StoreUnavailable:
                if not may_fail:
                    raise
            else:
                if may_fail:
                    return


def setting(name: str) -> str:
    return f"SELECT current_setting('{name}')"


async def test_a_commit_is_on_disk_even_where_the_server_would_not_wait(postgres: Postgres, postgres_url: str) -> None:
    postgres.execute(f'ALTER DATABASE "{make_url(postgres_url).database}" SET synchronous_commit = off')
    with opened(postgres_url) as database:
        assert await database.write(lambda c: c.exec_driver_sql(setting("synchronous_commit")).scalar()) == "on"


async def test_every_wait_has_an_end(postgres_url: str) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_isolation")
    with opened(postgres_url) as database:
        found = await database.write(lambda c: [c.exec_driver_sql(setting(name)).scalar() for name in names])

    assert found == ["4s", "2s", "5s", "read committed"]


async def test_a_session_that_ended_is_replaced_unseen(postgres: Postgres, postgres_url: str) -> None:
    with opened(postgres_url) as database:
        for number in range(3):
            assert postgres.terminate_sessions(postgres_url)
            await database.write(lambda c, n=number: cursors.put(c, "a", str(n), NOW))  # type: ignore[misc]
            assert await database.read(lambda c: cursors.get(c, "a")) == str(number)


async def test_what_the_database_cannot_keep_is_no_trouble_of_the_database(postgres_url: str) -> None:
    """Trouble is tried again for ever; this never works."""
    with opened(postgres_url) as database:
        with pytest.raises(StoreRefused):
            await database.write(lambda c: cursors.put(c, "nul", "\x00", NOW))
        with pytest.raises(StoreRefused, match="too long"):
            await database.write(lambda c: cursors.put(c, "x" * 100, "1", NOW))


@pytest.mark.xdist_group("standby")
async def test_a_server_that_became_a_standby_is_left_for_the_new_primary(server: OwnPostgres) -> None:
    """A fail-over leaves our session where it was; only a new one finds the server that takes writes."""
    with server.database() as url, opened(url) as database:
        before = await database.write(lambda c: c.exec_driver_sql("SELECT pg_backend_pid()").scalar())
        server.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        server.execute("SELECT pg_reload_conf()")
        try:
            with pytest.raises(StoreUnavailable):
                await write_until(database, may_fail=False)
        finally:
            with server.connect() as connection:
                connection.execute("SET default_transaction_read_only = off")
                connection.execute("ALTER SYSTEM RESET default_transaction_read_only")
                connection.execute("SELECT pg_reload_conf()")
        await write_until(database, may_fail=True)
        after = await database.write(lambda c: c.exec_driver_sql("SELECT pg_backend_pid()").scalar())

    assert after != before


@pytest.mark.xdist_group("standby")
async def test_a_start_waits_for_a_server_that_is_not_up_yet(server: OwnPostgres) -> None:
    with server.database() as url:
        await asyncio.to_thread(server.stop, "fast")
        opening = asyncio.create_task(asyncio.to_thread(Database.open, url))
        done, _ = await asyncio.wait({opening}, timeout=0.5)
        assert not done
        await asyncio.to_thread(server.start)
        database = await opening
        assert await database.read(lambda c: cursors.get(c, "none")) is None
        database.close()


def test_the_password_is_in_no_error(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://me:{PASSWORD}@/tierline?host={tmp_path}"
    with pytest.raises(SettingsError, match=r"postgresql\+psycopg://me:\*\*\*@/tierline") as refused:
        Database.open(url, start_seconds=0)
    with pytest.raises(StoreUnavailable) as unread, looking_into(url):
        pass

    for error in (refused.value, unread.value):
        assert PASSWORD not in f"{error!s} {error!r} {error.__cause__!s} {error.__cause__!r}"


def test_a_database_that_does_not_exist_is_told_at_once(postgres: Postgres) -> None:
    began = time.monotonic()
    with pytest.raises(SettingsError, match="does not exist"):
        Database.open(postgres.url("no_such_database"))

    assert time.monotonic() - began < 20


def test_commands_read_beside_a_running_service(postgres_url: str) -> None:
    with opened(postgres_url), looking_into(postgres_url) as connection:
        assert cursors.get(connection, "none") is None


def test_a_database_of_an_older_version_is_told_as_such(postgres: Postgres) -> None:
    with (
        postgres.database(migrated=False) as url,
        pytest.raises(StoreUnavailable, match="start the service once"),
        looking_into(url) as connection,
    ):
        cursors.get(connection, "none")
