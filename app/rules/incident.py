"""
What a storm writes: the problem ticket that its tickets share, the note on each of them, and the notice to people.

The texts are for the provider's people; partners are answered on their own tickets, as ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.decision import Decision, Planner
from app.rules.desk import Desk
from app.rules.effect import Change, Kind
from app.rules.record import Record
from app.rules.storm import PROBLEM_ID, PROBLEM_TAG, scope_tag, scope_title
from app.rules.ticket import Priority, Tier

NAMED = 20
"""Ticket numbers that a text lists at most; a problem ticket shows all its incidents anyway."""
RULE = "storm"


@dataclass(frozen=True, slots=True)
class Storm:
    """One storm, as far as texts speak of it."""

    id: int
    scope: str
    title: str
    """The scope in words, such as `carrier Lumen`."""
    opened_at: datetime
    founders: tuple[int, ...]
    """The tickets that opened it; kept, so that the problem ticket's text is the same at every try."""
    within: timedelta


@dataclass(frozen=True, slots=True)
class Problem:
    """The problem ticket as it shall be created."""

    subject: str
    body: str
    external_id: str
    """The same for every storm of a scope, by which one that is still unsolved is found again."""
    tags: frozenset[str]
    priority: Priority = Priority.URGENT


def external_id(scope: str) -> str:
    """Return the external id of problem tickets of a scope, such as `tierline-storm:carrier:lumen`."""
    return f"{PROBLEM_ID}{scope}"


def title_of(scope: str, desk: Desk) -> str:
    """Return a scope in words."""
    regions = desk.storm.regions if desk.storm else ()
    return scope_title(scope, regions, dict.fromkeys(desk.policy.families.values()))


def problem(storm: Storm) -> Problem:
    """Return the problem ticket of a storm; the same for the same storm, whenever and wherever it is asked for."""
    count = len(storm.founders)
    body = (
        f"{count} Tier III tickets, opened or raised within {_span(storm.within)} of each other, tell of the same: "
        f"{storm.title}.\n"
        f"Storm {storm.id}, found {storm.opened_at:%Y-%m-%d %H:%M} UTC. Tickets: {_listed(storm.founders)}.\n\n"
        "They are linked to this problem as incidents, and so is each later Tier III ticket of the same kind. Every "
        "partner has been answered on its own ticket, and each ticket's ladder goes on.\n\n"
        "When you solve this problem, Zendesk solves its incidents with it. A ticket that does not belong here: change "
        "its type or its linked problem; Tierline does not link it again."
    )
    return Problem(
        subject=f"Storm: {storm.title}, {count} Tier III tickets",
        body=body,
        external_id=external_id(storm.scope),
        tags=frozenset({PROBLEM_TAG, scope_tag(storm.scope)}),
    )


def link(
    record: Record, storm: Storm, problem_id: int | None, others: Sequence[int], desk: Desk, now: datetime
) -> Decision:
    """
    Return the decision to make a ticket an incident of the storm's problem, once per opening of the ticket.

    Without a `problem_id` it is recorded in shadow only, where no problem is created.
    """
    named = f"problem #{problem_id}" if problem_id else "a problem ticket"
    because = f"one of {len(others) + 1} Tier III tickets of a storm ({storm.title}): linked to {named} as an incident"
    note = (
        f"This ticket is one of {len(others) + 1} Tier III tickets that tell of the same: {storm.title}.\n"
        f"It is now an incident of {named}. The others: {_listed(others) or 'none yet'}.\n\n"
        "When the problem is solved, Zendesk solves this ticket with it. If its cause is another, change its type or "
        "its linked problem: Tierline does not link it again."
    )
    reasons = {
        "storm": storm.id,
        "scope": storm.scope,
        "problem": problem_id,
        "tickets": list(others),
        "within_minutes": storm.within.total_seconds() / 60,
    }
    plan = Planner(record, desk, now, reasons)
    effect = plan.effect(Kind.INCIDENT, Change(problem=problem_id, comment=note), because)
    return Decision(record, because, (effect,), rule=RULE)


def left_alone(record: Record, storm: Storm, why: str) -> Decision:
    """Return the decision not to link a ticket, on record with its reason."""
    summary = f"it belongs to a storm ({storm.title}) and is not linked: {why}"
    return Decision(record, summary, rule=RULE, withheld=(f"{Kind.INCIDENT}: {why}",), is_look=True)


def storm_notice(storm: Storm, problem_id: int | None, partners: int = 0) -> tuple[str, str]:
    """
    Return title and body of the one notice that a storm sends to people.

    Tickets make a storm, whosever they are; `partners` says how many partners opened them, 0 where that is not known.
    Without a `problem_id` it says that Zendesk has not taken the problem ticket yet.
    """
    count = len(storm.founders)
    title = f"Storm: {storm.title}, {count} Tier III tickets within {_span(storm.within)}"
    of = f" of {partners} partner{'' if partners == 1 else 's'}" if partners else ""
    named = (
        f"They are incidents of problem #{problem_id}: {_listed(storm.founders)}."
        if problem_id
        else f"Zendesk has not taken a problem ticket for them yet, to which they will be linked: "
        f"{_listed(storm.founders)}."
    )
    body = (
        f"{count} Tier III tickets{of} tell of the same: {storm.title}. {named} Later ones are linked to it without a "
        "further notice."
    )
    return title, body


def is_counted(record: Record, scope: str, epoch: int) -> bool:
    """Return whether a ticket, as it is known now, still counts for a storm of this scope."""
    same = record.storm == scope and record.epoch.number == epoch
    return same and record.tier is Tier.THREE and record.status.is_unsolved and not record.hold


def _listed(tickets: Sequence[int]) -> str:
    more = f" and {len(tickets) - NAMED} more" if len(tickets) > NAMED else ""
    return ", ".join(f"#{one}" for one in tickets[:NAMED]) + more


def _span(distance: timedelta) -> str:
    minutes = distance.total_seconds() / 60
    return f"{minutes:g} minute{'' if minutes == 1 else 's'}"
