"""When a refusal unseen is right: how sure the learned reader must be of it, and what forbids one."""

import math

import pytest

from app.rules.learned import Learned
from app.rules.ticket import Form, Report
from app.rules.triage import triage
from app.rules.verdict import Action
from tests.rules.kit import policy


def sure(refusal: float) -> Learned:
    """Return a learned reader that places everything in Tier I and believes a refusal right to this degree."""
    against = round(1000 * math.log((1 - refusal) / refusal))
    one_kind = ("(columns)\thow-to 1 -", "(bias)\t0")
    return Learned.from_lines(one_kind, one_kind, (f"(bias)\t20000\t0\t0\t{against}",))


PLAIN = "How do I set up call forwarding for a user? All works."
OWN_MATTER = "The site lost power, our electrician is on his way. What should callers hear meanwhile?"
WEAK = "The display of a phone is wrong."
GROUP = "Please set up call forwarding. All 40 phones at the clinic are down."
THANKS = "New paralegal at ext 118. Cheers"
UNSAID = "How do I set up call forwarding? All 40 phones at the clinic are down."


@pytest.mark.parametrize(
    ("text", "limit"),
    [(PLAIN, 0.72), (OWN_MATTER, 0.72), (WEAK, 0.72), (UNSAID, 0.9), (THANKS, 0.9)],
    ids=[
        "rules would refuse",
        "rules would let a person look",
        "rules say Tier II",
        "all dead beside a question",
        "nothing to answer",
    ],
)
def test_the_learned_reader_must_be_sure_of_a_refusal_and_surer_beside_an_impact(text: str, limit: float) -> None:
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


def test_a_rule_that_is_seldom_right_forbids_no_refusal_that_the_reader_is_surer_of() -> None:
    counts = Form(affected_users=40, total_users=40)
    report = Report("", "The phones show an error in the old site label. Please rename it.", "Acme", form=counts)

    assert triage(report, policy(), sure(0.92)).action is Action.REFUSE
    assert triage(report, policy(), sure(0.88)).action is not Action.REFUSE


FORM = "Site: Acme Bakery\nImpact: CUSTOMER DOWN\nWish: swap options 2 and 3 of the menu"
SAID = "Site: Acme Bakery\nThe customer is down.\nWish: swap options 2 and 3 of the menu"


def test_a_rule_that_rests_on_a_heading_or_on_a_line_of_a_form_forbids_no_refusal_that_the_reader_is_surer_of() -> None:
    form, said = Report("P1", FORM, "Acme"), Report("P1", SAID, "Acme")
    assert any(one.startswith("customer-down (Tier III)") for one in triage(form, policy(), sure(0.92)).near_misses)

    assert triage(form, policy(), sure(0.92)).action is Action.REFUSE
    assert triage(form, policy(), sure(0.88)).action is Action.REVIEW
    assert triage(said, policy(), sure(0.999)).action is Action.REVIEW


@pytest.mark.parametrize(
    "line",
    ["911: calls fail", "Elevator phone: dead", "Since 9:15 the elevator phone is dead."],
    ids=["911", "lift", "time"],
)
def test_what_lives_depend_on_forbids_a_refusal_wherever_it_stands(line: str) -> None:
    report = Report("", f"Swap options 2 and 3 of the menu please.\n{line}", "Acme")

    assert triage(report, policy(), sure(0.999)).action is not Action.REFUSE


@pytest.mark.parametrize(
    "said",
    [
        "The button says: ask your supplier",
        "The limit is set by the provider",
        "The field is locked for us",
        "Only you can lift it",
        "That is beyond our access",
        "Our role has no button for it",
        "El tope es un campo bloqueado para nosotros",
        "No tenemos el permiso",
        "Eso no nos deja",
        "Sólo ustedes pueden",
        "Le bouton dit : demander au fournisseur",
        "Nous n'avons pas la main",
        "C'est réservé au grossiste",
        "We need that in writing",
        "Por escrito, por favor",
        "Merci de répondre par écrit",
    ],
)
def test_what_the_portal_leaves_to_the_provider_is_not_refused(said: str) -> None:
    asked = "How do I set up call forwarding for a user?"

    assert triage(Report("", f"{asked} {said}.", "Acme"), policy(), sure(0.999)).action is not Action.REFUSE


def test_a_question_that_may_be_for_the_providers_people_needs_the_surest_reader() -> None:
    report = Report("", "What do you charge for a toll-free number?", "Acme")
    assert triage(report, policy(), sure(0.9)).rule == "information"

    refused = triage(report, policy(), sure(0.98))

    assert (refused.action, refused.rule == "information") == (Action.REFUSE, False)
    assert triage(report, policy(), sure(0.97)).action is Action.REVIEW


def test_a_question_of_emergency_addresses_needs_a_reader_nearly_as_sure() -> None:
    report = Report(
        "Suite moved", "Please tell us where to update the 911 address. 911 works, tested this week.", "Acme"
    )
    assert triage(report, policy().tuned(learned=False)).rule == "information"

    assert triage(report, policy(), sure(0.96)).action is Action.REFUSE
    assert triage(report, policy(), sure(0.9)).action is Action.REVIEW


def test_a_refusal_never_rests_on_there_being_nothing_to_answer() -> None:
    verdict = triage(Report("", THANKS, "Acme"), policy(), sure(0.95))

    assert verdict.action is Action.REFUSE
    assert verdict.rule not in ("no-case", "over")
    assert all(one.clause != "decision.no-case" for one in verdict.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "Bitte setzen Sie das Passwort für einen Benutzer zurück, wir haben es nicht mehr.",
        "Kun je voor ons het wachtwoord van een gebruiker resetten?",
        "Potete reimpostare la password per il nostro utente? Non sono riuscito, grazie.",
        "Podem redefinir a senha do nosso usuário? Não temos mais, obrigado.",
    ],
    ids=["German", "Dutch", "Italian", "Portuguese"],
)
def test_what_is_written_in_a_language_that_is_not_read_is_for_people(text: str) -> None:
    assert triage(Report("Password reset", text, "Acme"), policy(), sure(0.999)).action is not Action.REFUSE


@pytest.mark.parametrize(
    ("text", "refusal", "told"),
    [
        (f"{PLAIN} Still no answer.", 0.999, "it chases a case that is open already: 'Still no answer'"),
        (f"{PLAIN} Only you can do it.", 0.999, "it is left to the provider: 'Only you can'"),
        (f"{PLAIN} Por escrito.", 0.999, "the provider's word is wanted in writing: 'Por escrito'"),
        ("Wie richten wir das ein? Es ist nicht dringend.", 0.999, "it is written in German, which is not read"),
        (SAID, 0.999, "the rule customer-down speaks of Tier III: "),
        (PLAIN, 0.7199, "a refusal is 71.9% likely to be right, and must be at least 72%"),
        (
            UNSAID,
            0.8001,
            "80% likely to be right, and must be at least 90% where the form or the text speaks of an impact",
        ),
        (THANKS, 0.8001, "80% likely to be right, and must be at least 90% where the rules find nothing to answer"),
    ],
    ids=["chase", "provider", "paper", "language", "rule", "unsure", "impact", "nothing to answer"],
)
def test_what_stands_against_a_refusal_is_told_to_who_looks(text: str, refusal: float, told: str) -> None:
    verdict = triage(Report("", text, "Acme"), policy(), sure(refusal))

    assert verdict.action is Action.REVIEW
    assert "; a person should look first: " in verdict.because
    assert told in verdict.because
