"""Lists: extensions that share a condition, and items that each have one, be they names or departments counted."""

import re
from collections.abc import Sequence

from app.rules.shares.condition import status
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape
from app.rules.words import Word

_RUN = re.compile(r"(?P<run>[#E]g?[#E](?:,?g?[#E]){2,}|(?<=,)[#E]{3,})")
_ITEM = re.compile(
    r"(?:^|,)(?P<label>#|U?[i#]|[wUS][wUSi]{0,2})(?:,|(?=[DnWcC]))(?P<state>[DWnKc]|D\w|n[WcU]|C[cK]?)(?=,|$)"
)
_COUNTED_ITEM = re.compile(r"[wUS]{1,3},(?P<n>#),?(?P<state>[DWK]|n[WcU]|C)[^,#]*$")
"""A whole line that counts a department: "customs (5) nothing", "office (21) ok"."""


def _names_units(words: Sequence[Word | None]) -> bool:
    """Whether a label speaks of users or phones, so that the number behind it is theirs: "User (7) dead"."""
    return any(word is not None and word.meaning in ("USER", "PHONE", "DID") for word in words)


def add_runs(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add lists of extensions that share one condition: "Dead: 101 102 104"."""
    text = shape.text
    for match in _RUN.finditer(text):
        start, end = match.span("run")
        used.update(range(start, end))
        state = status(text[:start]) or status(text[end:])
        tally.runs.append(Part(state, None, end - start, shape, start, end))


def add_items(shape: Shape, tally: Tally, used: set[int]) -> None:
    """Add the items of a list that stand in a sentence: "Scale: silent", "101 ok, 102 no"."""
    if (
        "#" in shape.text
        and (match := _COUNTED_ITEM.match(shape.text))
        and not _names_units(shape.words[: match.start("n")])
    ):
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
