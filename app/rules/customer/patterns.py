"""
Patterns over plain words, and an index of many of them by the word they begin with.

There are hundreds of ways of saying that a customer is cut off. They are found by their first word, so that one pass
over a report tries few of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

STOP = " ¶"
"""Stands between two sentences; no gap of a pattern leads over it."""


def upto(count: int) -> str:
    """Return a pattern for at most so many words of the same sentence."""
    return rf"(?: [^ ¶]+){{0,{count}}}?"


def pattern(*branches: str) -> re.Pattern[str]:
    """Return one pattern that begins and ends at the border of a word."""
    return re.compile(rf" (?:{'|'.join(branches)})(?= )")


def citable_pattern(*branches: str) -> re.Pattern[str]:
    """Return the same, beginning with the word itself: what it matches can be cited."""
    return re.compile(rf"(?<= )(?:{'|'.join(branches)})(?= )")


class Ways:
    """Ways of saying some things: branches of patterns by the name of each thing."""

    def __init__(self, ways: Mapping[str, Sequence[str]]) -> None:
        self._by_first_word = _by_first_word(ways)

    def finditer(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield all that is said in a text, by name: in the order of its words, and at one word in that of the ways."""
        begins, numbers = self._by_first_word.get, self._by_first_word["#"]
        place = 1
        for word in text.split(" ")[1:]:
            for name, way in begins(word) or (numbers if word.isdigit() else ()):
                if match := way.match(text, place):
                    yield name, match
            place += len(word) + 1


def _by_first_word(ways: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the ways of saying each thing by the word they begin with; `#` stands for a number."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, branches in ways.items():
        grouped: dict[str, list[str]] = {}
        for branch in (one for text in branches for one in _alternatives(text)):
            for word in _first_words(branch):
                grouped.setdefault(word, []).append(branch)
        for word, parts in grouped.items():
            found.setdefault(word, []).append((name, re.compile(rf"(?:{'|'.join(parts)})(?= )")))
    for word in filter(str.isdigit, tuple(found)):
        found[word] += found["#"]
    return found


def _alternatives(text: str) -> list[str]:
    """Return the branches of a pattern, split at its outermost bars."""
    found, depth, start = [], 0, 0
    for place, one in enumerate(text):
        if one == "|" and depth == 0:
            found.append(text[start:place])
            start = place + 1
        depth += (one in "([") - (one in ")]")
    return [*found, text[start:]]


def _first_words(branch: str) -> set[str]:
    """Return the words a branch may begin with; `#` stands for a number."""
    if not branch.startswith("(?:"):
        word = branch.split(" ", 1)[0].split("(", 1)[0]
        if branch.startswith(("[0-9]", "(?P<")):
            return {"#"}
        return {word[:-2], word[:-1]} if word.endswith("?") else {word}
    depth, end = 0, 0
    for end, one in enumerate(branch):
        depth += (one in "([") - (one in ")]")
        if depth == 0 and end > 1:
            break
    found = {word for one in _alternatives(branch[3:end]) for word in _first_words(one)}
    rest = branch[end + 1 :]
    if rest.startswith("?"):  # the group may be missing, as may the blank at its end
        found |= _first_words(rest[1:].lstrip())
    return found
