"""
The tickets of the sandbox and what Zendesk would do to them.

Every change goes through `Sandbox.update`, whoever makes it: it validates as Zendesk does, writes the audit, and tells
the deliveries. Documents have the shapes Zendesk answers with.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.clock import Clock, SystemClock
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.world import BRAND_ID, FORM_FIELDS, FORM_ID, World, new_world

STATUSES: Final = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES: Final = ("urgent", "high", "normal", "low")
TYPES: Final = ("problem", "incident", "question", "task")
WRITABLE: Final = frozenset(
    [
        "subject",
        "status",
        "priority",
        "type",
        "assignee_id",
        "group_id",
        "organization_id",
        "requester_id",
        "tags",
        "custom_fields",
        "comment",
        "metadata",
        "safe_update",
        "updated_stamp",
        "custom_status_id",
        "external_id",
        "due_at",
        "problem_id",
        "additional_tags",
        "remove_tags",
        "collaborator_ids",
        "email_ccs",
        "followers",
    ]
)
METADATA_LIMIT: Final = 4096
_TAG: Final = re.compile(r"<[^>]*>")


def stamp(moment: datetime) -> str:
    """Return a time as Zendesk writes it: whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """Return the time that Zendesk's text names."""
    return datetime.fromisoformat(text)


@dataclass(slots=True)
class Written:
    """One write that the service, or anybody else with credentials, got accepted."""

    at: str
    ticket_id: int
    actor_id: int
    audit_id: int
    change: dict[str, Any]
    request: int
    """Number of the request that brought it, in the order of their coming; all writes of a job have the job's."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What one update did, for the webhooks: the ticket afterwards and its audit."""

    ticket: dict[str, Any]
    audit: dict[str, Any]
    actor_id: int
    is_new: bool


@dataclass(slots=True)
class Sandbox:
    """One account: people, tickets, and a clock that can be moved."""

    clock: Clock = field(default_factory=SystemClock)
    world: World = field(default_factory=new_world)
    updates_per_minute: int = 100
    exports_per_minute: int = 10
    export_delay_seconds: float = 60.0
    search_delay_seconds: float = 120.0
    """How far the search index is behind; 0 lets it show every ticket as it stands."""
    old_header_names: bool = False
    hold_seconds: float = 15.0
    """How long a connection stays open whose answer never comes."""
    job_seconds: float | None = None
    """How long a job takes, whether or not anybody asks for it; None: it moves on when it is asked for."""
    job_dies_after: int | None = None
    """So many tickets are changed before a job is killed and forgets its results; None: jobs live."""
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    audits: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    generated: dict[int, float] = field(default_factory=dict)
    """When each ticket last changed, as Unix time; the export goes by it."""
    written: list[Written] = field(default_factory=list)
    requests: int = 0
    """How many requests have written, or queued a job."""
    listeners: list[Callable[[Happening], None]] = field(default_factory=list)
    offset: timedelta = timedelta(0)
    date_errors: list[timedelta] = field(default_factory=list)
    """How wrong the `Date` of the next answers is, one each; machines behind one address have clocks of their own."""
    _next_ticket: int = 1
    _next_id: int = 6164068754586

    def now(self) -> datetime:
        """Return the account's time."""
        return self.clock.now() + self.offset

    def next_id(self) -> int:
        """Return a new large id, as audits, events and comments have."""
        self._next_id += 128
        return self._next_id

    def ticket(self, ticket_id: int) -> dict[str, Any]:
        """Return a ticket that can be shown, or answer 404."""
        found = self.tickets.get(ticket_id)
        if found is None or found["status"] == "deleted":
            raise Refused.not_found()
        return found

    # -- creating ------------------------------------------------------------------------------------------------

    def create(
        self,
        *,
        subject: str,
        description: str,
        requester_id: int,
        submitter_id: int | None = None,
        created_at: datetime | None = None,
        priority: str | None = None,
        tags: list[str] | None = None,
        form: Mapping[str, Any] | None = None,
        attachments: int = 0,
        channel: str = "web",
        followup_of: int | None = None,
        draft: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """
        Open a ticket as its requester, or as an agent for them; `created_at` may lie in the past.

        A follow-up of a closed ticket takes over its tags and fields, but neither comments nor priority nor assignee.
        `draft` is the document of a POST: its type, external id, assignee, group, visibility and metadata are taken.
        """
        draft = draft or {}
        self._check_draft(draft)
        at = stamp(created_at or self.now())
        requester = self.world.user(requester_id)
        ticket_id, self._next_ticket = self._next_ticket, self._next_ticket + 1
        author = submitter_id or requester_id
        document = _blank(ticket_id, at, subject, description, requester, author, channel)
        document |= {"priority": priority, "tags": sorted(tags or [])}
        public = (draft.get("comment") or {}).get("public", True)
        document |= {"type": draft.get("type"), "external_id": draft.get("external_id"), "is_public": public}
        self._assign(document, {name: draft[name] for name in ("assignee_id", "group_id") if name in draft})
        document["custom_fields"] = [{"id": one, "value": None} for one in self.world.fields]
        document["fields"] = document["custom_fields"]
        if followup_of is not None:
            self._follow(document, followup_of)
        self.tickets[ticket_id] = document
        self.comments[ticket_id], self.audits[ticket_id] = [], []
        for name, value in (form or {}).items():
            if name in FORM_FIELDS:
                self._set_field(document, FORM_FIELDS[name][0], value)
        audit = self._audit(ticket_id, author, at)
        audit["metadata"]["custom"] = dict(draft.get("metadata") or {})
        self._add_comment(document, audit, author, {"body": description, "public": public}, at, attachments)
        for name in ("subject", "requester_id", "priority", "type", "status", "organization_id", "tags"):
            value = document[name]
            audit["events"].append(self._event("Create", name, _told(name, value)))
        # The export goes by when Zendesk took the ticket in, wherever its creation is dated.
        self.generated[ticket_id] = self.now().timestamp()
        self._tell(document, audit, author, is_new=True)
        return document

    def _follow(self, document: dict[str, Any], followup_of: int) -> None:
        closed = self.ticket(followup_of)
        if closed["status"] != "closed":
            raise Refused.bad_request("only a closed ticket can be followed up")
        origin = {"ticket_id": followup_of, "subject": closed["subject"], "channel": closed["via"]["channel"]}
        document["via"]["source"] = {"from": origin, "to": {}, "rel": "follow_up"}
        document["tags"] = sorted({*document["tags"], *closed["tags"]})
        document["custom_fields"] = [dict(one) for one in closed["custom_fields"]]
        document["fields"] = document["custom_fields"]
        closed["followup_ids"] = [*closed["followup_ids"], document["id"]]

    def next_request(self) -> int:
        """Return the number of a request that writes."""
        self.requests += 1
        return self.requests

    # -- changing ------------------------------------------------------------------------------------------------

    def update(
        self,
        ticket_id: int,
        change: Mapping[str, Any],
        actor_id: int,
        *,
        via_api: bool = False,
        request: int | None = None,
    ) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
        """
        Change a ticket as Zendesk would; return the ticket, the audit, and the keys that were dropped.

        Nothing is changed when anything is refused.
        """
        document = self.ticket(ticket_id)
        unknown = sorted(set(change) - WRITABLE)
        self._check(document, change)
        at = stamp(self.now())
        audit = self._audit(ticket_id, actor_id, at)
        audit["metadata"]["custom"] = dict(change.get("metadata") or {})
        before = {**document, "tags": list(document["tags"]), "custom_fields": _values(document)}
        self._apply(document, change, audit, actor_id, at)
        self._changes(before, document, audit)
        document["updated_at"] = at
        self.generated[ticket_id] = self.now().timestamp()
        if via_api:
            number = self.next_request() if request is None else request
            self.written.append(Written(at, ticket_id, actor_id, audit["id"], dict(change), number))
        self._tell(document, audit, actor_id, is_new=False)
        if document["type"] == "problem" and before["status"] != "solved" == document["status"]:
            self._solve_incidents(document, change, actor_id)
        return document, audit, unknown

    def reply(self, ticket_id: int, author_id: int, body: str, *, public: bool = True) -> dict[str, Any]:
        """Add a comment as somebody; an end user's reply reopens a solved ticket."""
        document = self.ticket(ticket_id)
        change: dict[str, Any] = {"comment": {"body": body, "public": public}}
        if not self.world.is_staff(author_id) and document["status"] in ("solved", "pending"):
            change["status"] = "open"
        self.update(ticket_id, change, author_id)
        return self.comments[ticket_id][-1]

    def delete(self, ticket_id: int, actor_id: int) -> None:
        """Delete a ticket: it vanishes from reads and shows up as deleted in the export."""
        document = self.ticket(ticket_id)
        document["status"] = "deleted"
        document["updated_at"] = stamp(self.now())
        self.generated[ticket_id] = self.now().timestamp()
        self._tell(document, self._audit(ticket_id, actor_id, document["updated_at"]), actor_id, is_new=False)

    def merge(self, ticket_id: int, target_id: int, actor_id: int) -> None:
        """Merge a ticket into another: closed, tagged and told so, as Zendesk does."""
        body = f"This request was closed and merged into request #{target_id}"
        change = {"status": "solved", "additional_tags": ["closed_by_merge"], "comment": {"body": body}}
        self.update(ticket_id, {**change, "assignee_id": self.ticket(ticket_id)["assignee_id"] or actor_id}, actor_id)
        self.update(ticket_id, {"status": "closed"}, actor_id)

    def archive(self, ticket_id: int) -> None:
        """Archive a ticket: reads still find it, lists and writes do not; nobody is told."""
        self.ticket(ticket_id)["status"] = "closed"

    def incidents(self, problem_id: int) -> list[dict[str, Any]]:
        """Return the unsolved incidents of a problem."""
        unsolved = ("new", "open", "pending", "hold")
        return [t for t in self.tickets.values() if t["problem_id"] == problem_id and t["status"] in unsolved]

    def _solve_incidents(self, problem: dict[str, Any], change: Mapping[str, Any], actor_id: int) -> None:
        """Solve what is linked to a solved problem, with the problem's comment; Zendesk does so by itself."""
        for incident in self.incidents(problem["id"]):
            solving = {"status": "solved", "assignee_id": incident["assignee_id"] or problem["assignee_id"]}
            comment = {"comment": dict(change["comment"])} if change.get("comment") else {}
            self.update(incident["id"], {**solving, **comment}, actor_id)

    # -- validation ------------------------------------------------------------------------------------------------

    def _check(self, document: dict[str, Any], change: Mapping[str, Any]) -> None:
        _check_values(change)
        if document["status"] == "closed":
            raise Refused.closed()
        if "safe_update" in change and change.get("updated_stamp") != document["updated_at"]:
            raise Refused.conflict()
        group_id = change.get("group_id", document["group_id"])
        assignee_id = change.get("assignee_id", document["assignee_id"])
        if assignee_id is not None and ("assignee_id" in change or "group_id" in change):
            self._check_assignee(assignee_id, group_id if "group_id" in change else None)
        if change.get("problem_id") is not None:
            self._check_problem(document, change["problem_id"])
        if change.get("status") == "solved":
            self._check_solvable(assignee_id, document, change)
        for one in change.get("custom_fields") or ():
            self._check_option(one.get("id"), one.get("value"))
        if len(str(change.get("metadata") or "")) > METADATA_LIMIT:
            raise Refused.bad_request("metadata is too large")

    def _check_draft(self, draft: Mapping[str, Any]) -> None:
        """Refuse what no ticket can be created with, as `_check` does for changes."""
        _check_values({name: draft[name] for name in ("type", "comment", "tags", "metadata") if name in draft})
        if draft.get("assignee_id") is not None:
            self._check_assignee(draft["assignee_id"], draft.get("group_id"))

    def _check_problem(self, document: dict[str, Any], problem_id: int) -> None:
        found = self.tickets.get(problem_id)
        is_usable = found is not None and found["type"] == "problem" and found["status"] not in ("closed", "deleted")
        if not is_usable or problem_id == document["id"]:
            text = "Problem: is not a problem ticket that can be linked"
            raise Refused.invalid("problem_id", {"description": text, "error": "InvalidValue"})

    def _check_assignee(self, assignee_id: int, group_id: int | None) -> None:
        user = self.world.users.get(assignee_id)
        if user is None or not self.world.is_staff(assignee_id):
            raise Refused.invalid("assignee", {"description": "Assignee: is not an agent", "error": "InvalidValue"})
        if group_id is not None and not self.world.is_member(assignee_id, group_id):
            text = "Assignee: is not a member of the group"
            raise Refused.invalid("assignee", {"description": text, "error": "InvalidValue"})

    def _check_option(self, field_id: int, value: Any) -> None:
        known = self.world.fields.get(field_id)
        if known is None or known["type"] != "tagger" or value is None:
            return
        if value not in self.world.option_tags(field_id):
            text = f"{known['title']}: {value} is not a valid option"
            raise Refused.invalid("base", {"description": text, "error": "InvalidValue"})

    def _check_solvable(self, assignee_id: int | None, document: dict[str, Any], change: Mapping[str, Any]) -> None:
        missing = []
        if assignee_id is None:
            missing.append(("Assignee", "FieldAssignee", 0))
        values = _values(document)
        values |= {one["id"]: one["value"] for one in change.get("custom_fields") or ()}
        for number, kind in self.world.fields.items():
            if kind["required"] and values.get(number) in (None, ""):
                missing.append((kind["title"], f"Field{kind['type'].capitalize()}", number))
        if missing:
            raise Refused.invalid(
                "base",
                *(
                    {
                        "description": f"{title}: is required when solving a ticket",
                        "error": None,
                        "ticket_field_id": number,
                        "ticket_field_type": kind,
                    }
                    for title, kind, number in missing
                ),
            )

    # -- application -----------------------------------------------------------------------------------------------

    def _apply(
        self, document: dict[str, Any], change: Mapping[str, Any], audit: dict[str, Any], actor_id: int, at: str
    ) -> None:
        for name in ("subject", "status", "priority", "type", "organization_id", "requester_id", "external_id"):
            if name in change:
                document[name] = change[name]
        self._link(document, change)
        self._assign(document, change)
        self._set_tags(document, change)
        for one in change.get("custom_fields") or ():
            if one.get("id") in self.world.fields:
                self._set_field(document, one["id"], one.get("value"))
        if change.get("comment"):
            self._add_comment(document, audit, actor_id, change["comment"], at)

    def _link(self, document: dict[str, Any], change: Mapping[str, Any]) -> None:
        """Set or clear the problem; only an incident has one."""
        before = document["problem_id"]
        if "problem_id" in change:
            document["problem_id"] = change["problem_id"]
        if document["type"] != "incident":
            document["problem_id"] = None
        for number in {before, document["problem_id"]} - {None}:
            self.tickets[number]["has_incidents"] = any(t["problem_id"] == number for t in self.tickets.values())

    def _assign(self, document: dict[str, Any], change: Mapping[str, Any]) -> None:
        if "group_id" in change:
            document["group_id"] = change["group_id"]
            assignee_id = document["assignee_id"]
            if assignee_id is not None and "assignee_id" not in change:
                group_id = change["group_id"]
                if group_id is None or not self.world.is_member(assignee_id, group_id):
                    document["assignee_id"] = None
        if "assignee_id" not in change:
            return
        assignee_id = change["assignee_id"]
        document["assignee_id"] = assignee_id
        if assignee_id is None:
            return
        group_id = document["group_id"]
        if group_id is None or not self.world.is_member(assignee_id, group_id):
            document["group_id"] = self.world.users[assignee_id]["default_group_id"]
        if document["status"] == "new":
            document["status"] = "open"

    def _set_tags(self, document: dict[str, Any], change: Mapping[str, Any]) -> None:
        tags = set(document["tags"])
        if change.get("tags") is not None:
            tags = {str(tag) for tag in change["tags"]}
        tags |= set(change.get("additional_tags") or ())
        tags -= set(change.get("remove_tags") or ())
        document["tags"] = sorted(tags)

    def _set_field(self, document: dict[str, Any], field_id: int, value: Any) -> None:
        kind = self.world.fields[field_id]["type"]
        if kind == "tagger":
            owned = self.world.option_tags(field_id)
            document["tags"] = sorted((set(document["tags"]) - owned) | ({value} if value else set()))
        elif kind == "integer" and value is not None:
            value = str(value)  # documented as a string composed of numbers
        for one in document["custom_fields"]:
            if one["id"] == field_id:
                one["value"] = value

    def _add_comment(
        self,
        document: dict[str, Any],
        audit: dict[str, Any],
        author_id: int,
        draft: Mapping[str, Any],
        at: str,
        attachments: int = 0,
    ) -> None:
        body = _TAG.sub("", str(draft.get("body") or draft.get("html_body") or ""))
        comment = {
            "id": self.next_id(),
            "type": "Comment",
            "author_id": draft.get("author_id") or author_id,
            "body": body,
            "html_body": f'<div class="zd-comment" dir="auto"><p dir="auto">{body}</p></div>',
            "plain_body": body,
            "public": bool(draft.get("public", document["is_public"])),
            "attachments": [_attachment(self.next_id(), n) for n in range(attachments)],
            "audit_id": audit["id"],
        }
        audit["events"].append(comment)
        extra = {"via": audit["via"], "created_at": at, "metadata": audit["metadata"]}
        self.comments[document["id"]].append({**comment, **extra})

    # -- audits ----------------------------------------------------------------------------------------------------

    def _audit(self, ticket_id: int, author_id: int, at: str) -> dict[str, Any]:
        audit = {
            "id": self.next_id(),
            "ticket_id": ticket_id,
            "created_at": at,
            "author_id": author_id,
            "metadata": {"system": {"client": "sandbox", "ip_address": "192.0.2.10"}, "custom": {}},
            "events": [],
            "via": {"channel": "api", "source": {"from": {}, "to": {}, "rel": None}},
        }
        self.audits[ticket_id].append(audit)
        return audit

    def _event(self, kind: str, name: str, value: Any, previous: Any = None) -> dict[str, Any]:
        event = {"id": self.next_id(), "type": kind, "value": value, "field_name": name}
        return event if kind == "Create" else {**event, "previous_value": previous}

    def _changes(self, before: dict[str, Any], after: dict[str, Any], audit: dict[str, Any]) -> None:
        names = ("subject", "status", "priority", "type", "problem_id", "assignee_id", "group_id", "tags")
        for name in (*names, "organization_id"):
            if before[name] != after[name]:
                event = self._event("Change", name, _told(name, after[name]), _told(name, before[name]))
                audit["events"].append(event)
        old, new = before["custom_fields"], _values(after)
        for number in new:
            if old[number] != new[number]:
                audit["events"].append(self._event("Change", str(number), new[number], old[number]))

    def _tell(self, document: dict[str, Any], audit: dict[str, Any], actor_id: int, *, is_new: bool) -> None:
        for listener in self.listeners:
            listener(Happening(document, audit, actor_id, is_new))


def _values(document: dict[str, Any]) -> dict[int, Any]:
    return {one["id"]: one["value"] for one in document["custom_fields"]}


def _check_values(change: Mapping[str, Any]) -> None:
    shapes = {"custom_fields": list, "tags": list, "comment": dict, "metadata": dict}
    for name, shape in shapes.items():
        if change.get(name) is not None and not isinstance(change[name], shape):
            raise Refused.bad_request(f"Parameter ticket.{name} must be {'a list' if shape is list else 'an object'}")
    if not all(isinstance(one, dict) for one in change.get("custom_fields") or ()):
        raise Refused.bad_request("Parameter ticket.custom_fields must be a list of objects")
    if "priority" in change and change["priority"] not in PRIORITIES:
        text = "Priority: cannot be reset" if change["priority"] is None else "Priority: is not valid"
        raise Refused.invalid("priority", {"description": text})
    if "status" in change and change["status"] not in STATUSES:
        raise Refused.invalid("status", {"description": "Status: is not valid", "error": "InvalidValue"})
    if change.get("type") not in (None, *TYPES):
        raise Refused.invalid("type", {"description": "Type: is not valid", "error": "InvalidValue"})


def _told(name: str, value: Any) -> Any:
    """Return a value as audits tell it: ids as text, tags as a list."""
    return str(value) if name.endswith("_id") and value is not None else value


def _attachment(number: int, n: int) -> dict[str, Any]:
    return {
        "url": f"/api/v2/attachments/{number}.json",
        "id": number,
        "file_name": f"attachment-{n + 1}.txt",
        "content_url": f"/attachments/token/{number}",
        "mapped_content_url": f"/attachments/token/{number}",
        "content_type": "text/plain",
        "size": 1024,
        "width": None,
        "height": None,
        "inline": False,
        "deleted": False,
        "malware_access_override": False,
        "malware_scan_result": "not_scanned",
        "thumbnails": [],
    }


def _blank(
    ticket_id: int, at: str, subject: str, description: str, requester: dict[str, Any], submitter: int, channel: str
) -> dict[str, Any]:
    return {
        "url": f"/api/v2/tickets/{ticket_id}.json",
        "id": ticket_id,
        "external_id": None,
        "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": at,
        "updated_at": at,
        "type": None,
        "subject": subject,
        "raw_subject": subject,
        "description": description,
        "priority": None,
        "status": "new",
        "recipient": None,
        "requester_id": requester["id"],
        "submitter_id": submitter,
        "assignee_id": None,
        "organization_id": requester["organization_id"],
        "group_id": None,
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": True,
        "due_at": None,
        "tags": [],
        "custom_fields": [],
        "satisfaction_rating": None,
        "sharing_agreement_ids": [],
        "custom_status_id": 8447320465790,
        "fields": [],
        "followup_ids": [],
        "ticket_form_id": FORM_ID,
        "brand_id": BRAND_ID,
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
    }
