"""
What the learned reader sees of a report: words, their meanings, their order, the signs and the facts read.

Each feature is a short name. The part before the colon says what it is: `w` a word's stem, `m` a meaning, `q` a
meaning in a question, `b` two meanings in a row, `t` three, `k` two meanings near each other, `r` two stems in a row,
`sw` a stem in the subject, `C` a claim, `D` a sign, `S` shares, `N` counts, `f` the form. Beside them stand the groups
of letters, which know a word by its parts: misspelled, inflected, or of another language.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from app.rules.reader import FAULTS, Facts, Told
from app.rules.scope import Base
from app.rules.signs import Sign
from app.rules.ticket import Form
from app.rules.words import Lexicon, Word, stem

Place = tuple[str, int, int]
"""Source, start and end of the words behind a feature."""
Seen = dict[str, Place | None]
"""Names of features, each with the words where it was first seen."""


NEAR = 6
"""How many words apart two meanings may stand to be seen as a pair."""
LETTERS = (4, 5, 6)
"""Sizes of the groups of letters."""


@dataclass(frozen=True, slots=True)
class Features:
    """What is seen of a report: features by name, and groups of letters as they stand in its sentences."""

    seen: Seen
    letters: frozenset[str] = frozenset()


def features(facts: Facts, signs: Iterable[Sign]) -> Features:
    """Return everything seen in a report and its signs."""
    found: Seen = {}
    letters: set[str] = set()
    for told in facts.told:
        _of_sentence(found, told)
        letters.update(_letters(told.line.kept))
    for one in signs:
        place = (one.source, one.start, one.end) if one.number >= 0 else None
        found.setdefault(f"D:{one.name}", place)
        if one.percent is not None:
            found.setdefault(f"D:{one.name}{_part(one.percent)}", place)
    for name in (*_of_facts(facts), *_of_form(facts.form)):
        found.setdefault(name, None)
    if facts.report.organization is None:
        found["f:nobody"] = None
    found[f"len:{min(len(facts.report.description.split()) // 15, 6)}"] = None
    return Features(found, frozenset(letters))


def _letters(words: Sequence[Word]) -> Iterator[str]:
    """Return groups of letters of the words and the gaps between them."""
    text = f" {' '.join(word.folded for word in words)} "
    return (text[at : at + size] for size in LETTERS for at in range(len(text) - size + 1))


def _of_sentence(found: Seen, told: Told) -> None:
    source = told.source
    _of_words(found, source, told.line.kept)
    for claim in told.claims:
        place = (source, claim.start, claim.end)
        for name in (claim.state, f"{claim.state}/{claim.polarity}", f"{claim.state}/{claim.scope}/{claim.polarity}"):
            found.setdefault(f"C:{name}", place)
    for share in told.shares:
        kind = "calls" if share.base is Base.CALLS else "bad" if told.faulty else "users"
        found.setdefault(f"S:{kind}{_part(share.percent)}", (source, share.start, share.end))
    if told.others:
        found.setdefault("N:others", None)


def _of_words(found: Seen, source: str, words: Sequence[Word]) -> None:
    """Add what the words of one sentence show, alone, in a row and near each other."""
    if not words:
        return
    asks = words[-1].meaning == "?"
    subject = source == "subject"
    add = found.setdefault
    meanings = [_meaning(word) for word in words]
    roots = [_stem(word) for word in words]
    for word, meaning, root in zip(words, meanings, roots, strict=True):
        place = (source, word.start, word.end)
        add(f"w:{root}", place)
        if meaning[0].isupper():
            add(f"m:{meaning}", place)
            if asks:
                add(f"q:{meaning}", place)
        if subject:
            add(f"sw:{root}", place)
    for at, (word, after) in enumerate(pairwise(words)):
        both = (source, word.start, after.end)
        add(f"b:{meanings[at]}_{meanings[at + 1]}", both)
        add(f"r:{roots[at]}_{roots[at + 1]}", both)
    for at in range(len(words) - 2):
        add(f"t:{meanings[at]}_{meanings[at + 1]}_{meanings[at + 2]}", (source, words[at].start, words[at + 2].end))
    _of_neighbours(found, source, words, meanings)


def _of_neighbours(found: Seen, source: str, words: Sequence[Word], meanings: Sequence[str]) -> None:
    """Add the pairs of meanings that stand near each other with other words between."""
    known = [at for at, meaning in enumerate(meanings) if meaning[0].isupper()]
    for number, at in enumerate(known):
        for other in known[number + 1 :]:
            if other - at > NEAR:
                break
            if other - at > 1:
                found.setdefault(f"k:{meanings[at]}_{meanings[other]}", (source, words[at].start, words[other].end))


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


def _of_facts(facts: Facts) -> Iterator[str]:
    told_claims = [claim for told in facts.told for claim in told.claims]
    now = sorted({claim.state for claim in told_claims if claim.is_now})
    yield from (f"CC:{one}+{other}" for i, one in enumerate(now) for other in now[i + 1 :])
    if not set(FAULTS) & set(now):
        yield "C:nofault"
    if told_claims:
        yield f"CL:{told_claims[-1].state}/{told_claims[-1].polarity}"
    yield from _of_numbers(facts)


def _of_numbers(facts: Facts) -> Iterator[str]:
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


def _part(percent: float) -> str:
    for limit, name in ((3, "<3"), (10, "<10"), (10.001, "10"), (30, "<30"), (70, "<70"), (99.9, "<100")):
        if percent < limit:
            return name
    return "100"


def _many(value: int) -> str:
    if value == 1:
        return "1"
    return "<5" if value < 5 else "<10" if value < 10 else "<30" if value < 30 else "30+"


def _of_form(form: Form) -> Iterator[str]:
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
