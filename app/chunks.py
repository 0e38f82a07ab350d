"""Long lists in parts, since a database limits the values of one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def chunks(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the list in parts of at most `size`, in order; nothing for an empty one."""
    for start in range(0, len(whole), size):
        yield whole[start : start + size]
