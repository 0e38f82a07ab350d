"""
Turns at a ticket: of several replicas that are claiming at this moment, one at a time looks at a ticket.

A row that arrives between two looks of a replica could else be claimed beside its elder by another one. The turn is an
advisory lock of PostgreSQL that ends with the short claiming transaction; what lasts is the lease in the rows. With
SQLite there is one writer, and every turn is ours.
"""

from typing import Final

from sqlalchemy import Connection, func, select

EVENTS: Final = 1
EFFECTS: Final = 2

OTHERS_TURNS: Final = 4
"""How many times as many tickets as wanted are looked at, since others may be at the first ones just now."""


def take(connection: Connection, what: int, ticket_id: int | None) -> bool:
    """Take the turn at a ticket's events or effects until the transaction ends; False when another replica has it."""
    if connection.dialect.name != "postgresql":
        return True
    key = (((ticket_id or 0) << 2) | what) & 0x3FFF_FFFF_FFFF_FFFF
    return bool(connection.execute(select(func.pg_try_advisory_xact_lock(key))).scalar_one())
