"""From a verdict, or a step of the ladder, to effects: what each conclusion changes on the ticket."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.rules.answering import Answering
from app.rules.decision import REFUSED_TAG, REVIEW_TAG, TIER_TAGS, Decision, Planner, level_tags
from app.rules.desk import Desk
from app.rules.effect import ANNOUNCED, Change, Effect, Kind, urgency
from app.rules.ladder import Step
from app.rules.note import NoteFor
from app.rules.observation import on_ladder
from app.rules.record import Record
from app.rules.storm import scope_of
from app.rules.switched_off import off, without_off
from app.rules.ticket import Status, Ticket, Tier
from app.rules.verdict import Action, Verdict


def carry_out(
    record: Record,
    ticket: Ticket,
    verdict: Verdict,
    desk: Desk,
    now: datetime,
    *,
    acknowledge: bool = True,
    said: str = "",
) -> Decision:
    """Turn a verdict into effects; one branch per action. `said` is what the verdict rests on besides the ticket."""
    off_refusal = verdict.action is Action.REFUSE and Kind.REFUSAL in desk.off
    if off_refusal:
        because = f"{verdict.because} (it would be refused, but refusing is off by setting: a person decides)"
        verdict = replace(verdict, action=Action.REVIEW, because=because)
    record = replace(record, tier=verdict.tier, in_review=verdict.action is Action.REVIEW)
    scope = scope_of(verdict, desk.policy, desk.storm, ticket.subject, ticket.description, said)
    record = replace(record, storm=scope)
    because = f"Tier {verdict.tier.roman}: {verdict.because}"
    plan = Planner(record, desk, now, verdict.as_json())
    effects: tuple[Effect, ...]
    withheld: tuple[str, ...] = ()
    match verdict.action:
        case Action.REFUSE if desk.refusal_grace:
            record = replace(record, refuse_at=now + desk.refusal_grace)
            effects = (plan.effect(Kind.TRIAGE, _announced(record, verdict, desk), because, level=ANNOUNCED),)
            withheld = (f"refusal: not before {record.refuse_at:%Y-%m-%d %H:%M} UTC (REFUSAL_GRACE_MINUTES)",)
        case Action.REFUSE:
            record = replace(record, refused_at=now)
            effects = (plan.effect(Kind.REFUSAL, _refusal(ticket, record, verdict, desk), because),)
        case Action.LEAVE:
            change = Change(
                add_tags=frozenset({verdict.tier.tag}),
                remove_tags=TIER_TAGS - {verdict.tier.tag},
                comment=_note(record, verdict, desk, acknowledged=False),
            )
            effects = (plan.effect(Kind.TRIAGE, change, because),)
            withheld = ("refusal, priority and tier field: there is no case to turn away",)
        case Action.REVIEW | Action.ACCEPT:
            withheld = (off(Kind.REFUSAL),) if off_refusal else _withheld(record, verdict, desk, acknowledge)
            acknowledged = verdict.tier > Tier.ONE and not withheld
            change = marks(record, verdict, desk, acknowledged=acknowledged)
            effects = (plan.effect(Kind.TRIAGE, change, because),)
            if acknowledged:
                effects += (plan.acknowledgement(verdict),)
                record = replace(record, missing=verdict.missing if desk.is_live(Kind.ACKNOWLEDGEMENT) else ())
    return Decision(record, because, effects, verdict=verdict, withheld=withheld)


def _withheld(record: Record, verdict: Verdict, desk: Desk, acknowledge: bool) -> tuple[str, ...]:
    """Return what a ticket that is not refused does not get, with the reason: nothing, where it is acknowledged."""
    if verdict.tier is Tier.ONE:
        return ("refusal: a person should look first",)
    if not acknowledge:
        return ("acknowledgement: a person has already answered",)
    if not desk.acknowledge:
        return ("acknowledgement: ACKNOWLEDGE is off",)
    if record.partner is None:
        return ("acknowledgement: the requester belongs to no partner",)
    return ()


def _note(record: Record, verdict: Verdict, desk: Desk, *, acknowledged: bool) -> str | None:
    """
    Return the private note that goes with the marks, or None.

    Zendesk takes one comment a write: beside an acknowledgement the note parts what would have been one write, and is
    only made where the setting asks for it on all tickets.
    """
    clauses = desk.policy.clauses
    everywhere = desk.note is NoteFor.ALL
    if desk.note is NoteFor.OFF or (acknowledged and not everywhere):
        return None
    if verdict.action is Action.REVIEW:
        return desk.notices.review(verdict, record.partner, clauses)
    return desk.notices.card(verdict, clauses) if everywhere else None


def marks(record: Record, verdict: Verdict, desk: Desk, *, acknowledged: bool) -> Change:
    """Return the change that marks a ticket with its tier, and sends it to review where the verdict says so."""
    tier = verdict.tier
    review = verdict.action is Action.REVIEW
    return Change(
        add_tags=frozenset({tier.tag, REVIEW_TAG} if review else {tier.tag}),
        remove_tags=TIER_TAGS - {tier.tag},
        priority=desk.priorities[tier],
        tier=tier,
        level=0 if tier in desk.ladder.tiers else None,
        group=desk.review_group if review else None,
        comment=_note(record, verdict, desk, acknowledged=acknowledged),
    )


def _refusal(ticket: Ticket, record: Record, verdict: Verdict, desk: Desk) -> Change:
    """Return the refusal as one write: Zendesk refuses to solve without an assignee, comment included."""
    return Change(
        add_tags=frozenset({Tier.ONE.tag, REFUSED_TAG}),
        remove_tags=TIER_TAGS - {Tier.ONE.tag},
        priority=desk.priorities[Tier.ONE],
        tier=Tier.ONE,
        status=Status.SOLVED,
        assignee=desk.refusal_assignee if desk.refusal_assignee is not None else "self",
        group=desk.refusal_group,
        comment=desk.notices.refusal(ticket.id, record.partner, verdict, record.locale),
        public=True,
    )


def _announced(record: Record, verdict: Verdict, desk: Desk) -> Change:
    """Return the marks of a ticket that will be refused, with the note by which people can stop it."""
    return Change(
        add_tags=frozenset({Tier.ONE.tag}),
        remove_tags=TIER_TAGS - {Tier.ONE.tag},
        tier=Tier.ONE,
        comment=desk.notices.grace(record.refuse_at, desk.stop_tag, verdict) if record.refuse_at else None,
    )


def repair(seen: Record, tier: Tier, desk: Desk, now: datetime) -> Decision:
    """Put back the marks that something took off the ticket (drift)."""
    because = f"drift: the ticket no longer shows Tier {tier.roman}, so its marks are put back"
    level_tag = {f"escalation_level_{seen.level}"} if seen.level else set()
    change = Change(
        add_tags=frozenset({tier.tag} | level_tag),
        remove_tags=(TIER_TAGS - {tier.tag}) | level_tags(desk, keep=seen.level),
        tier=tier,
        level=seen.level if tier in desk.ladder.tiers else None,
    )
    plan = Planner(seen, desk, now, {"level": seen.level})
    return Decision(seen, because, (plan.effect(Kind.REPAIR, change, because),), rule="drift")


def climbed(decision: Decision, desk: Desk, now: datetime) -> Decision:
    """Return `decision` with the step of the ladder that is due, and with the next time to look."""
    record = decision.record
    step = None
    being_refused = record.refused_at is not None and not record.disputed
    if not (record.hold or being_refused) and desk.ladder.climbs(record.tier, record.status):
        step = desk.ladder.step_due(record.epoch, record.level, now, record.tier)
    if step is None or record.tier is None:
        return replace(decision, record=on_ladder(record, desk.ladder))
    if Kind.ESCALATION in desk.off:
        return _not_climbed(decision, step, desk)
    effect = escalation(record, record.tier, step, desk, now)
    record = on_ladder(replace(record, level=step.level), desk.ladder)
    concluded = decision.is_noteworthy or decision.verdict is not None
    summary = f"{decision.summary}; {effect.because}" if concluded else effect.because
    return replace(
        decision,
        record=record,
        summary=summary,
        effects=(*decision.effects, effect),
        supersede=(*decision.supersede, Kind.ESCALATION),
    )


def _not_climbed(decision: Decision, step: Step, desk: Desk) -> Decision:
    """Leave the level as it is and look again at the next one, so that a ladder switched on starts at the true age."""
    due_at = desk.ladder.due_at(decision.record.epoch, step.level + 1, decision.record.tier)
    record = replace(decision.record, next_due_at=due_at, ladder=desk.ladder.name)
    withheld = (*decision.withheld, f"level {step.level}, {off(Kind.ESCALATION)}")
    return replace(decision, record=record, withheld=withheld, is_look=True)


def escalation(record: Record, tier: Tier, step: Step, desk: Desk, now: datetime) -> Effect:
    """Return the effect of one step: field, tag, assignee, group and a private note, in one write."""
    whom = desk.answering(step.level, now)
    age, calendar = desk.ladder.age(record.epoch, now, tier), desk.ladder.calendar(tier)
    counted = "" if calendar is None else f" by its working calendar ({calendar.text})"
    told_age = age - timedelta(microseconds=age.microseconds)
    because = (
        f"level {step.level}: the ticket is {told_age} old{counted}, the threshold is "
        f"{desk.ladder.thresholds[step.level - 1]}"
    )
    change = Change(
        add_tags=frozenset({f"escalation_level_{step.level}"}),
        remove_tags=level_tags(desk, keep=step.level),
        level=step.level,
        assignee=whom.contact.assignee,
        group=whom.contact.group,
        comment=desk.notices.escalation(
            tier, step, record.epoch, desk.ladder, whom, now, _following(record, step, desk)
        ),
    )
    return Effect(
        ticket_id=record.ticket_id,
        epoch=record.epoch.number,
        kind=Kind.ESCALATION,
        level=step.level,
        change=change,
        because=because,
        due_at=step.due_at,
        urgency=urgency(Kind.ESCALATION, tier, step.level),
        reasons={
            "age_seconds": age.total_seconds(),
            "threshold_seconds": desk.ladder.thresholds[step.level - 1].total_seconds(),
            "skipped": list(step.skipped),
            "ladder": desk.ladder.name,
        }
        | whom.reasons(),
    )


def _following(record: Record, step: Step, desk: Desk) -> Answering | None:
    """Return who answers for the next level when it comes, as far as that is known today; None where none comes."""
    due_at = desk.ladder.due_at(record.epoch, step.level + 1, record.tier)
    if due_at is None or any(not roster.is_known(due_at) for roster in desk.rosters.values()):
        return None
    return desk.answering(step.level + 1, due_at)


def refusal_failed(record: Record, why: str, desk: Desk, now: datetime) -> Decision:
    """Hand a ticket whose refusal Zendesk does not accept to people, instead of leaving it without an answer."""
    because = f"the refusal could not be written ({why}); a person must look"
    kept = replace(record, refused_at=None, in_review=True)
    verdict = Verdict(Tier.ONE, Action.REVIEW, 1.0, "refusal-failed", because)
    plan = Planner(kept, desk, now, verdict.as_json())
    effect = plan.effect(Kind.TRIAGE, marks(kept, verdict, desk, acknowledged=False), because)
    return without_off(Decision(kept, because, (effect,), verdict=verdict), desk)
