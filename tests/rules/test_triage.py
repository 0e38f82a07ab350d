"""Triage by the policy: what a support lead would say of each, and never a careless refusal."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.learned import Learned
from app.rules.policy import Policy
from app.rules.ticket import Form, Report, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict
from tests.rules.kit import policy


def judge(subject: str, description: str, organization: str | None = "Acme", form: Form | None = None) -> Verdict:
    return triage(Report(subject, description, organization, form=form or Form()), policy())


CASES = [
    # Tier III: outages by scope
    ("all-phones", "All phones down", "All 40 phones at the clinic are down since 8.", 3, Action.ACCEPT),
    ("half", "Queue", "Half of the 60 agents cannot take calls since this morning.", 3, Action.ACCEPT),
    ("ten-percent", "Phones dead", "40 of 400 phones are dead since noon.", 3, Action.ACCEPT),
    ("nobody-out", "Outbound", "Nobody at the school can call out, inbound works.", 3, Action.ACCEPT),
    ("percent", "Registrations", "30 % of users lost registration and cannot call.", 3, Action.ACCEPT),
    ("spanish", "Sin servicio", "Todos los 55 teléfonos están sin servicio, nadie puede llamar.", 3, Action.ACCEPT),
    ("french", "Panne", "Tous les 18 postes sont hors service, aucun appel ne passe.", 3, Action.ACCEPT),
    ("caps", "HELP", "ALL PHONES ARE DOWN AT THE HOTEL, 104 ROOMS, NOTHING WORKS", 3, Action.ACCEPT),
    # Tier III: emergency calls, carriers, safety lines
    ("911-fails", "911", "911 calls get a fast busy from three phones. Other calls are fine.", 3, Action.ACCEPT),
    ("911-sometimes", "911", "911 fails about one time in three.", 3, Action.ACCEPT),
    ("911-wrong-place", "911 misrouted", "911 reached the wrong county twice today.", 3, Action.ACCEPT),
    ("112-fails", "112", "Calls to 112 do not connect from the Madrid office.", 3, Action.ACCEPT),
    ("911-french", "911", "Les appels au 911 ne passent pas depuis hier.", 3, Action.ACCEPT),
    ("carrier", "Lumen outage", "Lumen confirms an outage, our trunks are dead.", 3, Action.ACCEPT),
    ("carrier-old-name", "CenturyLink down", "CenturyLink is down in Omaha, no calls in or out.", 3, Action.ACCEPT),
    ("elevator", "Elevator phone", "The elevator phone is dead, no dial tone.", 3, Action.ACCEPT),
    # Tier II
    ("three-of-400", "Audio", "3 of 400 phones have one-way audio.", 2, Action.ACCEPT),
    ("two-of-90", "Static", "Two of 90 phones have static on calls to mobiles.", 2, Action.ACCEPT),
    ("degraded", "Slow", "Calls take eight seconds to connect for several customers, they do complete.", 2, None),
    (
        "portal",
        "Portal",
        "The portal does not load for any of our admins, error 500. Calls go on.",
        2,
        Action.ACCEPT,
    ),
    ("billing", "Invoice", "The invoice bills 40 DIDs twice, please correct it.", 2, Action.ACCEPT),
    (
        "port",
        "Port order",
        "Our port order is past its FOC date, numbers work on the old side.",
        2,
        Action.ACCEPT,
    ),
    ("rfo", "RFO", "Please send the reason for outage for last Tuesday, all stable since.", 2, Action.ACCEPT),
    (
        "exhausted",
        "Phone will not register",
        "Factory reset, new password, swapped the phone: it still will not register.",
        2,
        Action.ACCEPT,
    ),
    ("vague", "problem", "same as last time", 2, Action.REVIEW),
    ("empty", "", "", 2, Action.REVIEW),
    # Tier I
    ("how-to", "Forwarding", "How do I set up call forwarding for a user? All works.", 1, Action.REFUSE),
    ("password", "Password", "Where can I reset a portal password for a user?", 1, Action.REFUSE),
    ("not-an-outage", "NOT an outage", "This is not an outage. How do I edit the holiday schedule?", 1, Action.REFUSE),
    ("911-address", "911 address", "How do I update the 911 address in the portal? 911 works fine.", 1, None),
    # no case at all
    ("thanks", "Thank you", "Thanks a lot, the port went well.", 1, Action.LEAVE),
    ("absence", "Automatic reply", "I am out of the office until Monday. For an outage call the NOC.", 1, Action.LEAVE),
    ("advertising", "Grow faster", "Our AI cuts costs. Reply STOP to unsubscribe.", 1, Action.LEAVE),
    (
        "withdrawn",
        "Phones down",
        "Please disregard, all phones are back up, it was our switch.",
        1,
        Action.LEAVE,
    ),
    (
        "quoted",
        "Re: ticket",
        "Thanks, please close it, that was our own switch.\n\n> On Monday you wrote:\n> all 40 phones are down",
        1,
        Action.LEAVE,
    ),
]


@pytest.mark.parametrize(
    ("subject", "description", "tier", "action"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_a_ticket_is_read_as_a_support_lead_would(
    subject: str, description: str, tier: int, action: Action | None
) -> None:
    verdict = judge(subject, description)

    assert verdict.tier == tier, verdict.because
    assert action in (None, verdict.action), verdict.because


NEVER_REFUSED = [
    ("no-partner", "How do I set up call forwarding for a user?", None),
    ("second-item", "1. How do I upload a greeting?\n2. One user gets other people's calls.", "Acme"),
    ("not-a-how-to", "This is NOT a how-to question. The hunt group rings nobody.", "Acme"),
    ("vague", "please look into it", "Acme"),
]


@pytest.mark.parametrize(("words", "organization"), [c[1:] for c in NEVER_REFUSED], ids=[c[0] for c in NEVER_REFUSED])
def test_doubt_costs_a_refusal(words: str, organization: str | None) -> None:
    assert judge("Question", words, organization).action is not Action.REFUSE


@pytest.mark.parametrize(
    "item",
    ["The pharmacy line went quiet at noon.", "Lobby handset: nothing.", "Ext 12 had somebody else's voicemail."],
)
def test_a_list_with_an_item_that_asks_for_nothing_is_not_refused(item: str) -> None:
    """Neither rules nor learned reader find the fault in these; that something is left over is enough for a person."""
    asked = "1. How do I upload a greeting?\n2. Please rename user Kim to Kim Lee.\n"

    assert judge("Question", f"{asked}3. {item}").action is not Action.REFUSE
    assert judge("Question", f"{asked}3. Where is the holiday schedule?").action is Action.REFUSE


def test_the_form_decides_only_where_the_text_gives_no_figures() -> None:
    form = Form(service_affecting=True, workaround=False, affected_users=45, total_users=300)

    assert judge("Queue", "Agents do not get calls.", form=form).tier is Tier.THREE
    assert judge("Queue", "3 of 400 agents do not get calls.", form=form).tier is Tier.TWO


def test_exactly_the_limit_is_a_large_group_and_the_limit_is_a_setting() -> None:
    report = Report("Phones", "10 of 100 phones are dead.", "Acme")

    assert triage(report, policy()).tier is Tier.THREE
    assert triage(report, policy().tuned(large_group_percent=20)).tier is Tier.TWO


def test_carriers_can_be_added_and_removed() -> None:
    report = Report("Zonk outage", "Zonk confirms an outage in Denver, no calls go through their trunks.", "Acme")

    assert triage(report, policy()).rule != "carrier-outage"
    listed = triage(report, policy().tuned(carriers_add=("Zonk",)))
    assert (listed.tier, listed.rule) == (Tier.THREE, "carrier-outage")


def test_a_carrier_case_without_a_circuit_is_asked_for_it() -> None:
    assert "circuit_id" in judge("Lumen outage", "Lumen confirms an outage, trunks are dead.").missing
    assert "circuit_id" not in judge("Lumen outage", "Outage on Lumen circuit 22/ABC, trunks dead.").missing


WORDS = (
    *("all", "phones", "down", "911", "fails", "lumen", "outage", "how", "do", "i", "reset", "password", "3", "of"),
    *("400", "half", "agents", "not", "an", "thanks", "works", "fine", "please", "?", ".", "\n", ">", "12", "ext"),
    *("billing", "port", "disregard", "nobody", "can", "call"),
)
words = st.lists(
    st.sampled_from(WORDS),
    max_size=40,
).map(" ".join)


@given(st.text(max_size=300), words, st.sampled_from([None, "Acme"]))
@settings(max_examples=150, deadline=None)
def test_every_text_gets_a_verdict_whose_evidence_stands_where_it_says(
    subject: str, description: str, organization: str | None
) -> None:
    report = Report(subject, description, organization)

    verdict = triage(report, policy())

    assert verdict == triage(report, policy())
    assert verdict.because
    if verdict.action is Action.REFUSE:
        assert verdict.tier is Tier.ONE
        assert organization is not None
    texts = {"subject": subject, "description": description}
    for one in verdict.evidence:
        if one.start is not None and one.source in texts:
            assert texts[one.source][one.start : one.end] == one.words


def test_every_clause_that_reasons_cite_is_in_the_policy() -> None:
    shipped = Policy.shipped()
    for _, subject, description, _, _ in CASES:
        for one in judge(subject, description).evidence:
            assert shipped.clause(one.clause)


def test_a_rule_that_is_seldom_right_leaves_the_reason_to_the_learned_reader() -> None:
    verdict = judge(
        "Small thing",
        "Hi all, lovely weather. The clinic on Elm has twelve handsets and nine of them just show a clock since lunch, "
        "front desk uses her cell. No rush.",
    )

    assert verdict.tier is Tier.THREE
    assert verdict.rule == "learned-reader"
    assert "of the kind '" in verdict.because
    assert "all" not in {one.words for one in verdict.evidence}


@pytest.mark.parametrize("learned", [True, False], ids=["with the learned reader", "rules alone"])
def test_an_outage_is_one_whoever_tells_it_and_a_small_matter_of_an_end_customer_is_small(learned: bool) -> None:
    own = replace(policy(), learned=learned)
    outage = "All 9 phones of our law office are dead since 8 and nobody can call. Our phone man does not answer."
    small = "The bell of my phone is too loud. Our phone man does not answer."

    assert triage(Report("", outage, None), own).tier is Tier.THREE
    assert triage(Report("", small, None), own).tier is Tier.ONE


# --- when a refusal is right ------------------------------------------------------------------------------------------


def sure(refusal: float) -> Learned:
    """Return a learned reader that places everything in Tier I and believes a refusal right to this degree."""
    against = round(1000 * math.log((1 - refusal) / refusal))
    one_kind = ("(columns)\thow-to 1 -", "(bias)\t0")
    return Learned.from_lines(one_kind, one_kind, (f"(bias)\t20000\t0\t0\t{against}",))


PLAIN = "How do I set up call forwarding for a user? All works."
OWN_MATTER = "The site lost power, our electrician is on his way. What should callers hear meanwhile?"
WEAK = "The display of a phone is wrong."
GROUP = "Please set up call forwarding. All 40 phones at the clinic are down."
UNSAID = "How do I set up call forwarding? All 40 phones at the clinic are down."


@pytest.mark.parametrize(
    ("text", "limit"),
    [(PLAIN, 0.5), (OWN_MATTER, 0.85), (WEAK, 0.9), (UNSAID, 0.9)],
    ids=["rules would refuse", "rules would let a person look", "rules say Tier II", "all dead beside a question"],
)
def test_the_less_the_rules_read_a_plain_request_the_surer_the_learned_reader_must_be(text: str, limit: float) -> None:
    report = Report("", text, "Acme")

    assert triage(report, policy(), sure(limit + 0.02)).action is Action.REFUSE
    assert triage(report, policy(), sure(limit - 0.02)).action is Action.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        GROUP,
        "How do I set up call forwarding for a user? This ticket was opened six hours ago.",
        "How do I set up call forwarding for a user? Still no answer.",
        "Please escalate. How do I set up call forwarding for a user?",
    ],
    ids=["an outage beside it", "an open case", "still no answer", "escalation"],
)
def test_nothing_is_refused_beside_an_outage_or_a_case_that_is_chased(text: str) -> None:
    assert triage(Report("", text, "Acme"), policy(), sure(0.999)).action is not Action.REFUSE


def test_a_form_that_speaks_of_an_impact_needs_a_surer_reader() -> None:
    report = Report("", PLAIN, "Acme", form=Form(service_affecting=True, workaround=False))

    assert triage(report, policy(), sure(0.92)).action is Action.REFUSE
    assert triage(report, policy(), sure(0.88)).action is Action.REVIEW
