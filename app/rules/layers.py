"""
A report read as a whole, as what speaks of a fault beyond one customer needs it.

Each such sign needs two things that a report seldom says in one sentence: what is spoken of (a carrier, two customers,
a figure) and that it fails now and for all of it. So the sentences are joined by line ends, which no gap of a pattern
crosses, and what speaks against a sign is looked for everywhere.
"""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from app.rules.reader import Facts
from app.rules.signs import Sign
from app.rules.words import fold

_OVER = re.compile(
    r"\b(?:RESTORED|RFO)\b|\b(?:went away|outage over|be over|is over|terminee?|solucionad[oa]|restablecid[oa])\b"
)
"""It is over, or papers about it are asked for; over meanings."""
_AGAIN = re.compile(r"\b(?:STOPPED|DEAD|FAIL|BACK DEAD) STILL\b|\bSTILL (?:STOPPED|DEAD|FAIL)\b")
"""It was over and has come back; over meanings."""
_ELAPSED = re.compile(
    r"\b(?:on|of|from) the \d+(?:st|nd|rd|th)\b|\blast (?:month|week|year|friday|monday|sunday|saturday|night)\b"
    r"|\bback (?:on|in|then)\b|\byesterday\b|\bin (?:january|february|march|april|may|june|july|august)\b"
)
"""It was on another day; over plain words."""
_CALM = re.compile(
    r"\b(?:no|not an?|without|never an?) (?:\S+ ){0,1}(?:outages?|downtime|danger|impact|faults?|action)\b"
    r"|\bnothing(?:'s| is|s)? (?:\S+ ){0,1}(?:down|out|wrong|red|happened|required|broken|failed|stopped|dead)\b"
    r"|\bnothing on (?:our|my) side\b|\bnone of them touched\b|\ball (?:\S+ )?ring\b|\btests? clean\b"
    r"|\b(?:everything|rest) (?:is |are |'s )?(?:happy|fine|good|well|healthy|green)\b|\bphones are all fine\b"
    r"|\b(?:service is normal|only want to know|no answer needed|rien a faire|nobody's down|reports outage over)\b"
    r"|\b(?:for (?:your|my|our) information|no need to|just a wish|if there's ever|planned|out of office)\b"
    r"|\b(?:simulat\w+|exercise|drill|monitor was in test|self test|unsubscribe|demo)\b"
)
"""Nothing is wrong; over plain words."""
_PAPER = re.compile(
    r"\b(?:re-?rate|renumber\w*|invoices?|bills?|billed|invoiced|charged|surcharge|fee|loa|foc|rate deck|contract"
    r"|credits?|postmortem|explanation|incident (?:report|summary)|reason for|root cause|penalty|compensat\w+|refund"
    r"|goodwill|decommission\w*|reconcile|rfp|tender|prospect|roadmap|sunset|port order|bulk port|send me the report"
    r"|report so)\b"
)
"""Papers, orders and claims; over plain words."""


_TABLED: set[str] = set()
"""The words of all tables; most words of a report stand in none, and are left out before any table is asked."""


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of some lines as a table that the words of a report are held against."""
    words = frozenset(" ".join(lines).split())
    _TABLED.update(words)
    return words


class Layers:
    """A report's sentences joined: `meant` the meanings and `plain` the folded words, a line for each sentence."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.told = facts.told
        self.meant = "\n".join([told.line.text for told in facts.told])
        self.plain = "\n".join([told.line.plain for told in facts.told])

    @cached_property
    def vocabulary(self) -> set[str]:
        """Those of the plain words that stand in any table."""
        return _TABLED.intersection(self.plain.split())

    @cached_property
    def written(self) -> str:
        """The description as written, but folded."""
        return fold(self.facts.report.description)

    @cached_property
    def _meant_starts(self) -> list[int]:
        return [0, *accumulate(len(told.line.text) + 1 for told in self.told)]

    @cached_property
    def _plain_starts(self) -> list[int]:
        return [0, *accumulate(len(told.line.plain) + 1 for told in self.told)]

    def stated(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return the first match over meanings that the description states; a question and a headline state nothing."""
        for match in pattern.finditer(self.meant, self._described):
            end = self.meant.find("\n", match.end())
            if self.meant[end - 1 if end >= 0 else -1] != "?":
                return match
        return None

    @cached_property
    def _described(self) -> int:
        """Where the description begins in `meant`; 0 where there is none."""
        number = next((place for place, told in enumerate(self.told) if told.source != "subject"), 0)
        return self._meant_starts[number]

    def line_of(self, match: re.Match[str]) -> str:
        """Return the sentence of a match."""
        end = match.string.find("\n", match.end())
        return match.string[match.string.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else None]

    def sign(self, name: str, match: re.Match[str]) -> Sign:
        """Return a sign for a match over either layer, whose last sentence is the one meant."""
        plain = match.string is self.plain
        starts = self._plain_starts if plain else self._meant_starts
        number = bisect_right(starts, match.start()) - 1
        told, offset = self.told[number], starts[number]
        start, end = match.start() - offset, match.end() - offset
        words = told.line.plain_words(start, end) if plain else told.line.words(start, end)
        return Sign(name, told.source, told.number, words[0].start, words[-1].end)

    @cached_property
    def is_over(self) -> bool:
        """Whether it is over and has not come back."""
        return self.tells_end and not _AGAIN.search(self.meant)

    @cached_property
    def tells_end(self) -> bool:
        """Whether an end of it is told, be it that it came back since."""
        return _OVER.search(self.meant) is not None

    @cached_property
    def is_elapsed(self) -> bool:
        """Whether another day is told of."""
        return _ELAPSED.search(self.plain) is not None

    @cached_property
    def is_calm(self) -> bool:
        """Whether nothing is said to be wrong."""
        return _CALM.search(self.plain) is not None

    @cached_property
    def is_of_papers(self) -> bool:
        """Whether papers, orders or claims are spoken of."""
        return _PAPER.search(self.plain) is not None
