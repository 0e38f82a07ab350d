"""Looks into the database beside a running service: read-only, without its lock, changing nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.errors import StoreUnavailable
from app.store.sqlite import open_reader


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
        cause = exc.orig if isinstance(exc, DBAPIError) else exc
        hint = "; start the service once, which brings it up to date" if "no such" in str(cause) else ""
        raise StoreUnavailable(f"DATABASE_URL: the database at {url} cannot be read: {cause}{hint}.") from exc
    finally:
        engine.dispose()
