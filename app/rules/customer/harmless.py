"""What sounds like all of a customer where no call fails: the portal, a wish, a ringtone."""

import re
from collections.abc import Iterator

from app.rules.claims import State
from app.rules.customer.patterns import pattern
from app.rules.customer.statement import WISHED
from app.rules.customer.transcript import Transcript
from app.rules.reader import Facts
from app.rules.signs import Sign

_BILLING = pattern("cdrs?|billing|invoices?|rated|rating|usage|charges?|records|911|112|999|fraud|emergency|e911")
_PORTAL_FAILS = re.compile(
    r"\bPORTAL(?: \S+){0,4} (?:NOT|CANNOT|FAIL|DEAD|BROKEN|NO|STOPPED|BAD|blank|white|empty|spin|throw|give|"
    r"50[0-9])\b"
    r"|\b(?:CANNOT|NOT|FAIL|NONE|NO|BROKEN)(?: \S+){0,3} PORTAL\b"
)
_NOT_OF_PORTAL = re.compile(r"\b(?:EMERG|FRAUD|CARRIER|LISTED|LIFE|IN CALL|OUT CALL)\b")
_HARM = re.compile(
    r"\b(?:DEAD|FAIL|STOPPED|CANNOT|BROKEN|BAD|EMERG|FRAUD|wrong|NO CALL|NONE CALL|silence|nothing|LIFE|CARRIER|"
    r"LISTED)\b"
)
_EVERY = re.compile(r"\b(?:ALL|NONE|BOTH)\b")
_EVERYONE = frozenset(("ALL", "NONE", "BOTH"))


def signs(facts: Facts, transcript: Transcript) -> Iterator[Sign]:
    """Yield what is all of the portal and no more, or all of a customer without harm."""
    if any("PORTAL" in told.line.meanings for told in facts.told) and (lost := facts.claim(State.LOSS)):
        told, claim = lost
        if not _is_more_than_portal(facts, transcript) and _PORTAL_FAILS.search(told.line.text):
            yield Sign("portal-only", told.source, told.number, claim.start, claim.end)
        return
    named = [told for told in facts.told if not _EVERYONE.isdisjoint(told.line.meanings)]
    if not named or any(told.faulty or _HARM.search(told.line.text) for told in facts.told):
        return
    for told in named:
        if WISHED.search(f" {told.line.plain} ") and (every := _EVERY.search(told.line.text)):
            words = told.line.words(*every.span())
            yield Sign("whole-but-harmless", told.source, told.number, words[0].start, words[-1].end)
            return


def _is_more_than_portal(facts: Facts, transcript: Transcript) -> bool:
    """Whether calls, billing or a carrier are spoken of besides the portal."""
    if facts.claim(State.DEAD) or facts.user_shares or _BILLING.search(transcript.text):
        return True
    return any(_NOT_OF_PORTAL.search(told.line.text) for told in facts.told)
