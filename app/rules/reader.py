"""
From a report to facts: what fails, for whom, how many, how badly, whether it is so now, and what else the partner says.

The reader settles meanings, claims and numbers sentence by sentence. It concludes nothing; `app.rules.triage` does.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.rules.claims import CLAIMING, Claim, State, claims
from app.rules.cues import Cued
from app.rules.scope import Base, Count, Line, Share, counts, may_share, others, shares, working
from app.rules.text import own_subject, own_text
from app.rules.ticket import Form, Report
from app.rules.verdict import Evidence
from app.rules.words import Lexicon, Word, sentences_of

LONGEST_SUBJECT = 500
FAULTS = (State.DEAD, State.DEGRADED, State.LOSS, State.EMERGENCY)


@dataclass(slots=True, eq=False)
class Told:
    """One sentence and what it tells; never changed, yet not frozen, for that makes it three times as slow to make."""

    source: str
    """`subject` or `description`."""
    number: int
    line: Line
    claims: tuple[Claim, ...]
    shares: tuple[Share, ...]
    counts: tuple[Count, ...]
    others: tuple[int, ...]
    working: tuple[int, ...]
    asks: bool
    """Whether the sentence is a question."""

    @property
    def meanings(self) -> str:
        """The sentence as meanings, one blank between two."""
        return self.line.text

    @property
    def faulty(self) -> bool:
        """Whether it tells of something that does not work, now or before."""
        return any(claim.state in FAULTS and claim.is_told for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Found:
    """Words found: where they stand, and the sentence around them."""

    told: Told
    start: int
    end: int


class Facts:
    """What a report tells; made once, asked by rules and by the learned reader alike."""

    def __init__(self, report: Report, told: Sequence[Told]) -> None:
        self.report = report
        self.told = tuple(told)

    @property
    def form(self) -> Form:
        """What the requester ticked."""
        return self.report.form

    @cached_property
    def size(self) -> int:
        """How many words the partner wrote."""
        return sum(len(told.line.kept) for told in self.told)

    def find(self, pattern: Cued, within: Callable[[Told], bool] | None = None) -> Found | None:
        """
        Return the first match of a pattern over meanings, in the sentences that `within` admits.

        The pattern is one of `scope.CUES`, made before the report was read: a sentence knows of no later one's words.
        """
        needs = pattern.needs
        for told in self.told:
            line = told.line
            match = pattern.find(line.text, line.cues) if line.cues & needs == needs else None
            if match and match.end() > match.start() and (within is None or within(told)):
                words = line.words(*match.span())
                return Found(told, words[0].start, words[-1].end)
        return None

    @cached_property
    def claims_now(self) -> tuple[tuple[Told, Claim], ...]:
        """What is claimed to be so now, in the order told."""
        return tuple([(told, claim) for told in self.told for claim in told.claims if claim.is_now])

    def claims(self, *states: State) -> Iterator[tuple[Told, Claim]]:
        """Return the claims of some states that are said to be so now, in the order told."""
        for told, claim in self.claims_now:
            if not states or claim.state in states:
                yield told, claim

    def claim(self, *states: State) -> tuple[Told, Claim] | None:
        """Return the first claim of these states that is said to be so now."""
        return next(self.claims(*states), None)

    @cached_property
    def user_shares(self) -> tuple[tuple[Told, Share], ...]:
        """Shares of users, phones, sites: not those of calls."""
        return tuple((told, share) for told in self.told for share in told.shares if share.base is Base.USERS)

    @cached_property
    def computed_share(self) -> float | None:
        """Percent affected, computed from a count beside a fault and a base told elsewhere; None without both."""
        affected = [count.value for told in self.told if told.faulty for count in told.counts]
        if not affected:
            return None
        part = max(affected)
        rest = [one for told in self.told for one in (*told.others, *told.working)]
        bases = [count.value for told in self.told for count in told.counts]
        base = max([*bases, *(part + one for one in rest), self.form.total_users or 0])
        return 100.0 * part / base if base > part else None

    def evidence(self, clause: str, found: Found | Claim | Share | Count, told: Told) -> Evidence:
        """Return words of a sentence as evidence for a clause."""
        text = self.report.subject if told.source == "subject" else self.report.description
        return Evidence(clause, text[found.start : found.end], told.source, found.start, found.end)


class Reader:
    """Reads reports with one lexicon: the shipped one and the names of one policy."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def by(cls, lexicon: Lexicon) -> "Reader":
        """Return the reader of a lexicon."""
        return cls(lexicon)

    def read(self, report: Report) -> Facts:
        """Return the facts of a report; never raises, whatever the text."""
        return Facts(report, [_told(n, source, words) for n, (source, words) in enumerate(self._sentences(report))])

    def _sentences(self, report: Report) -> Iterable[tuple[str, list[Word]]]:
        subject = own_subject(report.subject[:LONGEST_SUBJECT], report.description)
        for sentence in sentences_of(subject, self._lexicon):
            yield "subject", sentence
        for sentence in sentences_of(own_text(report.description), self._lexicon):
            yield "description", sentence


def _told(number: int, source: str, words: list[Word]) -> Told:
    line = Line(words)
    has_number = "N" in line.meanings
    return Told(
        source,
        number,
        line,
        tuple(claims(line, number)) if line.cues & CLAIMING else (),
        tuple(shares(line)) if has_number or may_share(line) else (),
        tuple(counts(line)) if has_number else (),
        tuple(others(line)) if has_number else (),
        tuple(working(line)) if has_number else (),
        line.text.endswith("?"),
    )
