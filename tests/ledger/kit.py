"""A partner's past, as the service would have stored it: tickets, and effects that ended."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from app.ledger.entry import Cited, Dispute, Entry
from app.ledger.month import Month
from app.rules.effect import Effect, Kind
from app.rules.ladder import Epoch
from app.rules.ticket import Status, Tier
from app.rules.verdict import Action, Evidence, Verdict
from app.store import effects, tickets
from app.store.effects import State
from app.store.schema import effect as table
from tests.rules.kit import a_record
from tests.store.kit import an_effect

NOVEMBER = Month(2026, 11, ZoneInfo("UTC"))
MIDDLE = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
WORDS = "reset a voicemail password"
VERDICT = Verdict(
    Tier.ONE,
    Action.REFUSE,
    0.97,
    "administration",
    "a password question, which the partner's access covers",
    (Evidence("tier1.action.examples", WORDS, "subject", 9, 35),),
)


def an_entry(**more: Any) -> Entry:
    """A refusal that nobody disputed."""
    values: dict[str, Any] = {
        "ticket_id": 42,
        "key": "42:0:refusal:0",
        "refused_at": MIDDLE,
        "partner": "Acme",
        "requester": "Kim Lee",
        "requester_id": 500,
        "cited": (Cited("tier1.action.examples", WORDS, "subject"),),
        "because": "Tier I: a password question, which the partner's access covers",
        "dispute": Dispute.NONE,
        "disputed_at": None,
        "settled_at": None,
        "settled_by": None,
        "tier_now": Tier.ONE,
        "audit_id": 9001,
    }
    return Entry(**(values | more))


def a_refusal(ticket_id: int = 42, reasons: Mapping[str, Any] | None = None, **more: Any) -> Effect:
    """The effect that refuses a ticket."""
    because = f"Tier I: {VERDICT.because}"
    values = {"because": because, "reasons": reasons or VERDICT.as_json()}
    return an_effect(ticket_id, Kind.REFUSAL, **(values | more))


def keep(
    connection: Connection,
    wanted: Effect,
    ended_at: datetime | None,
    state: State = State.DONE,
    audit_id: int | None = None,
) -> None:
    """Store an effect that ended at a moment, or that has not ended."""
    effects.plan(connection, wanted, wanted.due_at, wanted.due_at)
    ending = {"state": state.value, "ended_at": ended_at, "audit_id": audit_id}
    connection.execute(update(table).where(table.c.key == wanted.key).values(ending))


def know(connection: Connection, ticket_id: int = 42, **more: Any) -> None:
    """Store what is known of a ticket of Acme's, opened in the middle of November."""
    values: dict[str, Any] = {
        "ticket_id": ticket_id,
        "epoch": Epoch(1, MIDDLE),
        "requester": "Kim Lee",
        "requester_id": 500,
    }
    assert tickets.save(connection, a_record(**(values | more)), 0)


def know_refused(connection: Connection, ticket_id: int = 42, at: datetime = MIDDLE, **more: Any) -> None:
    """Store a ticket that was refused, with its refusal."""
    values: dict[str, Any] = {"tier": Tier.ONE, "status": Status.SOLVED, "refused_at": at, "epoch": Epoch(1, at)}
    values |= {"tags": frozenset({"tier_1", "tier_refused"})}
    know(connection, ticket_id, **(values | more))
    keep(connection, a_refusal(ticket_id), at, audit_id=9000 + ticket_id)


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)
