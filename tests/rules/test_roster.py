"""Rosters: who is on call at a moment, where shifts overlap, touch, or leave a gap."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.rules.roster import Roster, Shift
from tests.rules.kit import NOW

HOUR = timedelta(hours=1)


def a_shift(begin: float, end: float, who: str = "ana@example.com", name: str | None = None) -> Shift:
    return Shift(NOW + begin * HOUR, NOW + end * HOUR, who, name)


def a_roster(*shifts: Shift) -> Roster:
    return Roster.of(shifts, NOW - 48 * HOUR, NOW + 24 * 35 * HOUR)


def at(roster: Roster, hours: float) -> int | str | None:
    shift = roster.on_call(NOW + hours * HOUR)
    return shift.who if shift else None


def test_a_shift_begins_with_its_first_moment_and_is_over_with_its_end() -> None:
    roster = a_roster(a_shift(0, 8, "ana@example.com"), a_shift(8, 16, "ben@example.com"))

    assert [at(roster, hours) for hours in (-0.001, 0, 7.999, 8, 15.999, 16)] == [
        None,
        "ana@example.com",
        "ana@example.com",
        "ben@example.com",
        "ben@example.com",
        None,
    ]


def test_of_two_shifts_at_once_the_one_that_began_last_counts() -> None:
    """A stand-in's hours lie upon the usual week; when they end the usual person is on call again."""
    roster = a_roster(a_shift(0, 100, "ana@example.com"), a_shift(10, 20, "ben@example.com"))

    assert [at(roster, hours) for hours in (9, 10, 19, 20, 99)] == [
        "ana@example.com",
        "ben@example.com",
        "ben@example.com",
        "ana@example.com",
        "ana@example.com",
    ]
    before = roster.on_call(NOW)
    assert before is not None
    assert before.ends_at == NOW + 10 * HOUR, "on call until the stand-in comes"


def test_of_shifts_that_began_together_the_shorter_one_counts() -> None:
    roster = a_roster(a_shift(0, 8, "long@example.com"), a_shift(0, 2, "short@example.com"))

    assert (at(roster, 1), at(roster, 3)) == ("short@example.com", "long@example.com")


def test_who_follows_himself_is_on_call_until_the_end_of_both_shifts() -> None:
    shift = a_roster(a_shift(0, 8), a_shift(8, 16)).on_call(NOW)

    assert shift is not None
    assert shift.ends_at == NOW + 16 * HOUR


def test_gaps_are_told_within_the_asked_stretch() -> None:
    roster = a_roster(a_shift(-5, 2), a_shift(4, 6))

    gaps = list(roster.gaps(NOW, NOW + 8 * HOUR))

    assert gaps == [(NOW + 2 * HOUR, NOW + 4 * HOUR), (NOW + 6 * HOUR, NOW + 8 * HOUR)]


def test_without_shifts_nobody_is_on_call() -> None:
    assert a_roster().on_call(NOW) is None
    assert list(a_roster().gaps(NOW, NOW + HOUR)) == [(NOW, NOW + HOUR)]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20), st.sampled_from("abc")), max_size=12),
    st.integers(0, 75),
)
def test_it_agrees_with_looking_at_every_shift(drawn: list[tuple[int, int, str]], hour: int) -> None:
    shifts = [a_shift(begin, begin + length, who) for begin, length, who in drawn]
    moment = NOW + hour * HOUR
    running = [one for one in shifts if one.begins_at <= moment < one.ends_at]
    expected = min(running, key=lambda one: (-one.begins_at.timestamp(), one.ends_at, str(one.who)), default=None)

    found = a_roster(*shifts).on_call(moment)

    assert (found.who if found else None) == (expected.who if expected else None)
