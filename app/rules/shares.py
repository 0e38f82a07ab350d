"""
How many of how many are without calls now: shares told as ratios, counts beside a total, lists, or what still works.

The sentences are read as shapes (`app.rules.shape`) and their numbers gathered (`app.rules.tally`); here it is settled
whether calls fail now at all, and which share speaks for the report.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from app.rules.condition import PLAINLY_DEAD, is_dead
from app.rules.cues import Cues
from app.rules.reader import Facts, Told
from app.rules.shape import Shape, shape_of
from app.rules.signs import Sign
from app.rules.tally import Part, Tally, gather
from app.rules.whole import computed

_CUES = Cues()
"""The words of the patterns over plain words that forbid a share."""
_MAY_COUNT_MEANINGS = frozenset(("N", "PERCENT", "HALF", "BOTH", "EXCEPT", "ONE", "MANY"))
_MAY_COUNT = re.compile(r"\bN\b|PERCENT|HALF|BOTH|EXCEPT|ONE|quarter|\bMANY\b")
_FEW_SENTENCES = 6
"""Sentences from which a report may hold a list without a number."""


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield the shares a report tells of; `limit` is the percent of users from which a group is large."""
    if len(facts.told) < _FEW_SENTENCES and not any(map(_may_count, facts.told)):
        return
    report = facts.report
    shapes = [shape_of(one, report.subject if one.source == "subject" else report.description) for one in facts.told]
    tally = Tally()
    for shape in shapes:
        gather(shape, tally)
    yield from _conclude(facts, shapes, tally, limit)


def _may_count(told: Told) -> bool:
    """Whether a sentence holds a number or what stands for one."""
    return not _MAY_COUNT_MEANINGS.isdisjoint(told.line.meanings) or _MAY_COUNT.search(told.line.text) is not None


def _conclude(facts: Facts, shapes: Sequence[Shape], tally: Tally, limit: float) -> Iterator[Sign]:
    back = next((one for one in tally.shares if "R" in one.shape.text[one.end :]), None)
    if back is not None:
        yield _sign("share-restored", back, None if back.percent is None else 100 - back.percent)
    if not (tally.shares or tally.counts or tally.items or tally.runs or tally.but or facts.form.affected_users):
        return
    if not _is_dead_now(shapes, tally):
        yield from _harmless(shapes, tally)
    elif found := _best(facts, tally, shapes):
        part, percent = found
        # Subjects are templates, quotes and jokes as often as reports.
        if part.shape.told.source != "subject" or _is_borne_out(shapes):
            yield _sign(_size(percent, limit) + ("-of-calls" if part.calls else ""), part, percent)
    elif form := _of_form(facts, limit, shapes):
        yield form
    elif lone := next((one for one in tally.counts if one.state == "D" and one.exact and one.value > 1), None):
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


# --- whether calls fail now -------------------------------------------------------------------------------------------

_ASKED = re.compile(r"[wd,]{0,3}[qF][^,]{0,6}(?:$|[DnC])")
_ENDED = _CUES.pattern(
    r"\b(?:credit|refund|compensat\w*|rfo|rca|sla|explanation|reason for|reembolso|avoir|fault in writing|discount"
    r"|fixed|resolved|restored|sorted|false alarm|solved|cleared|all good|never mind|works? (?:again|now)"
    r"|ok now|fine now|(?:are|is|came|all) back|back (?:up|since|by|again|to normal)|no longer (?:down|dead)"
    r"|disregard|forget it|ya estan? bien|close please|was sorted)\b"
)
_ON = re.compile(r"\b(?:still|again|since|not|can't|cannot|except|but|remain\w*|now)\b")
_OWN_SIDE = _CUES.pattern(
    r"\b(?:exercise|simulation|tabletop|drill|dummy|only a test|do not (?:act|handle|reply)|please bin|withdrawn"
    r"|wrong customer|test(?:ing)? alert|ignore this"
    # what befell the customer's own lines and devices
    r"|digger|dug|backhoe|lightning|flood\w*|drowned|burst|burn(?:ed|t)|chewed|transformer|power cut|rectified|tripped"
    r"|cleaner|janitor|electrician|(?:was|were|had|been|got|he|she|somebody) unplugged|unplugged by|pulled (?:the|out)"
    r"|(?:internet|isp|router|modem|power|fiber|fibre|switch|cable|comcast\S*|poe)(?: \S+){0,4}"
    r" (?:is|was|are|has|got|goes|went|being) (?:down|out|dead|off|cut|broken|failed|fried|gone|unplugged)"
    r"|no (?:power|internet)(?! (?:or|problem|issue))"
    # what the partner does or has to do itself
    r"|(?:my|our|own|their) (?:own )?(?:fault|mistake|doing|bad)|nothing (?:for you|on you)|no action|no need to"
    r"|found the cause|just so you know|unboxed|renovat\w*|new cabling|(?:i'm|we're) taking|(?:haven't|not) created)\b"
)
_ROUTE = _CUES.pattern(
    r"\b(?:(?:any|all|every) other (?:numbers?|callers?|countries|country|destinations?|networks?|operators?)"
    r"|other (?:countries|destinations|networks|operators|prefixes)|calls? to (?:mobiles?|cells?)"
    r"|(?:vodafone|three|ee|o2) (?:are|is) ok)\b"
)
"""Calls to or from some network or place only: a fault of a route, not of those who call."""
_CARRIES = _CUES.pattern(
    r"\b(?:calls? (?:(?:do|still|themselves|all) )?"
    r"(?:go|get|come|goes|gets|comes|pass|survive|complete|are handled)\w* (?:through|thru|ok|fine|alright)"
    r"|(?:calls|calling|voice|telephony|calls themselves) (?:is |are |were |all )?(?:all )?"
    r"(?:work|works|working|ok|okay|fine|normal\w*|good|alright|unharmed|stand)|can (?:all )?talk"
    r"|hear (?:each other|one another)|understand|answer normally|they do sell|get by|talk over it|calls survive"
    r"|reached and can call|people phoning)\b"
)
_CARRIES_SOME = re.compile(
    r"\b(?:other|others|rest|internal\w*|inside|remaining|if|can't|not|only|incoming|outgoing|inbound|outbound)\b"
)
_WELL_BESIDE = re.compile(r"[^,#nDC]{0,6}[WKR]")


def _is_dead_now(shapes: Sequence[Shape], tally: Tally) -> bool:
    """Whether calls fail somewhere now: not once, not planned, not asked about."""
    dead = [one for one in shapes if is_dead(one) and not one.text.endswith("?") and not _ASKED.match(one.text)]
    left = any(_leaves_dead(one) for one in tally.shares)
    if not dead and not left:
        return False
    if any(one.text.endswith("?") for one in shapes) and not any("s" in one.text for one in shapes):
        return False  # a question, and no word of since when or that it lasts
    cues = [_CUES.of_words(one.told.line.plain_set) for one in shapes]
    if any(map(_is_excused, shapes, cues)):
        return False
    if not any(map(_has_ended, shapes, cues)):
        return True
    return any(
        one.told.source != "subject" and _ON.search(one.told.line.plain) and not _ENDED.search(one.told.line.plain)
        for one in dead
    )


def _leaves_dead(one: Part) -> bool:
    """Whether a share of those that work says by itself that the rest does not."""
    if one.state not in ("W", "w"):
        return False
    return _only_these(one) or (one.exact and _works_beside(one, one.state) and (one.percent or 0) < 50)


def _works_beside(one: Part, state: str) -> bool:
    """Whether those counted are plainly the ones that work, so that the rest does not."""
    if state not in ("W", "w"):
        return False
    return _only_these(one) or (state == "W" and bool(_WELL_BESIDE.match(one.shape.text[one.end :])))


def _only_these(one: Part) -> bool:
    """Whether those counted are the only ones that work, be they none."""
    return (one.percent == 0 and "v" not in one.shape.text) or one.is_only


def _is_excused(shape: Shape, cues: int) -> bool:
    """Whether a sentence tells of a cause on the other side, of one route only, or that calls are carried."""
    plain = shape.told.line.plain
    if _OWN_SIDE.find(plain, cues) or _ROUTE.find(plain, cues):
        return True
    return _CARRIES.find(plain, cues) is not None and not _CARRIES_SOME.search(plain)


def _has_ended(shape: Shape, cues: int) -> bool:
    """Whether a sentence says that it is over, and nothing in it that it goes on."""
    plain = shape.told.line.plain
    if "R" not in shape.text and not _ENDED.find(plain, cues):
        return False
    return not (PLAINLY_DEAD.search(shape.text) and _ON.search(plain))


# --- the share that speaks --------------------------------------------------------------------------------------------

_SMALL = 8.0
"""Percent below which a share is small by any setting's measure, whichever way its sentence is read."""
_SHORT = 8
"""Words up to which a sentence may leave it to its neighbours to say what is with those it counts."""
_DOUBT = re.compile(r"[?vqFT]")
_OTHERS_DEAD = re.compile(r"[OA][^,]{0,6}D")
_FIGURES = re.compile(r"[?1#hL]")
_EXTENSION = 100
"""From here a number behind a name is that of an extension."""


def _best(facts: Facts, tally: Tally, shapes: Sequence[Shape]) -> tuple[Part, float] | None:
    """Return the largest share of those without calls, and the words that tell it."""
    found = [*_without_calls(tally.shares, shapes)] or [*_listed(tally.items, 4), *_listed(tally.runs, 2)]
    if not found and (one := computed(facts, tally)):
        found = [one]
    if not found:
        found = [
            (one, one.percent or 0.0)
            for one in tally.shares
            if _is_small_trouble(one) and not (one.value == 1 and _others_fail(shapes))
        ]
    best = max(found, key=lambda one: one[1], default=None)
    return best and _widened(*best, tally)


_IN_THE_SAME_PLACE = re.compile(
    r"\b(?:same (?:building|hall|house|floor|site|works|plant|room|office|school|campus|store|branch|shop)"
    r"|(?:this|that) (?:building|hall|house|floor))\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:across|over the road|another|not yours|pbx|other (?:customers?|compan\w+|tenants?|firms?|carriers?))\b"
)
_WHOLE_PLACE = 50.0
"""Percent from which those counted are no department, but the place or the tenant itself."""


def _widened(part: Part, percent: float, tally: Tally) -> tuple[Part, float]:
    """Return a share of a department as one of the place it is in, where the others there are counted and well."""
    if not part.exact or not part.value or percent != part.percent or percent >= _WHOLE_PLACE:
        return part, percent
    others = max((one.value for one in tally.rest if one.state == "W" and _is_beside(one)), default=0)
    whole = part.value * 100 / percent
    return (part, 100.0 * part.value / (part.value + others)) if part.value + others > whole else (part, percent)


def _is_beside(rest: Part) -> bool:
    plain = rest.shape.told.line.plain
    return _IN_THE_SAME_PLACE.search(plain) is not None and not _ELSEWHERE.search(plain)


def _without_calls(shares: Sequence[Part], shapes: Sequence[Shape]) -> Iterator[tuple[Part, float]]:
    """Yield the shares told of those without calls, be it by those who have some."""
    for one in shares:
        if one.percent is None:
            continue
        state = _state_of(one, shapes)
        if state == "D":
            yield one, one.percent or 100.0  # "0 of 124 online, the phones are silent": none of them works
        elif one.percent < 100 and one.exact and _works_beside(one, state):
            yield one, 100 - one.percent


def _state_of(one: Part, shapes: Sequence[Shape]) -> str:
    """Return what is with those of a share; where the words beside it are silent, other sentences say it."""
    if not one.exact:
        return one.state
    shape = one.shape
    if not one.state and one.value == 1 and _others_fail(shapes):
        return ""  # "Phone 3 of 18" in the subject, and below that it is the only one that works
    state = one.state or (_nearby(shape, shapes) if len(shape.text) <= _SHORT else "")
    if state in ("", "w") and _goes_on_dead(shape, shapes):
        return "D"
    if not state and not _DOUBT.search(shape.text) and PLAINLY_DEAD.search(shape.text):
        return "D"
    return state


def _others_fail(shapes: Sequence[Shape]) -> bool:
    """Whether others, or all, are told to be dead."""
    return any(_OTHERS_DEAD.search(one.text) for one in shapes)


def _nearby(shape: Shape, shapes: Sequence[Shape]) -> str:
    """Return `D` where a sentence near one that tells no state tells of dead units."""
    place = shape.told.number
    near = (*shapes[place + 1 : place + 3], *reversed(shapes[max(place - 2, 0) : place]))
    return next(("D" for one in near if PLAINLY_DEAD.search(one.text) and not one.text.endswith("?")), "")


def _goes_on_dead(shape: Shape, shapes: Sequence[Shape]) -> bool:
    """Whether the next sentence says that those just counted are dead: "they can't be rung"."""
    place = shape.told.number + 1
    return place < len(shapes) and shapes[place].text[:1] == "d" and bool(PLAINLY_DEAD.search(shapes[place].text))


def _is_small_trouble(one: Part) -> bool:
    """Whether few of many are named in a report of a fault, without a word of their being well: "1 of 88"."""
    return one.exact and one.percent is not None and 0 < one.percent < _SMALL and one.state in ("", "w")


def _listed(parts: Sequence[Part], least: int) -> Iterator[tuple[Part, float]]:
    """Return the share of a list's items that do not work."""
    dead = [one for one in parts if one.state == "D"]
    if dead and len(parts) >= least - (len(dead) > 1) and len(dead) < len(parts):
        yield dead[0], max(_part_of(dead, parts, weigh) for weigh in _weights(parts))


def _part_of(some: Sequence[Part], parts: Sequence[Part], weigh: Callable[[Part], int]) -> float:
    return 100.0 * sum(map(weigh, some)) / sum(map(weigh, parts))


def _weights(parts: Sequence[Part]) -> list[Callable[[Part], int]]:
    """Return how much an item of a list may count: its number where each has one, 1 where that may be an extension."""
    numbers = {one.value for one in parts if one.exact}
    are_counted = all(one.exact or one.value > 1 for one in parts) and len(numbers) > 1
    if numbers and (not are_counted or max(numbers) >= _EXTENSION):
        return [lambda one: 1]
    if len({len(str(number)) for number in numbers}) == 1:
        return [lambda one: 1, lambda one: one.value]
    return [lambda one: one.value]


def _of_form(facts: Facts, limit: float, shapes: Sequence[Shape]) -> Sign | None:
    """Return the share that the form tells, beside a text that tells of dead units without figures."""
    affected, total = facts.form.affected_users, facts.form.total_users
    if not affected or not total or not 1 < total > affected or any(_FIGURES.search(one.text) for one in shapes):
        return None
    if not any(PLAINLY_DEAD.search(one.text) and "v" not in one.text for one in shapes):
        return None
    percent = 100.0 * affected / total
    return Sign(_size(percent, limit), "form", -1, 0, 0, percent)
