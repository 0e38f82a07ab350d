"""What triage concludes, and why: the shape of every explanation a support lead reads."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.rules.ticket import Tier


class Action(StrEnum):
    """What the verdict asks for."""

    REFUSE = "refuse"
    """Positive Tier I evidence and no doubt: professional-services notice, then solved."""
    REVIEW = "review"
    """A person should look first; tier as given, never a refusal."""
    ACCEPT = "accept"
    """Tier II or III: acknowledged, and the ladder runs."""
    LEAVE = "leave"
    """Thanks, auto-replies, spam, tests: tagged, otherwise untouched."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing read that speaks for the verdict."""

    clause: str
    """Stable id in policy.toml, such as `tier3.large-group`."""
    words: str
    """The words as they stand in the ticket, or the form field and its value."""
    source: str
    """`subject`, `description`, or `form`."""
    start: int | None = None
    """Offset of `words` in the source text; None for the form."""
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A tier with its reasons; triage always returns one."""

    tier: Tier
    action: Action
    confidence: float
    """0 to 1."""
    rule: str
    """Name of the rule that decided."""
    because: str
    """One sentence a support lead understands."""
    evidence: tuple[Evidence, ...] = ()
    near_misses: tuple[str, ...] = ()
    """Rules, and the learned reader, where they spoke for another tier: each with what it says."""
    would_change: tuple[str, ...] = ()
    """Facts that would lead elsewhere, had they been told."""
    missing: tuple[str, ...] = ()
    """Details the policy asks for and the report lacks: `circuit_id`, `call_examples`, `customer_information`,
    `outage_details`."""
    opinion: tuple[float, float, float] | None = None
    """The learned reader's probabilities of Tier I, II and III; None when it is off."""

    def as_json(self) -> dict[str, Any]:
        """Return the decision record as plain JSON values, the shape that `tierline triage --json` prints."""
        return {
            "tier": int(self.tier),
            "action": self.action.value,
            "confidence": round(self.confidence, 2),
            "because": self.because,
            "rule": self.rule,
            "evidence": [
                {"clause": e.clause, "words": e.words, "source": e.source, "start": e.start, "end": e.end}
                for e in self.evidence
            ],
            "near_misses": list(self.near_misses),
            "would_change": list(self.would_change),
            "learned": [round(chance, 3) for chance in self.opinion] if self.opinion else None,
            "missing": list(self.missing),
        }
