"""
What the learned reader sees of one sentence of a comment: stems of words, their order, and groups of letters.

Each feature is a short name: `w` a stem, `r` two in a row, `t` three in a row, `s` two with one between, `c` a group of
letters, `len` how long the sentence is. Which number stands there is not seen, only that one does.
"""

import re
from functools import lru_cache
from itertools import pairwise

from app.rules.words import stem

LETTERS = (3, 4, 5)
"""Sizes of the groups of letters."""
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|0|[?!]")
_BEGIN, _END = "^", "$"
_LONG = 6
"""Steps of four words beyond which a sentence is just long."""


def seen(text: str) -> frozenset[str]:
    """Return the features of a folded sentence."""
    told = _TOKEN.findall(_NUMBER.sub("0", text))
    return frozenset((*_of_words([_BEGIN, *map(_stem, told), _END]), *_of_letters(told), f"len:{_length(told)}"))


def _of_words(stems: list[str]) -> list[str]:
    found = [f"w:{one}" for one in stems]
    found += [f"r:{one}_{two}" for one, two in pairwise(stems)]
    for one, two, three in zip(stems, stems[1:], stems[2:], strict=False):
        found += (f"t:{one}_{two}_{three}", f"s:{one}__{three}")
    return found


def _of_letters(told: list[str]) -> list[str]:
    text = f" {' '.join(told)} "
    return [f"c:{text[at : at + size]}" for size in LETTERS for at in range(len(text) - size + 1)]


def _length(told: list[str]) -> int:
    return min(len(told) // 4, _LONG)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return stem(word) if word.isalpha() else word
