"""How soon the next ticket update may be sent."""

from datetime import timedelta
from typing import Any

import pytest

from app.clock import FakeClock
from app.zendesk.budget import Budget
from tests.zendesk.client_kit import NOW

NEW = "zendesk-ratelimit-tickets-update"
OLD = "zendesk-rate-limit-tickets-update"
ONE_TICKET = "zendesk-ratelimit-per-ticket-updates"


def budget(per_minute: int = 100, clock: FakeClock | None = None) -> Budget:
    return Budget(clock or FakeClock(NOW), per_minute)


def send(to: Budget, now: float, remaining: int | None = None, resets: int = 60, total: int = 100) -> None:
    """One update and its answer, with the limit's header unless `remaining` is None."""
    to.begin_update()
    headers = {} if remaining is None else {NEW: f"total={total}; remaining={remaining}; resets={resets}"}
    to.observe(headers, now)
    to.end_update(headers, was_sent=True)


class TestBeforeZendeskTells:
    def test_there_is_nothing_to_go_by_but_the_setting(self) -> None:
        own = budget(3)
        own.begin_update()

        assert own.updates_per_minute == own.updates_left(0.0) == 3
        assert own.updates_wait(0.0) == 0


class TestWhatZendeskTells:
    @pytest.mark.parametrize("name", [NEW, OLD, NEW.upper(), "Zendesk-RateLimit-Tickets-Update"])
    @pytest.mark.parametrize("value", ["total=20; remaining=0; resets=59", "Total = 20;remaining=0 ;RESETS=59"])
    def test_every_spelling_is_understood(self, name: str, value: str) -> None:
        own = budget()

        own.observe({name: value}, 100.0)

        assert own.updates_per_minute == 20
        assert own.updates_wait(100.0) == 59.0
        assert own.updates_wait(159.0) == 0.0

    def test_its_remainder_counts_rather_than_our_own_sum(self) -> None:
        own = budget(1)
        send(own, 0.0, remaining=99)

        assert own.updates_wait(1.0) == 0.0

    def test_updates_on_their_way_are_not_spent_twice(self) -> None:
        own = budget()
        send(own, 0.0, remaining=2)
        own.begin_update()
        own.begin_update()

        assert own.updates_wait(1.0) == 59.0

    def test_answers_that_overtake_each_other_do_not_raise_the_remainder(self) -> None:
        own = budget()
        own.observe({NEW: "total=100; remaining=0; resets=30"}, 0.0)
        own.observe({NEW: "total=100; remaining=1; resets=29"}, 0.5)

        assert own.updates_wait(1.0) > 0

    def test_a_new_window_is_believed(self) -> None:
        own = budget()
        own.observe({NEW: "total=100; remaining=0; resets=5"}, 0.0)
        own.observe({NEW: "total=100; remaining=99; resets=60"}, 4.0)

        assert own.updates_wait(4.0) == 0.0

    def test_after_the_refill_the_whole_total_is_there_again(self) -> None:
        own = budget(1)
        for remaining in (1, 0):
            send(own, 0.0, remaining=remaining, resets=10, total=2)

        assert own.updates_wait(9.0) == 1.0
        assert own.updates_wait(10.0) == 0.0

    def test_an_update_whose_answer_told_nothing_is_counted(self) -> None:
        own = budget()
        send(own, 0.0, remaining=1)
        send(own, 1.0, remaining=None)

        assert own.updates_wait(1.0) == 59.0

    @pytest.mark.parametrize(
        "value", ["", "total=0; remaining=0; resets=5", "remaining=5", "total=x; remaining=y", "100", "total=-5"]
    )
    def test_an_unreadable_header_teaches_nothing(self, value: str) -> None:
        own = budget(7)

        own.observe({NEW: value}, 0.0)

        assert own.updates_per_minute == 7

    def test_a_reset_in_a_century_is_not_believed(self) -> None:
        own = budget()

        own.observe({NEW: "total=1; remaining=0; resets=999999999"}, 0.0)

        assert own.updates_wait(0.0) == 3600.0

    def test_the_limit_of_one_ticket_is_not_the_accounts(self) -> None:
        own = budget(5)

        own.observe({ONE_TICKET: "total=30; remaining=0; resets=600"}, 0.0)

        assert (own.updates_per_minute, own.updates_wait(0.0)) == (5, 0.0)

    @pytest.mark.parametrize(
        "headers",
        [
            {"ratelimit-limit": "700", "ratelimit-remaining": "0", "ratelimit-reset": "12"},
            {"rate-limit": "700", "Rate-Limit-Remaining": "0", "rate-limit-reset": "12"},
        ],
    )
    def test_an_account_without_requests_left_waits_for_its_refill(self, headers: dict[str, str]) -> None:
        own = budget()

        own.observe(headers, 0.0)

        assert own.updates_wait(0.0) == 12.0

    def test_the_oldest_form_of_the_account_limit_names_no_refill_and_stops_nothing(self) -> None:
        own = budget()

        own.observe({"X-Rate-Limit": "700", "X-Rate-Limit-Remaining": "0"}, 0.0)

        assert own.updates_wait(0.0) == 0.0


class TestPauses:
    def test_a_429_pauses_every_write_for_as_long_as_it_says(self) -> None:
        own = budget()

        own.pause({}, 30.0, 100.0, was_write=True)

        assert own.pause_until == 130.0
        assert own.updates_wait(100.0) == 30.0
        assert own.updates_wait(130.0) == 0.0

    def test_a_shorter_pause_does_not_end_a_longer_one(self) -> None:
        own = budget()
        own.pause({}, 30.0, 100.0, was_write=True)
        own.pause({}, 1.0, 101.0, was_write=True)

        assert own.pause_until == 130.0

    def test_the_limit_of_one_ticket_does_not_hold_up_the_others(self) -> None:
        own = budget()

        own.pause({ONE_TICKET: "total=30; remaining=0; resets=60"}, 60.0, 0.0, was_write=True)

        assert own.updates_wait(0.0) == 0.0

    def test_the_limit_of_one_ticket_beside_a_used_up_account_does(self) -> None:
        own = budget()
        headers = {ONE_TICKET: "total=30; remaining=0; resets=60", NEW: "total=100; remaining=0; resets=9"}

        own.pause(headers, 60.0, 0.0, was_write=True)

        assert own.updates_wait(0.0) == 60.0

    @pytest.mark.parametrize(("remaining", "wait"), [("5", 0.0), ("0", 20.0)])
    def test_a_read_at_its_own_limit_does_not_hold_up_writes(self, remaining: str, wait: float) -> None:
        own = budget()
        headers = {"ratelimit-limit": "700", "ratelimit-remaining": remaining, "ratelimit-reset": "9"}

        own.pause(headers, 20.0, 0.0, was_write=False)

        assert own.updates_wait(0.0) == wait

    def test_a_read_refused_without_any_figures_pauses_writes_too(self) -> None:
        own = budget()

        own.pause({}, 20.0, 0.0, was_write=False)

        assert own.updates_wait(0.0) == 20.0


class TestSnapshot:
    def test_it_says_what_is_known_before_any_answer(self) -> None:
        assert budget(100).snapshot() == {
            "updates": {"per_minute": 100, "remaining": 100, "learnt": False, "in_flight": 0},
            "account": None,
            "next_update_in_seconds": 0.0,
            "paused_for_seconds": 0.0,
        }

    def test_it_says_what_was_learnt(self) -> None:
        clock = FakeClock(NOW)
        own = budget(100, clock)
        told: dict[str, Any] = {NEW: "total=20; remaining=0; resets=50", "ratelimit-limit": "700"}
        own.observe(told | {"ratelimit-remaining": "650"}, clock.monotonic())
        own.pause({}, 30.0, clock.monotonic(), was_write=True)
        clock.advance(timedelta(seconds=10))

        assert own.snapshot() == {
            "updates": {"per_minute": 20, "remaining": 0, "learnt": True, "in_flight": 0},
            "account": {"limit": 700, "remaining": 650},
            "next_update_in_seconds": 40.0,
            "paused_for_seconds": 20.0,
        }
