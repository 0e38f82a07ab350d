"""
A partner asks for an escalation by hand: one polite answer an epoch, with the clock times (policy: Escalation Path).

Tickets cannot be escalated before the first threshold, and after it they escalate by themselves: the answer changes
nothing about the ladder. Only the partner can ask, in words, by tag or by field; see `app.rules.hearing`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from app.rules.decision import Decision, Planner
from app.rules.desk import Conversation, Desk
from app.rules.effect import Change, Kind
from app.rules.hearing import Heard
from app.rules.record import Record
from app.rules.switched_off import off
from app.rules.ticket import Ticket

ANSWERED_ELSEWHERE: Final = {
    "dispute": "a person reads the reply to the refusal",
    "reopened": "the acknowledgement of the reopening names the levels and their times",
}
"""Decisions beside which a request gets no answer of its own, with the reason."""


def bears_mark(ticket: Ticket, desk: Desk) -> bool:
    """Return whether the ticket bears the tag or the ticked field that asks for an escalation."""
    return ticket.asks_escalation or (desk.request_tag is not None and desk.request_tag in ticket.tags)


def with_request(decision: Decision, heard: Heard, conversation: Conversation, desk: Desk, now: datetime) -> Decision:
    """Return a decision with the answer to the partner's request for an escalation, where there is one."""
    asked = _how(heard, conversation)
    record = decision.record
    if asked is None or not record.status.is_unsolved or record.hold:
        return decision
    objection = _objection(decision, desk)
    if objection is not None:
        return replace(decision, withheld=(*decision.withheld, f"answer to a request for an escalation: {objection}"))
    because = f"the partner asks for an escalation ({asked}); answered once in this opening"
    record = replace(record, asked_at=now)
    plan = Planner(record, desk, now, {"asked": asked, "level": record.level})
    text = desk.notices.request(record, desk.ladder, desk.contact(record.level, now) if record.level else None, now)
    effect = plan.effect(Kind.REQUEST, Change(comment=text, public=True), because)
    if decision.rule == "nothing-new":
        decision = replace(decision, summary=because, rule="request")
    else:
        decision = replace(decision, summary=f"{decision.summary}; {because}")
    return replace(decision, record=record, effects=(*decision.effects, effect))


def _how(heard: Heard, conversation: Conversation) -> str | None:
    """Return how an escalation was asked for, or None."""
    if heard.request is not None:
        comment, reading = heard.request
        return f"comment {comment.id} {reading.because}"
    return "by the tag or the field for it" if conversation.asked_by_mark else None


def _objection(decision: Decision, desk: Desk) -> str | None:
    """Return why a request is not answered, or None."""
    record: Record = decision.record
    if Kind.REQUEST in desk.off:
        return off(Kind.REQUEST)
    if decision.rule in ANSWERED_ELSEWHERE:
        return ANSWERED_ELSEWHERE[decision.rule]
    if any(effect.kind is Kind.ACKNOWLEDGEMENT for effect in decision.effects):
        return "the acknowledgement names the levels and their times"
    if record.asked_at is not None:
        return f"one was given in this opening already, to the request of {record.asked_at:%Y-%m-%d %H:%M} UTC"
    if record.partner is None:
        return "the requester belongs to no partner"
    if not desk.ladder.climbs(record.tier, record.status) or Kind.ESCALATION in desk.off:
        return "the ticket does not climb; a person reads it"
    if Kind.ESCALATION in desk.shadow and Kind.REQUEST not in desk.shadow:
        return "escalation is in shadow, so the levels and times that it would name never come; a person reads it"
    return None
