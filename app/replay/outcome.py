"""What a replay shows besides its figures, and the words that text, page and JSON share."""

from dataclasses import dataclass
from typing import Final

from app.rules.replay import Limits, MoveKind, ReplayReport, Tally
from app.rules.ticket import Tier
from app.rules.verdict import Action, Verdict

NOBODY: Final = "(no partner)"
NO_SUBJECT: Final = "(no subject)"
TIERS: Final = (Tier.THREE, Tier.TWO, Tier.ONE)
"""In the order in which they are shown, the gravest first."""
ACTIONS: Final = (Action.ACCEPT, Action.REVIEW, Action.REFUSE, Action.LEAVE)
KIND_TITLES: Final = {
    MoveKind.TIER_3_LOST: "Tier III lost",
    MoveKind.REFUSAL_GAINED: "Refusals gained",
    MoveKind.REFUSAL_LOST: "Refusals lost",
    MoveKind.TIER_3_GAINED: "Tier III gained",
    MoveKind.TIER_CHANGED: "Between Tier I and Tier II",
    MoveKind.ACTION_CHANGED: "Same tier, another action",
}
SOURCES: Final = {"label": "label", "person": "a person's tier", "dispute": "the partner's dispute"}


@dataclass(frozen=True, slots=True)
class Change:
    """A setting in which the candidate differs; values as one would write them in the environment."""

    name: str
    current: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report with what a reader needs to know about where it comes from."""

    title: str
    """Which tickets were replayed, in a few words."""
    made_at: str
    """When, for people."""
    report: ReplayReport
    limits: Limits
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences about what was left out or is doubtful."""


def clean(text: str, longest: int = 160) -> str:
    """Return ticket text on one line, without characters that could steer a terminal, shortened to `longest`."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 4 * longest]).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def subject_of(text: str) -> str:
    """Return a subject for showing."""
    return clean(text, 100) or NO_SUBJECT


def placed(verdict: Verdict) -> str:
    """Return tier and action, such as `Tier III, accept`."""
    return f"Tier {verdict.tier.roman}, {verdict.action.value}"


def reason(verdict: Verdict) -> str:
    """Return why, with the rule that decided."""
    return f"{clean(verdict.because, 300)} [{clean(verdict.rule, 60)}]"


def percent(value: float | None) -> str:
    """Return a share for people; a dash where there is nothing to share."""
    return "–" if value is None else f"{value:.1f} %"


def figures(report: ReplayReport) -> list[tuple[str, list[str]]]:
    """Return the figures side by side: a name, and a value for each side."""
    sides = [tally for _, tally in report.sides]
    rows = [(f"Tier {tier.roman}", [str(side.of_tier(tier)) for side in sides]) for tier in TIERS]
    rows += [(action.value, [str(side.of_action(action)) for side in sides]) for action in ACTIONS]
    rows += [
        ("labelled tickets", [str(side.labelled) for side in sides]),
        ("in an acceptable tier", [percent(side.acceptable_percent) for side in sides]),
        ("Tier III recall", [_recall(side) for side in sides]),
        ("wrong refusals", [str(len(side.wrong_refusals)) for side in sides]),
    ]
    return rows


def _recall(side: Tally) -> str:
    if side.tier_3_recall_percent is None:
        return "–"
    found = side.tier_3_labelled - len(side.missed_tier_3)
    return f"{percent(side.tier_3_recall_percent)} ({found} of {side.tier_3_labelled})"
