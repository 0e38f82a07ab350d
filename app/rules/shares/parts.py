"""What sentences tell of shares: each part with whether those counted work, and all of them together."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from app.rules.shares.shape import Shape

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
