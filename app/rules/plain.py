"""What the plain words of a sentence tell at a glance: which sets of words they belong to, and where a word begins."""

import re
from collections.abc import Iterable

WORD = r"\b(?=\w)"
"""Where a word begins: `\\b` alone would have a pattern try all its branches at the ends of words, too."""


def words_pattern(*branches: str) -> re.Pattern[str]:
    """Return one pattern of whole words with many branches, each of which begins with a letter."""
    return re.compile(rf"{WORD}(?:{'|'.join(branches)})\b")


class Marks:
    """Sets of words, each with a bit: one look-up a word finds all sets that a sentence has words of."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._next = 1

    def add(self, *texts: str) -> int:
        """Return the bit of a new set, of the words of some texts."""
        bit, self._next = self._next, self._next << 1
        for word in " ".join(texts).split():
            self._bits[word] = self._bits.get(word, 0) | bit
        return bit

    def of(self, words: Iterable[str]) -> int:
        """Return the bits of the sets that some words belong to."""
        found, bits = 0, self._bits
        for word in words:
            if word in bits:
                found |= bits[word]
        return found
