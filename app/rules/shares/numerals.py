"""What a number is by its neighbours: a count, the name of one thing, an error code, a range, or no count at all."""

import re
from collections.abc import Sequence

from app.rules.cues import word_set
from app.rules.shares.codes import code_of
from app.rules.words import Word

LARGEST = 100_000
"""From here on a number counts nobody."""
_ERRORS = frozenset((
    401, 403, 404, 405, 406, 407, 408, 480, 481, 482, 484, 486, 487, 488, 500, 502, 503, 504, 603, 604,
))  # fmt: skip
"""Codes of SIP and HTTP that tickets cite."""
_PLURAL_UNIT = re.compile(r"s$|people|staff|folk|crew|nos|foremen|person")
_ARTICLES_OF_ONE = word_set("el le")
"""Before a number they name one thing: counted things are "los 33" and "les 18"."""
_NUMBERED = word_set("floor line level shift wing row bay")
_BEFORE_IDS = word_set(
    "at since until till before after by to version vlan port level press key customer ticket id"
    " step option page rule line item sip error code ref case invoice order question v firmware model"
)
_THROUGH = word_set("to thru through al a bis until till hasta -")
_UNITS = ("U", "S")


def numeral_code(kept: Sequence[Word], place: int, source: str) -> str:
    """Return `#` for a count, `1` for one that is named by its number, `E` for an error code, `i` for any other."""
    after = code_of(kept[place + 1]) if place + 1 < len(kept) else ""
    return _compound(kept[place], after, source) or _ordinal(kept, place, after) or _number(kept, place, after)


def _number(kept: Sequence[Word], place: int, after: str) -> str:
    """Tell a count from an error code, a time, or the number of a thing ("room 14", "ext 412")."""
    word = kept[place]
    value = word.value
    if value is None or value >= LARGEST:
        return "i"
    if value in _ERRORS and after not in ("f", *_UNITS):
        return "E"
    if (
        after == "z"
        or (word.folded[0] == "0" and len(word.folded) > 1)
        or (value == 200 and after == "W")
        or (value >= 10_000 and "," not in word.folded)
    ):
        return "i"
    if place and after not in _UNITS and _is_name(kept, place, after):
        return "i"
    return "#" if value == int(value) else "i"


_OF_ONE = word_set("is has hears rings says can't cannot gets does doesn't keeps shows drops est n'a es tiene no")


def _ordinal(kept: Sequence[Word], place: int, after: str) -> str:
    """Return the code of one thing for a number that tells which of some it is, "user 3 of 5"; empty for another."""
    if not place or after != "f":  # no "of" behind it
        return ""
    word, before = kept[place], kept[place - 1]
    if word.start - before.end != 1 or not word.folded.isdigit():
        return ""
    if code_of(before) != "U" or _PLURAL_UNIT.search(before.folded):
        return ""
    whole = _whole_behind(kept, place)
    if whole is None or kept[whole].value == word.value:  # "phone 18 of 18" is the last of all
        return ""
    # "Handset 12 of 14 dead" may be a count; "phone 12 of 14 is dead" is one.
    is_singular = whole + 1 < len(kept) and kept[whole + 1].folded in _OF_ONE
    return "1" if is_singular or 2 * (word.value or 0) < (kept[whole].value or 0) else ""


def _whole_behind(kept: Sequence[Word], place: int) -> int | None:
    """Return the place of the number of which one before an "of" is: the 5 of "user 3 of 5"; none in "12 de la rue"."""
    return next((at for at in range(place + 2, min(place + 4, len(kept))) if kept[at].value is not None), None)


def _is_name(kept: Sequence[Word], place: int, after: str) -> bool:
    """Whether a number is not a count but tells which one of the things before it is meant."""
    word, before = kept[place], kept[place - 1]
    if place > 1 and before.folded in ("las", "la") and kept[place - 2].folded == "a":
        return word.value is not None and word.value < 25  # "a las 5"
    if word.start - before.end != 1 or not (word.folded.isdigit() or before.folded in _NUMBERED):
        return False
    if after == "f" and _whole_behind(kept, place) is not None:
        return False
    if before.folded in _ARTICLES_OF_ONE or before.folded in _BEFORE_IDS:
        return True
    return code_of(before) in ("z", *_UNITS) and not _PLURAL_UNIT.search(before.folded)


_PART_BEFORE = re.compile(r"\d\.\d")
_PARTS_BEHIND = re.compile(r"\.\d+\.\d")


def _compound(word: Word, after: str, source: str) -> str:
    """
    Return what a number is that is part of something longer, empty where it is none.

    It may go on behind a hyphen, such as "30-odd" or "24-port", or stand in an address: "198.51.100.40".
    """
    start, end = max(word.start - 2, 0), word.end
    if (
        "." in source[start : end + 1]
        and after not in ("f", *_UNITS)
        and (_PART_BEFORE.match(source, start) or _PARTS_BEHIND.match(source, end))
    ):
        return "i"
    if source[end : end + 1] != "-" or not source[end + 1 : end + 2].isalpha() or not word.folded.isdigit():
        return ""
    return "#" if source.startswith(("-odd", "-ish", "-some"), end) else "i"


def range_of(kept: Sequence[Word], place: int, gap: str) -> int:
    """Return how many extensions stand between two numbers, 0 where they are no range."""
    if not place:
        return 0
    before = kept[place - 1]
    if gap != "-":
        if place < 2 or before.folded not in _THROUGH:
            return 0
        unit, before = (kept[place - 3] if place > 2 else before), kept[place - 2]
        if code_of(unit) not in "US" and unit.folded not in ("nrs", "block", "range"):
            return 0
    first, last = before.value, kept[place].value
    if first is None or last is None or not before.folded.isdigit() or len(before.folded) != len(kept[place].folded):
        return 0 if first != 1 or not last or gap == "-" else int(last)
    return int(last - first) + 1 if 1 <= last - first < 1000 and (gap != "-" or first >= 100) else 0


def take_back(codes: list[str], words: list[Word | None], first: Word) -> bool:
    """Take back what stands behind the first number of a range; return whether that is left."""
    while codes and codes[-1] in "wdfi#" and words[-1] is not first:
        codes.pop()
        words.pop()
    return bool(codes)
