"""
One ticket's writes, each exactly once: read what is known, ask the audits where an outcome is unknown, one
compare-and-set, its answer into the store.

Nothing is sent without three things at that very moment: a lease that outlasts the request, a permit, and no pause.
A process that slept between that check and the send is refused by Zendesk itself, since its stamp is old.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.rules.follow_up import MERGED_TAG
from app.rules.observation import HOLD_TAG
from app.rules.outgoing import Intent, Write, compose, objection, together
from app.rules.record import Record
from app.rules.switched_off import off
from app.rules.ticket import Status, Ticket
from app.store import outbox
from app.store.database import Database
from app.store.effects import State
from app.store.outbox import Claimed
from app.zendesk.client import ZendeskClient
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
from app.zendesk.marker import marker_keys
from app.zendesk.outcomes import CLOSED, GONE, Landed, Outcomes
from app.zendesk.permits import Permit, Permits
from app.zendesk.records import Updated
from app.zendesk.trouble import Trouble

log = structlog.get_logger()

WAIT_IN_LINE: Final = timedelta(seconds=2)
BUDGET_DISTANCE: Final = timedelta(seconds=1)
LEASE_MARGIN_SECONDS: Final = 5.0
HANDED_BACK: Final = "handed back at a stop"
HELD: Final = f"waits until the tag {HOLD_TAG} is taken off the ticket"
FRESH: Final = timedelta(seconds=2)
"""
So long after a write of ours, or a change in whose second we looked, the next write on the ticket waits, and the ticket
is looked at in between: whatever a person did in that second bears the same stamp, and the comparison of stamps would
not notice it. Later it is enough that the export has shown that second: the webhook may be late, or lost with a process
that died.
"""
JUST_CHANGED: Final = "the ticket is looked at again when the second of its last change is over"
CHANGED_MEANWHILE: Final = "somebody changed the ticket in the meantime"


class Fenced(Exception):
    """The lease ran out and somebody else took over: what we hold is not ours to send or to store."""


class NotNow(Exception):
    """No permit, or a pause: the write waits, and nothing was sent."""


@dataclass(slots=True)
class Lease:
    """When our claim on some effects ends, on both clocks: one can be set, the other stands still in a suspend."""

    until: datetime
    ends_at: float

    @classmethod
    def from_now(cls, clock: Clock) -> "Lease":
        """Return the lease that a claim or a renewal at this moment gives."""
        return cls(clock.now() + outbox.LEASE, clock.monotonic() + outbox.LEASE.total_seconds())

    def seconds_left(self, clock: Clock) -> float:
        """Return for how long it holds at least."""
        return min((self.until - clock.now()).total_seconds(), self.ends_at - clock.monotonic())


@dataclass(slots=True)
class Group:
    """The leased effects of one ticket, in their order, with the lease and the permit for the first write."""

    effects: list[Claimed]
    lease: Lease
    permit: Permit | None = None
    on_the_way: Sequence[Claimed] = ()
    """What the last request was about, until its outcome is stored."""

    @property
    def ticket_id(self) -> int:
        """The ticket they are for."""
        return self.effects[0].ticket_id


class Leases:
    """Makes sure that a lease outlasts the request that is about to be sent."""

    def __init__(self, database: Database, clock: Clock, longest_exchange_seconds: float) -> None:
        self._database = database
        self._clock = clock
        whole = outbox.LEASE.total_seconds()
        # With a very long time-out no lease could suffice; the compare-and-set at Zendesk covers the rest.
        self._needed = min(longest_exchange_seconds + LEASE_MARGIN_SECONDS, whole * 0.75)

    async def hold(self, batch: Sequence[Claimed], lease: Lease) -> None:
        """Return when the lease lasts long enough, renewed if need be; raises `Fenced` when it is lost."""
        if lease.seconds_left(self._clock) >= self._needed:
            return
        renewed = Lease.from_now(self._clock)
        now = self._clock.now()
        if not await self._database.write(lambda connection: outbox.renew(connection, batch, now)):
            raise Fenced
        lease.until, lease.ends_at = renewed.until, renewed.ends_at


class Sending:
    """Settles one ticket at a time; many may be under way."""

    def __init__(
        self,
        *,
        client: ZendeskClient,
        drafting: Drafting,
        outcomes: Outcomes,
        permits: Permits,
        leases: Leases,
        trouble: Trouble,
        desk: Desk,
        shadow: frozenset[Kind],
    ) -> None:
        self._client = client
        self._drafting = drafting
        self._outcomes = outcomes
        self._permits = permits
        self._leases = leases
        self._trouble = trouble
        self._desk = desk
        self._shadow = shadow
        self.is_stopping = False
        """Set at a stop: what has not been begun is handed back."""

    async def settle(self, group: Group) -> None:
        """Send everything a ticket waits for; whatever goes wrong is stored, logged, and nobody else's problem."""
        claimed = group.effects
        try:
            await self._settle(group)
        except asyncio.CancelledError:
            await asyncio.shield(self._hand_back(group))
            raise
        except Fenced:
            log.warning("effect fenced", ticket_id=group.ticket_id, keys=[one.key for one in claimed])
        except StoreUnavailable:
            log.warning("result could not be stored; the audits will tell", ticket_id=group.ticket_id)
        except Exception:
            log.exception("effect failed", ticket_id=group.ticket_id, keys=[one.key for one in claimed])
            await self._outcomes.poisoned(claimed)

    async def _hand_back(self, group: Group) -> None:
        """Give up the leases at a stop; only what is on its way to Zendesk has an unknown outcome."""
        others = [one for one in group.effects if one not in group.on_the_way]
        with contextlib.suppress(StoreUnavailable):  # then the next start asks the audits
            await self._outcomes.retry(group.on_the_way, "cut off by a stop", unknown=True)
            await self._outcomes.retry(others, HANDED_BACK, counts=False)

    async def _settle(self, group: Group) -> None:
        claimed = group.effects
        record = await self._record(claimed)
        if any(one.unknown_outcome for one in claimed):
            claimed = await self._resolve(claimed)
            record = await self._record(claimed) if claimed else record
        while claimed:
            claimed = await self.standing(claimed, record)
            if not claimed:
                return
            if self.is_stopping:
                await self._outcomes.retry(claimed, HANDED_BACK, counts=False)
                return
            first = together([intent_of(one) for one in claimed])
            batch, claimed = claimed[: len(first)], claimed[len(first) :]
            if not await self._send(batch, compose(first, record), record, group):
                await self._outcomes.retry(claimed, "waits for the write before it", WAIT_IN_LINE, counts=False)
                return
            record = await self._record(claimed) if claimed else record

    async def _record(self, claimed: Sequence[Claimed]) -> Record:
        """Return what is known of the ticket; raises `Fenced` when its effects are not ours any more."""
        known = (await self._outcomes.held([claimed])).get(claimed[0].ticket_id)
        if known is None:
            raise Fenced
        return known.record

    async def standing(self, claimed: Sequence[Claimed], record: Record) -> list[Claimed]:
        """
        End what does not hold any more; return the rest, or nothing when it is too soon after its last change.

        Nothing of a held ticket is claimed, but a hold may have been seen between the claim and this moment.
        """
        if claimed and record.hold:
            await self._outcomes.retry(claimed, HELD, WAIT_IN_LINE, counts=False)
            return []
        if claimed and await self._may_hide_something(record):
            await self._outcomes.decide_again([claimed], JUST_CHANGED)
            return []
        kept = []
        for one in claimed:
            why = objection(intent_of(one), record)
            if why is None and one.kind in self._desk.off:
                await self._switched_off(one)
            elif why is None and one.kind in self._shadow:
                why = "the settings were changed to shadow before it was sent"
                await self._outcomes.end([one], State.SHADOW, why)
            elif why is None:
                kept.append(one)
            else:
                await self._outcomes.end([one], State.SUPERSEDED, why)
        return kept

    async def _may_hide_something(self, record: Record) -> bool:
        """Return whether the second of the ticket's last change may hold what we have not heard of."""
        second = record.open_second
        if second is None or second != record.seen_updated_at:
            return False  # somebody has changed it since, or we have looked at it
        if self._client.zendesk_clock.now() < second + FRESH:
            return True
        return not await self._outcomes.has_heard(record, second)

    async def _switched_off(self, one: Claimed) -> None:
        """Do not send what was planned before its action was switched off; a refused ticket goes to people instead."""
        why = f"{off(one.kind)}, before it was sent"
        if one.kind is Kind.REFUSAL:
            await self._outcomes.decide_again([[one]], why)
        else:
            await self._outcomes.end([one], State.SUPERSEDED, why)

    async def _resolve(self, claimed: list[Claimed]) -> list[Claimed]:
        """Ask the audits which of these Zendesk already has; end those, return the others."""
        ticket_id = claimed[0].ticket_id
        try:
            audits = await self._client.audits(ticket_id)
            ticket = await self._client.show(ticket_id)
        except NotFound:
            await self._outcomes.over(claimed, Status.DELETED, GONE)
            return []
        except ZendeskError as exc:
            await self.failed(claimed, exc)
            return []
        reached("writer.asked")
        found = {key: audit for audit in audits for key in marker_keys(audit)}
        how = "found in the audits after an unknown outcome"
        here = [
            Landed(one, how, audit.id, ticket.status, audit.created_at)
            for one in claimed
            if (audit := found.get(one.key)) is not None
        ]
        if here:
            await self._outcomes.landed(here)
        rest = await self._without_levels_there([one for one in claimed if one.key not in found], ticket)
        if not rest:
            return []
        record = await self._record(rest)
        if record.seen_updated_at != ticket.updated_at:
            await self._outcomes.decide_again([rest], "the ticket changed while the outcome was unknown")
            return []
        return rest

    async def _without_levels_there(self, rest: list[Claimed], ticket: Ticket) -> list[Claimed]:
        """End escalations to a level that is on the ticket and not by us; return the rest."""
        if any(one.change.level == 0 for one in rest):
            return rest  # what the ticket shows is the level of an opening before this one
        there = [one for one in rest if one.kind is Kind.ESCALATION and one.level == ticket.level_field]
        if there:
            await self._outcomes.end(there, State.SUPERSEDED, f"level {there[0].level} was set by somebody else before")
        return [one for one in rest if one not in there]

    async def _send(self, batch: list[Claimed], write: Write, record: Record, group: Group) -> bool:
        """Send one write; return whether the ticket can take the next."""
        group.on_the_way = ()
        try:
            outgoing = await self._drafting.draft(write, record)
        except ZendeskError as exc:  # a look-up, about people and fields: it says nothing about the ticket
            await self.failed(batch, exc)
            return False
        try:
            updated, remarks = await self._update(outgoing, batch, group)
        except NotNow:
            await self._outcomes.retry(batch, "waits for the write budget", BUDGET_DISTANCE, counts=False)
        except Conflict:
            await self._outcomes.decide_again([batch], CHANGED_MEANWHILE)
        except NotFound:
            await self._outcomes.over(batch, Status.DELETED, GONE)
        except Rejected as exc:
            await self._rejected(batch, exc)
        except BadRequest as exc:
            await self._refused(batch, exc)
        except ZendeskError as exc:
            await self.failed(batch, exc)
        else:
            reached("writer.sent")
            remarks += differences(outgoing.change, updated.ticket)
            await self._outcomes.done(batch, updated.ticket, updated.audit_id, "; ".join(("sent", *remarks)))
            reached("writer.committed")
            await self.succeeded()
            return True
        return False

    async def _update(self, outgoing: Outgoing, batch: list[Claimed], group: Group) -> tuple[Updated, tuple[str, ...]]:
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
                return await self._put(attempt, batch, group), attempt.remarks
            except Rejected as exc:
                if exc.is_closed:
                    raise
                log.warning("assignment refused", ticket_id=group.ticket_id, error=str(exc))
        return await self._put(tries[-1], batch, group), tries[-1].remarks

    async def _put(self, outgoing: Outgoing, batch: list[Claimed], group: Group) -> Updated:
        await self._leases.hold(batch, group.lease)
        if not await self._permits.use(group.permit):
            raise NotNow
        group.on_the_way = batch
        return await self._client.update(group.ticket_id, outgoing.change)

    async def _rejected(self, batch: list[Claimed], exc: Rejected) -> None:
        if exc.is_closed:
            await self._outcomes.over(batch, Status.CLOSED, await self._why_closed(batch[0].ticket_id))
            return
        await self._refused(batch, exc)

    async def _why_closed(self, ticket_id: int) -> str:
        """Return how a ticket came to take no writes, as far as it tells."""
        try:
            ticket = await self._client.show(ticket_id)
        except ZendeskError:
            return CLOSED
        return "the ticket was merged into another and is closed" if MERGED_TAG in ticket.tags else CLOSED

    async def _refused(self, batch: list[Claimed], exc: ZendeskError) -> None:
        ticket_id, keys = batch[0].ticket_id, [one.key for one in batch]
        log.error("zendesk refused a write", ticket_id=ticket_id, keys=keys, error=str(exc))
        await self._outcomes.end(batch, State.FAILED, str(exc))
        if any(one.kind is Kind.REFUSAL for one in batch):
            await self._outcomes.hand_to_people(ticket_id, str(exc))

    async def failed(self, batch: Sequence[Claimed], exc: ZendeskError, *, forget_job: bool = False) -> None:
        """Put a batch back after a failure that is not the ticket's; how soon depends on what failed."""
        if isinstance(exc, RateLimited):
            await self._permits.keep_pause()
            distance = timedelta(seconds=exc.retry_after)
            await self._outcomes.retry(batch, str(exc), distance, counts=False, forget_job=forget_job)
            return
        self._trouble.met(str(exc))
        await self._outcomes.failed(batch, str(exc), unknown=isinstance(exc, OutcomeUnknown), forget_job=forget_job)

    async def succeeded(self) -> None:
        """Zendesk has taken a write: whatever trouble there was is over, and nothing waits because of it."""
        if self._trouble.is_on:
            # Before the trouble is over, or what is ready by chance would go ahead of the urgent, who were tried last.
            await self._outcomes.hurry()
        self._trouble.over()


def intent_of(one: Claimed) -> Intent:
    """Return the part of a stored effect that sending depends on."""
    return Intent(one.key, one.epoch, one.kind, one.level, one.change)
