"""Triage by the policy: what a support lead would say of each, and never a careless refusal."""

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.learned import Learned
from app.rules.phrases import Phrase, PhraseBook
from app.rules.policy import Policy
from app.rules.ticket import Form, Report, Tier
from app.rules.triage import triage, triage_all
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
    ("absence-condition", "Out of office", "Back on Monday. If 911 calls fail, call our desk.", 1, Action.LEAVE),
    (
        "absence-french",
        "Réponse automatique",
        "Je suis absente jusqu'au 5. Si un client est en panne ou si le 911 ne fonctionne pas, appelez notre bureau.",
        1,
        Action.LEAVE,
    ),
    (
        "absence-spanish",
        "Ausencia",
        "Estoy de vacaciones hasta el lunes. Si el 911 no funciona, llame a nuestra guardia.",
        1,
        Action.LEAVE,
    ),
    ("911-passed", "911 tests", "We did the annual 911 tests. 9 of 9 buildings passed. No failures.", 1, None),
    ("911-but-one", "911 tests", "We did the annual 911 tests. All buildings passed except room 12.", 3, Action.ACCEPT),
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


ASKED = "1) Where do I change the name on extension 12? 2) Is there a phone app for Android?"
FAULT = (
    "One teller of 26 gets bounced to voicemail on the first ring when it's an outside call. Inside calls ring. Our"
    " technician checked forwarding, do not disturb, the schedules, gave her a fresh user and phone, and it goes on."
)


def test_a_fault_among_questions_gives_its_tier_and_its_words() -> None:
    """Two questions outweigh the fault where all is read at once; each item is read by itself before a refusal."""
    text = f"Hi! {ASKED} 3) {FAULT} Best, Opal"

    verdict = judge("couple of questions and one problem", text)

    assert (verdict.tier, verdict.action) == (Tier.TWO, Action.ACCEPT)
    assert verdict.evidence
    assert all(text[one.start : one.end] == one.words and one.words in FAULT for one in verdict.evidence)


def test_a_list_of_plain_questions_is_refused() -> None:
    assert judge("two questions", ASKED).action is Action.REFUSE


@pytest.mark.parametrize(
    "item",
    ["The lobby handset stays mute.", "La extensión de la bodega quedó muda.", "Le poste de l'entrepôt reste muet."],
    ids=["English", "Spanish", "French"],
)
def test_an_item_that_could_not_be_refused_alone_keeps_a_list_from_being_refused(item: str) -> None:
    assert judge("questions", f"{ASKED} 3) {item}").action is not Action.REFUSE


def test_an_item_that_says_thanks_leaves_a_list_refusable() -> None:
    text = "a) the port of 614-555-0150 finished, thanks\nb) where is the dark theme in the portal"

    assert judge("Port + portal", text).action is Action.REFUSE


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


LISTED = (
    "Hi team, three things today:\n1. How do I rename a hunt group?\n2. Please add a user to the portal.\n"
    "3. All 40 phones at the clinic are down, nobody can call.\n"
)


@pytest.mark.parametrize("learned", [True, False], ids=["with-the-learned-reader", "rules-alone"])
def test_reports_judged_together_get_the_verdicts_they_get_alone(*, learned: bool) -> None:
    """Whatever stands beside them: another language, no words at all, a list of items, a phrase of an admin's."""
    tuned = policy().tuned(learned=learned, phrases=PhraseBook([Phrase("holiday schedule", Tier.TWO)]))
    reports = [Report(case[1], case[2], "Acme") for case in CASES]
    reports += [Report("Several", LISTED, "Acme"), Report("", "", None), Report("Several", LISTED, None)]

    together = triage_all(reports, tuned)

    alone = [triage(report, tuned) for report in reports]
    assert together == alone
    assert triage_all(reports[::-1], tuned) == alone[::-1]


def test_long_reports_are_judged_together_as_they_are_alone() -> None:
    """They are read a few at a time, or they would fill the memory."""
    noise = "The line is fine. " * 25_000
    reports = [Report(case[1], f"{case[2]}\n{noise}", "Acme") for case in CASES[:3]]
    reports[1:1] = [Report(case[1], case[2], "Acme") for case in CASES[:2]]

    assert triage_all(reports, policy()) == [triage(report, policy()) for report in reports]


def test_no_reports_get_no_verdicts() -> None:
    assert triage_all([], policy()) == []


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
    assert {one.words for one in verdict.evidence} - {"all"}


@pytest.mark.parametrize("learned", [True, False], ids=["with the learned reader", "rules alone"])
def test_an_outage_is_one_whoever_tells_it_and_a_small_matter_of_an_end_customer_is_small(learned: bool) -> None:
    own = replace(policy(), learned=learned)
    outage = "All 9 phones of our law office are dead since 8 and nobody can call. Our phone man does not answer."
    small = "The bell of my phone is too loud. Our phone man does not answer."

    assert triage(Report("", outage, None), own).tier is Tier.THREE
    assert triage(Report("", small, None), own).tier is Tier.ONE


def believing(three: float) -> Learned:
    """Return a learned reader that gives Tier III this probability, Tier I the rest, and would refuse anything."""
    against = round(1000 * math.log((1 - three) / three))
    one_kind = ("(columns)\thow-to 1 -", "(bias)\t0")
    return Learned.from_lines(one_kind, one_kind, (f"(bias)\t{against}\t-20000\t0\t-5000",))


def test_emergency_calls_that_passed_or_are_only_spoken_of_stand_against_the_learned_reader_and_a_person_looks() -> (
    None
):
    passed = Report("", "All test calls to 112 have passed, the location was displayed correctly.", "Acme")
    away = Report("", "Je suis en vacances. Si le 911 ne fonctionne pas, appelez notre garde.", "Acme")
    half = Report("", "All test calls to 112 have passed, room 12 was skipped. The lobby is mute.", "Acme")

    verdict = triage(passed, policy(), believing(0.62))

    assert (verdict.tier, verdict.action) == (Tier.ONE, Action.REVIEW)
    assert triage(away, policy(), believing(0.62)).tier is Tier.ONE
    assert triage(passed, policy(), believing(0.95)).tier is Tier.THREE
    assert triage(half, policy(), believing(0.62)).tier is Tier.THREE


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("I hear nobody on phone number 3, the other 14 phones are ok.", Tier.TWO),
        ("I hear nobody on phone number 3, the other 4 phones are ok.", Tier.THREE),
        ("I hear nobody on phone number 3, the other 14 phones too.", Tier.THREE),
    ],
    ids=["one of fifteen", "one of five", "the others are not well"],
)
def test_one_phone_beside_many_that_are_well_stands_against_the_learned_reader(text: str, tier: Tier) -> None:
    assert triage(Report("", text, "Acme"), policy(), believing(0.85)).tier is tier


ON_BACKUP = "The primary flaps, the back-up took over, our 110 phones go on."


@pytest.mark.parametrize(
    ("text", "affected", "tier"),
    [
        ("Cells show Potential Fraud on calls from the care home.", None, Tier.TWO),
        (ON_BACKUP, 0, Tier.TWO),
        (ON_BACKUP, 110, Tier.THREE),
        ("The primary flaps, our 110 phones go on.", 0, Tier.THREE),
    ],
    ids=["a label on somebody's cell", "a back-up, and nobody affected", "a back-up, and all affected", "no back-up"],
)
def test_what_leaves_calls_working_stands_against_the_learned_reader(
    text: str, affected: int | None, tier: Tier
) -> None:
    report = Report("", text, "Acme", form=Form(affected_users=affected, total_users=110))

    assert triage(report, policy(), believing(0.6)).tier is tier
    assert triage(report, policy(), believing(0.75)).tier is Tier.THREE


def test_a_stranger_who_advertises_is_no_outage_whatever_the_words() -> None:
    text = "Six of our customers in different towns had carriers down: we saw it before they did. Book a demo."
    stranger, partner = (Report("Is your next outage here?", text, who) for who in (None, "Acme"))

    assert triage(stranger, policy(), believing(0.6)).tier is Tier.ONE
    assert triage(stranger, policy(), believing(0.95)).tier is Tier.THREE
    assert triage(partner, policy(), believing(0.6)).tier is Tier.THREE


def test_caution_ends_where_the_first_rule_says_that_it_is_over_and_none_speaks_of_tier_iii() -> None:
    over = Report("Re: hotel dead", "False alarm, he had dialled 91 and waited. Sorry for the noise.", "Acme")
    told = Report("Hotel", "He had dialled 91 and waited at the desk.", "Acme")

    assert triage(over, policy(), believing(0.45)).tier is Tier.ONE
    assert triage(over, policy(), believing(0.55)).tier is Tier.THREE
    assert triage(told, policy(), believing(0.45)).tier is Tier.THREE


def test_a_rule_that_is_right_half_of_the_time_lifts_only_what_is_likely_enough() -> None:
    weak = Report("", "Every colleague in the bakery asks for the new ringtone, 12 of them.", "Acme")
    trusted = Report("", "40 of 400 phones are dead.", "Acme")
    assert any(one.startswith("all-since (Tier III)") for one in triage(weak, policy(), believing(0.01)).near_misses)

    assert triage(weak, policy(), believing(0.2)).tier is Tier.ONE
    assert triage(weak, policy(), believing(0.3)).tier is Tier.THREE
    assert triage(trusted, policy(), believing(0.2)).tier is Tier.THREE


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("All is well again, restored at ten.", "over"),
        ("The site has lost power, their electrician is coming.", "own-cause"),
        ("Please send the reason for outage for last Tuesday, all stable since.", "past-outage"),
    ],
)
def test_what_is_settled_needs_more_than_caution_to_be_tier_iii(text: str, rule: str) -> None:
    judged = triage(Report("", text, "Acme"), policy().tuned(learned=False))
    assert judged.rule == rule

    assert triage(Report("", text, "Acme"), policy(), believing(0.45)).tier is not Tier.THREE
    assert triage(Report("", f"{text} The elevator phone, too.", "Acme"), policy(), believing(0.45)).tier is Tier.THREE


def test_a_weak_rule_lifts_beside_a_line_on_which_lives_depend() -> None:
    report = Report(
        "", "The electrician fixed the breaker. The alarm dialler in the bank still reports no line.", "Acme"
    )

    assert triage(report, policy(), believing(0.17)).tier is Tier.THREE


def test_a_thanks_does_not_leave_alone_what_caution_would_call_tier_iii() -> None:
    report = Report("", "Service restored for the office, thanks. Legends, all of you.", "Acme")

    assert triage(report, policy(), believing(0.45)).action is not Action.LEAVE


def test_what_came_and_went_is_tier_2_unless_the_learned_reader_is_sure_of_something_else() -> None:
    told = Report("", "Forty seats dead 11:31 to 11:37, then fine. Logs please.", "Acme")

    assert triage(told, policy(), believing(0.05)).tier is Tier.ONE
    assert triage(told, policy(), believing(0.35)).tier is Tier.TWO
    assert triage(told, policy(), believing(0.65)).tier is Tier.TWO
    assert triage(told, policy(), believing(0.75)).tier is Tier.THREE


def test_the_answer_of_a_mail_program_is_left_alone_whatever_it_answers() -> None:
    answer = judge("Automatic reply: 911 calls failing at Burnet", "The office is closed. We reopen on Monday.")

    assert (answer.tier, answer.action) == (Tier.ONE, Action.LEAVE)
