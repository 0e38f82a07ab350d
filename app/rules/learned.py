"""
The learned reader: a linear model over the features of a report. It speaks where rules are silent, and checks them.

Its weights lie in learned.tsv, made by `make model` from the labelled tickets: one feature a line, with its inverse
document frequency and its weights for Tier I, II, III and for a refusal. A feature's share in an opinion is its weight
times its frequency over the length of the feature vector, so that what spoke can be named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import exp, sqrt

from app.rules.features import Place, features
from app.rules.reader import Facts

Weights = tuple[float, float, float, float, float]
"""Inverse document frequency, then the weights for Tier I, II, III and for a refusal."""
SCALE = 1000.0
"""The file holds whole numbers: thousandths."""
_BIAS = "(bias)"
_STRONGEST = 5


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

    def __init__(self, weights: Mapping[str, Weights], bias: tuple[float, float, float, float]) -> None:
        self._weights = weights
        self._bias = bias

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Learned":
        """Return the model that ships with the product."""
        return cls.from_lines(resources.files("app.rules").joinpath("learned.tsv").read_text("utf-8").splitlines())

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> "Learned":
        """Return the model that the lines of a weights file describe."""
        weights: dict[str, Weights] = {}
        for line in lines:
            if line.startswith("#") or not line:
                continue
            name, *numbers = line.split("\t")
            idf, one, two, three, refusal = (int(number) / SCALE for number in numbers)
            weights[name] = (idf, one, two, three, refusal)
        bias = weights.pop(_BIAS)
        return cls(weights, bias[1:])

    def read(self, facts: Facts) -> Opinion:
        """Return an opinion on a report."""
        known = self._weights
        seen = [(name, place, known[name]) for name, place in features(facts).items() if name in known]
        length = sqrt(sum(weights[0] * weights[0] for _, _, weights in seen)) or 1.0
        one, two, three, refusal = self._bias
        for _, _, (idf, to_one, to_two, to_three, to_refusal) in seen:
            part = idf / length
            one += part * to_one
            two += part * to_two
            three += part * to_three
            refusal += part * to_refusal
        tiers = _softmax(one, two, three)
        top = 1 + tiers.index(max(tiers))
        reasons = sorted(
            (
                Reason(name, w[0] / length * (w[top] - (w[1] + w[2] + w[3] - w[top]) / 2), place)
                for name, place, w in seen
            ),
            key=lambda reason: -reason.weight,
        )
        return Opinion(tiers, 1 / (1 + exp(-refusal)), tuple(_distinct(reasons)))


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


def _softmax(one: float, two: float, three: float) -> tuple[float, float, float]:
    top = max(one, two, three)
    parts = (exp(one - top), exp(two - top), exp(three - top))
    whole = sum(parts)
    return parts[0] / whole, parts[1] / whole, parts[2] / whole
