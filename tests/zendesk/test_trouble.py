"""How long the writer stays away from a Zendesk that fails."""

from datetime import timedelta

from app.clock import FakeClock
from app.zendesk.trouble import ANSWERED_MAX_SECONDS, PAUSE_MAX_SECONDS, Trouble


def test_silence_doubles_up_to_a_ceiling_and_varies_by_half(clock: FakeClock) -> None:
    for share in (0.0, 1.0):

        def draw(low: float, high: float, share: float = share) -> float:
            return low + share * (high - low)

        trouble = Trouble(clock, draw)
        silences = []
        for _ in range(8):
            trouble.met("503")
            silences.append(trouble.seconds_left())
            clock.advance(timedelta(seconds=silences[-1]))
        longest = [1, 2, 4, 8, *[PAUSE_MAX_SECONDS] * 4]
        assert silences == [one * (0.5 + share / 2) for one in longest]


def test_failures_that_were_under_way_together_count_as_one(clock: FakeClock) -> None:
    trouble = Trouble(clock, lambda _, high: high)
    for _ in range(4):
        trouble.met("503")
    assert trouble.seconds_left() == 1.0


def test_a_success_ends_it_and_says_so_once(clock: FakeClock) -> None:
    trouble = Trouble(clock)
    trouble.met("401")
    assert (trouble.is_on, trouble.last_error) == (True, "401")
    assert [trouble.over(), trouble.over()] == [True, False]
    assert (trouble.is_on, trouble.last_error, trouble.seconds_left()) == (False, None, 0.0)


def test_the_first_answer_after_a_failure_is_news_and_each_later_one_is_not(clock: FakeClock) -> None:
    trouble = Trouble(clock)
    trouble.met("503")
    assert [trouble.answered(), trouble.answered()] == [True, False]
    clock.advance(timedelta(seconds=2))
    trouble.met("503")
    assert not trouble.answered(), "a write that fails is no news about the answers"
    trouble.unanswered()
    assert trouble.answered()


def test_while_reads_are_answered_writes_are_tried_again_within_seconds(clock: FakeClock) -> None:
    trouble = Trouble(clock, lambda _, high: high)
    for _ in range(6):
        trouble.met("503")
        trouble.answered()
        clock.advance(timedelta(seconds=trouble.seconds_left()))
    trouble.met("503")
    assert trouble.seconds_left() == ANSWERED_MAX_SECONDS


def test_three_failures_in_a_row_are_an_outage_and_a_wait_is_no_failure(clock: FakeClock) -> None:
    trouble = Trouble(clock)
    for _ in range(2):
        trouble.met("503")
        clock.advance(timedelta(seconds=20))
    trouble.wait(3.0)
    assert (trouble.is_long, trouble.seconds_left()) == (False, 3.0)
    clock.advance(timedelta(seconds=3))
    trouble.met("503")
    assert trouble.is_long
