"""A database of either kind, and deliveries to put into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.clock import FakeClock
from app.rules.effect import Change, Effect, Kind
from app.store.database import Database
from app.zendesk.events import Delivery
from tests.blank import lay

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@contextmanager
def opened(where: str | Path) -> Iterator[Database]:
    """The database at a URL, or in a new file in a folder; closed in the end."""
    url = where if isinstance(where, str) else f"sqlite:///{where / 'tierline.db'}"
    if isinstance(where, Path):
        lay(where / "tierline.db")
    database = Database.open(url, answer_seconds=60)  # the deadline has tests of its own; others may be slow
    try:
        yield database
    finally:
        database.close()


def a_delivery(number: int, ticket_id: Any = 42, **more: Any) -> Delivery:
    """A trigger's delivery with an invocation id of its own."""
    values: dict[str, Any] = {
        "source": "ticket-updated",
        "ticket_id": ticket_id,
        "event_type": "updated",
        "invocation_id": f"invocation-{number}",
        "event_id": None,
        "webhook_id": "webhook",
        "actor_id": 500,
        "occurred_at": NOW,
        "body": "{}",
        "received_at": NOW,
        "request_id": f"request-{number}",
    }
    return Delivery(**(values | more))


def an_effect(ticket_id: int = 42, kind: Kind = Kind.TRIAGE, **more: Any) -> Effect:
    """An effect that adds a tag."""
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "epoch": 1,
        "kind": kind,
        "level": 0,
        "change": Change(add_tags=frozenset({"tier_2"})),
        "because": "a test",
        "due_at": NOW,
        "urgency": 100,
    }
    return Effect(**(values | more))


def a_clock() -> FakeClock:
    """A clock that stands at nine."""
    return FakeClock(NOW)
