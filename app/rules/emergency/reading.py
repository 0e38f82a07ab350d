"""
What a report shows about emergency calling, as signs: a fault, a test that passed, or mere administration.

A fault outweighs the rest; what passed, or is spoken of for later, stands against a reader who takes it for one.
"""

import re
from collections.abc import Iterator, Sequence

from app.rules.emergency.administration import administered, is_asked, later, rejected
from app.rules.emergency.fault import fault, is_mended
from app.rules.emergency.names import RECORD, Shown, is_named, is_opened, marked
from app.rules.emergency.passed import corrected, passed
from app.rules.emergency.tested import fine
from app.rules.reader import Facts, Told
from app.rules.signs import Sign, sign

_NO_REPORT = re.compile(
    r"\b(?:incident report|reason for outage|merged|undeliverable|delivery has failed|exercise exercise"
    r"|we got your message|thanks for writing|auto-?reply|rfo)\b"
)
"""A report of what is over, a drill, or a mail that a machine answered."""


def signs(facts: Facts, limit: float) -> Iterator[Sign]:
    """Yield what a report shows about emergency calling; a fault of it is grave whatever the shares, so no `limit`."""
    del limit
    text = "\n".join([told.line.plain for told in facts.told])
    if is_named(text):
        yield from _shown(facts.told, text)


def _shown(told: Sequence[Told], text: str) -> Iterator[Sign]:
    lines = marked(told, text)
    is_topic = "@" in "".join(lines) or RECORD.search(text) is not None
    if not is_topic and not is_opened(text):
        return
    well = passed(told, lines) or corrected(lines)
    if well is not None:
        yield _sign("emergency-passed", told, well)
    wrong = None if well is not None or _NO_REPORT.search(text) else fault(told, lines)
    if wrong is not None and not is_mended(lines[wrong[0] :]) and not is_asked(told, lines, wrong[1]):
        yield _sign("emergency-fault", told, wrong)
        return
    if wrong is None and (advised := later(lines)):
        yield _sign("emergency-later", told, advised)
    if working := fine(told, lines):
        yield _sign("emergency-fine", told, working)
    if is_topic and wrong is None:
        yield from _administration(told, lines)


def _administration(told: Sequence[Told], lines: Sequence[str]) -> Iterator[Sign]:
    if refused := rejected(lines):
        yield _sign("emergency-address-rejected", told, refused)
    elif asked := administered(told, lines):
        yield _sign("emergency-admin", told, asked)


def _sign(name: str, told: Sequence[Told], shown: Shown) -> Sign:
    place, match = shown
    return sign(name, told[place], match, plain=True)
