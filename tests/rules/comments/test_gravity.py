"""The last look at whether a comment lifts to Tier III, told by weights made by hand."""

from dataclasses import replace

import pytest

from app.rules.comments.gravity import BIAS, ENOUGH, Gravity
from app.rules.comments.learned import Listener
from app.rules.comments.reading import read, weighed
from app.rules.comments.remark import Author, Remark
from app.rules.ticket import Tier
from tests.rules.comments.test_learned import a_bias, a_model, a_remark
from tests.rules.kit import policy

GRIM = "The zorro has come over the whole shop, poor people."
HEARS = a_model("zorro", "severe")
LIFTS = Gravity({BIAS: -1.0, "severe": 1.0})
NEVER = Gravity({BIAS: -9.0})


def lifted(words: str, gravity: Gravity, listener: Listener = HEARS, **more: object) -> Tier | None:
    return read(a_remark(words, **more), policy(), listener, gravity).raises_to


def test_what_no_pattern_knows_lifts_where_all_that_is_known_together_speaks_for_it() -> None:
    assert lifted(GRIM, LIFTS) is Tier.THREE
    assert lifted(GRIM, NEVER) is None


def test_the_reason_quotes_the_sentence_that_tells_it_most() -> None:
    reading = read(a_remark(f"Good morning. {GRIM} Greetings."), policy(), HEARS, LIFTS)
    assert "reads like the comments that tell of an outage: 'The zorro has come" in reading.because


def test_nothing_is_weighed_where_the_learned_reader_hears_nothing_or_is_switched_off() -> None:
    always = Gravity({BIAS: 9.0})
    assert lifted("Good morning.", always, a_model("zorro", "severe", a_bias(-900))) is None
    unheard = read(a_remark(GRIM), replace(policy(), learned=False), None, always)
    assert unheard.raises_to is None


def test_a_ticket_of_tier_iii_and_a_comment_that_bears_on_nothing_are_not_weighed() -> None:
    assert weighed(a_remark(GRIM, tier=Tier.THREE), policy(), HEARS) is None
    assert weighed(Remark("> quoted", Author.PARTNER), policy(), HEARS) is None
    assert weighed(a_remark(GRIM, author=Author.SYSTEM), policy(), HEARS) is None


@pytest.mark.parametrize(
    ("words", "more", "fact"),
    [
        ("A third of the firm.", {}, "a part"),
        ("All 60 of them", {}, "the number of the ticket"),
        ("It has spread.", {"description": "A phone is silent."}, "no number in the ticket"),
        ("It has spread.", {}, "was Tier II"),
        ("It has spread.", {}, "one sentence"),
        ("5 of 60 now.", {}, "small share"),
    ],
)
def test_what_is_known_of_a_comment_is_weighed_by_name(words: str, more: dict[str, object], fact: str) -> None:
    told = weighed(a_remark(words, **more), policy(), HEARS)
    assert told is not None
    assert told[fact] == 1.0


def test_odds_of_the_readers_are_weighed_beside_the_facts() -> None:
    told = weighed(a_remark("All of our phones are dead, nobody can call."), policy(), HEARS)
    assert told is not None
    assert told["alone"] > 0 > told["severe"]


def test_weights_are_read_from_lines_and_what_they_do_not_name_weighs_nothing() -> None:
    gravity = Gravity.from_lines(["# head", "(bias)\t0.5", "alone\t-1.0"])
    assert gravity.chance({}) > ENOUGH > gravity.chance({"alone": 1.0, "unheard of": 50.0})


def test_a_comment_in_which_no_reader_hears_anything_lifts_nothing_by_the_shipped_weights() -> None:
    assert Gravity.shipped().chance({"severe": -4.0, "alone": -4.0, "together": -4.0, "one sentence": 1.0}) < ENOUGH


@pytest.mark.parametrize(
    "words",
    [
        "If the zorro came over all 60 of them, nobody could call.",
        "The zorro went as high as 40 earlier.",
        "It is the same four with the zorro.",
        "None of the four can call the zorro.",
    ],
)
def test_what_is_supposed_over_or_known_is_not_weighed(words: str) -> None:
    assert lifted(words, Gravity({BIAS: 9.0})) is None
