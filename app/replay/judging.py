"""
Judges many reports on several cores.

A report that occurs more than once (monitoring alerts, resent forms) is judged once; verdicts come back in the order
of the reports whatever the cores do. The work is cut into chunks so that progress can be told.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Final

from app import garbage
from app.errors import AppError
from app.rules.policy import Policy
from app.rules.ticket import Report
from app.rules.triage import prepare, triage_all
from app.rules.verdict import Verdict

CHUNK: Final = 100
"""Reports that one process takes at a time: a tenth of a second or so."""
FEW: Final = 200
"""Up to so many reports the start of processes costs more than it saves."""

MakePolicy = Callable[[], Policy]
"""Makes the policy where it is needed: compiled patterns do not travel between processes. Must be picklable."""

_policy: Policy | None = None
"""The policy of this process, in the processes of a pool and while one is open."""


def cores() -> int:
    """Return how many processes can work at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def judge(
    reports: Sequence[Report], make_policy: MakePolicy, *, processes: int, advanced: Callable[[int], None]
) -> list[Verdict]:
    """
    Return the verdict on each report, in their order.

    `advanced` is told after each chunk how many more of the reports are judged. Raises `AppError` when a process
    dies, as it does where memory runs out.
    """
    places: dict[Report, list[int]] = {}
    for place, report in enumerate(reports):
        places.setdefault(report, []).append(place)
    distinct = list(places)
    found: list[Verdict | None] = [None] * len(reports)
    for start, verdicts in _chunks_judged(distinct, make_policy, processes):
        for report, verdict in zip(distinct[start:], verdicts, strict=False):
            for place in places[report]:
                found[place] = verdict
        advanced(sum(len(places[report]) for report in distinct[start : start + len(verdicts)]))
    return [verdict for verdict in found if verdict is not None]


def _chunks_judged(
    reports: Sequence[Report], make_policy: MakePolicy, processes: int
) -> Iterator[tuple[int, list[Verdict]]]:
    """Yield the start and the verdicts of each chunk, in any order."""
    starts = range(0, len(reports), CHUNK)
    if processes < 2 or len(reports) <= FEW:
        policy = make_policy()
        for start in starts:
            yield start, triage_all(reports[start : start + CHUNK], policy)
        return
    with _pool(make_policy, processes) as pool:
        tasks = {pool.submit(_judge_chunk, reports[start : start + CHUNK]): start for start in starts}
        try:
            for task in as_completed(tasks):
                yield tasks[task], task.result()
        except BrokenProcessPool:
            msg = "A process that judged tickets died, perhaps for want of memory: try again with --processes 1."
            raise AppError(msg) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C: what waits in the queue is not judged any more
            raise


@contextmanager
def _pool(make_policy: MakePolicy, processes: int) -> Iterator[ProcessPoolExecutor]:
    """
    Open processes that have a policy and everything it needs.

    A forked one has what is loaded before; elsewhere than on Linux forking is not safe, and each loads by itself.
    """
    if sys.platform != "linux":
        with ProcessPoolExecutor(
            processes, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(make_policy,)
        ) as pool:
            yield pool
        return
    try:
        _begin(make_policy)
        with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
            yield pool
    finally:
        _end()


def _begin(make_policy: MakePolicy) -> None:
    global _policy
    garbage.put_off()
    try:
        _policy = make_policy()
        prepare(_policy)
    finally:
        garbage.settle_down()


def _end() -> None:
    global _policy
    _policy = None
    gc.unfreeze()


def _judge_chunk(reports: Sequence[Report]) -> list[Verdict]:
    if _policy is None:
        raise RuntimeError("This process belongs to no pool.")
    return triage_all(reports, _policy)
