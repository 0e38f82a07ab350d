"""Fixtures that every test may use; nothing here opens or reads anything."""

from datetime import UTC, datetime

import pytest

from app.clock import FakeClock


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at 2026-11-24 09:00 UTC until a test moves it."""
    return FakeClock(datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC))
