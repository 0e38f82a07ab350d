"""What of a comment triage is shown, alone and beside its ticket."""

import pytest

from app.rules.comments.fresh import sentences
from app.rules.comments.matter import Matter, News
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from tests.rules.kit import policy


def matter(words: str, description: str = "Calls fail for 6 of 80 users.") -> Matter:
    remark = Remark(words, Author.PARTNER, "Phones", description, Tier.TWO)
    return Matter(remark, words, sentences(words), policy(), News())


@pytest.mark.parametrize(
    "words",
    ["No progress, no call back, no nothing.", "Test calls at 9:31, 9:44 and 10:02 this morning, all three failed."],
)
def test_a_call_back_that_never_came_and_examples_by_their_times_are_no_outage_to_triage(words: str) -> None:
    assert matter(words).alone.tier is not Tier.THREE


def test_a_cry_for_help_and_a_base_in_the_ticket_are_shown_to_triage() -> None:
    assert matter("All of our phones are dead.").alone.tier is Tier.THREE
    assert "6 of 80" in matter("Forty now.").together.because or matter("Forty now.").together.tier >= Tier.TWO


def test_nothing_rises_from_tier_iii_or_where_no_sentence_bears_on_the_tier() -> None:
    assert matter("All of our phones are dead.").can_rise
    stands = Remark("All dead.", Author.PARTNER, tier=Tier.THREE)
    assert not Matter(stands, "All dead.", sentences("All dead."), policy(), News()).can_rise
    assert not matter("The 12 dark shops are another reseller's mess.").can_rise
