"""Background tasks that die are started again, and health can tell."""

import asyncio
from datetime import timedelta

import pytest

from app.clock import FakeClock
from app.errors import StoreUnavailable
from app.supervision import TOLD_SECONDS, Supervisor, distance


class Patient:
    """A task that dies some times and then lives on."""

    def __init__(self, deaths: int) -> None:
        self.left = deaths
        self.lives = asyncio.Event()

    async def run(self) -> None:
        if self.left:
            self.left -= 1
            raise StoreUnavailable("the cause")
        self.lives.set()
        await asyncio.Event().wait()


@pytest.mark.anyio
async def test_a_task_that_dies_is_started_again_until_it_lives_and_health_tells_of_it(clock: FakeClock) -> None:
    supervisor = Supervisor(clock, lambda low, high: 0.0)
    patient = Patient(deaths=3)
    supervisor.start("worker", patient.run)
    await asyncio.wait_for(patient.lives.wait(), 10)

    (told,) = supervisor.warnings()
    assert told.startswith("the worker died 3 time(s)")
    assert "StoreUnavailable: the cause" in told
    clock.advance(timedelta(seconds=TOLD_SECONDS))
    assert supervisor.warnings() == []
    await supervisor.stop()


@pytest.mark.anyio
async def test_health_does_not_repeat_what_a_defect_was_working_on(clock: FakeClock) -> None:
    """Anybody may ask for it, and a message of a library's may hold a ticket's text or the key of a chat room."""

    async def dies() -> None:
        raise ValueError("obviously-false-key")

    supervisor = Supervisor(clock, lambda low, high: 10.0)
    supervisor.start("heartbeat", dies)
    await asyncio.sleep(0.05)

    (told,) = supervisor.warnings()
    assert told.endswith("was started again: ValueError")
    await supervisor.stop()


def test_the_distance_between_two_lives_grows_up_to_a_minute() -> None:
    assert [distance(deaths) for deaths in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert distance(7) == distance(10_000) == 60


@pytest.mark.anyio
async def test_a_task_that_ends_by_itself_is_not_started_again(clock: FakeClock) -> None:
    supervisor = Supervisor(clock)
    runs: list[int] = []

    async def once() -> None:
        runs.append(1)

    supervisor.start("greeting", once)
    await asyncio.wait_for(supervisor.tasks["greeting"], 10)
    assert runs == [1]
    assert supervisor.warnings() == []
