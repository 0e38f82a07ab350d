"""
The brain: a ticket, what we know of it and the time go in; the new state and the intended effects come out.

Three questions are answered here, all without I/O: what to do with a ticket seen for the first time
(`first_sight`), with one that changed (`look_again`), and with one whose time has come (`climb`). Everything that
is decided, and everything that is decided against, carries its reason.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.rules.asked import asking, unasked, with_details
from app.rules.calm import heard_after, heard_first, is_calm, with_unread
from app.rules.conclusions import carry_out, climbed, refusal_failed
from app.rules.decision import DISPUTED_TAG, OPEN_KINDS, REFUSED_TAG, REVIEW_TAG, Decision
from app.rules.desk import Conversation, Desk, Prior, Requester
from app.rules.effect import Kind
from app.rules.follow_up import MERGED_TAG, as_follow_up
from app.rules.grace import in_grace, is_waiting
from app.rules.hearing import Heard, hear
from app.rules.observation import HOLD_TAG, level_mark, observe, opened_again
from app.rules.outcome import with_outcome
from app.rules.record import Record
from app.rules.replies import answer
from app.rules.request import bears_mark, with_request
from app.rules.response import is_promised, next_look_at, with_first_response
from app.rules.storm import is_storm_problem
from app.rules.switched_off import without_off
from app.rules.ticket import Status, Ticket, Tier
from app.rules.triage import triage
from app.rules.verdict import Action

__all__ = [
    "Conversation",
    "Decision",
    "Desk",
    "Prior",
    "Requester",
    "climb",
    "first_sight",
    "look_again",
    "needs_conversation",
    "refusal_failed",
]


NEWS: Final = ("later-comment", "dispute", "request")
"""Rules by which a ticket that is taken over does not stand as it is: the partner has said something since."""
LEAST_DISTANCE: Final = timedelta(seconds=3)
"""Between a look and the next that the same moment asks for."""


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
    record = Record(
        ticket.id,
        prior.epoch(ticket.created_at).through(prior.statuses, desk.ladder.pause_statuses),
        ticket.status,
        partner=requester.partner,
        locale=requester.locale,
        requester_id=ticket.requester_id,
        requester=requester.name,
    )
    record = replace(
        observe(record, ticket, desk.ladder),
        read_comment_id=conversation.newest_id,
        heard=heard_first(ticket, conversation),
        asks=bears_mark(ticket, desk),
    )
    if prior.keys and record.tier_mark is not None:
        decision = _taken_over(record, ticket, prior, conversation, desk, now)
    else:
        taken = replace(conversation, taken_by=prior.taken_by)
        decision = _judge(record, ticket, prior.by_person, taken, desk, now)
    if ticket.followup_of is not None:
        decision = as_follow_up(decision, ticket)
    return _looked(with_first_response(decision, conversation, desk, now), desk, now)


def _looked(decision: Decision, desk: Desk, now: datetime) -> Decision:
    """Return the decision of a look: without what is switched off, and with the time of the next look."""
    decision = without_off(replace(decision, is_look=True), desk)
    look_at = next_look_at(decision.record, desk)
    # Who looked a moment early, by a clock that is a little behind another's, looks again and does not spin.
    look_at = None if look_at is None else max(look_at, now + LEAST_DISTANCE)
    return replace(decision, record=replace(decision.record, look_at=look_at))


def _taken_over(
    record: Record, ticket: Ticket, prior: Prior, conversation: Conversation, desk: Desk, now: datetime
) -> Decision:
    """Take over a ticket that carries our own marks, although we remember nothing of it."""
    refused = any(key.split(":")[2:3] == [Kind.REFUSAL.value] for key in prior.keys)
    record = replace(
        record,
        tier=record.tier_mark,
        tier_by_person=prior.by_person is not None,
        # A level whose mark is gone was told all the same; the auditor puts the mark back, without a second note.
        level=max(record.level, level_mark(ticket) or 0, prior.level),
        refused_at=ticket.updated_at if refused else None,
        response_level=prior.told(Kind.FIRST_RESPONSE) or 0,
        asked_at=None if prior.told(Kind.REQUEST) is None else ticket.updated_at,
        disputed=DISPUTED_TAG in ticket.tags,
        in_review=REVIEW_TAG in ticket.tags,
    )
    if prior.has_been_reopened_unseen and ticket.status.is_unsolved:
        solved_at = prior.reopenings[-1].solved_at
        before = replace(
            record,
            epoch=replace(record.epoch, number=prior.known, started_at=ticket.created_at),
            status=Status.SOLVED,
            seen_updated_at=solved_at,
            read_comment_id=0,
        )
        return look_again(before, ticket, conversation, desk, now)
    if prior.written_at is not None:
        # Nobody has heard what was said since we last wrote: an outage, or the reply to a refusal.
        report = min((one.id for one in conversation.comments), default=0)
        before = replace(record, seen_updated_at=prior.written_at, read_comment_id=report, heard=None)
        decision = look_again(before, ticket, conversation, desk, now)
        if decision.rule in NEWS:
            return decision
    summary = "the ticket bears our own marks and is taken over as it stands"
    return climbed(_left_alone(record, ticket, summary, "taken-over", desk), desk, now)


def _judge(
    record: Record,
    ticket: Ticket,
    by_person: Tier | None,
    conversation: Conversation,
    desk: Desk,
    now: datetime,
) -> Decision:
    if is_storm_problem(ticket):
        return Decision(record, "a problem ticket of a storm; it is people's", rule="storm-problem")
    if not ticket.status.is_unsolved:
        return _left_alone(record, ticket, f"the ticket is already {ticket.status}", "already-over", desk)
    if record.hold:
        return _left_alone(record, ticket, f"the tag {HOLD_TAG} is on the ticket", "hold", desk)
    if by_person is not None:
        # A level beside it is theirs too; on a follow-up it is copied from the closed ticket.
        level = level_mark(ticket) or 0 if ticket.followup_of is None else 0
        record = replace(record, tier=by_person, tier_by_person=True, level=max(record.level, level))
        summary = f"a person had already chosen Tier {by_person.roman}"
        return climbed(_left_alone(record, ticket, summary, "person-chose-tier", desk), desk, now)
    verdict = triage(ticket.report(record.partner), desk.policy)
    heard = hear(replace(record, tier=verdict.tier), ticket, conversation.news(0, None), conversation, desk)
    verdict = heard.raised or verdict
    answered = conversation.is_answered
    if verdict.action is Action.REFUSE and (answered or conversation.taken_by is not None):
        done = "answered" if answered else "taken it in hand"
        verdict = replace(verdict, action=Action.REVIEW, because=f"{verdict.because} (a person has already {done})")
    asks = asking(verdict, ticket, conversation)
    decision = carry_out(record, ticket, asks, desk, now, acknowledge=not answered, said=heard.words)
    if Kind.ACKNOWLEDGEMENT in {effect.kind for effect in decision.effects}:
        decision = replace(decision, withheld=(*decision.withheld, *unasked(verdict, asks, conversation)))
    return climbed(decision, desk, now)


def _left_alone(record: Record, ticket: Ticket, summary: str, rule: str, desk: Desk) -> Decision:
    """Return the decision to change nothing, with what triage makes of the ticket all the same."""
    verdict = triage(ticket.report(record.partner), desk.policy)
    withheld = (f"triage as Tier {verdict.tier.roman} ({verdict.action}): {summary}",)
    return Decision(record, summary, verdict=verdict, rule=rule, withheld=withheld)


def look_again(record: Record, ticket: Ticket, conversation: Conversation, desk: Desk, now: datetime) -> Decision:
    """
    Decide on a ticket that changed since `record`: adopt what people did, answer what the partner said.

    A snapshot older than what is known changes nothing. Rules are tried in order; the first that speaks decides.
    """
    if record.seen_updated_at and ticket.updated_at < record.seen_updated_at:
        return _looked(Decision(record, "older than what is already known", rule="stale"), desk, now)
    seen = observe(record, ticket, desk.ladder)
    news = conversation.news(record.read_comment_id, _heard_until(record, ticket))
    seen = replace(
        seen,
        read_comment_id=max(record.read_comment_id, conversation.newest_id),
        heard=heard_after(record.heard, conversation),
        asks=bears_mark(ticket, desk),
    )
    heard = hear(_as_opened(record, seen), ticket, news, conversation, desk)
    decision = _look_again(record, seen, ticket, heard, conversation, desk, now)
    decision = with_request(decision, heard, conversation, desk, now)
    decision = with_outcome(record, decision, ticket, conversation, now)
    decision = replace(decision, recall=_not_due(decision.record, ticket, desk, now))
    is_reopened = decision.record.epoch.number > record.epoch.number and decision.rule != "dispute"
    seen_at = record.seen_updated_at if is_reopened else None
    decision = with_first_response(decision, conversation, desk, now, seen_at)
    return _looked(with_unread(decision, record, ticket, conversation, desk), desk, now)


def _heard_until(record: Record, ticket: Ticket) -> datetime | None:
    """
    Return the stamp up to which what was said has been heard, or None: nothing of it has.

    Nobody hears anything during a hold, and a first look in a ticket's first seconds may have read no comment. Where
    looks go by the number of comments, the newest that was read tells what has been heard, and not a stamp.
    """
    is_open = record.status.is_unsolved and REFUSED_TAG not in ticket.tags
    is_counted = not record.read_comment_id or record.heard is not None
    return None if record.hold or (is_open and is_counted) else record.seen_updated_at


def _look_again(
    record: Record,
    seen: Record,
    ticket: Ticket,
    heard: Heard,
    conversation: Conversation,
    desk: Desk,
    now: datetime,
) -> Decision:
    if not ticket.status.is_unsolved:
        # Who answered after this snapshot has reopened the ticket: the look at that has to hear it.
        read_id = max(record.read_comment_id, conversation.newest_until(ticket.updated_at))
        return _ended(record, replace(seen, read_comment_id=read_id), ticket)
    assignee_chosen = seen.assignee_id not in (None, record.assignee_id)
    if seen.hold:
        # What happens meanwhile is left for the look after the hold: nothing of it is lost.
        summary = f"the tag {HOLD_TAG} stops every effect"
        return Decision(_as_held(record, seen, ticket), summary, rule="hold", assignee_chosen=assignee_chosen)
    if seen.tier is None:
        return _judge(seen, ticket, None, conversation, desk, now)
    seen, level = _adopt_level(record, seen, desk, now)
    is_refused = record.refused_at is not None and not record.disputed
    if _is_chosen(record, seen) and not (record.status.is_unsolved or is_refused):
        # Reopened, and given another tier before we looked: it is a new opening, of the person's tier.
        seen = replace(seen, tier=seen.tier_mark, tier_by_person=True)
        heard = replace(heard, record=seen)
        decision = None
    else:
        decision = _adopt_person(record, seen, desk, now)
    if decision is None:
        if record.refuse_at is not None:
            decision = in_grace(record, seen, ticket, heard, conversation, desk, now)
        else:
            decision = answer(record, seen, ticket, heard, conversation, desk, now)
        decision = with_details(decision, ticket, heard.comments, desk, now)
        decision = climbed(_with_level(decision, level), desk, now)
    else:
        decision = with_details(_with_level(decision, level), ticket, heard.comments, desk, now)
    return replace(decision, assignee_chosen=assignee_chosen, circuit_filled=ticket.form.circuit_id is not None)


def _as_opened(before: Record, seen: Record) -> Record:
    """
    Return the record by which a reopening is heard: what a person chose in the opening before says nothing of this one.

    A tier that they set since we last looked is of this opening.
    """
    is_refused = before.refused_at is not None and not before.disputed
    is_reopened = seen.status.is_unsolved and not (before.status.is_unsolved or is_refused)
    return replace(seen, tier_by_person=False) if is_reopened and not _is_chosen(before, seen) else seen


def _as_held(before: Record, seen: Record, ticket: Ticket) -> Record:
    """Return the record of a held ticket, which mirrors nothing that is to be judged once the hold is gone."""
    if is_waiting(before, ticket):
        seen = replace(seen, assignee_id=before.assignee_id)  # who took it meanwhile has it in hand afterwards
    status = seen.status if before.status.is_unsolved else before.status
    return replace(
        seen,
        status=status,
        tier_mark=before.tier_mark,
        level_mark=before.level_mark,
        read_comment_id=before.read_comment_id,
        heard=before.heard,
        asks=before.asks,
    )


def needs_conversation(record: Record, ticket: Ticket, desk: Desk) -> bool:
    """Return whether the comments could change the decision, so that they are read only when they can."""
    if record.tier is None:
        return False
    if not ticket.status.is_unsolved:
        # The first response may have come with the solution: it is looked up once.
        return record.status.is_unsolved and is_promised(record) and record.responded_at is None
    return not is_calm(record, ticket, desk)


def _ended(before: Record, seen: Record, ticket: Ticket) -> Decision:
    # A tier that is set now is a choice to be seen once the ticket is open again; then all is heard anew as well.
    record = replace(seen, next_due_at=None, refuse_at=None, tier_mark=before.tier_mark, heard=None)
    if REFUSED_TAG not in seen.tags and not seen.disputed:
        record = replace(record, refused_at=None)  # a refusal that was never sent is none
    if before.status.is_unsolved and MERGED_TAG in ticket.tags:
        summary = f"the ticket was merged into another and is {seen.status}: its ladder ends, the other's goes on"
        return Decision(record, summary, supersede=OPEN_KINDS, rule="merged")
    if before.status.is_unsolved:
        return Decision(record, f"the ticket is {seen.status}: its ladder ends", supersede=OPEN_KINDS, rule="over")
    return Decision(record, f"the ticket is {seen.status}", rule="over")


def _is_chosen(before: Record, seen: Record) -> bool:
    """Return whether a person has set another tier since we last looked."""
    return seen.tier_mark is not None and seen.tier_mark not in (before.tier_mark, before.tier)


def _adopt_person(before: Record, seen: Record, desk: Desk, now: datetime) -> Decision | None:
    """Take over a tier that a person set since we last looked; None when nobody did."""
    if _is_chosen(before, seen) and seen.tier_mark is not None:
        record = replace(seen, tier=seen.tier_mark, tier_by_person=True, refuse_at=None)
        kinds: tuple[Kind, ...] = (Kind.TRIAGE, Kind.REFUSAL, Kind.ACKNOWLEDGEMENT, Kind.RAISE)
        # A level that is due is due in either tier of the ladder, and it is planned only once.
        kinds += () if desk.ladder.climbs(seen.tier_mark, seen.status) else (Kind.ESCALATION,)
        summary = f"a person chose Tier {seen.tier_mark.roman}"
        # A refusal that was never sent is no refusal; one that solved the ticket was, whatever became of its tag.
        if REFUSED_TAG not in seen.tags and before.status.is_unsolved and not before.disputed:
            record = replace(record, refused_at=None)
        elif before.refused_at is not None and not before.disputed:
            # Reopened with another tier: the person has overturned the refusal, and the ticket climbs from now on.
            record = replace(opened_again(record, seen.seen_updated_at or now, desk.ladder), disputed=True)
        return climbed(Decision(record, summary, supersede=kinds, rule="person-chose-tier"), desk, now)
    return None


def _adopt_level(before: Record, seen: Record, desk: Desk, now: datetime) -> tuple[Record, Decision | None]:
    """
    Take over a level that somebody set since we last looked; None when nobody did.

    A lowered level is not put back: each level is planned once. What a person had set above the ticket's age and takes
    back is still to come, at its time.
    """
    mark = seen.level_mark
    if before.status.is_unsolved and before.level_mark and (mark or 0) < before.level_mark:
        return _adopt_lowered(before, seen, desk, now)
    if not mark or mark == before.level_mark or mark < before.level:
        return seen, None
    if mark > before.level:
        record = replace(seen, level=mark)
        summary = f"a person set escalation level {mark}"
        return record, Decision(record, summary, rule="person-set-level", level_set=mark)
    # The very level that we were about to write: our note and assignee are not wanted any more.
    summary = f"escalation level {mark} is on the ticket already"
    return seen, Decision(
        seen, summary, supersede=(Kind.ESCALATION,), rule="level-is-there", level_set=mark, level_was_due=True
    )


def _adopt_lowered(before: Record, seen: Record, desk: Desk, now: datetime) -> tuple[Record, Decision | None]:
    reached = desk.ladder.level_at(desk.ladder.age(seen.epoch, now, seen.tier))
    level = max(seen.level_mark or 0, reached)
    if level >= before.level:
        return seen, None
    record = replace(seen, level=level)
    summary = f"escalation level {before.level} was taken back; the ladder goes on above level {level}"
    return record, Decision(record, summary, rule="level-taken-back")


def _not_due(record: Record, ticket: Ticket, desk: Desk, now: datetime) -> int | None:
    """
    Return above which level nothing is due, where the record stands higher than the ticket shows; None otherwise.

    A step is planned from what is known at its moment. The look may tell that the clock had been stopped before, or
    that a person has chosen a tier with other hours, or one that does not climb; without any, age only grows.
    """
    ladder = desk.ladder
    climbs = ladder.climbs(record.tier, record.status)
    can_shrink = bool(ladder.pause_statuses or ladder.calendars) or not climbs
    if not can_shrink or record.hold or not record.status.is_unsolved:
        return None
    due = ladder.level_at(ladder.age(record.epoch, now, record.tier)) if climbs else 0
    level = max(due, level_mark(ticket) or 0)
    return level if level < record.level else None


def _with_level(decision: Decision, level: Decision | None) -> Decision:
    """Return a decision together with what a level on the ticket means: it keeps nobody from being heard."""
    if level is None:
        return decision
    both = replace(
        decision,
        supersede=(*decision.supersede, *level.supersede),
        level_set=level.level_set,
        level_was_due=level.level_was_due,
    )
    if decision.rule == "nothing-new":
        return replace(both, summary=level.summary, rule=level.rule)
    return replace(both, summary=f"{decision.summary}; {level.summary}")


def climb(record: Record, desk: Desk, now: datetime) -> Decision:
    """Decide on a ticket whose `next_due_at` has come: one step to the level of its age, or none."""
    return climbed(Decision(record, "the ladder has nothing due", rule="ladder"), desk, now)
