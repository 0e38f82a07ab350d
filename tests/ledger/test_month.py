"""Months of a zone: their edges, their weeks, and what `--month` may say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidInput
from app.ledger.month import Month, month_named
from app.ledger.zone import zone_named

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("UTC", datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)),
        # Daylight saving ends on the first of the month there, two hours after midnight.
        ("America/Denver", datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 12, 1, 7, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 10, 31, 18, 15, tzinfo=UTC), datetime(2026, 11, 30, 18, 15, tzinfo=UTC)),
    ],
)
def test_a_month_runs_from_midnight_to_midnight_of_its_zone(zone: str, start: datetime, end: datetime) -> None:
    month = Month(2026, 11, ZoneInfo(zone))

    assert (month.start, month.end) == (start, end)
    assert month.has(start)
    assert month.has(end - timedelta(microseconds=1))
    assert not month.has(start - timedelta(microseconds=1))
    assert not month.has(end)
    assert not month.has(None)


@given(st.integers(2001, 2037), st.integers(1, 12), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Beirut", "Cuba"]))
def test_months_follow_each_other_without_gap_or_overlap(year: int, number: int, zone: str) -> None:
    month = Month(year, number, ZoneInfo(zone))
    following = Month(year + number // 12, number % 12 + 1, ZoneInfo(zone))

    assert month.end == following.start
    assert month.start < month.end


@given(st.integers(2001, 2037), st.integers(1, 12))
def test_the_weeks_of_a_month_hold_each_of_its_days_once(year: int, number: int) -> None:
    month = Month(year, number, ZoneInfo("UTC"))
    weeks = list(month.weeks())
    days = [first + timedelta(days=n) for first, last in weeks for n in range((last - first).days + 1)]

    assert days == [month.first_day + timedelta(days=n) for n in range((month.end - month.start).days)]
    assert all(first.weekday() == 0 for first, _ in weeks[1:])


def test_without_a_name_it_is_the_last_month_that_is_over() -> None:
    assert month_named(None, ZoneInfo("UTC"), NOW).name == "2026-10"
    assert month_named(None, ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC)).name == "2025-12"


def test_the_month_that_runs_can_be_named_and_is_not_over() -> None:
    month = month_named("2026-11", ZoneInfo("UTC"), NOW)

    assert not month.is_over(month.end - timedelta(microseconds=1))
    assert month.is_over(month.end)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "november", "26-11", "2026-11-01", "1999-12", "", "²026-11"])
def test_what_is_no_month_says_how_to_write_one(text: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be read: write year and month, such as 2026-11"):
        month_named(text, ZoneInfo("UTC"), NOW)


def test_a_month_that_has_not_begun_is_refused_by_the_zones_own_calendar() -> None:
    late = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)

    with pytest.raises(InvalidInput, match="has not begun yet: name a month up to 2026-11"):
        month_named("2026-12", ZoneInfo("UTC"), late)
    assert month_named("2026-12", ZoneInfo("Europe/Berlin"), late).name == "2026-12"


@pytest.mark.parametrize("name", ["America", "../etc/passwd", "/etc/localtime", "Mars/Olympus", "", "a\0b"])
def test_a_name_that_is_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None
    assert zone_named("America/Denver") == ZoneInfo("America/Denver")
