"""What follows when a known ticket changes: disputes, reopenings, worse news, vanished marks (design §4)."""

from dataclasses import replace
from datetime import datetime

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
from app.rules.desk import Desk
from app.rules.effect import Change, Effect, Kind
from app.rules.record import Record
from app.rules.storm import scope_of
from app.rules.ticket import Comment, Priority, Report, Status, Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict


def answer(
    before: Record, seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime
) -> Decision:
    """Answer what the partner wrote; the branches are the rows of design §4 on replies."""
    if before.refused_at is not None and not before.disputed:
        if REFUSED_TAG in ticket.tags:
            return _dispute(seen, news, desk, now) if news else _reopened_by_person(before, seen)
        return _still_refusable(seen, ticket, news, desk, now)
    if not before.status.is_unsolved:
        return _reopened(seen, ticket, news, desk, now)
    raised = raised_verdict(seen, news, desk)
    if raised is not None:
        return _raise(seen, raised, news, desk, now)
    if before.tier is not None and before.tier_mark is before.tier and seen.tier_mark is None:
        return repair(seen, before.tier, desk, now)
    return Decision(seen, "nothing in this change asks for an effect", rule="nothing-new")


def _reopened_by_person(before: Record, seen: Record) -> Decision:
    if before.status.is_unsolved:
        return Decision(seen, "the refusal is on the ticket; nobody has answered it", rule="refused")
    summary = "a person reopened the refused ticket and has it in hand"
    return Decision(replace(seen, disputed=True), summary, rule="person-reopened")


def _still_refusable(seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Judge again a ticket whose refusal is decided but not sent: a word of the partner's may have come between."""
    said = "\n\n".join((ticket.description, *(comment.body for comment in news)))
    # The news is read by itself first: beside a long question a short cry for help can drown.
    verdict = raised_verdict(seen, news, desk) or triage(
        replace(ticket.report(seen.partner), description=said), desk.policy
    )
    if verdict.action is Action.REFUSE and Kind.REFUSAL not in desk.off:
        return Decision(seen, "the refusal stands and waits to be sent", rule="refused", verdict=verdict)
    decision = carry_out(replace(seen, refused_at=None), ticket, verdict, desk, now)
    return replace(decision, supersede=(Kind.REFUSAL,))


def _dispute(seen: Record, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Reopen a refused ticket for people; impact or exhausted steps in the reply lift its tier."""
    verdict = raised_verdict(seen, news, desk)
    tier = verdict.tier if verdict else Tier.ONE
    reply = news[0]
    record = replace(
        seen,
        storm=_shared(verdict, news, desk),
        epoch=seen.epoch.following(reply.created_at),
        level=0,
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
    effect = plan.effect(Kind.DISPUTE, change, because)
    return Decision(record, because, (effect,), (Kind.REFUSAL,), verdict, rule="dispute")


def _reopened(seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Start a new epoch for a ticket that was solved: age restarts, marks are set afresh."""
    started_at = news[0].created_at if news else ticket.updated_at
    # What it shared was said of the opening before.
    record = replace(seen, epoch=seen.epoch.following(started_at), level=0, storm=None)
    raised = raised_verdict(record, news, desk)
    if raised is not None:
        record = replace(record, tier=raised.tier, storm=_shared(raised, news, desk))
    tier = record.tier or Tier.TWO
    plan = Planner(record, desk, now, {"reopened_at": started_at.isoformat()})
    because = f"reopened as Tier {tier.roman}: a new epoch begins"
    marks = Change(
        add_tags=frozenset({tier.tag}),
        remove_tags=(TIER_TAGS - {tier.tag}) | level_tags(desk, keep=0),
        priority=desk.priorities[tier] if raised else None,
        tier=tier,
        level=0 if tier in desk.ladder.tiers else None,
    )
    effects: tuple[Effect, ...] = (plan.effect(Kind.TRIAGE, marks, because),)
    if _deserves_answer(record, news, desk):
        verdict = raised or Verdict(tier, Action.ACCEPT, 1.0, "reopened", because)
        effects += (plan.acknowledgement(verdict),)
    return Decision(record, because, effects, verdict=raised, rule="reopened")


def _deserves_answer(record: Record, news: tuple[Comment, ...], desk: Desk) -> bool:
    """Return whether a reopening is acknowledged: a partner's words, unless they are mere thanks."""
    if not (desk.acknowledge and record.partner and news and record.tier in (Tier.TWO, Tier.THREE)):
        return False
    said = "\n\n".join(comment.body for comment in news)
    return triage(Report("", said, record.partner), desk.policy).action is not Action.LEAVE


def raised_verdict(record: Record, news: tuple[Comment, ...], desk: Desk) -> Verdict | None:
    """Return the verdict on the partner's newest words where it lifts the tier; comments never lower it."""
    if record.tier_by_person or not news:
        return None
    said = "\n\n".join(comment.body for comment in news)
    verdict = triage(Report("", said, record.partner), desk.policy)
    higher = verdict.tier > (record.tier or Tier.ONE)
    return verdict if higher and verdict.action is Action.ACCEPT and verdict.evidence else None


def _raise(seen: Record, verdict: Verdict, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    old = seen.tier or Tier.ONE
    record = replace(seen, tier=verdict.tier, storm=_shared(verdict, news, desk))
    because = f"a later comment lifts Tier {old.roman} to Tier {verdict.tier.roman}: {verdict.because}"
    change = Change(
        add_tags=frozenset({verdict.tier.tag}),
        remove_tags=TIER_TAGS - {verdict.tier.tag},
        priority=desk.priorities[verdict.tier],
        tier=verdict.tier,
        comment=desk.notices.raised(old, verdict.tier, verdict.because),
    )
    plan = Planner(record, desk, now, verdict.as_json())
    effect = plan.effect(Kind.RAISE, change, because, level=int(verdict.tier))
    return Decision(record, because, (effect,), (Kind.TRIAGE,), verdict, rule="later-comment")


def _shared(verdict: Verdict | None, news: tuple[Comment, ...], desk: Desk) -> str | None:
    """Return the scope of a storm that the news speaks of, or None."""
    said = (comment.body for comment in news)
    return scope_of(verdict, desk.policy, desk.storm, *said) if verdict is not None else None
