"""Indexes of the rows still to be done, for statements that went through all that was ever done."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add them; an older version that works beside this one only gains by them."""
    for name, table, column, rows in (
        ("inbox_pending_id", "inbox", "id", "state = 'pending'"),
        ("effect_unsent_ticket", "effect", "ticket_id", "state IN ('planned', 'sending')"),
        ("effect_failed", "effect", "state", "state = 'failed'"),
    ):
        where = sa.text(rows)
        op.create_index(name, table, [column], sqlite_where=where, postgresql_where=where)
