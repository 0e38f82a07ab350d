"""
What a change of the ladder's settings means for an open ticket: another due time, and nothing else by itself.

A level once reached stays, whatever the new thresholds say (the ladder never lowers one); what is due by them is
climbed by the next tick, with its note, like any other step.
"""

from dataclasses import replace
from datetime import datetime

from app.rules.decision import Decision
from app.rules.ladder import Ladder
from app.rules.observation import on_ladder
from app.rules.record import Record

RULE = "ladder-changed"


def moved(record: Record, ladder: Ladder, now: datetime) -> Decision:
    """
    Return the decision that brings an open ticket under `ladder`; it is on record only where the due time moves.

    A status that pauses from now on has paused since the ticket was last changed, as far as is known; one that pauses
    no more lets the clock run on from now.
    """
    is_paused = record.status in ladder.pause_statuses
    epoch = record.epoch.pause(record.seen_updated_at or now) if is_paused else record.epoch.resume(now)
    after = on_ladder(replace(record, epoch=epoch), ladder)
    if after.next_due_at == record.next_due_at:
        return Decision(after, "the ladder's settings changed, and this ticket's next level stays", rule=RULE)
    return Decision(after, f"the ladder's settings changed: {_next(record, after)}", rule=RULE, is_look=True)


def _next(before: Record, after: Record) -> str:
    level = before.level + 1
    if after.next_due_at is None:
        return f"no next level instead of level {level} at {_moment(before.next_due_at)}"
    if before.next_due_at is None:
        return f"next level {level} at {_moment(after.next_due_at)}, where none was to come"
    return f"next level {level} at {_moment(after.next_due_at)} instead of {_moment(before.next_due_at)}"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "no time"
