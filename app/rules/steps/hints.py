"""
Patterns over the plain words of a sentence, tried only where one of their cues stands.

Each cue is a set of words with a bit of its own; one look-up a word finds the cues of a sentence. What a pattern finds
is dropped where words close by turn it round ("not the router").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from app.rules.reader import Told

_BITS: dict[str, int] = {}
"""The cues that each word belongs to."""
_PLACES = count()


def cue(*texts: str) -> int:
    """Return the bit of a new cue; its words stand in texts."""
    bit = 1 << next(_PLACES)
    for text in texts:
        for word in text.split():
            _BITS[word] = _BITS.get(word, 0) | bit
    return bit


def any_of(*branches: str) -> re.Pattern[str]:
    """Return a pattern of whole words with some branches."""
    return re.compile(rf"\b(?:{'|'.join(branches)})(?![\w'])")


@dataclass(slots=True)
class Sentence:
    """A sentence with its words and the cues that stand in it."""

    told: Told
    text: str
    words: list[str]
    cues: int

    def has(self, cue: int) -> bool:
        """Whether one of the words of a cue stands here."""
        return bool(self.cues & cue)


def sentence_of(told: Told) -> Sentence:
    """Return a sentence with its cues."""
    text, cues = told.line.plain, 0
    words = text.split(" ")
    for word in words:
        if word in _BITS:
            cues |= _BITS[word]
    return Sentence(told, text, words, cues)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sign and how it is read: where its cues stand the pattern is tried; words close by may turn it round."""

    name: str
    needs: tuple[int, ...]
    """Cues, one of which must stand in the sentence; `a | b` asks for both."""
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    reach: int = 34
    """Letters before and after the match in which a word may turn it round."""
    asked: bool = True
    """Whether it holds in a question too."""


def first(sentences: Sequence[Sentence], reading: Reading) -> tuple[Told, re.Match[str]] | None:
    """Return the first sentence a reading holds in."""
    needs, reach = reading.needs, reading.reach
    for sentence in sentences:
        for cues in needs:
            if sentence.cues & cues == cues:
                break
        else:
            continue
        if not reading.asked and sentence.words[-1] == "?":
            continue
        match = reading.pattern.search(sentence.text)
        if match and not reading.unless.search(sentence.text, max(match.start() - reach, 0), match.end() + reach):
            return sentence.told, match
    return None
