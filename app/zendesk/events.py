"""
What webhooks say: raw bytes become a `Delivery`, and a native event's snapshot becomes a ticket or a comment.

At the door only what the inbox needs is checked; the rest may be new to us and is stored as it came. Whatever the
bytes are, the only exception is `InvalidPayload`, and its sentence never repeats them.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Literal, TypeVar

from app.errors import InvalidPayload
from app.rules.ticket import Comment, Form, Priority, Status, Ticket
from app.zendesk.storable import storable

E = TypeVar("E", bound=StrEnum)

Source = Literal["ticket-created", "ticket-updated", "events", "reconcile", "audit", "clock"]
TriggerSource = Literal["ticket-created", "ticket-updated"]

TEMPLATE_VERSION: Final = 1
"""Value of `tierline` in the trigger bodies that this version ships (trigger_bodies.json)."""

TYPE_PREFIX: Final = "zen:event-type:"
TICKET_PREFIX: Final = TYPE_PREFIX + "ticket."
CREATED: Final = TICKET_PREFIX + "created"
NATIVE_TYPES: Final = frozenset(
    TICKET_PREFIX + name
    for name in (
        "agent_assignment_changed",
        "attachment_linked_to_comment",
        "attachment_redacted_from_comment",
        "brand_changed",
        "comment_added",
        "comment_made_private",
        "comment_redacted",
        "created",
        "csat_received",
        "csat_requested",
        "custom_field_changed",
        "custom_status_changed",
        "description_changed",
        "email_ccs_changed",
        "external_id_changed",
        "followers_changed",
        "form_changed",
        "group_assignment_changed",
        "marked_as_spam",
        "merged",
        "next_sla_breach_changed",
        "ola_policy_changed",
        "organization_changed",
        "permanently_deleted",
        "priority_changed",
        "problem_link_changed",
        "requester_changed",
        "schedule_changed",
        "sla_policy_changed",
        "soft_deleted",
        "status_changed",
        "subject_changed",
        "submitter_changed",
        "tags_changed",
        "task_due_at_changed",
        "type_changed",
        "undeleted",
    )
)
"""The 37 ticket events of schema 2022-11-06; there is no "ticket.updated"."""

_COMMENT_ADDED: Final = TICKET_PREFIX + "comment_added"
_ENDINGS: Final = frozenset(TICKET_PREFIX + name for name in ("marked_as_spam", "permanently_deleted", "soft_deleted"))
"""Types after which the ticket is gone, whatever status its last snapshot shows."""

_STATUSES: Final = {status.name: status for status in Status} | {
    "ARCHIVED": Status.DELETED,
    "SCRUBBED": Status.DELETED,
}
_PRIORITIES: Final = {priority.name: priority for priority in Priority}

LARGEST_ID: Final = 2**63 - 1
DEEPEST: Final = 32
"""Levels of nesting accepted; Zendesk's own events have five."""

_ID: Final = re.compile(r"[0-9]{1,19}")
_SYSTEM_USER: Final = "-1"
_TICKET_SUBJECT: Final = re.compile(r"zen:ticket:([0-9]{1,19})")
_TYPE: Final = re.compile(r"zen:event-type:[A-Za-z0-9_.:-]{1,84}")
_OPAQUE: Final = re.compile(r"[!-~]{1,120}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_YEARS: Final = range(1970, 2200)
"""No ticket is from another year, and sums with it would leave the calendar."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a delivery besides its body."""

    invocation_id: str | None
    webhook_id: str | None
    received_at: datetime
    """The host's time."""
    request_id: str


REQUEST_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as the inbox stores it."""

    source: Source
    ticket_id: int | None
    """None for an event that is about no ticket."""
    event_type: str
    """`created` or `updated` for triggers, the full native type for events."""
    invocation_id: str | None
    """Zendesk's header; the same for each attempt to deliver one invocation. Not covered by the signature."""
    event_id: str | None
    """The native event's own id; None for triggers."""
    webhook_id: str | None
    actor_id: int | None
    """Who acted: a user's id, -1 for Zendesk's own machinery, None where the event does not say."""
    occurred_at: datetime | None
    """The ticket's `updated_at` (triggers) or the event's time, by Zendesk's clock."""
    body: str
    received_at: datetime
    request_id: str


def noticed(
    source: Source, ticket_id: int, event_type: str, mark: str, occurred_at: datetime, received_at: datetime
) -> Delivery:
    """Return an event of our own making: something on the ticket asks for a look. `mark` makes it one of its kind."""
    return Delivery(
        source=source,
        ticket_id=ticket_id,
        event_type=event_type,
        invocation_id=None,
        event_id=mark,
        webhook_id=None,
        actor_id=None,
        occurred_at=occurred_at,
        body="{}",
        received_at=received_at,
        request_id=mark.replace(":", "-")[:REQUEST_ID_LENGTH],
    )


# --- at the door ----------------------------------------------------------------------------------------------------


def parse_trigger(source: TriggerSource, raw: bytes, arrival: Arrival) -> Delivery:
    """
    Return the delivery of a trigger-connected webhook, whose body is our own template filled in.

    Only `ticket_id` is indispensable: placeholders may come out empty, and admins may add keys.
    """
    text, body = _decoded(raw)
    version = body.get("tierline", TEMPLATE_VERSION)
    if version not in (TEMPLATE_VERSION, str(TEMPLATE_VERSION)) or isinstance(version, bool):
        msg = f"Only version {TEMPLATE_VERSION} of the trigger body is known here: copy it from docs/zendesk-setup.md."
        raise InvalidPayload(msg)
    if body.get("event", "created") not in ("created", "updated"):
        msg = 'The key "event" must be created or updated.'
        raise InvalidPayload(msg)
    created_at = _optional_moment(body.get("created_at"), "created_at")
    updated_at = _optional_moment(body.get("updated_at"), "updated_at")
    return Delivery(
        source=source,
        ticket_id=_trigger_ticket_id(body),
        event_type=source.removeprefix("ticket-"),
        invocation_id=arrival.invocation_id,
        event_id=None,
        webhook_id=arrival.webhook_id,
        actor_id=_actor(body.get("actor_id")),
        occurred_at=updated_at or created_at,
        body=text,
        received_at=arrival.received_at,
        request_id=arrival.request_id,
    )


def parse_event(raw: bytes, arrival: Arrival) -> Delivery:
    """
    Return the delivery of a native event.

    Types we do not know are accepted, so that they are seen and ignored with a reason; events about users and
    organizations have no `ticket_id`.
    """
    text, body = _decoded(raw)
    event_type = body.get("type")
    if not isinstance(event_type, str) or not _TYPE.fullmatch(event_type):
        msg = f'An event needs a "type" that begins with {TYPE_PREFIX}.'
        raise InvalidPayload(msg)
    event_id = body.get("id")
    if not isinstance(event_id, str) or not _OPAQUE.fullmatch(event_id):
        msg = 'An event needs an "id" of 1 to 120 characters without blanks.'
        raise InvalidPayload(msg)
    occurred_at = _optional_moment(body.get("time"), "time")
    if occurred_at is None:
        msg = 'An event needs a "time" such as 2026-11-24T09:00:00.123456789Z.'
        raise InvalidPayload(msg)
    detail = _detail(body, event_type)
    return Delivery(
        source="events",
        ticket_id=_event_ticket_id(body, detail, event_type),
        event_type=event_type,
        invocation_id=arrival.invocation_id,
        event_id=event_id,
        webhook_id=arrival.webhook_id,
        actor_id=_actor(detail.get("actor_id")),
        occurred_at=occurred_at,
        body=text,
        received_at=arrival.received_at,
        request_id=arrival.request_id,
    )


def is_known(event_type: str) -> bool:
    """Return whether a type, native or `created` or `updated`, has a meaning for us."""
    return event_type in NATIVE_TYPES or event_type in ("created", "updated")


def _trigger_ticket_id(body: Mapping[str, Any]) -> int:
    ticket_id = _reference(body.get("ticket_id"))
    if ticket_id is None:
        msg = (
            'The key "ticket_id" must hold the ticket\'s number: its placeholder is {{ticket.id}}, in quotation marks.'
        )
        raise InvalidPayload(msg)
    return ticket_id


def _detail(body: Mapping[str, Any], event_type: str) -> Mapping[str, Any]:
    detail, event = body.get("detail"), body.get("event")
    if event_type in NATIVE_TYPES and not (isinstance(detail, dict) and isinstance(event, dict)):
        msg = 'A ticket event needs the objects "detail" and "event".'
        raise InvalidPayload(msg)
    return detail if isinstance(detail, dict) else {}


def _event_ticket_id(body: Mapping[str, Any], detail: Mapping[str, Any], event_type: str) -> int | None:
    subject = body.get("subject")
    match = _TICKET_SUBJECT.fullmatch(subject) if isinstance(subject, str) else None
    by_subject = _reference(match[1]) if match else None
    by_detail = _reference(detail.get("id")) if event_type.startswith(TICKET_PREFIX) else None
    if by_subject is not None and by_detail is not None and by_subject != by_detail:
        msg = 'The event\'s "subject" and "detail.id" name different tickets.'
        raise InvalidPayload(msg)
    ticket_id = by_subject if by_subject is not None else by_detail
    if ticket_id is None and event_type in NATIVE_TYPES:
        msg = 'A ticket event needs a "subject" such as zen:ticket:5158.'
        raise InvalidPayload(msg)
    return ticket_id


# --- JSON that may be hostile ---------------------------------------------------------------------------------------


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) < len(pairs):
        # Two readers would take different ones; Zendesk never sends this.
        msg = "The body names a key twice."
        raise InvalidPayload(msg)
    return document


def _integer(digits: str) -> int:
    if len(digits) > 20:
        msg = "The body holds a number that is too long."
        raise InvalidPayload(msg)
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        msg = "The body holds a number that is too large."
        raise InvalidPayload(msg)
    return value


def _no_constant(name: str) -> float:
    msg = f"The body holds {name}, which JSON does not know."
    raise InvalidPayload(msg)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_integer, parse_float=_decimal, parse_constant=_no_constant
)


def _decoded(raw: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text and the JSON object of a body."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        msg = "The body is not UTF-8."
        raise InvalidPayload(msg) from None
    try:
        body = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        msg = (
            f"The body is not JSON (line {error.lineno}, column {error.colno}): compare it with docs/zendesk-setup.md."
        )
        raise InvalidPayload(msg) from None
    except RecursionError:
        raise _too_deep() from None
    if not isinstance(body, dict):
        msg = "The body must be a JSON object."
        raise InvalidPayload(msg)
    if text.count("{") + text.count("[") > DEEPEST and _is_too_deep(body):
        raise _too_deep()
    return text, body


def _too_deep() -> InvalidPayload:
    return InvalidPayload(f"The body is nested more than {DEEPEST} levels deep.")


def _is_too_deep(body: object) -> bool:
    level = [body]
    for _ in range(DEEPEST):
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
    return any(isinstance(value, dict | list) for value in level)


# --- values ---------------------------------------------------------------------------------------------------------


def _reference(value: object) -> int | None:
    """Return a positive id written as digits or as a number; None for everything else, "0" included."""
    if isinstance(value, str) and _ID.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID:
        return value
    return None


def _actor(value: object) -> int | None:
    if value in (None, "", "0", 0):
        return None
    if value in (_SYSTEM_USER, int(_SYSTEM_USER)):
        return int(_SYSTEM_USER)
    actor = _reference(value)
    if actor is None:
        msg = 'The key "actor_id" must hold a user\'s number, or nothing.'
        raise InvalidPayload(msg)
    return actor


def _optional_moment(value: object, key: str) -> datetime | None:
    if value is None or value == "":
        return None
    moment = _moment(value)
    if moment is None:
        msg = f'The key "{key}" must hold a moment such as 2026-11-24T09:00:00Z.'
        raise InvalidPayload(msg)
    return moment


def _moment(value: object) -> datetime | None:
    """Return an aware moment in UTC; digits beyond the microsecond are cut off."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _text(value: object) -> str:
    """Return text that every store takes: without NUL and without halves of surrogate pairs."""
    return storable(value) if isinstance(value, str) else ""


# --- what a native event carries ------------------------------------------------------------------------------------


def ticket_from_event(body: Mapping[str, Any], read_at: datetime) -> Ticket | None:
    """
    Return the ticket as the event's snapshot shows it, or None when the snapshot cannot stand for the ticket.

    Native events carry no custom fields: tier field, level field and form are empty and say nothing about Zendesk.
    """
    detail = body.get("detail")
    event_type = body.get("type")
    if not isinstance(detail, dict) or not isinstance(event_type, str) or event_type not in NATIVE_TYPES:
        return None
    ticket_id = _reference(detail.get("id"))
    status = Status.DELETED if event_type in _ENDINGS else _one_of(_STATUSES, detail.get("status"))
    priority = _one_of(_PRIORITIES, detail.get("priority"))
    created_at, updated_at = _moment(detail.get("created_at")), _moment(detail.get("updated_at"))
    tags = detail.get("tags") or []
    if ticket_id is None or status is None or created_at is None or updated_at is None or not isinstance(tags, list):
        return None
    if priority is None and detail.get("priority") is not None:
        return None
    return Ticket(
        id=ticket_id,
        subject=_text(detail.get("subject")),
        description=_text(detail.get("description")),
        status=status,
        priority=priority,
        tags=frozenset(_text(tag) for tag in tags),
        created_at=created_at,
        updated_at=updated_at,
        requester_id=_reference(detail.get("requester_id")),
        submitter_id=_reference(detail.get("submitter_id")),
        assignee_id=_reference(detail.get("assignee_id")),
        group_id=_reference(detail.get("group_id")),
        organization_id=_reference(detail.get("organization_id")),
        tier_field=None,
        level_field=None,
        form=Form(),
        read_at=read_at,
        type=_text(detail.get("type")).lower() or None,
        external_id=_text(detail.get("external_id")) or None,
    )


def comment_from_event(body: Mapping[str, Any]) -> Comment | None:
    """Return the comment of a `comment_added` event, dated by the event; None for other and unusable events."""
    comment = _comment(body)
    author = comment.get("author")
    comment_id = _reference(comment.get("id"))
    author_id = _reference(author.get("id")) if isinstance(author, dict) else None
    created_at = _moment(body.get("time"))
    public = comment.get("is_public")
    if comment_id is None or author_id is None or created_at is None or not isinstance(public, bool):
        return None
    return Comment(comment_id, author_id, _text(comment.get("body")), public, created_at)


def is_staff_comment(body: Mapping[str, Any]) -> bool | None:
    """Return whether the author of a `comment_added` event works for the provider; None when it does not say."""
    author = _comment(body).get("author")
    is_staff = author.get("is_staff") if isinstance(author, dict) else None
    return is_staff if isinstance(is_staff, bool) else None


def _comment(body: Mapping[str, Any]) -> Mapping[str, Any]:
    event = body.get("event")
    if body.get("type") != _COMMENT_ADDED or not isinstance(event, dict):
        return {}
    comment = event.get("comment")
    return comment if isinstance(comment, dict) else {}


def _one_of(names: Mapping[str, E], value: object) -> E | None:
    """Zendesk writes these in upper case in events; lower case is read as well."""
    return names.get(value.upper()) if isinstance(value, str) else None
