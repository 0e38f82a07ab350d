"""
Shares, counts and totals told in a sentence, each with whether those counted work.

Small patterns over the shape of a sentence (`shape`) say which number is the part and which the whole. What only
several sentences tell (a part here, the total there) is for `whole` to put together.
"""

import re

from app.rules.shares.counts import add_counts, add_rest, add_totals
from app.rules.shares.fractions import add_fractions
from app.rules.shares.lists import add_items, add_runs
from app.rules.shares.parts import Tally
from app.rules.shares.ratios import add_all_but, add_all_or_none, add_ratios
from app.rules.shares.shape import Shape

_LONGEST_ITEM = 5
_COUNTABLE = re.compile("[#1%hk]")
_RETOLD = re.compile(r"\b(?:scrap|i (?:said|wrote|thought)|first i|not meant|promised)\b")


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
