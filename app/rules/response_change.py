"""
What a change of the first response's settings means for an open ticket: another look at it, and nothing else by itself.

Switched on, the tickets that are open already are watched like those that come (policy: tier2.action.expectations),
but for those whose time was over long before: nobody is helped by the mark of a promise that nobody watched then, and
each would cost a reading. Switched off, a look that would only have been for this is saved.
"""

from dataclasses import replace
from datetime import datetime

from app.rules.desk import Desk
from app.rules.effect import Kind
from app.rules.record import Record
from app.rules.response import is_promised, next_look_at

RULE = "response-changed"


def promise(desk: Desk) -> str:
    """Return the name of the settings by which looks for a first response are worked out; `off` for none."""
    if Kind.FIRST_RESPONSE in desk.off:
        return "off"
    return f"{desk.first_response_warning.total_seconds():g}/{desk.first_response.total_seconds():g}"


def watched(record: Record, desk: Desk, now: datetime) -> Record:
    """
    Return the record of a ticket that owes a first response with the look that `desk` asks for.

    One whose time was over for as long as the promise itself lasts keeps what it has, mostly none.
    """
    if not is_promised(record) or record.responded_at is not None:
        return record
    look_at = next_look_at(record, desk)
    oldest = oldest_watched(desk, now)
    is_long_over = oldest is not None and record.epoch.started_at < oldest
    return record if look_at is not None and is_long_over else replace(record, look_at=look_at)


def oldest_watched(desk: Desk, now: datetime) -> datetime | None:
    """Return the start of the oldest opening that `watched` gives a look, or None: it only takes looks away."""
    return None if promise(desk) == "off" else now - 2 * desk.first_response


def told(record: Record) -> str:
    """Return what the decision log says of a record that `watched` has changed."""
    if record.look_at is None:
        return "the settings of first responses changed: the ticket is not read again for one"
    return (
        f"the settings of first responses changed: the ticket is read again at {record.look_at:%Y-%m-%d %H:%M:%S} UTC"
    )
