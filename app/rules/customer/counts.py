"""What a report counts of phones and people, and whether a number is all of them or a part."""

import re
from collections.abc import Sequence

from app.rules.reader import Facts, Told
from app.rules.words import NUMBER_WORDS

_HEADS = ("PHONE", "USER", "DID", "room", "bed", "unit", "classroom")
"""What is counted where a customer as a whole is spoken of."""
WHOLE = 0.7
"""Least part of the phones counted that is taken for all of them: the rest may be spares."""
_MOST_OF_ONE_LINE = 3
"""Phones or users a customer with a single line may count."""
_NUMBERS = tuple(word for word, value in NUMBER_WORDS.items() if 1 < value < 20)
_OF_MANY = re.compile(
    rf" ({'|'.join(_NUMBERS)}|[0-9]+)(?: [^ ¶]+){{0,5}} (?:of|out of|from|de|sur)(?: [^ ¶]+){{0,2}}? "
    rf"([0-9][0-9,]+)(?= (?!pm|am|h ))"
)


def is_part(phrase: str, told: Sequence[Told]) -> bool:
    """Return whether a phrase begins with a number of phones or people, and a report counts more of them elsewhere."""
    counted = _worth(phrase.split(" ", 1)[0])
    return counted is not None and 0 < counted < WHOLE * _largest(told)


def is_large(facts: Facts) -> bool:
    """Return whether a report counts more phones or users than a customer with a single line has."""
    return any(
        count.value > _MOST_OF_ONE_LINE and count.unit in ("PHONE", "USER")
        for told in facts.told
        for count in told.counts
    )


def tells_a_part(text: str) -> bool:
    """Return whether some of more of them are told of, such as 3 of 40."""
    return any(_is_less(match) for match in _OF_MANY.finditer(text))


def _largest(told: Sequence[Told]) -> float:
    """Return the largest number of phones or people a report counts."""
    counted = (count.value for one in told for count in one.counts if count.unit in _HEADS)
    return max((*counted, *(other for one in told for other in one.others)), default=0)


def _is_less(match: re.Match[str]) -> bool:
    """Whether a number is less than the one it is a part of."""
    part, whole = (_worth(one) or 0 for one in match.groups())
    return 0 < part < whole


def _worth(word: str) -> float | None:
    """Return what a number is worth, in figures or in letters."""
    figures = word.replace(",", "")
    return float(figures) if figures.isdecimal() else NUMBER_WORDS.get(word)
