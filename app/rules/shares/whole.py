"""
The whole of a count: a share made of a part told in one place and of all there are told in another.

"Six phones are dead" is a share where a later sentence counts twenty, the rest that is well, or those that still work.
"""

import re
from collections.abc import Sequence

from app.rules.reader import Facts
from app.rules.shares.parts import Part, Tally

_NEUTRAL = ("", "W", "w")
"""States of those of whom nothing is said, or that they work: their number may be the whole."""

_TELLING = ("D", "W", "w")
"""States without which a count is no part of a share."""


def computed(facts: Facts, tally: Tally) -> tuple[Part, float] | None:
    """Return a share made of a part told in one place and the whole told in another."""
    if not (tally.rest or tally.but or any(one.state in _TELLING for one in tally.counts)):
        return None
    told = [*tally.totals, *(one.value for one in tally.counts if one.state in _NEUTRAL and one.exact)]
    dead = max((one.value for one in tally.counts if one.state == "D"), default=0)
    wholes = [*told, 0]
    if max(wholes) <= dead:
        wholes.append(_form_total(facts))  # the form is asked only where the text tells no whole
    return (
        _beside_the_rest(tally, told)
        or _excepted(tally, max(wholes))
        or _of_the_dead(facts, tally, wholes)
        or _of_the_working(tally, told)
    )


def _form_total(facts: Facts) -> int:
    return facts.form.total_users or 0


def _beside_the_rest(tally: Tally, wholes: Sequence[int]) -> tuple[Part, float] | None:
    """Return the share of those who are left where a whole and the rest that is well are told: "of 22 the other 21"."""
    for one in tally.rest:
        left = min((whole - one.value for whole in wholes if whole > one.value), default=0) or _told_before(one, tally)
        if one.state == "W" and 0 < left < one.value:
            return one, 100.0 * left / (left + one.value)
    return None


def _told_before(rest: Part, tally: Tally) -> int:
    """Return the number of a line that only counts, before the rest: "that's five desks. The other 81 are fine"."""
    if tally.shares or len(tally.counts) != 1 or not tally.counts[0].exact:
        return 0
    shape = tally.counts[0].shape
    is_before = shape.told.number == rest.shape.told.number - 1
    return tally.counts[0].value if is_before and _ONLY_COUNTS.fullmatch(shape.text) else 0


_ONLY_COUNTS = re.compile(r"[dw]{0,2}#[dw]?U")


def _excepted(tally: Tally, whole: int) -> tuple[Part, float] | None:
    """Return the share of "all but two" where the whole is told elsewhere."""
    for one in tally.but:
        if whole > one.value and (one.state in ("D", "W") or (one.state == "" and one.shape.told.source != "subject")):
            left = one.value if one.state == "W" else whole - one.value
            return one, 100.0 * left / whole
    return None


def _of_the_dead(facts: Facts, tally: Tally, wholes: Sequence[int]) -> tuple[Part, float] | None:
    """Return the share of the largest number of dead units told."""
    parts = [one for one in tally.counts if one.state == "D" and (one.exact or _is_near(one))]
    rest = [one.value for one in tally.rest]
    if not parts:
        parts, rest = [one for one in tally.rest if one.state == "D" and one.value > 1], []
    if not parts:
        return None
    part = max(parts, key=lambda one: one.value)
    if part.value > 1 and _are_all_there_are(part, facts):
        return part, 100.0
    if part.value == 1 and max(wholes) == _form_total(facts):
        return None
    whole = max(*wholes, *(part.value + one for one in rest), 0)
    if not whole:
        whole = part.value + max((one.value for one in _working(tally)), default=0)
    if whole > part.value or (part.value > 1 and _is_everybody(part, facts, tally)):
        return part, 100.0 * part.value / max(whole, part.value)
    return None


_ALL_THERE_ARE = re.compile(
    r"\b(?:(?:that's|that is|those are|these are|they are|they're|which is|it's) (?:all|every (?:phone|line|set|one)"
    r"|the lot)(?: of them)? (?:there (?:is|are)|(?:that )?(?:they|we|he|she|the \w+) (?:have|has|own|owns|got)"
    r"|in the (?:shop|house|place))"
    r"|son tod[oa]s l[oa]s que (?:hay|tienen|tenemos)|no hay (?:mas|otr[oa]s)\b(?=$|[,.;])"
    r"|(?:c'est tout|ce sont (?:tous|toutes)(?: \w+)?) ce qu'(?:il y a|ils ont)|il n'y en a pas d'autres?)"
)
"""Those who were counted are the whole customer."""


def _are_all_there_are(part: Part, facts: Facts) -> bool:
    """Whether a later sentence says that those counted are the whole customer; a form may count another."""
    return any(_ALL_THERE_ARE.search(one.line.plain) for one in facts.told if one.number > part.shape.told.number)


def _is_everybody(part: Part, facts: Facts, tally: Tally) -> bool:
    """Whether another sentence says that those counted are all there are: "they have two phones"."""
    owned = [
        one.value
        for one in tally.counts
        if one.exact and one.state == "" and one.shape is not part.shape and "d" in one.shape.text[: one.start]
    ]
    return part in tally.counts and part.value in (*tally.totals, *owned, _form_total(facts))


def _working(tally: Tally) -> list[Part]:
    """Return the numbers of those that are said to work."""
    return [
        one
        for one in tally.counts
        if one.value > 1 and ((one.state == "W" and (one.exact or _is_near(one))) or (one.state == "w" and one.is_only))
    ]


def _of_the_working(tally: Tally, wholes: Sequence[int]) -> tuple[Part, float] | None:
    """Return the share of those left where only the working ones are counted: "only six register"."""
    if any(one.state == "D" and (one.exact or _is_near(one)) for one in tally.counts):
        return None
    good = max(_working(tally), key=lambda one: one.value, default=None)
    whole = max(wholes, default=0)
    return (good, 100.0 * (whole - good.value) / whole) if good is not None and whole > good.value else None


_TOLD_BEHIND = re.compile(r"(?:fd)?,?(?:[dwLs]{0,2}[DCnWK]|cD)")
_TOLD_BEFORE = re.compile(r"[DWc],?[dw]?$")


def _is_near(one: Part) -> bool:
    """Whether the state of a number stands so near that it needs no unit to be a count."""
    text = one.shape.text
    if one.value >= 100 or one.shape.folded(one.start - 1 if one.start else 0) in ("la", "el", "le"):
        return False
    if _TOLD_BEHIND.match(text, one.end):
        return True
    return text[one.end : one.end + 1] in ("", ",") and bool(
        _TOLD_BEFORE.search(text, max(one.start - 4, 0), one.start)
    )
