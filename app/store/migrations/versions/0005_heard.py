"""How many public comments of a ticket have been heard, so that none are read where none have come."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of rows from before, and of those an older version adds, nobody knows the number."""
    op.add_column("ticket", sa.Column("heard", sa.Integer(), nullable=True))
