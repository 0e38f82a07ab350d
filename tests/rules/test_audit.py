"""The auditor's arithmetic: each kind of difference, and each exception it respects."""

import ast
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.rules import audit
from app.rules.audit import GRACE, By, Touch, What, Yardstick, differences
from app.rules.decision import DISPUTED_TAG, REFUSED_TAG, REVIEW_TAG
from app.rules.observation import HOLD_TAG
from app.rules.ticket import Status, Ticket, Tier
from tests.rules.kit import NOW, a_desk, a_ticket

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
YARD = Yardstick(
    thresholds=tuple(timedelta(hours=hours) for hours in (4, 8, 10, 12)),
    climbing=frozenset({Tier.TWO, Tier.THREE}),
)


def marked(level: int = 0, tier: Tier = Tier.TWO, **more: Any) -> Ticket:
    """A ticket with its marks as Zendesk keeps them: the fields, and the tags that drop-downs own."""
    values: dict[str, Any] = {
        "tags": frozenset({tier.tag, f"escalation_level_{level}"}),
        "tier_field": tier,
        "level_field": level,
        "status": Status.OPEN,
    }
    return a_ticket(**(values | more))


def touch(hours: float, by: By = By.SERVICE, **more: Any) -> Touch:
    return Touch(NOW + hours * HOUR, by, **more)


TRIAGED = touch(0.01, tier=True, tier_set=Tier.TWO, level=True, keys=frozenset({"42:1:triage:0"}))


def raised(level: int, hours: float) -> Touch:
    return touch(hours, level=True, keys=frozenset({f"42:1:escalation:{level}"}))


def found(
    ticket: Ticket, *touches: Touch, at: timedelta = 5 * HOUR, yard: Yardstick = YARD, is_partner: bool = True
) -> list[What]:
    told = differences(ticket, touches, yard, NOW + at, is_partner=is_partner)
    asked = differences(ticket, None, yard, NOW + at)
    assert len(asked) >= len(told), "what the audits confirm must have looked wrong without them"
    return [one.what for one in told]


# -- the level ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "level"), [(4, 1), (7.9, 1), (8, 2), (10, 3), (12, 4), (500, 4)], ids=lambda value: str(value)
)
def test_the_level_is_the_number_of_thresholds_reached(age: float, level: int) -> None:
    late = age * HOUR + GRACE
    below = marked(level - 1)

    assert found(below, TRIAGED, at=late) == [What.LOW]
    assert found(marked(level), TRIAGED, raised(level, age), at=late + HOUR / 1000) == []
    (difference,) = differences(below, (TRIAGED,), YARD, NOW + late)
    assert (difference.level, difference.age) == (level, late)
    assert f"level {level - 1}" in difference.says
    assert f"demands level {level}" in difference.says


def test_a_level_that_fell_due_a_moment_ago_is_under_way() -> None:
    assert found(marked(0), TRIAGED, at=4 * HOUR + GRACE - MINUTE) == []
    assert found(marked(0), TRIAGED, at=4 * HOUR + GRACE) == [What.LOW]


def test_tier_1_does_not_climb() -> None:
    assert found(marked(0, Tier.ONE), TRIAGED, at=20 * HOUR) == []


def test_a_missing_level_field_is_level_0() -> None:
    assert found(marked(0, level_field=None), TRIAGED) == [What.LOW]


def test_without_a_field_the_tag_tells_the_level() -> None:
    yard = Yardstick(YARD.thresholds, YARD.climbing, level_field=False)
    tagged = marked(level_field=None, tags=frozenset({"tier_2", "escalation_level_1"}))

    assert found(tagged, TRIAGED, yard=yard) == []
    assert found(tagged, TRIAGED, yard=yard, at=9 * HOUR) == [What.LOW]


def test_a_level_that_a_person_set_since_it_was_due_is_theirs() -> None:
    lowered = touch(5, By.PERSON, level=True)

    assert found(marked(0), TRIAGED, raised(1, 4), lowered, at=7 * HOUR) == []
    assert found(marked(0), TRIAGED, raised(1, 4), lowered, at=9 * HOUR) == [What.LOW], "level 2 is due since"


def test_a_level_that_an_automation_took_off_is_no_persons_will() -> None:
    assert found(marked(0), TRIAGED, raised(1, 4), touch(5, By.OTHERS, level=True), at=7 * HOUR) == [What.LOW]


def test_it_knows_whether_the_levels_note_is_written_already() -> None:
    lost = differences(marked(0), (TRIAGED, raised(1, 4), touch(5, By.OTHERS, level=True)), YARD, NOW + 7 * HOUR)
    never = differences(marked(0), (TRIAGED,), YARD, NOW + 7 * HOUR)

    assert [one.landed for one in (*lost, *never)] == [True, False]


def test_a_reopened_ticket_has_the_age_of_its_last_opening() -> None:
    again = (TRIAGED, touch(6, By.PERSON, status=Status.SOLVED), touch(30, By.OTHERS, status=Status.OPEN))

    assert found(marked(0), *again, at=33 * HOUR) == []
    assert found(marked(0), *again, at=35 * HOUR) == [What.LOW]


def test_a_level_from_before_the_reopening_has_not_landed_in_it() -> None:
    touches = (
        TRIAGED,
        raised(1, 4),
        touch(6, By.PERSON, status=Status.SOLVED),
        touch(30, By.OTHERS, status=Status.OPEN),
    )
    (difference,) = differences(marked(0), touches, YARD, NOW + 35 * HOUR)

    assert not difference.landed


def test_time_in_a_pausing_status_does_not_count() -> None:
    yard = Yardstick(YARD.thresholds, YARD.climbing, pausing=frozenset({Status.PENDING}))
    paused = (TRIAGED, touch(1, By.PERSON, status=Status.PENDING), touch(3, By.OTHERS, status=Status.OPEN))

    assert found(marked(0), *paused, yard=yard, at=5.9 * HOUR) == []
    assert found(marked(0), *paused, yard=yard, at=6.1 * HOUR) == [What.LOW]
    waiting = marked(0, status=Status.PENDING)
    assert found(waiting, *paused, touch(3.5, By.PERSON, status=Status.PENDING), yard=yard, at=90 * HOUR) == []


def test_what_was_a_pause_stays_one_when_its_status_stops_the_clock_no_more() -> None:
    yard = Yardstick(YARD.thresholds, YARD.climbing, paused_once={Status.PENDING: NOW + 3 * HOUR})
    paused = (TRIAGED, touch(1, By.PERSON, status=Status.PENDING), touch(5, By.OTHERS, status=Status.OPEN))

    assert found(marked(0), *paused, yard=yard, at=5.9 * HOUR) == []
    assert found(marked(0), *paused, yard=yard, at=6.1 * HOUR) == [What.LOW]


def test_a_level_above_every_age_is_told_when_it_is_ours_and_left_when_it_is_a_persons() -> None:
    early = marked(2)

    assert found(early, TRIAGED, raised(2, 1), at=5 * HOUR) == [What.HIGH]
    assert found(early, TRIAGED, touch(1, By.PERSON, level=True), at=5 * HOUR) == []


def test_a_level_that_was_right_by_the_thresholds_of_its_time_is_no_finding() -> None:
    hours = tuple(timedelta(hours=number) for number in (1, 2, 3))
    yard = Yardstick(YARD.thresholds, YARD.climbing, thresholds_once={hours: NOW + 2.5 * HOUR})

    assert found(marked(2), TRIAGED, raised(1, 1), raised(2, 2), at=3.5 * HOUR, yard=yard) == []
    assert found(marked(3), TRIAGED, raised(3, 2.4), at=3.5 * HOUR, yard=yard) == [What.HIGH], "too early for both"
    later = marked(1, created_at=NOW + 2.6 * HOUR, updated_at=NOW + 4 * HOUR)
    assert found(later, TRIAGED, raised(1, 4), at=4.5 * HOUR, yard=yard) == [What.HIGH], "they were over before it came"


def test_level_tags_that_contradict_the_field_are_told_unless_a_person_put_them() -> None:
    two = marked(1, tags=frozenset({"tier_2", "escalation_level_1", "escalation_level_3"}))

    assert found(two, TRIAGED, raised(1, 4), touch(4.5, By.OTHERS, level=True)) == [What.LEVELS]
    assert found(two, TRIAGED, raised(1, 4), touch(4.5, By.PERSON, level=True)) == []


# -- the tier ----------------------------------------------------------------------------------------------------------


def test_an_unsolved_partners_ticket_without_a_tier_is_told_after_a_grace() -> None:
    bare = a_ticket()

    assert found(bare, at=GRACE) == [What.NO_TIER]
    assert found(bare, at=GRACE - MINUTE) == []
    assert found(bare, at=HOUR, is_partner=False) == []


def test_it_remembers_which_tier_was_lost() -> None:
    (difference,) = differences(a_ticket(), (TRIAGED, touch(1, By.OTHERS, tier=True)), YARD, NOW + 2 * HOUR)

    assert difference.tier is Tier.TWO


def test_a_tier_that_a_person_took_off_stays_off() -> None:
    assert found(a_ticket(), TRIAGED, touch(1, By.PERSON, tier=True), at=2 * HOUR) == []


@pytest.mark.parametrize(
    "ticket",
    [
        marked(1, tags=frozenset({"tier_2", "tier_3", "escalation_level_1"})),
        marked(1, tier_field=Tier.THREE, tags=frozenset({"tier_2", "escalation_level_1"})),
    ],
    ids=["two tags", "tag and field"],
)
def test_tiers_that_contradict_each_other_are_told_unless_a_person_put_them(ticket: Ticket) -> None:
    robot, person = touch(1, By.OTHERS, tier=True), touch(1, By.PERSON, tier=True)

    assert found(ticket, TRIAGED, robot, raised(1, 4)) == [What.TIERS]
    assert found(ticket, TRIAGED, person, raised(1, 4)) == []


def test_a_tag_alone_is_mark_enough() -> None:
    """Thanks and automatic answers get the tag and nothing else."""
    assert found(marked(1, tier_field=None), TRIAGED, raised(1, 4)) == []


# -- refusals, and what is left alone ----------------------------------------------------------------------------------


def refused(*more: str) -> Ticket:
    return marked(tier=Tier.ONE, tags=frozenset({"tier_1", REFUSED_TAG, *more}), level_field=None)


def test_a_refused_ticket_that_is_open_is_told_unless_people_have_it_in_hand() -> None:
    solved = touch(0.01, tier=True, tier_set=Tier.ONE, status=Status.SOLVED)
    robot, person = touch(1, By.OTHERS, status=Status.OPEN), touch(1, By.PERSON, status=Status.OPEN)

    assert found(refused(), solved, robot) == [What.REFUSED]
    assert found(refused(), solved, person) == []
    assert found(refused(DISPUTED_TAG), solved, robot) == []
    assert found(refused(REVIEW_TAG), solved, robot) == []


@pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED, Status.DELETED])
def test_a_ticket_that_is_over_owes_nothing(status: Status) -> None:
    assert found(marked(0, status=status), TRIAGED, at=20 * HOUR) == []


def test_the_hold_tag_stops_the_auditor_as_well() -> None:
    assert found(marked(0, tags=frozenset({HOLD_TAG, "tier_2", "tier_3"})), TRIAGED, at=20 * HOUR) == []


def test_a_ticket_whose_hold_was_taken_off_a_moment_ago_is_under_way() -> None:
    off = touch(20, By.PERSON, hold=True)

    assert found(marked(0), TRIAGED, off, at=20 * HOUR + MINUTE) == []
    assert found(marked(0), TRIAGED, off, at=20 * HOUR + GRACE) == [What.LOW]


def test_what_nobody_touched_since_before_tierline_is_not_its_business() -> None:
    yard = Yardstick(YARD.thresholds, YARD.climbing, since=NOW + HOUR)

    assert found(a_ticket(), yard=yard, at=20 * HOUR) == []
    assert found(marked(0), touch(0.01, By.PERSON, tier=True), yard=yard, at=20 * HOUR) == []
    assert found(marked(0), TRIAGED, yard=yard, at=20 * HOUR) == [What.LOW], "it bears our own marks"
    assert found(a_ticket(updated_at=NOW + 2 * HOUR), yard=yard, at=20 * HOUR) == [What.NO_TIER]


def test_what_is_switched_off_is_nobodys_to_miss() -> None:
    both = marked(0, tags=frozenset({"tier_2", "tier_3"}))
    off = Yardstick(YARD.thresholds, YARD.climbing, marks=False, levels=False, refusals=False)

    assert found(both, TRIAGED, touch(1, By.OTHERS, tier=True)) == [What.TIERS, What.LOW]
    assert found(both, TRIAGED, touch(1, By.OTHERS, tier=True), yard=off) == []


# -- the second path ---------------------------------------------------------------------------------------------------


def imported(module: Path) -> set[str]:
    nodes: Sequence[ast.AST] = list(ast.walk(ast.parse(module.read_text("utf-8"))))
    return {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def test_it_shares_no_arithmetic_with_the_rules_that_decide() -> None:
    assert audit.__file__ is not None
    ours = {name for name in imported(Path(audit.__file__)) if name.startswith("app.")}

    assert ours == {"app.rules.ticket"}


def test_its_words_are_the_services_all_the_same() -> None:
    assert (HOLD_TAG, REFUSED_TAG, frozenset({DISPUTED_TAG, REVIEW_TAG})) == (audit.HOLD, audit.REFUSED, audit.HANDLED)


@pytest.mark.parametrize("minutes", range(0, 14 * 60, 7))
def test_both_paths_agree_on_every_age(minutes: int) -> None:
    ladder = a_desk().ladder
    age = timedelta(minutes=minutes)

    assert YARD.level_at(age) == ladder.level_at(age)


def test_the_moment_of_a_touch_before_the_opening_does_not_confuse_the_age() -> None:
    moment: datetime = NOW + 40 * HOUR
    touches = (touch(1, By.PERSON, status=Status.SOLVED), touch(39, By.OTHERS, status=Status.OPEN))

    assert differences(marked(0), touches, YARD, moment) == ()


def test_the_problem_ticket_of_a_storm_is_peoples_work_and_never_wrong() -> None:
    tags = frozenset({"tierline_storm", "tierline_storm_carrier_lumen"})
    problem = a_ticket(type="problem", tags=tags, status=Status.OPEN)

    assert differences(problem, None, YARD, NOW + 20 * HOUR) == ()
    assert differences(a_ticket(tags=tags, status=Status.OPEN), None, YARD, NOW + 20 * HOUR) != ()
