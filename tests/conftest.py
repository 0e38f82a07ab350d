"""Fixtures that every test may use; nothing here opens or reads anything until a test asks for it."""

import gc
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from app.clock import FakeClock
from tests.blank import lay
from tests.nursery import open_nursery
from tests.postgres import OwnPostgres, Postgres, open_server

# structlog's own default draws a traceback with rich, which takes seconds: longer than a database may take to answer.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

open_nursery()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Begin with the tests that may take longest, in random order among themselves as the others are.

    Begun last, one of them would keep a single process busy for a minute while the others have nothing left to do.
    """
    items.sort(key=lambda item: -_longest_seconds(item))


def pytest_collection_finish() -> None:
    """Leave what is imported and collected out of garbage collections: it stays until the end, and there is much."""
    gc.collect()
    gc.freeze()


def _longest_seconds(item: pytest.Item) -> float:
    """How long a test says that it may take; the usual limit says nothing."""
    mark = item.get_closest_marker("timeout")
    return float(mark.args[0]) if mark else 0.0


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command that a test runs in this process leaves its way of logging to no later test."""
    config, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**config)
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at 2026-11-24 09:00 UTC until a test moves it."""
    return FakeClock(datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL, started at first use, one for each test process; whoever stops or pauses one takes his own."""
    server = open_server()
    yield server
    server.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The `DATABASE_URL` of a migrated, empty PostgreSQL database of the test's own."""
    with postgres.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The `DATABASE_URL` of a migrated, empty database: what asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "tierline.db"
        lay(file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[OwnPostgres]:
    """A PostgreSQL that may be stopped, killed and paused; a test leaves it running."""
    server = OwnPostgres()
    yield server
    server.close()
