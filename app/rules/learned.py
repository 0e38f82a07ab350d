"""
The learned reader: linear models over the features of a report. It speaks where rules are silent, and checks them.

Two looks say which kind of ticket a report reads like ("large-share", "how-to", …): one by its words and their
meanings, one by groups of letters. Each kind stands in one tier, so that the chances of the kinds are chances of the
tiers. A last look weighs what both say beside the signs and facts that were read. The weights lie in words.tsv,
letters.tsv and weighed.tsv, made by `make model` from the labelled tickets.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from importlib import resources
from math import exp, log
from operator import itemgetter, mul

from app.rules.features import Features, Key, Place, key_of, name_of
from app.rules.weights import BIAS, Weights

TABLES = ("words.tsv", "letters.tsv", "weighed.tsv")
THOUSANDTHS = 1000.0
"""The file of the last look holds whole numbers: thousandths."""
LOWEST = log(1e-3)
"""Below this a logarithm counts no further: a look is never that sure for good reasons."""
_STRONGEST = 5
_CANDIDATES = 24
_WEIGHTY = 0.02
"""Part that a kind must have in the chances of its side to be told reasons of."""
Scores = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ticket: a column of a table of weights, written "large-share 3" or, if it is refused, "how-to 1 -"."""

    name: str
    tier: int
    refusable: bool

    def __str__(self) -> str:
        return f"{self.name} {self.tier}{' -' if self.refusable else ''}"

    @classmethod
    def of(cls, text: str) -> "Kind":
        """Return the kind that a column's name says."""
        name, tier, *refused = text.split(" ")
        return cls(name, int(tier), bool(refused))


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that spoke: what it is called, how strongly (1 is strong), and the words behind it."""

    name: str
    weight: float
    place: Place | None


@dataclass(frozen=True)
class Opinion:
    """What the learned reader makes of a report."""

    tiers: tuple[float, float, float]
    """Probability of Tier I, II and III; they sum to 1."""
    refusal: float
    """Probability that a refusal unseen would be right, 0 to 1."""
    kind: str = ""
    """The likeliest kind of ticket in that tier; empty if none has a name."""
    tell: Callable[[], tuple[Reason, ...]] = field(default=tuple, repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The strongest features for the likeliest tier; found when asked for, as most verdicts have a rule's words."""
        return self.tell()


PLAIN = (Kind("other", 1, True), Kind("other", 1, False), Kind("other", 2, False), Kind("other", 3, False))
"""Kinds for tickets of no named kind."""


class Look:
    """One look at a report: which kind of ticket it reads like."""

    def __init__(self, name: str, weights: Weights) -> None:
        self.weights = weights
        self.kinds = [Kind.of(column) for column in weights.columns]
        self.named = [
            [(place, kind.name) for place, kind in enumerate(self.kinds) if kind.tier == tier and kind not in PLAIN]
            for tier in (1, 2, 3)
        ]
        """The kinds of each tier that have a name, each with its column."""
        self._tiers = [f"({name} {tier})" for tier in (1, 2, 3)]
        self._places = [(kind.tier - 1, kind.refusable) for kind in self.kinds]
        self._refusal = f"({name} refusal)"
        self._named = [f"({name} {kind})" for kind in self.kinds] if len(self.kinds) > len(PLAIN) else []

    def chances(self, seen: Collection[Key]) -> tuple[list[float], float]:
        """Return the probability of each kind, and what one unit of a feature's row counts."""
        scores, unit = self.weights.scores(seen)
        return _softmax(scores), unit

    def told(self, chances: Sequence[float]) -> dict[str, float]:
        """Return what the last look is told of this one: logarithms for the tiers, and chances of refusal and kinds."""
        tiers = [0.0, 0.0, 0.0]
        refusal = 0.0
        for (place, is_refusable), chance in zip(self._places, chances, strict=True):
            tiers[place] += chance
            if is_refusable:
                refusal += chance
        told = {name: max(log(max(chance, 1e-9)), LOWEST) for name, chance in zip(self._tiers, tiers, strict=True)}
        told[self._refusal] = refusal
        told.update(zip(self._named, chances, strict=False))
        return told

    def reasons(
        self, worded: Mapping[Key, Place], chances: Sequence[float], tier: int
    ) -> list[tuple[float, Key, Place]]:
        """Return what speaks strongest, with words, for a tier rather than for the others, weighed in units of rows."""
        inside = sum(chance for kind, chance in zip(self.kinds, chances, strict=True) if kind.tier == tier) or 1.0
        outside = 1.0 - inside or 1.0
        parts = [
            chance / inside if kind.tier == tier else -chance / outside
            for kind, chance in zip(self.kinds, chances, strict=True)
        ]
        # Most kinds are out of the question: what speaks for or against them is no reason.
        columns = [column for column, part in enumerate(parts) if abs(part) >= _WEIGHTY]
        direction = [parts[column] for column in columns]
        weighed = [(sum(map(mul, row, direction)), key) for key, row in self.weights.rows(worded, columns)]
        weighed.sort(key=itemgetter(0), reverse=True)
        return [(weight, key, worded[key]) for weight, key in weighed[:_CANDIDATES]]


class Learned:
    """All looks, and how to read with them."""

    def __init__(self, words: Look, letters: Look, last: Mapping[str, Scores]) -> None:
        self.words = words
        self.letters = letters
        self._last = last

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Learned":
        """Return the model that ships with the product."""
        folder = resources.files("app.rules")
        return cls.from_lines(*(folder.joinpath(name).read_text("utf-8").splitlines() for name in TABLES))

    @classmethod
    def from_lines(cls, words: Iterable[str], letters: Iterable[str], last: Iterable[str]) -> "Learned":
        """Return the model that the lines of the three files describe."""
        looks = Look("words", Weights(words, key_of)), Look("letters", Weights(letters))
        return cls(*looks, dict(_rows(last)))

    def prepare(self) -> None:
        """Read all rows of the looks now; else each is read when a report first shows its feature."""
        self.words.weights.pack()
        self.letters.weights.pack()

    def read(self, seen: Features) -> Opinion:
        """Return an opinion on a report."""
        return self.read_all([seen])[0]

    def read_all(self, reports: Sequence[Features]) -> list[Opinion]:
        """Return an opinion on each report; one table of weights is asked for all of them before the next one is."""
        words = [self.words.chances(seen.keys) for seen in reports]
        letters = [self.letters.chances(seen.letters)[0] for seen in reports]
        return [
            self._opinion(seen, *by_words, by_letters)
            for seen, by_words, by_letters in zip(reports, words, letters, strict=True)
        ]

    def _opinion(self, seen: Features, words: list[float], unit: float, letters: list[float]) -> Opinion:
        """Return what follows from the chances that the looks give; `unit` is what one of a word's row counts."""
        told = {**self.words.told(words), **self.letters.told(letters)}
        tiers, refusal = self._weighed(told, seen.said)
        top = 1 + tiers.index(max(tiers))
        return Opinion(tiers, refusal, self._likeliest(words, top), partial(self._reasons, seen, words, unit, top))

    def _reasons(self, seen: Features, chances: Sequence[float], unit: float, tier: int) -> tuple[Reason, ...]:
        return tuple(
            Reason(name_of(key), weight, place)
            for weight, key, place in _distinct(
                (unit * weight, key, place) for weight, key, place in self.words.reasons(seen.worded, chances, tier)
            )
        )

    def _weighed(self, told: Mapping[str, float], seen: Collection[str]) -> tuple[tuple[float, float, float], float]:
        """Return the probabilities once the signs and facts are weighed too."""
        last = self._last
        one, two, three, against = last[BIAS]
        for name, value in told.items():
            if name in last:
                w = last[name]
                one += value * w[0]
                two += value * w[1]
                three += value * w[2]
                against += value * w[3]
        for name in seen:
            if name in last:
                w = last[name]
                one += w[0]
                two += w[1]
                three += w[2]
                against += w[3]
        tiers = _softmax((one, two, three))
        return (tiers[0], tiers[1], tiers[2]), 1 / (1 + exp(min(max(against, -60.0), 60.0)))

    def _likeliest(self, chances: Sequence[float], tier: int) -> str:
        in_tier = [(chances[place], name) for place, name in self.words.named[tier - 1]]
        return max(in_tier, default=(0.0, ""))[1]


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, Scores]]:
    for line in lines:
        if line and not line.startswith("#"):
            name, *numbers = line.split("\t")
            one, two, three, against = (int(number or 0) / THOUSANDTHS for number in numbers)
            yield name, (one, two, three, against)


def _distinct(reasons: Iterable[tuple[float, Key, Place]]) -> list[tuple[float, Key, Place]]:
    """Return the strongest reasons that stand in words of their own: one word is told once, not in six features."""
    kept: list[tuple[float, Key, Place]] = []
    for reason in reasons:
        weight, _, place = reason
        if len(kept) == _STRONGEST or weight <= 0:
            break
        if not any(_overlap(place, other) for _, _, other in kept):
            kept.append(reason)
    return kept


def _overlap(one: Place, other: Place) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    parts = [exp(score - top) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]
