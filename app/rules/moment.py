"""
Whether what a report tells is so now: over, half over, long past, still to come, imagined, a test, denied or corrected.

A report is read as a course of statements (`app.rules.course`); each module named here knows what is said of one kind.
"""

import re
from collections.abc import Iterator

from app.rules import aftermath, correction, recovery, unreal
from app.rules.course import Course, Hit, Sayings
from app.rules.reader import Facts
from app.rules.signs import Sign, sign

_SAYINGS = Sayings((*recovery.SAYINGS, *aftermath.SAYINGS, *unreal.SAYINGS, *correction.SAYINGS))
_SINCE_WORDS = frozenset(("SINCE", "STILL", "NOW"))
_SINCE = re.compile(r"\b(?:SINCE|STILL|NOW)\b")


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about the moment it speaks of."""
    course = Course.of(facts, _SAYINGS)
    over: Hit | None = None
    if course.hits:  # most reports say nothing of the kind
        over = recovery.over(course)
        yield from _other_times(course, over)
        if corrected := correction.corrected(course):
            yield corrected
    if course.is_running and over is None and (now := _now(course)):
        yield now


def _other_times(course: Course, over: Hit | None) -> Iterator[Sign]:
    """Yield what is told of another time than now; where something fails now, only that it is a test."""
    half = recovery.half(course, over)
    if half:
        yield course.sign("partly-restored", half)
    elif over:
        yield course.sign("restored", over)
    running = half is not None or (course.is_running and over is None)
    if test := unreal.test(course, running=running):
        yield course.sign("test", test)
    if running:
        return
    if wanted := aftermath.wanted(course, over):
        yield course.sign("past-outage", wanted)
    if plan := unreal.plan(course):
        yield course.sign("planned", plan)
    if imagined := course.first("imagined"):
        yield course.sign("hypothetical", imagined)
    if denial := correction.denial(course):
        yield course.sign("denied-outage", denial)


def _now(course: Course) -> Sign | None:
    """Return the words that say of a fault since when it is, or that it still is."""
    for told in course.faults:
        if not _SINCE_WORDS.isdisjoint(told.line.meanings) and (match := _SINCE.search(told.line.text)):
            return sign("now", told, match)
    return None
