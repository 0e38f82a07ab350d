"""Which share speaks for a report: of those told, listed or computed the largest without calls, in its place."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.rules.reader import Facts
from app.rules.shares.condition import PLAINLY_DEAD
from app.rules.shares.failing import works_beside
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape
from app.rules.shares.whole import computed

_SMALL = 8.0
"""Percent below which a share is small by any setting's measure, whichever way its sentence is read."""
_SHORT = 8
"""Words up to which a sentence may leave it to its neighbours to say what is with those it counts."""
_DOUBT = re.compile(r"[?vqFT]")
"""Words of doubt, of wishes and of other devices: what stands beside them is not plainly dead."""
_OTHERS_DEAD = re.compile(r"[OA][^,]{0,6}D")
_EXTENSION = 100
"""From here a number behind a name is that of an extension."""


def best(facts: Facts, tally: Tally, shapes: Sequence[Shape]) -> tuple[Part, float] | None:
    """Return the largest share of those without calls, and the words that tell it."""
    found = [*_without_calls(tally.shares, shapes)] or [*_listed(tally.items, 4), *_listed(tally.runs, 2)]
    if not found and (one := computed(facts, tally)):
        found = [one]
    if not found:
        found = [
            (one, one.percent or 0.0)
            for one in tally.shares
            if _is_small_trouble(one) and not (one.value == 1 and _others_fail(shapes))
        ]
    largest = max(found, key=lambda one: one[1], default=None)
    return largest and _widened(*largest, tally)


_IN_THE_SAME_PLACE = re.compile(
    r"\b(?:same (?:building|hall|house|floor|site|works|plant|room|office|school|campus|store|branch|shop)"
    r"|(?:this|that) (?:building|hall|house|floor))\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:across|over the road|another|not yours|pbx|other (?:customers?|compan\w+|tenants?|firms?|carriers?))\b"
)
_WHOLE_PLACE = 50.0
"""Percent from which those counted are no department, but the place or the tenant itself."""


def _widened(part: Part, percent: float, tally: Tally) -> tuple[Part, float]:
    """Return a share of a department as one of the place it is in, where the others there are counted and well."""
    if not part.exact or not part.value or percent != part.percent or percent >= _WHOLE_PLACE:
        return part, percent
    others = max((one.value for one in tally.rest if one.state == "W" and _is_beside(one)), default=0)
    whole = part.value * 100 / percent
    return (part, 100.0 * part.value / (part.value + others)) if part.value + others > whole else (part, percent)


def _is_beside(rest: Part) -> bool:
    plain = rest.shape.told.line.plain
    return _IN_THE_SAME_PLACE.search(plain) is not None and not _ELSEWHERE.search(plain)


def _without_calls(shares: Sequence[Part], shapes: Sequence[Shape]) -> Iterator[tuple[Part, float]]:
    """Yield the shares told of those without calls, be it by those who have some."""
    for one in shares:
        if one.percent is None:
            continue
        state = _state_of(one, shapes)
        if state == "D":
            yield one, one.percent or 100.0  # "0 of 124 online, the phones are silent": none of them works
        elif one.percent < 100 and one.exact and works_beside(one, state):
            yield one, 100 - one.percent


def _state_of(one: Part, shapes: Sequence[Shape]) -> str:
    """Return what is with those of a share; where the words beside it are silent, other sentences say it."""
    if not one.exact:
        return one.state
    shape = one.shape
    if not one.state and one.value == 1 and _others_fail(shapes):
        return ""  # "Phone 3 of 18" in the subject, and below that it is the only one that works
    state = one.state or (_nearby(shape, shapes) if len(shape.text) <= _SHORT else "")
    if state in ("", "w") and _goes_on_dead(shape, shapes):
        return "D"
    if not state and not _DOUBT.search(shape.text) and PLAINLY_DEAD.search(shape.text):
        return "D"
    return state


def _others_fail(shapes: Sequence[Shape]) -> bool:
    """Whether others, or all, are told to be dead."""
    return any(_OTHERS_DEAD.search(one.text) for one in shapes)


def _nearby(shape: Shape, shapes: Sequence[Shape]) -> str:
    """Return `D` where a sentence near one that tells no state tells of dead units."""
    place = shape.told.number
    near = (*shapes[place + 1 : place + 3], *reversed(shapes[max(place - 2, 0) : place]))
    return next(("D" for one in near if PLAINLY_DEAD.search(one.text) and not one.text.endswith("?")), "")


def _goes_on_dead(shape: Shape, shapes: Sequence[Shape]) -> bool:
    """Whether the next sentence says that those just counted are dead: "they can't be rung"."""
    place = shape.told.number + 1
    return place < len(shapes) and shapes[place].text[:1] == "d" and bool(PLAINLY_DEAD.search(shapes[place].text))


def _is_small_trouble(one: Part) -> bool:
    """Whether few of many are named in a report of a fault, without a word of their being well: "1 of 88"."""
    return one.exact and one.percent is not None and 0 < one.percent < _SMALL and one.state in ("", "w")


def _listed(parts: Sequence[Part], least: int) -> Iterator[tuple[Part, float]]:
    """Return the share of a list's items that do not work."""
    dead = [one for one in parts if one.state == "D"]
    if dead and len(parts) >= least - (len(dead) > 1) and len(dead) < len(parts):
        yield dead[0], max(_part_of(dead, parts, weigh) for weigh in _weights(parts))


def _part_of(some: Sequence[Part], parts: Sequence[Part], weigh: Callable[[Part], int]) -> float:
    return 100.0 * sum(map(weigh, some)) / sum(map(weigh, parts))


def _weights(parts: Sequence[Part]) -> list[Callable[[Part], int]]:
    """Return how much an item of a list may count: its number where each has one, 1 where that may be an extension."""
    numbers = {one.value for one in parts if one.exact}
    are_counted = all(one.exact or one.value > 1 for one in parts) and len(numbers) > 1
    if numbers and (not are_counted or max(numbers) >= _EXTENSION):
        return [lambda one: 1]
    if len({len(str(number)) for number in numbers}) == 1:
        return [lambda one: 1, lambda one: one.value]
    return [lambda one: one.value]
