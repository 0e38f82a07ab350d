"""The rules by themselves: which speaks first, on what evidence, and what takes a severe finding back."""

from dataclasses import replace

import pytest

from app.rules.policy import Policy
from app.rules.reader import Reader
from app.rules.rulebook import RULES, Case, Finding, findings
from app.rules.ticket import Form, Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Action

POLICY = replace(Policy.shipped(), learned=False)


def _spoken(subject: str, text: str, *, form: Form | None = None, policy: Policy = POLICY) -> list[tuple[str, Finding]]:
    report = Report(subject, text, "Acme", form=form or Form())
    return list(findings(Case.of(Reader.by(policy.lexicon).read(report), policy)))


def _first(subject: str, text: str, *, form: Form | None = None, policy: Policy = POLICY) -> tuple[str, Finding]:
    return _spoken(subject, text, form=form, policy=policy)[0]


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
    name, finding = _first(subject, text)

    assert (name, finding.tier, finding.action) == (rule, tier, action)


@pytest.mark.parametrize("case", CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_evidence_cites_a_clause_and_stands_where_it_says(case: tuple[str, str, str, int, Action]) -> None:
    texts = {"subject": case[1], "description": case[2]}

    for name, finding in _spoken(case[1], case[2]):
        assert finding.evidence or name == "vague"
        for one in finding.evidence:
            assert POLICY.clause(one.clause)
            assert one.source == "form" or texts[one.source][one.start : one.end] == one.words


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("911 calls failed from 10:00 to 10:10, then fine. Cause?", "emergency-calls"),
        ("The elevator phone was dead from 10:00 to 10:10, fine since. Cause?", "safety-line"),
    ],
)
def test_what_came_and_went_is_no_comfort_where_lives_depend_on_a_line(text: str, rule: str) -> None:
    names = [name for name, _ in _spoken("phones", text)]

    assert names[0] == rule
    assert "came-and-went" in names


def test_a_thanks_beside_what_came_and_went_leaves_no_ticket_alone() -> None:
    names = [name for name, _ in _spoken("blip", "Phones dead 14:05 to 14:09, fine since. Logs please. Thanks a lot.")]

    assert names[0] == "came-and-went"


def test_every_rule_has_a_name_of_its_own_and_vague_speaks_last() -> None:
    names = [name for name, _ in RULES]

    assert len(set(names)) == len(names)
    assert all(name == name.lower() and " " not in name and "_" not in name for name in names)
    assert _spoken("", "")[-1][0] == "vague"


def test_the_percent_limit_moves_a_ticket() -> None:
    told = ("Phones", "12 of 100 phones are down.")

    assert _first(*told)[1].tier is Tier.THREE
    assert _first(*told, policy=replace(POLICY, large_group_percent=25.0))[1].tier is Tier.TWO


def test_the_form_counts_only_where_the_text_does_not() -> None:
    form = Form(service_affecting=True, workaround=False, affected_users=45, total_users=300)

    assert _first("Queue", "Agents do not get calls.", form=form)[1].tier is Tier.THREE
    assert _first("Queue", "3 of 400 agents do not get calls.", form=form)[1].tier is Tier.TWO


def test_a_work_around_never_lowers_an_emergency_fault() -> None:
    text = "911 calls from the school fail with a fast busy. They use their cell phones meanwhile."

    assert _first("911", text)[1].tier is Tier.THREE


@pytest.mark.parametrize(
    "text",
    [
        "If all 40 phones went down tonight, whom would we call?",
        "All 40 phones will be down on Sunday for our own maintenance, nothing to do.",
        "All 40 phones were down on Monday. All is back, thanks, please close.",
    ],
    ids=["imagined", "planned", "over"],
)
def test_what_is_not_so_now_is_not_tier_three(text: str) -> None:
    assert _first("Phones", text)[1].tier is not Tier.THREE


@pytest.mark.parametrize(
    "text",
    [
        "How do I upload a greeting? Also, the hunt group rings nobody.",
        "Please activate the SIP trunk with the carrier for us, we cannot.",
        "please look into it",
    ],
    ids=["a-fault-too", "the-wholesaler's", "vague"],
)
def test_what_may_need_the_provider_is_not_refused(text: str) -> None:
    assert all(finding.action is not Action.REFUSE for _, finding in _spoken("Question", text)[:1])


@pytest.mark.parametrize(
    "text",
    [
        "From today I can hear nobody on phone number 3.",
        "Ms. Gupta heard no one on the counter handset today, the line is dead.",
        "No oigo a nadie en el teléfono 3.",
    ],
    ids=["English", "of another", "Spanish"],
)
def test_who_hears_nobody_is_one_phone(text: str) -> None:
    assert "nobody" not in dict(_spoken("", text))


def test_nobody_who_is_without_is_nobody_who_has() -> None:
    text = "Adding a user gives an error since your update."

    assert "nobody" in dict(_spoken("", f"{text} Nobody has phones."))
    assert "nobody" not in dict(_spoken("", f"{text} Nobody is without phones."))
    assert "nobody" in dict(_spoken("", f"{text} Nobody calls without getting a busy tone on the phones."))


@pytest.mark.parametrize(
    "text", ["We hear nobody on the phones, calls are dead.", "Nobody can hear anybody on the phones."]
)
def test_where_all_hear_nobody_nobody_has_calls(text: str) -> None:
    assert dict(_spoken("", text))["nobody"].tier is Tier.THREE


def test_one_way_audio_on_every_call_of_all_is_a_customer_down_whatever_else_is_told() -> None:
    """A click, a step in vain and a bypass "for a test" make no lesser fault of it; one user of them does."""
    text = "None of the callers can be heard, we hear a click. It is so on each of the 25 phones and each outside call."
    tried = "Firewall was bypassed for a test, no difference."

    assert _first("", f"{text} {tried}")[0] == "customer-down"
    assert "customer-down" not in dict(_spoken("", f"Ext 12 only: the caller can't be heard on any call. {tried}"))


def test_two_signs_make_a_finding_surer() -> None:
    alone = _first("Phones", "31 of our 40 handsets are dead.")[1]
    both = _first("Phones", "31 of our 40 handsets are dead since noon today.")[1]

    assert both.confidence > alone.confidence


def test_rules_alone_give_a_verdict_with_the_name_of_the_rule() -> None:
    verdict = triage(Report("Phones", "40 of 400 phones are dead since noon.", "Acme"), POLICY)

    assert (verdict.rule, verdict.tier) == ("large-group", Tier.THREE)
    assert "'" in verdict.because


def test_a_large_group_that_is_over_by_a_later_sentence_is_none() -> None:
    told = "All 40 phones have no service after the swap. {}"

    assert _first("Firewall", told.format("All is well since 6 am."))[0] != "large-group"
    assert _first("Firewall", told.format("Some are well since 6 am."))[0] == "large-group"
    assert _first("Firewall", told.format("All is well since 6 am. Now 12 of 40 are dead again."))[0] == "large-group"


def test_one_phone_that_nobody_has_looked_at_is_no_sole_line() -> None:
    looked = "1 phone not registered after the guy moved desks."

    assert "sole-line" in [name for name, _ in _spoken("phone not registered", looked)]
    untried = f"{looked} Haven't looked at it yet."
    assert "sole-line" not in [name for name, _ in _spoken("phone not registered", untried)]


def test_who_sells_to_us_may_speak_of_outages() -> None:
    reader = Reader.by(POLICY.lexicon)
    text = "Six of our customers all in different towns had carriers down: we saw it before they did. Book a demo."
    ours, strangers = (
        next(findings(Case.of(reader.read(Report("Is your next outage here?", text, who)), POLICY)))
        for who in ("Acme", None)
    )

    assert ours[0] != "no-case"
    assert (strangers[0], strangers[1].action) == ("no-case", Action.LEAVE)
