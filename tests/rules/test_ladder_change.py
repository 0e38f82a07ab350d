"""A change of the ladder's settings: another due time, told in a sentence; levels stay, and nothing else moves."""

from dataclasses import replace
from datetime import timedelta

from app.rules.ladder import Epoch, Ladder
from app.rules.ladder_change import moved
from app.rules.observation import on_ladder
from app.rules.ticket import Status, Tier
from tests.rules.kit import NOW, a_record

HOUR = timedelta(hours=1)


def hours(*numbers: float, pausing: frozenset[Status] = frozenset(), tiers: frozenset[Tier] | None = None) -> Ladder:
    ladder = Ladder(tuple(number * HOUR for number in numbers), pause_statuses=pausing)
    return replace(ladder, tiers=tiers) if tiers is not None else ladder


USUAL = hours(4, 8, 10, 12)


def test_a_ticket_whose_due_time_moves_says_from_when_to_when() -> None:
    record = on_ladder(a_record(level=1), USUAL)

    decision = moved(record, hours(4, 6), NOW + 5 * HOUR)

    assert decision.is_recorded
    assert decision.summary == (
        "the ladder's settings changed: next level 2 at 2026-11-24 15:00:00 UTC instead of 2026-11-24 17:00:00 UTC"
    )
    assert (decision.record.next_due_at, decision.record.ladder) == (NOW + 6 * HOUR, hours(4, 6).name)
    assert decision.effects == ()


def test_a_ticket_that_does_not_move_bears_the_new_name_and_gets_no_row() -> None:
    decision = moved(on_ladder(a_record(level=1), USUAL), hours(4, 8, 9), NOW)

    assert (decision.is_recorded, decision.record.ladder) == (False, hours(4, 8, 9).name)


def test_a_shorter_ladder_lowers_no_level() -> None:
    record = on_ladder(a_record(epoch=Epoch(1, NOW - 11 * HOUR), level=3), USUAL)

    decision = moved(record, hours(20, 30), NOW)

    assert (decision.record.level, decision.record.next_due_at) == (3, None)
    assert "no next level instead of level 4" in decision.summary


def test_a_tier_that_climbs_from_now_on_is_told() -> None:
    record = on_ladder(a_record(), hours(4, 8, tiers=frozenset({Tier.THREE})))

    decision = moved(record, hours(4, 8), NOW)

    assert "next level 1 at 2026-11-24 13:00:00 UTC, where none was to come" in decision.summary


def test_a_status_that_pauses_from_now_on_has_paused_since_the_last_change() -> None:
    record = on_ladder(a_record(status=Status.PENDING, seen_updated_at=NOW + HOUR), USUAL)

    decision = moved(record, hours(4, 8, pausing=frozenset({Status.PENDING})), NOW + 3 * HOUR)

    assert decision.record.epoch.paused_since == NOW + HOUR
    assert decision.record.next_due_at is None


def test_a_status_that_pauses_no_more_lets_the_clock_run_from_now() -> None:
    pausing = hours(4, 8, pausing=frozenset({Status.PENDING}))
    record = on_ladder(a_record(status=Status.PENDING, epoch=Epoch(1, NOW).pause(NOW + HOUR)), pausing)

    decision = moved(record, hours(4, 8), NOW + 3 * HOUR)

    assert decision.record.next_due_at == NOW + 6 * HOUR
