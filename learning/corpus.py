"""The labelled tickets: what was asked, which tier is right, and what may be refused unseen."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.rules.report import report_from_json
from app.rules.ticket import Report

FOLDER = Path(__file__).parent.parent / "tests" / "data" / "tickets"
VOICES = sorted(FOLDER.glob("labelled*.jsonl"))
"""Each file another voice; these are left out in turn."""
WRITTEN = sorted(FOLDER.glob("written*.jsonl"))
"""Written for breadth of wording; these only train."""
FILES = [*VOICES, *WRITTEN]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A ticket with its label."""

    id: str
    report: Report
    tier: int
    acceptable: tuple[int, ...]
    refusable: bool
    """Whether a refusal would be right unseen."""


def load(path: Path) -> list[Labelled]:
    """Return the tickets of one file."""
    with path.open(encoding="utf-8") as lines:
        return [_labelled(json.loads(line)) for line in lines if line.strip()]


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
    )
