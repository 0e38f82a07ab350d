"""Looks into the database beside a running service: read-only, without its lock, changing nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.database_address import is_shared, shown
from app.errors import StoreUnavailable
from app.store import postgres, sqlite
from app.store.engines import cause_of

UNDEFINED = frozenset({"42P01", "42703"})
"""PostgreSQL knows no such table, or no such column."""


def open_reader(url: str) -> Engine | None:
    """Return an engine that only reads, beside running services; None where there is no database yet."""
    return postgres.open_reader(url) if is_shared(url) else sqlite.open_reader(url)


@contextmanager
def looking_into(url: str) -> Iterator[Connection]:
    """
    Lend a read-only connection to the database at `url`.

    Raises `StoreUnavailable` when there is none, or when it cannot be read, as one of an older version cannot.
    """
    engine = open_reader(url)
    if engine is None:
        raise StoreUnavailable(f"DATABASE_URL: there is no database at {url} yet; has the service run here?")
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, sqlite3.Error) as exc:
        cause = cause_of(exc)
        is_older = "no such" in cause or getattr(getattr(exc, "orig", None), "sqlstate", None) in UNDEFINED
        hint = "; start the service once, which brings it up to date" if is_older else ""
        raise StoreUnavailable(f"DATABASE_URL: the database at {shown(url)} cannot be read: {cause}{hint}.") from exc
    finally:
        engine.dispose()
