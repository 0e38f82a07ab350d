"""When the interpreter looks for garbage by itself."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from app import garbage


class Ring:
    """An object that holds itself, so that only a look for garbage finds it."""

    def __init__(self) -> None:
        self.me = self


def a_ring() -> "weakref.ref[Ring]":
    return weakref.ref(Ring())


def work() -> None:
    """Make as many objects as bring several looks, and throw them away."""
    for _ in range(10_000):
        a_ring()


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.enable()


def test_while_put_off_nothing_is_looked_through() -> None:
    garbage.put_off()
    ring = a_ring()
    work()

    assert ring() is not None


def test_once_settled_down_new_garbage_is_found_and_what_was_there_is_not_looked_through() -> None:
    garbage.put_off()
    there = a_ring()
    garbage.settle_down()
    new = a_ring()
    work()

    assert new() is None
    assert there() is not None
