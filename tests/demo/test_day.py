"""The day of the demo ends when nothing is left to do: no event, no effect, and no level that fell due."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.demo.day import is_quiet
from app.store import tickets
from tests.rules.kit import NOW, a_record
from tests.store.kit import opened

pytestmark = pytest.mark.anyio
SOON = NOW + timedelta(minutes=1)


async def test_a_level_that_fell_due_and_is_not_planned_yet_is_waited_for(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        assert await database.read(lambda c: is_quiet(c, NOW))
        await database.write(lambda c: tickets.save(c, a_record(next_due_at=NOW), 0))

        assert await database.read(lambda c: is_quiet(c, NOW))
        assert not await database.read(lambda c: is_quiet(c, SOON))
