"""
Whether what a report tells is so now: over, half over, long past, still to come, imagined, a test, denied or corrected.

A report is read as a course of statements (`app.rules.course`); each module named here knows what is said of one kind.
"""

import re
from collections.abc import Iterator

from app.rules import aftermath, correction, recovery, unreal
from app.rules.course import Course, Hit, Sayings, faults
from app.rules.reader import Facts
from app.rules.signs import Sign, sign

_SAYINGS = Sayings((*recovery.SAYINGS, *aftermath.SAYINGS, *unreal.SAYINGS, *correction.SAYINGS))
_SINCE = re.compile(r"\b(?:SINCE|STILL|NOW)\b")


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about the moment it speaks of."""
    course = Course.of(facts, _SAYINGS)
    over = recovery.over(course)
    half = recovery.half(course, over)
    if half:
        yield course.sign("partly-restored", half)
    elif over:
        yield course.sign("restored", over)
    running = course.is_running and over is None
    yield from _other_times(course, over, running=running or half is not None)
    if corrected := correction.corrected(course):
        yield corrected
    if running and (now := _now(facts)):
        yield now


def _other_times(course: Course, over: Hit | None, *, running: bool) -> Iterator[Sign]:
    """Yield what is told of another time than now; where something fails now, only that it is a test."""
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


def _now(facts: Facts) -> Sign | None:
    """Return the words that say of a fault since when it is, or that it still is."""
    for told in faults(facts):
        if match := _SINCE.search(told.line.text):
            return sign("now", told, match)
    return None
