"""
What the words around a number say of those counted: dead, working, or neither, and what is only wished or done.

Each stretch of a shape (`shape`) is read as `D` for dead, `W` for working, `w` for a word about calls only,
`Q` for what is wished, asked or past, and empty where nothing is said.
"""

import re

from app.rules.shares.shape import Shape

_WELL = re.compile(r"n[wd]?e|n[wd]{0,2}j|0[^,]{0,3}[Dej]")
_DEAD = re.compile(
    r"[nC][^#,DOxgvq]{0,3}?[cWKa]|n[vrf]{0,2}d?[Us]|[Cn](?=[,g]|$)|C[^#,v]{0,2}(?=,|$)|0[^,#]{0,4}[cW]|[Dj]|E(?!f)"
)
PLAINLY_DEAD = re.compile(
    r"[nC][^#,DOxgvq]{0,3}?[cWKa]|n[vrf]{0,2}d?U|C(?=[,g]|$)|0[^,#]{0,4}[cW]|U[^#,v]{0,4}D"
    r"|^[#wUiS]{1,3},?n$|cD|Dc|dD|D$"
)
"""Something is dead by a sentence's own words, whatever else it says."""
_BARE = frozenset("DjE")
_WORKS = re.compile(r"[WKR]|(?<=L)[dw]?c")
_NUMBER = re.compile(r"[#1BkO]")
_REACH = 14
"""Characters from a number within which its condition is told."""
_NEGATED = 3
_WISHED = re.compile(r"q.{0,6}$|T[^,]{0,2}$|F[^,]{0,3}$|p[dw]?D[^,]{0,3}$")
_WISHED_BEHIND = re.compile(r"[^,]{0,4}(?:[qF]|p[dw]{0,2}[Dn](?!.{0,6}s))|[^,s]{0,8}p[dw]{0,3}D[^s]*$")
_WISHES = frozenset("qTFp")
"""One of them stands in all that is wished, done or past."""
_OTHER_CLAUSE = "#1O,"
"""What is told before one of these is told of others."""


def is_dead(shape: Shape) -> bool:
    """Return whether a sentence tells of something dead, plainly or by one word."""
    text = shape.text
    if ("D" in text or "E" in text) and "v" not in text:
        return True
    return PLAINLY_DEAD.search(text) is not None


def status(text: str) -> str:
    """Return `D` where a stretch tells of dead units, `W` of working ones, an empty text where of neither."""
    if _WELL.search(text):
        return "W"
    match = _DEAD.search(text)
    if match and not (match.group() in _BARE and "v" in text[: match.end()] and "c" not in text):
        return "D"
    return "W" if _WORKS.search(text) else "w" if "c" in text else ""


def state_at(text: str, start: int, end: int) -> str:
    """
    Return what is said of the number at a place: behind it, else before it; `Q` where it is wished or done.

    A "not" or "cannot" at the end of its reach is read with what it goes with.
    """
    following = _NUMBER.search(text, end)
    last = following.start() if following else len(text)
    stop = min(last, end + _REACH)
    if text[stop - 1] in "nC":
        stop = min(last, stop + _NEGATED)
    behind = text[end:stop]
    before = text[max(start - _REACH, 0) : start]
    if not _WISHES.isdisjoint(before + behind) and (_WISHED.search(before) or _WISHED_BEHIND.match(behind)):
        return "Q"
    if found := status(behind):
        return found
    return status(before[max(map(before.rfind, _OTHER_CLAUSE)) + 1 :])


def state_of_all(text: str, start: int, end: int) -> str:
    """Return what is said of all of some: more than of a part, it must stand in the same clause."""
    comma = text.find(",", end)
    clause = text[text.rfind(",", 0, start) + 1 : comma if comma >= 0 else len(text)]
    if "b" in clause or "v" in text or _WISHED.search(text[:start]):
        return "Q"
    return state_at(clause, start - text.rfind(",", 0, start) - 1, end - text.rfind(",", 0, start) - 1)
