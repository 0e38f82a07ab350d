"""
What a rehearsed night left behind, line by line: from the audits that Zendesk keeps and from the service's own tables.

Nothing here knows the kinds of effect one by one: whatever a write changed is read from its audit, whatever was only
recorded from the effect's row, whoever was told from the notification's. So what is added to the service later shows
up by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from app.rules.effect import MARKER, Kind
from app.store import schema
from app.store.effects import State
from app.store.inbox import IGNORED, PARKED
from app.zendesk.sandbox.state import Sandbox, moment_of
from app.zendesk.sandbox.world import FORM_FIELDS, LEVEL_FIELD, LEVEL_NUMBER_FIELD, SERVICE_ID, TIER_FIELD

US: Final = "Tierline"
OWN_WRITE: Final = "own-write"
_FIELDS: Final = {
    str(TIER_FIELD): "tier field",
    str(LEVEL_FIELD): "level field",
    str(LEVEL_NUMBER_FIELD): "level field",
    **{str(number): name.replace("_", " ") for name, (number, _) in FORM_FIELDS.items()},
}
_WORDS: Final = {"assignee_id": "assignee", "group_id": "group", "problem_id": "problem", "organization_id": "partner"}


@dataclass(frozen=True, slots=True)
class Text:
    """A comment, as it stands on the ticket."""

    public: bool
    body: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened."""

    at: datetime
    ticket_id: int | None
    who: str
    what: str
    """How it came about: opened, wrote, would write, failed, told, looked, ignored, not possible."""
    facts: tuple[str, ...] = ()
    """What changed, in a few words each."""
    because: str | None = None
    kinds: tuple[str, ...] = ()
    """The kinds of effect that a write of ours was."""
    texts: tuple[Text, ...] = ()
    is_detail: bool = False
    """Whether only somebody who wants every detail reads it."""


@dataclass(frozen=True, slots=True)
class Waking:
    """Somebody of the provider was called upon."""

    at: datetime
    ticket_id: int | None
    who: str
    how: str
    """Such as `level 2`, or where the notification went."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The night in numbers."""

    tickets: int
    by_tier: Mapping[int, int]
    """Tickets by tier; 0 are those without one."""
    by_kind: Mapping[str, int]
    """Effects that were sent, by kind; of the ladder and the first response by level: `escalation 2`."""
    recorded: Mapping[str, int]
    """Effects that shadow mode only recorded, likewise."""
    ended_otherwise: Mapping[str, int]
    """Effects superseded, failed or still under way, by state."""
    parked: int
    """Events that were given up and wait for a person."""


@dataclass(frozen=True, slots=True)
class Traces:
    """All lines in their order, and what they add up to."""

    start: datetime
    lines: tuple[Line, ...]
    figures: Figures
    wakings: tuple[Waking, ...]


def traces_of(
    connection: Connection, sandbox: Sandbox, missed: Sequence[tuple[datetime, int | None, str]], start: datetime
) -> Traces:
    """Return what is to be told of a night that began at `start`; `missed` is what Zendesk refused to people."""
    effects = connection.execute(select(schema.effect).order_by(schema.effect.c.id)).all()
    by_key = {row.key: row for row in effects}
    lines = [*_audits(sandbox, by_key), *(_refused(*one) for one in missed)]
    lines += [line for row in effects if (line := _unsent(row)) is not None]
    told = connection.execute(select(schema.notification).order_by(schema.notification.c.id)).all()
    lines += [_told(row) for row in told]
    events = list(_events(connection))
    said = {(line.at.replace(microsecond=0), line.ticket_id, line.facts[-1]) for line in events}
    # A look that led to nothing ends its event with the same words; they are told once.
    lines += [
        line
        for line in _looks(connection)
        if not line.is_detail or (line.at.replace(microsecond=0), line.ticket_id, line.facts[-1]) not in said
    ]
    lines += events
    lines.sort(key=lambda line: line.at.replace(microsecond=0))
    return Traces(start, tuple(lines), _figures(connection, sandbox, effects), tuple(_wakings(lines, by_key, told)))


# -- Zendesk's audits --------------------------------------------------------------------------------------------------


def _audits(sandbox: Sandbox, effects: Mapping[str, Any]) -> Iterator[Line]:
    audits = [one for some in sandbox.audits.values() for one in some]
    for audit in sorted(audits, key=lambda one: int(one["id"])):
        created = any(event["type"] == "Create" for event in audit["events"])
        yield _opened(audit, sandbox) if created else _changed(audit, sandbox, effects)


def _opened(audit: Mapping[str, Any], sandbox: Sandbox) -> Line:
    ticket = sandbox.tickets[audit["ticket_id"]]
    values = {event["field_name"]: event["value"] for event in audit["events"] if event["type"] == "Create"}
    organization = sandbox.world.organizations.get(ticket["organization_id"] or 0)
    facts = [f"subject {values['subject']!r}" if values.get("subject") else "no subject"]
    facts.append(f"of {organization['name']}" if organization else "of no partner")
    if values.get("priority"):
        facts.append(f"priority {values['priority']}")
    if values.get("tags"):
        facts.append("tags " + " ".join(f"+{tag}" for tag in values["tags"]))
    return Line(
        at=moment_of(audit["created_at"]),
        ticket_id=audit["ticket_id"],
        who=_name(audit["author_id"], sandbox),
        what="opened",
        facts=tuple(facts),
        texts=_texts(audit),
    )


def _changed(audit: Mapping[str, Any], sandbox: Sandbox, effects: Mapping[str, Any]) -> Line:
    keys = (audit["metadata"]["custom"].get(MARKER) or {}).get("keys") or ()
    ours = [effects[key] for key in keys if key in effects]
    facts = [fact for event in audit["events"] if event["type"] == "Change" for fact in _facts(event, sandbox)]
    ends = sandbox.tickets[audit["ticket_id"]]["status"] == "deleted" and not audit["events"]
    return Line(
        at=moment_of(audit["created_at"]),
        ticket_id=audit["ticket_id"],
        who=_name(audit["author_id"], sandbox),
        what="wrote",
        facts=("deleted",) if ends else tuple(facts),
        because=" / ".join(dict.fromkeys(row.because for row in ours)) or None,
        kinds=tuple(_kind(row) for row in ours),
        texts=_texts(audit),
    )


def _facts(event: Mapping[str, Any], sandbox: Sandbox) -> Iterator[str]:
    name, value, before = event["field_name"], event["value"], event["previous_value"]
    if name == "tags":
        old, new = set(before or ()), set(value or ())
        signs = [f"+{tag}" for tag in sorted(new - old)] + [f"-{tag}" for tag in sorted(old - new)]
        yield "tags " + " ".join(signs)
    elif name in ("assignee_id", "group_id"):
        known = sandbox.world.users if name == "assignee_id" else sandbox.world.groups
        yield f"{_WORDS[name]} {known[int(value)]['name'] if value else 'nobody'}"
    else:
        word = _FIELDS.get(name) or _WORDS.get(name) or name
        yield f"{word} {'empty' if value in (None, '') else value}"


def _texts(audit: Mapping[str, Any]) -> tuple[Text, ...]:
    return tuple(Text(event["public"], event["body"]) for event in audit["events"] if event["type"] == "Comment")


def _name(user_id: int, sandbox: Sandbox) -> str:
    if user_id == SERVICE_ID:
        return US
    return str(sandbox.world.users[user_id]["name"]) if user_id in sandbox.world.users else f"user {user_id}"


# -- the service's tables ----------------------------------------------------------------------------------------------


def _unsent(row: Any) -> Line | None:
    """Return the line of an effect that stands in no audit; None for one that does."""
    if row.state == State.DONE:
        return None
    change = dict(row.change)
    texts = (Text(bool(change.pop("public", False)), change.pop("comment")),) if change.get("comment") else ()
    words = {
        State.SHADOW: "would write",
        State.FAILED: "failed",
        State.SUPERSEDED: "did not write",
    }
    return Line(
        at=row.planned_at if row.state == State.SHADOW else row.ended_at or row.planned_at,
        ticket_id=row.ticket_id,
        who=US,
        what=words.get(State(row.state), "has still to write"),
        facts=tuple(_intended(change)) + ((str(row.outcome),) if row.outcome and row.state != State.SHADOW else ()),
        because=row.because,
        kinds=(_kind(row),),
        texts=texts,
        is_detail=row.state == State.SUPERSEDED,
    )


def _intended(change: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a change that was not sent would do, in the words that audits are told in."""
    signs = [f"+{tag}" for tag in change.get("add_tags", ())] + [f"-{tag}" for tag in change.get("remove_tags", ())]
    if signs:
        yield "tags " + " ".join(signs)
    for name, value in change.items():
        if name == "unassign":
            yield "assignee nobody"
        elif name not in ("add_tags", "remove_tags", "public"):
            word = {"tier": "tier field", "level": "level field", "circuit_id": "circuit id"}.get(name, name)
            yield f"{word} {value}"


def _told(row: Any) -> Line:
    facts = [f"to {row.target}", str(row.title)]
    if row.state not in ("planned", "done", "sent"):
        facts.append(f"{row.state}: {row.outcome}" if row.outcome else str(row.state))
    return Line(
        at=row.planned_at,
        ticket_id=row.ticket_id,
        who=US,
        what="told",
        facts=tuple(facts),
        kinds=(str(row.kind),),
        texts=(Text(False, row.body),),
    )


def _looks(connection: Connection) -> Iterator[Line]:
    """Yield the decisions that led to nothing: of the first look at a ticket always, else as a detail."""
    seen: set[int] = set()
    for row in connection.execute(select(schema.decision).order_by(schema.decision.c.id)):
        is_first = row.ticket_id not in seen
        seen.add(row.ticket_id)
        if row.effects or row.rule == OWN_WRITE:
            continue
        yield Line(
            at=row.decided_at,
            ticket_id=row.ticket_id,
            who=US,
            what="looked",
            facts=(str(row.summary),),
            is_detail=not (is_first or row.withheld),
        )


def _events(connection: Connection) -> Iterator[Line]:
    wanted = schema.inbox.c.state.in_([IGNORED, PARKED])
    for row in connection.execute(select(schema.inbox).where(wanted).order_by(schema.inbox.c.id)):
        yield Line(
            at=row.ended_at,
            ticket_id=row.ticket_id,
            who=US,
            what="gave up on" if row.state == PARKED else "ignored",
            facts=(f"the event {row.event_type}", str(row.reason)),
            is_detail=row.state == IGNORED,
        )


def _refused(at: datetime, ticket_id: int | None, why: str) -> Line:
    return Line(at, ticket_id, "Zendesk", "refused", (f"what the file wants: {why}",))


def _kind(row: Any) -> str:
    """Return the name of an effect's kind, with its level where that tells one from another."""
    has_levels = row.kind in (Kind.ESCALATION, Kind.FIRST_RESPONSE)
    return f"{row.kind} {row.level}" if has_levels else str(row.kind)


# -- sums --------------------------------------------------------------------------------------------------------------


def _figures(connection: Connection, sandbox: Sandbox, effects: Sequence[Any]) -> Figures:
    tiers = [row.tier or 0 for row in connection.execute(select(schema.ticket.c.tier))]
    states = [State(row.state) for row in effects]
    otherwise = [state.value for state in states if state not in (State.DONE, State.SHADOW)]
    parked = connection.execute(select(schema.inbox.c.id).where(schema.inbox.c.state == PARKED)).all()
    return Figures(
        tickets=len(sandbox.tickets),
        by_tier=_count(tiers),
        by_kind=_count([_kind(row) for row in effects if row.state == State.DONE]),
        recorded=_count([_kind(row) for row in effects if row.state == State.SHADOW]),
        ended_otherwise=_count(otherwise),
        parked=len(parked),
    )


def _wakings(lines: Sequence[Line], effects: Mapping[str, Any], told: Sequence[Any]) -> Iterator[Waking]:
    """Yield who was called upon: the assignee or contact of each level, and whoever a notification went to."""
    found = []
    contacts = {(row.ticket_id, _kind(row)): (row.reasons or {}).get("contact") for row in effects.values()}
    for line in lines:
        for kind in line.kinds:
            if kind.startswith(Kind.ESCALATION) and line.what in ("wrote", "would write"):
                assignee = next((fact.removeprefix("assignee ") for fact in line.facts if "assignee " in fact), None)
                who = contacts.get((line.ticket_id or 0, kind)) or assignee or "nobody named"
                found.append(Waking(line.at, line.ticket_id, str(who), kind.replace(Kind.ESCALATION, "level")))
    found += [Waking(row.planned_at, row.ticket_id, str(row.target), "notification") for row in told]
    yield from sorted(found, key=lambda one: one.at)


def _count(values: Sequence[Any]) -> dict[Any, int]:
    return {value: values.count(value) for value in sorted(set(values))}
