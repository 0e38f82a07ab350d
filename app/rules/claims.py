"""
What a sentence claims: that something is dead, fails, is degraded or is well, for whom, and whether it is so now.

A claim is one match of a pattern over the meanings of words, with its scope and its polarity settled from the words
around it. Claims conclude nothing; `app.rules.triage` does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from app.rules.scope import CUES, Line
from app.rules.words import Word


class State(StrEnum):
    """What is claimed of a service."""

    DEAD = "dead"
    """Calls, or the devices that make them, do not work."""
    DEGRADED = "degraded"
    """They work badly or at times."""
    LOSS = "loss"
    """Portal, reports, interfaces, recordings do not work."""
    EMERGENCY = "emergency"
    """Emergency calls fail, go astray, or show the wrong place or number."""
    FINE = "fine"
    RESTORED = "restored"


class Scope(StrEnum):
    """Who is spoken of."""

    ONE = "one"
    FEW = "few"
    GROUP = "group"
    MAIN = "main"
    """The number or line by which a customer is reached."""
    SITE = "site"
    ALL = "all"
    SEVERAL = "several"
    """Several customers or sites."""
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    """Whether it is so."""

    STATED = "stated"
    NEGATED = "negated"
    PAST = "past"
    IMAGINED = "imagined"
    """Hypothetical or to come."""
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing claimed; offsets are those of the text it was read from."""

    state: State
    scope: Scope
    polarity: Polarity
    sentence: int
    start: int
    end: int

    @property
    def is_now(self) -> bool:
        """Whether it is claimed to be so at this moment."""
        return self.polarity is Polarity.STATED

    @property
    def is_told(self) -> bool:
        """Whether it is claimed to be so, or to have been so."""
        return self.polarity in (Polarity.STATED, Polarity.PAST)


_G = r"(?: \S+){0,%d}?"
_THING = r"(?:CALL|IN|OUT|PHONE|TRUNK|REGISTER|MAIN|DID|AUDIO|ALL|SITE|CUST|IT|LISTED|CARRIER|FAX|invite)"
_VERB = (
    r"(?:CALL|IN|OUT|REGISTER|AUDIO|make|plac|get|take|connect|transfer|complet|go|come|pass|WORK|work|log|use|rejoin)"
)
_SUBJECT = (
    r"(?:are|is|ALL|went|PHONE|SITE|CUST|TRUNK|CALL|IT|completely|totally|hard|MAIN|LISTED|CARRIER|IN|OUT|BOTH|DID|WAS"
    r"|AUDIO|ES|esta|estan|est|sont|NOW|REGISTER|be|go|goe|been|still|STILL|get|hear|into|just|to|for|system|server"
    r"|everything)"
)
_QUITE = r"(?:just|completely|totally|hard|stone|ALL|STILL|all|now|NOW|been|also|BOTH|currently|is|are)"
_DEAD = CUES.pattern(
    rf"\bCANNOT{_G % 3} {_VERB}\b"
    rf"|\bNOT{_G % 2} {_VERB}\b"
    rf"|{_THING}{_G % 4} NOT{_G % 2} {_VERB}\b"
    rf"|\b{_SUBJECT} (?:{_QUITE} )*DEAD\b"
    r"|\bDEAD (?:since|SINCE|NOW|at|for|PHONE|TRUNK|SITE|after|on)\b|^(?:\S+ ){0,3}DEAD$"
    rf"|\bNO{_G % 2} (?:CALL|IN|OUT|AUDIO|PHONE|tone|REGISTER|signal|answer|WORK|service|SERVICE|voice)\b"
    rf"|\bNONE{_G % 6} (?:CALL|IN|OUT|REGISTER|WORK|AUDIO|connect|through|ring|PHONE)\b"
    rf"|{_THING}{_G % 5} (?:FAIL|STOPPED)\b"
    rf"|\bFAIL{_G % 3} (?:CALL|REGISTER|IN|OUT|invite|TRUNK)\b"
    rf"|\bSTOPPED{_G % 2} (?:CALL|IN|OUT|REGISTER|WORK|AUDIO)\b"
    r"|\b(?:PHONE|CALL|REGISTER|TRUNK|SITE|ALL)(?: \S+){0,2} BROKEN\b"
    r"|\bCALL(?: \S+){0,4} (?:nowhere|voicemail instead|NONE)\b"
    r"|\bring and ring|\bCALL(?: \S+)? forever|\bCALL CALL CALL"
)
_DEGRADED = CUES.pattern(r"\bBAD\b|\bSOMETIMES\b|\b(?:N|ONE|MANY|HALF|FEW)(?: \S+){0,2} (?:of|out of) N CALL")
_BLANK = r"blank|grey|greyed|spin"
_LOSS = CUES.pattern(
    r"\bPORTAL(?: \S+){0,5} (?:NOT|CANNOT|FAIL|DEAD|BROKEN|BAD|NO|blank|white|empty|spin|STOPPED|503|502|500|N)\b"
    r"|\b(?:CANNOT|NOT|FAIL|NO|NONE|BROKEN|BAD)(?: \S+){0,4} PORTAL\b"
    r"|\b(?:FAIL|blank|white page|grey|gray|greyed|grayed|spin)\b(?: \S+){0,5} (?:save|PORTAL|CHANGE|ADMIN|page)"
    r"|\b(?:save|CHANGE|page|ADMIN)(?: \S+){0,4}"
    rf" (?:FAIL|CANNOT|NOT (?:save|stick|load|open|work|WORK|take)|{_BLANK})\b"
)
_ASTRAY = (
    r"(?:FAIL|CANNOT|NOT|NO|NONE|DEAD|STOPPED|BROKEN|BAD|wrong|old|nowhere|silence|hung|hang|another|other|PAST"
    r"|transferred|county|city|state|ring|beep|recording|ADMIN|SOMETIMES|BACK|different|blank|unknown)"
)
_EMERGENCY = CUES.pattern(
    rf"\bEMERG(?: \S+){{0,8}} {_ASTRAY}\b"
    r"|\b(?:FAIL|CANNOT|NOT|NO|NONE|DEAD|STOPPED|BROKEN|BAD|wrong|SOMETIMES|HALF|different)(?: \S+){0,8} EMERG\b"
)
_WHOEVER = r"(?:CALL|PHONE|ALL|IN|OUT|IT|REGISTER|EMERG|SITE|USER|CUST|AUDIO|other|rest|TRUNK|MAIN|that|else|service|N)"
_FINE = CUES.pattern(
    rf"\b{_WHOEVER}{_G % 4} (?:WORK|FINE)\b"
    r"|\b(?:NO|NONE|NOT)(?: \S+){0,3} (?:impact|affect|affected|DEAD|impacted|outage)\b|\bFINE\b"
)
_RESTORED = CUES.pattern(
    r"\bRESTORED\b|\b(?:ALL|PHONE|IT|SITE|N|REGISTER|are|is|came|come)(?: \S+){0,2} BACK(?! to (?:you|me))\b"
)
_NOT_RESTORED = re.compile(r"\b(?:NOT|NONE|until|IF|when|CANNOT|NO|please|ASK)\b(?: \S+){0,5}$")

_NEGATED = re.compile(
    r"\b(?:NOT|NO|NONE|isn't)(?: (?:a|an|the|ALL|really|any|REGISTER|IT|total|complete|full|been|USER|CUST))*$"
)
_IMAGINED = re.compile(r"\b(?:IF|FUTURE|case|avoid|prevent|before|lest|almost|nearly)\b")
_PAST = re.compile(r"\bPAST\b")
_PRESENT = re.compile(r"\b(?:SINCE|STILL|NOW|are|is|keep)\b")
_WELL = re.compile(r"\b(?:affect|impact|complain|notice|FINE)\w*")

_SEVERAL = CUES.pattern(
    r"\b(?:ALL|MANY|FEW|N|BOTH|HALF|across|other|multiple)(?: (?:of|the|our|WE|your|different|FEW|its))*"
    r" (?:\S+ )?(?:CUST|SITE)s?\b|\bCUSTs\b|\bALL our\b"
)
_ALL = frozenset(("ALL", "NONE", "BOTH"))
_ONE = CUES.pattern(
    r"\b(?:ONE|ONLY|N1|his|her|my|this|that|IT|a|an|MY)(?: \S+)? (?:USER|PHONE)\b|\b(?:PHONE|USER) N\b|\bx\d+\b"
)
_FEW = "FEW"
_MAIN = "MAIN"
_SITE = frozenset(("SITE", "CUST"))
_GROUP = frozenset(("MANY", "HALF"))


def claims(line: Line, sentence: int) -> Iterator[Claim]:
    """Return what a sentence claims, at most one claim a state."""
    text, bits = line.text, line.cues
    for state, pattern, needs in _STATES:
        if bits & needs != needs or (match := pattern.find(text, bits)) is None:
            continue
        found = line.words(*match.span())
        polarity = Polarity.IMAGINED if _diverts(line, found[-1]) else _polarity(state, text, match)
        if state is State.DEAD and _is_loss(text):
            state = State.LOSS
        yield Claim(state, _scope(line, match), polarity, sentence, found[0].start, found[-1].end)


_STATES = tuple(
    (state, pattern, pattern.needs)
    for state, pattern in (
        (State.EMERGENCY, _EMERGENCY),
        (State.LOSS, _LOSS),
        (State.DEAD, _DEAD),
        (State.DEGRADED, _DEGRADED),
        (State.RESTORED, _RESTORED),
        (State.FINE, _FINE),
    )
)
"""What may be claimed, how it is said, and the cues without which it is not: most sentences lack them."""
CLAIMING = reduce(or_, [needs for _, _, needs in _STATES])
"""Of these cues a sentence that claims anything has one."""


def _is_loss(text: str) -> bool:
    return "PORTAL" in text and not re.search(r"\b(?:CALL|IN|OUT|PHONE)\b", text)


def _polarity(state: State, text: str, match: re.Match[str]) -> Polarity:
    before = text[: match.start()].rstrip()
    if state is State.RESTORED:
        return Polarity.NEGATED if _NOT_RESTORED.search(before) else _asked(text)
    if state is State.FINE:
        is_void = re.search(r"\b(?:NOT|CANNOT|NONE|IF|was|PAST|until)\b", match.group()) and not re.match(
            r"(?:NO|NONE|NOT)\b", match.group()
        )
        return Polarity.NEGATED if is_void else Polarity.STATED
    if _NEGATED.search(before):
        return Polarity.NEGATED
    if _IMAGINED.search(before):
        return Polarity.IMAGINED
    if _PAST.search(text) and not _PRESENT.search(text):
        return Polarity.PAST
    return _asked(text)


_UNANSWERED = frozenset(("busy", "answer"))
_DIVERTING = frozenset((
    "divert", "diverts", "diverted", "forward", "forwards", "forwarding", "forwarded", "fwd", "send", "sends",
    "transfer", "transfers", "route", "routes", "overflow", "redirect", "voicemail", "rings", "ring",
))  # fmt: skip
_DIVERTS_ON = re.compile(r"\b(?:on|upon|when) (?:busy|(?:busy (?:and |or )?)?no answer)$")
"""When calls are to be diverted: "forward on busy and no answer" tells of no fault."""


def _diverts(line: Line, last: Word) -> bool:
    if last.folded not in _UNANSWERED or "CANNOT" in line.meanings or _DIVERTING.isdisjoint(line.plain_set):
        return False
    before = " ".join([word.folded for word in line.kept if word.end <= last.end])
    return _DIVERTS_ON.search(before) is not None


def _asked(text: str) -> Polarity:
    asks = text.endswith("?") and re.match(r"(?:\S+ ){0,2}(?:HOW|ASK|do|doe|is|are|IF)\b", text)
    return Polarity.ASKED if asks else Polarity.STATED


def _near(text: str, match: re.Match[str]) -> str:
    """Return the words around a match: whole ones, as half a CALL is an ALL."""
    start, end = max(match.start() - 70, 0), match.end() + 50
    if start > 0:
        start = text.find(" ", start - 1, match.start() + 1) + 1 or match.start()
    if end < len(text):
        end = max(text.rfind(" ", match.end(), end + 1), match.end())
    return text[start:end]


def _scope(line: Line, match: re.Match[str]) -> Scope:
    text = line.text
    near = _near(text, match)
    value = 0
    if "N" in line.meanings or "PERCENT" in line.meanings:
        numbers = line.numbers(max(match.start() - 70, 0), match.end())
        value = max([int(word.value) for word in numbers if word.value], default=0)
    # No word holds the name of a list but as a whole.
    words = frozenset(near.split(" "))
    if _SEVERAL.find(near, line.cues):
        return Scope.SEVERAL
    if _MAIN in words:
        return Scope.MAIN
    if not words.isdisjoint(_ALL):
        return Scope.ALL
    if _ONE.find(near, line.cues):
        return Scope.ONE
    if _FEW in words:
        return Scope.FEW
    if not words.isdisjoint(_GROUP) or value >= 10:
        return Scope.GROUP
    if 2 <= value < 10:
        return Scope.FEW
    return Scope.UNKNOWN if words.isdisjoint(_SITE) else Scope.SITE
