"""
Brings a database's schema to the newest revision.

Migrations only add: an older version goes on working on a newer schema, which is what a rolling deployment and a
return to the last version need (docs/decisions/0019).
"""

import logging
import re
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

OLDEST: Final = "0001"
NEWEST: Final = "0006"
"""The first and the last of the migrations, which are numbered without a gap."""

MIGRATIONS_LOCK: Final = 0x7469_6572_6C69_6E65
"""The advisory lock of this step: the word "tierline" as a number, out of reach of those that tickets use."""
WAIT: Final = "60s"
"""How long a replica waits for the one that migrates; tables are waited for as briefly as ever."""


class UnknownRevision(SQLAlchemyError):
    """The schema is neither one of ours nor one that can follow them."""


def upgrade(engine: Engine) -> None:
    """
    Migrate to the newest revision, in one transaction; a database that is ahead of this version is left as it is.

    Replicas that start together do so one after another; the lock ends with the transaction.
    """
    with engine.begin() as connection:
        _take_turns(connection)
        found = _revision(connection)
        if found == NEWEST or _is_ahead(found):
            return
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    # Imported for the few starts that migrate: it is a tenth of the time that all the others take.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    config.attributes["connection"] = connection
    logging.getLogger("alembic").setLevel(logging.WARNING)
    command.upgrade(config, NEWEST)


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return  # SQLite: the lock beside the file was taken before
    usual = connection.exec_driver_sql("SHOW lock_timeout").scalar()
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATIONS_LOCK})
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{usual}'")


def _revision(connection: Connection) -> str | None:
    """Return the revision of the schema; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _is_ahead(found: str | None) -> bool:
    """Whether a newer version has been here; raises `UnknownRevision` for one that is none of ours."""
    if found is None:
        return False
    if not re.fullmatch(r"\d{4}", found) or found < OLDEST:
        raise UnknownRevision(f"its schema has the unknown revision {found}; is it another program's?")
    if found > NEWEST:
        log.warning(
            "the database is ahead of this version, which goes on without its news", database=found, ours=NEWEST
        )
    return found > NEWEST
