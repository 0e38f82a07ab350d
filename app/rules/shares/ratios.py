"""Shares told as two numbers, by who is excepted, or as all or none: "31 of our 40", "all but two of the nine"."""

import re
from itertools import pairwise

from app.rules.shares.calls import are_calls
from app.rules.shares.condition import state_at, state_of_all
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape

_ALL_BUT = re.compile(r"(?:Y|A[dUSf]{0,4}[xX])[dw]{0,2}(?P<part>[#1])(?:[dUSw]{0,3}f[dwSU]{0,4}?(?P<whole>#))?")
_RATIO = re.compile(
    r"(?<!A)(?P<part>[#1Bk])[dUSwcgvDW]{0,3},?f+[dwALSUf]{0,5}?(?P<whole>#)|(?P<p2>#)r(?P<w2>#)|(?P<p3>[#1])y(?P<w3>#)"
)
_LISTED = re.compile(r"U(?:#[,g]+){2,}$")
"""Before the first number of a ratio: "seats 44, 45, 58 of sixty" names three seats."""
_UNIT = re.compile("[US]")
_FEW = 0.1
_CUSTOMERS = re.compile(
    r"(?:\S+ )?(?:customers|clients|clientes|tenants)\b"
    r"|(?:(?:phones|handsets|users|lines|seats|devices|sets|endpoints|of them) )?(?:that |which )?(?:we|i)"
    r" (?:look after|manage|serve|support|host|bill|care for)\b(?! (?:at|in|for)\b)"
)
"""Behind the whole: it counts a partner's customers, or all phones it looks after."""
_NOT_FAILING = re.compile(r"[XxYLOWKR0A#]")
"""Beside "phone 3 of 18" it may be the one that works, or one of several."""
_NONE_OF = re.compile(r"0f?[dwAU]{0,3}?(?P<whole>#)")
_ALL_OF = re.compile(r"A(?:1f)?[fdw]{0,4}?(?P<whole>#)")


def add_all_but(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add shares told by who is excepted: "all but two of the nine"; the whole may be told elsewhere."""
    text = shape.text
    for match in _ALL_BUT.finditer(text):
        part = shape.value(match.start("part"))
        state = state_at(text, match.end(), match.end())
        used.add(match.start("part"))
        if match.group("whole"):
            used.add(match.start("whole"))
            whole = shape.value(match.start("whole"))
            if part < whole:
                tally.shares.append(_share(state, whole - part, whole, shape, match))
        else:
            tally.but.append(Part(state, None, part, shape, match.start(), match.end()))


def add_ratios(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add shares told as two numbers: "31 of our 40", "4/12"."""
    text = shape.text
    for match in _RATIO.finditer(text):
        first, second = next(
            (match.start(a), match.start(b))
            for a, b in (("part", "whole"), ("p2", "w2"), ("p3", "w3"))
            if match.group(a)
        )
        part, whole = shape.value(first), shape.value(second)
        if first in used or second in used or not 0 <= part <= whole or whole < 2:
            continue
        if match.group("p2") and not _UNIT.search(text, max(first - 4, 0), second + 4):
            continue
        are_others = text[second + 1 : second + 2] == "O"
        state = state_at(text, first, second + 2 if are_others else match.end())
        if are_others and state != "D":
            continue  # "one of the 140 others is glad": a number of others, no whole
        used |= {first, second}
        if part < whole * _FEW and _CUSTOMERS.match(_words_behind(shape, second)):
            continue  # few of a partner's customers may be all of theirs
        if _is_ordinal(shape, first):
            _add_ordinals(shape, tally, match)
            continue
        part = _listed(shape, first, whole) or part
        tally.shares.append(_share(state, part, whole, shape, match))


def _words_behind(shape: Shape, place: int) -> str:
    return " ".join([shape.folded(at) for at in range(place + 1, min(place + 7, len(shape.words)))])


def _is_ordinal(shape: Shape, place: int) -> bool:
    """Whether a number tells which one of some is meant: the 3 of "phone 3 of 18"."""
    return shape.text[place] == "1" and shape.folded(place).isdigit()


def _add_ordinals(shape: Shape, tally: Tally, match: re.Match[str]) -> None:
    """Add those that a sentence names by their numbers as one share: "line 1 of 12 and line 2 of 12 are dead"."""
    named = [one for one in _RATIO.finditer(shape.text) if _is_ordinal(shape, one.start())]
    if match.start() != named[-1].start():
        return
    beside = shape.text
    for one in reversed(named):
        beside = beside[: one.start()] + beside[one.end() :]
    state, whole = state_at(shape.text, match.start(), match.end()), shape.value(match.start("whole"))
    if state in ("", "w", "D") and not _NOT_FAILING.search(beside):
        tally.shares.append(_share(state, min(len(named), whole), whole, shape, match))


def _listed(shape: Shape, place: int, whole: int) -> int:
    """Return how many seats a list names whose last is the part of a ratio; 0 where it is no list."""
    listed = _LISTED.search(shape.text, 0, place)
    if listed is None:
        return 0
    numbers = [shape.value(at) for at in range(listed.start(), place + 1) if shape.text[at] == "#"]
    is_rising = all(one < other for one, other in pairwise(numbers))
    return len(numbers) if is_rising and numbers[-1] < whole else 0


def add_all_or_none(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add wholes of which all or none are spoken of: "none of the 12", "all 40"."""
    text = shape.text
    for match in _NONE_OF.finditer(text):
        place = match.start("whole")
        if place not in used and (whole := shape.value(place)) >= 2:
            used.add(place)
            state = {"D": "W", "W": "D"}.get(state_at(text, place, match.end()), "")
            tally.shares.append(_share(state, whole, whole, shape, match))
    for match in _ALL_OF.finditer(text):
        place = match.start("whole")
        if place not in used and (whole := shape.value(place)) >= 2:
            used.add(place)
            state = state_of_all(text, match.start(), match.end())
            tally.shares.append(_share(state, whole, whole, shape, match, exact=False))


def _share(state: str, part: int, whole: int, shape: Shape, match: re.Match[str], *, exact: bool = True) -> Part:
    calls = are_calls(shape, match.start(), match.end())
    return Part(state, 100.0 * part / whole, part, shape, match.start(), match.end(), calls, exact=exact)
