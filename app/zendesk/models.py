"""
Zendesk's REST documents as values, and our changes as documents.

Everything read is checked here, once: ids are bounded integers, times are aware and in UTC, what cannot be used
raises `InvalidAnswer`. Nothing here calls Zendesk.
"""

import contextlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeVar

from app.rules.ticket import Comment, Form, Priority, Status, Ticket, Tier
from app.zendesk.errors import InvalidAnswer
from app.zendesk.storable import storable

if TYPE_CHECKING:
    from app.config import Settings

LARGEST_ID: Final = 2**63 - 1
NOBODY: Final = -1
"""The user id Zendesk writes where its own machinery acted, and that we use where an author is missing."""
METADATA_LIMIT_BYTES: Final = 1024
"""Zendesk keeps at most one kibibyte of custom metadata in an audit."""

_Record = TypeVar("_Record")
_HIGHEST_LEVEL: Final = 9
_LARGEST_COUNT: Final = 10**9
_VALUE_LIMIT: Final = 255
_GONE: Final = frozenset({"deleted", "archived", "scrubbed", "spam", "suspended"})
_YES: Final = frozenset({"true", "yes", "1", "on"})
_NO: Final = frozenset({"false", "no", "0", "off"})


class Unset(Enum):
    """The absence of an intention; None cannot say it, since None clears a field."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET


@dataclass(frozen=True, slots=True)
class FieldIds:
    """Ids of the ticket fields we read and write; None where the account has no such field."""

    tier: int | None = None
    escalation_level: int | None = None
    service_affecting: int | None = None
    workaround: int | None = None
    affected_users: int | None = None
    total_users: int | None = None
    circuit_id: int | None = None
    category: int | None = None
    escalation_request: int | None = None

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """Take the ids from the `ZENDESK_FIELD_*` settings."""
        return cls(
            tier=settings.zendesk_field_tier,
            escalation_level=settings.zendesk_field_escalation_level,
            service_affecting=settings.zendesk_field_service_affecting,
            workaround=settings.zendesk_field_workaround,
            affected_users=settings.zendesk_field_affected_users,
            total_users=settings.zendesk_field_total_users,
            circuit_id=settings.zendesk_field_circuit_id,
            category=settings.zendesk_field_category,
            escalation_request=settings.zendesk_field_escalation_request,
        )


@dataclass(frozen=True, slots=True)
class Audit:
    """One update of a ticket as Zendesk remembers it."""

    id: int
    ticket_id: int
    author_id: int
    """The acting user; `NOBODY` for triggers, automations and Zendesk itself."""
    created_at: datetime
    custom: Mapping[str, Any]
    """What the writer sent as `metadata`: our durable marker."""
    events: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class User:
    """An agent or an end user."""

    id: int
    name: str
    email: str | None
    role: str
    """`end-user`, `agent` or `admin`."""
    organization_id: int | None
    default_group_id: int | None
    suspended: bool
    locale: str | None

    @property
    def is_staff(self) -> bool:
        """True for the provider's people."""
        return self.role in ("agent", "admin")


@dataclass(frozen=True, slots=True)
class Organization:
    """A partner, when its tags say so."""

    id: int
    name: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """Users and organizations that came beside what was asked for; never more than a help, often nobody."""

    users: tuple[User, ...] = ()
    organizations: tuple[Organization, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A group of agents."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One agent in one group."""

    user_id: int
    group_id: int
    default: bool
    """True for the group that a ticket assigned to the agent moves to."""


@dataclass(frozen=True, slots=True)
class TicketField:
    """A field of the account's ticket form."""

    id: int
    type: str
    title: str
    options: tuple[str, ...] = ()
    """Values of a dropdown, in the account's order."""


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


@dataclass(frozen=True, slots=True)
class Updated:
    """Zendesk's answer to an update: the ticket as it stands now."""

    ticket: Ticket
    audit_id: int | None
    """None when the update changed nothing."""
    warning: str | None
    """Zendesk's `x-zendesk-api-warn`: the keys of ours that it dropped silently."""


@dataclass(frozen=True, slots=True)
class ExportPage:
    """One page of the incremental export."""

    tickets: tuple[Ticket, ...]
    cursor: str | None
    """Where the next page, or the next poll, goes on; None when Zendesk named no place."""
    end_of_stream: bool
    unusable: tuple[int, ...] = ()
    """Ids of tickets whose documents could not be read (0 where even the id is missing); never silently dropped."""


@dataclass(frozen=True, slots=True)
class Job:
    """A background job of Zendesk's, such as an update of many tickets."""

    id: str
    status: str
    """queued, working, completed, failed or killed."""
    total: int | None
    progress: int | None
    results: tuple[Mapping[str, Any], ...] | None
    """One entry a ticket, in no promised order; None while there are none."""
    message: str | None

    @property
    def is_over(self) -> bool:
        """True when Zendesk will do nothing more; look at each result for success."""
        return self.status in ("completed", "failed", "killed")


def stamp_as_json(updated_stamp: datetime | None) -> dict[str, Any]:
    """Return the two keys of a safe update, or none: `safe_update: false` would act like true."""
    if updated_stamp is None:
        return {}
    moment = updated_stamp.astimezone(UTC)
    return {"safe_update": True, "updated_stamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def ticket_from_rest(doc: Mapping[str, Any], fields: FieldIds, read_at: datetime) -> Ticket:
    """Return the ticket of a REST document, as read at `read_at`; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "ticket")
    values = _field_values(doc)
    return Ticket(
        id=_id(doc.get("id"), "ticket.id"),
        subject=_text(doc.get("subject")) or _text(doc.get("raw_subject")),
        description=_text(doc.get("description")),
        status=_status(doc.get("status")),
        priority=_priority(doc.get("priority")),
        tags=_tags(doc.get("tags")),
        created_at=_moment(doc.get("created_at"), "ticket.created_at"),
        updated_at=_moment(doc.get("updated_at"), "ticket.updated_at"),
        requester_id=_reference(doc.get("requester_id"), "ticket.requester_id"),
        submitter_id=_reference(doc.get("submitter_id"), "ticket.submitter_id"),
        assignee_id=_reference(doc.get("assignee_id"), "ticket.assignee_id"),
        group_id=_reference(doc.get("group_id"), "ticket.group_id"),
        organization_id=_reference(doc.get("organization_id"), "ticket.organization_id"),
        tier_field=_tier(_value(values, fields.tier)),
        level_field=_level(_value(values, fields.escalation_level)),
        form=_form(values, fields),
        read_at=read_at,
        type=_text(doc.get("type")).lower() or None,
        problem_id=_reference(doc.get("problem_id"), "ticket.problem_id"),
        external_id=_text(doc.get("external_id")) or None,
        asks_escalation=is_ticked(_value(values, fields.escalation_request)),
        followup_of=_followup_of(doc),
        comments=_count(doc.get("comment_count")),
        never_solved=_was_never_solved(doc.get("metric_set")),
        requester_at=_requester_at(doc.get("metric_set")),
    )


def comment_from_rest(doc: Mapping[str, Any]) -> Comment:
    """Return one comment of `/tickets/{id}/comments`; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "comment")
    public = doc.get("public")
    if not isinstance(public, bool):
        raise _unusable("comment.public", public)
    attachments = doc.get("attachments")
    return Comment(
        id=_id(doc.get("id"), "comment.id"),
        author_id=_author(doc.get("author_id"), "comment.author_id"),
        body=_text(doc.get("body")) or _text(doc.get("plain_body")),
        public=public,
        created_at=_moment(doc.get("created_at"), "comment.created_at"),
        attachments=len(attachments) if isinstance(attachments, list) else 0,
    )


def audit_from_rest(doc: Mapping[str, Any]) -> Audit:
    """Return one audit; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "audit")
    metadata = doc.get("metadata")
    custom = metadata.get("custom") if isinstance(metadata, Mapping) else None
    events = doc.get("events")
    return Audit(
        id=_id(doc.get("id"), "audit.id"),
        ticket_id=_id(doc.get("ticket_id"), "audit.ticket_id"),
        author_id=_author(doc.get("author_id"), "audit.author_id"),
        created_at=_moment(doc.get("created_at"), "audit.created_at"),
        custom=custom if isinstance(custom, Mapping) else {},
        events=tuple(_mapping(event, "audit.events") for event in events) if isinstance(events, list) else (),
    )


def user_from_rest(doc: Mapping[str, Any]) -> User:
    """Return a user; raise `InvalidAnswer` when it is unusable, which the anonymous one is."""
    doc = _mapping(doc, "user")
    return User(
        id=_id(doc.get("id"), "user.id"),
        name=_text(doc.get("name")),
        email=_text(doc.get("email")) or None,
        role=_required_text(doc.get("role"), "user.role"),
        organization_id=_reference(doc.get("organization_id"), "user.organization_id"),
        default_group_id=_reference(doc.get("default_group_id"), "user.default_group_id"),
        suspended=doc.get("suspended") is True,
        locale=_text(doc.get("locale")) or None,
    )


def organization_from_rest(doc: Mapping[str, Any]) -> Organization:
    """Return an organization; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "organization")
    return Organization(
        id=_id(doc.get("id"), "organization.id"), name=_text(doc.get("name")), tags=_tags(doc.get("tags"))
    )


def people_from_rest(doc: Mapping[str, Any]) -> People:
    """Return who was sideloaded into an answer; what cannot be read is left out, since it was not what we asked for."""
    return People(
        _sideloaded(doc.get("users"), user_from_rest), _sideloaded(doc.get("organizations"), organization_from_rest)
    )


def _sideloaded(rows: Any, parse: Callable[[Mapping[str, Any]], _Record]) -> tuple[_Record, ...]:
    found = []
    for row in rows if isinstance(rows, list) else ():
        with contextlib.suppress(InvalidAnswer):
            found.append(parse(row))
    return tuple(found)


def group_from_rest(doc: Mapping[str, Any]) -> Group:
    """Return a group; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "group")
    return Group(id=_id(doc.get("id"), "group.id"), name=_required_text(doc.get("name"), "group.name"))


def membership_from_rest(doc: Mapping[str, Any]) -> Membership:
    """Return one membership of an agent in a group; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "group_membership")
    return Membership(
        user_id=_id(doc.get("user_id"), "group_membership.user_id"),
        group_id=_id(doc.get("group_id"), "group_membership.group_id"),
        default=doc.get("default") is True,
    )


def ticket_field_from_rest(doc: Mapping[str, Any]) -> TicketField:
    """Return a ticket field with the values of its options; raise `InvalidAnswer` when it is unusable."""
    doc = _mapping(doc, "ticket_field")
    options = doc.get("custom_field_options") or doc.get("system_field_options") or []
    values = [_mapping(option, "ticket_field option").get("value") for option in _sequence(options, "options")]
    return TicketField(
        id=_id(doc.get("id"), "ticket_field.id"),
        type=_required_text(doc.get("type"), "ticket_field.type"),
        title=_text(doc.get("title")),
        options=tuple(value for value in values if isinstance(value, str)),
    )


def job_from_rest(doc: Mapping[str, Any]) -> Job:
    """Return a background job; `results` may be absent, a list, or one object."""
    doc = _mapping(doc, "job_status")
    results = doc.get("results")
    rows = [results] if isinstance(results, Mapping) else results
    return Job(
        id=_required_text(doc.get("id"), "job_status.id"),
        status=_required_text(doc.get("status"), "job_status.status").lower(),
        total=_count(doc.get("total")),
        progress=_count(doc.get("progress")),
        results=None if rows is None else tuple(_mapping(row, "job result") for row in _sequence(rows, "results")),
        message=_text(doc.get("message")) or None,
    )


def _was_never_solved(metrics: Any) -> bool:
    """Return whether a ticket's metric set tells that it was never solved; what is missing or odd tells nothing."""
    if not isinstance(metrics, Mapping) or "solved_at" not in metrics:
        return False
    reopens = metrics.get("reopens")
    return isinstance(reopens, int) and not isinstance(reopens, bool) and reopens == 0 and metrics["solved_at"] is None


def _requester_at(metrics: Any) -> datetime | None:
    """Return when the requester last did anything, as the metric set has it; None for anything that is no time."""
    with contextlib.suppress(InvalidAnswer):
        return _moment(metrics.get("requester_updated_at"), "requester") if isinstance(metrics, Mapping) else None
    return None


def _followup_of(doc: Mapping[str, Any]) -> int | None:
    """Return the closed ticket that this one follows up: `via.source` has rel `follow_up` and names it in `from`."""
    found: Any = doc.get("via")
    source = found.get("source") if isinstance(found, Mapping) else None
    if not isinstance(source, Mapping) or source.get("rel") != "follow_up":
        return None
    origin = source.get("from")
    number = origin.get("ticket_id") if isinstance(origin, Mapping) else None
    is_id = isinstance(number, int) and not isinstance(number, bool) and 0 < number <= LARGEST_ID
    return number if is_id else None


def _form(values: Mapping[int, Any], fields: FieldIds) -> Form:
    return Form(
        service_affecting=_yes(_value(values, fields.service_affecting)),
        workaround=_yes(_value(values, fields.workaround)),
        affected_users=_count(_value(values, fields.affected_users)),
        total_users=_count(_value(values, fields.total_users)),
        circuit_id=_words(_value(values, fields.circuit_id)),
        category=_words(_value(values, fields.category)),
    )


def _field_values(doc: Mapping[str, Any]) -> Mapping[int, Any]:
    """Index the values by field id; `fields` repeats `custom_fields` and stands in when that is missing."""
    listed = doc.get("custom_fields") or doc.get("fields") or []
    values = {}
    for item in _sequence(listed, "ticket.custom_fields"):
        entry = _mapping(item, "ticket.custom_fields")
        values[_id(entry.get("id"), "ticket.custom_fields.id")] = entry.get("value")
    return values


def _value(values: Mapping[int, Any], field_id: int | None) -> Any:
    return None if field_id is None else values.get(field_id)


def _tier(value: Any) -> Tier | None:
    number = _suffix(value, "tier_")
    return Tier(number) if number in (1, 2, 3) else None


def _level(value: Any) -> int | None:
    number = _suffix(value, "escalation_level_")
    return number if number is not None and number <= _HIGHEST_LEVEL else None


def _suffix(value: Any, prefix: str) -> int | None:
    """Read the tag of a dropdown's option, or the value of an integer field."""
    if isinstance(value, str):
        value = value.strip().lower().removeprefix(prefix)
    return _count(value)


def _count(value: Any) -> int | None:
    """Return a count, documented as "string composed of numbers" and seen as a number; None for anything else."""
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,12}(\.0{1,9})?\s*", value, re.ASCII):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or value != int(value) or not 0 <= value <= _LARGEST_COUNT:
        return None
    return int(value)


def _yes(value: Any) -> bool | None:
    """Read a checkbox, or a dropdown whose tag is or ends in yes/no or true/false."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, str | int):
        return None
    word = str(value).strip().lower().rsplit("_", 1)[-1]
    if word in _YES:
        return True
    return False if word in _NO else None


def is_ticked(value: Any) -> bool:
    """Return whether a field's value, of a ticket or in an audit, says yes."""
    return _yes(value) is True


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(item for item in value if isinstance(item, str))
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return storable(str(value)).strip()[:_VALUE_LIMIT] or None


def _status(value: Any) -> Status:
    word = _text(value).lower()
    if word in _GONE:
        return Status.DELETED
    try:
        return Status(word)
    except ValueError:
        raise _unusable("ticket.status", value) from None


def _priority(value: Any) -> Priority | None:
    word = _text(value).lower()
    if not word or word == "-":
        return None
    try:
        return Priority(word)
    except ValueError:
        raise _unusable("ticket.priority", value) from None


def _tags(value: Any) -> frozenset[str]:
    if value is None:
        return frozenset()
    return frozenset(storable(tag) for tag in _sequence(value, "tags") if isinstance(tag, str))


def _id(value: Any, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise _unusable(name, value)
    return value


def _reference(value: Any, name: str) -> int | None:
    """Return the id of another record; 0 and -1 stand for nobody and nothing."""
    return None if value is None or value in (0, NOBODY) else _id(value, name)


def _author(value: Any, name: str) -> int:
    reference = _reference(value, name)
    return NOBODY if reference is None else reference


def _moment(value: Any, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _unusable(name, value)
    return moment.astimezone(UTC)


def _text(value: Any) -> str:
    return storable(value) if isinstance(value, str) else ""


def _required_text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise _unusable(name, value)
    return storable(value)


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _unusable(name, value)
    return value


def _sequence(value: Any, name: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _unusable(name, value)
    return value


def _unusable(name: str, value: Any) -> InvalidAnswer:
    """Name what is wrong; text is told by its length only, since it may be a customer's."""
    seen = f"text of {len(value)} characters" if isinstance(value, str) else _kind(value)
    return InvalidAnswer(f"Zendesk's answer cannot be used: {name} is {seen}.", status=200)


def _kind(value: Any) -> str:
    plain: dict[type, Literal["missing", "a list", "an object"]] = {
        type(None): "missing",
        list: "a list",
        dict: "an object",
    }
    return plain.get(type(value)) or repr(value)[:40]
