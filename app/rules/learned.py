"""
The learned reader: a linear model over the features of a report. It speaks where rules are silent, and checks them.

The first look weighs words, a report as a whole and sentence by sentence; the sentence that speaks loudest for a tier
counts, so that an outage told in the fourth line of a question is not drowned by the question. The second look weighs
what the first one says beside the signs and facts that were read. The weights lie in learned.tsv and weighed.tsv, made
by `make model` from the labelled tickets. A feature's part in the first look is its weight times its rarity over the
length of the feature vector, so that what spoke can be named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from importlib import resources
from math import exp, log, sqrt

from app.rules.features import Features, Place

Weights = tuple[float, float, float, float, float, float, float, float, float]
"""Rarity (inverse document frequency) squared; rarity times the weights in the whole report for Tier I, II, III and
against a refusal; the same four in a sentence. Multiplied once, when read from the file."""
SCALE = 1000.0
"""The file holds whole numbers: thousandths."""
LENGTH = 4.0
"""Length to which a feature vector is brought; the weights are trained with it."""
BIAS = "(bias)"
_STRONGEST = 5
_CANDIDATES = 24
Scores = tuple[float, float, float, float]
FIRST = ("(one)", "(two)", "(three)", "(refusal)")
"""What the second look is told of the first: logarithms of its probabilities, and the refusal's probability."""
LOWEST = log(1e-4)
"""Below this a logarithm counts no further: the first look is never that sure for good reasons."""


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


class Learned:
    """Weights, and how to read with them."""

    def __init__(self, weights: Mapping[str, Weights], bias: Scores, second: Mapping[str, Scores]) -> None:
        self._weights = weights
        self._bias = bias
        self._second = second

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Learned":
        """Return the model that ships with the product."""
        folder = resources.files("app.rules")
        first, second = (folder.joinpath(name).read_text("utf-8") for name in ("learned.tsv", "weighed.tsv"))
        return cls.from_lines(first.splitlines(), second.splitlines())

    @classmethod
    def from_lines(cls, first: Iterable[str], second: Iterable[str]) -> "Learned":
        """Return the model that the lines of the two weights files describe."""
        weights: dict[str, Weights] = {}
        bias: Scores = (0.0, 0.0, 0.0, 0.0)
        for name, values in _rows(first):
            if name == BIAS:
                bias = (values[0], values[1], values[2], values[3])
            else:
                idf = values[0]
                weights[name] = (idf * idf, *(idf * value for value in values[1:]))  # type: ignore[assignment]  # nine
        return cls(weights, bias, {name: (v[0], v[1], v[2], v[3]) for name, v in _rows(second)})

    def read(self, seen: Features) -> Opinion:
        """Return an opinion on a report."""
        known = self._weights
        whole = [(known[name], name, place) for name, place in seen.whole.items() if name in known]
        factor = LENGTH / (sqrt(sum([w[0] for w, _, _ in whole])) or 1.0)
        one, two, three, against = self._first(seen, whole, factor)
        tiers, refusal = self._weighed(seen, _softmax(one, two, three), 1 / (1 + exp(min(max(against, -60.0), 60.0))))
        top = 1 + tiers.index(max(tiers))
        favours = [(_favour(w, top), name, place) for w, name, place in whole if place is not None]
        reasons = [Reason(name, factor * favour, place) for favour, name, place in nlargest(_CANDIDATES, favours)]
        return Opinion(tiers, refusal, tuple(_distinct(reasons)))

    def _first(self, seen: Features, whole: Iterable[tuple[Weights, str, Place | None]], factor: float) -> Scores:
        of_sentences = [self._of_sentence(sentence) for sentence in seen.sentences]
        one = two = three = against = 0.0
        for w, _, _ in whole:
            one += w[1]
            two += w[2]
            three += w[3]
            against += w[4]
        bias = self._bias
        return (
            one * factor + bias[0] + _pooled([scores[0] for scores in of_sentences]),
            two * factor + bias[1] + _pooled([scores[1] for scores in of_sentences]),
            three * factor + bias[2] + _pooled([scores[2] for scores in of_sentences]),
            against * factor + bias[3] + _pooled([scores[3] for scores in of_sentences]),
        )

    def _weighed(
        self, seen: Features, tiers: tuple[float, float, float], refusal: float
    ) -> tuple[tuple[float, float, float], float]:
        """Return the first look's probabilities as the second look sees them, beside the signs and facts."""
        second = self._second
        one, two, three, against = second[BIAS]
        told = (*(max(log(chance), LOWEST) if chance > 0 else LOWEST for chance in tiers), refusal)
        for value, name in zip(told, FIRST, strict=True):
            w = second[name]
            one += value * w[0]
            two += value * w[1]
            three += value * w[2]
            against += value * w[3]
        for name in seen.whole:
            fact = second.get(name)
            if fact is not None:
                one += fact[0]
                two += fact[1]
                three += fact[2]
                against += fact[3]
        return _softmax(one, two, three), 1 / (1 + exp(min(max(against, -60.0), 60.0)))

    def _of_sentence(self, seen: Mapping[str, Place | None]) -> Scores:
        known = self._weights
        size = one = two = three = against = 0.0
        for name in seen:
            w = known.get(name)
            if w is not None:
                size += w[0]
                one += w[5]
                two += w[6]
                three += w[7]
                against += w[8]
        factor = LENGTH / (sqrt(size) or 1.0)
        return one * factor, two * factor, three * factor, against * factor


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, list[float]]]:
    for line in lines:
        if line and not line.startswith("#"):
            name, *numbers = line.split("\t")
            yield name, [int(number) / SCALE for number in numbers]


def _favour(w: Weights, tier: int) -> float:
    """How much a feature speaks for a tier rather than for the others, in the whole and in its sentence."""
    return 1.5 * (w[tier] + w[tier + 4]) - (w[1] + w[2] + w[3] + w[5] + w[6] + w[7]) / 2


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


def _pooled(scores: list[float]) -> float:
    """Return the soft maximum (log of the sum of exponentials)."""
    top = max(scores)
    return top + log(sum(exp(score - top) for score in scores))


def _softmax(one: float, two: float, three: float) -> tuple[float, float, float]:
    top = max(one, two, three)
    parts = (exp(one - top), exp(two - top), exp(three - top))
    whole = sum(parts)
    return parts[0] / whole, parts[1] / whole, parts[2] / whole
