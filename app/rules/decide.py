"""
The brain: a ticket, what we know of it and the time go in; the new state and the intended effects come out.

Three questions are answered here, all without I/O: what to do with a ticket seen for the first time
(`first_sight`), with one that changed (`look_again`), and with one whose time has come (`climb`). Everything that
is decided, and everything that is decided against, carries its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.rules.contact import Contact
from app.rules.effect import Change, Effect, Kind, urgency
from app.rules.ladder import Ladder, Step
from app.rules.notices import Notices
from app.rules.observation import HOLD_TAG, next_due_at, observe
from app.rules.policy import Policy
from app.rules.record import Record
from app.rules.ticket import Comment, Priority, Report, Status, Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action, Verdict

REFUSED_TAG = "tier_refused"
DISPUTED_TAG = "tier_disputed"
REVIEW_TAG = "tier_review"
TIER_TAGS = frozenset(tier.tag for tier in Tier)
OPEN_KINDS = tuple(Kind)
"""Every kind; what is still unsent of them ends with the ticket."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The rules in force: the policy and the settings that tune it."""

    policy: Policy
    ladder: Ladder
    notices: Notices
    priorities: Mapping[Tier, Priority]
    contacts: Mapping[int, Contact]
    first_response: timedelta = timedelta(hours=1)
    acknowledge: bool = True
    refusal_assignee: int | str | None = None
    refusal_group: int | str | None = None
    review_group: int | str | None = None

    def contact(self, level: int) -> Contact:
        """Return who answers for `level`; an empty contact where nobody is named."""
        return self.contacts.get(level, Contact())


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks: the name of the partner organization, or None where the requester belongs to no partner."""

    partner: str | None


@dataclass(frozen=True, slots=True)
class Prior:
    """
    What a ticket seen for the first time already carries, as its audits tell.

    `by_person` is the tier an agent set. `keys` are the effects that bear our own marker: a ticket we worked on
    before our own memory began (a lost database) is taken over as it stands, never treated twice.
    """

    by_person: Tier | None = None
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Conversation:
    """The comments of a ticket, oldest first, and which authors work for the provider."""

    comments: tuple[Comment, ...] = ()
    staff: frozenset[int] = frozenset()

    def news(self, after_id: int) -> tuple[Comment, ...]:
        """Return public comments from outside the provider that are newer than `after_id`."""
        return tuple(c for c in self.comments if c.id > after_id and c.public and c.author_id not in self.staff)

    @property
    def is_answered(self) -> bool:
        """True when a person of the provider has written in public."""
        return any(c.public and c.author_id in self.staff for c in self.comments)

    @property
    def newest_id(self) -> int:
        """Id of the newest comment, 0 when there is none."""
        return max((c.id for c in self.comments), default=0)


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one look at a ticket; `summary` is the sentence a support lead reads."""

    record: Record
    summary: str
    effects: tuple[Effect, ...] = ()
    supersede: tuple[Kind, ...] = ()
    """Kinds whose effects, where still unsent, are overtaken by this decision."""
    verdict: Verdict | None = None
    assignee_chosen: bool = False
    """A person changed the assignee since we last looked; an escalation that is still unsent keeps that choice."""

    @property
    def is_noteworthy(self) -> bool:
        """False when nothing was decided: the event ends as *ignored(summary)*."""
        return bool(self.effects or self.supersede or self.verdict)


def first_sight(
    ticket: Ticket,
    requester: Requester,
    prior: Prior,
    conversation: Conversation,
    desk: Desk,
    now: datetime,
) -> Decision:
    """
    Decide on a ticket that Tierline has not judged yet.

    A tier that an agent had already set wins over the rules (design: a person's choice). The conversation matters
    for a ticket that is found late: the partner may have said worse since, and where a person of the provider has
    answered in public, nothing is refused and nothing acknowledged.
    """
    record = replace(observe(None, ticket, desk.ladder), partner=requester.partner)
    record = replace(record, read_comment_id=conversation.newest_id)
    if prior.keys and record.tier_mark is not None:
        return _taken_over(record, ticket, prior, desk, now)
    return _judge(record, ticket, prior.by_person, conversation, desk, now)


def _taken_over(record: Record, ticket: Ticket, prior: Prior, desk: Desk, now: datetime) -> Decision:
    """Take over a ticket that carries our own marks, although we remember nothing of it."""
    refused = any(key.split(":")[2:3] == [Kind.REFUSAL.value] for key in prior.keys)
    record = replace(
        record,
        tier=record.tier_mark,
        level=max(record.level, ticket.level_field or 0),
        refused_at=ticket.updated_at if refused else None,
        disputed=DISPUTED_TAG in ticket.tags,
        in_review=REVIEW_TAG in ticket.tags,
    )
    return _climbed(Decision(record, "the ticket bears our own marks and is taken over as it stands"), desk, now)


def _judge(
    record: Record,
    ticket: Ticket,
    by_person: Tier | None,
    conversation: Conversation,
    desk: Desk,
    now: datetime,
) -> Decision:
    if not ticket.status.is_unsolved:
        return Decision(record, f"the ticket is already {ticket.status}")
    if record.hold:
        return Decision(record, f"the tag {HOLD_TAG} is on the ticket")
    if by_person is not None:
        record = replace(record, tier=by_person, tier_by_person=True)
        return _climbed(Decision(record, f"a person had already chosen Tier {by_person.roman}"), desk, now)
    verdict = triage(ticket.report(record.partner), desk.policy)
    verdict = _raised_verdict(replace(record, tier=verdict.tier), conversation.news(0)[1:], desk) or verdict
    answered = conversation.is_answered
    if answered and verdict.action is Action.REFUSE:
        verdict = replace(verdict, action=Action.REVIEW, because=f"{verdict.because} (a person has already answered)")
    return _climbed(_carry_out(record, ticket, verdict, desk, now, acknowledge=not answered), desk, now)


def _carry_out(
    record: Record, ticket: Ticket, verdict: Verdict, desk: Desk, now: datetime, *, acknowledge: bool = True
) -> Decision:
    """Turn a verdict into effects; one branch per action."""
    record = replace(record, tier=verdict.tier, in_review=verdict.action is Action.REVIEW)
    because = f"Tier {verdict.tier.roman}: {verdict.because}"
    plan = _Planner(record, desk, now, verdict.as_json())
    effects: tuple[Effect, ...]
    match verdict.action:
        case Action.REFUSE:
            record = replace(record, refused_at=now)
            effects = (plan.effect(Kind.REFUSAL, _refusal(ticket, record, verdict, desk), because),)
        case Action.LEAVE:
            change = Change(add_tags=frozenset({verdict.tier.tag}), remove_tags=TIER_TAGS - {verdict.tier.tag})
            effects = (plan.effect(Kind.TRIAGE, change, because),)
        case Action.REVIEW | Action.ACCEPT:
            effects = (plan.effect(Kind.TRIAGE, _marks(record, verdict, desk), because),)
            if acknowledge and desk.acknowledge and record.partner is not None and verdict.tier > Tier.ONE:
                effects += (plan.acknowledgement(verdict),)
    return Decision(record, because, effects, verdict=verdict)


def _marks(record: Record, verdict: Verdict, desk: Desk) -> Change:
    """Return the change that marks a ticket with its tier, and sends it to review where the verdict says so."""
    tier = verdict.tier
    review = verdict.action is Action.REVIEW
    # A note costs a write of its own next to an acknowledgement, so it is kept for those who get none.
    note = desk.notices.review(verdict, record.partner) if review and (not record.partner or tier is Tier.ONE) else None
    return Change(
        add_tags=frozenset({tier.tag, REVIEW_TAG} if review else {tier.tag}),
        remove_tags=TIER_TAGS - {tier.tag},
        priority=desk.priorities[tier],
        tier=tier,
        level=0 if tier in desk.ladder.tiers else None,
        group=desk.review_group if review else None,
        comment=note,
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
        comment=desk.notices.refusal(ticket.id, record.partner, verdict),
        public=True,
    )


def look_again(record: Record, ticket: Ticket, conversation: Conversation, desk: Desk, now: datetime) -> Decision:
    """
    Decide on a ticket that changed since `record`: adopt what people did, answer what the partner said.

    A snapshot older than what is known changes nothing. Rules are tried in order; the first that speaks decides.
    """
    if record.seen_updated_at and ticket.updated_at < record.seen_updated_at:
        return Decision(record, "older than what is already known")
    seen = observe(record, ticket, desk.ladder)
    news = conversation.news(record.read_comment_id)
    seen = replace(seen, read_comment_id=max(record.read_comment_id, conversation.newest_id))
    if not ticket.status.is_unsolved:
        return _ended(record, seen)
    if seen.hold:
        return Decision(seen, f"the tag {HOLD_TAG} stops every effect")
    if seen.tier is None:
        return _judge(seen, ticket, None, conversation, desk, now)
    decision = _adopt_person(record, seen, desk, now)
    if decision is None:
        decision = _climbed(_answer(record, seen, ticket, news, desk, now), desk, now)
    return replace(decision, assignee_chosen=seen.assignee_id not in (None, record.assignee_id))


def needs_conversation(record: Record, ticket: Ticket) -> bool:
    """Return whether the comments could change the decision, so that they are read only when they can."""
    if not ticket.status.is_unsolved or record.tier is None:
        return False
    if record.refused_at is not None and not record.disputed:
        return True
    return record.tier is not Tier.THREE or not record.status.is_unsolved


def _ended(before: Record, seen: Record) -> Decision:
    record = replace(seen, next_due_at=None)
    if before.status.is_unsolved:
        return Decision(record, f"the ticket is {seen.status}: its ladder ends", supersede=OPEN_KINDS)
    return Decision(record, f"the ticket is {seen.status}")


def _adopt_person(before: Record, seen: Record, desk: Desk, now: datetime) -> Decision | None:
    """Take over a tier or level that a person set since we last looked; None when nobody did."""
    if seen.tier_mark is not None and seen.tier_mark not in (before.tier_mark, before.tier):
        record = replace(seen, tier=seen.tier_mark, tier_by_person=True)
        kinds = (Kind.TRIAGE, Kind.REFUSAL, Kind.ACKNOWLEDGEMENT, Kind.RAISE, Kind.ESCALATION)
        summary = f"a person chose Tier {seen.tier_mark.roman}"
        # A refusal that was never sent is no refusal.
        record = replace(record, refused_at=None) if REFUSED_TAG not in seen.tags else record
        return _climbed(Decision(record, summary, supersede=kinds), desk, now)
    # A lowered level needs no adopting: each level is planned once, so the ladder does not put it back.
    if seen.level_mark is not None and seen.level_mark != before.level_mark and seen.level_mark > before.level:
        record = replace(seen, level=seen.level_mark)
        return _climbed(Decision(record, f"a person set escalation level {seen.level_mark}"), desk, now)
    return None


def _answer(
    before: Record, seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime
) -> Decision:
    """Answer what the partner wrote; the branches are the rows of design §4 on replies."""
    if before.refused_at is not None and not before.disputed:
        if REFUSED_TAG in ticket.tags:
            return _dispute(seen, news, desk, now) if news else _reopened_by_person(before, seen)
        return _still_refusable(seen, ticket, news, desk, now)
    if not before.status.is_unsolved:
        return _reopened(seen, ticket, news, desk, now)
    raised = _raised_verdict(seen, news, desk)
    if raised is not None:
        return _raise(seen, raised, desk, now)
    if before.tier is not None and before.tier_mark is before.tier and seen.tier_mark is None:
        return _repair(seen, before.tier, desk, now)
    return Decision(seen, "nothing in this change asks for an effect")


def _reopened_by_person(before: Record, seen: Record) -> Decision:
    if before.status.is_unsolved:
        return Decision(seen, "the refusal is on the ticket; nobody has answered it")
    return Decision(replace(seen, disputed=True), "a person reopened the refused ticket and has it in hand")


def _still_refusable(seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Judge again a ticket whose refusal is decided but not sent: a word of the partner's may have come between."""
    said = "\n\n".join((ticket.description, *(comment.body for comment in news)))
    verdict = triage(replace(ticket.report(seen.partner), description=said), desk.policy)
    if verdict.action is Action.REFUSE:
        return Decision(seen, "the refusal stands and waits to be sent")
    decision = _carry_out(replace(seen, refused_at=None), ticket, verdict, desk, now)
    return replace(decision, supersede=(Kind.REFUSAL,))


def _dispute(seen: Record, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Reopen a refused ticket for people; impact or exhausted steps in the reply lift its tier."""
    verdict = _raised_verdict(seen, news, desk)
    tier = verdict.tier if verdict else Tier.ONE
    reply = news[0]
    record = replace(
        seen,
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
    plan = _Planner(record, desk, now, {"comment_id": reply.id, "verdict": verdict.as_json() if verdict else None})
    return Decision(record, because, (plan.effect(Kind.DISPUTE, change, because),), (Kind.REFUSAL,), verdict)


def _reopened(seen: Record, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """Start a new epoch for a ticket that was solved: age restarts, marks are set afresh."""
    started_at = news[0].created_at if news else ticket.updated_at
    record = replace(seen, epoch=seen.epoch.following(started_at), level=0)
    raised = _raised_verdict(record, news, desk)
    if raised is not None:
        record = replace(record, tier=raised.tier)
    tier = record.tier or Tier.TWO
    plan = _Planner(record, desk, now, {"reopened_at": started_at.isoformat()})
    because = f"reopened as Tier {tier.roman}: a new epoch begins"
    marks = Change(
        add_tags=frozenset({tier.tag}),
        remove_tags=(TIER_TAGS - {tier.tag}) | _level_tags(desk, keep=0),
        priority=desk.priorities[tier] if raised else None,
        tier=tier,
        level=0 if tier in desk.ladder.tiers else None,
    )
    effects: tuple[Effect, ...] = (plan.effect(Kind.TRIAGE, marks, because),)
    if _deserves_answer(record, news, desk):
        verdict = raised or Verdict(tier, Action.ACCEPT, 1.0, "reopened", because)
        effects += (plan.acknowledgement(verdict),)
    return Decision(record, because, effects, verdict=raised)


def _deserves_answer(record: Record, news: tuple[Comment, ...], desk: Desk) -> bool:
    """Return whether a reopening is acknowledged: a partner's words, unless they are mere thanks."""
    if not (desk.acknowledge and record.partner and news and record.tier in (Tier.TWO, Tier.THREE)):
        return False
    said = "\n\n".join(comment.body for comment in news)
    return triage(Report("", said, record.partner), desk.policy).action is not Action.LEAVE


def _raised_verdict(record: Record, news: tuple[Comment, ...], desk: Desk) -> Verdict | None:
    """Return the verdict on the partner's newest words where it lifts the tier; comments never lower it."""
    if record.tier_by_person or not news:
        return None
    said = "\n\n".join(comment.body for comment in news)
    verdict = triage(Report("", said, record.partner), desk.policy)
    higher = verdict.tier > (record.tier or Tier.ONE)
    return verdict if higher and verdict.action is Action.ACCEPT and verdict.evidence else None


def _raise(seen: Record, verdict: Verdict, desk: Desk, now: datetime) -> Decision:
    old = seen.tier or Tier.ONE
    record = replace(seen, tier=verdict.tier)
    because = f"a later comment lifts Tier {old.roman} to Tier {verdict.tier.roman}: {verdict.because}"
    change = Change(
        add_tags=frozenset({verdict.tier.tag}),
        remove_tags=TIER_TAGS - {verdict.tier.tag},
        priority=desk.priorities[verdict.tier],
        tier=verdict.tier,
        comment=desk.notices.raised(old, verdict.tier, verdict.because),
    )
    plan = _Planner(record, desk, now, verdict.as_json())
    effect = plan.effect(Kind.RAISE, change, because, level=int(verdict.tier))
    return Decision(record, because, (effect,), (Kind.TRIAGE,), verdict)


def _repair(seen: Record, tier: Tier, desk: Desk, now: datetime) -> Decision:
    """Put back the marks that something took off the ticket (drift)."""
    because = f"drift: the ticket no longer shows Tier {tier.roman}, so its marks are put back"
    level_tag = {f"escalation_level_{seen.level}"} if seen.level else set()
    change = Change(
        add_tags=frozenset({tier.tag} | level_tag),
        remove_tags=(TIER_TAGS - {tier.tag}) | _level_tags(desk, keep=seen.level),
        tier=tier,
        level=seen.level if tier in desk.ladder.tiers else None,
    )
    plan = _Planner(seen, desk, now, {"level": seen.level})
    return Decision(seen, because, (plan.effect(Kind.REPAIR, change, because),))


def climb(record: Record, desk: Desk, now: datetime) -> Decision:
    """Decide on a ticket whose `next_due_at` has come: one step to the level of its age, or none."""
    return _climbed(Decision(record, "the ladder has nothing due"), desk, now)


def _climbed(decision: Decision, desk: Desk, now: datetime) -> Decision:
    """Return `decision` with the step of the ladder that is due, and with the next time to look."""
    record = decision.record
    step = None
    being_refused = record.refused_at is not None and not record.disputed
    if not (record.hold or being_refused) and desk.ladder.climbs(record.tier, record.status):
        step = desk.ladder.step_due(record.epoch, record.level, now)
    if step is None or record.tier is None:
        return replace(decision, record=replace(record, next_due_at=next_due_at(record, desk.ladder)))
    effect = _escalation(record, record.tier, step, desk, now)
    record = replace(record, level=step.level)
    record = replace(record, next_due_at=next_due_at(record, desk.ladder))
    summary = f"{decision.summary}; {effect.because}" if decision.is_noteworthy else effect.because
    return replace(
        decision,
        record=record,
        summary=summary,
        effects=(*decision.effects, effect),
        supersede=(*decision.supersede, Kind.ESCALATION),
    )


def _escalation(record: Record, tier: Tier, step: Step, desk: Desk, now: datetime) -> Effect:
    """Return the effect of one step: field, tag, assignee, group and a private note, in one write."""
    contact = desk.contact(step.level)
    age = record.epoch.age(now)
    because = f"level {step.level}: the ticket is {age} old, the threshold is {desk.ladder.thresholds[step.level - 1]}"
    change = Change(
        add_tags=frozenset({f"escalation_level_{step.level}"}),
        remove_tags=_level_tags(desk, keep=step.level),
        level=step.level,
        assignee=contact.assignee,
        group=contact.group,
        comment=desk.notices.escalation(tier, step, record.epoch, desk.ladder, contact, now),
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
            "contact": contact.reach(),
        },
    )


def _level_tags(desk: Desk, keep: int) -> frozenset[str]:
    return frozenset(f"escalation_level_{n}" for n in range(1, desk.ladder.top + 1) if n != keep)


@dataclass(frozen=True, slots=True)
class _Planner:
    """Makes effects of one decision, so that their common parts are said once."""

    record: Record
    desk: Desk
    now: datetime
    reasons: Mapping[str, Any]

    def effect(self, kind: Kind, change: Change, because: str, level: int = 0) -> Effect:
        tier = self.record.tier or Tier.TWO
        return Effect(
            ticket_id=self.record.ticket_id,
            epoch=self.record.epoch.number,
            kind=kind,
            level=level,
            change=change,
            because=because,
            due_at=self.now,
            urgency=urgency(kind, tier, level),
            reasons=self.reasons,
        )

    def acknowledgement(self, verdict: Verdict) -> Effect:
        text = self.desk.notices.acknowledgement(
            self.record.ticket_id,
            self.record.partner,
            verdict,
            self.record.epoch,
            self.desk.ladder,
            self.desk.first_response,
            self.now,
        )
        because = f"Tier {verdict.tier.roman} is acknowledged once per epoch"
        return self.effect(Kind.ACKNOWLEDGEMENT, Change(comment=text, public=True), because)


def refusal_failed(record: Record, why: str, desk: Desk, now: datetime) -> Decision:
    """Hand a ticket whose refusal Zendesk does not accept to people, instead of leaving it without an answer."""
    because = f"the refusal could not be written ({why}); a person must look"
    kept = replace(record, refused_at=None, in_review=True)
    verdict = Verdict(Tier.ONE, Action.REVIEW, 1.0, "refusal-failed", because)
    plan = _Planner(kept, desk, now, verdict.as_json())
    return Decision(kept, because, (plan.effect(Kind.TRIAGE, _marks(kept, verdict, desk), because),), verdict=verdict)
