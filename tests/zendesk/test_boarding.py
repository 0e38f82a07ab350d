"""Who goes next: a few one by one, many in one job, nobody past who is more urgent and still being loaded."""

from dataclasses import replace

import pytest

from app.zendesk.boarding import AT_ONCE, FROM_TICKETS, Boarding, Line, UnderWay, board
from app.zendesk.calls import MANY

TIER_III, TIER_II = 100, 200
CALM = UnderWay(free=60)
JOB = Boarding(MANY, 1)


def line(*urgencies: int, doubtful: int = 0) -> Line:
    """Return a line of tickets of these urgencies; of so many the outcome is not known."""

    def waiting(limit: int, below: int | None = None, *, unknown: bool = False) -> int:
        found = doubtful if unknown else sum(below is None or one < below for one in urgencies)
        return min(found, limit)

    return waiting


def alone(tickets: int) -> Boarding:
    return Boarding(tickets, tickets)


def test_a_few_go_one_by_one() -> None:
    assert board(CALM, line(TIER_II, TIER_II)) == alone(AT_ONCE)


def test_many_ride_together_when_one_by_one_they_would_take_half_of_the_minute() -> None:
    assert board(CALM, line(*[TIER_II] * 29)) == alone(AT_ONCE)
    assert board(CALM, line(*[TIER_II] * 30)) == JOB


def test_fewer_than_ten_are_no_job_however_short_the_minute() -> None:
    assert board(UnderWay(free=3), line(*[TIER_II] * (FROM_TICKETS - 1))) == alone(3)
    assert board(UnderWay(free=3), line(*[TIER_II] * FROM_TICKETS)) == JOB


def test_a_full_job_goes_whatever_the_minute_has_left() -> None:
    assert board(UnderWay(free=1000), line(*[TIER_II] * (MANY - 1))) == alone(AT_ONCE)
    assert board(UnderWay(free=1000), line(*[TIER_II] * MANY)) == JOB


def test_nobody_goes_without_a_place_or_without_budget() -> None:
    assert board(UnderWay(free=60, alone=AT_ONCE), line(TIER_III)) is None
    assert board(UnderWay(free=0), line(TIER_III)) is None


def test_who_is_more_urgent_goes_past_a_job_under_way() -> None:
    riding = replace(CALM, jobs=1, urgency=TIER_II)

    assert board(riding, line(TIER_III, *[TIER_II] * 60)) == alone(1)


def test_of_many_who_are_more_urgent_none_goes_alone() -> None:
    riding = replace(CALM, jobs=1, urgency=TIER_II)

    assert board(riding, line(*[TIER_III] * (AT_ONCE + 1), *[TIER_II] * 60)) == JOB


@pytest.mark.parametrize("others", [0, 8, 60])
def test_who_is_less_urgent_does_not_pass_a_job_that_is_being_loaded(others: int) -> None:
    """Tickets of Tier II, left over between two jobs, went alone while those of Tier III were still read for."""
    loading = UnderWay(free=20, jobs=2, loading=TIER_III, urgency=TIER_II + 1)

    chosen = board(loading, line(*[TIER_II] * 3, *[TIER_II + 2] * others))

    assert chosen is None or chosen == JOB  # a job waits for its turn by itself


def test_who_is_more_urgent_than_what_is_loaded_goes_past_it() -> None:
    loading = replace(CALM, jobs=1, loading=TIER_II, urgency=TIER_II)

    assert board(loading, line(TIER_III, TIER_II)) == alone(1)
    assert board(loading, line(TIER_III, *[TIER_II] * 60)) == alone(1)


def test_while_zendesk_fails_one_is_the_probe() -> None:
    failing = replace(CALM, is_failing=True)

    assert board(failing, line(*[TIER_III] * 60)) == alone(1)
    assert board(replace(failing, alone=1), line(*[TIER_III] * 60)) is None


def test_where_outcomes_are_unknown_one_job_is_the_probe() -> None:
    failing = replace(CALM, is_failing=True)

    assert board(failing, line(*[TIER_III] * 60, doubtful=60)) == JOB
    assert board(replace(failing, jobs=1, urgency=TIER_III), line(*[TIER_III] * 60, doubtful=60)) is None


def test_no_job_goes_where_there_is_no_room_for_one() -> None:
    assert board(replace(CALM, has_room=False), line(*[TIER_III] * 60)) is None
