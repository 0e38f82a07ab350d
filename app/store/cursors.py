"""Small named values that must survive a restart: export cursors, Zendesk's pauses."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from app.store.schema import cursor

EXPORT_REACHED: Final = "reconcile-reached"


def get(connection: Connection, name: str) -> str | None:
    """Return the stored value, or None."""
    return connection.execute(select(cursor.c.value).where(cursor.c.name == name)).scalar()


def noted_at(connection: Connection, name: str) -> datetime | None:
    """Return when the value was last stored, or None."""
    return connection.execute(select(cursor.c.updated_at).where(cursor.c.name == name)).scalar()


def put(connection: Connection, name: str, value: str, now: datetime) -> None:
    """Store `value` under `name`, replacing what was there."""
    maker = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = maker(cursor).values(name=name, value=value, updated_at=now)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[cursor.c.name], set_={"value": value, "updated_at": now})
    )


def sweep(connection: Connection, prefix: str, before: datetime) -> None:
    """Delete the values whose names begin with `prefix` and which were stored before then."""
    connection.execute(cursor.delete().where(cursor.c.name.startswith(prefix), cursor.c.updated_at < before))


def export_reached(connection: Connection) -> datetime | None:
    """Return up to when changes were read from Zendesk's export (Zendesk's time), None before the first page."""
    told = get(connection, EXPORT_REACHED)
    return datetime.fromisoformat(told) if told is not None else None
