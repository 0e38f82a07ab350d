"""
Groups of letters: four, five and six in a row, across the gaps between words too.

They know a word by its parts: misspelled, inflected, or of another language. A report shows a thousand of them. All
groups that begin at one place are looked up at once, by the longest: what a look-up costs is the memory it touches.
"""

from collections.abc import Iterable
from itertools import pairwise

from app.rules.weights import Weights

SIZES = (4, 5, 6)


def stretches(texts: Iterable[str]) -> set[str]:
    """Return the longest group that begins at each place of some texts; at their ends it is shorter."""
    return {text[at : at + SIZES[-1]] for text in texts for at in range(len(text) - SIZES[0] + 1)}


def groups(texts: Iterable[str]) -> set[str]:
    """Return all groups of letters in some texts."""
    return {one[:size] for one in stretches(texts) for size in SIZES if size <= len(one)}


class Groups(dict[str, int]):
    """
    For each group known the sum of its row and the rows of the shorter ones it begins with; made when asked for.

    Two stretches that begin alike share groups: what they share is counted with both, and taken off once.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights
        self._is_complete = False

    def prepare(self) -> None:
        """Make all sums now."""
        for group in self._weights:
            self[group]  # made by asking for it
        self._is_complete = True

    def sum(self, texts: Iterable[str]) -> int:
        """Return the sum of the rows of all groups in some texts, each counted once."""
        found = sorted(stretches(texts))
        shared = [
            one[:5] if one[:5] == other[:5] else one[:4] for one, other in pairwise(found) if one[:4] == other[:4]
        ]
        return sum(map(self.__getitem__, found)) - sum(map(self.__getitem__, shared))

    def __missing__(self, group: str) -> int:
        if self._is_complete:
            known = self.get(group[:5])
            return self.get(group[:4], 0) if known is None else known
        shorter = self[group[:-1]] if len(group) > SIZES[0] else 0
        row = self._weights.packed(group)
        if row:  # what is unknown is not kept: there is no end of it
            self[group] = row + shorter
        return row + shorter
