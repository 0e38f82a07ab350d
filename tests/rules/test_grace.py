"""The grace before a refusal: announced, stoppable, judged again at its end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.decide import first_sight, look_again
from app.rules.effect import Kind
from app.rules.ticket import Status, Tier
from tests.rules.kit import ACME, AGENT, HOWTO, NOBODY, NOTHING_BEFORE, NOW, a_desk, a_record, a_ticket, kinds, said

GRACE = timedelta(minutes=20)
DESK = a_desk(refusal_grace=GRACE)
ANNOUNCED = replace(
    a_record(tier=Tier.ONE, tier_mark=Tier.ONE, tags=frozenset({"tier_1"})), refuse_at=NOW + GRACE, look_at=NOW + GRACE
)


def later(minutes: float, **more: object) -> object:
    """The ticket as it stands so many minutes after it was opened."""
    at = NOW + timedelta(minutes=minutes)
    values = {"updated_at": NOW, "tags": frozenset({"tier_1"}), "tier_field": Tier.ONE, "status": Status.OPEN} | more
    return a_ticket(HOWTO, **values), at


def looked(minutes: float, talk: object = NOBODY, **more: object) -> object:
    ticket, at = later(minutes, **more)  # type: ignore[misc]
    return look_again(ANNOUNCED, ticket, talk, DESK, at)  # type: ignore[arg-type]


def test_a_refusal_is_announced_privately_and_not_sent() -> None:
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, DESK, NOW)
    (effect,) = decision.effects
    assert (effect.kind, effect.change.public, effect.change.status) == (Kind.TRIAGE, False, None)
    assert "tierline_keep" in (effect.change.comment or "")
    assert decision.record.refuse_at == decision.record.look_at == NOW + GRACE
    assert decision.record.refused_at is None


def test_until_its_end_nothing_happens_and_from_its_end_on_it_is_refused() -> None:
    assert kinds(looked(19.9)) == []
    decision = looked(20)
    assert kinds(decision) == [Kind.REFUSAL]
    assert decision.record.refused_at == NOW + GRACE  # type: ignore[attr-defined]
    assert decision.record.refuse_at is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("talk", "more"),
    [
        (NOBODY, {"tags": frozenset({"tier_1", "tierline_keep"})}),
        (said("Let me have a look.", author=AGENT), {}),
        (NOBODY, {"tags": frozenset({"tier_2"}), "tier_field": Tier.TWO}),
        (NOBODY, {"status": Status.SOLVED}),
    ],
    ids=["tag", "answer", "another tier", "solved"],
)
def test_a_person_stops_it(talk: object, more: dict[str, object]) -> None:
    decision = looked(5, talk, **more)
    assert Kind.REFUSAL not in kinds(decision)
    assert decision.record.refuse_at is None  # type: ignore[attr-defined]
    assert looked(30, talk, **more).record.refused_at is None  # type: ignore[attr-defined]


def test_worse_news_meanwhile_are_judged_and_marked_anew() -> None:
    talk = said("Correction: all 40 phones are down since noon, nobody can call out.")
    decision = looked(11, talk, updated_at=NOW + timedelta(minutes=10))
    assert kinds(decision) == [Kind.TRIAGE, Kind.ACKNOWLEDGEMENT]
    assert decision.effects[0].key == "42:1:triage:0"  # type: ignore[attr-defined]
    assert decision.record.tier is Tier.THREE  # type: ignore[attr-defined]
    assert decision.record.refuse_at is None  # type: ignore[attr-defined]


def test_without_a_grace_it_is_refused_at_once() -> None:
    decision = first_sight(a_ticket(HOWTO), ACME, NOTHING_BEFORE, NOBODY, a_desk(), NOW)
    assert kinds(decision) == [Kind.REFUSAL]
