"""Working time: what lies between two moments, and the moment after so much of it, are inverses of each other."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.audit import Hours, _working
from app.rules.working_time import WorkingTime
from tests.rules.test_ladder import calendars, starts

NEW_YORK, PARIS = ZoneInfo("America/New_York"), ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)


def office(zone: ZoneInfo, *days_off: date) -> WorkingTime:
    """Mondays to Fridays from eight to six."""
    return WorkingTime((((480, 1080),),) * 5 + ((), ()), zone, frozenset(days_off))


def always(zone: ZoneInfo) -> WorkingTime:
    """All hours of all days."""
    return WorkingTime((((0, 1440),),) * 7, zone)


@settings(deadline=None)
@given(calendars, starts, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_after_is_the_first_moment_with_so_much_behind_it(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    due = calendar.after(start, length)

    if due is not None:
        assert calendar.between(start, due) == length
        if length:
            assert calendar.between(start, due - timedelta(microseconds=1)) < length


@settings(deadline=None)
@given(
    calendars, starts, st.timedeltas(timedelta(0), timedelta(days=60)), st.timedeltas(timedelta(0), timedelta(days=9))
)
def test_time_adds_up_and_never_exceeds_what_passed(
    calendar: WorkingTime, start: datetime, one: timedelta, more: timedelta
) -> None:
    middle, end = start + one, start + one + more

    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)
    assert timedelta(0) <= calendar.between(start, end) <= end - start


@settings(deadline=None)
@given(calendars, starts, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_the_auditor_reckons_the_same_by_a_way_of_its_own(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    hours = Hours(calendar.week, calendar.zone, calendar.days_off)

    assert _working(hours, start, start + length) == calendar.between(start, start + length)


@pytest.mark.parametrize(
    ("sundays", "minutes"),
    [
        (((0, 150),), 120),  # ends in the hour that does not exist
        (((135, 165),), 0),  # lies within it
        (((150, 300),), 120),  # begins in it
        (((0, 120), (60, 90), (100, 360)), 300),  # hours that are named twice
    ],
)
def test_both_reckon_what_clocks_leap_over_as_nothing_and_what_is_named_twice_once(
    sundays: tuple[tuple[int, int], ...], minutes: int
) -> None:
    """Clocks are set forward in New York on 2026-03-08, from two to three."""
    calendar = WorkingTime(((),) * 6 + (sundays,), NEW_YORK)
    hours = Hours(calendar.week, calendar.zone)
    start, end = datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 8, 17, tzinfo=UTC)

    assert calendar.between(start, end) == _working(hours, start, end) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("begin", "end", "hours"),
    [
        ("2026-11-27 22:00", "2026-11-30 14:00", 2),  # Friday 17:00 to Monday 09:00 in New York
        ("2026-11-25 22:00", "2026-11-27 14:00", 2),  # over Thanksgiving
        ("2026-11-28 12:00", "2026-11-29 12:00", 0),  # a weekend
        ("2026-11-24 00:00", "2026-11-25 00:00", 10),
        ("2026-11-25 00:00", "2026-11-24 00:00", 0),
    ],
)
def test_only_working_hours_of_working_days_count(begin: str, end: str, hours: int) -> None:
    calendar = office(NEW_YORK, date(2026, 11, 26))
    begins_at, ends_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begin, end))

    assert calendar.between(begins_at, ends_at) == hours * HOUR


def test_the_working_day_follows_the_clocks_of_its_zone() -> None:
    """Eight in New York is 13:00 UTC in the week before the clocks are set forward, and 12:00 in the week after."""
    before, after = datetime(2026, 3, 6, 0, 0, tzinfo=UTC), datetime(2026, 3, 9, 0, 0, tzinfo=UTC)

    assert office(NEW_YORK).after(before, HOUR) == datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
    assert office(NEW_YORK).after(after, HOUR) == datetime(2026, 3, 9, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_on_which_clocks_are_set_is_as_long_as_it_is(day: date, hours: int) -> None:
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=PARIS).astimezone(UTC)
    next_one = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=PARIS).astimezone(UTC)

    assert always(PARIS).between(midnight, next_one) == hours * HOUR


def test_an_hour_that_does_not_exist_counts_nothing() -> None:
    """In Paris the clock goes from 02:00 to 03:00 on 29 March 2026."""
    calendar = WorkingTime((((120, 165),),) * 7, PARIS)
    around = datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 12, 0, tzinfo=UTC)

    assert calendar.between(*around) == timedelta(0)


def test_what_would_take_decades_never_falls_due() -> None:
    calendar = WorkingTime((((480, 481),), *((),) * 6), NEW_YORK)

    assert calendar.after(datetime(2026, 3, 1, tzinfo=UTC), 1000 * HOUR) is None
