"""Zendesk's time, learnt from whole seconds."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import FakeClock
from app.zendesk.skew import WINDOW_SECONDS, ZendeskClock
from tests.zendesk.client_kit import NOW


def http(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def exchange(zendesk: ZendeskClock, clock: FakeClock, offset: float, there: float = 0.05, back: float = 0.05) -> None:
    """Let Zendesk, `offset` seconds ahead of us, answer after `there`; the answer arrives `back` later."""
    sent_at = clock.now()
    clock.advance(timedelta(seconds=there))
    date = http(clock.now() + timedelta(seconds=offset))
    clock.advance(timedelta(seconds=back))
    zendesk.observe(date, sent_at, clock.now())


def test_before_any_answer_it_is_the_hosts_time() -> None:
    clock = FakeClock(NOW)

    zendesk = ZendeskClock(clock)

    assert (zendesk.now(), zendesk.offset_seconds, zendesk.last_observed_at) == (NOW, 0.0, None)


@given(
    offset=st.floats(-5000, 5000),
    seed=st.integers(0, 2**32),
    start=st.floats(0, 1),
)
def test_it_is_never_ahead_of_zendesk_and_comes_within_a_second_and_the_journey(
    offset: float, seed: int, start: float
) -> None:
    chance = random.Random(seed)
    clock = FakeClock(NOW + timedelta(seconds=start))
    zendesk = ZendeskClock(clock)

    for _ in range(20):
        exchange(zendesk, clock, offset, chance.uniform(0.001, 0.3), chance.uniform(0.001, 0.3))
        clock.advance(timedelta(seconds=chance.uniform(0, 5)))

        assert zendesk.offset_seconds <= offset + 1e-5
        assert zendesk.offset_seconds >= offset - 1.0 - 0.3 - 1e-5


def test_many_answers_bring_it_close() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)

    for _ in range(100):
        exchange(zendesk, clock, 12.34)
        clock.advance(timedelta(seconds=0.37))

    assert zendesk.offset_seconds == pytest.approx(12.34 - 0.05, abs=0.05)
    assert zendesk.offset_seconds <= 12.34


@pytest.mark.parametrize("jump", [-3600.0, -3.0, 3.0, 3600.0])
def test_a_jump_of_either_clock_is_followed_at_once(jump: float) -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    for _ in range(20):
        exchange(zendesk, clock, 10.0)
        clock.advance(timedelta(seconds=0.37))

    exchange(zendesk, clock, 10.0 + jump)

    assert 10.0 + jump - 1.1 <= zendesk.offset_seconds <= 10.0 + jump


def test_what_was_seen_long_ago_is_forgotten_so_that_slow_drift_is_followed() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    exchange(zendesk, clock, 0.9)
    clock.advance(timedelta(seconds=WINDOW_SECONDS + 1))

    exchange(zendesk, clock, 0.2)

    assert zendesk.offset_seconds <= 0.2


def test_a_slow_answer_does_not_spoil_a_good_estimate() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    exchange(zendesk, clock, 0.0)
    good = zendesk.offset_seconds

    exchange(zendesk, clock, 0.0, there=0.1, back=8.0)

    assert zendesk.offset_seconds == good


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_an_answer_without_a_readable_date_teaches_nothing(date: str | None) -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(date, NOW, NOW)

    assert zendesk.last_observed_at is None


def test_a_host_clock_set_back_during_the_exchange_teaches_nothing() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(http(NOW), NOW, NOW - timedelta(seconds=5))

    assert zendesk.last_observed_at is None


def test_it_says_when_it_last_heard_of_zendesk() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(http(NOW), NOW, NOW + timedelta(seconds=1))

    assert zendesk.last_observed_at == NOW + timedelta(seconds=1)


def test_a_moment_of_the_host_becomes_one_of_zendesk() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))
    zendesk.observe(http(NOW + timedelta(hours=1)), NOW, NOW)

    assert zendesk.corrected(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 1, 1, 1, tzinfo=UTC)


@pytest.mark.anyio
async def test_distances_are_those_of_the_clock_inside() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    zendesk.observe(http(NOW + timedelta(hours=1)), NOW, NOW)

    await zendesk.sleep(30)

    assert zendesk.monotonic() == clock.monotonic() == 30
    assert zendesk.now() == NOW + timedelta(hours=1, seconds=30)
