"""
What the acknowledgement asks for, once, and what follows when it comes.

Triage tells what text and form lack; here it is held against everything else that is known, so that nobody is asked for
what they have sent. What was asked for is on the record until it has come.
"""

from dataclasses import replace
from datetime import datetime

from app.rules.decision import Decision, Planner
from app.rules.desk import Conversation, Desk
from app.rules.effect import Change, Kind
from app.rules.provided import ATTACHABLE, provided
from app.rules.ticket import Comment, Ticket
from app.rules.verdict import Verdict


def asking(verdict: Verdict, ticket: Ticket, conversation: Conversation | None = None) -> Verdict:
    """
    Return the verdict with only that missing which neither ticket nor conversation gives.

    What may be attached is not asked for where nobody looks: rather not asked than asked for what is there.
    """
    if not verdict.missing:
        return verdict
    if conversation is not None and conversation.is_passed_over:
        verdict = replace(verdict, missing=tuple(name for name in verdict.missing if name not in ATTACHABLE))
    said = [f"{ticket.subject}\n{ticket.description}"]
    attachments = 0
    if conversation is not None:
        said += [comment.body for comment in conversation.by_partner[1:]]
        attachments = conversation.attachments
    missing = verdict.missing
    for number, words in enumerate(said):
        missing = provided(
            missing, words, attachments, form_circuit=ticket.form.circuit_id, ticket_id=ticket.id, is_answer=number > 0
        ).still_missing
    return replace(verdict, missing=missing)


def unasked(before: Verdict, after: Verdict, conversation: Conversation) -> tuple[str, ...]:
    """Return, for the record, what is not asked for because nobody looks into the comments."""
    names = [name for name in before.missing if name in ATTACHABLE and name not in after.missing]
    if not (names and conversation.is_passed_over):
        return ()
    said = ", ".join(name.replace("_", " ") for name in names)
    return (f"asking for {said}: they may be attached, and with many tickets waiting the comments are not read",)


def may_be_attached(missing: tuple[str, ...]) -> bool:
    """Return whether an attachment that nobody has looked for could make a question needless."""
    return not ATTACHABLE.isdisjoint(missing)


def with_details(decision: Decision, ticket: Ticket, news: tuple[Comment, ...], desk: Desk, now: datetime) -> Decision:
    """
    Return a decision on a partner's answer together with what it brings of what was asked for.

    A Circuit ID goes into the ticket's field where there is one and it is empty. A value that the partner or a person
    has put there meanwhile stays.
    """
    record = decision.record
    came = provided(
        record.missing,
        [comment.body for comment in news],
        sum(comment.attachments for comment in news),
        form_circuit=ticket.form.circuit_id,
        ticket_id=ticket.id,
    )
    if not came.is_something:
        return decision
    record = replace(record, missing=came.still_missing)
    effects = decision.effects
    because = came.because
    if came.circuit_id and not ticket.form.circuit_id:
        if desk.has_circuit_field:
            plan = Planner(record, desk, now, {"comment_id": news[-1].id, "still_missing": list(came.still_missing)})
            effects += (plan.effect(Kind.DETAILS, Change(circuit_id=came.circuit_id), because),)
        else:
            because = f"{because}; there is no field for it (ZENDESK_FIELD_CIRCUIT_ID)"
    if decision.rule == "nothing-new":
        return replace(decision, record=record, effects=effects, summary=because, rule="details-provided")
    return replace(decision, record=record, effects=effects, summary=f"{decision.summary}; {because}")
