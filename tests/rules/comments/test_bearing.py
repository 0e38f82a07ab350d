"""Which sentences of a comment bear on the tier: those that tell what is so now, here, and not yet known."""

import pytest

from app.rules.ticket import Tier
from tests.rules.comments.kit import said

SCHOOL = "Outbound calls fail for 3 of 54 phones."
SHOP = "Two users at a shop can't dial out. They borrow phones. 22 phones in all."


@pytest.mark.parametrize(
    "words",
    [
        "Between 14:10 and 14:30 nobody at the site could call. That is over. Three phones still fail outbound.",
        (
            "FYI all 54 phones were dead overnight while the power company worked. They are all back since 5:40. "
            "The original fault remains on three."
        ),
        "Customer reports that last evening all 54 sets went silent from 18:00 until 18:40, then everything returned.",
        (
            "This morning between 8:10 and 8:40 it was all 54, no calls at all, but that came right by itself. "
            "We are back to the three."
        ),
        "At 11:30 the whole school lost phones for six minutes, a breaker, all back by 11:36. The three go on.",
        "Esta mañana de 8:00 a 8:20 se cayeron los 54 teléfonos, ya volvieron todos. Siguen los tres.",
        "Ce matin les 54 postes étaient morts de 8h à 8h20, tout est revenu. Restent les trois.",
    ],
)
def test_an_outage_that_is_over_within_the_comment_lifts_nothing(words: str) -> None:
    reading = said(words, description=SCHOOL)

    assert reading.raises_to is None, reading.because


@pytest.mark.parametrize(
    "words",
    [
        "At 8 all 54 went down. 20 are back since 8:30, the other 34 are still dead.",
        "From 8 to 8:20 all 54 phones were dead. They came back. Now at 10 all 54 are dead again.",
        "All 54 phones went down at 9:00 and nobody can call in or out. Power is back since 9:20.",
        "The power was out from 6 to 7 and came back, but all 54 phones are dead since then.",
        "The whole site was down from 8 to 8:30. First floor came back, second floor with 25 phones is still dead.",
        "All 54 phones went down at 10:10. Please get back to me by 10:30.",
        "All 54 phones were dead when they came back from holidays on Monday.",
        "All 54 phones went dead at 8. Would love a call back.",
        "All 54 phones went dead at 8. I hope they are back by noon.",
        "At 7 all 54 phones lost dial tone. The modem came back by itself but no phone did.",
    ],
)
def test_what_goes_on_for_many_after_some_came_back_still_lifts(words: str) -> None:
    reading = said(words, description=SCHOOL)

    assert reading.raises_to == 3, reading.because


@pytest.mark.parametrize(
    "words",
    [
        "Should it spread to the front office, nobody could call 911 any more. So far it hasn't.",
        "A whole office down would be another matter, it is just these three phones.",
        "Et si toute l'école tombait? Ce serait une panne totale pour les 54 postes.",
        "Si se cae el otro enlace, los 54 teléfonos estarían sin servicio; sería grave.",
        "A 911 call that didn't go through would be a different animal, but nothing like that happened here.",
    ],
)
def test_what_might_come_lifts_nothing(words: str) -> None:
    reading = said(words, description=SCHOOL)

    assert reading.raises_to is None, reading.because


@pytest.mark.parametrize(
    "words",
    [
        "What if someone needs an ambulance? All 54 phones are dead now.",
        "I would say all 54 phones are down now.",
        "It would be great if somebody looked at it, all 54 phones are dead.",
        "That would be all 54 phones, dead since nine.",
        "Zero would be closer, because nobody can call and all 54 phones lost their dial tone.",
        "911 calls from the three phones would not go through when we tried.",
    ],
)
def test_a_polite_or_careful_word_makes_no_supposition_of_an_outage(words: str) -> None:
    reading = said(words, description=SCHOOL)

    assert reading.raises_to == 3, reading.because


def test_what_was_written_into_the_wrong_ticket_lifts_nothing() -> None:
    wrong = "Sorry, wrong tab! The mail about 'everything down, 90 phones' belongs to my ticket for the bank."

    assert said(wrong, description=SCHOOL).raises_to is None
    assert said("Wrong number in my mail: it is all 54 phones that are dead.", description=SCHOOL).raises_to == 3


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("Verified by 933 from both: new address read back, clear as a bell. So no emergency problem.", None),
        ("No 911 problem by the way, only normal outbound calls.", None),
        ("We tested 911 and got a recording that the call cannot be completed.", 3),
        ("933 works from the front desk but 911 from the annex fails with fast busy.", 3),
        ("From the panic phone 112 comes back with 404 while 911 is okay.", 3),
        ("Her daughter rang 911, the operator had no address at all. All ended well.", 3),
        ("Whoever dials 911 from there would be lost, it rings out.", 3),
        ("The director did a 933 test and it read back the address of their old building across town.", 3),
        ("Nobody there can dial out, not even when the nurse tried 911 (she used her cell, he's fine).", 3),
        ("911 from the plating works is stripped to 11 and gets 'invalid'.", 3),
        ("We dialed 933 and the county OK'd a live 911 test, and that died too.", 3),
    ],
)
def test_emergency_calls_that_were_verified_are_no_emergency(words: str, reached: int | None) -> None:
    reading = said(words, description=SCHOOL)

    assert reading.raises_to == reached, reading.because


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("As I wrote, two users can't dial out and borrow phones.", None),
        ("We already told you that two users can't dial out and have to borrow phones.", None),
        ("Again: two users, can't dial out, borrow phones. Is anybody reading this?", None),
        ("As I said on the phone, all 22 users can't dial out now.", 3),
        ("Like I said, nobody can dial out.", 3),
        ("Like I said yesterday, 911 calls fail from both phones.", 3),
    ],
)
def test_what_the_ticket_tells_already_lifts_nothing_when_it_is_said_again(words: str, reached: int | None) -> None:
    reading = said(words, description=SHOP, tier=Tier.ONE)

    assert reading.raises_to == reached, reading.because
