"""
Whose turn it is with work that one replica at a time shall do, in the `cursor` table.

A turn saves calls, it guards nothing: two at once are harmless, so a holder that was paused beyond its time needs no
fencing. Times are the clock's that all replicas share.
"""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from app.store import cursors
from app.store.schema import cursor


def take(connection: Connection, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take, or keep, the turn until `now + length`; return False while somebody else has it."""
    row = connection.execute(select(cursor.c.value).where(cursor.c.name == name).with_for_update()).scalar()
    held = json.loads(row) if row else {}
    # An end far in the future was written before the clock was set back.
    others = held.get("holder") not in (None, holder)
    if others and now < datetime.fromisoformat(held["until"]) <= now + 2 * length:
        return False
    cursors.put(connection, name, json.dumps({"holder": holder, "until": (now + length).isoformat()}), now)
    return True


def give_back(connection: Connection, name: str, holder: str, now: datetime) -> None:
    """End the turn early, where it is still ours."""
    row = connection.execute(select(cursor.c.value).where(cursor.c.name == name).with_for_update()).scalar()
    if row and json.loads(row).get("holder") == holder:
        cursors.put(connection, name, json.dumps({"holder": None, "until": now.isoformat()}), now)
