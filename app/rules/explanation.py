"""
One verdict laid open: what was read where, which clause each word speaks to, what the learned reader makes of it.

For people who ask "why?" about one ticket. Nothing is decided here; the verdict is triage's own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from app.rules.case import Case
from app.rules.features import features
from app.rules.learned import Learned, Reason
from app.rules.policy import Policy
from app.rules.reader import Facts, Reader
from app.rules.scope import Base
from app.rules.ticket import Form, Report
from app.rules.triage import triage
from app.rules.verdict import Evidence, Verdict

REACH = 160
"""Characters shown on each side of evidence in a long text."""
WHOLE = 900
"""Up to so many characters a text is shown whole."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: evidence for the clause with this number (1 is the first), or plain with 0."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class ClauseCited:
    """A clause that evidence cites: its number on the card, id, policy text, and the words that speak to it."""

    number: int
    id: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A report, the verdict on it, and what it was made from."""

    report: Report
    verdict: Verdict
    clauses: tuple[ClauseCited, ...]
    """In the order of the evidence."""
    numbers: tuple[str, ...]
    """Shares and counts read, each with the words."""
    form: tuple[tuple[str, str], ...]
    """The form's fields that are filled in, by name."""
    refusal: float | None
    """The learned reader's probability that a refusal unseen is right; None when it is off."""
    kind: str
    """The kind of ticket it reads like to the learned reader; empty where it names none."""
    strongest: tuple[tuple[str, float], ...]
    """The words that speak most for its likeliest tier, each with its weight (1 is strong)."""

    def pieces(self, source: str) -> list[Piece]:
        """Return `subject` or `description` cut into evidence and what stands between; long texts around it only."""
        text = self.report.subject if source == "subject" else self.report.description
        spans = [
            (evidence.start, evidence.end, clause.number)
            for clause in self.clauses
            for evidence in clause.evidence
            if evidence.source == source and evidence.start is not None and evidence.end is not None
        ]
        return list(pieces(text, spans))


def explain(report: Report, policy: Policy) -> Explanation:
    """Return the verdict on a report, laid open; always returns, whatever the text."""
    verdict = triage(report, policy)
    facts = Reader.by(policy.lexicon).read(report)
    opinion = Learned.shipped().read(features(facts, Case.of(facts, policy).signs)) if policy.learned else None
    return Explanation(
        report=report,
        verdict=verdict,
        clauses=tuple(_cited(verdict.evidence, policy)),
        numbers=tuple(dict.fromkeys(_numbers(facts))),
        form=tuple(form_filled(report.form)),
        refusal=opinion.refusal if opinion else None,
        kind=opinion.kind if opinion else "",
        strongest=tuple(_said(reason, report) for reason in opinion.reasons if reason.place) if opinion else (),
    )


def form_filled(form: Form) -> Iterator[tuple[str, str]]:
    """Yield name and value of each field that the requester filled in."""
    for field in fields(form):
        value = getattr(form, field.name)
        if value is not None:
            shown = ("yes" if value else "no") if isinstance(value, bool) else plain(str(value))
            yield field.name.replace("_", " "), shown


def plain(text: str) -> str:
    """Return a text in which nothing acts on a terminal or turns the writing around; offsets stay the same."""
    return _UNSEEN.sub("·", text)


def pieces(text: str, spans: Iterable[tuple[int, int, int]]) -> Iterator[Piece]:
    """
    Yield a text cut at spans of (start, end, number), with the neighbourhood only where it is long.

    Of spans that overlap the first keeps the shared words. Cut-out stretches are told as `…`.
    """
    shown = plain(text)
    ordered = _apart(sorted(span for span in spans if span[0] < min(span[1], len(text))))
    is_long = len(text) > WHOLE
    at = 0
    for start, end, number in ordered:
        yield from _between(shown[at:start], is_long=is_long, is_first=at == 0)
        yield Piece(shown[start:end], number)
        at = end
    rest = shown[at:]
    limit = REACH if ordered else WHOLE
    if is_long and len(rest) > limit:
        yield Piece(f"{_begin(rest, limit)} …")
    elif rest:
        yield Piece(rest)


def _apart(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    kept: list[tuple[int, int, int]] = []
    for start, end, number in spans:
        begin = max(start, kept[-1][1]) if kept else start
        if begin < end:
            kept.append((begin, end, number))
    return kept


def _between(text: str, *, is_long: bool, is_first: bool) -> Iterator[Piece]:
    if is_long and len(text) > 2 * REACH:
        head = "" if is_first else f"{_begin(text)} "
        text = f"{head}… {text[-REACH:].split(maxsplit=1)[-1]}" if text[-REACH:].strip() else f"{head}… "
    if text:
        yield Piece(text)


def _begin(text: str, size: int = REACH) -> str:
    """Return the beginning of a text, ended between two words where it has any."""
    return (text[:size].rsplit(maxsplit=1) or [""])[0]


def _cited(evidence: Sequence[Evidence], policy: Policy) -> Iterator[ClauseCited]:
    by_clause: Mapping[str, list[Evidence]] = {}
    by_clause = {one.clause: [other for other in evidence if other.clause == one.clause] for one in evidence}
    for number, (clause_id, found) in enumerate(by_clause.items(), start=1):
        clause = policy.clauses.get(clause_id)
        yield ClauseCited(number, clause_id, clause.text if clause else "", tuple(found))


def _numbers(facts: Facts) -> Iterator[str]:
    report = facts.report
    for told in facts.told:
        text = report.subject if told.source == "subject" else report.description
        for share in told.shares:
            of = f"{share.affected} of {share.total}, " if share.affected is not None and share.total else ""
            whom = "users, phones or sites" if share.base is Base.USERS else "calls"
            yield f"{_quoted(text[share.start : share.end])}: {of}{share.percent:.3g} % of {whom}"
        in_share = [range(share.start, share.end) for share in told.shares]
        for count in told.counts:
            if any(count.start in places for places in in_share):
                continue
            yield f"{_quoted(text[count.start : count.end])}: {count.value}"
    if facts.computed_share is not None:
        yield f"computed from these: {facts.computed_share:.3g} % affected"


def _said(reason: Reason, report: Report) -> tuple[str, float]:
    source, start, end = reason.place or ("subject", 0, 0)
    text = report.subject if source == "subject" else report.description
    return " ".join(plain(text[start:end]).split()), reason.weight


def _quoted(words: str) -> str:
    return f"'{' '.join(plain(words).split())}'"
