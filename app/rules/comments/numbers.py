"""Numbers as comments write them: figures, words, and words joined by a hyphen."""

from typing import Final

from app.rules.words import NUMBER_WORDS

_WORDS = sorted(NUMBER_WORDS, key=len, reverse=True)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COMPOUND: Final = rf"(?:{'|'.join(_TENS)})[- ](?:{'|'.join(_ONES)})"
"""Such as "seventy-four"."""
NUMBER: Final = rf"\d{{1,3}}(?:,\d{{3}})+|\d{{1,5}}|{COMPOUND}|{'|'.join(_WORDS)}"
"""A pattern of any of them, to stand in a group of its own."""


def value_of(text: str) -> float:
    """Return the value of a number that `NUMBER` matched; 0 for what is none."""
    bare = text.replace(",", "")
    if bare.isdigit():
        return float(bare)
    return float(sum(_word(part) for part in bare.replace("-", " ").split()))


def _word(text: str) -> int:
    return 1 if text == "one" else NUMBER_WORDS.get(text, 0)
