"""Brings a database's schema to the newest revision."""

import logging

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Migrate to the newest revision, in one transaction."""
    config = Config()
    config.set_main_option("script_location", "app.store:migrations")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
