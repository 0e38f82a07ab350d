"""
The learned reader of comments: how likely each sentence says each kind of thing.

The patterns of the other modules know how such things are usually put; this model has read several thousand sentences
in many voices (`learning/comments.py`, `make model`) and knows more of the ways. Each checks the other: what the
patterns find must not be unlikely, and what they miss must be very likely (docs/decisions/0030).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from importlib import resources
from math import exp, log
from typing import Protocol

from app.rules.comments.features import seen
from app.rules.comments.fresh import Sentence
from app.rules.comments.remark import Shown
from app.rules.weights import Weights

TABLE = "sentences.tsv"


class Saying(IntEnum):
    """What a sentence may say; the number of its column."""

    ESCALATION = 0
    DISPUTE = 1
    STEPS = 2
    GONE = 3
    THANKS = 4
    LOST_WAY = 5
    """The work-around that carried them is lost."""
    LOST_ACCESS = 6
    """Administrators or technicians have lost what they administer or diagnose with."""
    BEYOND_ACCESS = 7
    """The remedy lies beyond what a partner's access allows."""
    CARRIER_OUT = 8
    """A carrier, or the wholesaler's own platform, has an outage now."""
    ELSEWHERE = 9
    """It tells of another customer, ticket or time."""
    SEVERE = 10
    """It tells what lifts a smaller ticket to Tier III; believed only with what else is known (`gravity.py`)."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far patterns and model are trusted for one saying; probabilities, chosen on left-out voices."""

    least: float
    """Below this a finding of the patterns is thrown away."""
    enough: float
    """From this on the model is believed alone."""


TRUST = {
    Saying.ESCALATION: Trust(0.15, 0.48),
    Saying.DISPUTE: Trust(0.06, 0.46),
    Saying.STEPS: Trust(0.30, 0.46),
    Saying.GONE: Trust(0.28, 0.40),
    Saying.THANKS: Trust(0.04, 0.24),
    Saying.LOST_WAY: Trust(0.0, 0.45),
    Saying.LOST_ACCESS: Trust(0.0, 0.45),
    Saying.BEYOND_ACCESS: Trust(0.0, 0.36),
    Saying.CARRIER_OUT: Trust(0.0, 0.43),
    Saying.ELSEWHERE: Trust(0.0, 0.62),
    Saying.SEVERE: Trust(0.0, 0.0),
}
LONELY = 0.5
"""From this on a lost work-around explains words that fit a whole customer who is cut off just as well."""
CERTAIN = 0.9
"""From this on a saying stands against what speaks for the opposite."""
Chances = tuple[float, ...]
"""The probability of each saying, in the order of `Saying`."""


class Hears(Protocol):
    """Whoever tells what a sentence says: the model, or in training one that has not met the voice."""

    def chances(self, text: str) -> Chances:
        """Return how likely a folded sentence says each thing."""


class Listener:
    """The model."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Listener":
        """Return the model that ships with the product."""
        return cls.from_lines(resources.files("app.rules.comments").joinpath(TABLE).read_text("utf-8").splitlines())

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> "Listener":
        """Return the model that the lines of its file describe."""
        return cls(Weights(lines))

    def chances(self, text: str) -> Chances:
        """Return how likely a folded sentence says each thing."""
        scores, _ = self._weights.scores(seen(text))
        return tuple(map(_probability, scores))


class Opinion:
    """What the model makes of one comment: its loudest sentence and the whole of it, heard alike."""

    def __init__(self, sentences: Sequence[Sentence], listener: Hears) -> None:
        self._sentences = sentences
        self._chances = [listener.chances(one.text) for one in sentences]
        self._whole = listener.chances(" ".join(one.text for one in sentences))

    def chance(self, saying: Saying) -> float:
        """Return how likely the comment says it, 0 to 1."""
        if saying is Saying.THANKS:  # thanks beside something else are thanks in one sentence, and not in the whole
            return self._whole[saying]
        loudest = max((one[saying] for one in self._chances), default=0.0)
        return _mean(loudest, self._whole[saying])

    def settle(
        self, saying: Saying, found: Shown | None, unless: Callable[[Sentence], bool] | None = None
    ) -> Shown | None:
        """
        Return the words that say it, after patterns `found` them or not; None if nothing says it for certain.

        Sentences of which the patterns know that they do not say it (`unless`) are not believed to.
        """
        trust, chance = TRUST[saying], self.chance(saying)
        if found is not None:
            return found if chance >= trust.least else None
        if chance < trust.enough:
            return None
        return self._loudest(saying, unless)

    def _loudest(self, saying: Saying, unless: Callable[[Sentence], bool] | None) -> Shown | None:
        """Return the sentence that says it most; None where those that are left hardly do."""
        left = [
            (chances[saying], -at)
            for at, (one, chances) in enumerate(zip(self._sentences, self._chances, strict=True))
            if unless is None or not unless(one)
        ]
        chance, at = max(left, default=(0.0, 0))
        is_left = len(left) == len(self._sentences) or _mean(chance, self._whole[saying]) >= TRUST[saying].enough
        return self._sentences[-at].whole() if left and is_left else None

    def loudest(self, saying: Saying) -> Shown | None:
        """Return the sentence that says it most, however likely that is."""
        return self._loudest(saying, None)

    def say(self, saying: Saying) -> list[Sentence]:
        """Return the sentences that say it by themselves, where the whole does not speak against it."""
        enough = TRUST[saying].enough
        if self.chance(saying) < enough:
            return []
        heard = zip(self._sentences, self._chances, strict=True)
        return [one for one, chances in heard if chances[saying] >= enough]


def _mean(one: float, other: float) -> float:
    """Return the probability between two, by their odds."""
    return _probability((_odds(one) + _odds(other)) / 2)


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))


def _probability(odds: float) -> float:
    return 1 / (1 + exp(-min(max(odds, -30.0), 30.0)))
