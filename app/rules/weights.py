"""
Tables of weights: a row of whole numbers for each feature, a column for each kind of ticket.

A report shows hundreds of features and there are dozens of kinds. Each row becomes one large whole number with a lane
of 64 bits for each column, so that adding up all rows of a report is a plain sum, done in C. Of the many thousand rows
in a file a ticket needs few: a row is read when a report first shows its feature, and kept.
"""

import struct
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import dropwhile
from math import sqrt

HUNDREDTHS = 100.0
"""Files hold whole numbers: hundredths; nothing stands for zero."""
LENGTH = 4.0
"""Length to which a feature vector is brought; the weights are trained with it."""
COLUMNS = "(columns)"
BIAS = "(bias)"
_UNIT = HUNDREDTHS * HUNDREDTHS
"""A lane holds rarity times weight, each in hundredths."""
_HALF = 1 << 62
"""Added to each lane while it is packed or read, so that no lane borrows from the next."""


class Weights:
    """Rows of weights by the name of their feature."""

    def __init__(self, lines: Iterable[str]) -> None:
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
        self._halves = int.from_bytes(self._lanes.pack(*[_HALF] * (len(columns) + 1)), "little")
        self._rows: dict[str, int | str] = {
            name: rest for name, _, rest in (row.partition("\t") for row in said) if rest
        }
        self._told: dict[str, Sequence[int]] = {}

    def __iter__(self) -> Iterator[str]:
        """Return the names of the features known."""
        return iter(self._rows)

    def scores(self, names: Collection[str]) -> tuple[list[float], float]:
        """Return a score for each column, and what one unit of a row (see there) adds to it."""
        length, *sums = self._unpacked(self._sum(names))
        unit = LENGTH / (sqrt(length / _UNIT) or 1.0) / _UNIT
        return [bias + unit * total for bias, total in zip(self._bias, sums, strict=True)], unit

    def row(self, name: str) -> Sequence[int] | None:
        """Return a feature's weights times its rarity, in units of a ten-thousandth; None for an unknown feature."""
        told = self._told.get(name)
        if told is None and name in self._rows:
            told = self._told[name] = self._unpacked(self._sum((name,)))[1:]
        return told

    def _sum(self, names: Collection[str]) -> int:
        """Return the sum of the rows of all known names."""
        rows = self._rows
        try:
            return sum(filter(None, map(rows.get, names)))  # type: ignore[arg-type]  # a row unread yet ends in the except
        except TypeError:
            for name in names:
                if isinstance(row := rows.get(name), str):
                    rows[name] = self._packed(row)
        return self._sum(names)

    def _packed(self, text: str) -> int:
        rarity, *weights = (_number(part) for part in text.split("\t"))
        lanes = (rarity * rarity + _HALF, *(rarity * weight + _HALF for weight in weights))
        return int.from_bytes(self._lanes.pack(*lanes), "little") - self._halves

    def _unpacked(self, packed: int) -> list[int]:
        lanes = self._lanes.unpack((packed + self._halves).to_bytes(self._lanes.size, "little"))
        return [lane - _HALF for lane in lanes]


def _number(text: str) -> int:
    return int(text) if text else 0
