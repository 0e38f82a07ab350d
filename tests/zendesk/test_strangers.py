"""Failures are counted by source, within bounds, and forgotten after a minute."""

from datetime import timedelta

import pytest

from app.clock import FakeClock
from app.zendesk.strangers import Strangers, Throttle, source_of


def test_a_source_may_fail_so_often_in_a_minute_and_no_more(clock: FakeClock) -> None:
    strangers = Strangers(clock.monotonic, allowed=3)

    assert [strangers.failed("192.0.2.1") for _ in range(5)] == [False, False, False, True, True]
    assert not strangers.failed("192.0.2.2"), "another source has a count of its own"
    clock.advance(timedelta(seconds=60))
    assert not strangers.failed("192.0.2.1")


def test_sources_without_number_take_memory_with_bounds(clock: FakeClock) -> None:
    strangers = Strangers(clock.monotonic, allowed=1, remembered=10)
    strangers.failed("192.0.2.1")

    for number in range(1000):
        strangers.failed(f"198.51.100.{number % 256}")
        strangers.failed("192.0.2.1")

    assert strangers.sources == 10
    assert strangers.failed("192.0.2.1"), "who fails all the time is not forgotten for others"


@pytest.mark.parametrize(
    ("client", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("x" * 5000, "x" * 64),
    ],
)
def test_a_source_is_an_address_or_what_one_subscriber_has_of_them(client: str, source: str) -> None:
    assert source_of(client) == source


def test_health_is_told_what_failed_within_the_hour(clock: FakeClock) -> None:
    strangers = Strangers(clock.monotonic)
    assert strangers.warnings() == []

    for _ in range(3):
        strangers.failed("192.0.2.1")
        clock.advance(timedelta(minutes=15))
    (warning,) = strangers.warnings()
    assert warning.startswith("3 webhook(s) ")
    clock.advance(timedelta(minutes=61))

    assert strangers.warnings() == []
    assert strangers.total == 3


def test_lines_beyond_the_limit_are_counted_instead(clock: FakeClock) -> None:
    throttle = Throttle(clock.monotonic, lines=2)

    assert [throttle.admits() for _ in range(5)] == [0, 0, None, None, None]
    clock.advance(timedelta(seconds=60))
    assert [throttle.admits() for _ in range(2)] == [3, 0]
