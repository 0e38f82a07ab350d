"""Disagreement with a refusal."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.protest import is_no_protest
from tests.rules.comments.kit import answered, said

YES = (
    "We beg to differ.",
    "Sorry but no. This is your platform failing, not our config.",
    "That answer does not help us at all, please reopen the case.",
    "How is that Tier I?",
    "How can this be considered Tier 1?",
    "You can't be serious.",
    "I believe this was closed in error.",
    "This was closed prematurely.",
    "Reopen.",
    "pls reopen",
    "reopening, not fixed",
    "The issue isn't resolved, so why solved?",
    "Not resolved. Please do not close tickets without asking.",
    "We're not paying professional services for a bug of yours.",
    "We refuse the charge.",
    "That's not how we read the policy: this is clearly a Tier II.",
    "By your own policy this is Tier II.",
    "This belongs in Tier II.",
    "Respectfully, we think your classification is off.",
    "With respect, this isn't something a partner can fix.",
    "I must object to the classification.",
    "The classification as Tier I is wrong.",
    "Your robot closed my ticket without reading it.",
    "Did anybody even read this?",
    "We have nothing left to try.",
    "We've done all of that already.",
    "We already did everything on your list before opening the ticket.",
    "Please take another look.",
    "Kindly review your decision.",
    "Please reconsider.",
    "No estamos conformes con la resolución.",
    "No fue resuelto, favor de volver a abrir.",
    "Esto no es nivel I.",
    "Nous contestons cette décision.",
    "Ce n'est pas un problème de niveau 1.",
    "Le problème n'est pas résolu, merci de le rouvrir.",
    "It's a platform fault, and we expect you to treat it as one.",
    "I'm disappointed. That's not the support we pay for.",
    "Sent away again. Great service, really.",
    "Come on. You closed it after two minutes.",
    "This answer is useless.",
    "We're not satisfied with this answer.",
    "That's not the issue I reported.",
    "You answered a question I never asked.",
    "Please don't close tickets like that.",
    "It was marked solved but nothing changed.",
    "We still need you to fix this.",
    "Please put this back to open.",
    "Kindly set the ticket to open again.",
    "Open it again, please.",
    "Undo the closure please.",
    "This can't be on us.",
    "This is not on us.",
    "That's your job, not ours.",
    "We pay you for this.",
    "Why would we be charged for a defect?",
    "No way we pay for that.",
    "You must be kidding.",
    "Are you kidding?",
    "I strongly disagree.",
    "I don't think that's correct.",
    "That is incorrect.",
    "That's wrong, we did check the manual.",
    "I question this decision.",
    "Sorry, but this refusal is not justified.",
    "I don't accept the notice.",
    "Not Tier I by any reading.",
)
"""Each disagrees with the refusal."""
NO = (
    "Understood, thanks.",
    "How much is the fee?",
    "Please send us a quote.",
    "We'll do it ourselves.",
    "OK we will try the steps and come back if needed.",
    "Fine, close it.",
    "No problem, it was our router.",
    "Which KB article do you mean?",
    "We'll reopen if it comes back.",
    "Where do I find that menu?",
    "Thanks, the customer fixed it himself.",
    "We have scheduled a technician for Friday.",
    "No need to reopen.",
    "I agree, it's on us.",
    "Who can do this for us at your PS team, and when?",
    "Please add ext 230 to the note.",
    "Is there a way to do it in bulk?",
    "Gracias, lo haremos nosotros.",
    "Any update?",
    "ok",
    "Good to know, thanks.",
    "We'll try that.",
    "Let me check with the customer.",
    "What does it cost?",
    "Please quote.",
    "Approved, go ahead.",
    "PO attached.",
    "I'll be on site Tuesday.",
    "Is there a manual?",
    "Where do I set the colour?",
    "Thank you, closing on our side.",
    "Customer no longer needs it.",
    "Same here.",
    "Any news?",
    "Still red.",
    "It is the user Kim, ext 204.",
    "Thanks for the link, that's what I was missing.",
    "Please note the customer's new address.",
    "We changed our mind, leave it.",
    "This was wrong to close, I thought, but I see your point.",
    "I did ask you to reopen it. Having read the guide: consider it settled.",
    "The details your notice mentions, for the file: account 3306.",
    "Not going to fight over it. Disappointed, but close it.",
    "On second reading I get why this is ours.",
    "I was wrong to object; I withdraw my complaint of yesterday.",
    "Fine with the closure, though I would not have closed it.",
)
"""None does."""


@pytest.mark.parametrize("words", YES)
def test_disagreement_disputes_a_refusal(words: str) -> None:
    reading = answered(words)

    assert reading.dispute, reading.because


@pytest.mark.parametrize("words", NO)
def test_acceptance_plans_and_questions_dispute_nothing(words: str) -> None:
    reading = answered(words)

    assert not reading.dispute, reading.because


def test_who_accepts_first_and_objects_then_objects() -> None:
    assert answered("I see your point on the fee. The rest is simply wrong.").dispute
    assert answered("It was wrong to close it, and we're not fine with the closure.").dispute
    assert answered("Not our fault, not our tier, not paying.").dispute
    assert answered("We have done our homework, there is nothing left on our side.").dispute


@pytest.mark.parametrize(
    "words",
    [
        "What would you bill us for the change?",
        "C'est combien de l'heure ?",
        "How do we get such a case to tier II in the future?",
        "We got your notice and will decide by Friday.",
    ],
)
def test_a_question_on_the_price_and_a_mere_receipt_are_known_to_be_no_objection(words: str) -> None:
    """Whatever the learned reader makes of it: it asks the patterns first."""
    assert is_no_protest(sentences(words)[0])
    assert not is_no_protest(sentences("We got your notice and object to it.")[0])


def test_only_a_refusal_can_be_disputed() -> None:
    assert not said("We don't agree at all, this is wrong.").dispute


def test_greater_impact_steps_in_vain_and_a_higher_ear_dispute_a_refusal() -> None:
    assert answered("It is every phone: all 22 are dead since 8, nobody can call in or out.").dispute
    assert answered("We swapped the cable and reset the phone, no change.").dispute
    assert answered("Please get your supervisor to look at it.").dispute


def test_what_is_not_agreed_is_disputed_and_a_question_on_billing_is_not() -> None:
    assert answered("Not agreed. The empty list came with your release, so why would we pay?").dispute
    assert not answered("Agreed, it was ours.").dispute
    assert not answered("One question: do you bill by the quarter or for the whole hour?").dispute
