"""The decision log names the rule that decided, and what was not planned and why."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; rows from before have no rule of their own and nothing withheld."""
    with op.batch_alter_table("decision") as table:
        table.add_column(sa.Column("rule", sa.String(length=60), server_default="", nullable=False))
        table.add_column(sa.Column("withheld", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
