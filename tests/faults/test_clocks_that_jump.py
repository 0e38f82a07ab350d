"""Clocks that jump under a running service: the host's, and those of single machines behind Zendesk's address."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.store import inbox
from tests.host import Host, moved_with
from tests.journeys.kit import OUTAGE, Town, effects, level_is, opened, settled, town, travel_to_age
from tests.store import kit
from tests.store.kit import HOUR, NOW, a_delivery

pytestmark = [pytest.mark.anyio, pytest.mark.journey]
DECADE = timedelta(days=3653)


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Host:
    """The service's host; APScheduler lives by its wall clock too."""
    return moved_with(Host(), monkeypatch)


async def ticks_pass(place: Town, count: int = 3) -> None:
    """Wait until the ladder has ticked so many times more; each completed tick is noted in the database."""
    seen = [place.rows("SELECT value FROM cursor WHERE name = 'tick'")]

    def moved() -> bool:
        noted = place.rows("SELECT value FROM cursor WHERE name = 'tick'")
        if noted != seen[-1]:
            seen.append(noted)
        return len(seen) > count

    await place.until(moved)


def escalations(place: Town, ticket: int) -> list[str]:
    return [key for key in effects(place, ticket) if ":escalation:" in key]


@pytest.mark.parametrize("step", [-HOUR, timedelta(days=1), DECADE], ids=str)
async def test_when_the_hosts_clock_is_set_no_level_comes_early_late_or_twice(
    tmp_path: Path, host: Host, step: timedelta
) -> None:
    async with town(tmp_path, clock=host) as place:
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=4, seconds=-60)
        await settled(place)
        host.set_by = step
        await ticks_pass(place)
        assert (place.level(ticket), escalations(place, ticket)) == (0, []), "never early"

        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1, 20)
        host.set_by = timedelta(0)
        await ticks_pass(place)
        await settled(place)

        assert escalations(place, ticket) == [f"{ticket}:1:escalation:1"]
        assert place.see(ticket)["level_changes"] == ["escalation_level_1"]
        assert place.see(ticket)["private_by_service"] == 1
        facts = (await place.health())[1]["checks"]["clock"]
        assert facts["host_clock_jumps"] == 2
        assert facts["host_clock_last_jump_seconds"] == pytest.approx(-step.total_seconds(), abs=1)


async def test_a_host_that_slept_for_five_hours_catches_up_once_with_one_write(tmp_path: Path, host: Host) -> None:
    async with town(tmp_path, clock=host) as place:
        ticket = await opened(place, OUTAGE)
        place.advance(hours=9)
        host.slept, host.set_by = 9 * 3600.0, timedelta(hours=9)
        await level_is(place, ticket, 2, 20)

        assert escalations(place, ticket) == [f"{ticket}:1:escalation:2"]
        assert (await place.health())[1]["checks"]["clock"]["host_clock_jumps"] == 0, "its clocks agree"


async def test_single_answers_with_a_date_far_ahead_escalate_nothing(tmp_path: Path) -> None:
    """Every third answer comes from a machine whose clock is five hours ahead."""
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        right, wrong = timedelta(0), timedelta(hours=5)
        place.parts.sandbox.date_errors[:] = [wrong, right, right] * 10
        await place.until(lambda: not place.parts.sandbox.date_errors, 30)
        await ticks_pass(place)
        await settled(place)

        assert (place.level(ticket), escalations(place, ticket)) == (0, [])


async def test_an_answer_with_a_date_far_behind_delays_a_level_by_a_moment_only(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.parts.sandbox.date_errors[:] = [timedelta(minutes=-14)]
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1, 20)

        assert escalations(place, ticket) == [f"{ticket}:1:escalation:1"]


async def test_what_a_clock_an_hour_ahead_left_behind_is_done_at_the_next_start(tmp_path: Path) -> None:
    host = Host()
    ahead = host.now() + HOUR
    with kit.opened(tmp_path) as database:
        delivery = a_delivery(1, ticket_id=4711, occurred_at=NOW)
        await database.write(lambda c: inbox.add(c, inbox.row_values(delivery, ahead)))

    async with town(tmp_path) as place:
        await place.until(lambda: place.rows("SELECT state FROM inbox") == [("ignored",)])
