"""
The one exit: sends planned effects to Zendesk, most urgent first, each exactly once.

The protocol (design: every effect once): an effect is leased and marked *sending* in a committed transaction; the
write is a compare-and-set on the `updated_at` we decided on and bears the effect's key in its metadata; the answer
is committed under the lease's token. After an unknown outcome the audits are asked for the key before anything is
sent again. A 409 means that somebody was faster: the ticket goes back through the inbox, is read and decided anew.
"""

import asyncio
import contextlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.rules.decide import Desk, refusal_failed
from app.rules.effect import Kind
from app.rules.observation import after_landed, after_write
from app.rules.outgoing import Intent, Write, compose, objection, together
from app.rules.record import Record
from app.rules.switched_off import off
from app.rules.ticket import Status, Ticket
from app.store import decisions, effects, inbox, tickets
from app.store.database import Database
from app.store.effects import Claimed, State
from app.store.inbox import Inbox
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.draft import Drafting, Outgoing, differences, humbler
from app.zendesk.errors import (
    BadRequest,
    Conflict,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ZendeskError,
)
from app.zendesk.events import Delivery
from app.zendesk.marker import marker_keys
from app.zendesk.models import FieldIds, Updated

log = structlog.get_logger()

AT_ONCE = 4
"""Tickets written at the same time; the write budget is the real limit."""
IDLE_SECONDS = 1.0
CONFLICT_FALLBACK = timedelta(seconds=30)
"""After a 409 the worker decides anew within moments and hurries the effect; this is for when it cannot."""
PAUSE_MAX_SECONDS = 15.0
"""Longest silence towards a failing Zendesk: afterwards one small batch is the probe."""
RETRY_MAX = timedelta(seconds=60)
WAIT_IN_LINE = timedelta(seconds=2)


class Writer:
    """Empties the outbox until it is stopped; `wake` makes it look at once."""

    def __init__(
        self,
        *,
        database: Database,
        box: Inbox,
        client: ZendeskClient,
        directory: Directory,
        desk: Desk,
        clock: Clock,
        fields: FieldIds,
        shadow: frozenset[Kind],
    ) -> None:
        self._database = database
        self._box = box
        self._client = client
        self._drafting = Drafting(client, directory, clock, fields)
        self._desk = desk
        self._clock = clock
        self._shadow = shadow
        self._wanted = asyncio.Event()
        self._failures = 0
        self._batch: Counter[str] = Counter()
        self._under_way: set[int] = set()
        """Effects of which a write may be on its way."""
        self._stopping = False
        self._stopped = asyncio.Event()
        self.last_error: str | None = None
        """Why the last write failed for all tickets alike (credentials, connection); None when writing works."""

    def wake(self) -> None:
        """Look for planned effects now."""
        self._wanted.set()

    async def run(self) -> None:
        """Send effects as they are planned, until `stop`."""
        while not self._stopping:
            self._wanted.clear()
            try:
                await self._pause()
                if self._stopped.is_set():
                    return
                wait = 0.0 if await self.run_once() else await self._idle_seconds()
            except StoreUnavailable as exc:
                log.warning("outbox cannot be read", error=str(exc))
                wait = IDLE_SECONDS
            if wait:
                await _wait(self._wanted, wait)

    def stop(self) -> None:
        """End `run` after the writes under way."""
        self._stopping = True
        self._stopped.set()
        self._wanted.set()

    async def run_once(self) -> bool:
        """Claim and send for a few tickets; return whether there was anything to send."""
        now = self._clock.now()
        room = min(AT_ONCE, max(1, self._client.budget.updates_left(self._clock.monotonic())))
        groups = await self._database.write(lambda connection: effects.claim(connection, now, room))
        if not groups:
            return False
        reached("writer.claimed")
        self._batch = Counter()
        await asyncio.gather(*(self._guarded(group) for group in groups))
        if self._batch["sent"]:
            await self._recovered()
        elif self._batch["failed"]:
            self._failures += 1
        return True

    async def _pause(self) -> None:
        """Stay away while the budget is used up, or for a while after Zendesk has failed for everybody."""
        budget = self._client.budget.updates_wait(self._clock.monotonic())
        failing = min(2.0 ** (self._failures - 1), PAUSE_MAX_SECONDS) if self._failures else 0.0
        # Not to be hurried by `wake`: new work does not make Zendesk come back sooner.
        if max(budget, failing) > 0:
            await _wait(self._stopped, max(budget, failing))

    async def _idle_seconds(self) -> float:
        due = await self._database.read(effects.next_at)
        if due is None:
            return IDLE_SECONDS
        return min(max((due - self._clock.now()).total_seconds(), 0.001), IDLE_SECONDS)

    # -- one ticket ---------------------------------------------------------------------------------------------

    async def _guarded(self, claimed: list[Claimed]) -> None:
        try:
            await self._settle(claimed)
        except asyncio.CancelledError:
            await asyncio.shield(self._hand_back(claimed))
            raise
        except StoreUnavailable:
            log.warning("result could not be stored; the audits will tell", ticket_id=claimed[0].ticket_id)
        except Exception:
            log.exception("effect failed", ticket_id=claimed[0].ticket_id, keys=[one.key for one in claimed])
            await self._retry(claimed, "an unexpected error; see the log", unknown=True)
        finally:
            self._under_way.difference_update(one.id for one in claimed)

    async def _hand_back(self, claimed: list[Claimed]) -> None:
        """Give up the leases at a stop; only what is on its way to Zendesk has an unknown outcome."""
        under_way = [one for one in claimed if one.id in self._under_way]
        with contextlib.suppress(StoreUnavailable):  # then the next start asks the audits
            await self._retry(under_way, "cut off by a stop", unknown=True)
            await self._retry([one for one in claimed if one not in under_way], "handed back at a stop", counts=False)

    async def _settle(self, claimed: list[Claimed]) -> None:
        """Send everything a ticket waits for, write by write."""
        record = await self._record(claimed[0].ticket_id)
        if any(one.unknown_outcome for one in claimed):
            claimed = await self._resolve(claimed)
            record = await self._record(claimed[0].ticket_id) if claimed else record
        while claimed:
            claimed = await self._supersede(claimed, record)
            if not claimed:
                return
            if self._stopping:
                await self._hand_back(claimed)
                return
            first = together([_intent(one) for one in claimed])
            batch, claimed = claimed[: len(first)], claimed[len(first) :]
            if not await self._send(batch, compose(first, record), record):
                await self._retry(claimed, "waits for the write before it", WAIT_IN_LINE, counts=False)
                return
            record = await self._record(batch[0].ticket_id)

    async def _record(self, ticket_id: int) -> Record:
        known = await self._database.read(lambda connection: tickets.load(connection, ticket_id))
        if known is None:
            raise LookupError(f"ticket {ticket_id} has effects but no record")
        return known.record

    async def _supersede(self, claimed: list[Claimed], record: Record) -> list[Claimed]:
        """End what does not hold any more; return the rest."""
        kept = []
        for one in claimed:
            why = objection(_intent(one), record)
            if why is None and one.kind in self._desk.off:
                await self._switched_off(one)
            elif why is None and one.kind in self._shadow:
                await self._end([one], State.SHADOW, "the settings were changed to shadow before it was sent")
            elif why is None:
                kept.append(one)
            else:
                await self._end([one], State.SUPERSEDED, why)
        return kept

    async def _switched_off(self, one: Claimed) -> None:
        """Do not send what was planned before its action was switched off; a refused ticket goes to people instead."""
        why = f"{off(one.kind)}, before it was sent"
        if one.kind is Kind.REFUSAL:
            await self._decide_again([one], why)
        else:
            await self._end([one], State.SUPERSEDED, why)

    async def _resolve(self, claimed: list[Claimed]) -> list[Claimed]:
        """Ask the audits which of these Zendesk already has; end those, return the others."""
        ticket_id = claimed[0].ticket_id
        try:
            audits = await self._client.audits(ticket_id)
            ticket = await self._client.show(ticket_id)
        except NotFound:
            await self._end(claimed, State.SUPERSEDED, "the ticket does not exist any more")
            return []
        except ZendeskError as exc:
            await self._failed(claimed, exc)
            return []
        reached("writer.asked")
        found = {key: audit.id for audit in audits for key in marker_keys(audit)}
        for one in claimed:
            if one.key in found:
                await self._landed(one, found[one.key])
        rest = [one for one in claimed if one.key not in found]
        if not rest:
            return []
        record = await self._record(ticket_id)
        if record.seen_updated_at != ticket.updated_at:
            await self._decide_again(rest, "the ticket changed while the outcome was unknown")
            return []
        return rest

    async def _send(self, batch: list[Claimed], write: Write, record: Record) -> bool:
        """Send one write; return whether the ticket can take the next."""
        ticket_id = batch[0].ticket_id
        try:
            outgoing = await self._drafting.draft(write, record)
        except ZendeskError as exc:  # a look-up, about people and fields: it says nothing about the ticket
            await self._failed(batch, exc)
            return False
        if self._stopping:
            await self._hand_back(batch)
            return False
        self._under_way |= {one.id for one in batch}
        try:
            updated, remarks = await self._update(ticket_id, outgoing, batch)
        except Conflict:
            await self._decide_again(batch, "somebody changed the ticket in the meantime")
        except NotFound:
            await self._end(batch, State.SUPERSEDED, "the ticket does not exist any more")
            await self._set_status(ticket_id, Status.DELETED)
        except Rejected as exc:
            await self._rejected(batch, exc, record)
        except BadRequest as exc:
            await self._end(batch, State.FAILED, str(exc))
        except ZendeskError as exc:
            await self._failed(batch, exc)
        else:
            reached("writer.sent")
            self._batch["sent"] += 1
            remarks += differences(outgoing.change, updated.ticket)
            await self._done(batch, updated.ticket, updated.audit_id, "; ".join(("sent", *remarks)))
            reached("writer.committed")
            return True
        return False

    async def _update(
        self, ticket_id: int, outgoing: Outgoing, batch: list[Claimed]
    ) -> tuple[Updated, tuple[str, ...]]:
        """
        Write, and where Zendesk refuses an assignee or group (422, nothing changed), write again without.

        A tier must be marked and a level raised although a setting names the wrong people. A refusal needs its
        assignee to solve at all, so it has no second form.
        """
        tries = [outgoing]
        if all(one.kind is not Kind.REFUSAL for one in batch):
            tries += humbler(outgoing)
        for attempt in tries[:-1]:
            try:
                return await self._client.update(ticket_id, attempt.change), attempt.remarks
            except Rejected as exc:
                if exc.is_closed:
                    raise
                log.warning("assignment refused", ticket_id=ticket_id, error=str(exc))
        return await self._client.update(ticket_id, tries[-1].change), tries[-1].remarks

    # -- outcomes ------------------------------------------------------------------------------------------------

    async def _done(self, batch: list[Claimed], ticket: Ticket, audit_id: int | None, outcome: str) -> None:
        now = self._client.zendesk_clock.now()
        kinds = frozenset(one.kind for one in batch)

        def commit(connection: Connection) -> bool:
            if not effects.end(connection, batch, State.DONE, outcome, now, audit_id):
                return False
            known = tickets.load_to_change(connection, ticket.id)
            if known is not None:
                tickets.save(connection, after_write(known.record, ticket, kinds, now), known.version)
            return True

        kept = await self._database.write(commit)
        for one in batch:
            late = round((now - one.due_at).total_seconds(), 3)
            log.info("effect done" if kept else "effect fenced", ticket_id=ticket.id, key=one.key, late_seconds=late)

    async def _landed(self, one: Claimed, audit_id: int) -> None:
        """End an effect that an earlier try, whose answer we never saw, has brought onto the ticket."""
        now = self._client.zendesk_clock.now()

        def commit(connection: Connection) -> None:
            outcome = "found in the audits after an unknown outcome"
            if effects.end(connection, [one], State.DONE, outcome, now, audit_id):
                known = tickets.load_to_change(connection, one.ticket_id)
                if known is not None:
                    tickets.save(connection, after_landed(known.record, one.kind, now), known.version)

        await self._database.write(commit)
        log.info("effect had landed", ticket_id=one.ticket_id, key=one.key)

    async def _end(self, batch: list[Claimed], state: State, outcome: str) -> None:
        now = self._client.zendesk_clock.now()
        await self._database.write(lambda connection: effects.end(connection, batch, state, outcome, now))
        log.info("effect ended", ticket_id=batch[0].ticket_id, keys=[one.key for one in batch], state=state.value)

    async def _retry(
        self,
        batch: list[Claimed],
        why: str,
        distance: timedelta = timedelta(0),
        *,
        unknown: bool = False,
        counts: bool = True,
    ) -> None:
        if not batch:
            return
        distance = max(distance, effects.UNKNOWN_DISTANCE) if unknown else distance
        not_before = self._clock.now() + distance
        await self._database.write(
            lambda connection: effects.retry(connection, batch, why, not_before, unknown=unknown, counts=counts)
        )

    async def _decide_again(self, batch: list[Claimed], why: str) -> None:
        """Send the ticket back through the inbox; nothing else decides about tickets than the worker."""
        now = self._clock.now()
        first = batch[0]
        again = Delivery(
            source="reconcile",
            ticket_id=first.ticket_id,
            event_type="conflict",
            invocation_id=None,
            event_id=f"conflict:{first.key}:{first.token}",
            webhook_id=None,
            actor_id=None,
            occurred_at=self._client.zendesk_clock.now(),
            body="{}",
            received_at=now,
            request_id=f"conflict-{first.id}-{first.token}",
        )
        settled = now + inbox.SETTLE
        # Where an earlier try may have landed, it may be the very change we met: the audits are asked before the next.
        unknown = any(one.unknown_outcome for one in batch)
        not_before = now + (effects.UNKNOWN_DISTANCE if unknown else CONFLICT_FALLBACK)

        def commit(connection: Connection) -> None:
            effects.retry(connection, batch, why, not_before, counts=False)
            inbox.add(connection, inbox.row_values(again, settled))

        await self._database.write(commit)
        self._box.arrived.set()

    async def _rejected(self, batch: list[Claimed], exc: Rejected, record: Record) -> None:
        if exc.is_closed:
            await self._end(batch, State.SUPERSEDED, "the ticket is closed")
            await self._set_status(record.ticket_id, Status.CLOSED)
            return
        log.error(
            "zendesk refused a write", ticket_id=record.ticket_id, keys=[one.key for one in batch], error=str(exc)
        )
        await self._end(batch, State.FAILED, str(exc))
        if any(one.kind is Kind.REFUSAL for one in batch):
            await self._hand_to_people(record.ticket_id, str(exc))

    async def _hand_to_people(self, ticket_id: int, why: str) -> None:
        now, host_now = self._client.zendesk_clock.now(), self._clock.now()

        def commit(connection: Connection) -> None:
            known = tickets.load_to_change(connection, ticket_id)
            if known is not None:
                decision = refusal_failed(known.record, why, self._desk, now)
                tickets.save(connection, decision.record, known.version)
                decisions.carry_out(connection, decision, "writer", now, host_now, self._shadow)

        await self._database.write(commit)
        self.wake()

    async def _recovered(self) -> None:
        """Zendesk works: what waited only because it did not is due now, most urgent first."""
        if self._failures:
            now = self._clock.now()
            await self._database.write(lambda connection: effects.hurry(connection, None, now))
        self._failures, self.last_error = 0, None

    async def _set_status(self, ticket_id: int, status: Status) -> None:
        now = self._client.zendesk_clock.now()

        def commit(connection: Connection) -> None:
            known = tickets.load_to_change(connection, ticket_id)
            if known is not None:
                tickets.save(connection, replace(known.record, status=status, next_due_at=None), known.version)
                summary = f"Zendesk says that the ticket is {status}: its ladder ends"
                decisions.add_quiet(connection, ticket_id, now, "writer", summary, "over")

        await self._database.write(commit)

    async def _failed(self, batch: list[Claimed], exc: ZendeskError) -> None:
        """Put a batch back after a failure that is not the ticket's; how soon depends on what failed."""
        attempts = max(one.attempts for one in batch) + 1
        self.last_error = str(exc)
        log.warning("write failed", ticket_id=batch[0].ticket_id, error=type(exc).__name__, attempts=attempts)
        if isinstance(exc, RateLimited):
            await self._retry(batch, str(exc), timedelta(seconds=exc.retry_after), counts=False)
            return
        self._batch["failed"] += 1
        unknown = isinstance(exc, OutcomeUnknown)
        await self._retry(batch, str(exc), min(inbox.backoff(attempts), RETRY_MAX), unknown=unknown)


def _intent(one: Claimed) -> Intent:
    return Intent(one.key, one.epoch, one.kind, one.level, one.change)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
