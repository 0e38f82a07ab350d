"""The forecast: what `climb` will do, told beforehand; never a level too early, too high, or to the wrong person."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.contact import Contact
from app.rules.decide import climb
from app.rules.decision import Decision
from app.rules.desk import Desk
from app.rules.effect import Kind
from app.rules.forecast import (
    RECORDED_ONLY,
    Coming,
    Waiting,
    What,
    forecast,
    move_of,
    person,
    why_nothing,
    would_change,
)
from app.rules.ladder import Epoch, Ladder
from app.rules.observation import on_ladder
from app.rules.record import Record
from app.rules.response import next_look_at, with_first_response
from app.rules.roster import Roster
from app.rules.ticket import Status, Tier
from app.rules.working_time import WorkingTime
from tests.rules.kit import NOBODY, NOW, a_desk, a_record

TICK = timedelta(microseconds=1)
WATCHED: dict[str, frozenset[Kind]] = {"off": frozenset()}
"""What a desk needs to watch first responses."""
HOUR = timedelta(hours=1)

contacts = st.one_of(
    st.just(Contact()),
    st.builds(Contact, name=st.sampled_from(["Ana", "Ben", "Cleo"]), assignee=st.sampled_from([None, "a@example.com"])),
    st.builds(Contact, group=st.just("Escalation")),
)
ladders = st.builds(
    Ladder,
    st.lists(st.integers(1, 10**6), min_size=1, max_size=9, unique=True).map(
        lambda seconds: tuple(timedelta(seconds=one) for one in sorted(seconds))
    ),
    tiers=st.sampled_from([frozenset({Tier.TWO, Tier.THREE}), frozenset({Tier.THREE}), frozenset(Tier)]),
    pause_statuses=st.sampled_from([frozenset(), frozenset({Status.PENDING})]),
    calendars=st.sampled_from([{}, {Tier.TWO: WorkingTime((((8 * 60, 18 * 60),),) * 7, ZoneInfo("Europe/Berlin"))}]),
)
desks = st.builds(
    lambda ladder, named, off: a_desk(ladder=ladder, contacts=named, off=off),
    ladders,
    st.dictionaries(st.integers(1, 9), contacts, max_size=9),
    st.sampled_from([frozenset(), frozenset(), frozenset({Kind.ESCALATION})]),
)
distances = st.timedeltas(timedelta(0), timedelta(days=15))


@st.composite
def epochs(draw: st.DrawFn) -> Epoch:
    """The first or a later opening, with finished pauses, or one that still runs."""
    epoch = Epoch(1, NOW - draw(distances))
    for _ in range(draw(st.integers(0, 2))):
        epoch = epoch.pause(NOW - draw(distances)).resume(NOW - draw(distances))
    if draw(st.booleans()):
        epoch = epoch.following(NOW - draw(distances))
    return epoch.pause(NOW - draw(distances)) if draw(st.sampled_from([False, False, False, True])) else epoch


records = st.builds(
    lambda **values: a_record(look_at=None, **values),
    epoch=epochs(),
    status=st.sampled_from([Status.NEW, Status.OPEN, Status.PENDING, Status.SOLVED]),
    tier=st.sampled_from([Tier.TWO, Tier.THREE, Tier.TWO, Tier.THREE, Tier.ONE, None]),
    level=st.integers(0, 4),
    hold=st.sampled_from([False, False, False, True]),
    refused_at=st.sampled_from([None, NOW - HOUR]),
    disputed=st.booleans(),
    responded_at=st.sampled_from([None, None, NOW]),
)


def stored(record: Record, desk: Desk) -> Record:
    """The record as the service keeps it: with the due time of its ladder."""
    return on_ladder(record, desk.ladder)


def levels(coming: tuple[Coming, ...]) -> list[Coming]:
    return [one for one in coming if one.what is What.LEVEL]


@settings(max_examples=300, deadline=None)
@given(records, desks)
def test_climb_at_each_forecast_moment_makes_exactly_the_forecast_step(record: Record, desk: Desk) -> None:
    """The service looks when `next_due_at` has come, and not before; what it then does is what was foretold."""
    record = stored(record, desk)
    for coming in levels(forecast(record, desk, NOW)):
        assert record.next_due_at is not None
        assert max(record.next_due_at, NOW) == coming.at
        if coming.at > NOW:
            assert climb(record, desk, coming.at - TICK).effects == (), "never early"
        decision = climb(record, desk, coming.at)
        if coming.withheld:
            assert decision.effects == ()
            assert coming.withheld in decision.withheld[0]
            assert f"level {coming.level}," in decision.withheld[0]
        else:
            (effect,) = decision.effects
            assert (effect.level, decision.record.level) == (coming.level, coming.level)
            assert effect.due_at == coming.due_at
            assert effect.change.assignee == coming.contact.assignee
            assert effect.change.group == coming.contact.group
            assert effect.reasons["contact"] == coming.contact.reach()
            assert tuple(effect.reasons["skipped"]) == coming.skipped
        record = decision.record

    far = NOW + timedelta(days=3650)
    if record.next_due_at is not None:  # the service may look, but must not find anything
        assert climb(record, desk, far).effects == ()


@settings(deadline=None)
@given(records, desks)
def test_moments_come_in_order_and_never_before_now(record: Record, desk: Desk) -> None:
    moments = [one.at for one in forecast(stored(record, desk), desk, NOW)]

    assert moments == sorted(moments)
    assert all(at >= NOW for at in moments)


@settings(deadline=None)
@given(records, desks, distances)
def test_a_later_forecast_tells_the_same_of_what_is_still_ahead(record: Record, desk: Desk, later: timedelta) -> None:
    """While nobody touches the ticket, and the service does its work, waiting changes nothing."""
    record, then = stored(record, desk), NOW + later
    first = levels(forecast(record, desk, NOW))
    while record.next_due_at is not None and record.next_due_at <= then:
        decision = climb(record, desk, max(record.next_due_at, NOW))
        if decision.record.next_due_at == record.next_due_at:
            break
        record = decision.record

    again = levels(forecast(record, desk, then))

    assert [(one.level, one.at) for one in again] == [(one.level, one.at) for one in first if one.at > then]


@settings(deadline=None)
@given(records, desks)
def test_a_ticket_without_a_level_before_it_has_a_reason(record: Record, desk: Desk) -> None:
    record = stored(record, desk)

    assert bool(levels(forecast(record, desk, NOW))) != (why_nothing(record, desk, NOW) is not None)


def test_the_whole_ladder_is_foretold_with_times_and_people() -> None:
    record = stored(a_record(epoch=Epoch(1, NOW - HOUR), responded_at=NOW), a_desk())

    told = forecast(record, a_desk(), NOW)

    assert [(one.level, one.at - NOW, person(one.contact)) for one in told] == [
        (1, 3 * HOUR, "Ana"),
        (2, 7 * HOUR, "Ben"),
        (3, 9 * HOUR, ""),
        (4, 11 * HOUR, ""),
    ]


def test_what_is_overdue_comes_now_straight_to_its_level() -> None:
    record = stored(a_record(epoch=Epoch(1, NOW - 9 * HOUR), responded_at=NOW), a_desk())

    first = forecast(record, a_desk(), NOW)[0]

    assert (first.at, first.level, first.skipped, first.is_late) == (NOW, 2, (1,), True)
    assert first.due_at == NOW - HOUR


def test_a_due_time_of_shorter_thresholds_hides_none_of_the_levels_that_come() -> None:
    """The service looks at the stored time, finds nothing due, and goes on to the next one of its ladder."""
    desk = a_desk(ladder=Ladder(tuple(timedelta(hours=hours) for hours in (6, 8, 10, 12))))
    record = stored(a_record(responded_at=NOW), a_desk())
    looked = climb(record, desk, NOW + 4 * HOUR)

    assert looked.effects == ()
    assert looked.record.next_due_at == NOW + 6 * HOUR
    assert [one.at - NOW for one in forecast(record, desk, NOW)] == [6 * HOUR, 8 * HOUR, 10 * HOUR, 12 * HOUR]


def test_a_shadowed_ladder_is_foretold_as_recorded_only() -> None:
    record = stored(a_record(responded_at=NOW), a_desk())

    told = forecast(record, a_desk(), NOW, shadow=frozenset({Kind.ESCALATION}))

    assert {one.withheld for one in told} == {RECORDED_ONLY}


# -- looks and tries ---------------------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(records, desks, st.integers(0, 2), st.one_of(st.none(), st.timedeltas(-2 * HOUR, 2 * HOUR)))
def test_a_look_at_each_forecast_moment_makes_exactly_the_forecast_mark(
    record: Record, desk: Desk, marked: int, look: timedelta | None
) -> None:
    """What a look finds due of the first response, while nobody answers, is what was foretold."""
    record = replace(record, response_level=marked, look_at=None if look is None else NOW + look, refused_at=None)
    told = [one for one in forecast(record, desk, NOW) if one.what in (What.WARNING, What.BREACH)]
    while record.look_at is not None:
        at = max(record.look_at, NOW)
        decision = with_first_response(Decision(record, "", rule="nothing-new"), NOBODY, desk, at)
        if decision.effects:
            coming, (effect,) = told.pop(0), decision.effects
            assert (coming.at, coming.level, coming.due_at) == (at, effect.level, effect.due_at)
        after = next_look_at(decision.record, desk)
        record = replace(decision.record, look_at=after if after is None or after > at else None)

    assert told == []


def test_warning_and_breach_of_the_first_response_are_due_until_somebody_answers() -> None:
    record = a_record(responded_at=None, look_at=NOW + timedelta(minutes=45))

    told = [(one.what, one.at - NOW) for one in forecast(record, a_desk(**WATCHED), NOW)]

    assert told == [(What.WARNING, timedelta(minutes=45)), (What.BREACH, HOUR)]
    assert forecast(replace(record, responded_at=NOW, look_at=None), a_desk(**WATCHED), NOW) == ()
    assert forecast(replace(record, hold=True), a_desk(**WATCHED), NOW) == ()


def test_the_first_response_counts_from_the_reopening() -> None:
    record = a_record(epoch=Epoch(1, NOW - 9 * HOUR).following(NOW), responded_at=None)

    (warning, breach) = forecast(
        replace(record, look_at=next_look_at(record, a_desk(**WATCHED))), a_desk(**WATCHED), NOW
    )

    assert (warning.at, breach.at) == (NOW + timedelta(minutes=45), NOW + HOUR)


def test_a_mark_that_is_made_is_not_told_again_and_one_that_is_overdue_comes_now() -> None:
    old = a_record(epoch=Epoch(1, NOW - 2 * HOUR), responded_at=None, look_at=NOW - HOUR)

    (breach,) = forecast(old, a_desk(**WATCHED), NOW)

    assert (breach.what, breach.at, breach.is_late) == (What.BREACH, NOW, True)
    assert forecast(replace(old, response_level=2, look_at=None), a_desk(**WATCHED), NOW) == ()


def test_the_end_of_a_grace_is_told() -> None:
    until = NOW + timedelta(minutes=5)
    record = a_record(tier=Tier.ONE, refuse_at=until, look_at=until)

    (told,) = forecast(record, a_desk(), NOW)

    assert (told.what, told.at) == (What.GRACE, until)
    assert (why_nothing(record, a_desk(), NOW) or "").endswith("its refusal is due 2026-11-24 09:05 UTC")
    assert any("tierline_keep" in one for one in would_change(record, a_desk(), NOW))


def test_a_look_that_has_no_reason_of_its_own_is_told_as_a_look() -> None:
    (told,) = forecast(a_record(responded_at=NOW, look_at=NOW + HOUR), a_desk(), NOW)

    assert told.what is What.LOOK


def test_an_effect_that_waits_is_told_with_its_next_try_unless_the_ticket_is_on_hold() -> None:
    waiting = Waiting(42, Kind.TRIAGE, 0, NOW - HOUR, NOW + timedelta(seconds=30), 2, "503")
    record = a_record(responded_at=NOW)

    (told,) = forecast(record, a_desk(), NOW, [waiting])

    assert (told.what, told.at, told.detail) == (What.TRY, NOW + timedelta(seconds=30), "triage, tried 2 times: 503")
    assert told.is_late
    assert forecast(replace(record, hold=True), a_desk(), NOW, [waiting]) == ()


# -- in words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hold": True}, "on hold: the tag tierline_hold stops every effect"),
        ({"status": Status.SOLVED}, "the ticket is solved: its ladder has ended"),
        ({"status": Status.SOLVED, "refused_at": NOW}, "the ticket is refused and solved: its ladder has ended"),
        ({"tier": None}, "it has not been judged yet"),
        ({"tier": Tier.ONE}, "Tier I does not climb (ESCALATION_TIERS)"),
        ({"level": 4}, "it stands at level 4, the highest"),
        ({"refused_at": NOW}, "its refusal is decided and not disputed"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_why_nothing_happens_is_a_sentence(changes: dict[str, object], words: str) -> None:
    assert why_nothing(stored(a_record(**changes), a_desk()), a_desk(), NOW) == words


def test_a_paused_ticket_tells_what_comes_when_its_clock_goes_on() -> None:
    desk = a_desk(ladder=replace(a_desk().ladder, pause_statuses=frozenset({Status.PENDING})))
    record = a_record(epoch=Epoch(1, NOW - 3 * HOUR).pause(NOW - HOUR), status=Status.PENDING)

    words = why_nothing(stored(record, desk), desk, NOW) or ""

    assert words.startswith("paused since 2026-11-24 08:00 UTC")
    assert words.endswith("level 1 is due 2 h 00 min after it goes on")
    assert forecast(replace(stored(record, desk), responded_at=NOW), desk, NOW) == ()


def test_what_would_change_a_ticket_depends_on_where_it_stands() -> None:
    held = would_change(a_record(hold=True, epoch=Epoch(1, NOW - 9 * HOUR)), a_desk(), NOW)
    refused = would_change(a_record(status=Status.SOLVED, refused_at=NOW), a_desk(), NOW)

    assert held == ("Removing the tag tierline_hold lets everything go on: level 2 at once.",)
    assert "dispute" in refused[0]
    assert any("public reply" in one for one in would_change(a_record(responded_at=None), a_desk(), NOW))


# -- other settings ----------------------------------------------------------------------------------------------------


def moved(record: Record, now: datetime = NOW, **other: object) -> tuple[int, int, bool] | None:
    """Old and new time of the first move, in minutes from now, and whether it comes at once."""
    desk = a_desk()
    found = move_of(stored(record, desk), desk, a_desk(**other), now)
    if found is None or found.before is None or found.after is None:
        return None
    old, new = found.before.at - now, found.after.at - now
    return round(old / timedelta(minutes=1)), round(new / timedelta(minutes=1)), found.is_at_once


def hours(*values: float) -> Ladder:
    return Ladder(tuple(timedelta(hours=one) for one in values))


def test_shorter_thresholds_move_a_ticket_and_name_it_when_it_would_climb_at_once() -> None:
    young, old = a_record(epoch=Epoch(1, NOW - HOUR)), a_record(epoch=Epoch(1, NOW - 3 * HOUR))

    assert moved(young, ladder=hours(2, 8, 10, 12)) == (180, 60, False)
    assert moved(old, ladder=hours(2, 8, 10, 12)) == (60, 0, True)


def test_longer_thresholds_come_later_and_nothing_climbs_at_once() -> None:
    assert moved(a_record(), ladder=hours(6, 8, 10, 12)) == (240, 360, False)


def test_a_step_that_is_overdue_under_both_settings_does_not_move() -> None:
    assert moved(a_record(epoch=Epoch(1, NOW - 5 * HOUR)), ladder=hours(4, 8, 10, 12)) is None


def test_another_person_is_a_move_at_the_same_time() -> None:
    record = stored(a_record(), a_desk())
    other = a_desk(contacts={1: Contact(name="Cleo"), 2: Contact(name="Ben", group="Escalation")})

    found = move_of(record, a_desk(), other, NOW)

    assert found is not None
    assert found.before is not None
    assert found.after is not None
    assert (person(found.before.contact), person(found.after.contact)) == ("Ana", "Cleo")
    assert found.before.at == found.after.at
    assert (found.further, found.is_at_once) == (0, False)


def test_a_ladder_that_is_switched_off_takes_its_levels_away_and_on_again_goes_on_at_the_next_threshold() -> None:
    off = a_desk(off=frozenset({Kind.ESCALATION}))
    record = a_record(epoch=Epoch(1, NOW - 9 * HOUR), responded_at=NOW)
    young = stored(a_record(responded_at=NOW), a_desk())

    gone = move_of(young, a_desk(), off, NOW)
    back = move_of(climb(stored(record, off), off, NOW).record, off, a_desk(), NOW)
    same = move_of(climb(stored(record, off), off, NOW).record, off, off, NOW)

    assert gone is not None
    assert (gone.after, gone.further, gone.is_at_once) == (None, 3, False)
    assert back is not None
    assert back.after is not None
    assert (back.after.level, back.after.skipped, back.after.at - NOW) == (3, (1, 2), HOUR), "at the next threshold"
    assert not back.is_at_once
    assert same is None


def test_a_longer_time_for_the_first_response_moves_its_moments_only() -> None:
    record = stored(a_record(responded_at=None, look_at=NOW + timedelta(minutes=45)), a_desk())
    slower = a_desk(first_response=2 * HOUR, first_response_warning=timedelta(minutes=90), **WATCHED)

    found = move_of(record, a_desk(**WATCHED), slower, NOW)

    assert found is not None
    assert found.after is not None
    assert (found.after.what, found.after.at, found.further) == (What.WARNING, NOW + timedelta(minutes=90), 1)


def test_switching_first_responses_on_is_told_of_tickets_that_nobody_watches_yet() -> None:
    """As `app.response_change` brings it about at the start; what was over long before stays as it is."""
    young, old = (
        stored(a_record(responded_at=None, epoch=Epoch(1, NOW - age)), a_desk()) for age in (HOUR / 6, 3 * HOUR)
    )

    found, none = (move_of(one, a_desk(), a_desk(**WATCHED), NOW) for one in (young, old))

    assert none is None
    assert found is not None
    assert found.after is not None
    assert (found.after.what, found.after.at) == (What.WARNING, NOW + timedelta(minutes=35))


def test_a_status_that_pauses_from_now_on_has_paused_since_the_last_change() -> None:
    """As `app.rules.ladder_change` brings it about at the start."""
    record = stored(
        a_record(status=Status.PENDING, seen_updated_at=NOW - HOUR, epoch=Epoch(1, NOW - 3 * HOUR)), a_desk()
    )
    pausing = a_desk(ladder=replace(a_desk().ladder, pause_statuses=frozenset({Status.PENDING})))

    found = move_of(record, a_desk(), pausing, NOW)

    assert found is not None
    assert found.before is not None
    assert (found.before.level, found.after, found.further) == (1, None, 3)


def test_who_stands_in_for_a_level_without_a_contact_is_told_with_the_reason() -> None:
    desk = a_desk(contacts={2: Contact(name="Ben")})

    first = forecast(stored(a_record(), desk), desk, NOW)[0]

    assert (person(first.contact), first.detail) == ("Ben", "level 1: nobody is named; level 2 stands in")


def test_beyond_the_end_of_a_roster_nobody_is_promised() -> None:
    desk = a_desk(rosters={1: Roster((), NOW - HOUR, NOW + HOUR)})

    first = forecast(stored(a_record(), desk), desk, NOW)[0]

    assert first.detail == "the shifts are not known so far ahead"
