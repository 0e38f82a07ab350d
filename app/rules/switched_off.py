"""
Actions that a setting has switched off: they are not planned, and the decision says so.

Off differs from shadow: shadow records the very text that would have been sent, off leaves the action undone, and what
depends on it is decided otherwise. A refusal that is off becomes a review; see `app.rules.conclusions`.
"""

from dataclasses import replace

from app.rules.decision import Decision
from app.rules.desk import Desk
from app.rules.effect import Kind

SETTINGS = {
    Kind.TRIAGE: "TRIAGE_ACTION_TRIAGE",
    Kind.RAISE: "TRIAGE_ACTION_TRIAGE",
    Kind.REPAIR: "TRIAGE_ACTION_TRIAGE",
    Kind.REFUSAL: "TRIAGE_ACTION_REFUSE",
    Kind.ACKNOWLEDGEMENT: "TRIAGE_ACTION_ACKNOWLEDGE",
    Kind.ESCALATION: "TRIAGE_ACTION_ESCALATE",
    Kind.DISPUTE: "TRIAGE_ACTION_DISPUTE",
    Kind.DETAILS: "TRIAGE_ACTION_TRIAGE",
    Kind.REQUEST: "TRIAGE_ACTION_REQUEST",
    Kind.FIRST_RESPONSE: "TRIAGE_ACTION_RESPONSE",
    Kind.INCIDENT: "TRIAGE_ACTION_STORM",
}
"""The setting that switches each kind of effect."""


def off(kind: Kind) -> str:
    """Return what the record says of an effect that is not planned because its action is off."""
    return f"{kind}: off by the setting {SETTINGS[kind]}"


def without_off(decision: Decision, desk: Desk) -> Decision:
    """Return the decision without the effects whose actions are off; each is named in `withheld` instead."""
    dropped = [effect for effect in decision.effects if effect.kind in desk.off]
    if not dropped:
        return decision
    return replace(
        decision,
        effects=tuple(effect for effect in decision.effects if effect.kind not in desk.off),
        withheld=(*decision.withheld, *(off(effect.kind) for effect in dropped)),
        is_look=True,  # on record, although nothing may follow
    )
