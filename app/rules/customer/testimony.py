"""
What a report tells of a customer as a whole: of all phrases that say so, those that stand for what is so now.

What is told of one user only is kept apart: it counts where that user is the customer.
"""

import re

from app.rules.customer import calls, coping, outage, silence, sole_line
from app.rules.customer.counts import is_part
from app.rules.customer.patterns import Ways
from app.rules.customer.statement import Statement
from app.rules.customer.transcript import Transcript

_WAYS = Ways(
    {
        "both": calls.NEITHER_WAY,
        "whole": outage.WAYS,
        "inward": calls.INWARD,
        "outward": calls.OUTWARD,
        "sole": sole_line.WAYS,
        "coping": coping.WAYS,
        "mute": silence.WAYS,
    }
)
FAULTS = frozenset(("both", "whole", "inward", "outward", "mute"))
"""What is told of calls and phones themselves."""
_EVIDENCE = re.compile(
    r" (?:dead|down|no|not|can't|cannot|nothing|none|zero|silent|silence|unreachable|unavailable|forbidden|"
    r"40[0-9]|480|503|lost|off|fails?|failing|busy|"
    r"offline|unregistered|0|neither|nobody|stopped|rejected|refuses?|sin|ni|aucun|doesn't|don't|won't)(?= )"
)
"""Words of a description that bears out a subject."""
MOST_ASKED = 60
"""Phrases weighed in one report; a text with more of them is noise, and must not take seconds."""
SHORT = 40
"""Characters of a description that says nothing by itself: the subject is then the report."""


class Testimony:
    """What is told of the customer in one report."""

    __slots__ = ("_asked", "of_one", "transcript")

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.of_one: dict[str, re.Match[str]] = {}
        """What is told of one user only; it counts where that user is the customer."""
        self._asked = 0

    def found(self) -> dict[str, re.Match[str]]:
        """Return the first match of each thing that is told to be so; those of the subject only as a last resort."""
        found: dict[str, re.Match[str]] = {}
        headed: dict[str, re.Match[str]] = {}
        for name, match in _WAYS.finditer(self.transcript.text):
            into = found if match.start() >= self.transcript.subject else headed
            if name not in into and self._is_real(name, match):
                into[name] = match
        if headed:
            self._add_headed(found, headed)
        return found

    def fails(self) -> bool:
        """Whether anything at all is said to fail now; enough where one line is the whole customer."""
        return any(self._is_real("fault", match) for match in sole_line.faults(self.transcript.text))

    def is_told(self, match: re.Match[str]) -> bool:
        """Whether a match is told to be so now, and not of one user."""
        statement = self.transcript.statement(match)
        return not (statement.is_of_one or statement.is_wished or statement.is_question)

    def _add_headed(self, found: dict[str, re.Match[str]], headed: dict[str, re.Match[str]]) -> None:
        """Add what the subject tells, where the description bears it out: a subject alone overstates."""
        rest = self.transcript.text[self.transcript.subject :]
        is_short = len(rest) < SHORT
        if is_short or found or _EVIDENCE.search(rest):
            for name, match in headed.items():
                if name == "sole" or found or is_short:
                    found.setdefault(name, match)

    def _is_real(self, name: str, match: re.Match[str]) -> bool:
        """Whether the sentence of a match tells what is so now, not what is wished, asked or past."""
        self._asked += 1
        if self._asked > MOST_ASKED:
            return False
        statement = self.transcript.statement(match).since_turn
        if statement.is_wished or statement.is_softened or (statement.is_question and not statement.asks_about_it):
            return False
        if name == "coping":
            return True
        if statement.is_past or statement.is_of_something_else:
            return False
        if name == "whole" and is_part(match.group(), self.transcript.told):
            return False
        if _is_of_one(name, statement):
            self.of_one.setdefault(name, match)
            return False
        return True


def _is_of_one(name: str, statement: Statement) -> bool:
    """Whether it is told of one user or phone only, as far as its sentence shows."""
    return (name == "both" and statement.is_of_somebody) or (name in FAULTS and statement.is_of_one)
