"""
Patterns that are tried only where the words stand without which they cannot match.

A pattern of many branches costs tens of microseconds on each sentence, and most sentences hold none of its words. So
each branch is read once, when it is made, for the words it needs: `no (?:dial )?tone` needs "no" and "tone". Each such
set of words has a bit; the bits of a sentence come from its words, and a branch whose bits are missing is not tried.
What matches is what the pattern alone would match: the leftmost match, and of several there the first branch.
"""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from itertools import product
from operator import or_
from typing import Any

_parser = importlib.import_module("re._parser")
"""Python's own reading of patterns; what is not known of it below is taken to need no word."""

Node = tuple[Any, Any]
MOST_STRINGS = 250
"""Ways of writing one stretch of a pattern that are told apart; a stretch with more is cut."""
MOST_BRANCHES = 16
"""Branches tried one by one; where a pattern has more, neighbours are tried together."""
LONGEST_TAIL = 60
"""Characters behind a group that are written anew behind each of its branches."""
LONGEST_WORD = 40
MANY_WORDS = 100
"""Words of a text from which it is worth leaving out those told twice."""
REMEMBERED = 20_000
"""Words and texts whose bits are kept at hand."""
_EDGE = "\0"
"""The border of a word in a string that a pattern may match."""
_ATOM = re.compile(r"\w+")
_REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
_LOOKS = frozenset(("ASSERT", "ASSERT_NOT"))
_OFTEN = (
    "a an and are at be been by can do for from had has have he in is it no not of off on one or our out s so t that"
    " the their they this to up was we were when will with you your N NOT IT WE ALL are"
)
_COMMON = frozenset(_OFTEN.split())


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines, to be looked for before a pattern is."""
    return frozenset(" ".join(lines).split())


def phrase_pattern(*branches: str) -> re.Pattern[str]:
    """Return one pattern that begins and ends at the border of a word."""
    return re.compile(rf"\b(?:{'|'.join(branches)})\b")


class Cues:
    """
    The words of some patterns that are searched for in the same texts, each set of words with its bit.

    Patterns that read other texts have other cues: the fewer bits, the faster.
    """

    def __init__(self) -> None:
        self._bits: dict[frozenset[str], int] = {}
        self._parts: dict[str, int] = {}
        """Bits by word; a word that may go on at an end carries a `*` there."""
        self._of_word = _Words(self._parts)
        self._of_token = _Tokens(self._of_word)
        self.of_text = lru_cache(maxsize=64)(self._of_text)

    def pattern(self, source: str, flags: int = 0, *, whole: bool = False) -> "Cued":
        """Return a pattern with these cues; one that is asked for `whole` is not cut into branches."""
        return Cued(self, source, flags, whole=whole)

    def bits_for(self, needed: Iterable[frozenset[str]]) -> int:
        """Return the bits of some sets of words."""
        found = 0
        for words in needed:
            found |= self.bit(words)
        return found

    def one_of(self, needed: Sequence[Sequence[frozenset[str]]]) -> int:
        """Return the bit of all words of which one must stand there, whichever of some branches matches."""
        if not all(needed):
            return 0
        return self.bit(frozenset().union(*(one[0] for one in needed)))

    def bit(self, words: frozenset[str]) -> int:
        """Return the bit of a set of words."""
        found = self._bits.get(words)
        if found is None:
            found = self._bits[words] = 1 << len(self._bits)
            for word in words:
                self._parts[word] = self._parts.get(word, 0) | found
            self._of_word.clear()
            self._of_token.clear()
            self.of_text.cache_clear()
        return found

    def of_words(self, words: Iterable[str]) -> int:
        """Return the bits of all words of a text that is cut at its blanks."""
        return reduce(or_, map(self._of_token.__getitem__, words), 0)

    def _of_text(self, text: str) -> int:
        words = text.split(" ")
        return self.of_words(words if len(words) < MANY_WORDS else set(words))


class _Words(dict[str, int]):
    """The bits of each word; a word is looked up when it is first asked for."""

    def __init__(self, parts: Mapping[str, int]) -> None:
        super().__init__()
        self._parts = parts
        self._open: list[tuple[str, str, int]] = []
        """Parts that may go on at an end: which ends, the part without its marks, and its bits."""

    def clear(self) -> None:
        """Forget all words: parts have come in."""
        super().clear()
        self._open = []

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST_WORD:  # no word of a language
            return -1
        found = self._parts.get(word, 0)
        for ends, part, bits in self._open or self._opened():
            if part in word and (
                ends == "**" or (ends == ".*" and word.startswith(part)) or (ends == "*." and word.endswith(part))
            ):
                found |= bits
        if len(self) >= REMEMBERED:
            super().clear()
        self[word] = found
        return found

    def _opened(self) -> list[tuple[str, str, int]]:
        self._open = [
            (("*" if part[0] == "*" else ".") + ("*" if part[-1] == "*" else "."), part.strip("*"), bits)
            for part, bits in self._parts.items()
            if "*" in part
        ]
        return self._open


class _Tokens(dict[str, int]):
    """The bits of what stands between two blanks, such as `n'ont` or `drop-outs`: those of all words in it."""

    def __init__(self, of_word: _Words) -> None:
        super().__init__()
        self._of_word = of_word

    def __missing__(self, token: str) -> int:
        found = reduce(or_, map(self._of_word.__getitem__, _ATOM.findall(token)), 0)
        if len(token) <= LONGEST_WORD:
            if len(self) >= REMEMBERED:
                self.clear()
            self[token] = found
        return found


class Cued:
    """A pattern that looks for its words before it is tried; searches as a compiled pattern does."""

    def __init__(self, cues: Cues, source: str, flags: int = 0, *, whole: bool = False) -> None:
        self._of_text = cues.of_text
        self.pattern = source
        self._flags = flags
        branches = [source] if whole or flags or _CAPTURES.search(source) else _chunks(_split(source))
        needed = [_clauses_of(one, flags) for one in branches]
        self._branches = tuple(
            (cues.bits_for(words), re.compile(one, flags)) for one, words in zip(branches, needed, strict=True)
        )
        self.needs = cues.one_of(needed) if len(needed) > 1 else self._branches[0][0]
        """The bits without which none of its branches is worth a try."""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern as one."""
        return re.compile(self.pattern, self._flags)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in a text, as `re.Pattern.search` does."""
        if end is not None and end < len(text):  # a word cut in two is another word
            return self.compiled.search(text, start, end)
        return self.find(text, self._of_text(text), start)

    def find(self, text: str, bits: int, start: int = 0) -> re.Match[str] | None:
        """Return the first match in a text whose bits are known."""
        if bits & self.needs != self.needs:
            return None
        found: re.Match[str] | None = None
        for needs, pattern in self._branches:
            if bits & needs == needs:
                match = pattern.search(text, start)
                if match and (found is None or match.start() < found.start()):
                    found = match
        return found

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Return all matches in a text, as `re.Pattern.finditer` does."""
        return self.compiled.finditer(text, start) if self._of_text(text) & self.needs == self.needs else iter(())

    def find_all(self, text: str, bits: int) -> Iterator[re.Match[str]]:
        """Return all matches in a text whose bits are known."""
        return self.compiled.finditer(text) if bits & self.needs == self.needs else iter(())

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match at a place, as `re.Pattern.match` does."""
        return self.compiled.match(text, start)

    def findall(self, *arguments: Any) -> list[Any]:
        """Return all that matches, as `re.Pattern.findall` does."""
        return self.compiled.findall(*arguments)

    def sub(self, *arguments: Any) -> str:
        """Return a text with its matches replaced, as `re.Pattern.sub` does."""
        return self.compiled.sub(*arguments)


Pattern = re.Pattern[str] | Cued
"""What can be searched for."""

# --- cutting a pattern into branches ----------------------------------------------------------------------------------

_CAPTURES = re.compile(r"(?<!\\)\((?!\?)|\(\?P[<=]|\\[1-9]")
_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _bars(source: str) -> list[str]:
    """Return a pattern split at its outermost bars."""
    found, depth, start = [], 0, 0
    for piece in _PIECE.finditer(source):
        one = piece.group()
        depth += (one == "(") - (one == ")")
        if one == "|" and depth == 0:
            found.append(source[start : piece.start()])
            start = piece.end()
    return [*found, source[start:]]


def _split(source: str) -> list[str]:
    """Return the branches of a pattern; one that is a group of branches with something around it is spread out."""
    found: list[str] = []
    for branch in _bars(source):
        opened = re.match(r"(?:\\b|\^| )?\(\?:", branch)
        close = _close(branch, opened.end()) if opened else 0
        tail = branch[close + 1 :]
        if not opened or len(tail) > LONGEST_TAIL or (tail and not re.match(r"\\b|\(\?|\$| |\[|\(", tail)):
            found.append(branch)
            continue
        head = opened.group()[:-3]
        found += [f"{head}(?:{one}){tail}" for one in _bars(branch[opened.end() : close])]
    return found


def _close(source: str, start: int) -> int:
    """Return the place of the bracket that closes the group whose inside begins at `start`."""
    depth = 1
    for piece in _PIECE.finditer(source, start):
        depth += (piece.group() == "(") - (piece.group() == ")")
        if depth == 0:
            return piece.start()
    return len(source)


def _chunks(branches: Sequence[str]) -> list[str]:
    size = -(-len(branches) // MOST_BRANCHES)
    return ["|".join(branches[at : at + size]) for at in range(0, len(branches), size)]


# --- reading the words a pattern needs --------------------------------------------------------------------------------


def _clauses_of(source: str, flags: int = 0) -> tuple[frozenset[str], ...]:
    """Return sets of words of each of which one must stand in any text that a pattern matches."""
    if flags & re.IGNORECASE:
        return ()
    found = sorted(set(_clauses(list(_parser.parse(source, flags)))), key=_commonness)
    return tuple(one for one in found[:2] if _commonness(one) < 1.5)


def _commonness(words: frozenset[str]) -> float:
    """Return a guess at how often one of some words stands in a sentence."""
    return sum(map(_weight, words))


@lru_cache(maxsize=REMEMBERED)
def _weight(word: str) -> float:
    bare = word.strip("*")
    if bare in _COMMON:
        return 0.3
    return (0.6 if "*" in word and len(bare) < 3 else 0.02) * (0.5 if len(bare) > 5 else 1.0)


def _clauses(nodes: Sequence[Node]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    strings: set[str] = {""}
    for place, node in enumerate(nodes):
        own = _strings([node])
        if own is not None and len(own) * len(strings) <= MOST_STRINGS:
            strings = {f"{one}{two}" for one in strings for two in own}
            continue
        edge = _EDGE if _borders(nodes[place:], at_end=False) else ""
        found += _needed(f"{one}{edge}" for one in strings)
        if own is None:
            found += _inside(node)
            strings = {_EDGE if _borders(nodes[: place + 1], at_end=True) else ""}
        else:
            strings = own
    return found + _needed(strings)


def _inside(node: Node) -> list[frozenset[str]]:
    """Return what a node needs that may be written in endless ways."""
    kind, value = str(node[0]), node[1]
    if kind == "SUBPATTERN":
        return _clauses(list(value[3]))
    if kind == "ATOMIC_GROUP":
        return _clauses(list(value))
    if kind in _REPEATS and value[0] > 0:
        return _clauses(list(value[2]))
    if kind != "BRANCH":
        return []
    each = [sorted(_clauses(list(one)), key=_commonness) for one in value[1]]
    depth = min(map(len, each))
    return [frozenset().union(*(one[at] for one in each)) for at in range(min(depth, 2))]


def _strings(nodes: Sequence[Node]) -> set[str] | None:
    """Return all strings that nodes may match, None where they are too many or endless."""
    found: set[str] = {""}
    for node in nodes:
        own = _strings_of(node)
        if own is None or len(own) * len(found) > MOST_STRINGS:
            return None
        found = {f"{one}{two}" for one in found for two in own}
    return found


def _strings_of(node: Node) -> set[str] | None:
    kind, value = str(node[0]), node[1]
    if kind == "LITERAL":
        return {chr(value)}
    if kind == "AT":
        return {"" if str(value) == "AT_NON_BOUNDARY" else _EDGE}
    if kind in _LOOKS:
        return {""}
    if kind == "SUBPATTERN":
        return _strings(list(value[3]))
    if kind == "BRANCH":
        each = [_strings(list(one)) for one in value[1]]
        return None if None in each else set().union(*(one or () for one in each))
    if kind == "IN":
        return _letters(value)
    if kind in _REPEATS and value[1] <= 2:
        return _repeated(_strings(list(value[2])), value[0], value[1])
    return None


def _repeated(own: set[str] | None, least: int, most: int) -> set[str] | None:
    if own is None or len(own) ** int(most) > MOST_STRINGS:
        return None
    return {"".join(parts) for times in range(least, most + 1) for parts in product(own, repeat=times)}


def _letters(members: Sequence[Node]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in members:
        if str(kind) == "LITERAL":
            found.add(chr(value))
        elif str(kind) == "RANGE" and value[1] - value[0] < 26:
            found |= {chr(one) for one in range(value[0], value[1] + 1)}
        else:
            return None
    return found


def _borders(nodes: Sequence[Node], *, at_end: bool) -> bool:
    """Whether nodes begin (or end) with no letter or figure, whatever they match."""
    for place in range(len(nodes)):
        at = -1 - place if at_end else place
        kind, value = str(nodes[at][0]), nodes[at][1]
        if kind in _LOOKS:
            continue
        if kind in _REPEATS and value[0] == 0:
            if not _borders(list(value[2]), at_end=at_end):
                return False
            continue
        return _is_border(kind, value, at_end=at_end)
    return False


def _is_border(kind: str, value: Any, *, at_end: bool) -> bool:
    if kind == "LITERAL":
        return not _ATOM.match(chr(value))
    if kind == "AT":
        return str(value) != "AT_NON_BOUNDARY"
    if kind == "SUBPATTERN":
        return _borders(list(value[3]), at_end=at_end)
    if kind == "BRANCH":
        return all(_borders(list(one), at_end=at_end) for one in value[1])
    if kind in _REPEATS:
        return _borders(list(value[2]), at_end=at_end)
    return False


def _needed(strings: Iterable[str]) -> list[frozenset[str]]:
    """Return the sets of words that strings need: of each string the rarest word, and then the second rarest."""
    each = []
    for one in strings:
        words = _words(one)
        if not words:
            return []
        each.append(min(words, key=_weight))
    return [frozenset(each)]


def _words(string: str) -> list[str]:
    """Return the words of a string; where one may go on beyond an end, it carries a `*` there."""
    found = []
    for match in _ATOM.finditer(string):
        left = "" if match.start() else "*"
        right = "" if match.end() < len(string) else "*"
        found.append(f"{left}{match.group()}{right}")
    return found
