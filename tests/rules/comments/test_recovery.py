"""Whether the trouble is gone."""

import pytest

from tests.rules.comments.kit import said

YES = (
    "All good on our end now.",
    "Fixed, thanks.",
    "Service restored at 10:40.",
    "We're back.",
    "They're back in business.",
    "Phones are ringing again.",
    "Customer confirms that calls work.",
    "Confirmed working by the customer.",
    "It works!",
    "works now, ty",
    "Works like a charm now.",
    "Issue resolved on its own.",
    "The trunk came up at 9:12 and has stayed up.",
    "No drops since your change.",
    "Haven't had a single drop since noon, so I'd call it fixed.",
    "Problem solved, it was our firewall.",
    "Turned out the cleaner had pulled the plug. Everything is up.",
    "False alarm, the phones work.",
    "Audio is clear on all calls now.",
    "User can log in now.",
    "She can hear callers again.",
    "Dial tone is back on every phone.",
    "Tested 20 calls, all connected.",
    "We can receive calls again.",
    "All 30 phones registered again.",
    "The echo is gone.",
    "No longer happening.",
    "Not happening any more since the reboot.",
    "The problem has disappeared.",
    "Yes, that did it.",
    "That took care of it.",
    "Your fix worked.",
    "Up and running.",
    "Everything's fine again over here.",
    "Calls are completing normally.",
    "Back to normal as of 3 pm.",
    "Registration has recovered.",
    "we are up",
    "Ya funciona.",
    "Ya quedó, gracias.",
    "Todo en orden, pueden cerrar.",
    "El servicio se restableció a las 10.",
    "Les appels passent de nouveau.",
    "Tout est rentré dans l'ordre.",
    "Le problème est réglé.",
    "Ça marche maintenant.",
    "Port completed, numbers ring in at the customer.",
    "The change is live and confirmed.",
    "Replaced the PoE injector and the phone is alive.",
    "It has been stable for two hours.",
    "You can close it, the numbers work.",
    "We no longer see the error.",
)
"""In each the trouble is gone now."""
NO = (
    "Is it back?",
    "Has it been fixed?",
    "Please confirm when it's fixed.",
    "It worked for an hour and died again.",
    "Half of the phones are back.",
    "Better, but not gone.",
    "Still down.",
    "Some calls work now, others don't.",
    "Site A is up, site B is not.",
    "It came back.",
    "The problem is back.",
    "We need it fixed by noon.",
    "Let us know once it's restored.",
    "Will it be resolved today?",
    "It's not working again.",
    "Hopefully it's fixed now.",
    "Your status page says resolved, but we have no dial tone.",
    "Inbound is back, outbound is still dead.",
    "It should be working now?",
    "Not fixed.",
    "I'll get back to you.",
    "We'll be back online in an hour or so.",
    "Calls come back to us with a busy signal.",
    "The user is back from vacation on Monday.",
    "When the phones were up yesterday we saw the same.",
    "Internal calls work fine, external calls don't.",
    "Works only on wifi.",
    "Two of the five are working.",
    "Everything worked before your upgrade.",
    "Rebooting works for ten minutes.",
    "Todavía no funciona.",
    "¿Ya está resuelto?",
    "Ça ne marche toujours pas.",
    "He can use his mobile, so he's fine for now.",
    "Mobile app works fine, desk phone doesn't.",
    "It's fixed for the front desk but the kitchen still hears nothing.",
    "Other users of the group are OK.",
)
"""In none."""


@pytest.mark.parametrize("words", YES)
def test_words_that_say_it_is_gone_are_understood(words: str) -> None:
    reading = said(words)

    assert reading.restored, reading.because


@pytest.mark.parametrize("words", NO)
def test_what_is_partial_asked_hoped_for_or_back_again_is_not_gone(words: str) -> None:
    reading = said(words)

    assert not reading.restored, reading.because
