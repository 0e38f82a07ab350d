"""
Shares, counts and totals told in a sentence, each with whether those counted work.

Small patterns over the shape of a sentence (`shape`) say which number is the part and which the whole. What only
several sentences tell (a part here, the total there) is for `whole` to put together.
"""

import re

from app.rules.scope import Line
from app.rules.shares.codes import words_of
from app.rules.shares.counts import add_counts, add_rest, add_totals
from app.rules.shares.fractions import add_fractions
from app.rules.shares.lists import add_items, add_runs
from app.rules.shares.parts import Tally
from app.rules.shares.ratios import add_all_but, add_all_or_none, add_ratios
from app.rules.shares.shape import Shape

_LONGEST_ITEM = 5
_COUNTABLE = re.compile("[#1%hk]")
_RETOLD = re.compile(r"\b(?:scrap|i (?:said|wrote|thought)|first i|not meant|promised)\b")

_COUNTING = words_of("1%hk") | {"N"}
_ITEM_STATES = words_of("DWnKcC")
_DIGIT = re.compile(r"\d")


def may_tell(line: Line) -> bool:
    """Whether a sentence may count something, or be an item of a list: most are not worth a shape."""
    meanings = line.meanings
    if not _COUNTING.isdisjoint(meanings):
        return True
    words = line.plain_set
    if not _COUNTING.isdisjoint(words):
        return True
    if len(line.kept) <= _LONGEST_ITEM and not (_ITEM_STATES.isdisjoint(meanings) and _ITEM_STATES.isdisjoint(words)):
        return True
    if _DIGIT.search(line.plain) is None:
        return False
    return any(word.value is not None for word in line.kept)  # with a meaning of its own, as 911 has


def gather(shape: Shape, tally: Tally) -> None:
    """Add the shares, counts and totals of a sentence; each number is used once, by the first that knows it."""
    text = shape.text
    used: set[int] = set()
    if len(text) <= _LONGEST_ITEM:
        add_items(shape, tally, used)
    if not _COUNTABLE.search(text) or text.endswith("?") or _RETOLD.search(shape.told.line.plain):
        return
    add_runs(shape, tally, used)
    if len(text) > _LONGEST_ITEM:
        add_items(shape, tally, used)
    told = frozenset(text)
    for needs, add in _IN_ORDER:
        if not told.isdisjoint(needs):
            add(shape, tally, used)


_IN_ORDER = (
    ("YxX", add_all_but),
    ("fry", add_ratios),
    ("0A", add_all_or_none),
    ("h%", add_fractions),
    ("O", add_rest),
    ("ftyS", add_totals),
    ("#1Bk", add_counts),
)
"""What a sentence is asked for, each with the characters of which it must hold one."""
