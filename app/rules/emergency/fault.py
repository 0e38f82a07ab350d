"""
Whether a report tells of a fault of emergency calling, and whether it takes that back.

The fault is rarely told in the sentence that names the number ("We tested 911. She saw our old office. Portal is
right."), so a ticket is read in order: a sentence that names emergency calling opens the topic, and the few that follow
may tell of the fault. What is imagined, asked, denied or left for later is none.
"""

import re
from collections.abc import Sequence

from app.rules.emergency.calls import fault_of_call
from app.rules.emergency.names import OPENING, REACH, Shown
from app.rules.emergency.places import fault_of_place
from app.rules.emergency.tested import FINE, all_but
from app.rules.reader import Told
from app.rules.signs import is_for_later

_EVENT = re.compile(
    r"@+(?:(?: \S+){0,3} (?:tests?|calls?|tested|probe|from)\b| (?:test|probe|drill|audit)\b)"
    r"|\b(?:(?:tests?|tested|testing|test call|prueba|essai|dial(?:l?ed|ing|ling)?|call(?:ed|ing)?|calls|rang|rung|ring"
    r"|tried|try|press(?:ed)?|marco|llam\w+|marc\w+|compose|appel\w*|did|ran|made|placed|fait)\b(?: \S+){0,6} @+"
    r"|(?:test|drill|audit|live call|probe)\b(?: \S+){0,8} (?:dispatchers?|operator|psaps?|county|emergency|readback)\b"
    r"|e911 (?:test|probe|drill|audit)\b|(?:dispatchers?|operator|psap|deput\w+|ambulance|emergency cent(?:er|re))\b)"
)
"""A call or a test that took place."""
_DOUBT = re.compile(r"\b(?:but|except|from|room|only|gym|[0-9]+ ok [0-9]+)\b")
"""Words by which a call that went well may be one of several."""

# --- what takes a fault back ------------------------------------------------------------------------------------------

_IMAGINED = re.compile(
    r"\b(?:what if|wants? (?:\S+ ){0,4}to|would like|needs? to|make sure|verify that|(?:are|is|be) moving|will move"
    r"|what happens|if (?:someone|somebody|a|an|we|i|they|you|one|my|it|our|power|internet|their)"
    r"|in case|should (?:a|someone|we|anyone)|would (?:a|the|it|they|we|911|112|999|emergency)|before (?:we )?(?:go"
    r"|going) live|suppose|simulera|tabletop|will be (?:down|out)|avoid|prevent|worried|so that (?:nobody|no one)"
    r"|how (?:do|can|to|does|would)|during the (?:window|cutover|maintenance)|never had|si alguien|si quelqu'un"
    r"|goes down|to see that|next week|tomorrow|without (?:bothering|disturbing|annoying)|offers the|by accident"
    r"|misdial\w*)\b"
)
_QUESTION = re.compile(r"(?:\S+ ){0,2}(?:how|where|which|what|can|could|do|does|will|would|should|must|may)\b")
_WHY = re.compile(r"\bwhy (?:does|do|is|are|can't|did)\b")
_DENIED = re.compile(r"\bno (?:emergency|@+)(?: call(?:s|ing)?)? (?:problems?|issues?|troubles?|faults?)\b")
_DENIED_UNTIL = re.compile(r"\b(?:until|till|before|but|yet|per se|had|was|were|other|else)\b")
"""Words by which a trouble that is denied is one of another time or place."""
_MENDED = re.compile(
    r"\b(?:(?:was|were) (?:a|an|our|my) (?:\S+ ){1,4}(?:of ours|on our side|at our end)|we (?:have )?(?:removed"
    r"|fixed|corrected)|all good(?: now)?|(?:is|was|are|been|now|got) (?:fixed|resolved|solved|restored|closed"
    r"|sorted)|please close|(?:you )?can close|(?:works?|working|ok|fine) (?:again|now)|back to normal|resolved"
    r"|now (?:ok|fine|right|correct|works)|no longer (?:fails|happens)|thanks? for (?:fixing|the fix)|ya (?:quedo"
    r"|funciona)|resuelto|regle|kudos|(?:nothing|no action) (?:to fix|needed|required)|report received|not the case"
    r"|nothing for you|for your files?|ours to fix|close (?:it|the|this)|can be closed|since then (?:it|all))\b"
)
_UNMENDED = re.compile(
    r"\b(?:not|isn't|never|n't|until|till|should|supposed|says?|said|allegedly|apparently|claims?|please (?:get"
    r"|have)|when)\b|\?|\b(?:other|others|normal|ordinary|regular|rest|else|he's|she's|patient|kid|student|child)\b"
)


def fault(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """Return the place of the sentence and the words in it that tell of a fault of emergency calling."""
    since = called = REACH + 1
    for place, line in enumerate(lines):
        opens = "@" in line or OPENING.search(line) is not None
        since = 0 if opens else since + 1
        called = _since_call(called, line, opens=opens, asks=told[place].asks)
        if since > REACH or (_IMAGINED.search(line) and not _WHY.search(line)):
            continue
        if told[place].asks and _QUESTION.match(line) and not _WHY.search(line):
            continue
        if _DENIED.search(line) and not _DENIED_UNTIL.search(line):
            continue
        match = fault_of_call(line, called) or all_but(lines, place) or fault_of_place(lines, place, opens=opens)
        if match and not is_for_later(line, *match.span()):
            return place, match
    return None


def _since_call(called: int, line: str, *, opens: bool, asks: bool) -> int:
    """Return how many sentences ago an emergency call was told of whose end is still open."""
    if not opens or not _EVENT.search(line):
        return called + 1
    return REACH if not asks and FINE.search(line) and not _DOUBT.search(line) else 0


def is_mended(lines: Sequence[str]) -> bool:
    """Whether a fault, told in the first of these sentences, is said to be over or the partner's own."""
    return any(_MENDED.search(line) and not _UNMENDED.search(line) for line in lines)
