"""
Growth as people jot it down: the others too, "4 -> 37", "make that 31", the extensions one by one.

No word of failure need stand beside such a count: that the number the ticket knows has become another tells it.
"""

import re
from collections.abc import Sequence

from app.rules.comments.fresh import Sentence
from app.rules.comments.numbers import NUMBER, value_of
from app.rules.words import fold

_TOO = r"(?:too|also|as well|likewise|tambien|aussi|egalement|now)"
_REST = re.compile(
    rf"\b(?:the|my|our|their|her|his|all|los|las|les)?,? ?(?:other|others|remaining|rest of the|otr[oa]s|autres)"
    rf" (?P<n>{NUMBER})\b(?! (?:minutes?|hours?|days?|weeks?|times?|calls?|steps?|tickets?|customers?))"
    rf"[^.;!?]{{0,60}}?\b{_TOO}\b"
)
"""Those whom the ticket does not count join in: "the other 30 too"."""
_FIRST = re.compile(rf"^\W*(?:and |now |so |also )?{_TOO} the other (?P<n>{NUMBER})\b")
_ARROW = re.compile(r"(?<![\d.:])(?P<n>\d{1,4}) ?(?:-+>|=+>|\u2192|>{1,2}) ?(?P<m>\d{1,4})(?![\d.:]|\w)")
"""From as many to so many."""
_MAKE = re.compile(
    rf"\b(?:make (?:that|it)|(?:that|it) (?:makes|is|'s)|that's|correction:?|we're (?:up to|at)|up to|now at"
    rf"|i (?:now )?count|we (?:now )?count|counted) (?:now )?(?P<n>{NUMBER})\b"
    r"(?! ?(?:minutes?|hours?|am|pm|%|percent|seconds?|days?|weeks?|calls?|times?|tests?|steps?|o'clock|tickets?))"
)
"""A new count in place of the ticket's."""
_LISTED = re.compile(r"(?:\b\d{2,5}\b(?:,? (?:and|y|et|&|\+) |[ ,;/+]+|(?: - )))+\d{2,5}\b")
"""Extensions one after another."""
_CODE = re.compile(r"\d{2,5}")
_FEWEST = 4
"""Numbers in a row that are a list of extensions."""
_RANGE = re.compile(
    r"\b(?:ext(?:ension)?s?|numbers?|rooms?|postes|extensiones)\.? (?P<n>\d{2,5}) ?(?:to|-|thru|through|a|al)"
    r" ?(?P<m>\d{2,5})\b"
)
"""How many there are, told by the first and the last: "extensions 10 to 19"."""
_WELL = re.compile(
    r"\b(?:fine|ok|okay|good|(?<!as )well|clean|clear|healthy|happy|unaffected|not affected|working|works?|back"
    r"|restored"
    r"|recovered|behave\w*|up|survive\w*|bien|funciona\w*|marche\w*|fonctionne\w*|tested|test|swap\w*|reboot\w*"
    r"|replac\w*"
    r"|mov\w+|order\w*|new|need|want|add\w*|renam\w*|updat\w*|upgrad\w*|firmware|if|would|could|might|may|was|were)\b"
)
"""Words by which such a count tells of something else, or of nothing bad."""


def size_of(description: str) -> float | None:
    """Return how many extensions a ticket tells by the first and the last of them."""
    sizes = [float(one["m"]) - float(one["n"]) + 1 for one in _RANGE.finditer(fold(description))]
    return max((one for one in sizes if one > 1), default=None)


def grown(said: Sequence[Sentence], base: float | None, part: float | None) -> tuple[float, float, Sentence] | None:
    """
    Return how many are without service now, of how many, and the sentence that says so; None where none does.

    `base` and `part` are what the ticket tells: how many there are, and how many of them it knows to be concerned.
    """
    for sentence in said:
        if sentence.asks or _WELL.search(sentence.text):
            continue
        found = _rest(sentence.text, base, part) or _anew(sentence.text, base, part) or _listed(sentence.text, base)
        if found is not None and 2 <= found[0] <= found[1]:
            return *found, sentence
    return None


def _rest(text: str, base: float | None, part: float | None) -> tuple[float, float] | None:
    match = _REST.search(text) or _FIRST.search(text)
    if match is None:
        return None
    known = part or 1.0
    together = value_of(match["n"]) + known
    return together, max(base or together, together)


def _anew(text: str, base: float | None, part: float | None) -> tuple[float, float] | None:
    if base is None:
        return None
    arrow = _ARROW.search(text)
    if arrow is not None and part == value_of(arrow["n"]) < value_of(arrow["m"]):
        return value_of(arrow["m"]), base
    anew = _MAKE.search(text)
    is_more = anew is not None and (part or 1.0) < value_of(anew["n"]) <= base
    return (value_of(anew["n"]), base) if anew is not None and is_more else None


def _listed(text: str, base: float | None) -> tuple[float, float] | None:
    if base is None:
        return None
    for match in _LISTED.finditer(text):
        codes = set(_CODE.findall(match.group()))
        if len(codes) >= _FEWEST and len({len(one) for one in codes}) == 1:
            return float(len(codes)), base
    return None
