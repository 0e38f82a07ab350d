"""
What the learned reader sees of a report: words, their meanings, their order, the signs and the facts read.

Each feature is a short name. The part before the colon says what it is: `w` a word's stem, `m` a meaning, `q` a
meaning in a question, `b` two meanings in a row, `t` three, `k` two meanings near each other, `r` two stems in a row,
`sw` a stem in the subject, `C` a claim and where it is made, `D` a sign, `S` shares, `N` counts, `f` the form and the
language. Beside them stand letters as they are written, which know a word by its parts: misspelled, inflected, or of
another language.

What words show is most of it, and most of that is known to no table. So nothing is written out to be looked up: a look
is asked for keys, such as `("r", "the", "phone")` for the name `r:the_phone`, which are made without a string of their
own. Names and places are made where they are shown, and for training.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, repeat
from sys import intern

from app.rules.claims import State
from app.rules.letters import groups
from app.rules.reader import FAULTS, Facts, Told
from app.rules.scope import Base, Line
from app.rules.signs import Sign
from app.rules.text import in_field
from app.rules.ticket import Form
from app.rules.tongue import language_of
from app.rules.words import REMEMBERED, Lexicon, Word, stem

Place = tuple[str, int, int]
"""Source, start and end of the words behind a feature."""
Seen = dict[str, Place | None]
"""Names of features, each with the words where it was first seen."""
Key = str | tuple[str, ...]
"""What a feature is looked up by: for one of words its kind and its parts, for any other its name."""
WORDED = ("w:", "r:", "sw:")
"""Features that stand for words as they are written."""
OF_WORDS = frozenset(("w", "m", "q", "b", "t", "k", "r", "sw"))
"""The kinds of features that words show by themselves; no part of theirs holds a `_`."""


NEAR = 6
"""How many words apart two meanings may stand to be seen as a pair."""


LONG = 90
"""Words from which a description is as long as any: those behind are not counted."""
_STATES = sorted(State)


@dataclass(frozen=True)
class Features:
    """What is seen of a report."""

    said: Seen
    """By name what claims, numbers, signs, facts and the form say."""
    texts: tuple[str, ...] = ()
    """The plain words of each sentence, a blank before, between and behind them; the groups of letters are theirs."""
    told: tuple[Told, ...] = ()
    """The sentences, of whose words the rest is read."""

    @property
    def keys(self) -> set[Key]:
        """All features, as they are looked up; made when asked for and not kept, since they are many."""
        found: set[Key] = set(map(_key_of_said, self.said))
        for told in self.told:
            _add_keys(found, told.line, in_subject=told.source == "subject")
        return found

    @cached_property
    def worded(self) -> dict[Key, Place]:
        """Those whose words can be shown as reasons, as they are looked up."""
        found: dict[Key, Place] = {}
        for told in self.told:
            _of_stems(found, told.source, told.line.kept)
        said = self.said.items()
        return found | {key_of(name): place for name, place in said if place and name.startswith(WORDED)}

    @property
    def seen(self) -> Seen:
        """All features by name, for training."""
        found: Seen = {name_of(key): place for key, place in self.worded.items()}
        for told in self.told:
            _of_meanings(found, told.source, told.line.kept)
            _of_sentence(found, told)
        return found | {name: place for name, place in self.said.items() if name not in found}

    @property
    def letters(self) -> set[str]:
        """The groups of letters and the words in its sentences."""
        return groups(self.texts)


def key_of(name: str) -> Key:
    """Return what a feature of some name is looked up by."""
    kind, _, rest = name.partition(":")
    return tuple(map(intern, (kind, *rest.split("_")))) if kind in OF_WORDS else name


_key_of_said = lru_cache(maxsize=4096)(key_of)
"""The same for what is said: there are few such names, and they come again and again."""


def name_of(key: Key) -> str:
    """Return the name of a feature that is looked up by some key."""
    return key if isinstance(key, str) else f"{key[0]}:{'_'.join(key[1:])}"


def features(facts: Facts, signs: Iterable[Sign]) -> Features:
    """Return everything seen in a report and its signs."""
    found: Seen = {}
    for told in facts.told:
        if told.claims or told.shares or told.others:
            _of_sentence(found, told)
            _of_places(found, told, facts.report.description)
    for one in signs:
        place = (one.source, one.start, one.end) if one.number >= 0 else None
        found.setdefault(f"D:{one.name}", place)
        if one.percent is not None:
            found.setdefault(f"D:{one.name}{_part(one.percent)}", place)
    for name in (*_of_facts(facts), *_of_form(facts.form)):
        found.setdefault(name, None)
    if facts.report.organization is None:
        found["f:nobody"] = None
    if language := language_of(facts):
        found[f"f:{language}"] = None
    found[f"len:{len(facts.report.description.split(None, LONG)) // 15}"] = None
    return Features(found, tuple([f" {told.line.plain} " for told in facts.told]), facts.told)


def _of_sentence(found: Seen, told: Told) -> None:
    """Add what the claims and numbers of one sentence say."""
    source = told.source
    for claim in told.claims:
        place = (source, claim.start, claim.end)
        for name in (claim.state, f"{claim.state}/{claim.polarity}", f"{claim.state}/{claim.scope}/{claim.polarity}"):
            found.setdefault(f"C:{name}", place)
    for share in told.shares:
        kind = "calls" if share.base is Base.CALLS else "bad" if told.faulty else "users"
        found.setdefault(f"S:{kind}{_part(share.percent)}", (source, share.start, share.end))
    if told.others:
        found.setdefault("N:others", None)


def _of_places(found: Seen, told: Told, description: str) -> None:
    """Add where it is said of something that it fails now: a heading and a form's field overstate."""
    for claim in told.claims:
        if claim.is_now and claim.state in FAULTS:
            where = "text"
            if told.source == "subject":
                where = "heading"
            elif in_field(description, claim.start, claim.end):
                where = "field"
            found.setdefault(f"C:{claim.state}@{where}", (told.source, claim.start, claim.end))


def _add_keys(found: set[Key], line: Line, *, in_subject: bool) -> None:
    """Add the keys of what `_of_stems` and `_of_meanings` name."""
    words = line.kept
    if not words:
        return
    if "N" in line.meanings:
        meanings = [_meaning(word) for word in words]
        roots = [_stem(word) for word in words]
    else:
        meanings = [word.meaning for word in words]
        roots = [_STEMS[word.folded] for word in words]
    found.update(zip(repeat("w"), roots))
    if in_subject:
        found.update(zip(repeat("sw"), roots))
    found.update(zip(repeat("r"), roots, roots[1:], strict=False))
    found.update(zip(repeat("b"), meanings, meanings[1:], strict=False))
    found.update(zip(repeat("t"), meanings, meanings[1:], meanings[2:], strict=False))
    known = [(at, meaning) for at, meaning in enumerate(meanings) if meaning[0].isupper()]
    if not known:
        return
    found.update([("m", meaning) for _, meaning in known])
    if words[-1].meaning == "?":
        found.update([("q", meaning) for _, meaning in known])
    found.update(
        [
            ("k", meaning, other)
            for number, (at, meaning) in enumerate(known, 1)
            for place, other in known[number : number + NEAR]
            if 1 < place - at <= NEAR
        ]
    )


def _of_stems(found: dict[Key, Place], source: str, words: Sequence[Word]) -> None:
    """Add the stems of one sentence, alone and in a row."""
    roots = [_stem(word) for word in words]
    for word, root in zip(words, roots, strict=True):
        place = (source, word.start, word.end)
        found.setdefault(("w", root), place)
        if source == "subject":
            found.setdefault(("sw", root), place)
    for (root, following), (word, after) in zip(pairwise(roots), pairwise(words), strict=True):
        found.setdefault(("r", root, following), (source, word.start, after.end))


def _of_meanings(found: Seen, source: str, words: Sequence[Word]) -> None:
    """Add the meanings of one sentence, alone, in a row and near each other."""
    asks = bool(words) and words[-1].meaning == "?"
    meanings = [_meaning(word) for word in words]
    for word, meaning in zip(words, meanings, strict=True):
        if meaning[0].isupper():
            found.setdefault(f"m:{meaning}", (source, word.start, word.end))
            if asks:
                found.setdefault(f"q:{meaning}", (source, word.start, word.end))
    for size, kind in ((2, "b"), (3, "t")):
        for at in range(len(words) - size + 1):
            name = f"{kind}:{'_'.join(meanings[at : at + size])}"
            found.setdefault(name, (source, words[at].start, words[at + size - 1].end))
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


class _Stems(dict[str, str]):
    """The stems of words met before; that of a phrase is the phrase."""

    def __missing__(self, folded: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[folded] = folded if " " in folded else stem(folded)
        return found


_STEMS = _Stems()


def _stem(word: Word) -> str:
    return "<n>" if word.meaning == "N" else _STEMS[word.folded]


def _of_facts(facts: Facts) -> Iterator[str]:
    said = [claim.state for _, claim in facts.claims_now]
    now = [state for state in _STATES if state in said]
    yield from [f"CC:{one}+{other}" for i, one in enumerate(now) for other in now[i + 1 :]]
    if not [state for state in now if state in FAULTS]:
        yield "C:nofault"
    last = next((told.claims[-1] for told in reversed(facts.told) if told.claims), None)
    if last is not None:
        yield f"CL:{last.state}/{last.polarity}"
    yield from _of_numbers(facts)


def _of_numbers(facts: Facts) -> Iterator[str]:
    counted = [told for told in facts.told if told.counts]
    sharing = [told for told in facts.told if told.shares]
    users = [share.percent for told in sharing for share in told.shares if share.base is Base.USERS]
    if users:
        yield f"S:max{_part(max(users))}"
        yield f"S:min{_part(min(users))}"
    if sharing:
        beside_fault = [share.percent for told, share in facts.user_shares if told.faulty]
        calls = [share.percent for told in sharing for share in told.shares if share.base is Base.CALLS]
        if beside_fault:
            yield f"S:bad{_part(max(beside_fault))}"
        if calls:
            yield f"S:calls{_part(max(calls))}"
    affected = [count.value for told in counted if told.faulty for count in told.counts]
    if affected and not users:
        if facts.computed_share is not None:
            yield f"S:comp{_part(facts.computed_share)}"
        yield f"N:aff{_many(max(affected))}"
    base = [count.value for told in counted if not told.faulty for count in told.counts]
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
