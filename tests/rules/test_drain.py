"""How long the queue needs: the writer's own rules, run ahead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.drain import Load, Pace, drain

PACE = Pace(quota=100)


def test_nothing_waiting_takes_no_time() -> None:
    assert drain(Load((0, 0, 0)), PACE).seconds == 0


def test_a_few_go_one_by_one_within_a_second_or_two() -> None:
    found = drain(Load((3, 2, 0)), PACE)

    assert (found.jobs, found.requests) == (0, 5)
    assert found.seconds is not None
    assert found.seconds <= 1.0


def test_ten_thousand_ride_in_jobs_and_not_for_a_hundred_minutes() -> None:
    found = drain(Load((0, 10_000, 0)), PACE)

    assert (found.jobs, found.requests) == (100, 100)
    assert found.seconds is not None
    assert 300 <= found.seconds <= 400, "ten jobs at a time, half a minute each"


def test_refusals_never_ride() -> None:
    found = drain(Load((0, 0, 300), alone=300), PACE)

    assert (found.jobs, found.requests) == (0, 300)
    assert found.seconds is not None
    assert 120 <= found.seconds <= 180, "a hundred a minute"


def test_what_is_most_urgent_is_done_first() -> None:
    found = drain(Load((50, 400, 600)), PACE)
    third, second, first = found.bands

    assert third is not None
    assert second is not None
    assert first is not None
    assert third <= second <= first == found.seconds


def test_a_spent_minute_and_a_pause_are_waited_for() -> None:
    assert (drain(Load((1,)), PACE, spent=[(-10, 100)]).seconds or 0) > 50
    assert (drain(Load((1,)), PACE, blocked_seconds=40).seconds or 0) > 40


def test_what_may_be_tried_later_is_waited_for_without_counting_every_second() -> None:
    found = drain(Load((0,), later=(86_000.0,)), PACE)

    assert found.seconds is not None
    assert 86_000 <= found.seconds <= 86_002


def test_what_takes_more_than_a_week_has_no_figure() -> None:
    assert drain(Load((0,), later=(9 * 86_400.0,)), PACE).seconds is None


@pytest.mark.parametrize("quota", [1, 20, 100])
@given(ready=st.integers(0, 3000), alone=st.integers(0, 50))
def test_no_minute_spends_more_than_its_quota(quota: int, ready: int, alone: int) -> None:
    """So many requests take so many minutes at least."""
    found = drain(Load((ready,), alone=min(alone, ready)), Pace(quota=quota))

    assert found.seconds is not None
    assert found.seconds >= (found.requests - 1) // quota * 61
