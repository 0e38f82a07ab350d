"""
A sentence as a shape: one character for each word that matters to counting.

`#` stands for a number, `U` for a unit such as a phone or a person, `D` for dead, `W` for works, and so on, so that "31
of our 40 phones are dead" and "31 de 40 extensiones sin tono" become alike, and small patterns can read both.
"""

import re
from dataclasses import dataclass, field

from app.rules.reader import Told
from app.rules.shares.codes import of_meaning, of_word
from app.rules.shares.fickle import FICKLE, fickle_code
from app.rules.shares.numerals import numeral_code, range_of, take_back
from app.rules.words import Word

LONGEST = 300
"""Words read of one sentence: what is longer is a log, and nobody counts phones that late in it."""


@dataclass(slots=True)
class Shape:
    """A sentence as one character a word, with the way back to the words."""

    told: Told
    text: str
    words: list[Word | None] = field(default_factory=list)
    """The word behind each character; None behind a comma."""
    ranges: dict[int, int] = field(default_factory=dict)
    """How many numbers a range such as 200-219 holds, by the place of its first."""

    def value(self, place: int) -> int:
        """Return how many the character at a place stands for."""
        word = self.words[place]
        if place in self.ranges:
            return self.ranges[place]
        if self.text[place] == "1":
            return 1
        if self.text[place] in "Bk":
            return 2
        return int(word.value) if word and word.value is not None else 0

    def folded(self, place: int) -> str:
        """Return the word behind the character at a place."""
        word = self.words[place]
        return word.folded if word else ","


_PAUSE = re.compile(r"[,:()|\u2014=>]| -")


def shape_of(told: Told, source: str) -> Shape:
    """Return the shape of a sentence; punctuation inside the sentence becomes a comma."""
    codes: list[str] = []
    words: list[Word | None] = []
    ranges: dict[int, int] = {}
    kept = told.line.kept[:LONGEST]
    end = kept[0].start if kept else 0
    for place, word in enumerate(kept):
        folded, meaning, start, stop, value = word
        # One character between two words is a blank; only a longer gap may pause.
        if start - end > 1 and _PAUSE.search(source, end, start):
            codes.append(",")
            words.append(None)
        if value is None or meaning == "PERCENT":
            code = of_word(folded) or of_meaning(meaning, "w")
            if code == "D" and folded in FICKLE:
                code = fickle_code(kept, place, codes)
        else:
            code = numeral_code(kept, place, source)
            gap = source[end:start]
            size = range_of(kept, place, gap)
            if size and take_back(codes, words, kept[place - (1 if gap == "-" else 2)]):
                codes[-1], code = "#", "U"
                ranges[len(codes) - 1] = size
        codes.append(code)
        words.append(word)
        end = stop
    return Shape(told, "".join(codes), words, ranges)
