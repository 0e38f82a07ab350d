"""
What will happen to a ticket next, when, and to whom, if nobody touches it: the ladder run ahead of the clock.

Pure arithmetic over what is stored. A forecast promises what `app.rules.decide.climb` will do when the service comes
to each moment; a test steps through the moments and holds the two against each other.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.answering import Answering, Lack
from app.rules.contact import Contact
from app.rules.desk import Desk
from app.rules.effect import Kind
from app.rules.ladder_change import moved
from app.rules.observation import HOLD_TAG
from app.rules.record import Record
from app.rules.response import MISSED, WARNED, is_promised, next_look_at
from app.rules.response_change import promise, watched
from app.rules.switched_off import off
from app.rules.ticket import Tier

RECORDED_ONLY = "recorded only: its action is in shadow"
NOBODY = Contact()


class What(StrEnum):
    """What a coming moment brings."""

    LEVEL = "level"
    """A step of the ladder."""
    WARNING = "first response warning"
    """The time after which a missing first response is warned of has passed."""
    BREACH = "first response breach"
    """The time for a first response has passed without one."""
    GRACE = "refusal"
    """The time in which an announced refusal can be stopped is over: the ticket is read and judged once more."""
    LOOK = "look"
    """The ticket is read again, whatever webhooks tell."""
    TRY = "try"
    """An effect that waits is sent, or tried again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An effect that is not sent yet."""

    ticket_id: int
    kind: Kind
    level: int
    due_at: datetime
    """When it should have reached Zendesk."""
    not_before: datetime
    """When it may be tried next, by the host's clock."""
    attempts: int = 0
    outcome: str = ""
    """Why the last try came to nothing."""

    @property
    def name(self) -> str:
        """The effect in words, such as `escalation 2`."""
        return f"{self.kind} {self.level}" if self.level else str(self.kind)


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that will happen, at `at`, which is never before the moment of the forecast."""

    ticket_id: int
    at: datetime
    what: What
    due_at: datetime
    """When it should have happened: before `at` where the service is late."""
    level: int = 0
    skipped: tuple[int, ...] = ()
    """Levels that are passed over, because they were due meanwhile."""
    contact: Contact = NOBODY
    """Who answers for the level."""
    withheld: str = ""
    """Why it will not reach Zendesk although its time comes; empty where it will."""
    detail: str = ""

    @property
    def is_late(self) -> bool:
        """Whether it should have happened before now."""
        return self.due_at < self.at


def forecast(
    record: Record,
    desk: Desk,
    now: datetime,
    waiting: Sequence[Waiting] = (),
    shadow: frozenset[Kind] = frozenset(),
) -> tuple[Coming, ...]:
    """
    Return everything that is due on a ticket from `now` on, in order of time, while nobody touches it.

    `waiting` are its unsent effects, `shadow` the kinds that are recorded only. Where the service does its work late,
    what is overdue comes at `now`, as it does when the service starts.
    """
    found = [*_levels(record, desk, now, shadow), *_looks(record, desk, now, shadow)]
    found += [try_of(one, now) for one in waiting if not record.hold]
    return tuple(sorted(found, key=lambda one: one.at))


def re_evaluated(record: Record, desk: Desk, now: datetime) -> Record:
    """Return the record as a start at `now` under these settings leaves it: due times of another ladder are renewed."""
    return moved(record, desk.ladder, now).record if is_stale(record, desk) else record


def is_stale(record: Record, desk: Desk) -> bool:
    """Return whether its due time was worked out under other settings of the ladder, so that a start renews it."""
    return record.status.is_unsolved and record.ladder != desk.ladder.name


def person(contact: Contact) -> str:
    """Return a contact in a line: how to reach it, else whom the ticket is assigned to; empty where nobody is named."""
    return contact.reach() or ", ".join(str(one) for one in (contact.assignee, contact.group) if one is not None)


def try_of(one: Waiting, now: datetime) -> Coming:
    """Return the next try of an effect; it is late when it should have reached Zendesk before."""
    at = max(one.not_before, now)
    tries = f", tried {one.attempts} time{'' if one.attempts == 1 else 's'}" if one.attempts else ""
    detail = f"{one.name}{tries}" + (f": {one.outcome}" if one.outcome else "")
    return Coming(one.ticket_id, at, What.TRY, min(one.due_at, at), level=one.level, detail=detail)


# --- one forecast beside another ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """What other settings change for one ticket: the first coming thing that differs, before and after."""

    record: Record
    before: Coming | None
    after: Coming | None
    further: int
    """How many more coming things differ."""
    is_at_once: bool
    """A level that is not due by the settings in force would be climbed the moment the service starts."""


def move_of(
    record: Record,
    desk: Desk,
    other: Desk,
    now: datetime,
    shadow: frozenset[Kind] = frozenset(),
    other_shadow: frozenset[Kind] = frozenset(),
) -> Move | None:
    """
    Return what moves for a ticket when the service is started again with `other`; None when nothing does.

    Compared are the levels, with time and person, and the moments of the first response.
    """
    before = _compared(forecast(record, desk, now, shadow=shadow))
    started = re_evaluated(record, other, now)
    if promise(desk) != promise(other):
        started = watched(started, other, now)
    after = _compared(forecast(started, other, now, shadow=other_shadow))
    names = sorted(before.keys() | after.keys(), key=lambda name: (name[0] is not What.LEVEL, name[1]))
    differing = [name for name in names if _told(before.get(name)) != _told(after.get(name))]
    if not differing:
        return None
    return Move(
        record=record,
        before=before.get(differing[0]),
        after=after.get(differing[0]),
        further=len(differing) - 1,
        is_at_once=any(_is_at_once(name, before, after, now) for name in differing),
    )


_Name = tuple[What, int]


def _compared(coming: Sequence[Coming]) -> dict[_Name, Coming]:
    """Return what two forecasts are compared by; what an action that is off leaves undone is nothing."""
    undone = {off(Kind.ESCALATION), off(Kind.FIRST_RESPONSE)}
    kinds = (What.LEVEL, What.WARNING, What.BREACH)
    return {(one.what, one.level): one for one in coming if one.what in kinds and one.withheld not in undone}


def _told(one: Coming | None) -> tuple[datetime, Contact, str] | None:
    return None if one is None else (one.at, one.contact, one.withheld)


def _is_at_once(name: _Name, before: dict[_Name, Coming], after: dict[_Name, Coming], now: datetime) -> bool:
    new, old = after.get(name), before.get(name)
    if name[0] is not What.LEVEL or new is None or new.at > now or new.withheld:
        return False
    return old is None or old.at > now or bool(old.withheld)


# --- the ladder -------------------------------------------------------------------------------------------------------


def _levels(record: Record, desk: Desk, now: datetime, shadow: frozenset[Kind]) -> Iterator[Coming]:
    """Run the ladder ahead: to each moment at which the service looks, and one step there, as `climb` makes it."""
    ladder = desk.ladder
    if _stays(record) or not ladder.climbs(record.tier, record.status):
        return
    is_off = Kind.ESCALATION in desk.off
    withheld = off(Kind.ESCALATION) if is_off else RECORDED_ONLY if Kind.ESCALATION in shadow else ""
    level, due = record.level, record.next_due_at
    while due is not None:
        at = max(due, now)
        step = ladder.step_due(record.epoch, level, at, record.tier)
        if step is None:  # a due time of other settings: the service looks, and finds the next one
            later = ladder.due_at(record.epoch, level + 1, record.tier)
            due = later if later is not None and later > at else None
            continue
        whom = desk.answering(step.level, at)
        yield Coming(
            record.ticket_id,
            at,
            What.LEVEL,
            step.due_at,
            step.level,
            step.skipped,
            whom.contact,
            withheld,
            _stands_in(whom, desk, at),
        )
        if not is_off:  # where it is off the level stays as it is; in either case the next threshold is looked at
            level = step.level
        due = ladder.due_at(record.epoch, step.level + 1, record.tier)


def _stands_in(whom: Answering, desk: Desk, at: datetime) -> str:
    """Say why somebody else answers than the level's own setting names, or that it is not known yet who will."""
    if any(not roster.is_known(at) for roster in desk.rosters.values()):
        return "the shifts are not known so far ahead"
    if whom.of_level is None and all(one.lack is Lack.UNNAMED for one in whom.empty):
        return ""  # nobody is named anywhere above, which needs no list
    lacks = ", ".join(f"level {one.level}: {one.lack}" for one in whom.empty)
    return f"{lacks}; level {whom.of_level} stands in" if whom.is_stand_in else lacks


def _stays(record: Record) -> bool:
    """Return whether nothing may climb, whatever the age: a hold, or a refusal that nobody disputes."""
    return record.hold or (record.refused_at is not None and not record.disputed)


# --- looks ------------------------------------------------------------------------------------------------------------


def _looks(record: Record, desk: Desk, now: datetime, shadow: frozenset[Kind]) -> Iterator[Coming]:
    """Tell what the looks at the ticket will find due: its announced refusal, or its first response."""
    if record.hold or not record.status.is_unsolved or record.look_at is None:
        return
    if record.refuse_at is not None:
        yield _look(record, What.GRACE, record.refuse_at, now, _withheld(Kind.REFUSAL, desk, shadow))
    elif is_promised(record) and record.responded_at is None and Kind.FIRST_RESPONSE not in desk.off:
        yield from _first_response(record, record.look_at, desk, now, _withheld(Kind.FIRST_RESPONSE, desk, shadow))
    else:
        yield _look(record, What.LOOK, record.look_at, now, "")


def _look(record: Record, what: What, due_at: datetime, at: datetime, withheld: str, level: int = 0) -> Coming:
    detail = "" if record.assignee_id is None else f"assignee {record.assignee_id}"
    return Coming(record.ticket_id, max(due_at, at), what, due_at, level=level, withheld=withheld, detail=detail)


def _first_response(
    record: Record, look_at: datetime | None, desk: Desk, now: datetime, withheld: str
) -> Iterator[Coming]:
    """Run the looks ahead, each to the mark that is due by then; a look that comes late goes straight to the breach."""
    while look_at is not None:
        at = max(look_at, now)
        age = at - record.epoch.started_at
        level = MISSED if age >= desk.first_response else WARNED if age >= desk.first_response_warning else 0
        if level > record.response_level:
            what, distance = _MARKS[level](desk)
            yield _look(record, what, record.epoch.started_at + distance, at, withheld, level)
            record = replace(record, response_level=level)
        look_at = next_look_at(record, desk)
        if look_at is not None and look_at <= at:
            return


_MARKS: dict[int, Callable[[Desk], tuple[What, timedelta]]] = {
    WARNED: lambda desk: (What.WARNING, desk.first_response_warning),
    MISSED: lambda desk: (What.BREACH, desk.first_response),
}


def _withheld(kind: Kind, desk: Desk, shadow: frozenset[Kind]) -> str:
    return off(kind) if kind in desk.off else RECORDED_ONLY if kind in shadow else ""


# --- in words ---------------------------------------------------------------------------------------------------------


def why_nothing(record: Record, desk: Desk, now: datetime) -> str | None:
    """Return why the ladder does nothing with the ticket, as a sentence's part; None where it will."""
    if not record.status.is_unsolved:
        refused = "refused and " if record.refused_at is not None and not record.disputed else ""
        return f"the ticket is {refused}{record.status}: its ladder has ended"
    if record.hold:
        return f"on hold: the tag {HOLD_TAG} stops every effect"
    if record.tier is None:
        return "it has not been judged yet"
    if _stays(record):
        return "its refusal is decided and not disputed"
    if not desk.ladder.climbs(record.tier, record.status):
        refusal = f"; its refusal is due {record.refuse_at:%Y-%m-%d %H:%M} UTC" if record.refuse_at else ""
        return f"Tier {record.tier.roman} does not climb (ESCALATION_TIERS){refusal}"
    if record.epoch.paused_since is not None and record.next_due_at is None and record.level < desk.ladder.top:
        return _paused(record, desk, now)
    if record.level >= desk.ladder.top:
        return f"it stands at level {record.level}, the highest"
    if record.next_due_at is None:
        return "no due time is stored for it; it is worked out when the service looks at the ticket"
    return None


def _paused(record: Record, desk: Desk, now: datetime) -> str:
    """Say since when the clock stands still, and what would come if it went on now."""
    since = record.epoch.paused_since
    due = desk.ladder.due_at(record.epoch.resume(now), record.level + 1, record.tier)
    text = f"paused since {since:%Y-%m-%d %H:%M} UTC: the clock stands still in status {record.status}"
    if due is None:
        return text
    left = max(timedelta(0), due - now)
    return f"{text}; level {record.level + 1} is due {_span(left)} after it goes on"


def _span(distance: timedelta) -> str:
    minutes = round(distance.total_seconds() / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def would_change(record: Record, desk: Desk, now: datetime) -> tuple[str, ...]:
    """Return what people can do to change the forecast of this ticket, each a sentence."""
    return tuple(_would_change(record, desk, now))


def _would_change(record: Record, desk: Desk, now: datetime) -> Iterator[str]:
    if not record.status.is_unsolved:
        yield from _would_reopen(record)
        return
    if record.hold:
        yield _after_hold(record, desk, now)
        return
    if _stays(record):
        yield "A reply of the partner's makes the refusal a dispute, and a person decides."
        yield f"The tag {HOLD_TAG} keeps the refusal from being sent."
        return
    if record.refuse_at is not None:
        yield f"The tag {desk.stop_tag}, or a public answer by a person of the provider, stops the refusal."
    if is_promised(record) and record.responded_at is None:
        yield "A public reply by a person of the provider is the first response; the ladder goes on all the same."
    yield "Solving it ends the ladder; if it is reopened, its age starts at zero."
    yield f"The tag {HOLD_TAG} stops everything until it is removed; the age goes on."
    if desk.ladder.pause_statuses:
        names = ", ".join(sorted(status.value for status in desk.ladder.pause_statuses))
        yield f"A status of {names} stops the clock (ESCALATION_PAUSE_STATUSES); any other lets it go on."
    if not record.tier_by_person and record.tier is not Tier.THREE:
        yield "A later comment that tells of something worse raises the tier; none lowers it."
    yield "A tier or a level that a person sets is kept."


def _would_reopen(record: Record) -> Iterator[str]:
    if record.status.value != "solved":
        yield f"Nothing: a {record.status} ticket takes no writes."
    elif record.refused_at is not None and not record.disputed:
        yield "A reply of the partner's reopens it as a dispute, with the age of that reply; it is never refused again."
    else:
        yield "A reply reopens it: a new opening begins, with age zero and level 0."


def _after_hold(record: Record, desk: Desk, now: datetime) -> str:
    """Say what the removal of the hold tag brings, which may be a level at once."""
    text = f"Removing the tag {HOLD_TAG} lets everything go on"
    ladder = desk.ladder
    if not ladder.climbs(record.tier, record.status):
        return f"{text}."
    step = ladder.step_due(record.epoch, record.level, now, record.tier)
    return f"{text}: level {step.level} at once." if step else f"{text}; no level is due yet."
