"""What a look at a ticket concludes, and the making of the effects that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.rules.desk import Desk
from app.rules.effect import Change, Effect, Kind, urgency
from app.rules.record import Record
from app.rules.ticket import Tier
from app.rules.verdict import Verdict

REFUSED_TAG = "tier_refused"
DISPUTED_TAG = "tier_disputed"
REVIEW_TAG = "tier_review"
HIGHEST_LEVEL = 9
"""The highest level that the settings can name (docs/decisions/0022)."""
TIER_TAGS = frozenset(tier.tag for tier in Tier)
OPEN_KINDS = tuple(Kind)
"""Every kind; what is still unsent of them ends with the ticket."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one look at a ticket; `summary` is the sentence a support lead reads."""

    record: Record
    summary: str
    effects: tuple[Effect, ...] = ()
    supersede: tuple[Kind, ...] = ()
    """Kinds whose effects, where still unsent, are overtaken by this decision."""
    verdict: Verdict | None = None
    """What triage makes of the ticket, also where it was not carried out; None where triage was not asked."""
    assignee_chosen: bool = False
    """A person changed the assignee since we last looked; an escalation that is still unsent keeps that choice."""
    circuit_filled: bool = False
    """The ticket's field for the Circuit ID holds a value; one of ours that is still unsent is not wanted any more."""

    level_set: int | None = None
    """A level that a person has set since we last looked; people hear of it as of one that the ladder reached."""
    level_was_due: bool = False
    """That level was the very one that the ladder had planned, so that people may have heard of it."""
    recall: int | None = None
    """Escalations above this level that were never tried are not due after all: they are taken back, and come later."""
    rule: str = ""
    """Name of what decided where the verdict did not: a person, the hold tag, the ladder …"""
    withheld: tuple[str, ...] = ()
    """What was not planned although one might expect it, each with the reason."""
    is_look: bool = False
    """A look at the ticket itself: it is on record even when it concluded nothing. Ticks of the ladder are none."""

    @property
    def is_noteworthy(self) -> bool:
        """False when nothing follows: the event ends as *ignored(summary)*."""
        return bool(self.effects or self.supersede)

    @property
    def is_recorded(self) -> bool:
        """Whether the conclusion gets a row of its own in the decision log."""
        return self.is_noteworthy or self.is_look

    @property
    def decided_by(self) -> str:
        """The rule that decided, as the decision log names it."""
        return self.rule or (self.verdict.rule if self.verdict else "")


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes effects of one decision, so that their common parts are said once."""

    record: Record
    desk: Desk
    now: datetime
    reasons: Mapping[str, Any]

    def effect(self, kind: Kind, change: Change, because: str, level: int = 0) -> Effect:
        tier = self.record.tier or Tier.TWO
        return Effect(
            ticket_id=self.record.ticket_id,
            epoch=self.record.epoch.number,
            kind=kind,
            level=level,
            change=change,
            because=because,
            due_at=self.now,
            urgency=urgency(kind, tier, level),
            reasons=self.reasons,
        )

    def acknowledgement(self, verdict: Verdict) -> Effect:
        text = self.desk.notices.acknowledgement(
            self.record.ticket_id,
            self.record.partner,
            verdict,
            self.record.epoch,
            self.desk.ladder if Kind.ESCALATION not in self.desk.off else replace(self.desk.ladder, tiers=frozenset()),
            self.desk.first_response,
            self.now,
            self.record.locale,
        )
        because = f"Tier {verdict.tier.roman} is acknowledged once per epoch"
        return self.effect(Kind.ACKNOWLEDGEMENT, Change(comment=text, public=True), because)


def level_tags(desk: Desk, keep: int) -> frozenset[str]:
    # Not those of today's ladder alone: a longer one may have left its tags.
    return frozenset(f"escalation_level_{n}" for n in range(1, max(HIGHEST_LEVEL, desk.ladder.top) + 1) if n != keep)
