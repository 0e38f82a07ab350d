"""The ladder: never early, monotonic within an epoch, idempotent, true after any gap (policy: Escalation Path)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.ladder import Epoch, Ladder
from app.rules.ticket import Status, Tier

START = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
LADDER = Ladder(tuple(timedelta(hours=hours) for hours in (4, 8, 10, 12)))
TICK = timedelta(microseconds=1)

ladders = st.lists(st.integers(1, 10**9), min_size=1, max_size=9, unique=True).map(
    lambda seconds: Ladder(tuple(timedelta(seconds=one) for one in sorted(seconds)))
)
distances = st.timedeltas(timedelta(0), timedelta(days=400))
zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("age", "level"),
    [
        (timedelta(0), 0),
        (timedelta(hours=4) - TICK, 0),
        (timedelta(hours=4), 1),
        (timedelta(hours=8) - TICK, 1),
        (timedelta(hours=8), 2),
        (timedelta(hours=10) - TICK, 2),
        (timedelta(hours=10), 3),
        (timedelta(hours=12) - TICK, 3),
        (timedelta(hours=12), 4),
        (timedelta(days=400), 4),
    ],
    ids=str,
)
def test_the_level_is_the_number_of_thresholds_at_or_below_the_age(age: timedelta, level: int) -> None:
    assert LADDER.level_at(age) == level


@given(ladders, distances, zones)
def test_a_step_is_never_early(ladder: Ladder, age: timedelta, zone: timezone) -> None:
    """Whatever zone a time is written in, a step is due only when its threshold has passed."""
    epoch = Epoch(1, START.astimezone(zone))
    now = START + age

    step = ladder.step_due(epoch, 0, now)

    if step is None:
        assert age < ladder.thresholds[0]
    else:
        assert step.due_at <= now
        assert ladder.thresholds[step.level - 1] <= age


@given(ladders, distances, distances)
def test_within_an_epoch_the_level_never_falls(ladder: Ladder, one: timedelta, more: timedelta) -> None:
    epoch = Epoch(1, START)

    assert ladder.level_at(epoch.age(START + one)) <= ladder.level_at(epoch.age(START + one + more))


@given(ladders, distances)
def test_a_step_that_was_climbed_is_not_due_again(ladder: Ladder, age: timedelta) -> None:
    epoch = Epoch(1, START)
    step = ladder.step_due(epoch, 0, START + age)

    if step is not None:
        assert ladder.step_due(epoch, step.level, START + age) is None


@given(ladders, st.lists(distances, min_size=1, max_size=12))
def test_after_any_gap_the_level_is_the_same_as_without_it(ladder: Ladder, gaps: list[timedelta]) -> None:
    """One long outage and many short looks end on the same level; each level is reached or passed over once."""
    epoch, climbed, now, seen = Epoch(1, START), 0, START, []
    for gap in gaps:
        now += gap
        step = ladder.step_due(epoch, climbed, now)
        if step is not None:
            seen += [*step.skipped, step.level]
            climbed = step.level

    assert climbed == ladder.level_at(now - START)
    assert seen == list(range(1, climbed + 1))


@given(ladders, distances, distances, distances)
def test_a_pause_moves_every_threshold_by_its_length(
    ladder: Ladder, before: timedelta, pause: timedelta, after: timedelta
) -> None:
    epoch = Epoch(1, START).pause(START + before).resume(START + before + pause)

    assert epoch.age(START + before + pause + after) == before + after
    due = ladder.due_at(epoch, 1)
    assert due == START + pause + ladder.thresholds[0]


def test_while_the_clock_is_stopped_nothing_falls_due() -> None:
    epoch = Epoch(1, START).pause(START + timedelta(hours=3))

    assert LADDER.due_at(epoch, 1) is None
    assert LADDER.step_due(epoch, 0, START + timedelta(days=30)) is None


def test_a_threshold_reached_before_a_pause_stays_reached() -> None:
    epoch = Epoch(1, START).pause(START + timedelta(hours=5))
    now = START + timedelta(hours=9)

    step = LADDER.step_due(epoch, 0, now)

    assert step is not None
    assert step.level == 1


def test_pausing_twice_and_resuming_twice_change_nothing() -> None:
    once = Epoch(1, START).pause(START + timedelta(hours=1))

    assert once.pause(START + timedelta(hours=2)) == once
    resumed = once.resume(START + timedelta(hours=3))
    assert resumed.resume(START + timedelta(hours=4)) == resumed


def test_a_reopened_ticket_starts_at_level_zero() -> None:
    epoch = Epoch(1, START).following(START + timedelta(hours=20))

    assert epoch.number == 2
    assert LADDER.level_at(epoch.age(START + timedelta(hours=23))) == 0


def test_an_age_is_never_negative() -> None:
    assert Epoch(1, START).age(START - timedelta(hours=1)) == timedelta(0)


@pytest.mark.parametrize("status", list(Status), ids=str)
def test_only_unsolved_tickets_of_its_tiers_climb(status: Status) -> None:
    unsolved = status in (Status.NEW, Status.OPEN, Status.PENDING, Status.HOLD)

    assert LADDER.climbs(Tier.THREE, status) is unsolved
    assert LADDER.climbs(Tier.TWO, status) is unsolved
    assert not LADDER.climbs(Tier.ONE, status)
    assert not LADDER.climbs(None, status)


def test_skipped_levels_are_named_and_lateness_counts_from_the_level_reached() -> None:
    step = LADDER.step_due(Epoch(1, START), 1, START + timedelta(hours=12, minutes=5))

    assert step is not None
    assert (step.level, step.skipped) == (4, (2, 3))
    assert step.due_at == START + timedelta(hours=12)
