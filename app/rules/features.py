"""
What the learned reader sees of a report: words, their meanings and neighbourhoods, their order, and the facts read.

Each feature is a short name. The part before the colon says what it is: `w` a word's stem, `m` its meaning, `e` its
neighbourhood (words used alike, neighbourhoods.txt), `b` two meanings in a row, `r` two stems in a row, `t` three
meanings, `k` two meanings some words apart, `q` a meaning in a question, `s` and `sw` the same in the subject, `C`
claims, `S` shares, `N` counts, `f` the form.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from app.rules.claims import Claim, Polarity, State, claims
from app.rules.scope import Base, Line, counts, others, shares
from app.rules.ticket import Form, Report
from app.rules.words import Lexicon, Word, own_words, stem

Place = tuple[str, int, int]
"""Source, start and end of the words behind a feature."""

_SMALL_STOPS = frozenset(",:()/|>=")
_REACH = 8
"""Words between which two meanings are still said together."""
_FAULTS = (State.DEAD, State.DEGRADED, State.EMERGENCY)


@lru_cache(maxsize=1)
def neighbourhoods() -> Mapping[str, str]:
    """Return the number of each word's neighbourhood: words used alike share one."""
    text = resources.files("app.rules").joinpath("neighbourhoods.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {word: f"e:{number}" for number, line in enumerate(lines) for word in line.split()}


def features(report: Report) -> dict[str, Place | None]:
    """Return the names of everything seen in a report, with the words where each was first seen."""
    found: dict[str, Place | None] = {}
    facts = _Facts()
    near = neighbourhoods()
    for source, sentence in own_words(report):
        _of_words(found, source, [word for word in sentence if word.meaning not in _SMALL_STOPS], near)
        facts.read(source, sentence)
    found.update(facts.features(report.form))
    found.update(dict.fromkeys(_of_form(report.form)))
    if report.organization is None:
        found["f:nobody"] = None
    found[f"len:{min(len(report.description.split()) // 15, 6)}"] = None
    return found


def _of_words(found: dict[str, Place | None], source: str, words: Sequence[Word], near: Mapping[str, str]) -> None:
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
            if subject:
                add(f"s:{meaning}", place)
            if asks:
                add(f"q:{meaning}", place)
            for other in range(at + 2, min(at + _REACH, size)):
                if known[other]:
                    add(f"k:{meaning}~{meanings[other]}", (source, word.start, words[other].end))
        neighbourhood = near.get(word.folded)
        if neighbourhood:
            add(neighbourhood, place)
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


class _Facts:
    """Claims, shares and counts, gathered sentence by sentence."""

    def __init__(self) -> None:
        self._claims: list[tuple[str, Claim]] = []
        self._shares: list[tuple[float, Base, bool]] = []
        self._affected: list[int] = []
        self._base: list[int] = []
        self._others: list[int] = []
        self._sentences = 0

    def read(self, source: str, sentence: Sequence[Word]) -> None:
        line = Line(sentence)
        self._sentences += 1
        told = list(claims(line, self._sentences))
        self._claims += [(source, claim) for claim in told]
        faulty = any(c.state in _FAULTS and c.polarity in (Polarity.STATED, Polarity.PAST) for c in told)
        self._shares += [(share.percent, share.base, faulty) for share in shares(line)]
        (self._affected if faulty else self._base).extend(count.value for count in counts(line))
        self._others += others(line)

    def features(self, form: Form) -> Iterable[tuple[str, Place | None]]:
        for source, claim in self._claims:
            place = (source, claim.start, claim.end)
            yield f"C:{claim.state}", place
            yield f"C:{claim.state}/{claim.polarity}", place
            yield f"C:{claim.state}/{claim.scope}/{claim.polarity}", place
            if source == "subject":
                yield f"CS:{claim.state}/{claim.polarity}", place
        now = sorted({claim.state for _, claim in self._claims if claim.is_now})
        yield from ((f"CC:{one}+{other}", None) for i, one in enumerate(now) for other in now[i + 1 :])
        if not {State.DEAD, State.DEGRADED, State.LOSS, State.EMERGENCY} & set(now):
            yield "C:nofault", None
        if self._claims:
            last = self._claims[-1][1]
            yield f"CL:{last.state}/{last.polarity}", None
        yield from ((name, None) for name in self._numbers(form))

    def _numbers(self, form: Form) -> Iterable[str]:
        users = [percent for percent, base, _ in self._shares if base is Base.USERS]
        beside_fault = [percent for percent, base, faulty in self._shares if base is Base.USERS and faulty]
        calls = [percent for percent, base, _ in self._shares if base is Base.CALLS]
        if users:
            yield f"S:max{_part(max(users))}"
            yield f"S:min{_part(min(users))}"
        if beside_fault:
            yield f"S:bad{_part(max(beside_fault))}"
        if calls:
            yield f"S:calls{_part(max(calls))}"
        if self._affected and not users:
            affected = max(self._affected)
            bases = [*self._base, *self._affected, *(affected + one for one in self._others)]
            base = max([*bases, form.total_users or 0])
            if base > affected:
                yield f"S:comp{_part(100 * affected / base)}"
            yield f"N:aff{_many(affected)}"
        if self._base:
            yield "N:base<10" if max(self._base) < 10 else "N:base10+"
        if self._others:
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
