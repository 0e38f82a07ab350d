"""What follows when a known ticket changes: disputes, reopenings, worse news, vanished marks (design §4)."""

from dataclasses import replace
from datetime import datetime

from app.rules.asked import asking
from app.rules.conclusions import carry_out, repair
from app.rules.decision import (
    DISPUTED_TAG,
    REFUSED_TAG,
    REVIEW_TAG,
    TIER_TAGS,
    Decision,
    Planner,
    level_tags,
)
from app.rules.desk import Conversation, Desk
from app.rules.effect import Change, Effect, Kind
from app.rules.grace import stopped, stopped_by
from app.rules.hearing import Heard
from app.rules.observation import opened_again
from app.rules.record import Record
from app.rules.storm import scope_of
from app.rules.ticket import Priority, Report, Status, Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict


def answer(
    before: Record, seen: Record, ticket: Ticket, heard: Heard, conversation: Conversation, desk: Desk, now: datetime
) -> Decision:
    """Answer what the partner wrote; the branches are the rows of design §4 on replies."""
    if before.refused_at is not None and not before.disputed:
        # Solved as refused it was sent, even where a person has taken the tag off.
        if REFUSED_TAG in ticket.tags or not before.status.is_unsolved:
            return _dispute(seen, heard, desk, now) if heard else _reopened_by_person(before, seen, ticket, desk)
        return _still_refusable(before, seen, ticket, heard, conversation, desk, now)
    if not before.status.is_unsolved:
        return _reopened(before, seen, ticket, heard, conversation, desk, now)
    if heard.raised is not None:
        return _raise(seen, heard.raised, heard, desk, now)
    if before.tier is not None and before.tier_mark is before.tier and seen.tier_mark is None:
        return repair(seen, before.tier, desk, now)
    return Decision(seen, "nothing in this change asks for an effect", rule="nothing-new")


def _reopened_by_person(before: Record, seen: Record, ticket: Ticket, desk: Desk) -> Decision:
    if before.status.is_unsolved:
        return Decision(seen, "the refusal is on the ticket; nobody has answered it", rule="refused")
    summary = "a person reopened the refused ticket and has it in hand"
    # A new opening: a tier that is set later must not climb by the age of the one that was refused.
    record = replace(opened_again(seen, ticket.updated_at, desk.ladder), disputed=True)
    return Decision(record, summary, rule="person-reopened")


def _still_refusable(
    before: Record, seen: Record, ticket: Ticket, heard: Heard, conversation: Conversation, desk: Desk, now: datetime
) -> Decision:
    """Judge again a ticket whose refusal is decided but not sent: a word of anybody's may have come between."""
    withdrawn = replace(seen, refused_at=None)
    objection = stopped_by(before, seen, ticket, conversation, desk)
    if objection is not None and heard.raised is None:
        return replace(stopped(before, withdrawn, objection, desk, now), supersede=(Kind.REFUSAL,))
    said = f"{ticket.description}\n\n{heard.words}" if heard else ticket.description
    # The news is read by itself first: beside a long question a short cry for help can drown.
    verdict = heard.raised or triage(replace(ticket.report(seen.partner), description=said), desk.policy)
    if verdict.action is Action.REFUSE and Kind.REFUSAL not in desk.off:
        return Decision(seen, "the refusal stands and waits to be sent", rule="refused", verdict=verdict)
    verdict = asking(verdict, ticket, conversation)
    acknowledge = not conversation.is_answered
    decision = carry_out(withdrawn, ticket, verdict, desk, now, acknowledge=acknowledge, said=heard.words)
    return replace(decision, supersede=(Kind.REFUSAL,))


def _dispute(seen: Record, heard: Heard, desk: Desk, now: datetime) -> Decision:
    """Reopen a refused ticket for people; impact or exhausted steps in the reply lift its tier."""
    verdict = heard.raised
    tier = verdict.tier if verdict else seen.tier if seen.tier_by_person and seen.tier else Tier.ONE
    reply = heard.comments[0]
    record = replace(
        seen.reopened(reply.created_at),
        disputed_at=reply.created_at,
        storm=_shared(verdict, heard, desk),
        tier=tier,
        disputed=True,
        in_review=True,
    )
    change = Change(
        add_tags=frozenset({tier.tag, DISPUTED_TAG, REVIEW_TAG}),
        remove_tags=TIER_TAGS - {tier.tag},
        priority=desk.priorities[tier] if verdict else Priority.NORMAL,
        status=Status.OPEN,
        tier=tier,
        level=0 if tier in desk.ladder.tiers else None,
        group=desk.review_group,
        unassign=desk.review_group is not None and seen.assignee_id is not None,
        comment=desk.notices.dispute(
            "Tier I, resolvable by the partner", tier if verdict else None, verdict.because if verdict else ""
        ),
    )
    because = f"the partner answered the refusal: {verdict.because if verdict else 'a person decides'}"
    plan = Planner(record, desk, now, {"comment_id": reply.id, "verdict": verdict.as_json() if verdict else None})
    effects: tuple[Effect, ...] = (plan.effect(Kind.DISPUTE, change, because),)
    if verdict is not None and _is_kept_back(desk):
        # An outage is marked and told of, whatever becomes of disputes; before them, or the message would be theirs.
        effects = (_raising(record, Tier.ONE, verdict, because, desk, now), *effects)
    return Decision(record, because, effects, (Kind.REFUSAL,), verdict, rule="dispute")


def _is_kept_back(desk: Desk) -> bool:
    """Return whether disputes are not written, while tiers are."""
    return not desk.is_live(Kind.DISPUTE) and desk.is_live(Kind.RAISE)


def _reopened(
    before: Record,
    seen: Record,
    ticket: Ticket,
    heard: Heard,
    conversation: Conversation,
    desk: Desk,
    now: datetime,
) -> Decision:
    """Start a new epoch for a ticket that was solved: age restarts, marks are set afresh, but for a person's level."""
    started_at = heard.comments[0].created_at if heard else ticket.updated_at
    level = seen.level_mark or 0
    if level in (before.level_mark, before.level):  # the level of the opening before
        level = 0
    # What it shared was said of the opening before; what was asked for then may be what the reply brings.
    record = replace(opened_again(seen, started_at, desk.ladder), storm=None, level=level, missing=seen.missing)
    raised = heard.raised
    if raised is not None:
        record = replace(record, tier=raised.tier, tier_by_person=False, storm=_shared(raised, heard, desk))
    tier = record.tier or Tier.TWO
    plan = Planner(record, desk, now, {"reopened_at": started_at.isoformat()})
    because = f"reopened as Tier {tier.roman}: a new epoch begins"
    marks = Change(
        add_tags=frozenset({tier.tag}),
        remove_tags=(TIER_TAGS - {tier.tag}) | level_tags(desk, keep=level),
        priority=desk.priorities[tier] if raised else None,
        tier=tier,
        level=level if tier in desk.ladder.tiers else None,
    )
    effects: tuple[Effect, ...] = (plan.effect(Kind.TRIAGE, marks, because),)
    if _deserves_answer(record, heard, desk):
        verdict = asking(raised or Verdict(tier, Action.ACCEPT, 1.0, "reopened", because), ticket, conversation)
        effects += (plan.acknowledgement(verdict),)
        if desk.is_live(Kind.ACKNOWLEDGEMENT):
            record = replace(record, missing=tuple(dict.fromkeys((*record.missing, *verdict.missing))))
    return Decision(record, because, effects, verdict=raised, rule="reopened")


def _deserves_answer(record: Record, heard: Heard, desk: Desk) -> bool:
    """Return whether a reopening is acknowledged: a partner's words, unless they are mere thanks."""
    if not (desk.acknowledge and record.partner and heard and record.tier in (Tier.TWO, Tier.THREE)):
        return False
    return not heard.is_thanks and triage(_said(heard), desk.policy).action is not Action.LEAVE


def _said(heard: Heard) -> Report:
    return Report("", heard.words, heard.record.partner)


def _raise(seen: Record, verdict: Verdict, heard: Heard, desk: Desk, now: datetime) -> Decision:
    old = seen.tier or Tier.ONE
    record = replace(seen, tier=verdict.tier, storm=_shared(verdict, heard, desk))
    because = f"a later comment lifts Tier {old.roman} to Tier {verdict.tier.roman}: {verdict.because}"
    effect = _raising(record, old, verdict, because, desk, now)
    return Decision(record, because, (effect,), (Kind.TRIAGE,), verdict, rule="later-comment")


def _raising(record: Record, old: Tier, verdict: Verdict, because: str, desk: Desk, now: datetime) -> Effect:
    change = Change(
        add_tags=frozenset({verdict.tier.tag}),
        remove_tags=TIER_TAGS - {verdict.tier.tag},
        priority=desk.priorities[verdict.tier],
        tier=verdict.tier,
        comment=desk.notices.raised(old, verdict.tier, verdict.because),
    )
    plan = Planner(record, desk, now, verdict.as_json())
    return plan.effect(Kind.RAISE, change, because, level=int(verdict.tier))


def _shared(verdict: Verdict | None, heard: Heard, desk: Desk) -> str | None:
    """Return the scope of a storm that the news speaks of, or None."""
    return scope_of(verdict, desk.policy, desk.storm, heard.words) if verdict is not None else None
