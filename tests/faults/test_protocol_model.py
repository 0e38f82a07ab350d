"""
The protocol, model-checked: every interleaving of two workers, crashes, lost leases, a lost answer and an agent's edit.

Small enough to be searched completely. It compares what we do (marker *and* compare-and-set) with what would be
simpler, and shows why neither part can be left out: a lock or a fencing token of ours cannot fence a write at
Zendesk, only Zendesk's own comparison can.

One effect; the row of it is `intent`, `sending` or `done` and has a lease with a token. A worker claims, reads the
ticket, writes, records. A live worker can lose its lease at any moment (a long pause) and go on as if it had not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import pytest


class Protocol(StrEnum):
    BLIND = "blind PUT"
    MARKER = "marker"
    COMPARE = "marker and compare-and-set"


IDLE, CLAIMED, READ, WRITTEN = "idle", "claimed", "read", "written"


@dataclass(frozen=True, slots=True)
class Worker:
    at: str = IDLE
    token: int = 0
    stamp: int = 0
    """The version of the ticket that it read."""
    answered: bool = False
    """Whether it knows that its write was taken, or found it there."""


@dataclass(frozen=True, slots=True)
class World:
    workers: tuple[Worker, Worker] = (Worker(), Worker())
    # our row
    done: bool = False
    holder: int | None = None
    token: int = 0
    # Zendesk's ticket
    version: int = 0
    comments: int = 0
    # what may still go wrong
    crashes: int = 2
    expiries: int = 2
    lost_answers: int = 1
    edits: int = 1

    def with_worker(self, number: int, worker: Worker) -> "World":
        pair = [*self.workers]
        pair[number] = worker
        return replace(self, workers=(pair[0], pair[1]))


def successors(world: World, protocol: Protocol) -> Iterator[World]:
    """Everything that can happen next."""
    for number, worker in enumerate(world.workers):
        yield from steps_of(world, number, worker, protocol)
        if worker.at != IDLE and world.crashes:
            # The row keeps its lease until it runs out, which for a dead holder costs nothing but time.
            crashed = world.with_worker(number, Worker())
            freed = None if world.holder == number else world.holder
            yield replace(crashed, crashes=world.crashes - 1, holder=freed)
    if world.expiries and world.holder is not None:
        yield replace(world, holder=None, expiries=world.expiries - 1)
    if world.edits:
        yield replace(world, version=world.version + 1, edits=world.edits - 1)


def steps_of(world: World, number: int, worker: Worker, protocol: Protocol) -> Iterator[World]:
    """The next step of one worker, with each outcome it can have."""
    if worker.at == IDLE:
        if not world.done and world.holder is None:
            claimed = Worker(CLAIMED, world.token + 1)
            yield replace(world.with_worker(number, claimed), holder=number, token=world.token + 1)
    elif worker.at == CLAIMED:
        if protocol is not Protocol.BLIND and world.comments:
            yield world.with_worker(number, replace(worker, at=WRITTEN, answered=True))  # the marker is there
        else:
            yield world.with_worker(number, replace(worker, at=READ, stamp=world.version))
    elif worker.at == READ:
        if protocol is Protocol.COMPARE and worker.stamp != world.version:
            yield world.with_worker(number, replace(worker, at=CLAIMED))  # 409: read again
            return
        put = replace(world, comments=world.comments + 1, version=world.version + 1)
        yield put.with_worker(number, replace(worker, at=WRITTEN, answered=True))
        if world.lost_answers:
            lost = replace(put, lost_answers=world.lost_answers - 1)
            yield lost.with_worker(number, replace(worker, at=CLAIMED))  # unknown outcome: look first
    elif worker.at == WRITTEN:
        fenced = worker.token != world.token
        freed = world.holder if fenced else None
        yield replace(world.with_worker(number, Worker()), done=world.done or not fenced, holder=freed)


@dataclass(frozen=True, slots=True)
class Found:
    states: int
    most_comments: int
    shortest_double: int | None
    """Steps to the first second comment."""
    stuck: int
    """States from which nothing more can happen although the effect is not done with one comment."""


def explore(protocol: Protocol, start: World | None = None) -> Found:
    """Visit every state that can be reached, in the order of their distance."""
    start = start or World()
    distance = {start: 0}
    frontier, most, double, stuck = [start], 0, None, 0
    while frontier:
        following = []
        for world in frontier:
            most = max(most, world.comments)
            if world.comments > 1 and double is None:
                double = distance[world]
            nexts = [one for one in successors(world, protocol) if one != world]
            if not nexts and not (world.done and world.comments >= 1):
                stuck += 1
            for one in nexts:
                if one not in distance:
                    distance[one] = distance[world] + 1
                    following.append(one)
        frontier = following
    return Found(len(distance), most, double, stuck)


@pytest.mark.parametrize(
    ("protocol", "most"), [(Protocol.BLIND, 6), (Protocol.MARKER, 2), (Protocol.COMPARE, 1)], ids=str
)
def test_of_all_interleavings_only_marker_with_compare_and_set_never_comments_twice(
    protocol: Protocol, most: int
) -> None:
    assert explore(protocol).most_comments == most


def test_our_protocol_always_ends_with_the_effect_done_and_one_comment() -> None:
    found = explore(Protocol.COMPARE)
    assert (found.stuck, found.shortest_double) == (0, None)


def test_a_marker_alone_would_do_where_no_worker_could_outlive_its_lease() -> None:
    assert explore(Protocol.MARKER, World(expiries=0)).most_comments == 1


if __name__ == "__main__":
    for each in Protocol:
        print(each, explore(each))
