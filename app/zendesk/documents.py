"""
Zendesk's REST documents, read into values: tickets and comments as the rules know them, and the other records.

A document that cannot be used raises `InvalidAnswer`. Nothing here calls Zendesk.
"""

import contextlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from app.rules.ticket import Comment, Priority, Status, Ticket
from app.zendesk import checked
from app.zendesk.errors import InvalidAnswer
from app.zendesk.fields import FieldIds, field_values, form_of, is_ticked, level_of, tier_of, value_of
from app.zendesk.records import (
    LARGEST_ID,
    Audit,
    Group,
    Job,
    Membership,
    Organization,
    People,
    TicketField,
    User,
)

_Record = TypeVar("_Record")
_GONE: Final = frozenset({"deleted", "archived", "scrubbed", "spam", "suspended"})


def ticket_from_rest(doc: Mapping[str, Any], fields: FieldIds, read_at: datetime) -> Ticket:
    """Return the ticket of a REST document, as read at `read_at`; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "ticket")
    values = field_values(doc)
    return Ticket(
        id=checked.record_id(doc.get("id"), "ticket.id"),
        subject=checked.text(doc.get("subject")) or checked.text(doc.get("raw_subject")),
        description=checked.text(doc.get("description")),
        status=_status(doc.get("status")),
        priority=_priority(doc.get("priority")),
        tags=checked.tags(doc.get("tags")),
        created_at=checked.moment(doc.get("created_at"), "ticket.created_at"),
        updated_at=checked.moment(doc.get("updated_at"), "ticket.updated_at"),
        requester_id=checked.reference(doc.get("requester_id"), "ticket.requester_id"),
        submitter_id=checked.reference(doc.get("submitter_id"), "ticket.submitter_id"),
        assignee_id=checked.reference(doc.get("assignee_id"), "ticket.assignee_id"),
        group_id=checked.reference(doc.get("group_id"), "ticket.group_id"),
        organization_id=checked.reference(doc.get("organization_id"), "ticket.organization_id"),
        tier_field=tier_of(value_of(values, fields.tier)),
        level_field=level_of(value_of(values, fields.escalation_level)),
        form=form_of(values, fields),
        read_at=read_at,
        type=checked.text(doc.get("type")).lower() or None,
        problem_id=checked.reference(doc.get("problem_id"), "ticket.problem_id"),
        external_id=checked.text(doc.get("external_id")) or None,
        asks_escalation=is_ticked(value_of(values, fields.escalation_request)),
        followup_of=_followup_of(doc),
        comments=checked.count(doc.get("comment_count")),
        never_solved=_was_never_solved(doc.get("metric_set")),
        requester_at=_requester_at(doc.get("metric_set")),
    )


def _status(value: Any) -> Status:
    word = checked.text(value).lower()
    if word in _GONE:
        return Status.DELETED
    try:
        return Status(word)
    except ValueError:
        raise checked.unusable("ticket.status", value) from None


def _priority(value: Any) -> Priority | None:
    word = checked.text(value).lower()
    if not word or word == "-":
        return None
    try:
        return Priority(word)
    except ValueError:
        raise checked.unusable("ticket.priority", value) from None


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


def _was_never_solved(metrics: Any) -> bool:
    """Return whether a ticket's metric set tells that it was never solved; what is missing or odd tells nothing."""
    if not isinstance(metrics, Mapping) or "solved_at" not in metrics:
        return False
    reopens = metrics.get("reopens")
    return isinstance(reopens, int) and not isinstance(reopens, bool) and reopens == 0 and metrics["solved_at"] is None


def _requester_at(metrics: Any) -> datetime | None:
    """Return when the requester last did anything, as the metric set has it; None for anything that is no time."""
    if not isinstance(metrics, Mapping):
        return None
    with contextlib.suppress(InvalidAnswer):
        return checked.moment(metrics.get("requester_updated_at"), "requester")
    return None


def comment_from_rest(doc: Mapping[str, Any]) -> Comment:
    """Return one comment of `/tickets/{id}/comments`; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "comment")
    public = doc.get("public")
    if not isinstance(public, bool):
        raise checked.unusable("comment.public", public)
    attachments = doc.get("attachments")
    return Comment(
        id=checked.record_id(doc.get("id"), "comment.id"),
        author_id=checked.author(doc.get("author_id"), "comment.author_id"),
        body=checked.text(doc.get("body")) or checked.text(doc.get("plain_body")),
        public=public,
        created_at=checked.moment(doc.get("created_at"), "comment.created_at"),
        attachments=len(attachments) if isinstance(attachments, list) else 0,
    )


def audit_from_rest(doc: Mapping[str, Any]) -> Audit:
    """Return one audit; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "audit")
    metadata = doc.get("metadata")
    custom = metadata.get("custom") if isinstance(metadata, Mapping) else None
    events = doc.get("events")
    return Audit(
        id=checked.record_id(doc.get("id"), "audit.id"),
        ticket_id=checked.record_id(doc.get("ticket_id"), "audit.ticket_id"),
        author_id=checked.author(doc.get("author_id"), "audit.author_id"),
        created_at=checked.moment(doc.get("created_at"), "audit.created_at"),
        custom=custom if isinstance(custom, Mapping) else {},
        events=tuple(checked.mapping(event, "audit.events") for event in events) if isinstance(events, list) else (),
    )


def user_from_rest(doc: Mapping[str, Any]) -> User:
    """Return a user; raise `InvalidAnswer` when it is unusable, which the anonymous one is."""
    doc = checked.mapping(doc, "user")
    return User(
        id=checked.record_id(doc.get("id"), "user.id"),
        name=checked.text(doc.get("name")),
        email=checked.text(doc.get("email")) or None,
        role=checked.required_text(doc.get("role"), "user.role"),
        organization_id=checked.reference(doc.get("organization_id"), "user.organization_id"),
        default_group_id=checked.reference(doc.get("default_group_id"), "user.default_group_id"),
        suspended=doc.get("suspended") is True,
        locale=checked.text(doc.get("locale")) or None,
    )


def organization_from_rest(doc: Mapping[str, Any]) -> Organization:
    """Return an organization; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "organization")
    return Organization(
        id=checked.record_id(doc.get("id"), "organization.id"),
        name=checked.text(doc.get("name")),
        tags=checked.tags(doc.get("tags")),
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
    doc = checked.mapping(doc, "group")
    return Group(
        id=checked.record_id(doc.get("id"), "group.id"),
        name=checked.required_text(doc.get("name"), "group.name"),
    )


def membership_from_rest(doc: Mapping[str, Any]) -> Membership:
    """Return one membership of an agent in a group; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "group_membership")
    return Membership(
        user_id=checked.record_id(doc.get("user_id"), "group_membership.user_id"),
        group_id=checked.record_id(doc.get("group_id"), "group_membership.group_id"),
        default=doc.get("default") is True,
    )


def ticket_field_from_rest(doc: Mapping[str, Any]) -> TicketField:
    """Return a ticket field with the values of its options; raise `InvalidAnswer` when it is unusable."""
    doc = checked.mapping(doc, "ticket_field")
    options = checked.sequence(doc.get("custom_field_options") or doc.get("system_field_options") or [], "options")
    values = [checked.mapping(option, "ticket_field option").get("value") for option in options]
    return TicketField(
        id=checked.record_id(doc.get("id"), "ticket_field.id"),
        type=checked.required_text(doc.get("type"), "ticket_field.type"),
        title=checked.text(doc.get("title")),
        options=tuple(value for value in values if isinstance(value, str)),
    )


def job_from_rest(doc: Mapping[str, Any]) -> Job:
    """Return a background job; `results` may be absent, a list, or one object."""
    doc = checked.mapping(doc, "job_status")
    return Job(
        id=checked.required_text(doc.get("id"), "job_status.id"),
        status=checked.required_text(doc.get("status"), "job_status.status").lower(),
        total=checked.count(doc.get("total")),
        progress=checked.count(doc.get("progress")),
        results=_job_results(doc.get("results")),
        message=checked.text(doc.get("message")) or None,
    )


def _job_results(told: Any) -> tuple[Mapping[str, Any], ...] | None:
    if told is None:
        return None
    rows = [told] if isinstance(told, Mapping) else checked.sequence(told, "results")
    return tuple(checked.mapping(row, "job result") for row in rows)
