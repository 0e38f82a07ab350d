"""
Repairs where our own records are what is wrong: they say that a ticket is as it should be, and Zendesk shows otherwise.

The auditor comes here with a difference that the usual rules have looked at and left standing. The record is brought
to what Zendesk shows, and one repair is planned for each difference, once per opening of the ticket: where it does not
hold, somebody wants it otherwise, and two robots must not fight.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from app.rules.audit import Difference, What
from app.rules.conclusions import climbed, escalation, repair
from app.rules.decision import REVIEW_TAG, TIER_TAGS, Decision, level_tags
from app.rules.desk import Desk
from app.rules.effect import Change, Effect, Kind, urgency
from app.rules.ladder import Epoch, Step
from app.rules.observation import observe, on_ladder
from app.rules.record import Record
from app.rules.switched_off import without_off
from app.rules.ticket import Ticket, Tier

RULE = "audit"


def mend(
    record: Record, ticket: Ticket, found: Sequence[Difference], taken: Collection[str], desk: Desk, now: datetime
) -> Decision:
    """
    Decide how to mend the differences found on a ticket.

    `taken` holds the keys of the effects that were ever planned for it: what never was is planned the usual way, with
    its note and its contact. `REPAIR` is for what we believe done.
    """
    seen = observe(record, ticket, desk.ladder)
    tier = record.tier or _shown(ticket) or next((one.tier for one in found if one.tier), None)
    # The ticket bears the stamp we knew, and what the second of that may hide it may hide still.
    seen = replace(seen, tier=tier, open_second=record.open_second)
    decision = Decision(seen, "", rule=RULE, is_look=True)
    for one in found:
        decision = _mended(decision, ticket, one, taken, desk, now)
    record = decision.record
    decision = replace(
        decision,
        record=on_ladder(record, desk.ladder),
        summary=f"the auditor found: {'; '.join(one.says for one in found)}",
    )
    return without_off(decision, desk)


def _mended(
    decision: Decision, ticket: Ticket, one: Difference, taken: Collection[str], desk: Desk, now: datetime
) -> Decision:
    seen = decision.record
    match one.what:
        case What.NO_TIER if seen.tier is not None:
            return _with(decision, repair(seen, seen.tier, desk, now).effects)
        case What.TIERS if seen.tier is not None:
            change = Change(
                add_tags=frozenset({seen.tier.tag}), remove_tags=TIER_TAGS - {seen.tier.tag}, tier=seen.tier
            )
            return _with(decision, (_repair(seen, one, change, desk, now),))
        case What.REFUSED:
            change = Change(add_tags=frozenset({REVIEW_TAG}), group=desk.review_group)
            decision = replace(decision, record=replace(seen, in_review=True))
            return _with(decision, (_repair(seen, one, change, desk, now),))
        case What.LEVELS:
            decision = replace(decision, record=replace(seen, level=max(seen.level, one.level)))
            return _with(decision, (_repair(seen, one, _level_marks(one.level, desk), desk, now),))
        case What.LOW if seen.tier is not None:
            return _raised(decision, ticket, one, taken, desk, now)
        case _:
            return replace(
                decision, withheld=(*decision.withheld, f"{one.what}: {one.says}; only a person can mend it")
            )


def _raised(
    decision: Decision, ticket: Ticket, one: Difference, taken: Collection[str], desk: Desk, now: datetime
) -> Decision:
    """Raise a level that is lost: its marks alone where its note is written, the whole step where it never was."""
    epoch = decision.record.epoch
    tier = decision.record.tier
    is_younger = desk.ladder.level_at(desk.ladder.age(epoch, now, tier)) < one.level
    # Where not every hour counts no start can be made up that gives the age; the level is raised all the same.
    if is_younger and desk.ladder.calendar(tier) is None:  # the record takes the ticket for younger than it is
        epoch = Epoch(epoch.number, now - one.age, paused_since=now if epoch.paused_since is not None else None)
    seen = replace(decision.record, epoch=epoch)
    if one.landed:
        decision = replace(decision, record=replace(seen, level=max(seen.level, one.level)))
        return _with(decision, (_repair(seen, one, _level_marks(one.level, desk), desk, now),))
    usual = climbed(replace(decision, record=replace(seen, level=min(seen.level, one.level - 1))), desk, now)
    fresh = [effect for effect in usual.effects if effect.kind is Kind.ESCALATION and effect.key not in taken]
    if fresh:
        return usual
    tier = tier or Tier.TWO
    due_at = desk.ladder.due_at(epoch, one.level, tier) or now
    whole = escalation(seen, tier, Step(one.level, due_at), desk, now)
    decision = replace(decision, record=replace(seen, level=max(seen.level, one.level)))
    return _with(decision, (_repair(seen, one, whole.change, desk, now),))


def _repair(seen: Record, one: Difference, change: Change, desk: Desk, now: datetime) -> Effect:
    tier = seen.tier or Tier.TWO
    return Effect(
        ticket_id=seen.ticket_id,
        epoch=seen.epoch.number,
        kind=Kind.REPAIR,
        level=one.level,
        about=one.what.value,
        change=change,
        because=f"the auditor found: {one.says}",
        due_at=now,
        urgency=urgency(Kind.ESCALATION if one.what is What.LOW else Kind.REPAIR, tier, one.level),
        reasons={"what": one.what.value, "level": one.level, "age_seconds": one.age.total_seconds()},
    )


def _level_marks(level: int, desk: Desk) -> Change:
    tag = frozenset({f"escalation_level_{level}"}) if level else frozenset()
    return Change(add_tags=tag, remove_tags=level_tags(desk, keep=level), level=level)


def _shown(ticket: Ticket) -> Tier | None:
    """Return the tier a ticket shows, its field's first, of several tags the gravest."""
    return ticket.tier_field or max((tier for tier in Tier if tier.tag in ticket.tags), default=None)


def _with(decision: Decision, effects: tuple[Effect, ...]) -> Decision:
    return replace(decision, effects=(*decision.effects, *effects))
