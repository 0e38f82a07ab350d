"""So many calls a minute, and as long a wait as Zendesk asks."""

import pytest

from app.clock import FakeClock
from app.replay.pace import Pace
from app.zendesk.errors import RateLimited
from tests.rules.kit import NOW

pytestmark = pytest.mark.anyio


async def test_no_minute_sees_more_calls_than_allowed() -> None:
    clock = FakeClock(NOW)
    pace, made = Pace(clock, 3), []

    async def ask() -> None:
        made.append(clock.monotonic())

    for _ in range(7):
        await pace.call(ask)

    assert made == [0, 0, 0, 60, 60, 60, 120]


async def test_after_a_429_the_same_call_is_made_when_zendesk_wants_it() -> None:
    clock, answers = FakeClock(NOW), [RateLimited("slowly", retry_after=93.0), None]

    async def ask() -> str:
        answer = answers.pop(0)
        if answer:
            raise answer
        return "page"

    assert await Pace(clock, 10).call(ask) == "page"
    assert clock.monotonic() == 93.0


async def test_it_gives_up_on_a_zendesk_that_never_answers() -> None:
    async def ask() -> None:
        raise RateLimited("slowly", retry_after=1.0)

    with pytest.raises(RateLimited):
        await Pace(FakeClock(NOW), 100).call(ask)
