"""Emergency calling as it is administered: what is asked, wanted or advised of it, and an address that is refused."""

import re
from collections.abc import Sequence

from app.rules.emergency.names import REACH, RECORD, Shown
from app.rules.emergency.places import SEEN
from app.rules.reader import Told
from app.rules.signs import is_advice

_REJECTED = re.compile(
    r"\b(?:not valid|invalid|reject\w*|refused|won't (?:take|accept|save|validate)|can(?:no|')t (?:save|be saved"
    r"|validate|add|enter|store)|fails? (?:with|validation|to validate)|not accept\w*|pending msag|queued|stuck"
    r"|isn't in|contact provider|internal error|doesn't (?:take|accept|validate|save)|unknown address"
    r"|validation (?:error|failed|fails|errors)|gets? refused|keeps? (?:failing|rejecting))\b"
)
_ADDRESS = re.compile(
    r"\b(?:address(?:es)?|locations?|validation|postcode|postal code|street|e911|msag|record|entry)\b"
)
_ASKS = re.compile(
    r"\b(?:how|where|which|what|can|could|do|does|is|are|may|should|must|donde|puede|podemos|como|cual|que|ou"
    r"|comment|faut-il|est-ce|quel|quelle|who|by when|have|any|need|will)\b"
)
_WANTS = re.compile(
    r"\b(?:please|want|wants|would like|need|needs|asks?|statement|letter|document|whitepaper|compliance|csv|bulk"
    r"|must|notif\w+|alert|fyi|notice|drill|simulacro|exercice|exercise|will|agreed|coordinat\w+|update|enter"
    r"|'d like|we'd like|wondering|question|tests? done)\b"
)
_BEGINS_ASKING = re.compile(r"(?:how|what|which|where|can|could|do|does|is there|may|who|when)\b")
_CHARGED = re.compile(r"\b(?:fees?|surcharges?|invoice[ds]?|charged?|credit|dispute)\b")
_ENTERED = re.compile(r"\b(?:portal|right|correct|validated|accepted|updated|resubmitted|wrong|saw|told)\b")
"""Words by which somebody knows what should be shown, and does not merely ask."""
_NUMBER = re.compile(r"@+")


def rejected(lines: Sequence[str]) -> Shown | None:
    """Return where an emergency address is said to be refused."""
    if not any(map(RECORD.search, lines)):
        return None
    return next(((place, match) for place, line in enumerate(lines) if (match := _rejected(line))), None)


def _rejected(line: str) -> re.Match[str] | None:
    match = _REJECTED.search(line)
    return match if match and _ADDRESS.search(line) else None


def administered(told: Sequence[Told], lines: Sequence[str]) -> Shown | None:
    """Return a question or a wish about emergency calling, asked where it is named or shortly after."""
    since = REACH
    for place, line in enumerate(lines):
        since = 0 if "@" in line or RECORD.search(line) else since + 1
        if since >= REACH or _CHARGED.search(line):
            continue
        if told[place].asks or _BEGINS_ASKING.match(line):
            match = _ASKS.search(line)
        else:
            match = None if since > 1 else _WANTS.search(line)
        if match:
            return place, match
    return None


def is_asked(told: Sequence[Told], lines: Sequence[str], match: re.Match[str]) -> bool:
    """Whether what is shown is only asked about: a question, and no word of what was entered or is right."""
    if match.re not in SEEN or any(map(_ENTERED.search, lines)):
        return False
    return any(one.asks for one in told) or any(map(_BEGINS_ASKING.match, lines))


def later(lines: Sequence[str]) -> Shown | None:
    """Return where emergency calls are spoken of as what may fail one day, with whom to call then."""
    for place, line in enumerate(lines):
        if (match := _NUMBER.search(line)) and is_advice(line):
            return place, match
    return None
