"""Shares told as a fraction or a percentage: "a third of the office", "half of the 60 agents"."""

import re

from app.rules.shares.calls import are_calls
from app.rules.shares.condition import state_at
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape

_FRACTION = re.compile(r"(?:h|(?<!D)%)f[dwSA]{0,3}?#|h(?=f|d[^z])|(?<!D)%(?=f|d|.{0,2}[USDCn])|(?<=[US])h")
_FRACTIONS = {
    "half": 50.0, "third": 33.3, "quarter": 25.0, "fifth": 20.0, "tercio": 33.3, "tiers": 33.3, "quart": 25.0,
    "moitie": 50.0, "mitad": 50.0, "two-thirds": 66.7, "three-quarters": 75.0, "fifths": 20.0, "thirds": 33.3,
    "quarters": 25.0,
}  # fmt: skip
_CLOCK = re.compile("[s,]?[i#]|z")


def add_fractions(shape: Shape, tally: Tally, used: set[int]) -> None:
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
            tally.shares.append(Part(state, percent, 0, shape, start, end, are_calls(shape, start, end)))


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
