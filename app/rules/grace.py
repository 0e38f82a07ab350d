"""
The grace before a refusal (`REFUSAL_GRACE_MINUTES`): people see it coming, and a tag or an answer of theirs stops it.

The ticket is read and judged again at the end, so that nothing said meanwhile is overlooked.
"""

from dataclasses import replace
from datetime import datetime

from app.rules.asked import asking
from app.rules.conclusions import carry_out
from app.rules.decision import Decision
from app.rules.desk import Conversation, Desk
from app.rules.effect import Kind
from app.rules.hearing import Heard
from app.rules.record import Record
from app.rules.ticket import Ticket
from app.rules.triage import triage
from app.rules.verdict import Action


def in_grace(
    before: Record, seen: Record, ticket: Ticket, heard: Heard, conversation: Conversation, desk: Desk, now: datetime
) -> Decision:
    """Decide on a ticket whose refusal is announced: stop it, wait, judge otherwise, or refuse."""
    over = replace(seen, refuse_at=None)
    if heard.raised is not None:
        verdict = asking(heard.raised, ticket, conversation)
        return carry_out(over, ticket, verdict, desk, now, acknowledge=not conversation.is_answered)
    if desk.stop_tag in ticket.tags:
        return _stopped(over, f"the tag {desk.stop_tag} stops the refusal; a person decides")
    if conversation.is_answered:
        return _stopped(over, "a person has answered in public, so nothing is refused")
    report = ticket.report(seen.partner)
    if heard:
        report = replace(report, description=f"{ticket.description}\n\n{heard.words}")
    verdict = heard.raised or triage(report, desk.policy)
    if verdict.action is not Action.REFUSE:
        return carry_out(over, ticket, asking(verdict, ticket, conversation), desk, now)
    refuse_at = before.refuse_at or now
    if now < refuse_at and Kind.REFUSAL not in desk.off:
        return Decision(
            seen, f"the refusal is due {refuse_at:%Y-%m-%d %H:%M} UTC unless somebody stops it", rule="grace"
        )
    return carry_out(over, ticket, verdict, replace(desk, refusal_grace=refuse_at - refuse_at), now)


def _stopped(record: Record, why: str) -> Decision:
    withheld = (f"refusal: {why}",)
    return Decision(replace(record, in_review=True), why, rule="refusal-stopped", withheld=withheld)
