"""Phrases: what finds what, and which make each other useless."""

import pytest

from app.rules.phrases import Phrase, PhraseBook, claimed_twice, conflicts, outranked, unusable
from app.rules.ticket import Tier


def found(text: str, *phrases: str) -> list[str]:
    book = PhraseBook(Phrase(phrase, Tier.ONE) for phrase in phrases)
    return [text[hit.start : hit.end] for hit in book.find({"description": text})]


@pytest.mark.parametrize(
    ("text", "phrase", "words"),
    [
        ("The Ring-Count is wrong", "ring count", ["Ring-Count"]),
        ("la TÉLÉPHONIE", "telephonie", ["TÉLÉPHONIE"]),
        ("recounting", "count", []),
        ("Port  out of TN", r"/port\s+out/", ["Port  out"]),
        ("nothing", "/something/", []),
    ],
)
def test_a_phrase_is_found_as_whole_words_and_a_pattern_anywhere(text: str, phrase: str, words: list[str]) -> None:
    assert found(text, phrase) == words


def test_phrases_that_begin_alike_are_found_up_to_the_end_of_the_text() -> None:
    assert sorted(found("what ring count", "ring count of all", "ring count", "ring")) == ["ring", "ring count"]


def test_a_pattern_that_matches_every_ticket_is_refused() -> None:
    for pattern in ("/./", r"/\w+/", "/[^x]/", "/e|a|i|o/"):
        assert "matches every ticket" in (unusable(pattern) or ""), pattern


def test_a_phrase_in_two_tiers_is_named_with_both() -> None:
    phrases = [Phrase("ring count", Tier.ONE), Phrase("Ring Count", None), Phrase("ring counts", Tier.TWO)]

    (sentence,) = claimed_twice(phrases)

    assert sentence == "The phrase 'Ring Count' is claimed by Tier I and by review; keep it in one."


def test_a_phrase_in_which_one_of_a_higher_tier_stands_can_never_decide() -> None:
    phrases = [Phrase("911 address form", Tier.ONE), Phrase("911", Tier.THREE), Phrase("911 test line", Tier.THREE)]

    (sentence,) = outranked(phrases)

    assert "'911 address form' (Tier I) can never decide: '911' (Tier III)" in sentence
    assert list(conflicts(phrases)) == [sentence]


def test_a_phrase_is_unusable_with_a_reason() -> None:
    assert unusable("ring count") is None
    assert unusable("/ring ?count/") is None
    assert "no letter or digit" in (unusable("!!") or "")
    assert "does not compile" in (unusable("/(/") or "")
