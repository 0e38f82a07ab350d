"""First responses, requesters, disputes and their outcomes, notifications, and storms of one carrier or region."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is new; nothing that an older version reads or writes is touched."""
    for column in (
        sa.Column("look_at", TIME, nullable=True),
        sa.Column("refuse_at", TIME, nullable=True),
        sa.Column("response_level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("asks", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("asked_at", TIME, nullable=True),
        sa.Column("responded_at", TIME, nullable=True),
        sa.Column("locale", sa.String(length=20), nullable=True),
        sa.Column("requester_id", sa.BigInteger(), nullable=True),
        sa.Column("requester", sa.String(length=300), nullable=True),
        sa.Column("missing", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("ladder", sa.String(length=200), nullable=True),
        sa.Column("storm", sa.String(length=120), nullable=True),
        sa.Column("problem_id", sa.BigInteger(), nullable=True),
        sa.Column("disputed_at", TIME, nullable=True),
        sa.Column("dispute_outcome", sa.String(length=12), nullable=True),
        sa.Column("dispute_settled_at", TIME, nullable=True),
        sa.Column("dispute_settled_by", sa.BigInteger(), nullable=True),
    ):
        op.add_column("ticket", column)
    _partial_index("ticket_look", "ticket", "look_at", "look_at IS NOT NULL")
    op.create_table(
        "notification",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="planned", nullable=False),
        sa.Column("planned_at", TIME, nullable=False),
        sa.Column("not_before", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("token", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    _partial_index("notification_untold", "notification", "not_before", "state IN ('planned', 'sending')")
    op.create_table(
        "storm",
        sa.Column("id", ID, nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("opened_at", TIME, nullable=False),
        sa.Column("newest_at", TIME, nullable=False),
        sa.Column("problem_id", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_before", TIME, nullable=True),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("token", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    _partial_index("storm_open", "storm", "scope", "ended_at IS NULL", unique=True)


def _partial_index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, [column], unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
