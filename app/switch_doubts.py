"""Switches that work against each other: settings without effect, and actions whose company is missing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from app.rule_values import Switch
from app.setting_values import ShadowAction

if TYPE_CHECKING:
    from app.config import Settings

DEPENDENT: Final = {
    ShadowAction.REFUSE: ("refusal_assignee", "refusal_group"),
    ShadowAction.ESCALATE: (
        *("escalation_hours", "escalation_tiers", "escalation_pause_statuses"),
        *("escalation_calendar_tier_2", "escalation_calendar_tier_3"),
    ),
    ShadowAction.STORM: (
        *("storm_tickets", "storm_minutes", "storm_regions"),
        *("storm_group", "storm_assignee", "storm_ends_hours"),
    ),
}
"""Settings that say nothing while their action is off."""


def switch_doubts(settings: "Settings") -> Iterator[str]:
    """Return a sentence for every switch, or setting behind one, that does not do what it seems to say."""
    at = {action: settings.switch(action) for action in ShadowAction}
    yield from _overruled(settings, at)
    for action, names in DEPENDENT.items():
        if at[action] is Switch.OFF:
            for name in (*names, *(_levels(settings) if action is ShadowAction.ESCALATE else ())):
                if getattr(settings, name) != type(settings).model_fields[name].default:
                    yield f"{name.upper()} has no effect while TRIAGE_ACTION_{action.upper()} is off."
    yield from _without_effect(settings, at)
    yield from _missing_company(settings, at)


def _levels(settings: "Settings") -> Iterator[str]:
    return (f"escalation_level_{level}{part}" for level in settings.levels for part in ("", "_calendar"))


def _overruled(settings: "Settings", at: dict[ShadowAction, Switch]) -> Iterator[str]:
    """Tell of actions about which two settings speak."""
    for action in ShadowAction:
        setting = f"TRIAGE_ACTION_{action.upper()}"
        chosen: Switch = getattr(settings, setting.lower())
        if action in settings.shadow_actions and at[action] is Switch.OFF:
            yield f"SHADOW_ACTIONS names {action}, which {setting}=off leaves undone: nothing is recorded to be sent."
        elif chosen is Switch.SHADOW and settings.mode == "shadow":
            yield f"{setting}=shadow has no effect: with MODE=shadow nothing is sent anyway."
        elif chosen is Switch.SHADOW and action in settings.shadow_actions:
            yield f"SHADOW_ACTIONS names {action}, and {setting} is shadow too: one of them is enough."
    if all(position is Switch.OFF for position in at.values()):
        yield "Every TRIAGE_ACTION_… is off: Tierline reads tickets and does nothing."


def _without_effect(settings: "Settings", at: dict[ShadowAction, Switch]) -> Iterator[str]:
    if not settings.acknowledge and at[ShadowAction.ACKNOWLEDGE] is not Switch.OFF:
        chosen = settings.triage_action_acknowledge
        if chosen is not Switch.LIVE or ShadowAction.ACKNOWLEDGE in settings.shadow_actions:
            yield "ACKNOWLEDGE=false leaves nothing to shadow: no acknowledgement is written at all."
    marks_off = at[ShadowAction.TRIAGE] is Switch.OFF
    if marks_off and at[ShadowAction.DISPUTE] is Switch.OFF and settings.review_group is not None:
        yield "REVIEW_GROUP has no effect while TRIAGE_ACTION_TRIAGE and TRIAGE_ACTION_DISPUTE are off."
    default = type(settings).model_fields["triage_priorities"].default
    if marks_off and at[ShadowAction.REFUSE] is Switch.OFF and settings.triage_priorities != default:
        yield "TRIAGE_PRIORITIES reaches disputes only while TRIAGE_ACTION_TRIAGE and TRIAGE_ACTION_REFUSE are off."


def _missing_company(settings: "Settings", at: dict[ShadowAction, Switch]) -> Iterator[str]:
    """Tell of actions that are sent although what they speak of is not."""
    marks = at[ShadowAction.TRIAGE]
    if at[ShadowAction.REFUSE] is Switch.OFF and marks is not Switch.LIVE:
        yield (
            f"With TRIAGE_ACTION_REFUSE=off, Tier I tickets go to review by their marks, but triage is {marks}: nobody "
            "is told of them."
        )
    if at[ShadowAction.REFUSE] is Switch.LIVE and at[ShadowAction.DISPUTE] is not Switch.LIVE:
        yield (
            f"Refusals are live and disputes are {at[ShadowAction.DISPUTE]}: a partner who answers a refusal is not "
            "brought before a person."
        )
    grace = settings.refusal_grace_minutes
    if grace and at[ShadowAction.REFUSE] is Switch.LIVE and marks is not Switch.LIVE:
        yield (
            f"REFUSAL_GRACE_MINUTES is {grace:g}, but triage is {marks}, and the note that announces a refusal comes "
            "with its marks: refusals are delayed, and nobody is told that they could be stopped."
        )
    if at[ShadowAction.REQUEST] is Switch.LIVE and at[ShadowAction.ESCALATE] is Switch.SHADOW:
        yield "Answers to requests are live, but escalation is in shadow: requests are left to people."
    acknowledged = settings.acknowledge and at[ShadowAction.ACKNOWLEDGE] is Switch.LIVE
    if acknowledged and at[ShadowAction.ESCALATE] is Switch.SHADOW:
        yield "Acknowledgements are live and promise partners the levels of the ladder, but escalation is in shadow."
