"""The JSON: everything, in plain values."""

import json

from app.replay import as_json
from tests.replay.kit import II, III, REFUSED, a_case, an_outcome, labelled


def test_it_holds_both_sides_the_moves_and_the_breaches() -> None:
    cases = [a_case("lost", labelled(3)), a_case("refused", labelled(2)), a_case("same")]
    found = json.loads(json.dumps(as_json.document(an_outcome(cases, [III, II, II], [II, REFUSED, II]))))

    assert found["tickets"] == 3
    assert found["current"]["tier_3_recall_percent"] == 100.0
    assert found["candidate"]["tier_3_recall_percent"] == 0.0
    assert found["candidate"]["confusion"]["3"] == {"1": 0, "2": 1, "3": 0}
    assert [(move["kind"], move["id"]) for move in found["moves"]] == [
        ("tier_3_lost", "lost"),
        ("refusal_gained", "refused"),
    ]
    assert found["moves"][0]["current"]["because"] == "nothing works"
    assert found["candidate"]["wrong_refusals"][0]["id"] == "refused"
    assert found["candidate"]["refusals"]["by_partner"] == [{"partner": "Acme", "refusals": 1, "wrong": 1}]
    assert len(found["breaches"]) == 2


def test_without_a_candidate_nothing_moves() -> None:
    found = as_json.document(an_outcome([a_case("a")], [II]))

    assert (found["candidate"], found["moves"], found["moved_percent"]) == (None, [], None)
