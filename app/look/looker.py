"""
One look at a ticket: gather what the rules need, let them decide, store the outcome.

A ticket is judged from a snapshot read fresh, all its events together. The decision, the new record, the planned
effects and the end of the events are one transaction, so that nothing is half decided.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

from app.clock import Clock
from app.crashpoint import reached
from app.look.conversation import Crowd
from app.look.gathering import Gathered, Gatherer, Unsettled, was_never_judged
from app.look.recorder import Overtaken, Recorder
from app.look.snapshots import Snapshots, TicketReader
from app.rules.decide import Decision, Desk, first_sight, look_again
from app.rules.effect import Kind
from app.rules.observation import in_an_open_second
from app.rules.ticket import Status, Ticket
from app.store import tickets
from app.store.database import Database
from app.store.inbox import Row
from app.store.tickets import Known
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import Unavailable
from app.zendesk.fields import FieldIds

TRIES = 5
DEADLINE_SECONDS = 180.0
"""Longest look at one ticket, with all that is asked for it; a slot is not lent for ever."""


class Looker:
    """Reads, judges and records; who looks when, and what happens after a failure, is the worker's affair."""

    def __init__(
        self,
        *,
        database: Database,
        client: ZendeskClient,
        directory: Directory,
        desk: Desk,
        clock: Clock,
        fields: FieldIds,
        partner_tag: str | None,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
        due: Callable[[datetime], None],
    ) -> None:
        self._database = database
        self._zendesk_clock = client.zendesk_clock
        self._desk = desk
        self._crowd = Crowd()
        self._reader = TicketReader(client, directory, fields)
        self._gatherer = Gatherer(client, directory, desk, fields, partner_tag, self._crowd)
        self._recorder = Recorder(database, clock, client.zendesk_clock, desk, shadow, planned, due)
        self._bench = ThreadPoolExecutor(1, "tierline-judge")

    async def read(self, looks: Sequence[list[Row]], known: Mapping[int, Known]) -> Snapshots:
        """Read tickets that were claimed together: each one's rows, and what is known of it."""
        self._crowd.meet({rows[0].ticket_id or 0 for rows in looks})
        return await self._reader.read(looks, known)

    async def ignore(self, idle: Sequence[tuple[list[Row], str]]) -> set[int]:
        """End events that ask for no look: see `Recorder.ignore`."""
        return await self._recorder.ignore(idle)

    async def decide(
        self,
        rows: list[Row],
        ticket: Ticket | None,
        known: Known | None,
        *,
        may_wait: bool = False,
        is_unsettled: bool = False,
    ) -> None:
        """
        Judge a ticket and store what follows; where it `is_unsettled`, its second is kept in mind as an open one.

        Raises `LeaseLost` when another has taken the rows over, and where the caller `may_wait` `Unsettled` when
        somebody wrote since the ticket was read: it may have been solved and reopened before. Then nothing is stored.
        """
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._decide(rows, ticket, known, may_wait=may_wait, is_unsettled=is_unsettled)
        except TimeoutError:
            # Our own part of it takes milliseconds: what took so long was somebody else's answer.
            msg = f"the look at the ticket took longer than {DEADLINE_SECONDS:.0f} s"
            raise Unavailable(msg) from None
        self._crowd.leave(rows[0].ticket_id or 0)

    async def _decide(
        self, rows: list[Row], ticket: Ticket | None, known: Known | None, *, may_wait: bool, is_unsettled: bool
    ) -> None:
        for _ in range(TRIES):
            gathered = await self._gatherer.gather(ticket, known)
            if may_wait and gathered.is_of_two_moments:
                raise Unsettled(f"ticket {rows[0].ticket_id} was written on while it was read")
            decision = await self._judged(gathered)
            if decision is not None and (more := await self._gatherer.for_words(gathered, decision)) is not None:
                gathered, decision = more, await self._judged(more)
            if is_unsettled and ticket is not None and decision is not None:
                decision = replace(decision, record=in_an_open_second(decision.record, ticket))
            reached("worker.decided")
            try:
                await self._recorder.record(rows, gathered, decision)
            except Overtaken:
                known = await self._database.read(lambda connection: tickets.load(connection, rows[0].ticket_id or 0))
                continue
            reached("worker.committed")
            return
        raise Overtaken(f"ticket {rows[0].ticket_id}: its record changed {TRIES} times while it was decided")

    async def _judged(self, gathered: Gathered) -> Decision | None:
        """
        Return what the rules decide, thought out beside the event loop.

        A ticket with a talk of comments takes tens of milliseconds to judge, and webhooks are to be acknowledged
        meanwhile. One thread for all looks: more would only take the interpreter from each other.
        """
        return await asyncio.get_running_loop().run_in_executor(self._bench, self._conclude, gathered)

    def _conclude(self, gathered: Gathered) -> Decision | None:
        ticket, known = gathered.ticket, gathered.known
        now = self._zendesk_clock.now()
        if ticket is None:
            return _gone(known) if known else None
        if known is None or was_never_judged(known, ticket):
            return first_sight(ticket, gathered.requester, gathered.prior, gathered.conversation, self._desk, now)
        return look_again(known.record, ticket, gathered.conversation, self._desk, now)


def _gone(known: Known) -> Decision:
    record = replace(known.record, status=Status.DELETED, next_due_at=None)
    if known.record.status is Status.DELETED:
        return Decision(record, "the ticket does not exist any more", rule="gone", is_look=True)
    summary = "the ticket does not exist any more: its ladder ends"
    return Decision(record, summary, supersede=tuple(Kind), rule="gone", is_look=True)
