"""
What the learned reader sees of a report: words, their meanings and neighbourhoods, their order, and the facts read.

Each feature is a short name. The part before the colon says what it is: `w` a word's stem, `m` its meaning, `b` two meanings in a row, `r` two stems in a row, `t` three
meanings, `k` two meanings some words apart, `q` a meaning in a question, `sw` a stem in the subject, `C`
claims, `S` shares, `N` counts, `f` the form.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.rules.reader import FAULTS, Facts
from app.rules.scope import Base
from app.rules.ticket import Form
from app.rules.words import Lexicon, Word, stem

Place = tuple[str, int, int]
"""Source, start and end of the words behind a feature."""

_REACH = 8
"""Words between which two meanings are still said together."""


def features(facts: Facts) -> dict[str, Place | None]:
    """Return the names of everything seen in a report, with the words where each was first seen."""
    found: dict[str, Place | None] = {}
    for told in facts.told:
        _of_words(found, told.source, told.line.kept)
    for name, place in _of_facts(facts):
        found.setdefault(name, place)
    report = facts.report
    found.update(dict.fromkeys(_of_form(report.form)))
    if report.organization is None:
        found["f:nobody"] = None
    found[f"len:{min(len(report.description.split()) // 15, 6)}"] = None
    return found


def _of_words(found: dict[str, Place | None], source: str, words: Sequence[Word]) -> None:
    size = len(words)
    if not size:
        return
    asks = words[-1].meaning == "?"
    subject = source == "subject"
    meanings = [_meaning(word) for word in words]
    stems = [_stem(word) for word in words]
    known = [meaning[0].isupper() for meaning in meanings]
    add = found.setdefault
    for at, word in enumerate(words):
        meaning, root = meanings[at], stems[at]
        place = (source, word.start, word.end)
        add(f"w:{root}", place)
        if known[at]:
            add(f"m:{meaning}", place)
            if asks:
                add(f"q:{meaning}", place)
            for other in range(at + 2, min(at + _REACH, size)):
                if known[other]:
                    add(f"k:{meaning}~{meanings[other]}", (source, word.start, words[other].end))
        if subject:
            add(f"sw:{root}", place)
        if at + 1 < size:
            both = (source, word.start, words[at + 1].end)
            add(f"b:{meaning}_{meanings[at + 1]}", both)
            add(f"r:{root}_{stems[at + 1]}", both)
            if at + 2 < size:
                add(f"t:{meaning}_{meanings[at + 1]}_{meanings[at + 2]}", (source, word.start, words[at + 2].end))


def _meaning(word: Word) -> str:
    if word.meaning != "N":
        return word.meaning
    value = word.value or 0
    return "N1" if value == 1 else "N<10" if value < 10 else "N<100" if value < 100 else "N+"


@lru_cache(maxsize=16384)
def _stem_of(folded: str) -> str:
    return folded if " " in folded else stem(folded)


def _stem(word: Word) -> str:
    return "<n>" if word.meaning == "N" else _stem_of(word.folded)


def _of_facts(facts: Facts) -> Iterable[tuple[str, Place | None]]:
    told_claims = [(told.source, claim) for told in facts.told for claim in told.claims]
    for source, claim in told_claims:
        place = (source, claim.start, claim.end)
        yield f"C:{claim.state}", place
        yield f"C:{claim.state}/{claim.polarity}", place
        yield f"C:{claim.state}/{claim.scope}/{claim.polarity}", place
        if source == "subject":
            yield f"CS:{claim.state}/{claim.polarity}", place
    now = sorted({claim.state for _, claim in told_claims if claim.is_now})
    yield from ((f"CC:{one}+{other}", None) for i, one in enumerate(now) for other in now[i + 1 :])
    if not set(FAULTS) & set(now):
        yield "C:nofault", None
    if told_claims:
        last = told_claims[-1][1]
        yield f"CL:{last.state}/{last.polarity}", None
    yield from ((name, None) for name in _of_numbers(facts))


def _of_numbers(facts: Facts) -> Iterable[str]:
    users = [share.percent for _, share in facts.user_shares]
    beside_fault = [share.percent for told, share in facts.user_shares if told.faulty]
    calls = [share.percent for told in facts.told for share in told.shares if share.base is Base.CALLS]
    if users:
        yield f"S:max{_part(max(users))}"
        yield f"S:min{_part(min(users))}"
    if beside_fault:
        yield f"S:bad{_part(max(beside_fault))}"
    if calls:
        yield f"S:calls{_part(max(calls))}"
    affected = [count.value for told in facts.told if told.faulty for count in told.counts]
    if affected and not users:
        if facts.computed_share is not None:
            yield f"S:comp{_part(facts.computed_share)}"
        yield f"N:aff{_many(max(affected))}"
    base = [count.value for told in facts.told if not told.faulty for count in told.counts]
    if base:
        yield "N:base<10" if max(base) < 10 else "N:base10+"
    if any(told.others for told in facts.told):
        yield "N:others"


def _part(percent: float) -> str:
    for limit, name in ((3, "<3"), (10, "<10"), (10.001, "10"), (30, "<30"), (70, "<70"), (99.9, "<100")):
        if percent < limit:
            return name
    return "100"


def _many(value: int) -> str:
    if value == 1:
        return "1"
    return "<5" if value < 5 else "<10" if value < 10 else "<30" if value < 30 else "30+"


def _of_form(form: Form) -> Iterable[str]:
    for name, value in (("affecting", form.service_affecting), ("workaround", form.workaround)):
        if value is not None:
            yield f"f:{name}={value}"
    affected, total = form.affected_users, form.total_users
    if affected is not None:
        yield f"f:affected{'0' if affected == 0 else _many(affected)}"
        if total:
            yield f"f:share{_part(100 * affected / total)}"
    if form.circuit_id:
        yield "f:circuit"
    if form.category:
        yield from (f"fc:{word.meaning}" for word in Lexicon.shipped().words(form.category))
