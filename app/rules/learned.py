"""
The learned reader: linear models over the features of a report. It speaks where rules are silent, and checks them.

Two looks say which kind of ticket a report reads like ("large-share", "how-to", …): one by its words and their
meanings, one by groups of letters. Each kind stands in one tier, so that the chances of the kinds are chances of the
tiers. A last look weighs what both say beside the signs and facts that were read. The weights lie in words.tsv,
letters.tsv and weighed.tsv, made by `make model` from the labelled tickets.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest
from importlib import resources
from math import exp, log
from operator import mul

from app.rules.features import Features, Place
from app.rules.weights import BIAS, Weights

TABLES = ("words.tsv", "letters.tsv", "weighed.tsv")
THOUSANDTHS = 1000.0
"""The file of the last look holds whole numbers: thousandths."""
LOWEST = log(1e-3)
"""Below this a logarithm counts no further: a look is never that sure for good reasons."""
TOLD = ("w:", "r:", "sw:")
"""Features whose words can be shown as reasons."""
_STRONGEST = 5
_CANDIDATES = 24
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


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the learned reader makes of a report."""

    tiers: tuple[float, float, float]
    """Probability of Tier I, II and III; they sum to 1."""
    refusal: float
    """Probability that a refusal unseen would be right, 0 to 1."""
    reasons: tuple[Reason, ...]
    """The strongest features for the likeliest tier."""
    kind: str = ""
    """The likeliest kind of ticket in that tier; empty if none has a name."""


PLAIN = (Kind("other", 1, True), Kind("other", 1, False), Kind("other", 2, False), Kind("other", 3, False))
"""Kinds for tickets of no named kind."""


class Look:
    """One look at a report: which kind of ticket it reads like."""

    def __init__(self, name: str, weights: Weights) -> None:
        self.weights = weights
        self.kinds = [Kind.of(column) for column in weights.columns]
        self._tiers = [f"({name} {tier})" for tier in (1, 2, 3)]
        self._refusal = f"({name} refusal)"
        self._named = [f"({name} {kind})" for kind in self.kinds] if len(self.kinds) > len(PLAIN) else []

    def chances(self, seen: Collection[str]) -> tuple[list[float], float]:
        """Return the probability of each kind, and what one unit of a feature's row counts."""
        scores, unit = self.weights.scores(seen)
        return _softmax(scores), unit

    def told(self, chances: Sequence[float]) -> dict[str, float]:
        """Return what the last look is told of this one: logarithms for the tiers, and chances of refusal and kinds."""
        tiers = [0.0, 0.0, 0.0]
        refusal = 0.0
        for kind, chance in zip(self.kinds, chances, strict=True):
            tiers[kind.tier - 1] += chance
            refusal += chance if kind.refusable else 0.0
        told = {name: max(log(max(chance, 1e-9)), LOWEST) for name, chance in zip(self._tiers, tiers, strict=True)}
        told[self._refusal] = refusal
        told.update(zip(self._named, chances, strict=False))
        return told

    def reasons(self, seen: Mapping[str, Place | None], chances: Sequence[float], tier: int) -> Iterator[Reason]:
        """Return the features with words that speak for a tier rather than for the others, weighed in units of rows."""
        inside = sum(chance for kind, chance in zip(self.kinds, chances, strict=True) if kind.tier == tier) or 1.0
        outside = 1.0 - inside or 1.0
        direction = [
            chance / inside if kind.tier == tier else -chance / outside
            for kind, chance in zip(self.kinds, chances, strict=True)
        ]
        for name, place in seen.items():
            if place is not None and name.startswith(TOLD):
                row = self.weights.row(name)
                if row is not None:
                    yield Reason(name, sum(map(mul, row, direction)), place)


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
        looks = Look("words", Weights(words)), Look("letters", Weights(letters))
        return cls(*looks, dict(_rows(last)))

    def read(self, seen: Features) -> Opinion:
        """Return an opinion on a report."""
        words, unit = self.words.chances(seen.seen)
        letters, _ = self.letters.chances(seen.letters)
        told = {**self.words.told(words), **self.letters.told(letters)}
        tiers, refusal = self._weighed(told, seen.seen)
        top = 1 + tiers.index(max(tiers))
        spoken = nlargest(_CANDIDATES, self.words.reasons(seen.seen, words, top), key=lambda one: one.weight)
        reasons = (replace(one, weight=unit * one.weight) for one in spoken)
        return Opinion(tiers, refusal, tuple(_distinct(reasons)), self._likeliest(words, top))

    def _weighed(self, told: Mapping[str, float], seen: Collection[str]) -> tuple[tuple[float, float, float], float]:
        """Return the probabilities once the signs and facts are weighed too."""
        last = self._last
        one, two, three, against = last[BIAS]
        for name, value in (*told.items(), *((name, 1.0) for name in seen if name in last)):
            w = last.get(name)
            if w is not None:
                one += value * w[0]
                two += value * w[1]
                three += value * w[2]
                against += value * w[3]
        tiers = _softmax((one, two, three))
        return (tiers[0], tiers[1], tiers[2]), 1 / (1 + exp(min(max(against, -60.0), 60.0)))

    def _likeliest(self, chances: Sequence[float], tier: int) -> str:
        in_tier = [
            (chance, kind.name)
            for kind, chance in zip(self.words.kinds, chances, strict=True)
            if kind.tier == tier and kind not in PLAIN
        ]
        return max(in_tier, default=(0.0, ""))[1]


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, Scores]]:
    for line in lines:
        if line and not line.startswith("#"):
            name, *numbers = line.split("\t")
            one, two, three, against = (int(number or 0) / THOUSANDTHS for number in numbers)
            yield name, (one, two, three, against)


def _distinct(reasons: Iterable[Reason]) -> list[Reason]:
    """Return the strongest reasons that stand in words of their own: one word is told once, not in six features."""
    kept: list[Reason] = []
    for reason in reasons:
        if len(kept) == _STRONGEST or reason.weight <= 0:
            break
        if reason.place is not None and not any(_overlap(reason.place, other.place) for other in kept):
            kept.append(reason)
    return kept


def _overlap(one: Place, other: Place | None) -> bool:
    return other is not None and one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    parts = [exp(score - top) for score in scores]
    whole = sum(parts)
    return [part / whole for part in parts]
