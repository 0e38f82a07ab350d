"""The rules by themselves: which speaks first, and on what evidence."""

from dataclasses import replace

import pytest

from app.rules.rulebook import RULES
from app.rules.ticket import Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Action
from tests.rules.tiers.kit import POLICY, first, spoken

CASES = [
    ("emergency-calls", "911", "911 calls get a fast busy from three phones. Other calls are fine.", 3, Action.ACCEPT),
    ("safety-line", "Elevator phone", "The elevator phone is dead, no dial tone.", 3, Action.ACCEPT),
    ("carrier-outage", "Lumen outage", "Lumen confirms an outage, our trunks are dead.", 3, Action.ACCEPT),
    ("large-group", "Phones dead", "40 of 400 phones are dead since noon.", 3, Action.ACCEPT),
    ("customer-down", "Outbound", "Nobody at the school can call out, inbound works.", 3, Action.ACCEPT),
    ("past-outage", "RFO", "Please send the reason for outage for last Tuesday, all stable since.", 2, Action.ACCEPT),
    ("came-and-went", "Blip", "All 40 seats dead 11:31 to 11:37, back now. Check your logs please.", 2, Action.ACCEPT),
    ("small-group", "Dead phones", "3 of 400 phones are dead since noon.", 2, Action.ACCEPT),
    (
        "exhausted-steps",
        "Phone will not register",
        "Factory reset, new password, swapped the phone: it still will not register.",
        2,
        Action.ACCEPT,
    ),
    ("admin-loss", "Portal", "The portal does not load for any of our admins, error 500.", 2, Action.ACCEPT),
    ("vague", "problem", "same as last time", 2, Action.REVIEW),
    ("administration", "Forwarding", "How do I set up call forwarding for a user? All works.", 1, Action.REFUSE),
    ("no-case", "Thank you", "Thanks a lot, the port went well.", 1, Action.LEAVE),
    ("no-case", "Grow faster", "Our AI cuts costs. Reply STOP to unsubscribe.", 1, Action.LEAVE),
]


@pytest.mark.parametrize(("rule", "subject", "text", "tier", "action"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_a_rule_speaks_first_where_its_clause_applies(
    rule: str, subject: str, text: str, tier: int, action: Action
) -> None:
    name, finding = first(subject, text)

    assert (name, finding.tier, finding.action) == (rule, tier, action)


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_evidence_cites_a_clause_and_stands_where_it_says(case: tuple[str, str, str, int, Action]) -> None:
    texts = {"subject": case[1], "description": case[2]}

    for name, finding in spoken(case[1], case[2]):
        assert finding.evidence or name == "vague"
        for one in finding.evidence:
            assert POLICY.clause(one.clause)
            assert one.source == "form" or texts[one.source][one.start : one.end] == one.words


def test_every_rule_has_a_name_of_its_own_and_vague_speaks_last() -> None:
    names = [name for name, _ in RULES]

    assert len(set(names)) == len(names)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in names)
    assert spoken("", "")[-1][0] == "vague"


def test_the_percent_limit_moves_a_ticket() -> None:
    told = ("Phones", "12 of 100 phones are down.")

    assert first(*told)[1].tier is Tier.THREE
    assert first(*told, policy=replace(POLICY, large_group_percent=25.0))[1].tier is Tier.TWO


def test_rules_alone_give_a_verdict_with_the_name_of_the_rule() -> None:
    verdict = triage(Report("Phones", "40 of 400 phones are dead since noon.", "Acme"), POLICY)

    assert (verdict.rule, verdict.tier) == ("large-group", Tier.THREE)
    assert "'" in verdict.because
