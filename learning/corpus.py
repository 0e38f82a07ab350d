"""The labelled tickets: what was asked, which tier is right, and what may be refused unseen."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from app.rules.learned import Kind
from app.rules.report import report_from_json
from app.rules.ticket import Report

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "tickets"
VOICES = sorted(FOLDER.glob("labelled*.jsonl"))
"""Each file another voice; these are left out in turn."""
ASIDE = frozenset(f"written-w{n}" for n in range(68, 80))
"""Written since by theme: trained on, they cost the nine voices more than they gave (docs/decisions/0012)."""
WRITTEN = sorted(path for path in FOLDER.glob("written*.jsonl") if path.stem not in ASIDE)
"""Written for breadth of wording; these only train."""
FILES = [*VOICES, *WRITTEN]
UNSEEN = sorted(FOLDER.glob("unseen-tickets-*.jsonl"))
"""No weights are ever trained on these: the shipped reader shows on them what it makes of writers it never met."""
IN_SIGHT = frozenset(f"written-w{n}" for n in (1, 3, 5, 7, 9))
"""The signs were made in sight of these: how far a sign can be trusted is learned from the others alone."""
VOICE_WEIGHT = 3.0
"""Weight of a ticket of the labelled voices beside one that was written for breadth."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A ticket with its label."""

    id: str
    report: Report
    tier: int
    acceptable: tuple[int, ...]
    refusable: bool
    """Whether a refusal would be right unseen."""
    weight: float = 1.0
    """How much it counts in training."""
    kind: str | None = None
    """What kind of ticket its writer says it is; the labelled voices use words of their own and count as silent."""

    @property
    def named_kind(self) -> Kind | None:
        """The kind with its tier and its label for refusals, if it has one."""
        return Kind(self.kind, self.tier, self.refusable) if self.kind else None


def load(path: Path) -> list[Labelled]:
    """Return the tickets of one file."""
    with path.open(encoding="utf-8") as lines:
        weight = VOICE_WEIGHT if path in VOICES else 1.0
        tickets = [replace(_labelled(json.loads(line)), weight=weight) for line in lines if line.strip()]
    return [replace(ticket, kind=None) for ticket in tickets] if path in VOICES else tickets


def _labelled(document: dict[str, object]) -> Labelled:
    acceptable = document["acceptable"]
    tier = document["tier"]
    if not isinstance(acceptable, list) or not isinstance(tier, int):
        raise TypeError(f"{document['id']}: 'tier' must be a number and 'acceptable' a list of numbers.")
    return Labelled(
        id=str(document["id"]),
        report=report_from_json(document),
        tier=tier,
        acceptable=tuple(acceptable),
        refusable=bool(document["auto_reject_ok"]),
        kind=str(document["kind"]) if document.get("kind") else None,
    )
