"""
How many of how many: counts, shares and quantities in a sentence, and what can be computed from them.

Works on the meanings of words (lexicon.toml), so that "3 of our 40 handsets" and "3 de 40 extensiones" read alike.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from app.rules.cues import Cues
from app.rules.words import Word

CUES = Cues()
"""The words of the patterns over meanings, here and in `app.rules.claims`."""
_UNIT = r"(?:USER|PHONE|SITE|CUST|DID|MAIN|TRUNK|room|bed|apartment|unit|classroom|shift|queue)"
_ONE_UNIT = re.compile(_UNIT)
_SKIP = r"(?: (?!N\b|PERCENT|ALL|NONE|of\b|/|BUT|EXCEPT)\S+){0,2}?"
_OF = CUES.pattern(
    rf"\bN(?P<one>{_SKIP}(?: {_UNIT})?)(?: DEAD)? (?:of|/|de|sur|from|EXCEPT of)"
    rf"(?: (?:the|our|their|a|an|its|your|total|about|roughly|ALL|los|las|les|nos|su|sus|WE|IT|of|his|her))*"
    rf" N(?P<two>(?: \S+){{0,3}})"
)
_ALL_OF = CUES.pattern(
    rf"\b(?:ALL|NONE|BOTH)(?: (?:of|the|our|their|its|los|las|les|nos|de|WE|IT|MANY|his|her))*"
    rf" N(?P<unit>{_SKIP} {_UNIT})?"
)
_COUNT = CUES.pattern(
    rf"\b(?P<lead>(?:ONLY|EXCEPT|other|rest|remain) (?:the )?)?N(?P<skip>{_SKIP}) (?P<unit>{_UNIT})\b"
)
_OTHERS = CUES.pattern(
    r"\b(?:the |ALL |our )?(?:other|remain|rest)(?: of)?(?: the)?(?: \S+){0,2}? N\b|\bN(?: \S+)? (?:other|remain)\b"
)
_BIG = CUES.pattern(
    rf"\b(?:HALF|MANY)(?: (?:of|the|our|their|its|a|de|la|los|las|les|des|WE|IT|ALL))*(?: \S+)? (?:{_UNIT})\b"
    rf"|\bHALF(?: (?:of|the|our|their|a))* (?:USER|PHONE|SITE|them|ALL|floor|CALL|day)|\bmore than HALF"
)
_WORKING = CUES.pattern(r"\b(?:ONLY )?N(?: \S+){0,4} (?:STILL )?(?:WORK|FINE|REGISTER|up|ok|RESTORED|alive|answer)\b")
_SUBJECT_CALLS = re.compile(r"\b(?:CALL|TEST|attempt|try|tries|time|minute|day|page|record|ADMIN|SMS|FAX|WHOLE)\b")
LARGEST = 100_000


class Base(StrEnum):
    """What a share counts."""

    USERS = "users"
    CALLS = "calls"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole and where it is told; `percent` is of `total` where numbers were given."""

    percent: float
    affected: int | None
    total: int | None
    base: Base
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Count:
    """A counted unit: `34 phones`."""

    value: int
    unit: str
    start: int
    end: int


class Line:
    """
    A sentence in two layers, with the way back to its words.

    `text` holds the meanings ("ALL PHONE are DEAD"), `plain` the folded words ("every handset are dark"), each joined
    by one blank; word number n of one layer is word number n of the other.
    """

    __slots__ = ("_places", "_plain_places", "_plain_words", "cues", "kept", "meanings", "plain", "text")

    def __init__(self, words: list[Word]) -> None:
        meanings = [word.meaning for word in words]
        if _DROPPED.isdisjoint(meanings):
            self.kept = words
        else:
            self.kept = [word for word in words if word.meaning not in _DROPPED]
            meanings = [word.meaning for word in self.kept]
        self.meanings = frozenset(meanings)
        """The meanings of its words, each once."""
        self.text = " ".join(meanings)
        self.cues = CUES.of_words(self.meanings)
        """Which words of the patterns over meanings it holds."""
        self.plain = " ".join([word.folded for word in self.kept])
        # Most sentences are never asked for places or words: they are made when they are.
        self._places: list[int] | None = None
        self._plain_places: list[int] | None = None
        self._plain_words: frozenset[str] | None = None

    @property
    def plain_set(self) -> frozenset[str]:
        """The folded words, each once; a phrase of the lexicon as its several words."""
        if self._plain_words is None:
            self._plain_words = frozenset(self.plain.split())
        return self._plain_words

    def words(self, start: int, end: int) -> list[Word]:
        """Return the words of a stretch of `text`."""
        if self._places is None:
            self._places = _places([word.meaning for word in self.kept])
        first = bisect_right(self._places, start) - 1
        last = bisect_right(self._places, max(end - 1, start)) - 1
        return self.kept[first : last + 1]

    def plain_words(self, start: int, end: int) -> list[Word]:
        """Return the words of a stretch of `plain`."""
        if self._plain_places is None:
            self._plain_places = _places([word.folded for word in self.kept])
        first = bisect_right(self._plain_places, start) - 1
        last = bisect_right(self._plain_places, max(end - 1, start)) - 1
        return self.kept[first : last + 1]

    def numbers(self, start: int, end: int) -> list[Word]:
        """Return the numbers of a stretch of `text`."""
        return [word for word in self.words(start, end) if word.meaning in ("N", "PERCENT") and word.value is not None]


def _places(parts: Sequence[str]) -> list[int]:
    """Return where each of some words begins when they are joined by blanks."""
    return [0, *accumulate(len(part) + 1 for part in parts)][: len(parts)]


_DROPPED = frozenset(",:()|>=")


def may_share(line: Line) -> bool:
    """Whether a sentence without a number may name a part of a whole."""
    return bool(line.cues & _BIG.needs) or "PERCENT" in line.meanings


def shares(line: Line) -> Iterator[Share]:
    """Return the parts of wholes that a sentence names."""
    text = line.text
    if "N" in line.meanings:
        yield from _ratios(line)
        for match in _ALL_OF.find_all(text, line.cues):
            numbers = line.numbers(*match.span())
            if numbers and numbers[0].value and 2 <= numbers[0].value < LARGEST:
                total = int(numbers[0].value)
                yield Share(100.0, total, total, Base.USERS, numbers[0].start, numbers[0].end)
    for word in line.kept if "PERCENT" in line.meanings else ():
        if word.meaning == "PERCENT" and word.value is not None and word.value <= 100:
            yield Share(word.value, None, None, _base(text), word.start, word.end)
    if big := _BIG.find(text, line.cues):
        found = line.words(*big.span())
        yield Share(40.0, None, None, Base.USERS, found[0].start, found[-1].end)


def _ratios(line: Line) -> Iterator[Share]:
    for match in _OF.find_all(line.text, line.cues):
        numbers = line.numbers(match.start(), match.end("one")) + line.numbers(match.start("two") - 1, match.end("two"))
        if len(numbers) < 2 or numbers[0].value is None or numbers[1].value is None:
            continue
        part, whole = int(numbers[0].value), int(numbers[1].value)
        if not 0 <= part <= whole or not 2 <= whole < LARGEST:
            continue
        behind = f"{match.group('one')} {match.group('two')}"
        if (
            "/" in match.group()
            and not re.search(_UNIT, f"{line.text[: match.start()][-40:]} {behind}")
            and whole <= 31
        ):
            continue  # a date
        after = line.text[match.end("two") - len(match.group("two")) : match.end() + 40]
        if (
            re.match(r"(?: \S+){0,4}? (?:STILL )?(?:WORK|FINE|up|REGISTER|ok)\b", after)
            and "NOT" not in after.split()[:5]
        ):
            part = whole - part
        if part < whole and line.text.count(" N of N") < 2 and _names_one(line, match.start(), numbers[0]):
            part = 1
        base = Base.CALLS if _SUBJECT_CALLS.search(behind) else Base.USERS
        yield Share(100.0 * part / whole, part, whole, base, numbers[0].start, numbers[1].end)


_OTHERS_TOLD = frozenset(("EXCEPT", "BUT", "ONLY", "ALL", "ONE", "other", "rest", "NONE", "autr", "dema"))
"""Beside "phone 3 of 18" the others fail, and it may be the one that works."""


def _names_one(line: Line, start: int, number: Word) -> bool:
    """Whether a number tells which one of some is meant: "phone 3 of 18"."""
    if not start or not number.folded.isdigit() or not _OTHERS_TOLD.isdisjoint(line.meanings):
        return False
    before = line.words(start - 2, start - 1)[-1]
    is_next = number.start - before.end == 1
    return is_next and _ONE_UNIT.fullmatch(before.meaning) is not None and not before.folded.endswith("s")


def _base(text: str) -> Base:
    return Base.CALLS if "CALL" in text and not re.search(_UNIT, text) else Base.USERS


def counts(line: Line) -> Iterator[Count]:
    """Return the counted units of a sentence: `34 phones`, `four agents`."""
    for match in _COUNT.find_all(line.text, line.cues):
        numbers = line.numbers(*match.span())
        if numbers and numbers[0].value is not None and numbers[0].value < LARGEST:
            yield Count(int(numbers[0].value), match.group("unit"), numbers[0].start, numbers[-1].end)


def others(line: Line) -> Iterator[int]:
    """Return numbers of those who are said to be the others: `the other 250`."""
    for match in _OTHERS.find_all(line.text, line.cues):
        for word in line.numbers(*match.span()):
            if word.value is not None and word.value < LARGEST:
                yield int(word.value)


def working(line: Line) -> Iterator[int]:
    """Return numbers of those who are said to work."""
    for match in _WORKING.find_all(line.text, line.cues):
        if "NOT" in match.group() or "CANNOT" in match.group():
            continue
        for word in line.numbers(*match.span())[:1]:
            if word.value is not None:
                yield int(word.value)
