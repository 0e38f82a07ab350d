"""Patterns that wait for their words find what the patterns alone would find."""

import random
import re

import pytest

from app.rules.cues import LONGEST_WORD, Cues
from app.rules.emergency.names import AT

PATTERNS = (
    r"\bno (?:dial )?tone\b|\bdead\b|\b(?:lost|gone) (?:since|at) \S+",
    r"\bregist\w+ (?:fails?|lost)|(?:un|de)registered\b|\bdrop-?outs?\b",
    r"\b(?:PHONE|CALL)(?: \S+){0,3} (?:DEAD|NOT)\b|^NOT|can't$",
    r"\b(?P<n>N) (?:of|de) N\b",
)
VOCABULARY = (
    "no dial tone tones dead deadline lost gone since at registration register regist fails unregistered drop-outs"
    " dropout can't n'ont PHONE CALL DEAD NOT N of de the a"
)
WORDS = [*VOCABULARY.split(), "N of N", "no tone", "CALL DEAD"]


def sentences(count: int) -> list[str]:
    chance = random.Random(11)
    return [" ".join(chance.choices(WORDS, k=chance.randint(0, 9))) for _ in range(count)]


@pytest.mark.parametrize("source", PATTERNS)
def test_what_is_found_is_what_the_pattern_alone_finds(source: str) -> None:
    cues = Cues()
    cued, alone = cues.pattern(source), re.compile(source)
    found = 0

    for text in sentences(400):
        bits = cues.of_words(frozenset(text.split(" ")))
        wanted = alone.search(text)
        for match in (cued.search(text), cued.find(text, bits)):
            assert (match and match.span()) == (wanted and wanted.span()), text
        assert [one.span() for one in cued.find_all(text, bits)] == [one.span() for one in alone.finditer(text)]
        found += wanted is not None

    assert found > 10


def test_words_that_were_looked_up_are_looked_up_anew_when_a_pattern_is_added() -> None:
    cues = Cues()
    assert cues.pattern(r"\bdead\b").search("gone since noon") is None

    assert cues.pattern(r"\bgone since\b").search("gone since noon") is not None


def test_what_is_no_word_of_a_language_may_hold_any_cue() -> None:
    cued = Cues().pattern(r"regist\w+")

    assert cued.search("x" * LONGEST_WORD + "registers") is not None


@pytest.mark.parametrize("tail", ["", r" \S+", r"(?: \S+){0,2} dead", r" is @+"])
def test_a_number_of_emergency_calling_is_found_from_its_first_figure(tail: str) -> None:
    whole, anywhere = re.compile(AT + tail), re.compile("@+" + tail)

    for text in ("@@@ is dead", "we call @@@@@ it is dead", "dial 9@@@ is @@@", "@@@ @@@ dead", "no number", "@"):
        first, other = whole.search(text), anywhere.search(text)
        assert (first and first.span()) == (other and other.span())
