"""
Tables of weights: a row of whole numbers for each feature, a column for each kind of ticket.

A report shows hundreds of features and there are dozens of kinds. Each row becomes one large whole number with a lane
of 64 bits for each column, so that adding up all rows of a report is a plain sum, done in C. Of the many thousand rows
in a file a ticket needs few: a row is read when a report first shows its feature, and kept.
"""

import struct
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator
from itertools import dropwhile
from math import sqrt
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
HUNDREDTHS = 100.0
"""Files hold whole numbers: hundredths; nothing stands for zero."""
LENGTH = 4.0
"""Length to which a feature vector is brought; the weights are trained with it."""
COLUMNS = "(columns)"
BIAS = "(bias)"
_UNIT = HUNDREDTHS * HUNDREDTHS
"""A lane holds rarity times weight, each in hundredths."""
_SIGN = 1 << 63
"""Turned over and taken off again in each lane, it makes negative numbers of the lane borrow from the next."""
_HALF = 1 << 62
"""Added to each lane while it is packed or read, so that no lane borrows from the next."""


class Weights:
    """Rows of weights by the key of their feature: its name, or what `key_of` makes of it."""

    def __init__(self, lines: Iterable[str], key_of: Callable[[str], Hashable] = str) -> None:
        """
        Take the lines of a file: columns, bias, then a feature's name, its rarity and its weights a line.

        Rarity is the inverse document frequency. What stands before the columns is comment.
        """
        said = dropwhile(lambda line: not line.startswith(COLUMNS), lines)
        _, *columns = next(said).split("\t")
        _, *bias = next(said).split("\t")
        self.columns = tuple(columns)
        self._bias = tuple(_number(text) / HUNDREDTHS for text in bias)
        self._lanes = struct.Struct(f"<{len(columns) + 1}Q")
        self._signed = struct.Struct(f"<{len(columns) + 1}q")
        self._signs = int.from_bytes(self._lanes.pack(*[_SIGN] * (len(columns) + 1)), "little")
        self._halves = int.from_bytes(self._lanes.pack(*[_HALF] * (len(columns) + 1)), "little")
        self._rows: dict[Hashable, int | str] = {key_of(row[:end]): row for row in said if (end := row.find("\t")) >= 0}

    def __iter__(self) -> Iterator[Any]:
        """Return the keys of the features known."""
        return iter(self._rows)

    def scores(self, keys: Collection[Hashable]) -> tuple[list[float], float]:
        """Return a score for each column, and what one unit of a row (see there) adds to it."""
        length, *sums = self._unpacked(self._sum(keys))
        unit = LENGTH / (sqrt(length / _UNIT) or 1.0) / _UNIT
        return [bias + unit * total for bias, total in zip(self._bias, sums, strict=True)], unit

    def rows(self, keys: Iterable[K], columns: Container[int]) -> Iterator[tuple[K, list[int]]]:
        """Yield each known key with its weights in some columns, times its rarity, in units of a ten-thousandth."""
        places = range(len(self.columns))
        some = struct.Struct(f"<8x{''.join('Q' if place in columns else '8x' for place in places)}")
        halves, size = self._halves, self._lanes.size
        for key in keys:
            if row := self.packed(key):
                yield key, [lane - _HALF for lane in some.unpack((row + halves).to_bytes(size, "little"))]

    def packed(self, key: Hashable) -> int:
        """Return a feature's row as one number, 0 for an unknown feature."""
        row = self._rows.get(key, 0)
        if isinstance(row, str):
            row = self._rows[key] = self._packed(row)
        return row

    def pack(self) -> None:
        """Read every row now, so that no report waits for those it is the first to show; half a second in all."""
        for key in self._rows:
            self.packed(key)

    def _sum(self, keys: Collection[Hashable]) -> int:
        """Return the sum of the rows of all known keys."""
        rows = self._rows
        try:
            return sum(filter(None, map(rows.get, keys)))  # type: ignore[arg-type]  # a row unread yet ends in the except
        except TypeError:
            for key in keys:
                self.packed(key)
        return self._sum(keys)

    def _packed(self, line: str) -> int:
        """Return a line's row: its lanes hold the squared rarity and each weight times the rarity."""
        filled = f"{line}\t".replace("\t\t", "\t0\t").replace("\t\t", "\t0\t")
        numbers = list(map(int, filled.split("\t")[1:-1]))
        lanes = int.from_bytes(self._signed.pack(*numbers), "little")
        return ((lanes ^ self._signs) - self._signs) * numbers[0]

    def _unpacked(self, packed: int) -> list[int]:
        lanes = self._lanes.unpack((packed + self._halves).to_bytes(self._lanes.size, "little"))
        return [lane - _HALF for lane in lanes]


def _number(text: str) -> int:
    return int(text) if text else 0
