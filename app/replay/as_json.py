"""A replay as plain JSON values: everything, whatever its length."""

from typing import Any

from app.replay.outcome import ACTIONS, TIERS, Outcome
from app.rules.replay import Judged, Label, Move, Tally
from app.rules.verdict import Verdict


def document(outcome: Outcome) -> dict[str, Any]:
    """Return the document that `tierline replay --json` prints."""
    report, limits = outcome.report, outcome.limits
    return {
        "source": outcome.title,
        "made_at": outcome.made_at,
        "notes": list(outcome.notes),
        "tickets": report.size,
        "changes": [
            {"setting": one.name, "current": one.current, "candidate": one.candidate} for one in outcome.changes
        ],
        "current": _side(report.current),
        "candidate": _side(report.candidate) if report.candidate else None,
        "moved_percent": round(report.moved_percent, 2) if report.candidate else None,
        "flows": [
            {"from": int(before), "to": int(after), "tickets": count}
            for (before, after), count in sorted(report.flows.items())
        ],
        "moves": [_move(move) for move in report.moves],
        "limits": {
            "min_tier_3_recall": limits.min_tier_3_recall,
            "max_wrong_refusals": limits.max_wrong_refusals,
            "max_moved_percent": limits.max_moved_percent,
        },
        "breaches": list(report.breaches),
    }


def _side(tally: Tally) -> dict[str, Any]:
    return {
        "tiers": {str(int(tier)): tally.of_tier(tier) for tier in reversed(TIERS)},
        "actions": {action.value: tally.of_action(action) for action in ACTIONS},
        "labelled": tally.labelled,
        "acceptable_percent": _rounded(tally.acceptable_percent),
        "tier_3_labelled": tally.tier_3_labelled,
        "tier_3_recall_percent": _rounded(tally.tier_3_recall_percent),
        "confusion": {
            str(int(label)): {str(int(tier)): tally.confusion.get((label, tier), 0) for tier in reversed(TIERS)}
            for label in reversed(TIERS)
        },
        "missed_tier_3": [_ticket(one) for one in tally.missed_tier_3],
        "wrong_refusals": [_ticket(one) for one in tally.wrong_refusals],
        "refusals": {
            "by_partner": [
                {"partner": name or None, "refusals": count, "wrong": wrong}
                for name, count, wrong in tally.refusals_by_partner
            ],
            "tickets": [_ticket(one) for one in tally.refusals],
        },
    }


def _ticket(one: Judged) -> dict[str, Any]:
    return {
        "id": one.case.id,
        "subject": one.case.report.subject,
        "partner": one.case.report.organization,
        "label": _label(one.case.label),
        "verdict": _verdict(one.verdict),
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "kind": move.kind.name.lower(),
        "id": move.case.id,
        "subject": move.case.report.subject,
        "partner": move.case.report.organization,
        "label": _label(move.case.label),
        "current": _verdict(move.before),
        "candidate": _verdict(move.after),
    }


def _label(label: Label | None) -> dict[str, Any] | None:
    if label is None:
        return None
    return {
        "tier": int(label.tier) if label.tier else None,
        "acceptable": sorted(int(tier) for tier in label.acceptable),
        "auto_reject_ok": label.refusable,
        "source": label.source,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    document = verdict.as_json()
    return {name: document[name] for name in ("tier", "action", "confidence", "rule", "because", "evidence")}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
