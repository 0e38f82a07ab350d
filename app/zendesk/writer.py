"""
The one exit: sends planned effects to Zendesk, most urgent first, each exactly once.

The protocol (design: every effect once): an effect is leased and marked *sending* in a committed transaction, the same
that takes its permit from the shared gate; the write is a compare-and-set on the `updated_at` we decided on and bears
the effect's key in its metadata; the answer is committed under the lease's token. This is the loop that claims;
`sending` holds one ticket's protocol, `bulk` that of many in one job, `outcomes` what is stored of either.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.store import effects, outbox
from app.store.database import Database
from app.store.inbox import Inbox
from app.wakeup import rung
from app.zendesk.boarding import Boarding, UnderWay, board, most_at_once
from app.zendesk.bulk import REFUSED, Bulk
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.draft import Drafting
from app.zendesk.errors import ZendeskError
from app.zendesk.fields import FieldIds
from app.zendesk.outcomes import Outcomes
from app.zendesk.permits import Permit, Permits
from app.zendesk.sending import Group, Lease, Leases, Sending
from app.zendesk.trouble import Trouble

log = structlog.get_logger()

IDLE_SECONDS: Final = 1.0


@dataclass(slots=True)
class Claim:
    """What one look at the outbox brought."""

    groups: list[Group] = field(default_factory=list)
    permits: list[Permit] = field(default_factory=list)
    is_many: bool = False
    """True when they shall ride in one job."""


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
        patience: float = 1.0,
    ) -> None:
        self._idle = IDLE_SECONDS * patience
        self._database = database
        self._client = client
        self._clock = clock
        self._wanted = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._singles = 0
        self._stopping = False
        self._trouble = Trouble(clock)
        self._permits = Permits(database, client.budget, clock)
        outcomes = self._outcomes = Outcomes(
            database=database,
            box=box,
            desk=desk,
            clock=clock,
            zendesk_clock=client.zendesk_clock,
            shadow=shadow,
            planned=self.wake,
        )
        drafting = Drafting(client, directory, clock, fields)
        leases = Leases(database, clock, client.longest_exchange_seconds)
        self._sending = Sending(
            client=client,
            drafting=drafting,
            outcomes=outcomes,
            permits=self._permits,
            leases=leases,
            trouble=self._trouble,
            desk=desk,
            shadow=shadow,
        )
        self._bulk = Bulk(
            database=database,
            client=client,
            drafting=drafting,
            sending=self._sending,
            outcomes=outcomes,
            permits=self._permits,
            leases=leases,
            clock=clock,
            departed=self.wake,
        )

    @property
    def last_error(self) -> str | None:
        """Why the last write failed for all tickets alike (credentials, connection); None when writing works."""
        return self._trouble.last_error

    def wake(self) -> None:
        """Look for planned effects now."""
        self._wanted.set()

    async def run(self) -> None:
        """Send effects as they are planned, until `stop`; what is under way then is finished."""
        try:
            while not self._stopping:
                self._wanted.clear()
                try:
                    wait = 0.0 if await self._pause() or await self.run_once() else await self._idle_seconds()
                except StoreUnavailable as exc:
                    log.warning("outbox cannot be read", error=str(exc))
                    wait = IDLE_SECONDS
                if wait:
                    await rung(self._wanted, wait)
            await self.finish()
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            await self.finish()
            raise

    def stop(self) -> None:
        """End `run` after the writes under way; a job goes on at Zendesk, and is asked for at the next start."""
        self._stopping = self._sending.is_stopping = True
        self._bulk.stop()
        self._wanted.set()

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def run_once(self) -> bool:
        """Claim and begin to send for a few tickets, or for many; return whether there was anything to begin."""
        await self._permits.keep_pause()
        if self._singles >= most_at_once(is_failing=self._trouble.is_on):
            return False
        now = self._clock.now()
        if not await self._database.read(lambda connection: outbox.waiting(connection, now, 1)):
            return False
        if self._trouble.is_on and not await self._is_back():
            return False
        claim = await self._database.write(self._claim)
        if not claim.groups:
            return False
        reached("writer.claimed")
        self._begin(claim)
        return True

    async def _is_back(self) -> bool:
        """
        Ask Zendesk before anything is claimed; once it answers, let all that waited for it line up by urgency first.

        The most urgent were tried first and have failed longest, so they wait longest, and those whose outcome is not
        known a little longer still: without this the first to go would be whoever happens to be due.
        """
        if not await self._answers():
            self._trouble.unanswered()
            return False
        if not self._trouble.answered():
            return True
        if await self._outcomes.hurry() and self._trouble.is_long:
            self._trouble.wait(effects.UNKNOWN_DISTANCE.total_seconds())
            return False
        return True

    async def _answers(self) -> bool:
        """Ask Zendesk for nothing in particular: a write that fails leaves a ticket whose state nobody knows."""
        try:
            await self._client.me()
        except ZendeskError as exc:
            self._trouble.met(str(exc))
            return False
        return True

    # -- claiming ---------------------------------------------------------------------------------------------------

    def _claim(self, connection: Connection) -> Claim:
        """Lease what is most urgent, in one job or one by one (`app.zendesk.boarding`), and take the permits for it."""
        now = self._clock.now()
        under_way = UnderWay(
            free=self._permits.free(connection),
            alone=self._singles,
            jobs=len(self._bulk.running),
            has_room=self._bulk.has_room,
            loading=self._bulk.loading,
            urgency=self._bulk.urgency,
            is_failing=self._trouble.is_on,
        )
        chosen = board(under_way, partial(outbox.waiting, connection, now))
        return self._take(connection, chosen) if chosen else Claim()

    def _take(self, connection: Connection, chosen: Boarding) -> Claim:
        """Lease up to so many tickets, with permits for so many requests; what is not needed is given back."""
        permits = self._permits.reserve(connection, chosen.requests)
        if not permits:
            return Claim()
        is_many = chosen.requests < chosen.tickets
        lease = Lease.from_now(self._clock)
        found = outbox.claim(connection, self._clock.now(), chosen.tickets if is_many else len(permits))
        self._permits.give_back(connection, permits[len(found) :])
        groups = [Group(claimed, Lease(lease.until, lease.ends_at)) for claimed in found]
        return Claim(groups, permits[: len(found)], is_many)

    # -- sending ----------------------------------------------------------------------------------------------------

    def _begin(self, claim: Claim) -> None:
        by_job: dict[str, list[Group]] = {}
        others = []
        for group in claim.groups:
            job_id = _job_to_ask(group)
            if job_id is None:
                others.append(group)
            else:
                by_job.setdefault(job_id, []).append(group)
        for job_id, groups in by_job.items():
            self._spawn(self._bulk.adopt(job_id, groups))
        if claim.is_many and others:
            self._spawn(self._many(others, claim.permits.pop()))
        elif not claim.is_many:
            for group in others:
                group.permit = claim.permits.pop()
                self._singles += 1
                self._spawn(self._single(group))
        if claim.permits:
            self._spawn(self._return(claim.permits))

    async def _single(self, group: Group) -> None:
        try:
            await self._sending.settle(group)
        finally:
            self._singles -= 1
        if group.permit is not None:
            await self._return([group.permit])

    async def _many(self, groups: list[Group], permit: Permit) -> None:
        await self._bulk.carry(groups, permit)
        await self._return([permit])

    async def _return(self, permits: list[Permit]) -> None:
        """Give back what was not needed."""
        if any(not permit.is_used for permit in permits):
            await self._database.write(lambda connection: self._permits.give_back(connection, permits))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except StoreUnavailable as exc:
            log.warning("outbox cannot be written", error=str(exc))
        self._wanted.set()

    # -- waiting ----------------------------------------------------------------------------------------------------

    async def _pause(self) -> bool:
        """Stay away for a while after Zendesk has failed for everybody; return whether there was a pause."""
        seconds = self._trouble.seconds_left()
        if seconds <= 0:
            return False
        # Not to be hurried by `wake`: new work does not make Zendesk come back sooner. A stop does.
        await self._clock.sleep(min(seconds, IDLE_SECONDS))
        return True

    async def _idle_seconds(self) -> float:
        due = await self._database.read(outbox.next_at)
        if due is None:
            return self._idle
        soon = (due - self._clock.now()).total_seconds()
        if soon <= 0:  # ready, but no place or no permit: places wake us
            soon = await self._permits.wait_seconds() or IDLE_SECONDS
        return min(max(soon, 0.01), self._idle)


def _job_to_ask(group: Group) -> str | None:
    """Return the job that may have brought a ticket's effects to it, or None when no job can tell."""
    doubtful = [one for one in group.effects if one.unknown_outcome]
    jobs = {one.job_id for one in doubtful}
    job_id = jobs.pop() if len(jobs) == 1 else None
    return None if job_id == REFUSED or len(doubtful) < len(group.effects) else job_id
