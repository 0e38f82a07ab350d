"""
Effects: what Tierline intends to change on a ticket, once, and why.

An effect is a value. Its key is derived from what it is about, so the second webhook, run or replica that wants the
same thing finds the key taken (design: every effect once).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.rules.ticket import Priority, Status, Tier


class Kind(StrEnum):
    """The kinds of effect, as they stand in keys, in the audits' metadata and in `SHADOW_ACTIONS`."""

    TRIAGE = "triage"
    """Tier tag, tier field, priority; `tier_review` where a person should look first."""
    REFUSAL = "refusal"
    """Professional-services notice, low priority, assignee and solved, in one write; once per ticket, ever."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """The one public comment of an epoch that says what happens next."""
    ESCALATION = "escalation"
    """A level of the ladder: field, tag, assignee, group and a private note."""
    DISPUTE = "dispute"
    """A reply to a refusal: reopened for people, never refused again."""
    RAISE = "raise"
    """A later comment lifted the tier; `level` is the new tier."""
    REPAIR = "repair"
    """
    Marks that vanished from the ticket, or never came, are put back, once per epoch and difference: a second time they
    are a person's wish.
    """
    REQUEST = "request"
    """The public answer to a partner who asks for an escalation by hand; once per epoch."""
    FIRST_RESPONSE = "first_response"
    """Level 1 warns that the first response is about to be missed, level 2 marks that it was."""
    DETAILS = "details"
    """A field filled with what the partner sent after it was asked for."""
    INCIDENT = "incident"
    """The ticket becomes an incident of the problem that several tickets share."""


ANNOUNCED = 1
"""Stands for the level in the key of the marks that announce a refusal: judged otherwise, it is marked anew."""

MARKER = "tierline"
"""Key of our entry in an update's metadata; Zendesk keeps it as `metadata.custom.tierline` of the audit."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    What an effect does to a ticket, in terms of intentions rather than of one snapshot.

    None and empty mean "leave as it is". Assignee and group are ids, or the e-mail and name the settings give; the
    writer looks them up when it sends.
    """

    add_tags: frozenset[str] = frozenset()
    remove_tags: frozenset[str] = frozenset()
    priority: Priority | None = None
    status: Status | None = None
    tier: Tier | None = None
    level: int | None = None
    assignee: int | str | None = None
    group: int | str | None = None
    unassign: bool = False
    comment: str | None = None
    public: bool = False
    circuit_id: str | None = None
    problem: int | None = None
    """The ticket becomes an incident of this problem ticket."""

    def as_json(self) -> dict[str, Any]:
        """Return only what is set, as plain JSON values."""
        values: dict[str, Any] = {
            "add_tags": sorted(self.add_tags),
            "remove_tags": sorted(self.remove_tags),
            "priority": self.priority,
            "status": self.status,
            "tier": int(self.tier) if self.tier else None,
            "level": self.level,
            "assignee": self.assignee,
            "group": self.group,
            "unassign": self.unassign,
            "comment": self.comment,
            "public": self.public,
            "circuit_id": self.circuit_id,
            "problem": self.problem,
        }
        # Level 0 is set, False is not: they are equal, so identity is asked.
        return {name: value for name, value in values.items() if not (value is None or value is False or value == [])}

    @classmethod
    def from_json(cls, doc: Mapping[str, Any]) -> "Change":
        """Return the change that `as_json` wrote."""
        return cls(
            add_tags=frozenset(doc.get("add_tags", ())),
            remove_tags=frozenset(doc.get("remove_tags", ())),
            priority=Priority(doc["priority"]) if "priority" in doc else None,
            status=Status(doc["status"]) if "status" in doc else None,
            tier=Tier(doc["tier"]) if "tier" in doc else None,
            level=doc.get("level"),
            assignee=doc.get("assignee"),
            group=doc.get("group"),
            unassign=doc.get("unassign", False),
            comment=doc.get("comment"),
            public=doc.get("public", False),
            circuit_id=doc.get("circuit_id"),
            problem=doc.get("problem"),
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """One intended change, planned once under `key`."""

    ticket_id: int
    epoch: int
    kind: Kind
    level: int
    change: Change
    because: str
    due_at: datetime
    """When it should have reached Zendesk; lateness is measured from here."""
    urgency: int
    """Smaller is sent first."""
    reasons: Mapping[str, Any] = field(default_factory=dict)
    """The decision record: verdict, age, thresholds; plain JSON values."""
    about: str = ""
    """What a repair mends, so that each difference is repaired once; empty for every other kind."""

    @property
    def key(self) -> str:
        """`ticket:epoch:kind:level`; a refusal has no epoch, so that there is one per ticket, ever."""
        epoch = 0 if self.kind is Kind.REFUSAL else self.epoch
        about = f":{self.about}" if self.about else ""
        return f"{self.ticket_id}:{epoch}:{self.kind}:{self.level}{about}"


def urgency(kind: Kind, tier: Tier, level: int) -> int:
    """
    Return the place in the queue when the write budget is short: smaller goes first.

    People who cannot dial 911 come before everything: Tier III before Tier II before the rest, within a tier the
    higher level first, and marks (triage) before words (acknowledgement).
    """
    rank = {
        Kind.ESCALATION: 0,
        Kind.TRIAGE: 10,
        Kind.RAISE: 10,
        Kind.REPAIR: 11,
        Kind.DISPUTE: 12,
        Kind.FIRST_RESPONSE: 13,
        Kind.ACKNOWLEDGEMENT: 14,
        Kind.REQUEST: 15,
        Kind.INCIDENT: 16,
        Kind.DETAILS: 17,
    }
    return (3 - tier) * 100 + rank.get(kind, 20) + (9 - min(level, 9) if kind is Kind.ESCALATION else 0)
