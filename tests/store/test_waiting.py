"""Whose work is committed next: the urgent first, and nobody starves."""

import asyncio
from typing import Any

from app.store.waiting import GROUP_LIMIT, Job, Waiting


def job(name: str, *, is_urgent: bool = False) -> Job[Any]:
    loop = asyncio.new_event_loop()
    loop.close()
    return Job(lambda _: name, loop, asyncio.Future(loop=loop), deadline=0.0, is_urgent=is_urgent)


def names(jobs: list[Job[Any]]) -> list[str]:
    return [one.work(None) for one in jobs]  # type: ignore[arg-type]  # no connection is needed


def waiting(*jobs: Job[Any]) -> Waiting:
    line = Waiting()
    for one in jobs:
        line.put(one)
    return line


def test_the_urgent_come_first_and_by_themselves() -> None:
    line = waiting(job("patient"), job("first", is_urgent=True), job("second", is_urgent=True))

    assert names(line.take()) == ["first", "second"]
    assert names(line.take()) == ["patient"]


def test_the_patient_have_a_turn_after_the_urgent_however_many_of_those_come() -> None:
    line = waiting(job("patient"), job("first", is_urgent=True))

    assert names(line.take()) == ["first"]
    line.put(job("second", is_urgent=True))
    assert names(line.take()) == ["patient"]
    assert names(line.take()) == ["second"]


def test_the_urgent_who_came_meanwhile_join_what_is_under_way() -> None:
    line = waiting(job("patient"))
    line.take()

    assert line.overtaking() == []
    line.put(job("later"))
    line.put(job("urgent", is_urgent=True))

    assert names(line.overtaking()) == ["urgent"]
    assert names(line.take()) == ["later"]


def test_what_was_not_begun_keeps_its_place() -> None:
    line = waiting(job("one"), job("two"), job("three"))
    taken = line.take()
    line.put(job("four"))

    line.put_back(taken[1:])

    assert names(line.take()) == ["two", "three", "four"]


def test_no_group_is_longer_than_a_commit_gains_from() -> None:
    line = waiting(*(job(str(number)) for number in range(GROUP_LIMIT + 1)))

    assert len(line.take()) == GROUP_LIMIT
    assert len(line) == 1


def test_who_waits_is_served_before_the_line_ends() -> None:
    line = waiting(job("patient"), job("urgent", is_urgent=True))
    line.close()

    assert [names(line.take()), names(line.take()), line.take()] == [["urgent"], ["patient"], []]
