"""A report as one run of plain words, with the way back to its sentences: a phrase may go over the end of one."""

import re
from bisect import bisect_right

from app.rules.customer.patterns import STOP
from app.rules.customer.statement import Statement
from app.rules.reader import Facts, Told
from app.rules.signs import Sign

NEARBY = 600
"""Characters before and behind a phrase that are read for what takes it back."""


class Transcript:
    """The plain words of all sentences of a report, a stop behind each."""

    __slots__ = ("_places", "subject", "text", "told")

    def __init__(self, facts: Facts) -> None:
        self.told = facts.told
        self.subject = 0
        """Where the description begins."""
        self._places: list[int] = []
        parts: list[str] = []
        size = 0
        for told in facts.told:
            self._places.append(size)
            part = f" {told.line.plain}{STOP}"
            parts.append(part)
            size += len(part)
            if told.source == "subject":
                self.subject = size
        self.text = f"{''.join(parts)} "

    def sentence(self, match: re.Match[str]) -> Told:
        """Return the sentence a match begins in."""
        return self.told[self._number(match)]

    def statement(self, match: re.Match[str]) -> Statement:
        """Return a match with what stands around it in its sentence."""
        first, last = self._around(match)
        before, behind = self.text[first : match.start()], self.text[match.end() : last + 1]
        return Statement(before, match.group(), behind, self.sentence(match).line.text)

    def sign(self, name: str, match: re.Match[str]) -> Sign:
        """Return a sign for a match; one over two sentences is cited by its first."""
        number = self._number(match)
        told, place = self.told[number], self._places[number]
        start = max(match.start() - place - 1, 0)
        end = min(match.end() - place - 1, len(told.line.plain))
        words = told.line.plain_words(start, end)
        return Sign(name, told.source, told.number, words[0].start, words[-1].end)

    def _number(self, match: re.Match[str]) -> int:
        return bisect_right(self._places, match.start()) - 1

    def _around(self, match: re.Match[str]) -> tuple[int, int]:
        """Return where the sentence of a match begins and ends; of a sentence without end, what stands nearby."""
        near, far = max(match.start() - NEARBY, 0), match.end() + NEARBY
        first, last = self.text.rfind("¶", near, match.start()), self.text.find("¶", match.end() - 1, far)
        return (first + 1 if first >= 0 else near), (last if last >= 0 else min(far, len(self.text)))
