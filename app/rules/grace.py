"""
The grace before a refusal (`REFUSAL_GRACE_MINUTES`): people see it coming, and a tag, an answer or an assignee of
theirs stops it.

The ticket is read and judged again at the end, so that nothing said meanwhile is overlooked.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.rules.asked import asking
from app.rules.conclusions import carry_out
from app.rules.decision import REFUSED_TAG, TIER_TAGS, Decision, Planner
from app.rules.desk import Conversation, Desk
from app.rules.effect import Change, Effect, Kind
from app.rules.hearing import Heard
from app.rules.observation import HOLD_TAG
from app.rules.record import Record
from app.rules.ticket import Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action


def in_grace(
    before: Record, seen: Record, ticket: Ticket, heard: Heard, conversation: Conversation, desk: Desk, now: datetime
) -> Decision:
    """Decide on a ticket whose refusal is announced: stop it, wait, judge otherwise, or refuse."""
    over = replace(seen, refuse_at=None)
    if heard.raised is not None:
        verdict = asking(heard.raised, ticket, conversation)
        return carry_out(over, ticket, verdict, desk, now, acknowledge=not conversation.is_answered, said=heard.words)
    objection = stopped_by(before, seen, ticket, conversation, desk)
    if objection is not None:
        return stopped(before, over, objection, desk, now)
    report = ticket.report(seen.partner)
    if heard:
        report = replace(report, description=f"{ticket.description}\n\n{heard.words}")
    verdict = triage(report, desk.policy)
    if verdict.action is not Action.REFUSE:
        return carry_out(over, ticket, asking(verdict, ticket, conversation), desk, now, said=heard.words)
    refuse_at = before.refuse_at or now
    if now < refuse_at and Kind.REFUSAL not in desk.off:
        return Decision(
            seen, f"the refusal is due {refuse_at:%Y-%m-%d %H:%M} UTC unless somebody stops it", rule="grace"
        )
    if _is_untold(ticket, desk):
        again_at = now + desk.refusal_grace
        summary = f"nobody has read yet that it will be refused, so the grace goes on to {again_at:%Y-%m-%d %H:%M} UTC"
        return Decision(replace(seen, refuse_at=again_at), summary, rule="grace")
    return carry_out(over, ticket, verdict, replace(desk, refusal_grace=timedelta(0)), now)


def stopped_by(before: Record, seen: Record, ticket: Ticket, conversation: Conversation, desk: Desk) -> str | None:
    """Return what a person has done to stop a refusal that is not sent yet, or None."""
    if desk.stop_tag in ticket.tags:
        return f"the tag {desk.stop_tag} stops the refusal; a person decides"
    if conversation.is_answered:
        return "a person has answered in public, so nothing is refused"
    if before.tier_mark is not None and seen.tier_mark is None:
        return "the tier was taken off the ticket, so nothing is refused; a person decides"
    if conversation.taken_by is not None:
        return f"user {conversation.taken_by} has assigned the ticket by hand, so nothing is refused; a person decides"
    return None


def may_be_taken(record: Record, ticket: Ticket, desk: Desk) -> bool:
    """
    Return whether a ticket whose refusal is not sent yet has another assignee than on record.

    The ticket does not tell who gave it to whom, and routing assigns tickets as people do: it is worth the audits.
    """
    is_judged = HOLD_TAG not in ticket.tags and desk.is_live(Kind.REFUSAL)
    return is_judged and is_waiting(record, ticket) and ticket.assignee_id not in (None, record.assignee_id)


def is_waiting(record: Record, ticket: Ticket) -> bool:
    """Return whether an unsolved ticket is to be refused, announced or planned, and is not yet."""
    is_planned = record.refused_at is not None and not record.disputed and REFUSED_TAG not in ticket.tags
    is_open = record.status.is_unsolved and ticket.status.is_unsolved
    return is_open and (is_planned or record.refuse_at is not None)


def _is_untold(ticket: Ticket, desk: Desk) -> bool:
    """Return whether the announcement still waits to be written: its note comes with the tier's tag."""
    return desk.refusal_grace > timedelta(0) and desk.is_live(Kind.TRIAGE) and Tier.ONE.tag not in ticket.tags


def stopped(before: Record, seen: Record, why: str, desk: Desk, now: datetime) -> Decision:
    """
    Return the decision to leave a ticket, whose refusal somebody stopped, to people.

    They have it in hand, so nothing is said; only a tier that was to come with the refusal is marked now.
    """
    record = replace(seen, in_review=True)
    effects: tuple[Effect, ...] = ()
    if before.tier_mark is None and seen.tier_mark is None:
        tag = Tier.ONE.tag
        change = Change(add_tags=frozenset({tag}), remove_tags=TIER_TAGS - {tag}, tier=Tier.ONE)
        effects = (Planner(record, desk, now, {}).effect(Kind.TRIAGE, change, why),)
    return Decision(record, why, effects, rule="refusal-stopped", withheld=(f"refusal: {why}",))
