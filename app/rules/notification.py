"""
From a decision to the messages that tell people of it, outside of Zendesk.

A notification says what happened, why in our words, who answers for it and what comes next. It never holds the
ticket's own text: it goes to chat rooms and pagers, which are read by more people than the ticket is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.rules.audience import Audience, Occasion
from app.rules.contact import Contact
from app.rules.decision import Decision
from app.rules.desk import Desk
from app.rules.effect import Effect, Kind
from app.rules.record import Record
from app.rules.ticket import Tier

CHOSEN: Final = "person-chose-tier"
"""The rule of a decision that takes over a tier which a person set."""
_OPENS_TIER_3: Final = (Kind.TRIAGE, Kind.RAISE, Kind.DISPUTE, Kind.REQUEST)
_LONGEST: Final = 500
_LONGEST_PROMISE: Final = 150
"""Characters of a broken promise: all of them together must fit where a thousand are the limit, as on some pagers."""
_MARKUP: Final = re.compile(r"[<>{}\[\]`*_\\\u202a-\u202e\u2066-\u2069]")
_CALLS: Final = re.compile(r"@(?=(?:everyone|channel|here|all)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to every target of an occasion, each told once under a key of its own."""

    about: str
    """What makes it one of its kind, such as `tier_3:42:1`: occasion, ticket, opening."""
    kind: Occasion
    targets: tuple[str, ...]
    title: str
    body: str
    level: int = 0
    ticket_id: int | None = None
    effect_key: str | None = None
    """The effect that it tells of and waits for; None where nothing is written for it."""
    effect_kind: Kind | None = None
    """Recorded only, where effects of this kind are; None is always sent."""
    is_same_news: bool = False
    """It says what one says that waits for an overtaken effect: whoever was told that hears nothing more."""

    def keys(self) -> Mapping[str, str]:
        """Return the key of each target, which the store keeps unique."""
        return {target: f"{self.about}:{target}" for target in self.targets}


def notifications_of(decision: Decision, desk: Desk, now: datetime) -> tuple[Notification, ...]:
    """
    Return what people are told of a decision; nothing where the settings name nobody.

    Each effect is told of at most once. A tier that a person chose, or a level that one set, has no effect of ours, and
    is told of at once.
    """
    if desk.audience == Audience():
        return ()
    told = [one for effect in decision.effects for one in _of_effect(effect, decision.record, desk, now)]
    record = decision.record
    if decision.rule == CHOSEN and record.tier is Tier.THREE and record.status.is_unsolved:
        told.append(_tier_3(record, decision.summary, desk, now))
    if decision.level_set is not None and decision.level_set == record.level and Kind.ESCALATION not in desk.off:
        told.append(_level_set(decision, decision.level_set, desk, now))
    return tuple(one for one in told if one.targets)


def _of_effect(effect: Effect, record: Record, desk: Desk, now: datetime) -> Iterator[Notification]:
    if effect.kind in _OPENS_TIER_3 and effect.change.tier is Tier.THREE:
        yield _tier_3(record, effect.because, desk, now, effect)
    elif effect.kind is Kind.ESCALATION:
        yield _level(effect, record, desk, now)
    elif effect.kind is Kind.FIRST_RESPONSE:
        yield _first_response(effect, record, desk, now)


def _tier_3(record: Record, because: str, desk: Desk, now: datetime, effect: Effect | None = None) -> Notification:
    return Notification(
        about=f"{Occasion.TIER_3}:{record.ticket_id}:{record.epoch.number}",
        kind=Occasion.TIER_3,
        targets=desk.audience.tier_3,
        title=f"Tier III: ticket {record.ticket_id}",
        body=_body(record, desk, because, now, _assigned(record)),
        ticket_id=record.ticket_id,
        effect_key=effect.key if effect else None,
        effect_kind=effect.kind if effect else Kind.TRIAGE,
    )


def _level(effect: Effect, record: Record, desk: Desk, now: datetime) -> Notification:
    told = _reached(effect.level, record, effect.because, desk, now)
    return replace(told, effect_key=effect.key)


def _level_set(decision: Decision, level: int, desk: Desk, now: datetime) -> Notification:
    """Return the message of a level that a person set: its contact is called as if the ladder had reached it."""
    because = f"a person set escalation level {level}"
    if decision.level_was_due:
        because = f"{because}, which was due, before Tierline wrote it"
    told = _reached(level, decision.record, because, desk, now)
    return replace(told, is_same_news=decision.level_was_due)


def _reached(level: int, record: Record, because: str, desk: Desk, now: datetime) -> Notification:
    answering = desk.answering(level, now)
    nobody = f"nobody is named for this level (ESCALATION_LEVEL_{level})"
    of_levels = dict.fromkeys((level, answering.of_level or level))
    targets = desk.audience.once(target for one in of_levels for target in desk.audience.levels.get(one, ()))
    return Notification(
        about=f"{Occasion.LEVEL}:{record.ticket_id}:{record.epoch.number}:{level}",
        kind=Occasion.LEVEL,
        targets=targets,
        title=f"Level {level} of {desk.ladder.top}: ticket {record.ticket_id}, {_tier(record)}",
        body=_body(record, desk, because, now, _named(answering.contact) or nobody),
        level=level,
        ticket_id=record.ticket_id,
        effect_kind=Kind.ESCALATION,
    )


def _first_response(effect: Effect, record: Record, desk: Desk, now: datetime) -> Notification:
    what = "about to be missed" if effect.level <= 1 else "missed"
    return Notification(
        about=f"{Occasion.FIRST_RESPONSE}:{effect.ticket_id}:{effect.epoch}:{effect.level}",
        kind=Occasion.FIRST_RESPONSE,
        targets=desk.audience.first_response,
        title=f"First response {what}: ticket {effect.ticket_id}, {_tier(record)}",
        body=_body(record, desk, effect.because, now, _assigned(record)),
        level=effect.level,
        ticket_id=effect.ticket_id,
        effect_key=effect.key,
        effect_kind=effect.kind,
    )


def unhealthy(since: datetime, broken: Iterable[str], audience: Audience) -> Notification:
    """Return the message that the service breaks promises, in the words of its health report."""
    return Notification(
        about=f"{Occasion.UNHEALTHY}:{since.isoformat()}",
        kind=Occasion.UNHEALTHY,
        targets=audience.unhealthy,
        title="Tierline is not healthy",
        body="\n".join((f"Since: {moment(since)}", *(f"- {plain(one, _LONGEST_PROMISE)}" for one in broken))),
    )


def healthy(since: datetime, now: datetime, audience: Audience) -> Notification:
    """Return the message that the service keeps all promises again that it broke from `since` on."""
    return Notification(
        about=f"{Occasion.HEALTHY}:{since.isoformat()}",
        kind=Occasion.HEALTHY,
        targets=audience.unhealthy,
        title="Tierline is healthy again",
        body=f"It was not from {moment(since)} on. Every promise is kept at {moment(now)}.",
    )


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return `text` on one line, not endless, without what a chat room takes for markup or for a call to everybody."""
    line = re.sub(r"\s+", " ", _CALLS.sub("at ", _MARKUP.sub("", text))).strip()
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _body(record: Record, desk: Desk, because: str, now: datetime, responsible: str) -> str:
    return "\n".join(
        (
            f"Ticket {desk.audience.ticket(record.ticket_id)}",
            f"Tier: {record.tier.roman if record.tier else 'not known'}",
            f"Reason: {plain(because)}",
            f"Responsible: {responsible}",
            f"Next: {_next(record, desk)}",
            f"Decided: {moment(now)}",
        )
    )


def _next(record: Record, desk: Desk) -> str:
    """Return the step of the ladder that comes next, with its time and contact."""
    if Kind.ESCALATION in desk.off:
        return "nothing by itself: the levels of the ladder are off by setting"
    if Kind.ESCALATION in desk.shadow:
        return "nothing by itself: the levels of the ladder are in shadow, recorded and not written"
    level = record.level + 1
    if record.epoch.paused_since is not None:
        return "the ladder stands still in this status"
    if record.next_due_at is None or level > desk.ladder.top:
        return "no further level"
    who = _named(desk.contact(level, record.next_due_at)) or "nobody is named for it"
    return f"level {level} at {moment(record.next_due_at)}, unless it is solved before ({who})"


def _named(contact: Contact) -> str:
    """Return how a level's contact is called and reached, or the user or group that gets the ticket."""
    known = contact.reach() or contact.assignee or contact.group
    return str(known) if known else ""


def _assigned(record: Record) -> str:
    if record.assignee_id is not None:
        return f"the ticket's assignee (user {record.assignee_id})"
    return "nobody is assigned yet"


def _tier(record: Record) -> str:
    return f"Tier {record.tier.roman}" if record.tier else "no tier"


def moment(at: datetime) -> str:
    """Return a time as these messages write it."""
    return at.strftime("%Y-%m-%d %H:%M UTC")
