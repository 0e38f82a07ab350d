"""
Shares, counts and totals told in a sentence, each with whether those counted work.

Small patterns over the shape of a sentence (`app.rules.shape`) say which number is the part and which the whole. What
only several sentences tell (a part here, the total there) is for `app.rules.whole` to put together.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from app.rules.condition import state_at, state_of_all, status
from app.rules.shape import Shape
from app.rules.words import Word

_ONLY = re.compile(r"L[dwcW]{0,2}$")


class Part(NamedTuple):
    """A share or a count and whether those counted work."""

    state: str
    """`D` dead, `W` working, empty where the words beside it do not say."""
    percent: float | None
    value: int
    shape: Shape
    start: int
    end: int
    calls: bool = False
    exact: bool = False
    """Whether part and whole were both told."""

    @property
    def is_only(self) -> bool:
        """Whether "only" stands before it."""
        return _ONLY.search(self.shape.text[: self.start]) is not None


@dataclass(slots=True)
class Tally:
    """What a report tells of shares, gathered sentence by sentence."""

    shares: list[Part] = field(default_factory=list)
    counts: list[Part] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    rest: list[Part] = field(default_factory=list)
    but: list[Part] = field(default_factory=list)
    """How many are excepted: "all but two"."""
    runs: list[Part] = field(default_factory=list)
    """Lists of extensions, each with its state and how many it names."""
    items: list[Part] = field(default_factory=list)
    """Lines of a list: a name and whether it works, such as "102 no"; exact where it counts a department."""


_LONGEST_ITEM = 5
_COUNTABLE = re.compile("[#1%hk]")
_RETOLD = re.compile(r"\b(?:scrap|i (?:said|wrote|thought)|first i|not meant|promised)\b")


def gather(shape: Shape, tally: Tally) -> None:
    """Add the shares, counts and totals of a sentence; each number is used once, by the first that knows it."""
    text = shape.text
    used: set[int] = set()
    if len(text) <= _LONGEST_ITEM:
        _add_items(shape, tally, used)
    if not _COUNTABLE.search(text) or text.endswith("?") or _RETOLD.search(shape.told.line.plain):
        return
    _add_runs(shape, tally, used)
    if len(text) > _LONGEST_ITEM:
        _add_items(shape, tally, used)
    told = frozenset(text)
    for needs, add in _IN_ORDER:
        if not told.isdisjoint(needs):
            add(shape, tally, used)


# --- lists ------------------------------------------------------------------------------------------------------------

_RUN = re.compile(r"(?P<run>[#E]g?[#E](?:,?g?[#E]){2,}|(?<=,)[#E]{3,})")
_ITEM = re.compile(
    r"(?:^|,)(?P<label>#|U?[i#]|[wUS][wUSi]{0,2})(?:,|(?=[DnWcC]))(?P<state>[DWnKc]|D\w|n[WcU]|C[cK]?)(?=,|$)"
)


_COUNTED_ITEM = re.compile(r"[wUS]{1,3},(?P<n>#),?(?P<state>[DWK]|n[WcU]|C)[^,#]*$")
"""A whole line that counts a department: "customs (5) nothing", "office (21) ok"."""


def _names_units(words: Sequence[Word | None]) -> bool:
    """Whether a label speaks of users or phones, so that the number behind it is theirs: "User (7) dead"."""
    return any(word is not None and word.meaning in ("USER", "PHONE", "DID") for word in words)


def _add_runs(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add lists of extensions that share one condition: "Dead: 101 102 104"."""
    text = shape.text
    for match in _RUN.finditer(text):
        start, end = match.span("run")
        used.update(range(start, end))
        state = status(text[:start]) or status(text[end:])
        tally.runs.append(Part(state, None, end - start, shape, start, end))


def _add_items(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add the items of a list that stand in a sentence: "Scale: silent", "101 ok, 102 no"."""
    if (match := _COUNTED_ITEM.match(shape.text)) and not _names_units(shape.words[: match.start("n")]):
        place = match.start("n")
        used.add(place)
        state = "D" if match.group("state")[0] in "DnC" else "W"
        tally.items.append(Part(state, None, shape.value(place), shape, place, place + 1, exact=True))
        return
    for match in _ITEM.finditer(shape.text):
        start, end = match.span("label")
        if start not in used:
            state = "D" if match.group("state")[0] in "DnC" else "W"
            tally.items.append(Part(state, None, 1, shape, start, end))


# --- shares -----------------------------------------------------------------------------------------------------------

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
_CALL_WORDS = frozenset((
    "call", "calls", "caller", "callers", "attempt", "attempts", "try", "tries", "invite", "invites", "llamadas",
    "llamada", "appels", "appel", "times",
))  # fmt: skip
_BEHIND_CALL = frozenset((
    "taker", "takers", "handler", "handlers", "agent", "agents", "desk", "desks", "center", "centre", "centers",
    "centres", "operators", "operator", "box", "boxes", "point", "points", "queue", "queues", "group", "groups",
    "park", "waiting", "position", "positions", "station", "stations",
))  # fmt: skip
"""With "call" before them they are people and places: "three call takers of forty"."""
_BEFORE_CALLS = frozenset((
    "of", "the", "all", "de", "our", "inbound", "outbound", "incoming", "outgoing", "their",
))  # fmt: skip


def _add_all_but(shape: Shape, tally: Tally, used: set[int]) -> None:
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


def _add_ratios(shape: Shape, tally: Tally, used: set[int]) -> None:
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


def _add_all_or_none(shape: Shape, tally: Tally, used: set[int]) -> None:
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
    calls = _is_calls(shape, match.start(), match.end())
    return Part(state, 100.0 * part / whole, part, shape, match.start(), match.end(), calls, exact=exact)


def _is_calls(shape: Shape, start: int, end: int) -> bool:
    """Whether calls are counted, not users: "two out of three calls", "3 of 10 attempts"."""
    for place in range(end, min(end + 3, len(shape.words))):
        if _is_call(shape, place):
            return True
        if shape.folded(place) not in _BEFORE_CALLS:
            break
    return any(_is_call(shape, place) for place in range(start, end))


# --- fractions --------------------------------------------------------------------------------------------------------

_FRACTION = re.compile(r"(?:h|(?<!D)%)f[dwSA]{0,3}?#|h(?=f|d[^z])|(?<!D)%(?=f|d|.{0,2}[USDCn])|(?<=[US])h")
_FRACTIONS = {
    "half": 50.0, "third": 33.3, "quarter": 25.0, "fifth": 20.0, "tercio": 33.3, "tiers": 33.3, "quart": 25.0,
    "moitie": 50.0, "mitad": 50.0, "two-thirds": 66.7, "three-quarters": 75.0, "fifths": 20.0, "thirds": 33.3,
    "quarters": 25.0,
}  # fmt: skip
_CLOCK = re.compile("[s,]?[i#]|z")


def _add_fractions(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add shares told as a fraction or a percentage: "a third of the office", "half of the 60 agents"."""
    text = shape.text
    for match in _FRACTION.finditer(text):
        start, end = match.span()
        if end - start > 1 and text[end - 1] == "#":
            used.add(end - 1)
            tally.totals.append(shape.value(end - 1))
        percent = _percent(shape, start)
        if percent is not None:
            state = state_at(text, start, end)
            tally.shares.append(Part(state, percent, 0, shape, start, end, _is_calls(shape, start, end)))


def _percent(shape: Shape, place: int) -> float | None:
    """Return what a fraction or percentage is worth; None where the word tells the time."""
    word = shape.words[place]
    if word is None:
        return None
    if shape.text[place] == "%":
        return word.value if word.value is not None and word.value <= 100 else None
    percent = _FRACTIONS.get(word.folded)
    if percent and place and shape.text[place - 1] == "#" and 2 <= shape.value(place - 1) <= 4:
        percent = min(percent * shape.value(place - 1), 100.0)
    if percent and _CLOCK.match(shape.text, place + 1, place + 3):
        return None  # "half past", "half 9", "half an hour"
    return percent


# --- what is left -----------------------------------------------------------------------------------------------------

_OTHERS = re.compile(r"O[dfwU]{0,2}(?P<rest>#)|(?P<r2>#)U?O")
_HAVE_NOTHING = re.compile(r"\b(?:n'ont|n'a|no tienen?) (?:rien|nada)\b")
"""Nothing is wrong with those spoken of."""
_OF_FIRST = re.compile(r"(?:(?<![#1USdwkhm%])|^)f+[dAw]{0,2}(?P<whole>#)")
_TOTAL = re.compile(r"t[wdf,]{0,2}(?P<t1>#)|S[fdw]d?(?P<t4>#)|(?P<t2>#)[USwA]{0,2},?[yd]{0,2}t|(?P<t3>#)[US]?yA")
_COUNT = re.compile(r"(?P<n>[#1Bk])(?:[dwbgWO]{0,2}?(?P<unit>[US]))?")
_HEADED = re.compile(r",A?(?:([DC]|n[cWU])|[WK])")
_LABEL = re.compile(r"(?:^|,|U)[wfqd]{0,3}(D|W|nW|nc|Cc)(?:,?n[cW])*,?$")


def _add_rest(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add how many others there are: "the other 58 are fine"."""
    text = shape.text
    for match in _OTHERS.finditer(text):
        place = match.start("rest") if match.group("rest") else match.start("r2")
        if place not in used:
            used.add(place)
            state = "W" if _HAVE_NOTHING.search(shape.told.line.plain) else state_at(text, place, match.end())
            tally.rest.append(Part(state, None, shape.value(place), shape, match.start(), match.end()))


def _add_totals(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add numbers that are told as a whole: "of the 9 lines", "20 phones in total"."""
    for pattern in (_OF_FIRST, _TOTAL):
        for match in pattern.finditer(shape.text):
            place = match.start(match.lastgroup or 0)
            if place not in used and shape.value(place) > 1:
                used.add(place)
                tally.totals.append(shape.value(place))


def _add_counts(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add numbers that nothing else has used: "six handsets are dead"."""
    text = shape.text
    for match in _COUNT.finditer(text):
        place, end = match.span()
        if place in used or (value := shape.value(place)) < 1 or _counts_calls(shape, place):
            continue
        state, has_unit = _counted_state(text, place, end), match.group("unit") is not None
        if "T" in text[max(place - 3, 0) : place]:
            state, has_unit = "T", False  # "rebooted the two": a step, not those affected
        exact = has_unit or text[end : end + 2] == "fd" or _is_plural(shape, end)
        tally.counts.append(Part(state, None, value, shape, place, end, exact=exact))


_OF_CALLS = frozenset(("failed", "dropped", "missed", "rejected", "failing"))


def _counts_calls(shape: Shape, place: int) -> bool:
    """Whether a number counts calls by the words beside it: "31 failed calls", "40 calls, 12 cut off"."""
    after = shape.folded(place + 1) if place + 1 < len(shape.words) else ""
    behind = place + (2 if after in _OF_CALLS else 1)
    if behind < len(shape.words) and _is_call(shape, behind):
        return True
    is_unit = shape.text[place + 1 : place + 2] in ("U", "S")
    return place > 2 and not is_unit and shape.text[place - 3 : place] == "#c," and _is_call(shape, place - 2)


def _is_call(shape: Shape, place: int) -> bool:
    after = shape.folded(place + 1) if place + 1 < len(shape.words) else ""
    return shape.folded(place) in _CALL_WORDS and after not in _BEHIND_CALL


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


_IN_ORDER = (
    ("YxX", _add_all_but),
    ("fry", _add_ratios),
    ("0A", _add_all_or_none),
    ("h%", _add_fractions),
    ("O", _add_rest),
    ("ftyS", _add_totals),
    ("#1Bk", _add_counts),
)
"""What a sentence is asked for, each with the characters of which it must hold one."""
