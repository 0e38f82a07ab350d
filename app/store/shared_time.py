"""The clock that all replicas share: the database server's, where there is a server."""

from datetime import datetime

from sqlalchemy import Connection, func, select


def shared_now(connection: Connection) -> datetime | None:
    """Return the server's present moment, or None where the database is a file of this machine's."""
    if connection.dialect.name == "sqlite":
        return None
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment
