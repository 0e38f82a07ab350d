"""What a rule concludes of a case: a tier, an action, how often such a rule is right, and on what words it rests."""

from dataclasses import dataclass

from app.rules.ticket import Tier
from app.rules.verdict import Action, Evidence

TRUSTED = 0.7
"""Confidence from which a rule's words are the reason told; below it the learned reader's own words say more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule concludes."""

    tier: Tier
    action: Action
    confidence: float
    """Share of tickets, of those no rule was made from, for which the tier of this rule was acceptable."""
    because: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def three(cls, confidence: float, because: str, *evidence: Evidence) -> "Finding":
        """Return a finding of Tier III."""
        return cls(Tier.THREE, Action.ACCEPT, confidence, _with_words(because, evidence), evidence)

    @classmethod
    def two(cls, confidence: float, because: str, *evidence: Evidence) -> "Finding":
        """Return a finding of Tier II."""
        return cls(Tier.TWO, Action.ACCEPT, confidence, _with_words(because, evidence), evidence)

    @classmethod
    def one(cls, action: Action, confidence: float, because: str, *evidence: Evidence) -> "Finding":
        """Return a finding of Tier I; what becomes of the ticket is for the rule to say."""
        return cls(Tier.ONE, action, confidence, _with_words(because, evidence), evidence)


def _with_words(because: str, evidence: tuple[Evidence, ...]) -> str:
    """Return a sentence that ends with the words that show it."""
    said = ", ".join(f"'{_short(one.words)}'" for one in evidence[:2])
    return f"{because}: {said}"


def _short(text: str, limit: int = 90) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
