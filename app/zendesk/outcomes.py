"""
What became of a write, into the store: done, landed, overtaken, refused, to be tried or to be decided again.

Each ending is one transaction under the lease's token, with the record of the ticket where the ending changes it and
a line in the decision log where nobody else would write one. Who lost the lease stores nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.rules.decide import Desk, refusal_failed
from app.rules.effect import Kind
from app.rules.observation import after_landed, after_write
from app.rules.record import Record
from app.rules.ticket import Status, Ticket
from app.store import cursors, decisions, effects, inbox, outbox, tickets
from app.store.database import Database
from app.store.effects import State
from app.store.inbox import Inbox
from app.store.outbox import Claimed
from app.zendesk.events import Delivery, noticed
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()

CONFLICT_FALLBACK: Final = timedelta(seconds=30)
"""After a 409 the worker decides anew within moments and hurries the effect; this is for when it cannot."""
RETRY_MAX: Final = timedelta(seconds=60)
"""Longest distance between two tries that failed for everybody's reasons; trouble as such is waited out elsewhere."""
GONE: Final = "the ticket does not exist any more: deleted, or marked as spam"
CLOSED: Final = "the ticket is closed"


@dataclass(frozen=True, slots=True)
class Landed:
    """One effect found on its ticket: how that was learnt, and the audit that bears it where one was read."""

    effect: Claimed
    how: str
    audit_id: int | None = None
    status: Status = Status.SOLVED
    """The ticket's status when it was found."""
    at: datetime | None = None
    """When Zendesk took the write, by its audit; None where none was read, and then it is now."""


class Outcomes:
    """Stores endings; tells the worker and the writer when one makes work for them."""

    def __init__(
        self,
        *,
        database: Database,
        box: Inbox,
        desk: Desk,
        clock: Clock,
        zendesk_clock: ZendeskClock,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
    ) -> None:
        self._database = database
        self._box = box
        self._desk = desk
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._shadow = shadow
        self._planned = planned

    async def done(self, batch: Sequence[Claimed], ticket: Ticket, audit_id: int | None, outcome: str) -> None:
        """Zendesk took the write and answered with the ticket as it is now."""
        now = self._zendesk_clock.now()
        kinds = frozenset(one.kind for one in batch)

        def commit(connection: Connection) -> bool:
            if not outbox.end(connection, batch, State.DONE, outcome, now, audit_id):
                return False
            known = tickets.load_to_change(connection, ticket.id)
            if known is not None:
                tickets.save(connection, after_write(known.record, ticket, kinds, now), known.version)
            return True

        kept = await self._database.write(commit)
        for one in batch:
            late = round((now - one.due_at).total_seconds(), 3)
            log.info("effect done" if kept else "effect fenced", ticket_id=ticket.id, key=one.key, late_seconds=late)

    async def landed(self, found: Sequence[Landed]) -> None:
        """End effects that stand on their tickets although we saw no answer that showed the ticket."""
        now = self._zendesk_clock.now()

        def commit(connection: Connection) -> list[Claimed]:
            ended = []
            for one in found:
                if outbox.end(connection, [one.effect], State.DONE, one.how, one.at or now, one.audit_id):
                    ended.append(one.effect)
                    known = tickets.load_to_change(connection, one.effect.ticket_id)
                    if known is not None:
                        effect = one.effect
                        record = after_landed(known.record, effect.kind, effect.change, now, one.status)
                        tickets.save(connection, record, known.version)
            return ended

        ended = await self._database.write(commit)
        for one in found:
            kept = one.effect in ended
            log.info(
                "effect had landed" if kept else "effect fenced", ticket_id=one.effect.ticket_id, key=one.effect.key
            )

    async def end(self, batch: Sequence[Claimed], state: State, outcome: str) -> None:
        """End effects that are not sent, or that Zendesk refuses for good."""
        now = self._zendesk_clock.now()
        kept = await self._database.write(lambda connection: outbox.end(connection, batch, state, outcome, now))
        keys = [one.key for one in batch]
        log.info(
            "effect ended" if kept else "effect fenced", ticket_id=batch[0].ticket_id, keys=keys, state=state.value
        )

    async def over(self, batch: Sequence[Claimed], status: Status, why: str) -> None:
        """End effects of a ticket that takes no writes any more, and its ladder with them."""
        now, ticket_id = self._zendesk_clock.now(), batch[0].ticket_id

        def commit(connection: Connection) -> bool:
            if not outbox.end(connection, batch, State.SUPERSEDED, why, now):
                return False
            known = tickets.load_to_change(connection, ticket_id)
            if known is not None:
                tickets.save(connection, replace(known.record, status=status, next_due_at=None), known.version)
                over = decisions.Quiet(ticket_id, now, "writer", f"{why}: its ladder ends", "over")
                decisions.add_quiet(connection, over)
            return True

        kept = await self._database.write(commit)
        log.info("ticket is over" if kept else "effect fenced", ticket_id=ticket_id, status=status.value)

    async def retry(
        self,
        batch: Sequence[Claimed],
        why: str,
        distance: timedelta = timedelta(0),
        *,
        unknown: bool = False,
        counts: bool = True,
        forget_job: bool = False,
    ) -> None:
        """Hand effects back for a later try; one that may have landed keeps its distance."""
        if not batch:
            return
        is_unknown = unknown or any(one.unknown_outcome for one in batch)
        not_before = self._clock.now() + (max(distance, effects.UNKNOWN_DISTANCE) if is_unknown else distance)
        kept = await self._database.write(
            partial(
                outbox.retry,
                effects=batch,
                why=why,
                not_before=not_before,
                unknown=unknown,
                counts=counts,
                forget_job=forget_job,
            )
        )
        if not kept:
            log.info("effect fenced", ticket_id=batch[0].ticket_id, keys=[one.key for one in batch])

    async def failed(self, batch: Sequence[Claimed], why: str, *, unknown: bool, forget_job: bool = False) -> None:
        """Hand effects back after a failure that is not their ticket's, with growing distance."""
        attempts = min(one.attempts for one in batch) + 1
        log.warning("write failed", ticket_id=batch[0].ticket_id, count=len(batch), why=why, attempts=attempts)
        distance = min(inbox.backoff(attempts), RETRY_MAX)
        await self.retry(batch, why, distance, unknown=unknown, forget_job=forget_job)

    async def poisoned(self, batch: Sequence[Claimed]) -> None:
        """Hand effects back whose sending fails by a mistake of ours: less and less often, and never given up."""
        attempts = max(one.attempts for one in batch) + 1
        why = "an unexpected error; see the log"
        await self.retry(batch, why, inbox.backoff(attempts + 2), unknown=True, forget_job=True)

    async def decide_again(self, batches: Iterable[Sequence[Claimed]], why: str) -> None:
        """Send tickets back through the inbox; nothing else decides about tickets than the worker."""
        now, occurred_at = self._clock.now(), self._zendesk_clock.now()

        def commit(connection: Connection) -> None:
            for batch in batches:
                # Where an earlier try may have landed, it may be the very change we met: the audits are asked next.
                unknown = any(one.unknown_outcome for one in batch)
                not_before = now + (effects.UNKNOWN_DISTANCE if unknown else CONFLICT_FALLBACK)
                if outbox.retry(connection, batch, why, not_before, counts=False, forget_job=True):
                    inbox.add(connection, inbox.row_values(_again(batch[0], now, occurred_at), now + inbox.SETTLE))

        batches = list(batches)
        await self._database.write(commit)
        self._box.arrived.set()

    async def has_heard(self, record: Record, second: datetime) -> bool:
        """
        Return whether all that happened on a ticket in this second of Zendesk's was shown to us and is in this record.

        A look may have ended since the record was read: then nothing is expected any more, and the record is old.
        """
        if not self._box.settle:
            return True  # a story in which seconds are nothing

        def read(connection: Connection) -> bool:
            reached = cursors.export_reached(connection)
            is_shown = reached is not None and reached >= second + self._box.settle
            if not is_shown or inbox.is_expected(connection, record.ticket_id):
                return False
            known = tickets.load(connection, record.ticket_id)
            return known is not None and known.record == record

        return await self._database.read(read)

    async def hand_to_people(self, ticket_id: int, why: str) -> None:
        """Let people decide about a ticket whose refusal Zendesk does not take."""
        now, host_now = self._zendesk_clock.now(), self._clock.now()

        def commit(connection: Connection) -> None:
            known = tickets.load_to_change(connection, ticket_id)
            if known is not None:
                decision = refusal_failed(known.record, why, self._desk, now)
                tickets.save(connection, decision.record, known.version)
                decisions.carry_out(connection, decision, "writer", now, host_now, self._shadow, desk=self._desk)

        await self._database.write(commit)
        self._planned()

    async def hurry(self) -> bool:
        """
        Zendesk works again: what waited only because it did not is due now, most urgent first.

        Returns whether some of it has an unknown outcome, and so is due only after the distance that asks for.
        """
        now = self._clock.now()

        def commit(connection: Connection) -> bool:
            outbox.hurry(connection, None, now)
            return outbox.has_unknown(connection)

        has_unknown = await self._database.write(commit)
        self._planned()
        return has_unknown

    async def held(self, groups: Sequence[Sequence[Claimed]]) -> Mapping[int, tickets.Known]:
        """
        Return what is known of the tickets whose effects are still ours; the others are absent.

        The leases are looked at after the records: one that a successor has brought up to date bears the stamp of
        *his* write, and ours, which would be the second, would pass the comparison. No clock is needed for that.
        """

        def read(connection: Connection) -> dict[int, tickets.Known]:
            found = tickets.load_many(connection, [group[0].ticket_id for group in groups])
            lost = {group[0].ticket_id for group in groups if not outbox.holds(connection, group)}
            return {number: known for number, known in found.items() if number not in lost}

        return await self._database.read(read)

    async def known(self, ticket_ids: Sequence[int]) -> Mapping[int, tickets.Known]:
        """Return what is known of these tickets."""
        return await self._database.read(lambda connection: tickets.load_many(connection, ticket_ids))


def _again(first: Claimed, now: datetime, occurred_at: datetime) -> Delivery:
    mark = f"conflict:{first.key}:{first.token}"
    return noticed("reconcile", first.ticket_id, "conflict", mark, occurred_at, now)
