"""Days on which the host's zone has 23, 25 or one more: the ladder counts hours, and knows no zone."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.clock import FakeClock
from app.rules.ladder import Epoch
from app.store import effects, tickets
from tests.rules.kit import a_desk, a_record
from tests.scheduler.test_escalate import Zendesk, an_escalate
from tests.store.kit import opened

pytestmark = pytest.mark.anyio

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
DAYS = [
    pytest.param(BERLIN, datetime(2027, 3, 28, 2, 30, tzinfo=BERLIN), id="Berlin, an hour that is left out"),
    pytest.param(BERLIN, datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), id="Berlin, an hour that comes twice"),
    pytest.param(BERLIN, datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), id="Berlin, its second coming"),
    pytest.param(BERLIN, datetime(2026, 10, 24, 19, 0, tzinfo=BERLIN), id="Berlin, the evening before"),
    pytest.param(NEW_YORK, datetime(2027, 3, 14, 2, 30, tzinfo=NEW_YORK), id="New York, an hour that is left out"),
    pytest.param(NEW_YORK, datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK), id="New York, its second coming"),
    pytest.param(BERLIN, datetime(2028, 2, 28, 20, 0, tzinfo=BERLIN), id="into the leap day"),
    pytest.param(NEW_YORK, datetime(2028, 2, 29, 22, 0, tzinfo=NEW_YORK), id="out of the leap day"),
    pytest.param(BERLIN, datetime(2026, 12, 31, 23, 0, tzinfo=BERLIN), id="into the next year"),
]


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ZoneInfo]:
    """The zone of the whole process."""
    monkeypatch.setenv("TZ", request.param.key)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(("zone", "local"), DAYS, indirect=["zone"])
async def test_each_level_comes_exactly_so_many_hours_after_the_ticket(
    tmp_path: Path, zone: ZoneInfo, local: datetime
) -> None:
    assert time.tzname == (local.replace(month=1).tzname(), local.replace(month=7, day=1).tzname()), zone
    created = local.astimezone(UTC)
    clock = FakeClock(created)
    zendesk = Zendesk(clock)
    record = a_record(epoch=Epoch(1, created), next_due_at=a_desk().ladder.due_at(Epoch(1, created), 1))
    with opened(tmp_path) as database:
        await database.write(partial(tickets.save, record=record, version=0))
        escalate = an_escalate(database, clock, zendesk=zendesk)
        found = []
        for hours in (4, 8, 10, 12):
            clock.advance(created + timedelta(hours=hours, seconds=-1) - clock.now())
            await escalate.tick()
            found.append([one.level for one in await database.read(partial(effects.history, ticket_id=42))])
            clock.advance(timedelta(seconds=1))
            await zendesk.tell()
            await escalate.tick()
            found.append([one.level for one in await database.read(partial(effects.history, ticket_id=42))])

    assert found == [[], [1], [1], [1, 2], [1, 2], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4]]
