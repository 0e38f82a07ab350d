"""
Brings a database's schema to the newest revision.

Migrations only add: an older version goes on working on a newer schema, which is what a rolling deployment and a
return to the last version need (docs/decisions/0019).
"""

import logging
import re
from typing import Final

import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

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
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with engine.begin() as connection:
        _take_turns(connection)
        if _is_ahead(connection, ScriptDirectory.from_config(config)):
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return  # SQLite: the lock beside the file was taken before
    usual = connection.exec_driver_sql("SHOW lock_timeout").scalar()
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT}'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATIONS_LOCK})
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{usual}'")


def _is_ahead(connection: Connection, scripts: ScriptDirectory) -> bool:
    """Whether a newer version has been here; raises `UnknownRevision` for one that is none of ours."""
    found = MigrationContext.configure(connection).get_current_revision()
    newest = scripts.get_current_head() or ""
    if found is None or any(script.revision == found for script in scripts.walk_revisions()):
        return False
    if re.fullmatch(r"\d{4}", found) and found > newest:
        log.warning(
            "the database is ahead of this version, which goes on without its news", database=found, ours=newest
        )
        return True
    raise UnknownRevision(f"its schema has the unknown revision {found}; is it another program's?")
