"""
A report as a course of statements: what is said of the moment, sentence by sentence, and of which fault that is so now.

Each saying is looked for only in sentences that hold one of its words. What follows from those found is for
`app.rules.recovery`, `aftermath`, `unreal` and `correction` to say.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.rules.cues import REMEMBERED, Cues
from app.rules.reader import FAULTS, Facts, Told
from app.rules.scope import Line
from app.rules.signs import Sign

DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"


@dataclass(frozen=True, eq=False, slots=True)
class Saying:
    """One way to say something of a family, such as that all is over; told apart by identity, which is cheap."""

    family: str
    cues: frozenset[str]
    """Any sentence that it matches holds one of these words."""
    pattern: re.Pattern[str]


def say(family: str, cues: str, *patterns: str) -> Saying:
    """
    Return a saying: its words as one text, and each pattern a way to say it.

    Each stands in a group of its own: branches that all begin at the border of a word are then tried only at one.
    """
    return Saying(family, frozenset(cues.split()), re.compile("|".join(f"(?:{one})" for one in patterns)))


class Hit(NamedTuple):
    """Words of a family, found in a sentence."""

    number: int
    """Index of the sentence."""
    match: re.Match[str]


def place(hit: Hit) -> tuple[int, int, int]:
    """Return where a hit stands in its report; what stands later is told later."""
    return hit.number, *hit.match.span()


class Sayings:
    """Sayings by the words they need, so that a sentence is searched for few."""

    def __init__(self, sayings: Iterable[Saying]) -> None:
        self._by_cue: dict[str, list[Saying]] = {}
        for one in sayings:
            for cue in one.cues:
                self._by_cue.setdefault(cue, []).append(one)
        self._cues = frozenset(self._by_cue)
        self._by_cues: dict[frozenset[str], tuple[Saying, ...]] = {}
        """Those with any of some cues, as the same few stand together again and again."""

    def found(self, told: Sequence[Told]) -> Iterator[tuple[str, Hit]]:
        """Yield what is said in a report, sentence by sentence, each hit with its family."""
        for number, one in enumerate(told):
            words = one.line.plain_set
            cues = self._cues & words
            if not cues:
                continue
            plain = one.line.plain
            for saying in self._by_cues.get(cues) or self._with(cues):
                for match in saying.pattern.finditer(plain):
                    yield saying.family, Hit(number, match)

    def _with(self, cues: frozenset[str]) -> tuple[Saying, ...]:
        # In no order: two of a family that stand at the same place are alike.
        found = tuple({saying for cue in cues for saying in self._by_cue[cue]})
        if len(self._by_cues) >= REMEMBERED:
            self._by_cues.clear()
        self._by_cues[cues] = found
        return found


_CUES = Cues()
"""The words of what is asked of a fault: whether it is of now."""
_UNREAL = _CUES.pattern(
    r"\b(?:will|would|if|whenever|in case|tomorrow|planned|scheduled|next time|seront|sera|en cas|"
    r"pretend|test|exercise|subject)\b"
)
_LONG_AGO = _CUES.pattern(
    rf"\b(?<!since )(?<!from )(?:yesterday|ayer|hier|last (?:week|month|night|year|{DAY})|"
    rf"on (?:{DAY}|the \d+\w*)|back then|between \S+ and \S+|from \S+ (?:to|until|till) \S+|"
    r"for a (?:morning|day|while)|was|were|had|\d\d?:\d\d (?:to|until|till|-) \d|in (?:january|"
    r"february|march|april|may|june|july|august|september|october|november|december))\b"
)
_GOING_ON = re.compile(r"\b(?:since|still|now|today|this morning|depuis|desde|toujours|sigue)\b")
_BUT = re.compile(r"\b(?:but|except|though|save for|can't|cannot|nobody|never)\b")
TROUBLE = re.compile(
    r"\b(?:CANNOT|DEAD|FAIL|STOPPED|EMERG|BAD|STILL)\b|\b(?:NO|NONE|NOT)(?: \S+){0,3} (?:CALL|IN|OUT|"
    r"PHONE|TRUNK|REGISTER|AUDIO|tone)\b"
)
"""Trouble is told, at whatever time; over meanings."""


@dataclass(slots=True)
class Course:
    """What a report says in its course: the hits of each family, in order, and the last fault that is so now."""

    told: Sequence[Told]
    faults: Sequence[Told] = ()
    """The sentences that claim a fault of the present and do not only ask about one."""
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    last_fault: int = -1
    """Index of the last sentence that tells of a fault which is so now."""
    is_running: bool = False
    """Whether the description tells of such a fault; an alarming subject alone says little about the moment."""

    @classmethod
    def of(cls, facts: Facts, sayings: Sayings) -> "Course":
        """Return the course of a report by what its sentences say."""
        found = cls(facts.told, _faults(facts))
        for family, hit in sayings.found(facts.told):
            found.hits.setdefault(family, []).append(hit)
        for one in found.faults:
            if _is_now(one.line):
                found.last_fault = one.number
                found.is_running |= one.source != "subject" or len(facts.told) == 1
        return found

    def tells(self, pattern: re.Pattern[str]) -> bool:
        """Return whether a pattern matches any sentence; what matters only beside a hit is looked for when asked."""
        return any(pattern.search(told.line.plain) for told in self.told)

    def first(self, family: str) -> Hit | None:
        """Return the first hit of a family."""
        hits = self.hits.get(family)
        return min(hits, key=place) if hits else None

    def goes_on(self, hit: Hit) -> bool:
        """Return whether trouble is told after words that say that all is over, or that nothing is wrong."""
        if _BUT.search(self.told[hit.number].line.plain[hit.match.end() :]):
            return True
        return any(TROUBLE.search(told.line.text) for told in self.told[hit.number + 1 :] if not told.asks)

    def sign(self, name: str, hit: Hit) -> Sign:
        """Return a sign for a hit."""
        told = self.told[hit.number]
        words = told.line.plain_words(*hit.match.span())
        return Sign(name, told.source, told.number, words[0].start, words[-1].end)


def _faults(facts: Facts) -> list[Told]:
    found = [told for told, _ in facts.claims(*FAULTS) if not told.asks]
    return list(dict.fromkeys(found)) if len(found) > 1 else found


def _is_now(line: Line) -> bool:
    """Whether a claim is of now by all words around it: not imagined, and not of a day that is past."""
    plain, cues = line.plain, _CUES.of_words(line.plain_set)
    if _UNREAL.find(plain, cues):
        return False
    return not _LONG_AGO.find(plain, cues) or _GOING_ON.search(plain) is not None
