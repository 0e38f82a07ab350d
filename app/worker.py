"""
Empties the inbox: claims tickets, reads them together, looks at a few at a time, hands back what failed.

What is claimed is held under a lease that is prolonged while the work lasts. Reading is shared (one call for up to a
hundred tickets) and looking is not: a ticket that hangs costs its own slot, and nobody else's time.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.crashpoint import reached
from app.errors import StoreUnavailable
from app.look.gathering import Unsettled
from app.look.idle import idle_reason
from app.look.looker import Looker
from app.look.recorder import LeaseLost
from app.look.snapshots import Unreadable
from app.rules.ticket import Ticket
from app.store import inbox, tickets
from app.store.database import Database
from app.store.inbox import LEASE, PARK_AFTER, SETTLE, Inbox, Row
from app.store.tickets import Known
from app.wakeup import rung
from app.zendesk.directory import Directory
from app.zendesk.errors import InvalidAnswer, RateLimited, ZendeskError

log = structlog.get_logger()

UNSETTLED_PATIENCE = timedelta(seconds=5)
"""So long after its newest event a ticket that is changing at this moment is read again rather than judged."""
BATCH_TICKETS = 100
"""Tickets claimed at once: as many as one `show_many` may ask for."""
AT_ONCE = 8
"""Tickets looked at at the same time; each may need a comment list or an organization."""
READS_AT_ONCE = 4
READ_PATIENCE_SECONDS = 1.0
"""A read under way is waited for that long, so that those who come meanwhile are read together by the next."""
CLAIMS_APART_SECONDS = 0.05
"""Under load whoever came meanwhile is claimed together; at rest the first is claimed at once."""
IDLE_SECONDS = 1.0
PAUSE_MAX_SECONDS = 30.0
"""Longest silence towards a Zendesk that fails for everybody; afterwards one batch is the probe."""
DUE_BEFORE = 0.9
"""Part of a pause after which its events are due, so that at its end they are read together."""
REASON_LIMIT = 2000
RENEW_SECONDS = LEASE.total_seconds() / 3


@dataclass(slots=True, eq=False)
class Held:
    """One claimed ticket, from the claim until its rows are ended or handed back."""

    rows: list[Row]
    is_looked_at: bool = False
    """Whether it has a slot."""
    is_lost: bool = False
    """Whether somebody else has the rows now."""
    task: asyncio.Task[None] | None = None

    @property
    def ticket_id(self) -> int | None:
        """The ticket that all rows are about; None for events about no ticket."""
        return self.rows[0].ticket_id


class Worker:
    """Empties the inbox until it is stopped."""

    def __init__(
        self,
        *,
        database: Database,
        box: Inbox,
        looker: Looker,
        directory: Directory,
        clock: Clock,
        park_after: int = PARK_AFTER,
        renew_seconds: float = RENEW_SECONDS,
        uniform: Callable[[float, float], float] = random.uniform,
        patience: float = 1.0,
    ) -> None:
        self._idle_most = IDLE_SECONDS * patience
        self._database = database
        self._box = box
        self._looker = looker
        self._directory = directory
        self._clock = clock
        self._park_after = park_after
        self._renew_seconds = renew_seconds
        self._uniform = uniform
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._held: set[Held] = set()
        self._reads: dict[asyncio.Task[None], float] = {}
        self._failures = 0
        self._claimed_at = 0.0
        self._paused_until = 0.0
        self._stopping = False
        self.trouble: str | None = None
        """Why Zendesk cannot be read for anybody; None when it can."""

    async def run(self) -> None:
        """Handle events as they arrive, until `stop`; cancelled, it hands back what it holds."""
        keeper = asyncio.create_task(self._keep_leases(), name="lease keeper")
        try:
            while not self._stopping:
                self._box.arrived.clear()
                if keeper.done():
                    keeper.result()  # without it leases would run out unseen
                try:
                    wait = await self._step()
                except StoreUnavailable as exc:
                    log.warning("inbox cannot be read", error=str(exc))
                    wait = IDLE_SECONDS
                if wait:
                    await rung(self._box.arrived, wait)
            await self._finish()
        finally:
            keeper.cancel()
            # Even while being cancelled: the next start should not wait for the leases.
            await asyncio.shield(self._let_go())

    def stop(self) -> None:
        """Claim nothing more; `run` ends when the looks under way have ended."""
        self._stopping = True
        self._box.arrived.set()

    async def _step(self) -> float:
        """Claim a batch if there is room for one; return the seconds to wait before the next step."""
        pause = self._paused_until - self._clock.monotonic()
        if pause > 0:
            return min(pause, IDLE_SECONDS)
        wait = self._wait_for_room()
        if wait:
            return wait
        await self._keep_apart()
        now = self._clock.now()
        groups = await self._database.write(lambda connection: inbox.claim(connection, now, BATCH_TICKETS))
        if not groups:
            return await self._idle_seconds()
        self._claimed_at = asyncio.get_running_loop().time()
        reached("worker.claimed")
        held = self._hold(groups)
        task = asyncio.create_task(self._guarded_batch(held), name="inbox batch")
        self._reads[task] = self._clock.monotonic()
        task.add_done_callback(self._read_ended)
        return 0.0

    async def _keep_apart(self) -> None:
        """Return when the last claim that found something is long enough ago."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._claimed_at + CLAIMS_APART_SECONDS - loop.time())

    def _wait_for_room(self) -> float:
        """Return 0 when another batch may be claimed: slots will be free for it, and it would be read in company."""
        if sum(not one.is_looked_at for one in self._held) >= AT_ONCE or len(self._reads) >= READS_AT_ONCE:
            return IDLE_SECONDS  # whoever makes room rings
        youngest = max(self._reads.values(), default=None)
        if youngest is None:
            return 0.0
        return max(0.0, youngest + READ_PATIENCE_SECONDS - self._clock.monotonic())

    def _hold(self, groups: list[list[Row]]) -> list[Held]:
        claimed = {row.id for rows in groups for row in rows}
        for one in [one for one in self._held if any(row.id in claimed for row in one.rows)]:
            self._fence(one)  # our own lease ran out under us
        held = [Held(rows) for rows in groups]
        self._held.update(held)
        return held

    def _read_ended(self, task: asyncio.Task[None]) -> None:
        self._reads.pop(task, None)
        self._box.arrived.set()

    async def _idle_seconds(self) -> float:
        due = await self._database.read(inbox.next_available_at)
        if due is None:
            return self._idle_most
        return min(max((due - self._clock.now()).total_seconds(), 0.001), self._idle_most)

    # -- one batch: read together -------------------------------------------------------------------------------

    async def _guarded_batch(self, batch: list[Held]) -> None:
        """Read a batch and send each of its tickets to a slot of its own; whatever fails costs as few as possible."""
        try:
            await self._batch(batch)
        except StoreUnavailable as exc:
            await asyncio.gather(*(self._back(one, exc, counts=False) for one in batch if one in self._held))
        except ZendeskError as exc:
            await self._away(batch, exc)
        except Exception as exc:
            if len(batch) == 1:
                log.exception("event failed", ticket_id=batch[0].ticket_id, request_id=batch[0].rows[0].request_id)
                await self._back(batch[0], exc, counts=True)
                return
            log.exception("batch failed; each ticket is tried alone", tickets=len(batch))
            for one in batch:
                if one in self._held and one.task is None:
                    await self._guarded_batch([one])

    async def _batch(self, batch: list[Held]) -> None:
        ids = [one.ticket_id for one in batch if one.ticket_id is not None]
        known = await self._database.read(lambda connection: tickets.load_many(connection, ids))
        self_id = await self._self_id()
        whys = {one: idle_reason(one.rows, known.get(one.ticket_id or 0), self_id) for one in batch}
        await self._idle({one: why for one, why in whys.items() if why is not None})
        looks = [one for one, why in whys.items() if why is None]
        snapshots = await self._looker.read([one.rows for one in looks], known)
        if snapshots.asked:
            await self._recovered()
        for one in looks:
            if one.is_lost or one not in self._held:
                continue
            ticket_id = one.ticket_id or 0
            if ticket_id in snapshots.unsettled and self._may_wait(one):
                left = min(snapshots.unsettled[ticket_id], SETTLE)
                work = self._back(one, Unsettled(f"ticket {ticket_id} is just being changed"), distance=left)
            elif ticket_id in snapshots.unreadable:
                work = self._back(one, Unreadable(f"Zendesk's document of ticket {ticket_id} cannot be read"))
            else:
                # A stamp of much later is a sign of clocks that disagree, not of a second that goes on.
                is_unsettled = snapshots.unsettled.get(ticket_id, timedelta.max) <= UNSETTLED_PATIENCE
                found = snapshots.found.get(ticket_id)
                work = self._look(one, found, known.get(ticket_id), is_unsettled=is_unsettled)
            one.task = asyncio.create_task(work, name=f"ticket {ticket_id}")

    def _may_wait(self, one: Held) -> bool:
        """Return whether to read a ticket once more; no clock and no busy ticket can put a look off for long."""
        return self._clock.now() - one.rows[-1].received_at < UNSETTLED_PATIENCE

    async def _self_id(self) -> int | None:
        """Return our own Zendesk user, or None while Zendesk cannot tell: then nothing counts as our own write."""
        try:
            return await self._directory.self_id()
        except ZendeskError:
            return None

    async def _idle(self, whys: dict[Held, str]) -> None:
        if not whys:
            return
        lost = await self._looker.ignore([(one.rows, why) for one, why in whys.items()])
        for one in whys:
            if any(row.id in lost for row in one.rows):
                self._fence(one)
            self._drop(one)

    async def _away(self, batch: Iterable[Held], exc: ZendeskError) -> None:
        """Zendesk fails for everybody: hand the batch back, and stay away for a while that grows."""
        self._failures += 1
        self.trouble = str(exc)
        seconds = min(2.0 ** (self._failures - 1), PAUSE_MAX_SECONDS) * self._uniform(0.5, 1.0)
        if isinstance(exc, RateLimited):
            seconds = max(seconds, exc.retry_after)
        log.warning(
            "tickets cannot be read", error=type(exc).__name__, failures=self._failures, pause=round(seconds, 1)
        )
        self._pause(seconds)
        distance = timedelta(seconds=seconds * DUE_BEFORE)
        await asyncio.gather(
            *(self._back(one, exc, counts=False, distance=distance) for one in batch if one in self._held)
        )

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._clock.monotonic() + seconds)

    async def _recovered(self) -> None:
        """Zendesk answers: what waited only because it did not is due now."""
        if not self._failures:
            return
        self._failures, self.trouble = 0, None
        now = self._clock.now()
        try:
            count = await self._database.write(lambda connection: inbox.hurry(connection, now))
        except StoreUnavailable:
            return  # they come by themselves, a little later
        log.info("zendesk can be read again", hurried=count)

    # -- one ticket: a slot of its own ----------------------------------------------------------------------------

    async def _look(self, one: Held, ticket: Ticket | None, known: Known | None, *, is_unsettled: bool) -> None:
        async with self._slots:
            one.is_looked_at = True
            self._box.arrived.set()
            failure = await self._outcome(one, ticket, known, is_unsettled=is_unsettled)
        # The slot is free before the rows are handed back: a store that is busy must not hold up the others.
        if failure is None:
            self._drop(one)
        else:
            await self._back(one, failure, distance=SETTLE if isinstance(failure, Unsettled) else None)

    async def _outcome(
        self, one: Held, ticket: Ticket | None, known: Known | None, *, is_unsettled: bool
    ) -> Exception | None:
        """Look at the ticket; return what went wrong, if anything did."""
        try:
            may_wait = self._may_wait(one)
            await self._looker.decide(one.rows, ticket, known, may_wait=may_wait, is_unsettled=is_unsettled)
        except LeaseLost as exc:
            log.info("lease lost", ticket_id=one.ticket_id)
            return exc
        except Unsettled as exc:
            return exc  # normal where people write fast
        except (ZendeskError, StoreUnavailable) as exc:
            log.warning("look postponed", ticket_id=one.ticket_id, error=type(exc).__name__)
            return exc
        except Exception as exc:
            log.exception("event failed", ticket_id=one.ticket_id, request_id=one.rows[0].request_id)
            return exc
        return None

    async def _back(
        self, one: Held, exc: Exception, *, counts: bool | None = None, distance: timedelta | None = None
    ) -> None:
        """Hand a ticket's rows back; what is Zendesk's or the store's failure never parks, our own does in the end."""
        if isinstance(exc, RateLimited):
            self._pause(exc.retry_after)
        least = timedelta(seconds=exc.retry_after if isinstance(exc, RateLimited) and distance is None else 0.0)
        counts = is_own(exc) if counts is None else counts
        error = storable(f"{type(exc).__name__}: {exc}")
        share = self._uniform(0.5, 1.0)

        def hand_back(connection: Connection) -> None:
            now = self._clock.now()
            if isinstance(exc, LeaseLost):
                # Not all of the rows need be lost: a person may have dropped one of them.
                inbox.release(connection, one.rows, now)
                return
            inbox.postpone(
                connection,
                one.rows,
                error,
                now,
                counts=counts,
                park_after=self._park_after,
                share=share,
                least=least,
                distance=distance,
            )

        while one in self._held:
            try:
                await self._database.write(hand_back)
            except StoreUnavailable:
                await asyncio.sleep(IDLE_SECONDS)
                continue
            except Exception:  # then the lease must run out, or the ticket would be held for ever
                log.exception("event could not be handed back", ticket_id=one.ticket_id)
            self._drop(one)

    def _drop(self, one: Held) -> None:
        self._held.discard(one)
        self._box.arrived.set()

    # -- leases ---------------------------------------------------------------------------------------------------

    async def _keep_leases(self) -> None:
        """Prolong the leases of everything held, three times a lease; ends only by cancellation."""
        while True:
            await asyncio.sleep(self._renew_seconds)
            try:
                await self._renew()
            except StoreUnavailable as exc:
                log.warning("leases cannot be prolonged", error=str(exc))

    async def _renew(self) -> None:
        held = list(self._held)
        rows = [row for one in held for row in one.rows]
        if not rows:
            return
        now = self._clock.now()
        kept = await self._database.write(lambda connection: inbox.renew(connection, rows, now))
        lost = [one for one in held if one in self._held and any(row.id not in kept for row in one.rows)]
        for one in lost:
            self._fence(one)
        await self._release(lost)

    def _fence(self, one: Held) -> None:
        """Throw away what is being decided under a lease that is lost."""
        log.info("lease lost", ticket_id=one.ticket_id)
        one.is_lost = True
        if one.task is not None:
            one.task.cancel()
        self._held.discard(one)
        self._box.arrived.set()

    # -- the end --------------------------------------------------------------------------------------------------

    async def _finish(self) -> None:
        """Hand back what has no slot yet, and wait for the looks under way."""
        waiting = [one for one in self._held if not one.is_looked_at]
        await self._cut_off(waiting)
        tasks = {one.task for one in self._held if one.task is not None}
        if tasks:
            await asyncio.wait(tasks)

    async def _let_go(self) -> None:
        """Hand back everything, finished or not."""
        await self._cut_off(list(self._held))

    async def _cut_off(self, some: Iterable[Held]) -> None:
        some = list(some)
        tasks = {*self._reads, *(one.task for one in some if one.task is not None)}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._release(one for one in some if one in self._held)
        self._held.difference_update(some)

    async def _release(self, some: Iterable[Held]) -> None:
        rows = [row for one in some for row in one.rows]
        if not rows:
            return
        now = self._clock.now()
        try:
            await self._database.write(lambda connection: inbox.release(connection, rows, now))
        except StoreUnavailable as exc:
            log.warning("events are handed back when their leases end", count=len(rows), error=str(exc))


# -- pure parts -------------------------------------------------------------------------------------------------------


def is_own(exc: Exception) -> bool:
    """
    Return whether a failure is counted against the event: it is ours, or this one ticket's.

    Zendesk being away, limiting or refusing us says nothing about the event, nor does a store that is busy. An answer
    about this ticket that cannot be read does: it will be the same tomorrow, and a person should see it.
    """
    passing = ZendeskError | StoreUnavailable | LeaseLost | Unsettled
    return isinstance(exc, InvalidAnswer) or not isinstance(exc, passing)


def storable(text: str) -> str:
    """Return an error's words as every database takes them, and not endlessly many."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")[:REASON_LIMIT]
