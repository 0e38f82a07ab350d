"""What we would have done beside what people did: agreed, something else, nothing yet."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.rules.effect import Kind
from app.rules.shadow import Comparison, Deed, History, Intended, Outcome, compare, span
from app.rules.ticket import Priority, Status, Tier
from tests.rules.kit import NOW, a_ticket

AGREED, DIFFERENT, NOTHING, UNKNOWN = Outcome.AGREED, Outcome.DIFFERENT, Outcome.NOTHING, Outcome.UNKNOWN


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def intended(kind: Kind = Kind.TRIAGE, **more: Any) -> Intended:
    values: dict[str, Any] = {
        "key": f"42:1:{kind}:0",
        "ticket_id": 42,
        "kind": kind,
        "level": 0,
        "tier": {Kind.REFUSAL: Tier.ONE, Kind.ESCALATION: None}.get(kind, Tier.TWO),
        "action": "refuse" if kind is Kind.REFUSAL else "accept",
        "because": "a rule",
        "at": NOW,
    }
    return Intended(**(values | more))


def deed(at: float = 12, **more: Any) -> Deed:
    return Deed(minutes(at), **({"by_staff": True} | more))


def history(*deeds: Deed, status: Status = Status.OPEN, is_read: bool = True) -> History:
    return History(a_ticket(status=status), deeds, is_read)


SOLVED: dict[str, Any] = {"status": Status.SOLVED}
CASES: dict[str, tuple[Intended, History | None, Outcome, str]] = {
    # triage
    "same tier": (intended(), history(deed(tier=Tier.TWO)), AGREED, "set Tier II 12 min later"),
    "other tier": (intended(), history(deed(tier=Tier.THREE)), DIFFERENT, "set Tier III 12 min later"),
    "last tier counts": (
        intended(),
        history(deed(5, tier=Tier.THREE), deed(9, tier=Tier.TWO)),
        AGREED,
        "set Tier II 9 min later",
    ),
    "same priority": (
        intended(),
        history(deed(priority=Priority.HIGH)),
        AGREED,
        "set no tier, but priority high 12 min later",
    ),
    "other priority": (intended(), history(deed(priority=Priority.LOW)), DIFFERENT, "set no tier, but priority low"),
    "tier before priority": (
        intended(),
        history(deed(tier=Tier.TWO), deed(20, priority=Priority.LOW)),
        AGREED,
        "set Tier II",
    ),
    "untouched": (intended(), history(), NOTHING, "set no tier; nobody has touched it"),
    "worked on without a tier": (
        intended(),
        history(deed(public=1), deed(20, private=2)),
        NOTHING,
        "set no tier; wrote 1 public comment and 2 internal notes",
    ),
    "gone": (intended(), None, UNKNOWN, "the ticket does not exist any more"),
    "deleted": (intended(), history(status=Status.DELETED), UNKNOWN, "the ticket does not exist any more"),
    "not read": (intended(), history(is_read=False), UNKNOWN, "its history was not read"),
    # no case
    "thanks solved": (
        intended(tier=Tier.ONE, action="leave"),
        history(deed(**SOLVED), status=Status.SOLVED),
        AGREED,
        "solved it after 12 min",
    ),
    "thanks worked on": (
        intended(tier=Tier.ONE, action="leave"),
        history(deed(public=1), deed(public=1)),
        DIFFERENT,
        "wrote 2 public comments",
    ),
    "thanks with a tier": (
        intended(tier=Tier.ONE, action="leave"),
        history(deed(tier=Tier.TWO)),
        DIFFERENT,
        "set Tier II 12 min later",
    ),
    "thanks untouched": (intended(tier=Tier.ONE, action="leave"), history(), NOTHING, "nobody has touched it"),
    # refusal
    "closed with one answer": (
        intended(Kind.REFUSAL),
        history(deed(public=1, **SOLVED), status=Status.SOLVED),
        AGREED,
        "wrote 1 public comment and solved it after 12 min",
    ),
    "Tier I": (intended(Kind.REFUSAL), history(deed(tier=Tier.ONE)), AGREED, "set Tier I; touched it without a word"),
    "refusal against Tier II": (
        intended(Kind.REFUSAL),
        history(deed(5, tier=Tier.TWO), deed(30, public=1)),
        DIFFERENT,
        "set Tier II 5 min later; wrote 1 public comment",
    ),
    "refusal against work": (
        intended(Kind.REFUSAL),
        history(deed(5, public=1), deed(30, public=2), deed(125, **SOLVED), status=Status.SOLVED),
        DIFFERENT,
        "wrote 3 public comments and solved it after 2 h 5 min",
    ),
    "refusal against a note and a solve": (
        intended(Kind.REFUSAL),
        history(deed(5, private=1), deed(30, public=1, **SOLVED), status=Status.SOLVED),
        DIFFERENT,
        "wrote 1 public comment and 1 internal note and solved it",
    ),
    "refusal against an open answer": (
        intended(Kind.REFUSAL),
        history(deed(5, public=1)),
        DIFFERENT,
        "wrote 1 public comment",
    ),
    "refusal untouched": (intended(Kind.REFUSAL), history(), NOTHING, "nobody has touched it"),
    "solved by a rule": (
        intended(Kind.REFUSAL),
        history(deed(60, by_staff=False, **SOLVED), status=Status.SOLVED),
        NOTHING,
        "solved it after 1 h 0 min (by a rule of the account)",
    ),
    "closed by nobody we know": (intended(Kind.REFUSAL), history(status=Status.CLOSED), NOTHING, "it is closed"),
    # acknowledgement
    "answered": (
        intended(Kind.ACKNOWLEDGEMENT),
        history(deed(45, public=1)),
        AGREED,
        "answered 45 min later",
    ),
    "solved in silence": (
        intended(Kind.ACKNOWLEDGEMENT),
        history(deed(**SOLVED), status=Status.SOLVED),
        DIFFERENT,
        "solved it without a word 12 min later",
    ),
    "not answered": (intended(Kind.ACKNOWLEDGEMENT), history(deed(private=1)), NOTHING, "wrote 1 internal note"),
    # escalation
    "level set": (
        intended(Kind.ESCALATION, level=1),
        history(deed(3, level=1)),
        AGREED,
        "set level 1 3 min later",
    ),
    "lower level set": (intended(Kind.ESCALATION, level=2), history(deed(3, level=1)), NOTHING, "nobody escalated"),
    "handed over shortly before": (
        intended(Kind.ESCALATION, level=1),
        history(deed(-20, moved=True)),
        AGREED,
        "handed it over 20 min before us",
    ),
    "handed over long before": (
        intended(Kind.ESCALATION, level=1),
        history(deed(-120, moved=True)),
        NOTHING,
        "nobody escalated; touched it without a word",
    ),
    "solved instead": (
        intended(Kind.ESCALATION, level=1),
        history(deed(40, public=1, **SOLVED), status=Status.SOLVED),
        DIFFERENT,
        "solved it 40 min later without escalating",
    ),
    "went on": (
        intended(Kind.ESCALATION, level=1),
        history(deed(40, public=1)),
        DIFFERENT,
        "went on without escalating; wrote 1 public comment",
    ),
    "nobody escalated": (
        intended(Kind.ESCALATION, level=1),
        history(),
        NOTHING,
        "nobody escalated; nobody has touched it",
    ),
    # the rest
    "dispute taken up": (intended(Kind.DISPUTE), history(deed(8, public=1)), AGREED, "took it up 8 min later"),
    "dispute waits": (intended(Kind.DISPUTE), history(deed(-8)), NOTHING, "nobody has taken the dispute up"),
    "raised by people too": (
        intended(Kind.RAISE, tier=Tier.THREE, level=3),
        history(deed(tier=Tier.THREE)),
        AGREED,
        "set Tier III",
    ),
    "repaired by people too": (intended(Kind.REPAIR), history(deed(tier=Tier.TWO)), AGREED, "set Tier II"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_table_of_cases(name: str) -> None:
    one, past, outcome, people = CASES[name]

    (found,) = compare([one], {42: past} if past else {}, minutes(300)).comparisons

    assert (found.outcome, found.intended) == (outcome, one)
    assert people in found.people
    assert not found.people.endswith(".")


def test_a_tier_that_we_raised_later_ourselves_is_no_difference() -> None:
    triage = intended()
    raised = intended(Kind.RAISE, key="42:1:raise:3", tier=Tier.THREE, level=3, at=minutes(10))

    report = compare([raised, triage], {42: history(deed(15, tier=Tier.THREE))}, minutes(60))

    assert [one.outcome for one in report.comparisons] == [AGREED, AGREED]
    assert [one.intended.kind for one in report.comparisons] == [Kind.TRIAGE, Kind.RAISE]


def test_priorities_of_the_settings_count() -> None:
    urgent_is_two = {Tier.ONE: Priority.LOW, Tier.TWO: Priority.URGENT, Tier.THREE: Priority.URGENT}

    (found,) = compare([intended()], {42: history(deed(priority=Priority.URGENT))}, NOW, urgent_is_two).comparisons

    assert found.outcome is AGREED


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (history(deed(42, tier=Tier.THREE)), (42, True)),
        (history(deed(30, priority=Priority.URGENT), deed(42, tier=Tier.THREE)), (30, True)),
        (history(deed(30, tier=Tier.THREE, by_staff=False)), (30, True)),
        (history(deed(5, public=1)), (90, False)),
        (history(deed(-3, tier=Tier.THREE)), None),
        (history(deed(50, **SOLVED), status=Status.SOLVED), None),
        (history(is_read=False), None),
        (None, None),
    ],
    ids=["tier", "urgent", "by-a-rule", "not-yet", "people-first", "solved", "not-read", "gone"],
)
def test_a_tier_3_seen_before_people_did_is_told_in_minutes(
    past: History | None, expected: tuple[float, bool] | None
) -> None:
    report = compare([intended(tier=Tier.THREE)], {42: past} if past else {}, minutes(90))

    assert [(one.minutes, one.seen_at is not None) for one in report.earlier] == ([expected] if expected else [])


def test_the_report_counts_by_kind_and_picks_what_matters() -> None:
    effects = [
        intended(),
        intended(Kind.REFUSAL, key="43:0:refusal:0", ticket_id=43),
        intended(Kind.ESCALATION, key="44:1:escalation:1", ticket_id=44, level=1),
        intended(Kind.ESCALATION, key="45:1:escalation:1", ticket_id=45, level=1),
    ]
    histories = {
        42: history(deed(tier=Tier.ONE)),
        43: history(deed(public=2)),
        44: history(deed(level=1)),
        45: history(),
    }

    report = compare(effects, histories, minutes(60))

    def tickets(rows: tuple[Comparison, ...]) -> list[int]:
        return [one.intended.ticket_id for one in rows]

    assert report.kinds == (Kind.TRIAGE, Kind.REFUSAL, Kind.ESCALATION)
    assert (report.count(Kind.ESCALATION, AGREED), report.count(Kind.ESCALATION, NOTHING)) == (1, 1)
    assert tickets(report.differences) == [42, 43]
    assert tickets(report.refusals_worked_on) == [43]
    assert tickets(report.escalations_unmade) == [45]


@pytest.mark.parametrize(
    ("distance", "said"),
    [(0.5, "0 min"), (59, "59 min"), (60, "1 h 0 min"), (185, "3 h 5 min"), (3000, "2 d 2 h"), (-5, "0 min")],
    ids=str,
)
def test_distances_are_said_as_people_say_them(distance: float, said: str) -> None:
    assert span(timedelta(minutes=distance)) == said
