"""Whether calls fail somewhere now, in a report that counts: not once, not planned, not asked about, not over."""

import re
from collections.abc import Sequence

from app.rules.cues import Cues
from app.rules.shares.condition import PLAINLY_DEAD, is_dead
from app.rules.shares.parts import Part, Tally
from app.rules.shares.shape import Shape

_CUES = Cues()
"""The words of the patterns over plain words that forbid a share."""
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


def is_dead_now(shapes: Sequence[Shape], tally: Tally) -> bool:
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
    return _only_these(one) or (one.exact and works_beside(one, one.state) and (one.percent or 0) < 50)


def works_beside(one: Part, state: str) -> bool:
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
