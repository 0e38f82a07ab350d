"""A pattern finds its words in whatever letters they are typed."""

import pytest

from app.rules.typed import Typed

PATTERN = Typed(r"\b(?:still (?:no|without) (?:answer|reply)|(?m:^)bump|par [eé]crit|sistema)\b")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("we have still no answer", "still no answer"),
        ("WE HAVE STILL NO ANSWER", "STILL NO ANSWER"),
        ("Hello\nBump", "Bump"),
        ("a bump", ""),
        ("Merci de répondre PAR ÉCRIT", "PAR ÉCRIT"),
        ("nothing", ""),
        ("", ""),
        # Letters that case alone makes others of, or two.
        ("İİ Still No Reply", "Still No Reply"),
        ("SıSTEMA", "SıSTEMA"),
        ("ſtill no reply", "ſtill no reply"),
    ],
)
def test_the_words_are_found_as_typed(text: str, words: str) -> None:
    assert PATTERN.words(text) == words
