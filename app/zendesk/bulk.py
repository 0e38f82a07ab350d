"""
Many tickets in one job of Zendesk's, for when more are due than the budget lets through one by one.

A job is a bus: up to a hundred tickets ride in one request, each as its own safe update with its own marker. The
job's id is committed before anything else, so that a crash or a lost answer leaves somebody to ask; where nobody can
tell any more, the tickets' stamps and fields are read a hundred at once, and the audits only where those do not
settle it. What may ride, and why, is in docs/decisions/0014-many-updates-in-one-job.md.
"""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from app.chunks import chunks
from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.rules.effect import Kind
from app.rules.outgoing import compose, together
from app.rules.record import Record
from app.rules.ticket import Status
from app.store import outbox
from app.store.database import Database
from app.store.outbox import Claimed
from app.wakeup import rung
from app.zendesk.boarding import AT_ONCE
from app.zendesk.changes import TicketChange
from app.zendesk.client import ZendeskClient
from app.zendesk.draft import Drafting
from app.zendesk.errors import Forbidden, NotFound, OutcomeUnknown, RateLimited, Unauthorized, Unreachable, ZendeskError
from app.zendesk.outcomes import CLOSED, GONE, Landed, Outcomes
from app.zendesk.permits import Permit, Permits
from app.zendesk.sending import (
    BUDGET_DISTANCE,
    CHANGED_MEANWHILE,
    WAIT_IN_LINE,
    Fenced,
    Group,
    Lease,
    Leases,
    Sending,
    intent_of,
)
from app.zendesk.traces import Trace, trace

log = structlog.get_logger()

JOBS_AT_ONCE: Final = 10
"""Zendesk runs 30 for the whole account; other replicas and other tools want some."""
POLL_FIRST_SECONDS: Final = 1.0
POLL_MOST_SECONDS: Final = 10.0
UNASKED: Final = "waits until Zendesk answers"
REFUSED: Final = "refused"
"""Stands for the id of a job that was never begun."""
TURN_SECONDS: Final = 5.0
"""So long a job waits for a more urgent one that is still being loaded."""
PATIENCE_SECONDS: Final = 600.0
"""A job that is not over by then is given up: the tickets themselves are asked."""


@dataclass(slots=True)
class Rider:
    """One ticket in a job: the effects that its one write carries."""

    batch: list[Claimed]
    change: TicketChange | None = None
    """None before it is drafted, and when another process has sent it."""

    @property
    def ticket_id(self) -> int:
        """The ticket."""
        return self.batch[0].ticket_id


@dataclass(slots=True)
class Ride:
    """A job under way."""

    riders: list[Rider]
    lease: Lease
    departed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when Zendesk has the job, or never will."""

    @property
    def urgency(self) -> int:
        """Of its least urgent rider: what is more urgent than that need not wait for the next bus."""
        return max(one.urgency for one in self.effects)

    @property
    def effects(self) -> list[Claimed]:
        """All effects aboard."""
        return [one for rider in self.riders for one in rider.batch]


class Bulk:
    """Sends and follows jobs; `running` are those whose end is not stored yet."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        drafting: Drafting,
        sending: Sending,
        outcomes: Outcomes,
        permits: Permits,
        leases: Leases,
        clock: Clock,
        departed: Callable[[], None],
    ) -> None:
        self._departed = departed
        self._database = database
        self._client = client
        self._drafting = drafting
        self._sending = sending
        self._outcomes = outcomes
        self._permits = permits
        self._leases = leases
        self._clock = clock
        self._not_before = 0.0
        self._stopping = asyncio.Event()
        self.running: list[Ride] = []

    @property
    def has_room(self) -> bool:
        """True when another job may be begun."""
        return len(self.running) < JOBS_AT_ONCE and self._clock.monotonic() >= self._not_before

    @property
    def urgency(self) -> int | None:
        """The urgency of the least urgent ticket under way, or None when no job runs."""
        return max((ride.urgency for ride in self.running), default=None)

    @property
    def loading(self) -> int | None:
        """The urgency of the most urgent ticket in a job that is not handed over yet, or None when there is none."""
        aboard = [one.urgency for ride in self.running if not ride.departed.is_set() for one in ride.effects]
        return min(aboard, default=None)

    def stop(self) -> None:
        """Leave jobs to themselves: whoever comes next asks for them."""
        self._stopping.set()

    async def carry(self, groups: Sequence[Group], permit: Permit) -> None:
        """Bring these tickets to their ends by one job, and those that must not ride one by one."""
        ride = Ride([Rider(group.effects) for group in groups], replace(groups[0].lease))
        await self._guarded(ride, self._carry(ride, groups, permit))

    async def adopt(self, job_id: str, groups: Sequence[Group]) -> None:
        """Follow a job that an earlier process has begun, or that this one lost sight of."""
        ride = Ride([Rider(group.effects) for group in groups], replace(groups[0].lease))
        ride.departed.set()
        await self._guarded(ride, self._follow(job_id, ride.riders, ride.lease))

    async def _guarded(self, ride: Ride, work: Coroutine[None, None, None]) -> None:
        self.running.append(ride)
        try:
            await work
        except Fenced:
            log.warning("job fenced", tickets=len(ride.riders))
        except StoreUnavailable:
            log.warning("result could not be stored; the job or the audits will tell", tickets=len(ride.riders))
        except Exception:
            log.exception("job failed", tickets=[rider.ticket_id for rider in ride.riders])
            await self._outcomes.poisoned(ride.effects)
        finally:
            self._has_departed(ride)
            self.running.remove(ride)

    def _has_departed(self, ride: Ride) -> None:
        if not ride.departed.is_set():
            ride.departed.set()
            self._departed()

    async def _carry(self, ride: Ride, groups: Sequence[Group], permit: Permit) -> None:
        leases = {group.ticket_id: group.lease for group in groups}
        doubtful, waiting = await self._look([group.effects for group in groups])
        alone, riders = await self._board(waiting)
        lonely = [Group(batch, leases[batch[0].ticket_id]) for batch in (*doubtful, *alone)]
        one_by_one = asyncio.create_task(self._one_by_one(lonely))
        try:
            if riders:
                ride.riders = riders
                await self._depart(ride, Group(ride.effects, ride.lease, permit))
        finally:
            await one_by_one

    async def _one_by_one(self, lonely: Sequence[Group]) -> None:
        for some in chunks(lonely, AT_ONCE):
            await asyncio.gather(*(self._sending.settle(group) for group in some))

    async def _wait_in_line(self, batch: Sequence[Claimed]) -> None:
        await self._outcomes.retry(batch, "waits for the write before it", WAIT_IN_LINE, counts=False)

    # -- before ------------------------------------------------------------------------------------------------------

    async def _look(self, groups: Sequence[list[Claimed]]) -> tuple[list[list[Claimed]], list[list[Claimed]]]:
        """
        Learn what became of writes whose outcome nobody told; return what is doubtful still, and what may be sent.

        One read shows a hundred tickets. A ticket as we left it has seen no write; one that shows all that ours would
        have done has; about the others its audits must be asked, one by one.
        """
        unknown = [claimed for claimed in groups if any(one.unknown_outcome for one in claimed)]
        waiting = [claimed for claimed in groups if claimed not in unknown]
        if not unknown:
            return [], waiting
        ids = [claimed[0].ticket_id for claimed in unknown]
        try:
            now = await self._client.show_many(ids)
        except ZendeskError as exc:
            await self._sending.failed([one for claimed in unknown for one in claimed], exc)
            # Who cannot be asked is not written to either: that would only make more outcomes unknown.
            await self._outcomes.retry([one for claimed in waiting for one in claimed], UNASKED, counts=False)
            return [], []
        known = await self._outcomes.known(ids)
        here: list[Landed] = []
        doubtful = []
        for claimed in unknown:
            ticket, place = now.get(claimed[0].ticket_id), known.get(claimed[0].ticket_id)
            seen = Trace.UNCLEAR
            if ticket is not None and place is not None:
                seen = trace([intent_of(one) for one in claimed], place.record, ticket)
            if seen is Trace.NONE:
                waiting.append(claimed)
            elif seen is Trace.ALL and all(one.unknown_outcome for one in claimed):
                here += [Landed(one, "found in the ticket's fields after an unknown outcome") for one in claimed]
            else:
                doubtful.append(claimed)
        await self._outcomes.landed(here)
        return doubtful, waiting

    async def _board(self, waiting: Sequence[list[Claimed]]) -> tuple[list[list[Claimed]], list[Rider]]:
        """Return what goes alone, and who rides with which change; a ticket's later writes are handed back."""
        known = await self._outcomes.held(waiting)
        alone, riders = [], []
        for claimed in waiting:
            place = known.get(claimed[0].ticket_id)
            if place is None or not may_ride(claimed, place.record):
                alone.append(claimed)
                continue
            try:
                rider = await self._rider(claimed, place.record)
            except StoreUnavailable:
                raise
            except Exception:  # one that nobody can draft must not cost the others their seats
                log.exception("effect failed", ticket_id=claimed[0].ticket_id)
                await self._outcomes.poisoned(claimed)
                continue
            if rider is not None:
                riders.append(rider)
        return alone, riders

    async def _rider(self, claimed: Sequence[Claimed], record: Record) -> Rider | None:
        standing = await self._sending.standing(claimed, record)
        if not standing:
            return None
        first = together([intent_of(one) for one in standing])
        batch, later = standing[: len(first)], standing[len(first) :]
        await self._wait_in_line(later)
        try:
            outgoing = await self._drafting.draft(compose(first, record), record)
        except ZendeskError as exc:
            await self._sending.failed(batch, exc)
            return None
        return Rider(batch, outgoing.change)

    async def _depart(self, ride: Ride, whole: Group) -> None:
        """Hand the job over, after those claimed before it; its id is stored before anything else happens."""
        await self._turn(ride)
        await self._leases.hold(whole.effects, whole.lease)
        if not await self._permits.use(whole.permit):
            await self._outcomes.retry(whole.effects, "waits for the write budget", BUDGET_DISTANCE, counts=False)
            return
        changes = {rider.ticket_id: rider.change for rider in ride.riders if rider.change is not None}
        try:
            try:
                job = await self._client.update_many(changes)
            finally:
                self._has_departed(ride)
        except RateLimited as exc:
            if exc.is_about_jobs:
                self._not_before = self._clock.monotonic() + exc.retry_after
            await self._sending.failed(whole.effects, exc)
        except (Unauthorized, Forbidden, Unreachable, OutcomeUnknown) as exc:
            await self._sending.failed(whole.effects, exc)
        except ZendeskError as exc:
            # Refused as a whole, and for one of them only: alone, each hears what is meant.
            log.error("zendesk refused a job", tickets=len(ride.riders), error=str(exc))
            await self._note(whole.effects, REFUSED)
            await self._outcomes.failed(whole.effects, f"refused in company: {exc}", unknown=False)
        else:
            reached("job.queued")
            await self._note(whole.effects, job.id)
            reached("job.noted")
            log.info("job begun", job_id=job.id, tickets=len(ride.riders))
            await self._sending.succeeded()
            await self._follow(job.id, ride.riders, whole.lease)

    async def _turn(self, ride: Ride) -> None:
        """Wait while a job that was claimed earlier, and so is more urgent, is still being loaded."""
        ahead = [one for one in self.running[: self.running.index(ride)] if not one.departed.is_set()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TURN_SECONDS):
                for one in ahead:
                    await one.departed.wait()

    async def _note(self, batch: Sequence[Claimed], job_id: str) -> None:
        await self._database.write(lambda connection: outbox.note_job(connection, batch, job_id))

    # -- meanwhile and after -----------------------------------------------------------------------------------------

    async def _follow(self, job_id: str, riders: list[Rider], lease: Lease) -> None:
        """Ask for the job, less and less often, until it is over or nobody knows of it; then store what it did."""
        batch = [one for rider in riders for one in rider.batch]
        results: Mapping[int, Mapping[str, Any]] | None = None
        pause, begun_at = POLL_FIRST_SECONDS, self._clock.monotonic()
        while results is None and self._clock.monotonic() - begun_at < PATIENCE_SECONDS:
            if await rung(self._stopping, pause):
                why = "the service stopped while a job of Zendesk's ran"
                await self._outcomes.retry(batch, why, unknown=True, counts=False)
                return
            pause = min(pause * 1.5, POLL_MOST_SECONDS)
            await self._leases.hold(batch, lease)
            try:
                job = await self._client.job(job_id)
            except (NotFound, ValueError):
                log.warning("zendesk knows nothing of a job", job_id=job_id)
                break
            except ZendeskError as exc:
                log.warning("job cannot be asked for", job_id=job_id, error=str(exc))
                continue
            if job.is_over:
                results = by_ticket(job.results or ())
        await self._leases.hold(batch, lease)
        await self._conclude(job_id, riders, results or {})

    async def _conclude(self, job_id: str, riders: Sequence[Rider], results: Mapping[int, Mapping[str, Any]]) -> None:
        said: dict[str, list[Rider]] = {"done": [], "conflict": [], "gone": [], "closed": [], "refused": [], "": []}
        for rider in riders:
            said[meaning(results.get(rider.ticket_id))].append(rider)
        how = f"sent with others in job {job_id}"
        await self._outcomes.landed([Landed(one, how) for rider in said["done"] for one in rider.batch])
        if said["conflict"]:
            await self._outcomes.decide_again([rider.batch for rider in said["conflict"]], CHANGED_MEANWHILE)
        for rider in said["gone"]:
            await self._outcomes.over(rider.batch, Status.DELETED, GONE)
        for rider in said["closed"]:
            await self._outcomes.over(rider.batch, Status.CLOSED, CLOSED)
        for rider in said["refused"]:
            # Sent alone next, where the answer is exact and a wrong assignee can be left out.
            why = f"refused in a job: {reason(results[rider.ticket_id])}"
            await self._outcomes.retry(rider.batch, why, counts=True)
        if said[""]:
            why = f"job {job_id} did not tell what became of it"
            await self._outcomes.retry(
                [one for rider in said[""] for one in rider.batch], why, unknown=True, forget_job=True
            )
        log.info("job over", job_id=job_id, **{name or "unknown": len(some) for name, some in said.items() if some})


def may_ride(claimed: Sequence[Claimed], record: Record) -> bool:
    """
    Return whether a ticket may go with others.

    Not a refusal: it is the one write that cannot be taken back, so it is sent with its own answer before our eyes.
    Not what was refused in company before. Not without a stamp, which is what makes it a safe update.
    """
    return record.seen_updated_at is not None and all(
        one.kind is not Kind.REFUSAL and one.job_id is None for one in claimed
    )


def by_ticket(results: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Return a job's results by ticket; those that name none are of no use."""
    return {row["id"]: row for row in results if isinstance(row.get("id"), int)}


def meaning(row: Mapping[str, Any] | None) -> str:
    """Return what one result says: done, conflict, gone, closed or refused; empty where it says nothing certain."""
    if row is None:
        return ""
    if row.get("success") is True or (row.get("success") is None and row.get("status") == "Updated"):
        return "done"
    if row.get("success") is not False and not row.get("error"):
        return ""
    told = f"{row.get('error')} {reason(row)}".lower()
    signs: Mapping[str, Callable[[], bool]] = {
        "conflict": lambda: "conflict" in told or "outdated ticket data" in told,
        "gone": lambda: "notfound" in told.replace(" ", ""),
        "closed": lambda: "closed prevents" in told,
    }
    return next((name for name, holds in signs.items() if holds()), "refused")


def reason(row: Mapping[str, Any]) -> str:
    """Return Zendesk's words about one row, on one bounded line."""
    words = " ".join(str(row.get(name)) for name in ("error", "details", "description") if row.get(name))
    return " ".join(words.split())[:300]
