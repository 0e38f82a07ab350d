"""Mere thanks, acceptance and closing."""

import pytest

from tests.rules.comments.kit import said

YES = (
    "Thank you!",
    "Many thanks for your help.",
    "Ok.",
    "Okay, thanks for letting us know.",
    "Noted with thanks.",
    "Thanks for the explanation, makes sense.",
    "Great, thank you Sam.",
    "Cheers mate",
    "Ticket can be closed.",
    "You can go ahead and close this one.",
    "Please close the ticket.",
    "No further action needed.",
    "All right, we'll take it from here.",
    "We'll sort it out internally.",
    "I'll pass that on to the customer.",
    "Thanks, I will update the customer accordingly.",
    "Sounds good.",
    "Perfect, thanks!",
    "Thanks again and have a nice weekend!",
    "Fair point.",
    "OK, we accept.",
    "Accepted.",
    "We understand and accept the decision.",
    "Withdrawn.",
    "Please disregard this ticket.",
    "No longer needed, thanks.",
    "We found another way, please cancel.",
    "Duplicate, please close.",
    "Muchas gracias, saludos.",
    "Enterado.",
    "Merci beaucoup.",
    "Merci pour votre retour, bonne journée.",
    "C'est noté.",
    "👍",
    "🙏 thanks",
    "Thx for the quick turnaround!",
    "Will do.",
    "Understood. We will open it internally.",
    "Alright",
    "much appreciated",
    "That answers my question, thank you.",
    "I appreciate your patience with us. Thanks a lot.",
    "We are fine with closing this.",
    "Nothing else from our side.",
    "You're the best!",
    "Roger that.",
    "Got it, thanks for clarifying.",
)
"""Nothing but thanks, acceptance or closing."""
NO = (
    "Thanks, but it's still broken.",
    "Thanks. When will it be done?",
    "Thank you, please also check ext 12.",
    "Ok, then send a quote please.",
    "Thanks, it works now.",
    "Great. And who pays for that?",
    "Thanks in advance for a quick fix.",
    "Ok, trying that tomorrow.",
    "Thank you for the update. Customer is waiting though.",
    "OK - the account is 1234-77.",
    "Thanks for nothing.",
    "Please proceed with the change.",
    "No.",
    "Hello?",
    "We'll wait one more hour, then I want news.",
    "Thanks, 12 more users are affected.",
    "I've attached the pcap.",
    "Great, another day without phones.",
)
"""Each says more."""


@pytest.mark.parametrize("words", YES)
def test_thanks_acceptance_and_closing_are_mere_thanks(words: str) -> None:
    reading = said(words)

    assert reading.thanks_only, reading.because


@pytest.mark.parametrize("words", NO)
def test_whatever_says_more_is_not_mere_thanks(words: str) -> None:
    reading = said(words)

    assert not reading.thanks_only, reading.because
