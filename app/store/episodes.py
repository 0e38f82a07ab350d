"""The present time of ill health, one row in the `cursor` table that all replicas share, and what people are told."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from app.rules.audience import Audience
from app.rules.episode import Episode, follow
from app.rules.notification import healthy, unhealthy
from app.store import cursors, notifications
from app.store.schema import cursor

NAME: Final = "unhealthy"


def present(connection: Connection) -> Episode | None:
    """Return the episode under way, or None."""
    return _episode(cursors.get(connection, NAME))


def look(connection: Connection, broken: Sequence[str], audience: Audience, now: datetime) -> None:
    """
    Store one look at the promises, `broken` in the words of the health report, and plan what people are told.

    Looks of several replicas come one after the other; the keys of the messages hold the time the episode began.
    """
    row = select(cursor.c.value).where(cursor.c.name == NAME).with_for_update()
    known = _episode(connection.execute(row).scalar())
    episode = follow(known, is_ready=not broken, now=now)
    if episode == known:
        return
    cursors.put(connection, NAME, json.dumps(episode.as_json() if episode else None), now)
    if episode is None and known is not None and known.is_told:
        notifications.plan(connection, healthy(known.began_at, now, audience), now)
    elif episode is not None and episode.is_told and not (known is not None and known.is_told):
        notifications.plan(connection, unhealthy(episode.began_at, broken, audience), now)


def adopt(connection: Connection, told: Episode, now: datetime) -> None:
    """
    Make a time of ill health, of which people were told without the store, the one that all replicas share.

    Each replica tells of it alone, and all of its end together: not before every promise has been kept for a minute.
    """
    row = select(cursor.c.value).where(cursor.c.name == NAME).with_for_update()
    known = _episode(connection.execute(row).scalar())
    began_at = min(known.began_at, told.began_at) if known is not None else told.began_at
    cursors.put(connection, NAME, json.dumps(Episode(began_at, now, is_told=True).as_json()), now)


def _episode(value: str | None) -> Episode | None:
    document = json.loads(value) if value else None
    return Episode.from_json(document) if document else None
