"""What sounds like a request for an escalation, and is taken back, declined, of others, or for something else."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.request.unmeant import is_no_request, is_taken_back


@pytest.mark.parametrize(
    "words",
    [
        "Now nine of them. Escalate to your manager? Not yet, you have until the evening.",
        "If somebody feels like escalating it, please don't.",
        "The other seventy are fine, so don't blow it up to a tier III.",
        "Necesito a su supervisor, es nada más para avisarle a mi jefe.",
        "Who comes after the 1st level? Asking so I have it on a sticky note.",
        "What is the phone of a second level escalation if we'd ever want it?",
    ],
)
def test_a_wish_that_its_author_answers_with_no_is_taken_back(words: str) -> None:
    assert is_taken_back(sentences(words))
    assert not is_taken_back(sentences("Escalate to your manager? Yes, and now."))


@pytest.mark.parametrize(
    "words",
    [
        "Please reopen this one.",
        "We'd rather wait than push it to your manager.",
        "The manager of the lodge is here and asks for an ETA.",
        "Could you bump it to urgent?",
        "Please have someone call me.",
        "If it is not back by five, we will want your second level.",
        "The customer wants me to escalate it, I told him that you are on it.",
        "The principal says 'get me somebody higher up at once'.",
        "On what level does it stand now?",
        "Who is the third level these days?",
        "We'd escalate if it were the whole chain, but four people?",
        "It would be ridiculous to call the first and second level over a hum.",
        "Another partner of yours had its ticket escalated to the third level.",
        "Were he the one with distress calls I'd be asking for your boss.",
        "A line by three would do, else I might start climbing your ladder.",
        "Could you mail me the current sheet of your 1st to 4th level?",
        "My boss asks what comes after the second level.",
        "Could someone tell me whether a first level escalation was opened?",
        "¿A partir de qué hora se puede escalar y a quién le toca?",
        "At ten hours, does 3rd level begin without us?",
        "We are not looking for your manager, only for a second try.",
        "I'd sooner keep it with you than hand it to level two.",
        "Let your duty manager sleep.",
        "Third level has had it since lunch and Ines from there rings us at four.",
        "Your supervisor is handling it, nothing to do for you.",
        "Level3 confirms a cut near Tulsa.",
        "Ines got through to your 1st level at half past nine.",
        "Rose from your NOC escalated this to 2nd level at noon, as agreed.",
        "My own director has escalated this to your account manager.",
        "Head of Escalations & Major Incidents",
        '"Escalate kindly, laugh often"',
        "Si c'est pareil lundi, je demanderai votre superviseur.",
        "Si sigue igual el lunes, pediremos el segundo nivel.",
    ],
)
def test_what_only_sounds_like_a_wish_is_known_to_be_none(words: str) -> None:
    """Whatever the learned reader makes of it: it asks the patterns first."""
    assert is_no_request(sentences(words)[0])


@pytest.mark.parametrize(
    "words",
    [
        "Please reopen this and give it to your manager.",
        "If possible, let your second level see it.",
        "Please raise it to your manager, it is urgent.",
        "The principal says 'enough', so please escalate it.",
        "Could you have your supervisor call me?",
        "Second level has had it for three hours, so please give it to the third.",
        "Level 3 please, as your path says.",
        "Head of support please, today.",
        "I want it escalated to your second level.",
        "I'm not looking at the clock any more: I want your manager.",
    ],
)
def test_a_wish_with_such_words_beside_it_stays_one(words: str) -> None:
    assert not is_no_request(sentences(words)[0])
