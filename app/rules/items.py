"""
The items of a list in a ticket: numbered, lettered or with bullets, on lines of their own or in a row.

Partners save up questions, and now and then a fault stands among them. Each item is read alone by whoever asks
(`app.rules.triage`); nothing here knows what an item says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST = 12
"""Items read of one ticket; a longer list is a log or a table."""
LONGEST = 1_500
"""Characters read of one item."""
SHORTEST_BULLET = 4
"""Words from which what stands behind a bullet is read alone: names and numbers beneath a request are part of it."""
LABEL = 3
"""Words of what stands before a colon in a form (`- Number of users: 40`), which is no list of matters either."""

_MARK = re.compile(r"(?:^[ \t>]*|(?<=\s))\(?(?P<mark>\d{1,2}|[a-l])(?P<end>[.)])(?=[ \t]*[^\s\d.,)])", re.MULTILINE)
_BULLET = re.compile(r"^[ \t>]*[-*•·–‣●][ \t]+(?=\S)", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t>]*\r?\n")
_LABEL = re.compile(r"[^:\n]{1,40}:(?=\s)")
_WITHDRAWN = re.compile(
    r"\b(?:ignor\w+|disregard|skip|forget(?: about)?|scratch|oubli\w+|olvid\w+)"
    r" (?:item |point |number |question |no\.? ?|numero |el |la |le |punto |#)*(?P<mark>\d{1,2}|[a-l])\b",
    re.IGNORECASE,
)
_QUOTING = re.compile(r"^[ \t]*>[ \t>]*", re.MULTILINE)
_ENDED = ".!?:;,)\n"
"""What stands before `1.` where it is the mark of an item; `1)` may stand anywhere."""
_COUNTED = (("1)", "2)"), ("1.", "2."), ("a)", "b)"), ("a.", "b."))
"""The first two marks of a list that counts."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its words, and where they stand in the text."""

    text: str
    """As written, without its mark; each letter of a quoted line keeps its place."""
    start: int


def may_hold_items(text: str) -> bool:
    """Whether a text may hold a list of two or more, quoted lines and all: most tickets do not."""
    for first, second in _COUNTED:
        if first in text and second in text:
            return True
    return "\n" in text and _BULLET.search(text) is not None


def items(text: str) -> list[Item]:
    """Return the items of a text in order, without those it takes back; empty where it holds no list of two or more."""
    marks = _numbered(text)
    has_bullets = not marks
    if has_bullets:
        marks = list(_BULLET.finditer(text))
    if len(marks) < 2:
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    withdrawn = {one["mark"].lower() for one in _WITHDRAWN.finditer(text)}
    found = []
    for mark, end in zip(marks[:MOST], ends, strict=False):
        item = _item(text, mark.end(), end)
        if not (_is_part(item.text) if has_bullets else mark["mark"] in withdrawn):
            found.append(item)
    return found


def _is_part(text: str) -> bool:
    """Whether what stands behind a bullet is a name, a number or a line of a form rather than a matter of its own."""
    label = _LABEL.match(text.strip())
    return len(text.split()) < SHORTEST_BULLET or (label is not None and len(label.group().split()) <= LABEL)


def _numbered(text: str) -> list[re.Match[str]]:
    """Return the marks of the first list that counts from its beginning: 1, 2, … or a, b, …"""
    marks = list(_MARK.finditer(text))
    for style in (")", ".") if len(marks) > 1 else ():
        for counted in ("123456789", "abcdefghijkl"):
            found = list(_in_order(text, marks, style, counted))
            if len(found) > 1:
                return found
    return []


def _in_order(text: str, marks: Sequence[re.Match[str]], style: str, counted: Sequence[str]) -> Iterator[re.Match[str]]:
    wanted = 0
    for match in marks:
        if wanted == len(counted):
            return
        if match["end"] != style or match["mark"] != counted[wanted] or not _may_begin(text, match):
            continue
        wanted += 1
        yield match


def _may_begin(text: str, match: re.Match[str]) -> bool:
    """Whether a mark stands where an item begins; within a line letters number parts of a sentence."""
    start = match.start()
    if start == 0 or text[start - 1] == "\n":
        return True
    if match["mark"].isalpha():
        return False
    before = text[max(0, start - 3) : start].rstrip(" \t")
    return match["end"] == ")" or (bool(before) and before[-1] in _ENDED)


def _item(text: str, begin: int, end: int) -> Item:
    """Return one item: up to the next mark, the end of its paragraph, or the most that is read."""
    words = _QUOTING.sub(lambda match: " " * len(match.group()), text[begin : min(end, begin + LONGEST)])
    if paragraph := _PARAGRAPH.search(words):
        words = words[: paragraph.start()]
    return Item(words, begin)
