"""Zendesk's time, learnt from whole seconds."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import FakeClock
from app.zendesk.skew import CONFIRMED, CREDIBLE_SECONDS, DRIFT, FRESH_SECONDS, VOICES, ZendeskClock
from tests.zendesk.client_kit import NOW


def http(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0), usegmt=True)


def exchange(zendesk: ZendeskClock, clock: FakeClock, offset: float, there: float = 0.05, back: float = 0.05) -> None:
    """Let Zendesk, `offset` seconds ahead of us, answer after `there`; the answer arrives `back` later."""
    sent_at = clock.now()
    clock.advance(timedelta(seconds=there))
    date = http(clock.now() + timedelta(seconds=offset))
    clock.advance(timedelta(seconds=back))
    zendesk.observe(date, sent_at, clock.now())


def test_before_any_answer_it_is_the_hosts_time() -> None:
    clock = FakeClock(NOW)

    zendesk = ZendeskClock(clock)

    assert (zendesk.now(), zendesk.offset_seconds, zendesk.last_observed_at) == (NOW, 0.0, None)


@given(
    offset=st.floats(-5000, 5000),
    seed=st.integers(0, 2**32),
    start=st.floats(0, 1),
)
def test_it_is_never_ahead_of_zendesk_and_comes_within_a_second_and_the_journey(
    offset: float, seed: int, start: float
) -> None:
    chance = random.Random(seed)
    clock = FakeClock(NOW + timedelta(seconds=start))
    zendesk = ZendeskClock(clock)

    for _ in range(20):
        exchange(zendesk, clock, offset, chance.uniform(0.001, 0.3), chance.uniform(0.001, 0.3))
        clock.advance(timedelta(seconds=chance.uniform(0, 5)))

        assert zendesk.offset_seconds <= offset + 1e-5
        assert zendesk.offset_seconds >= offset - 1.0 - 0.3 - 1e-5


def test_many_answers_bring_it_close() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)

    for _ in range(100):
        exchange(zendesk, clock, 12.34)
        clock.advance(timedelta(seconds=0.37))

    assert zendesk.offset_seconds == pytest.approx(12.34 - 0.05, abs=0.05)
    assert zendesk.offset_seconds <= 12.34


def settled(offset: float = 10.0) -> tuple[ZendeskClock, FakeClock]:
    """A clock that knows Zendesk well."""
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    for _ in range(20):
        exchange(zendesk, clock, offset)
        clock.advance(timedelta(seconds=0.37))
    return zendesk, clock


@pytest.mark.parametrize("jump", [-600.0, -3.0])
def test_an_earlier_time_counts_at_once(jump: float) -> None:
    zendesk, clock = settled()

    exchange(zendesk, clock, 10.0 + jump)

    assert 10.0 + jump - 1.1 <= zendesk.offset_seconds <= 10.0 + jump


@pytest.mark.parametrize("jump", [3.0, 3600.0, 86_400.0 * 365])
def test_a_later_time_counts_after_several_answers_without_a_contradiction(jump: float) -> None:
    zendesk, clock = settled()

    for _ in range(VOICES - 1):
        exchange(zendesk, clock, 10.0 + jump)
        assert zendesk.offset_seconds <= 10.0
        assert zendesk.latest() >= clock.now() + timedelta(seconds=9.0 + jump), "but it can be as late as that"
    exchange(zendesk, clock, 10.0 + jump)

    assert 10.0 + jump - 1.1 <= zendesk.offset_seconds <= 10.0 + jump
    assert zendesk.spread_seconds == 0


def test_one_answer_between_that_keeps_to_the_old_time_starts_the_count_anew() -> None:
    zendesk, clock = settled()

    for _ in range(5):
        for _ in range(VOICES - 1):
            exchange(zendesk, clock, 310.0)
        exchange(zendesk, clock, 10.0)
        assert zendesk.offset_seconds <= 10.0


def test_a_single_date_that_is_absurdly_early_is_nobodys_clock() -> None:
    zendesk, clock = settled()

    exchange(zendesk, clock, -86_400.0 * 365)
    assert zendesk.offset_seconds > 8.0
    exchange(zendesk, clock, -86_400.0 * 365)

    assert zendesk.offset_seconds < -CREDIBLE_SECONDS, "two that agree are heeded"


def test_a_dispute_is_told_with_its_size_and_age_and_ends_when_the_answers_agree() -> None:
    zendesk, clock = settled()

    exchange(zendesk, clock, 310.0)
    clock.advance(timedelta(seconds=30))
    assert zendesk.spread_seconds == pytest.approx(300, abs=1.2)
    assert zendesk.disputed_seconds == pytest.approx(30, abs=0.2)
    for _ in range(VOICES):
        exchange(zendesk, clock, 10.0)

    assert (zendesk.spread_seconds, zendesk.disputed_seconds) == (0, 0)


def test_nothing_may_be_done_before_several_answers_and_after_a_silence() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    assert zendesk.doubt() == "Zendesk has not told its time yet"
    for _ in range(CONFIRMED):
        assert zendesk.doubt() is not None
        exchange(zendesk, clock, 10.0)
    assert zendesk.doubt() is None

    clock.advance(timedelta(seconds=FRESH_SECONDS + 1))
    assert zendesk.doubt() == "Zendesk has not told its time for 61 s"
    exchange(zendesk, clock, 10.0)
    assert zendesk.doubt() is None


def test_in_silence_it_falls_behind_by_what_our_oscillator_may_be_wrong() -> None:
    zendesk, clock = settled()
    known = zendesk.offset_seconds

    clock.advance(timedelta(hours=12))

    assert zendesk.offset_seconds == pytest.approx(known - 12 * 3600 * DRIFT, abs=0.01)


class Oscillator(FakeClock):
    """A clock whose seconds are too short or too long, as those of real machines are."""

    def __init__(self, start: datetime, error: float) -> None:
        super().__init__(start)
        self.true = start
        self.error = error

    def passes(self, seconds: float, *, counted: bool = True) -> None:
        """Let true time pass; a machine that is suspended without knowing does not count it."""
        self.true += timedelta(seconds=seconds)
        if counted:
            self.advance(timedelta(seconds=seconds * (1 + self.error)))


MOMENTS = st.lists(
    st.one_of(
        st.tuples(st.just("calm"), st.floats(0, 4000)),
        st.tuples(st.just("asleep"), st.floats(0, 20_000)),
        st.tuples(st.just("answer"), st.floats(0.001, 9)),
        st.tuples(st.just("lost"), st.floats(0, 20)),
        st.tuples(st.just("odd"), st.floats(0, 40_000_000)),
    ),
    max_size=60,
)


@given(offset=st.floats(-1e6, 1e6), error=st.floats(-DRIFT * 0.99, DRIFT * 0.99), moments=MOMENTS, back=st.floats(0, 1))
def test_whatever_happens_to_the_host_and_some_answers_it_is_never_ahead(
    offset: float, error: float, moments: list[tuple[str, float]], back: float
) -> None:
    """
    Drift, sleep that nobody counted, lost answers, and answers of a machine whose clock is ahead.

    Of those there are never so many in a row that no right one is among the last eight, and each is further off than
    what the slowest exchange and the silence before it leave open.
    """
    host = Oscillator(NOW, error)
    zendesk = ZendeskClock(host)

    def answer(journey: float, ahead: float = 0.0) -> None:
        sent_at = host.now()
        host.passes(journey * (1 - back))
        date = http(host.true + timedelta(seconds=offset + ahead))
        host.passes(journey * back)
        zendesk.observe(date, sent_at, host.now())

    odd, heard_at = 0, 0.0
    for _ in range(CONFIRMED):
        answer(0.1)
    for what, amount in moments:
        if what == "calm" or what == "lost":
            host.passes(amount)
        elif what == "asleep":
            host.passes(amount, counted=False)
        elif what == "odd" and odd < VOICES - 1:
            odd += 1
            answer(0.2, ahead=11 + 2 * DRIFT * (host.monotonic() - heard_at) + amount)
        else:
            odd, heard_at = 0, host.monotonic()
            answer(min(amount, 9.0))
        ahead = (zendesk.now() - (host.true + timedelta(seconds=offset))).total_seconds()
        assert ahead <= 1e-3, f"{ahead} s ahead of Zendesk after {what}"

    for _ in range(VOICES):
        answer(0.1)
    behind = (host.true + timedelta(seconds=offset) - zendesk.now()).total_seconds()
    assert -1e-3 <= behind <= 1.2, "and when the answers agree it is known again"


def test_a_slow_answer_does_not_spoil_a_good_estimate() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    exchange(zendesk, clock, 0.0)
    good = zendesk.offset_seconds

    exchange(zendesk, clock, 0.0, there=0.1, back=8.0)

    assert zendesk.offset_seconds == pytest.approx(good, abs=0.01)


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_an_answer_without_a_readable_date_teaches_nothing(date: str | None) -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(date, NOW, NOW)

    assert zendesk.last_observed_at is None


def test_a_host_clock_set_back_during_the_exchange_teaches_nothing() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(http(NOW), NOW, NOW - timedelta(seconds=5))

    assert zendesk.last_observed_at is None


def test_it_says_when_it_last_heard_of_zendesk() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))

    zendesk.observe(http(NOW), NOW, NOW + timedelta(seconds=1))

    assert zendesk.last_observed_at == NOW + timedelta(seconds=1)


def test_a_moment_of_the_host_becomes_one_of_zendesk() -> None:
    zendesk = ZendeskClock(FakeClock(NOW))
    zendesk.observe(http(NOW + timedelta(hours=1)), NOW, NOW)

    assert zendesk.corrected(datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2026, 1, 1, 1, tzinfo=UTC)


@pytest.mark.anyio
async def test_distances_are_those_of_the_clock_inside() -> None:
    clock = FakeClock(NOW)
    zendesk = ZendeskClock(clock)
    zendesk.observe(http(NOW + timedelta(hours=1)), NOW, NOW)

    await zendesk.sleep(30)

    assert zendesk.monotonic() == clock.monotonic() == 30
    assert zendesk.now() == NOW + timedelta(hours=1, seconds=30 * (1 - DRIFT))
