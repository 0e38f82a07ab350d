"""The ladder: never early, monotonic within an epoch, idempotent, true after any gap (policy: Escalation Path)."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.ladder import Epoch, Ladder
from app.rules.ticket import Status, Tier
from app.rules.working_time import WorkingTime

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
    reached_before = ladder.thresholds[0] <= before and pause > timedelta(0)
    assert ladder.due_at(epoch, 1) == START + ladder.thresholds[0] + (timedelta(0) if reached_before else pause)


def test_while_the_clock_is_stopped_nothing_falls_due() -> None:
    epoch = Epoch(1, START).pause(START + timedelta(hours=3))

    assert LADDER.due_at(epoch, 1) is None
    assert LADDER.step_due(epoch, 0, START + timedelta(days=30)) is None


def test_a_threshold_reached_before_a_pause_stays_reached() -> None:
    epoch = Epoch(1, START).pause(START + timedelta(hours=5))
    now = START + timedelta(hours=9)

    step = LADDER.step_due(epoch, 0, now)

    assert step is not None
    assert (step.level, step.due_at) == (1, START + timedelta(hours=4))


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


# --- where not every hour counts ------------------------------------------------------------------------------------

stretches = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(
    lambda quarters: tuple((a * 15, b * 15) for a, b in zip(*[iter(sorted(quarters))] * 2, strict=False))
)
weeks = st.lists(st.one_of(st.just(()), stretches), min_size=7, max_size=7).filter(any).map(tuple)
calendars = st.builds(
    WorkingTime,
    weeks,
    st.sampled_from(
        ["UTC", "America/New_York", "Europe/Paris", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana"]
    ).map(ZoneInfo),
    st.frozensets(st.dates(date(2026, 3, 1), date(2026, 12, 31)), max_size=20),
)
starts = st.datetimes(datetime(2026, 3, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
moves = st.lists(st.timedeltas(timedelta(0), timedelta(days=9)), max_size=6)
short_ladders = st.lists(st.integers(1, 200_000), min_size=1, max_size=4, unique=True).map(
    lambda seconds: tuple(timedelta(seconds=one) for one in sorted(seconds))
)


def paused_in_turns(start: datetime, distances: list[timedelta]) -> tuple[Epoch, datetime]:
    """An epoch that paused and resumed after each distance in turn, and when it last did."""
    epoch, now = Epoch(1, start), start
    for distance in distances:
        now += distance
        epoch = epoch.pause(now) if epoch.paused_since is None else epoch.resume(now)
    return epoch, now


@settings(deadline=None)
@given(short_ladders, st.one_of(st.none(), calendars), starts, moves, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_level_is_due_exactly_from_when_the_age_reaches_it(
    thresholds: tuple[timedelta, ...],
    calendar: WorkingTime | None,
    start: datetime,
    distances: list[timedelta],
    later: timedelta,
) -> None:
    """Age and due time are inverses: across changes of the clocks, holidays and pauses, and never early."""
    ladder = Ladder(thresholds, calendars={Tier.TWO: calendar} if calendar else {})
    epoch, now = paused_in_turns(start, distances)

    for level in range(1, ladder.top + 1):
        due = ladder.due_at(epoch, level, Tier.TWO)
        for at in (now + later, now, *((due, due - TICK) if due else ())):
            reached = ladder.level_at(ladder.age(epoch, at, Tier.TWO)) >= level
            assert reached == (due is not None and at >= due), (level, at, due)


@settings(deadline=None)
@given(short_ladders, calendars, starts, moves)
def test_a_calendar_never_makes_a_level_earlier(
    thresholds: tuple[timedelta, ...], calendar: WorkingTime, start: datetime, distances: list[timedelta]
) -> None:
    epoch, now = paused_in_turns(start, distances)
    with_calendar, without = Ladder(thresholds, calendars={Tier.TWO: calendar}), Ladder(thresholds)

    assert with_calendar.age(epoch, now, Tier.TWO) <= without.age(epoch, now, Tier.TWO)
    for level in range(1, without.top + 1):
        late, usual = with_calendar.due_at(epoch, level, Tier.TWO), without.due_at(epoch, level, Tier.TWO)
        assert late is None or (usual is not None and late >= usual)


OFFICE = WorkingTime((((480, 1080),),) * 5 + ((), ()), ZoneInfo("America/New_York"), text="office hours")


def test_each_tier_ages_by_its_own_calendar() -> None:
    """Friday five o'clock in New York: an hour today, three on Monday; an outage knows no weekend."""
    ladder = Ladder(LADDER.thresholds, calendars={Tier.TWO: OFFICE})
    epoch = Epoch(1, datetime(2026, 11, 27, 22, 0, tzinfo=UTC))

    assert ladder.due_at(epoch, 1, Tier.TWO) == datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert ladder.due_at(epoch, 1, Tier.THREE) == epoch.started_at + timedelta(hours=4)


def test_a_pause_is_counted_by_the_calendar_of_whatever_tier_the_ticket_has_later() -> None:
    """A weekend in a pausing status is nothing to Tier II's office hours, and 48 hours once the ticket is Tier III."""
    ladder = Ladder(LADDER.thresholds, calendars={Tier.TWO: OFFICE})
    friday, monday = datetime(2026, 11, 27, 23, 0, tzinfo=UTC), datetime(2026, 11, 30, 13, 0, tzinfo=UTC)
    epoch = Epoch(1, friday - timedelta(hours=1)).pause(friday).resume(monday)

    assert ladder.age(epoch, monday, Tier.TWO) == timedelta(hours=1)
    assert ladder.age(epoch, monday, Tier.THREE) == timedelta(hours=1)


def test_a_pause_of_unknown_place_is_taken_off_whatever_the_calendar() -> None:
    """An older version stored lengths only: late is forgiven, early is not."""
    ladder = Ladder(LADDER.thresholds, calendars={Tier.TWO: OFFICE})
    epoch = Epoch(1, datetime(2026, 11, 24, 13, 0, tzinfo=UTC), timedelta(hours=2))

    assert ladder.due_at(epoch, 1, Tier.TWO) == epoch.started_at + timedelta(hours=6)


def test_the_name_of_a_ladder_tells_its_settings_apart_and_fits_the_table() -> None:
    others = [
        Ladder(LADDER.thresholds[:3]),
        Ladder(LADDER.thresholds, frozenset({Tier.THREE})),
        Ladder(LADDER.thresholds, pause_statuses=frozenset({Status.PENDING})),
        Ladder(LADDER.thresholds, calendars={Tier.TWO: OFFICE}),
        Ladder(LADDER.thresholds, calendars={Tier.THREE: OFFICE}),
        Ladder(
            LADDER.thresholds,
            calendars={Tier.TWO: WorkingTime(OFFICE.week, OFFICE.zone, frozenset({date(2026, 1, 1)}), "x" * 400)},
        ),
    ]

    assert LADDER.name == Ladder(LADDER.thresholds).name
    assert len({LADDER.name, *(one.name for one in others)}) == len(others) + 1
    assert all(len(one.name) <= 200 for one in others)
