"""
From a write in the house's words to a change in Zendesk's: people and groups by id, fields by type, and less where
less is all that Zendesk takes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from app.clock import Clock
from app.rules.outgoing import Write
from app.rules.record import Record
from app.rules.ticket import Ticket
from app.zendesk.changes import UNSET, CommentDraft, TicketChange
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import Forbidden, NotFound
from app.zendesk.fields import FieldIds
from app.zendesk.marker import marked

log = structlog.get_logger()

FIELD_TYPES_KEPT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One write in Zendesk's terms, and what had to be left out of it."""

    change: TicketChange
    remarks: tuple[str, ...] = ()


class Drafting:
    """Drafts changes; looks up what it must, and remembers for a while what it found."""

    def __init__(self, client: ZendeskClient, directory: Directory, clock: Clock, fields: FieldIds) -> None:
        self._client = client
        self._directory = directory
        self._clock = clock
        self._fields = fields
        self._types: dict[int, str] = {}
        self._types_at: float | None = None
        self._types_lock = asyncio.Lock()

    async def draft(self, write: Write, record: Record) -> Outgoing:
        """Return the safe update that carries `write`; raises `ZendeskError` when a look-up fails."""
        remarks: list[str] = []
        assignee, group = await self._people(write, remarks)
        return Outgoing(
            TicketChange(
                status=write.status,
                priority=write.priority,
                assignee_id=None if write.unassign and group is not UNSET else assignee,
                group_id=group,
                tags=write.tags,
                custom_fields=await self._custom_fields(write),
                problem_id=write.problem,
                comment=CommentDraft(_with_remarks(write, remarks), write.public) if write.comment else None,
                metadata=marked(write.keys),
                updated_stamp=record.seen_updated_at,
            ),
            tuple(remarks),
        )

    async def _people(self, write: Write, remarks: list[str]) -> tuple[Any, Any]:
        """Return assignee and group as ids, or UNSET; what cannot be found is left out and remarked."""
        assignee: Any = UNSET
        group: Any = UNSET
        if write.assignee is not None:
            if write.assignee == "self":
                assignee = await self._directory.self_id()
            else:
                assignee = await self._directory.user_id(write.assignee) or UNSET
            if assignee is UNSET:
                remarks.append(f"the assignee {write.assignee} is not known to Zendesk")
        if write.group is not None:
            group = await self._directory.group_id(write.group) or UNSET
            if group is UNSET:
                remarks.append(f"the group {write.group} is not known to Zendesk")
        return assignee, group

    async def _custom_fields(self, write: Write) -> dict[int, str | int | None]:
        values: dict[int, str | int | None] = {}
        if write.tier is not None and self._fields.tier is not None:
            values[self._fields.tier] = write.tier.tag
        if write.level is not None and self._fields.escalation_level is not None:
            is_dropdown = await self._field_type(self._fields.escalation_level) == "tagger"
            values[self._fields.escalation_level] = f"escalation_level_{write.level}" if is_dropdown else write.level
        if write.circuit_id is not None and self._fields.circuit_id is not None:
            values[self._fields.circuit_id] = write.circuit_id
        return values

    async def _field_types(self) -> dict[int, str]:
        try:
            return {one.id: one.type for one in await self._client.ticket_fields()}
        except (Forbidden, NotFound) as exc:
            # The setup guide's field is a drop-down; a level must not wait for a right to list fields.
            log.warning("ticket fields cannot be listed; drop-downs are assumed", error=str(exc))
            return {}

    async def _field_type(self, field_id: int) -> str:
        async with self._types_lock:  # writes of one batch ask together, Zendesk is asked once
            now = self._clock.monotonic()
            if self._types_at is None or now - self._types_at > FIELD_TYPES_KEPT_SECONDS:
                self._types = await self._field_types()
                self._types_at = now
        return self._types.get(field_id, "tagger")


def humbler(outgoing: Outgoing) -> list[Outgoing]:
    """Return the same write without its group, then without assignee and group, each saying so in its note."""
    change = outgoing.change
    steps = []
    if change.group_id is not UNSET and change.assignee_id is not UNSET:
        steps.append((replace(change, group_id=UNSET), "Zendesk refused the group"))
    if change.group_id is not UNSET or change.assignee_id is not UNSET:
        bare = replace(change, group_id=UNSET, assignee_id=UNSET)
        steps.append((bare, "Zendesk refused the assignee and group"))
    return [
        Outgoing(replace(step, comment=_remarked(step.comment, remark)), (*outgoing.remarks, remark))
        for step, remark in steps
    ]


def _remarked(comment: CommentDraft | None, remark: str) -> CommentDraft | None:
    if comment is None or comment.public:
        return comment
    return replace(comment, body=f"{comment.body}\n\nPlease note: {remark}.")


def _with_remarks(write: Write, remarks: Sequence[str]) -> str:
    body = write.comment or ""
    if not remarks or write.public:
        return body
    return f"{body}\n\nPlease note: {'; '.join(remarks)}."


def differences(change: TicketChange, ticket: Ticket) -> tuple[str, ...]:
    """Return what Zendesk took with 200 but did not do, as it does with some assignments."""
    remarks = []
    if change.assignee_id is not UNSET and ticket.assignee_id != change.assignee_id:
        remarks.append(f"Zendesk kept assignee {ticket.assignee_id}")
    if change.problem_id is not None and ticket.problem_id != change.problem_id:
        remarks.append(f"Zendesk did not link it to problem #{change.problem_id}")
    if change.status is not None and ticket.status is not change.status:
        remarks.append(f"the ticket is {ticket.status} afterwards")
    return tuple(remarks)
