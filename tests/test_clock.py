"""Clocks for three purposes, and what a wall clock that steps does to each."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import PACE, FakeClock, FastClock, FollowingClock, SteadyClock, SystemClock

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Host(FakeClock):
    """A host whose wall clock somebody sets while time goes on."""

    def __init__(self) -> None:
        super().__init__(START)
        self.set_by = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.set_by


def second_by_second(host: Host, clock: FollowingClock, seconds: int) -> list[datetime]:
    """Let time pass, with a look each second as the service does; return what the clock said."""
    said = []
    for _ in range(seconds):
        host.advance(timedelta(seconds=1))
        clock.look()
        said.append(clock.now())
    return said


def test_the_hosts_monotonic_clock_never_steps_back_and_runs_at_the_pace_of_time() -> None:
    clock = SystemClock()
    before, began = clock.monotonic(), time.perf_counter()
    readings = [clock.monotonic() for _ in range(20_000)]
    passed = time.perf_counter() - began

    assert readings == sorted(readings)
    assert readings[-1] - before == pytest.approx(passed, abs=0.5)


def test_the_clock_of_the_demo_counts_the_same_seconds_as_the_hosts() -> None:
    assert FastClock(START, 450).monotonic() == pytest.approx(SystemClock().monotonic(), abs=0.5)


@pytest.mark.parametrize("step", [-HOUR, 24 * HOUR, timedelta(days=3653)])
def test_a_steady_clock_does_not_step_with_the_hosts(step: timedelta) -> None:
    host = Host()
    clock = SteadyClock(host)
    host.advance(HOUR)

    host.set_by = step
    host.advance(HOUR)

    assert clock.now() == START + 2 * HOUR


@pytest.mark.parametrize("step", [-HOUR, 24 * HOUR, timedelta(days=3653)])
def test_rows_are_dated_by_a_clock_that_neither_cuts_a_lease_short_nor_draws_it_out(step: timedelta) -> None:
    host = Host()
    clock = FollowingClock(host)
    second_by_second(host, clock, 10)
    before = clock.now()

    host.set_by = step
    said = second_by_second(host, clock, 60)

    assert said == sorted(said), "no moment comes twice"
    assert (said[-1] - before).total_seconds() == pytest.approx(60, abs=60 * PACE + 0.01)


def test_a_wall_clock_that_was_set_is_reached_in_the_end() -> None:
    host = Host()
    clock = FollowingClock(host)
    host.set_by = timedelta(seconds=30)

    second_by_second(host, clock, 300)
    assert clock.behind_seconds == pytest.approx(15, abs=0.2)
    second_by_second(host, clock, 320)

    assert clock.now() == host.now()


def test_a_step_is_counted_with_its_size_and_slow_correction_is_not() -> None:
    host = Host()
    clock = FollowingClock(host)
    for _ in range(100):
        host.set_by += timedelta(milliseconds=80)
        second_by_second(host, clock, 1)
    assert (clock.jumps, clock.last_jump_seconds) == (0, None)

    host.set_by -= HOUR
    second_by_second(host, clock, 5)

    assert clock.jumps == 1
    assert clock.last_jump_seconds == pytest.approx(-3600, abs=0.2)


def test_where_replicas_share_a_clock_it_is_that_which_is_followed() -> None:
    host = Host()
    clock = FollowingClock(host)
    clock.adopt(START + HOUR)
    assert clock.now() == START + HOUR

    host.set_by = -HOUR
    second_by_second(host, clock, 60)
    assert clock.now() == START + HOUR + timedelta(seconds=60)
    clock.look(shared=START + HOUR + timedelta(seconds=62))
    second_by_second(host, clock, 60)

    assert clock.now() == START + HOUR + timedelta(seconds=122)


@given(steps=st.lists(st.tuples(st.floats(-1e8, 1e8), st.floats(0, 500)), max_size=20))
def test_whoever_sets_the_wall_clock_the_time_of_rows_goes_on_at_nearly_its_pace(
    steps: list[tuple[float, float]],
) -> None:
    host = Host()
    clock = FollowingClock(host)
    for step, seconds in steps:
        host.set_by = timedelta(seconds=step)
        clock.look()
        before = clock.now()
        host.advance(timedelta(seconds=seconds))
        passed = (clock.now() - before).total_seconds()

        assert seconds * (1 - PACE) - 1e-3 <= passed <= seconds * (1 + PACE) + 1e-3
