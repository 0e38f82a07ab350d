"""
Turns at a ticket: of several replicas that are claiming at this moment, one at a time looks at a ticket.

A row that arrives between two looks of a replica could else be claimed beside its elder by another one. The turn is an
advisory lock of PostgreSQL that ends with the short claiming transaction; what lasts is the lease in the rows. With
SQLite there is one writer, and every turn is ours.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Connection, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

EVENTS: Final = 1
EFFECTS: Final = 2

OTHERS_TURNS: Final = 4
"""How many times as many tickets as wanted are looked at, since others may be at the first ones just now."""


def take(connection: Connection, what: int, ticket_ids: Sequence[int | None]) -> list[int | None]:
    """Take the turns at these tickets' events or effects until the transaction ends; return those that were free."""
    if connection.dialect.name != "postgresql":
        return list(ticket_ids)
    keys = {_key(what, ticket_id): ticket_id for ticket_id in ticket_ids}
    wanted = func.unnest(cast(list(keys), ARRAY(BigInteger))).column_valued("turn")
    answers = connection.execute(select(wanted, func.pg_try_advisory_xact_lock(wanted)))
    free = {keys[key] for key, is_ours in answers if is_ours}
    return [ticket_id for ticket_id in ticket_ids if ticket_id in free]


def _key(what: int, ticket_id: int | None) -> int:
    return (((ticket_id or 0) << 2) | what) & 0x3FFF_FFFF_FFFF_FFFF
