"""
The tables. SQLAlchemy Core, the same for SQLite and PostgreSQL; changes go through `migrations/`.

Rows are small and few kinds of them grow: `inbox` is swept by housekeeping; `decision` and `effect` are history.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    literal_column,
    text,
)
from sqlalchemy.types import BigInteger

metadata = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out: SQLite forgets the zone, so it is repaired here for everybody."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they are a bug at the caller's."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r} on its way to the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Id = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only for INTEGER."""

_PENDING = text("state = 'pending'")
_PARKED = text("state = 'parked'")
_ENDED = text("ended_at IS NOT NULL")

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(20), nullable=False),
    Column("ticket_id", BigInteger),
    Column("event_type", String(100), nullable=False),
    Column("invocation_id", String(200)),
    Column("event_id", String(200)),
    Column("actor_id", BigInteger),
    Column("occurred_at", UtcDateTime),
    Column("body", Text, nullable=False),
    Column("request_id", String(64), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False, server_default="pending"),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("available_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("token", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    sqlite_autoincrement=True,
)
# Only the rows still to be done are looked for; the indexes stay as small as the backlog.
Index("inbox_pending_id", inbox.c.id, sqlite_where=_PENDING, postgresql_where=_PENDING)
Index(
    "inbox_pending",
    inbox.c.available_at,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
Index(
    "inbox_pending_ticket",
    inbox.c.ticket_id,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
# What a delivery is recognised by. Most have only the one or the other, and an index costs nothing for a row it leaves
# out: this table is written once per webhook.
for _name in ("invocation_id", "event_id"):
    Index(
        f"inbox_{_name}",
        inbox.c[_name],
        unique=True,
        sqlite_where=text(f"{_name} IS NOT NULL"),
        postgresql_where=text(f"{_name} IS NOT NULL"),
    )
Index("inbox_ended", inbox.c.ended_at, sqlite_where=_ENDED, postgresql_where=_ENDED)
Index("inbox_parked", inbox.c.state, sqlite_where=_PARKED, postgresql_where=_PARKED)
# In these conditions no value is bound. Else a database cannot know that the index of just those rows serves a
# statement, and reads the whole table instead, or plans the statement anew for every value.
IS_PENDING = inbox.c.state == literal_column("'pending'")
IS_PARKED = inbox.c.state == literal_column("'parked'")

ticket = Table(
    "ticket",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("status", String(10), nullable=False),
    Column("tier", Integer),
    Column("tier_by_person", Boolean, nullable=False),
    Column("tier_mark", Integer),
    Column("epoch", Integer, nullable=False),
    Column("epoch_started_at", UtcDateTime, nullable=False),
    Column("paused_seconds", Float, nullable=False),
    Column("paused_since", UtcDateTime),
    Column("level", Integer, nullable=False),
    Column("level_mark", Integer),
    Column("next_due_at", UtcDateTime),
    Column("priority", String(10)),
    Column("assignee_id", BigInteger),
    Column("group_id", BigInteger),
    Column("tags", JSON, nullable=False),
    Column("hold", Boolean, nullable=False),
    Column("refused_at", UtcDateTime),
    Column("disputed", Boolean, nullable=False),
    Column("in_review", Boolean, nullable=False),
    Column("partner", String(300)),
    Column("seen_updated_at", UtcDateTime),
    Column("own_updated_at", UtcDateTime),
    Column("read_comment_id", BigInteger, nullable=False),
    Column("look_at", UtcDateTime),
    Column("refuse_at", UtcDateTime),
    Column("response_level", Integer, nullable=False, server_default="0"),
    Column("asks", Boolean, nullable=False, server_default=text("false")),
    Column("asked_at", UtcDateTime),
    Column("responded_at", UtcDateTime),
    Column("locale", String(20)),
    Column("requester_id", BigInteger),
    Column("requester", String(300)),
    Column("missing", JSON, nullable=False, server_default=text("'[]'")),
    Column("ladder", String(200)),
    Column("pauses", JSON, nullable=False, server_default=text("'[]'")),
    Column("storm", String(120)),
    Column("problem_id", BigInteger),
    Column("disputed_at", UtcDateTime),
    Column("dispute_outcome", String(12)),
    Column("dispute_settled_at", UtcDateTime),
    Column("dispute_settled_by", BigInteger),
    Column("heard", Integer),
)
# Work per tick grows with what is due, not with what is open.
Index(
    "ticket_due",
    ticket.c.next_due_at,
    sqlite_where=text("next_due_at IS NOT NULL"),
    postgresql_where=text("next_due_at IS NOT NULL"),
)
Index(
    "ticket_look",
    ticket.c.look_at,
    sqlite_where=text("look_at IS NOT NULL"),
    postgresql_where=text("look_at IS NOT NULL"),
)

effect = Table(
    "effect",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("epoch", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("change", JSON, nullable=False),
    Column("because", Text, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("unknown_outcome", Boolean, nullable=False, server_default=text("false")),
    Column("lease_until", UtcDateTime),
    Column("token", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    Column("audit_id", BigInteger),
    Column("outcome", Text),
    Column("job_id", String(128)),
    sqlite_autoincrement=True,
)
Index(
    "effect_unsent",
    effect.c.urgency,
    effect.c.due_at,
    sqlite_where=text("state IN ('planned', 'sending')"),
    postgresql_where=text("state IN ('planned', 'sending')"),
)
Index(
    "effect_unsent_ticket",
    effect.c.ticket_id,
    sqlite_where=text("state IN ('planned', 'sending')"),
    postgresql_where=text("state IN ('planned', 'sending')"),
)
_FAILED = text("state = 'failed'")
Index("effect_failed", effect.c.state, sqlite_where=_FAILED, postgresql_where=_FAILED)
IS_PLANNED = effect.c.state == literal_column("'planned'")
IS_SENDING = effect.c.state == literal_column("'sending'")
IS_UNSENT = effect.c.state.in_([literal_column("'planned'"), literal_column("'sending'")])
IS_FAILED = effect.c.state == literal_column("'failed'")

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("cause", String(40), nullable=False),
    Column("summary", Text, nullable=False),
    Column("rule", String(60), nullable=False, server_default=""),
    Column("verdict", JSON(none_as_null=True)),
    Column("effects", JSON, nullable=False),
    Column("withheld", JSON, nullable=False, server_default=text("'[]'")),
    sqlite_autoincrement=True,
)

cursor = Table(
    "cursor",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

gate = Table(
    "gate",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("quota", Integer),
    Column("blocked_until", UtcDateTime),
    Column("spent", JSON, nullable=False, server_default=text("'[]'")),
    Column("updated_at", UtcDateTime, nullable=False),
)

finding = Table(
    "finding",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("says", Text, nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("repaired_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("outcome", Text),
    sqlite_autoincrement=True,
)
# A difference is one row while it lasts, however often it is seen.
Index(
    "finding_open",
    finding.c.ticket_id,
    finding.c.what,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)

notification = Table(
    "notification",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("level", Integer, nullable=False, server_default="0"),
    Column("ticket_id", BigInteger),
    Column("target", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(12), nullable=False, server_default="planned"),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", UtcDateTime),
    Column("token", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    Column("outcome", Text),
    sqlite_autoincrement=True,
)
_UNTOLD = text("state IN ('planned', 'sending')")
Index("notification_untold", notification.c.not_before, sqlite_where=_UNTOLD, postgresql_where=_UNTOLD)

storm = Table(
    "storm",
    metadata,
    Column("id", Id, primary_key=True),
    Column("scope", String(120), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("newest_at", UtcDateTime, nullable=False),
    Column("problem_id", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("token", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    Column("outcome", Text),
    sqlite_autoincrement=True,
)
# One storm of a carrier or region at a time, however many replicas see it rise.
Index(
    "storm_open",
    storm.c.scope,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
