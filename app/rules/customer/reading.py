"""
Whether the customer as a whole is cut off now, told without a share: down, not to be reached, unable to dial out.

A sentence seldom says "the customer is down". It says that calls go in neither direction, that every handset shows an
error, that callers hear a recording, or only how people cope. Each way of saying it is a pattern over the plain words
of the whole report; what takes it back (one user of many, a past or planned outage, a cause on the partner's side,
one destination) is looked for once one of them was found.
"""

import re
from collections.abc import Iterator, Mapping

from app.rules.customer import harmless, silence, sole_line
from app.rules.customer.retraction import is_taken_back
from app.rules.customer.testimony import FAULTS, Testimony
from app.rules.customer.transcript import Transcript
from app.rules.reader import Facts
from app.rules.signs import Sign

_LASTS = re.compile(r"\b(?:SINCE|STILL)\b")
_IS_BAD = re.compile(r"\b(?:BAD|SOMETIMES)\b")


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report tells of a customer as a whole; shares are for others, so `limit` decides nothing here."""
    del limit
    transcript = Transcript(facts)
    testimony = Testimony(transcript)
    found = testimony.found()
    if not found.keys() & FAULTS:
        yield from harmless.signs(facts, transcript)
    sole = found.pop("sole", None)
    if sole and not sole_line.is_meant(facts, sole):
        sole = None
    everywhere = next(filter(testimony.is_told, silence.everywhere(transcript.text)), None)
    if everywhere is not None:
        found.setdefault("mute", everywhere)
    if not (found or sole):
        return
    if is_taken_back(facts, transcript, {**found, "sole": sole} if sole else found, is_sole=sole is not None):
        return
    if sole:
        found = {**testimony.of_one, **found}
        if found or testimony.fails():
            yield transcript.sign("sole-line", sole)
    elif everywhere is None and _is_faint(facts, transcript, found):
        return
    yield from _of_all(transcript, found)
    if everywhere is not None:
        yield transcript.sign("mute-on-every-call", everywhere)


def _of_all(transcript: Transcript, found: Mapping[str, re.Match[str]]) -> Iterator[Sign]:
    """Yield a sign for each thing that is told of the customer; neither way is also what two sentences tell."""
    inward, outward = found.get("inward"), found.get("outward")
    for name, match in (
        ("customer-down", found.get("both") or found.get("whole") or (inward if outward else None)),
        ("main-number-down", inward),
        ("outbound-down", outward),
        ("down-implied", found.get("coping")),
        ("no-sound-for-all", found.get("mute")),
    ):
        if match:
            yield transcript.sign(name, match)


def _is_faint(facts: Facts, transcript: Transcript, found: Mapping[str, re.Match[str]]) -> bool:
    """Whether all rests on one phrase, and the report asks something or tells of bad calls rather than of none."""
    if len(found) != 1:
        return False
    meanings = transcript.sentence(*found.values()).line.text
    if _LASTS.search(meanings):
        return False
    return bool(_IS_BAD.search(meanings)) or any(told.asks for told in facts.told)
