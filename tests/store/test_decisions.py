"""The decision log: every look at a ticket leaves one row, with the rule, the reasons and what was not planned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from app.rules.decide import climb, first_sight, look_again, refusal_failed
from app.rules.decision import Decision
from app.rules.desk import Prior, Requester
from app.rules.effect import Kind
from app.rules.ladder import Epoch
from app.rules.ticket import Status, Tier
from app.store import decisions
from app.store.database import Database
from tests.rules.kit import (
    ACME,
    AGENT,
    HOWTO,
    NOBODY,
    NOTHING_BEFORE,
    NOW,
    OUTAGE,
    THANKS,
    a_desk,
    a_record,
    a_ticket,
    changed,
    said,
)
from tests.store.kit import opened

pytestmark = pytest.mark.anyio

DESK = a_desk()
HOURS = timedelta(hours=1)


def first(words: tuple[str, str], requester: Requester = ACME, prior: Prior = NOTHING_BEFORE, **more: Any) -> Decision:
    return first_sight(a_ticket(words, **more), requester, prior, NOBODY, DESK, NOW)


def again(record: Any, **change: Any) -> Decision:
    return look_again(record, a_ticket(**changed(change)), NOBODY, DESK, NOW + timedelta(minutes=10))


REFUSED = a_record(tier=Tier.ONE, tier_mark=Tier.ONE, refused_at=NOW, status=Status.SOLVED)
TRIAGE = None
"""The rule is one of triage's own, whatever its name."""
LOOKS: dict[str, tuple[Callable[[], Decision], str | None, bool, list[str]]] = {
    "accepted": (lambda: first(OUTAGE), TRIAGE, True, ["42:1:triage:0", "42:1:acknowledgement:0"]),
    "refused": (lambda: first(HOWTO), TRIAGE, True, ["42:0:refusal:0"]),
    "left alone": (lambda: first(THANKS), TRIAGE, True, ["42:1:triage:0"]),
    "no partner": (lambda: first(OUTAGE, Requester(None)), TRIAGE, True, ["42:1:triage:0"]),
    "hold": (lambda: first(OUTAGE, tags=frozenset({"tierline_hold"})), "hold", True, []),
    "already solved": (lambda: first(OUTAGE, status=Status.SOLVED), "already-over", True, []),
    "agent chose the tier": (lambda: first(HOWTO, prior=Prior(by_person=Tier.THREE)), "person-chose-tier", True, []),
    "taken over": (
        lambda: first(OUTAGE, prior=Prior(keys=frozenset({"42:1:triage:0"})), tier_field=Tier.THREE),
        "taken-over",
        True,
        [],
    ),
    "hold put on later": (lambda: again(a_record(), tags=frozenset({"tier_2", "tierline_hold"})), "hold", False, []),
    "agent chose later": (lambda: again(a_record(), tags=frozenset({"tier_3"})), "person-chose-tier", False, []),
    "agent set a level": (lambda: again(a_record(), level_field=2), "person-set-level", False, []),
    "nothing new": (lambda: again(a_record()), "nothing-new", False, []),
    "solved": (lambda: again(a_record(), status=Status.SOLVED), "over", False, []),
    "closed": (lambda: again(a_record(status=Status.SOLVED), status=Status.CLOSED), "over", False, []),
    "older than known": (lambda: again(a_record(seen_updated_at=NOW + HOURS)), "stale", False, []),
    "marks vanished": (lambda: again(a_record(), tags=frozenset()), "drift", False, ["42:1:repair:0"]),
    "refusal failed": (
        lambda: refusal_failed(REFUSED, "no assignee", DESK, NOW),
        "refusal-failed",
        True,
        ["42:1:triage:0"],
    ),
    "disputed": (
        lambda: look_again(
            REFUSED,
            a_ticket(HOWTO, **changed({"tags": frozenset({"tier_1", "tier_refused"})})),
            said("We disagree."),
            DESK,
            NOW + timedelta(minutes=20),
        ),
        "dispute",
        False,
        ["42:2:dispute:0"],
    ),
    "reopened": (
        lambda: look_again(a_record(status=Status.SOLVED), a_ticket(**changed({})), NOBODY, DESK, NOW + HOURS),
        "reopened",
        False,
        ["42:2:triage:0"],
    ),
    "climbed": (lambda: climb(a_record(), DESK, NOW + 5 * HOURS), "ladder", False, ["42:1:escalation:1"]),
}


async def log_of(database: Database, *looks: Decision, cause: str = "test", **more: Any) -> list[Any]:
    def work(connection: Connection) -> list[Any]:
        for decision in looks:
            decisions.carry_out(connection, decision, cause, NOW, NOW, more.get("shadow", frozenset()))
        return decisions.of_ticket(connection, 42)

    return await database.write(work)


@pytest.mark.parametrize("name", LOOKS)
async def test_every_look_leaves_one_row_with_its_rule_and_what_was_planned(database_url: str, name: str) -> None:
    look, rule, is_judged, keys = LOOKS[name]
    with opened(database_url) as database:
        (row,) = await log_of(database, look())

    assert row.summary
    assert (row.verdict is not None) is is_judged
    assert row.rule == (rule or row.verdict["rule"])
    assert row.rule
    if is_judged:
        assert {"tier", "action", "rule", "because", "evidence", "near_misses"} <= set(row.verdict)
    assert row.effects == keys


@pytest.mark.parametrize(
    ("decision", "withheld"),
    [
        (first(OUTAGE, tags=frozenset({"tierline_hold"})), "triage as Tier III (accept): the tag tierline_hold"),
        (first(HOWTO, prior=Prior(by_person=Tier.THREE)), "triage as Tier I (refuse): a person had already chosen"),
        (first(OUTAGE, Requester(None)), "acknowledgement: the requester belongs to no partner"),
        (first(THANKS), "refusal, priority and tier field: there is no case"),
        (
            first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, NOBODY, a_desk(acknowledge=False), NOW),
            "acknowledgement: ACKNOWLEDGE is off",
        ),
        (
            first_sight(a_ticket(OUTAGE), ACME, NOTHING_BEFORE, said("We look.", author=AGENT), DESK, NOW),
            "acknowledgement: a person has already answered",
        ),
        (first(HOWTO, Requester(None)), "refusal: a person should look first"),
    ],
    ids=["hold", "agent", "no-partner", "thanks", "setting", "answered", "no-refusal"],
)
async def test_what_was_not_planned_is_on_record_with_the_reason(
    database_url: str, decision: Decision, withheld: str
) -> None:
    with opened(database_url) as database:
        (row,) = await log_of(database, decision)

    assert [one for one in row.withheld if one.startswith(withheld)]


async def test_an_effect_that_was_planned_before_is_named_as_such(database_url: str) -> None:
    with opened(database_url) as database:
        rows = await log_of(database, first(HOWTO), first(HOWTO))

    assert [row.effects for row in rows] == [["42:0:refusal:0"], []]
    assert rows[1].withheld == ["42:0:refusal:0: planned before, and planned once only"]


async def test_a_shadowed_decision_is_recorded_like_any_other(database_url: str) -> None:
    with opened(database_url) as database:
        (row,) = await log_of(database, first(HOWTO), shadow=frozenset(Kind))

    assert row.effects == ["42:0:refusal:0"]


async def test_that_nothing_was_done_is_said_once_and_again_when_something_came_between(database_url: str) -> None:
    quiet, other = again(a_record()), again(a_record(), status=Status.SOLVED)
    with opened(database_url) as database:
        rows = await log_of(database, quiet, quiet, quiet, other, quiet)

    assert [row.rule for row in rows] == ["nothing-new", "over", "nothing-new"]


async def test_a_tick_of_the_ladder_that_found_nothing_due_is_no_look_and_leaves_no_row(database_url: str) -> None:
    young = replace(a_record(), epoch=Epoch(1, NOW))
    with opened(database_url) as database:
        assert await log_of(database, climb(young, DESK, NOW + HOURS)) == []


async def test_who_takes_back_what_others_wait_behind_says_that_there_may_be_something_to_send(
    database_url: str,
) -> None:
    """Nothing is planned by it, yet an effect behind the one that is gone need wait no more."""
    looks = [
        first(OUTAGE),
        Decision(a_record(), "nothing new", rule="nothing-new"),
        Decision(a_record(), "a person chose the tier", supersede=(Kind.TRIAGE,), rule="person-chose-tier"),
    ]
    with opened(database_url) as database:
        said_so = await database.write(
            lambda c: [decisions.carry_out(c, look, "test", NOW, NOW, frozenset()) for look in looks]
        )

    assert said_so == [True, False, True]
