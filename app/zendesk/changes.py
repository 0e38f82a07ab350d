"""
What is sent to Zendesk, as values that know their JSON: changes of tickets, comments, and new problem tickets.

What is left out stays as it is, so a change has to tell clearing from leaving.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

from app.rules.ticket import Priority, Status

METADATA_LIMIT_BYTES: Final = 1024
"""Zendesk keeps at most one kibibyte of custom metadata in an audit."""


class Unset(Enum):
    """The absence of an intention; None cannot say it, since None clears a field."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A comment to be written; plain text, since Zendesk strips HTML from `body`."""

    body: str
    public: bool
    """Always sent: Zendesk's default depends on the ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChange:
    """
    One update of a ticket; whatever is left out stays as it is.

    With `updated_stamp` it is a safe update: Zendesk answers 409 when the ticket has changed since then.
    """

    status: Status | None = None
    priority: Priority | None = None
    """None leaves it; a priority that was set once cannot be cleared."""
    assignee_id: int | Unset | None = UNSET
    group_id: int | Unset | None = UNSET
    tags: frozenset[str] | None = None
    """The *full* set the ticket shall have, since a PUT replaces all tags."""
    custom_fields: Mapping[int, str | int | None] = field(default_factory=dict)
    problem_id: int | None = None
    """The ticket becomes an incident of this problem ticket."""
    comment: CommentDraft | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Marker kept in the audit; at most `METADATA_LIMIT_BYTES` as JSON."""
    updated_stamp: datetime | None = None
    """`updated_at` of the ticket this change was decided on."""

    def __post_init__(self) -> None:
        size = len(json.dumps(dict(self.metadata)).encode())
        if size > METADATA_LIMIT_BYTES:
            msg = f"The metadata of a ticket change has {size} bytes; Zendesk keeps {METADATA_LIMIT_BYTES}."
            raise ValueError(msg)

    def as_json(self) -> dict[str, Any]:
        """Return the object that a PUT carries under `ticket`, without the keys that are left as they are."""
        document: dict[str, Any] = {}
        if self.status is not None:
            document["status"] = self.status.value
        if self.priority is not None:
            document["priority"] = self.priority.value
        if self.assignee_id is not UNSET:
            document["assignee_id"] = self.assignee_id
        if self.group_id is not UNSET:
            document["group_id"] = self.group_id
        if self.tags is not None:
            document["tags"] = sorted(self.tags)
        if self.custom_fields:
            document["custom_fields"] = [{"id": key, "value": value} for key, value in self.custom_fields.items()]
        if self.problem_id is not None:
            document |= {"type": "incident", "problem_id": self.problem_id}
        if self.comment is not None:
            document["comment"] = {"body": self.comment.body, "public": self.comment.public}
        if self.metadata:
            document["metadata"] = dict(self.metadata)
        return document | stamp_as_json(self.updated_stamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDraft:
    """A problem ticket to be created in our own name; its requester is whoever the credentials belong to."""

    subject: str
    comment: CommentDraft
    priority: Priority
    tags: frozenset[str]
    external_id: str
    """By which it is found again; Zendesk does not keep external ids unique."""
    assignee_id: int | None = None
    group_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object that a POST carries under `ticket`, without the keys that are not set."""
        document: dict[str, Any] = {
            "subject": self.subject,
            "comment": {"body": self.comment.body, "public": self.comment.public},
            "type": "problem",
            "priority": self.priority.value,
            "tags": sorted(self.tags),
            "external_id": self.external_id,
        }
        people = {"assignee_id": self.assignee_id, "group_id": self.group_id}
        return document | {name: value for name, value in people.items() if value is not None}


def stamp_as_json(updated_stamp: datetime | None) -> dict[str, Any]:
    """Return the two keys of a safe update, or none: `safe_update: false` would act like true."""
    if updated_stamp is None:
        return {}
    moment = updated_stamp.astimezone(UTC)
    return {"safe_update": True, "updated_stamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}
