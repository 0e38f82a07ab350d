"""
The first response: a person of the provider answers in public within the hour (policy: tier2.action.expectations).

What counts is Zendesk's own record: the first public comment of this epoch by an agent, never by this service. Before
anybody is warned the ticket itself is read again, so that an answer whose webhook was lost is not overlooked.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.rules.decision import Decision, Planner
from app.rules.desk import Conversation, Desk
from app.rules.effect import Change, Effect, Kind
from app.rules.record import Record
from app.rules.ticket import Tier

WARNED: Final = 1
MISSED: Final = 2
MISSED_TAG: Final = "first_response_missed"


def is_promised(record: Record) -> bool:
    """Return whether a first response is owed: Tier II and III, once a ticket is judged."""
    return record.tier in (Tier.TWO, Tier.THREE)


def with_first_response(
    decision: Decision, conversation: Conversation, desk: Desk, now: datetime, seen_at: datetime | None = None
) -> Decision:
    """
    Return a decision with what is known of the first response, and what is said about it.

    `seen_at` is the stamp of the look before a reopening: who reopens a ticket with an answer may change it again
    before we look.
    """
    record = decision.record
    if not is_promised(record) or record.responded_at is not None:
        return decision
    since = record.epoch.started_at
    if seen_at is not None:
        since = min(since, seen_at + timedelta(seconds=1))
    answered_at = conversation.answered_at(since)
    if answered_at is not None:
        return _answered(decision, answered_at, desk, now)
    if not record.status.is_unsolved or record.hold or Kind.FIRST_RESPONSE in desk.off:
        return decision
    return _awaited(decision, desk, now)


def next_look_at(record: Record, desk: Desk) -> datetime | None:
    """Return when the ticket must be read again for its first response or the end of a grace; None for never."""
    if record.hold or not record.status.is_unsolved:
        return None
    moments = [] if record.refuse_at is None else [record.refuse_at]
    is_awaited = is_promised(record) and record.responded_at is None and Kind.FIRST_RESPONSE not in desk.off
    if is_awaited and record.response_level < MISSED:
        distance = desk.first_response_warning if record.response_level < WARNED else desk.first_response
        # A promise may be shorter than the distance after which a warning comes by default.
        moments.append(record.epoch.started_at + min(distance, desk.first_response))
    return min(moments, default=None)


def _answered(decision: Decision, at: datetime, desk: Desk, now: datetime) -> Decision:
    record = replace(decision.record, responded_at=at)
    taken = max(timedelta(0), at - record.epoch.started_at)
    is_kept = taken <= desk.first_response
    if not is_kept and record.hold and record.status.is_unsolved:
        return decision  # the look after the hold finds it again, and may mark it
    if record.response_level and is_kept:
        # The warning that was planned and not sent yet is not true any more.
        decision = replace(decision, supersede=(*decision.supersede, Kind.FIRST_RESPONSE))
    if not is_kept and record.response_level < MISSED and record.status.is_unsolved and not record.hold:
        decision, record = _marked(decision, record, desk, now)
    kept = "kept" if is_kept else "missed"
    summary = f"first response after {_minutes(taken)}: the promise of {_minutes(desk.first_response)} was {kept}"
    if decision.rule == "nothing-new":
        return replace(decision, record=record, summary=summary, rule="first-response")
    return replace(decision, record=record, summary=f"{decision.summary}; {summary}")


def _marked(decision: Decision, record: Record, desk: Desk, now: datetime) -> tuple[Decision, Record]:
    """Mark a response that came too late before anybody looked: the tag for the reports, and no note."""
    if Kind.FIRST_RESPONSE in desk.off:
        return decision, record
    because = "the first public answer of a person came after the promised time"
    plan = Planner(record, desk, now, {"responded_at": record.responded_at.isoformat() if record.responded_at else ""})
    effect = plan.effect(Kind.FIRST_RESPONSE, Change(add_tags=frozenset({MISSED_TAG})), because, level=MISSED)
    decision = replace(decision, effects=(*decision.effects, effect))
    return decision, replace(record, response_level=MISSED)


def _awaited(decision: Decision, desk: Desk, now: datetime) -> Decision:
    """Plan the warning or the breach mark where its time has come; after an outage straight to the breach."""
    record = decision.record
    age = now - record.epoch.started_at
    level = MISSED if age >= desk.first_response else WARNED if age >= desk.first_response_warning else 0
    if level <= record.response_level:
        return decision
    effect = _effect(record, level, desk, now)
    record = replace(record, response_level=level)
    if decision.rule == "nothing-new":
        return replace(
            decision, record=record, summary=effect.because, rule="first-response", effects=(*decision.effects, effect)
        )
    summary = f"{decision.summary}; {effect.because}"
    return replace(decision, record=record, summary=summary, effects=(*decision.effects, effect))


def _effect(record: Record, level: int, desk: Desk, now: datetime) -> Effect:
    promised_at = record.epoch.started_at + desk.first_response
    is_missed = level == MISSED
    because = (
        f"no person has answered in public within {_minutes(desk.first_response)}"
        if is_missed
        else f"no person has answered in public yet, and the first response is due {promised_at:%H:%M} UTC"
    )
    change = Change(
        add_tags=frozenset({MISSED_TAG}) if is_missed else frozenset(),
        comment=desk.notices.first_response(is_missed, record.tier or Tier.TWO, record.epoch, desk.first_response, now),
    )
    plan = Planner(
        record,
        desk,
        now,
        {"promised_at": promised_at.isoformat(), "age_seconds": (now - record.epoch.started_at).total_seconds()},
    )
    effect = plan.effect(Kind.FIRST_RESPONSE, change, because, level=level)
    due_at = promised_at if is_missed else record.epoch.started_at + desk.first_response_warning
    return replace(effect, due_at=due_at)


def _minutes(distance: timedelta) -> str:
    minutes = int(distance.total_seconds() // 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
