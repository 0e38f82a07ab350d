"""Numbers that stand alone: the others, totals, and counts of units with what is said of them."""

import re

from app.rules.shares.calls import counts_calls
from app.rules.shares.condition import state_at, status
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape

_OTHERS = re.compile(r"O[dfwU]{0,2}(?P<rest>#)|(?P<r2>#)U?O")
_HAVE_NOTHING = re.compile(r"\b(?:n'ont|n'a|no tienen?) (?:rien|nada)\b")
"""Nothing is wrong with those spoken of."""
_OF_FIRST = re.compile(r"(?:(?<![#1USdwkhm%])|^)f+[dAw]{0,2}(?P<whole>#)")
_TOTAL = re.compile(r"t[wdf,]{0,2}(?P<t1>#)|S[fdw]d?(?P<t4>#)|(?P<t2>#)[USwA]{0,2},?[yd]{0,2}t|(?P<t3>#)[US]?yA")
_COUNT = re.compile(r"(?P<n>[#1Bk])(?:[dwbgWO]{0,2}?(?P<unit>[US]))?")
_HEADED = re.compile(r",A?(?:([DC]|n[cWU])|[WK])")
_LABEL = re.compile(r"(?:^|,|U)[wfqd]{0,3}(D|W|nW|nc|Cc)(?:,?n[cW])*,?$")


def add_rest(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add how many others there are: "the other 58 are fine"."""
    text = shape.text
    for match in _OTHERS.finditer(text):
        place = match.start("rest") if match.group("rest") else match.start("r2")
        if place not in used:
            used.add(place)
            state = "W" if _HAVE_NOTHING.search(shape.told.line.plain) else state_at(text, place, match.end())
            tally.rest.append(Part(state, None, shape.value(place), shape, match.start(), match.end()))


def add_totals(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add numbers that are told as a whole: "of the 9 lines", "20 phones in total"."""
    for pattern in (_OF_FIRST, _TOTAL):
        for match in pattern.finditer(shape.text):
            place = match.start(match.lastgroup or 0)
            if place not in used and shape.value(place) > 1:
                used.add(place)
                tally.totals.append(shape.value(place))


def add_counts(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add numbers that nothing else has used: "six handsets are dead"."""
    text = shape.text
    for match in _COUNT.finditer(text):
        place, end = match.span()
        if place in used or (value := shape.value(place)) < 1 or counts_calls(shape, place):
            continue
        state, has_unit = _counted_state(text, place, end), match.group("unit") is not None
        if "T" in text[max(place - 3, 0) : place]:
            state, has_unit = "T", False  # "rebooted the two": a step, not those affected
        exact = has_unit or text[end : end + 2] == "fd" or _is_plural(shape, end)
        tally.counts.append(Part(state, None, value, shape, place, end, exact=exact))


def _counted_state(text: str, place: int, end: int) -> str:
    """Return what is said of a number that stands alone; beside a comma it may be the head or the item of a list."""
    behind = text[end : end + 1]
    if behind in ("", ",") and (label := _LABEL.search(text[:place])):
        return "D" if label.group(1) in "DnC" else "W"
    if behind != ",":
        return state_at(text, place, end)
    if told_next := _HEADED.match(text, end):  # "School, 38 handsets, the one in ..."
        return "D" if told_next.group(1) else "W"
    state = state_at(text[:end], place, end)
    return status(text[text.rindex(",", 0, place) : place]) if state == "D" and "," in text[:place] else state


def _is_plural(shape: Shape, place: int) -> bool:
    """Whether a number is followed by an unknown noun in the plural: "14 solicitors"."""
    word = shape.words[place] if place < len(shape.words) and shape.text[place] == "w" else None
    return word is not None and len(word.folded) > 4 and word.folded.endswith("s") and not word.folded.endswith("ss")
