"""Fixtures that every test may use; nothing here opens or reads anything until a test asks for it."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from app.clock import FakeClock
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
    """The `DATABASE_URL` of an empty database: what asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tierline.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[OwnPostgres]:
    """A PostgreSQL that may be stopped, killed and paused; a test leaves it running."""
    server = OwnPostgres()
    yield server
    server.close()
