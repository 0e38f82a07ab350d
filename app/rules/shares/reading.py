"""
How many of how many are without calls now: shares told as ratios, counts beside a total, lists, or what still works.

The sentences are read as shapes (`shape`) and their numbers gathered (`tally`); whether calls fail now at all
(`failing`), and which share speaks for the report (`speaking`), is settled then.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.rules.reader import Facts, Told
from app.rules.shares.condition import PLAINLY_DEAD, is_dead
from app.rules.shares.failing import is_dead_now
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape, shape_of
from app.rules.shares.speaking import best
from app.rules.shares.tally import gather, may_tell
from app.rules.signs import Sign

_MAY_COUNT_MEANINGS = frozenset(("N", "PERCENT", "HALF", "BOTH", "EXCEPT", "ONE", "MANY"))
_MAY_COUNT = re.compile(r"\bN\b|PERCENT|HALF|BOTH|EXCEPT|ONE|quarter|\bMANY\b")
_FEW_SENTENCES = 6
"""Sentences from which a report may hold a list without a number."""


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the shares a report tells of; `limit` is the percent of users from which a group is large."""
    if len(facts.told) < _FEW_SENTENCES and not any(map(_may_count, facts.told)):
        return
    tally = Tally()
    shapes = {one.number: _shape(one, facts) for one in facts.told if may_tell(one.line)}
    for shape in shapes.values():
        gather(shape, tally)
    yield from _conclude(facts, shapes, tally, limit)


def _shape(told: Told, facts: Facts) -> Shape:
    return shape_of(told, facts.report.subject if told.source == "subject" else facts.report.description)


def _may_count(told: Told) -> bool:
    """Whether a sentence holds a number or what stands for one."""
    return not _MAY_COUNT_MEANINGS.isdisjoint(told.line.meanings) or _MAY_COUNT.search(told.line.text) is not None


def _conclude(facts: Facts, made: Mapping[int, Shape], tally: Tally, limit: float) -> Iterator[Sign]:
    """Yield what a tally comes to; the sentences that count nothing are read only where it may come to something."""
    back = next((one for one in tally.shares if "R" in one.shape.text[one.end :]), None)
    if back is not None:
        yield _sign("share-restored", back, None if back.percent is None else 100 - back.percent)
    if not (tally.shares or tally.counts or tally.items or tally.runs or tally.but or facts.form.affected_users):
        return
    lone = next((one for one in tally.counts if one.state == "D" and one.exact and one.value > 1), None)
    found = None if tally.shares else best(facts, tally, ())  # what is computed needs no other sentences
    if not (tally.shares or found or lone or _may_be_of_form(facts, made.values())):
        return
    shapes = [made.get(one.number) or _shape(one, facts) for one in facts.told]
    if not is_dead_now(shapes, tally):
        yield from _harmless(shapes, tally)
    elif found := found or best(facts, tally, shapes):
        part, percent = found
        # Subjects are templates, quotes and jokes as often as reports.
        if part.shape.told.source != "subject" or _is_borne_out(shapes):
            yield _sign(_size(percent, limit) + ("-of-calls" if part.calls else ""), part, percent)
    elif form := _of_form(facts, limit, shapes):
        yield form
    elif lone:
        yield _sign("count-without-base", lone, None)


def _size(percent: float, limit: float) -> str:
    return "large-share" if percent >= limit else "small-share"


def _sign(name: str, part: Part, percent: float | None) -> Sign:
    words = [word for word in part.shape.words[part.start : part.end] if word is not None]
    told = part.shape.told
    return Sign(name, told.source, told.number, words[0].start, words[-1].end, percent)


def _is_borne_out(shapes: Sequence[Shape]) -> bool:
    """Whether the description, too, tells of something dead."""
    return any(one.told.source != "subject" and is_dead(one) for one in shapes)


_HARMLESS = re.compile(r"[qbRW]")
"""Words of wishes, bad sound, recovery or health beside a share."""


def _harmless(shapes: Sequence[Shape], tally: Tally) -> Iterator[Sign]:
    """Yield the first share with which nothing is wrong, in a report that tells of nothing dead."""
    if any(is_dead(one) or "EMERG" in one.told.line.text for one in shapes):
        return
    for one in tally.shares:
        if one.state == "Q" or _HARMLESS.search(one.shape.text):
            yield _sign("share-harmless", one, one.percent)
            return


_FIGURES = re.compile(r"[?1#hL]")


def _may_be_of_form(facts: Facts, shapes: Iterable[Shape]) -> bool:
    """Whether the form tells a share, and none of some sentences a figure."""
    affected, total = facts.form.affected_users, facts.form.total_users
    if not affected or not total or not 1 < total > affected:
        return False
    return not any(_FIGURES.search(one.text) for one in shapes)


def _of_form(facts: Facts, limit: float, shapes: Sequence[Shape]) -> Sign | None:
    """Return the share that the form tells, beside a text that tells of dead units without figures."""
    affected, total = facts.form.affected_users, facts.form.total_users
    if not affected or not total or not _may_be_of_form(facts, shapes):
        return None
    if not any(PLAINLY_DEAD.search(one.text) and "v" not in one.text for one in shapes):
        return None
    percent = 100.0 * affected / total
    return Sign(_size(percent, limit), "form", -1, 0, 0, percent)
