"""
How grave a comment is: the last look at whether it lifts its ticket to Tier III where no pattern says so.

Patterns know counts, carriers and emergency calls; each new voice has other words for them. Here is weighed what two
learned readers make of the comment, triage's alone and beside its ticket and that of comments, against what speaks
for less. The weights (`gravity.tsv`) are trained on comments whose voices were left out (`learning/comments.py`).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from math import exp, log

from app.rules.comments.headcount import counts_few, share_of, tells_few
from app.rules.comments.matter import Matter
from app.rules.comments.numbers import NUMBER, value_of
from app.rules.ticket import Tier
from app.rules.verdict import Verdict
from app.rules.words import fold

TABLE = "gravity.tsv"
BIAS = "(bias)"
ENOUGH = 0.4
"""Probability from which a comment lifts; chosen on voices left out of the training."""
AUDIBLE = 0.01
"""Probability that a comment tells such a thing below which the last look is spared."""
_SURE = 1e-4
"""Nobody is believed to be surer."""
_PART = re.compile(
    r"\b(?:half|(?:a|one) (?:third|quarter)|two thirds|three quarters|most of|majority|every (?:second|third|other)"
    r"|la moitie|la mitad|un tercio|les deux tiers)\b"
)
_NUMBER = re.compile(rf"(?<![\w:./#-])(?:{NUMBER})(?![\w:/%#-])")
_LEAST_SIZE = 4
"""Number in a ticket from which it may be how many there are."""


def facts(matter: Matter) -> dict[str, float]:
    """Return what is weighed of a comment, by name; the learned reader of comments must have been asked."""
    news, said = matter.news, matter.said
    share = share_of(matter.remark, said)
    limit = matter.policy.large_group_percent
    size = max(_numbers(matter.remark.description), default=0.0)
    whole = " ".join(one.text for one in said)
    told = {
        "restored": news.is_restored,
        "small share": share is not None and share.percent < limit,
        "some of many": tells_few(said, limit),
        "a small count": counts_few(matter.remark, said, limit),
        "Tier II": any((news.tried, news.barred, news.no_way, news.no_access)),
        "one sentence": len(said) == 1,
        "a part": _PART.search(whole) is not None,
        "the number of the ticket": size >= _LEAST_SIZE and size in _numbers(whole),
        "no number in the ticket": size < _LEAST_SIZE,
        "was Tier II": matter.before is Tier.TWO,
    }
    return {
        "severe": _odds(news.severe or 0.0),
        "alone": _of_three(matter.alone),
        "together": _of_three(matter.together),
        **{name: 1.0 for name, is_so in told.items() if is_so},
    }


def _numbers(text: str) -> set[float]:
    return {value_of(one) for one in _NUMBER.findall(fold(text))}


def _of_three(verdict: Verdict) -> float:
    """Return the odds that the learned reader of tickets gives Tier III; 0, even odds, where it was not asked."""
    return _odds(verdict.opinion[2]) if verdict.opinion else 0.0


def _odds(chance: float) -> float:
    kept = min(max(chance, _SURE), 1 - _SURE)
    return log(kept / (1 - kept))


class Gravity:
    """The weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    @classmethod
    @lru_cache(maxsize=1)
    def shipped(cls) -> "Gravity":
        """Return the weights that ship with the product."""
        return cls.from_lines(resources.files("app.rules.comments").joinpath(TABLE).read_text("utf-8").splitlines())

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> "Gravity":
        """Return the weights that the lines of their file name: a fact, a tab, its weight."""
        rows = (line.split("\t") for line in lines if not line.startswith("#"))
        return cls({name: float(weight) for name, weight in rows})

    def chance(self, told: Mapping[str, float]) -> float:
        """Return how likely the comment lifts its ticket to Tier III, 0 to 1."""
        weigh = self._weights.get
        total = weigh(BIAS, 0.0) + sum(weigh(name, 0.0) * value for name, value in told.items())
        return 1 / (1 + exp(-min(max(total, -30.0), 30.0)))
