"""
Patterns over the plain words of a sentence, tried only where one of their cues stands.

Each cue is a set of words with a bit of its own; one look-up a word finds the cues of a sentence. What a pattern finds
is dropped where words close by turn it round ("not the router").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.cues import Cued, Cues, Pattern
from app.rules.plain import Marks
from app.rules.reader import Facts, Told

_CUES = Marks()
_WORDS = Cues()
"""What the branches of costly patterns need."""


def cue(*texts: str) -> int:
    """Return the bit of a new cue; its words stand in texts."""
    return _CUES.add(*texts)


def any_of(*branches: str) -> re.Pattern[str]:
    """Return a pattern of whole words with some branches; where a word ends, none of them is tried."""
    return re.compile(rf"\b(?=[\w'])(?:{'|'.join(branches)})(?![\w'])")


def one_by_one(*branches: str) -> Cued:
    """Return the same, each branch tried only where its own words stand: for many branches that are costly."""
    return _WORDS.pattern(rf"\b(?:{'|'.join(branches)})(?![\w'])")


@dataclass(slots=True)
class Sentence:
    """A sentence and the cues that stand in it."""

    told: Told
    text: str
    cues: int

    def has(self, cue: int) -> bool:
        """Whether one of the words of a cue stands here."""
        return bool(self.cues & cue)


def sentences_of(facts: Facts) -> list[Sentence]:
    """Return the sentences of a report with their cues."""
    return [Sentence(told, told.line.plain, _CUES.of(told.line.plain_set)) for told in facts.told]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sign and how it is read: where its cues stand the pattern is tried; words close by may turn it round."""

    name: str
    needs: tuple[int, ...]
    """Cues, one of which must stand in the sentence; `a | b` asks for both."""
    pattern: Pattern
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
        if not reading.asked and sentence.text.endswith("?"):
            continue
        match = reading.pattern.search(sentence.text)
        if match and not reading.unless.search(sentence.text, max(match.start() - reach, 0), match.end() + reach):
            return sentence.told, match
    return None
