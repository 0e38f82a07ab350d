"""Builders for the values that rules speak about; every part can be overridden by keyword."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from app.rules.contact import Contact
from app.rules.desk import Conversation, Desk, Prior, Requester
from app.rules.effect import Kind
from app.rules.ladder import Epoch, Ladder
from app.rules.notices import Notices
from app.rules.policy import Policy
from app.rules.record import Record
from app.rules.ticket import Comment, Form, Priority, Status, Ticket, Tier

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PARTNER, AGENT, SERVICE = 500, 10, 1

HOWTO = ("How do I reset a voicemail password?", "Where in the portal can I reset it? All else works fine.")
OUTAGE = ("All phones down", "All 22 phones at Bright Molar are down since 06:00, no inbound or outbound calls.")
FAULT = ("3 of 400 phones have one-way audio", "We swapped handsets and cables, no change.")
VAGUE = ("problem again", "same as last time")
THANKS = ("Thank you!", "Thanks a lot for the quick help yesterday.")


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The shipped policy, loaded once."""
    return Policy.shipped()


def a_desk(**more: Any) -> Desk:
    """The rules as shipped, with a contact for the first two levels and without the watch on first responses."""
    values: dict[str, Any] = {
        "policy": policy(),
        "ladder": Ladder(tuple(timedelta(hours=hours) for hours in (4, 8, 10, 12))),
        "notices": Notices("Partner Support"),
        "priorities": {Tier.ONE: Priority.LOW, Tier.TWO: Priority.HIGH, Tier.THREE: Priority.URGENT},
        "contacts": {1: Contact(name="Ana", assignee="ana@example.com"), 2: Contact(name="Ben", group="Escalation")},
        "review_group": "Review",
        # Conversations of most tests hold nobody's answer; what follows from that is tested by itself.
        "off": frozenset({Kind.FIRST_RESPONSE}),
    }
    return Desk(**(values | more))


def a_ticket(words: tuple[str, str] = FAULT, **more: Any) -> Ticket:
    """An unsolved ticket of a partner's, opened just now."""
    values: dict[str, Any] = {
        "id": 42,
        "subject": words[0],
        "description": words[1],
        "status": Status.NEW,
        "priority": None,
        "tags": frozenset(),
        "created_at": NOW,
        "updated_at": NOW,
        "requester_id": PARTNER,
        "submitter_id": PARTNER,
        "assignee_id": None,
        "group_id": None,
        "organization_id": 7,
        "tier_field": None,
        "level_field": None,
        "form": Form(),
        "read_at": NOW,
    }
    return Ticket(**(values | more))


def a_record(**more: Any) -> Record:
    """What is known of a triaged, acknowledged Tier II ticket."""
    values: dict[str, Any] = {
        "ticket_id": 42,
        "epoch": Epoch(1, NOW),
        "status": Status.NEW,
        "tier": Tier.TWO,
        "tier_mark": Tier.TWO,
        "tags": frozenset({"tier_2"}),
        "partner": "Acme",
        "seen_updated_at": NOW,
        "level_mark": 0,
    }
    return Record(**(values | more))


def said(*words: str, author: int = PARTNER, at: datetime | None = None, public: bool = True) -> Conversation:
    """A conversation: the description, then what somebody said."""
    moment = at or NOW + timedelta(minutes=10)
    comments = [Comment(1, PARTNER, "description", True, NOW)]
    comments += [Comment(n, author, word, public, moment) for n, word in enumerate(words, start=2)]
    return Conversation(tuple(comments), frozenset({AGENT, SERVICE}))


NOBODY = Conversation()
ACME = Requester("Acme")
NOTHING_BEFORE = Prior()


def kinds(decision: Any) -> list[Kind]:
    """The kinds of a decision's effects, in order."""
    return [effect.kind for effect in decision.effects]


def changed(values: Mapping[str, Any]) -> dict[str, Any]:
    """A ticket change, newer than what is known."""
    return {"updated_at": NOW + timedelta(minutes=10), "status": Status.OPEN, "tags": frozenset({"tier_2"})} | dict(
        values
    )
