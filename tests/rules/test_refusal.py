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


@pytest.mark.parametrize(
    "chase",
    [
        "ESCALATION REQUEST",
        "I want to escalate this",
        "My case from Monday is unanswered",
        "The ticket has been ignored",
        "No reply yet",
        "No answers from you",
        "no response so far",
        "No updates since",
        "No word to our mail",
        "Nobody has replied",
        "No one called us back",
        "Still waiting on you",
        "Still no reply",
        "Nobody répondu; nobody answered us",
        "This is our third mail about it",
        "Fourth time we ask",
        "Es la tercera vez que escribimos",
        "Va el cuarto correo",
        "El caso de ayer quedó sin respuesta",
        "Nadie nos ha contestado",
        "Seguimos esperando",
        "Troisième relance",
        "Toujours pas de réponse",
        "Notre message est resté sans réponse",
        "Je relance",
        "Personne ne nous rappelle",
        "Va el segundo correo",
        "Segundo aviso",
        "Encore sans nouvelles",
        "I wrote on the 2nd, I wrote on the 9th",
        "Escribi el 4, escribi el 11",
        "J'ai ecrit le 4, j'ai ecrit le 11",
    ],
)
def test_every_way_to_chase_forbids_a_refusal(chase: str) -> None:
    """The words of a chase are looked for before its pattern is: one that is missed there is never found."""
    asked = "How do I set up call forwarding for a user?"

    assert triage(Report("", asked, "Acme"), policy(), sure(0.999)).action is Action.REFUSE
    assert triage(Report("", f"{asked} {chase}.", "Acme"), policy(), sure(0.999)).action is not Action.REFUSE
    assert triage(Report(chase, asked, "Acme"), policy(), sure(0.999)).action is not Action.REFUSE


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


@pytest.mark.parametrize(
    "wish", ["Please set up a second email address for a user.", "Active el desvío de llamadas sin respuesta al buzón."]
)
def test_a_wish_that_sounds_like_a_chase_is_a_wish(wish: str) -> None:
    assert triage(Report("", wish, "Acme"), policy(), sure(0.999)).action is Action.REFUSE


def test_a_question_that_may_be_for_the_providers_people_needs_the_surest_reader() -> None:
    report = Report("", "What do you charge for a toll-free number?", "Acme")
    assert triage(report, policy(), sure(0.9)).rule == "information"

    refused = triage(report, policy(), sure(0.98))

    assert (refused.action, refused.rule == "information") == (Action.REFUSE, False)
    assert triage(report, policy(), sure(0.97)).action is Action.REVIEW


def test_a_refusal_never_rests_on_there_being_nothing_to_answer() -> None:
    verdict = triage(Report("", THANKS, "Acme"), policy(), sure(0.95))

    assert verdict.action is Action.REFUSE
    assert verdict.rule not in ("no-case", "over")
    assert all(one.clause != "decision.no-case" for one in verdict.evidence)
