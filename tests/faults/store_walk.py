"""
A random walk through the store alone: two replicas' workers and writers against a ticket with a version.

Hypothesis interleaves them step by step: a webhook comes or comes again, somebody claims, reads, writes, records,
crashes, loses an answer, meets a 429 or 409; an agent edits; time passes, past leases too. Zendesk is a version and
the comments by key, so that the protocol itself is what is tested: the real tables, statements and leases on either
database, and nothing else.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import Connection, text

from app.rules.effect import Kind
from app.store import effects, inbox, outbox, tickets
from app.store.database import Database
from app.store.effects import State
from app.store.inbox import Row
from app.store.outbox import Claimed
from tests.rules.kit import a_record
from tests.store.kit import NOW, a_delivery, an_effect

TICKETS = (1, 2, 3)
REPLICAS = (0, 1)
T = TypeVar("T")


@dataclass(slots=True)
class Zendesk:
    """One ticket as far as the protocol is concerned."""

    version: int = 0
    comments: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Writer:
    """What one writer holds, and what it has learnt of the ticket."""

    held: list[Claimed]
    stamp: int | None = None
    landed: bool = False
    """Whether it has seen the key on the ticket, or the answer to its own write."""


class StoreWalk(RuleBasedStateMachine):
    """A subclass names the `database`; it is emptied at the start of each walk."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.now: datetime = NOW
        self.accepted: set[str] = set()
        self.zendesk = {number: Zendesk() for number in TICKETS}
        self.workers: dict[int, list[Row]] = {}
        self.writers: dict[int, Writer] = {}
        self.write(_emptied)

    def write(self, work: Callable[[Connection], T]) -> T:
        return self.runner.run(self.database.write(work))

    # -- webhooks ---

    @rule(ticket=st.sampled_from(TICKETS), number=st.integers(1, 30))
    def a_webhook_comes(self, ticket: int, number: int) -> None:
        values = inbox.row_values(a_delivery(number, ticket, invocation_id=f"{ticket}-{number}"), self.now)
        is_new = self.write(lambda c: inbox.add(c, values))
        assert is_new == (values["invocation_id"] not in self.accepted), "stored once, however often it comes"
        self.accepted.add(values["invocation_id"])

    # -- workers ---

    @rule(who=st.sampled_from(REPLICAS))
    def a_worker_claims(self, who: int) -> None:
        if who not in self.workers:
            groups = self.write(lambda c: inbox.claim(c, self.now, 1))
            if groups:
                self.workers[who] = groups[0]

    @rule(who=st.sampled_from(REPLICAS))
    def a_worker_decides(self, who: int) -> None:
        """The end of the rows and the effect are one transaction; a worker whose lease was taken stores nothing."""
        if (rows := self.workers.pop(who, None)) is None:
            return

        def decide(connection: Connection) -> None:
            if inbox.end(connection, rows, inbox.DONE, None, self.now):
                effects.plan(connection, an_effect(rows[0].ticket_id or 0, Kind.ACKNOWLEDGEMENT), self.now, self.now)

        self.write(decide)

    @rule(who=st.sampled_from(REPLICAS))
    def a_worker_fails(self, who: int) -> None:
        if (rows := self.workers.pop(who, None)) is not None:
            self.write(lambda c: inbox.postpone(c, rows, "a test", self.now, counts=False))

    @rule(who=st.sampled_from(REPLICAS))
    def a_worker_lets_go(self, who: int) -> None:
        if (rows := self.workers.pop(who, None)) is not None:
            self.write(lambda c: inbox.release(c, rows, self.now))

    # -- writers ---

    @rule(who=st.sampled_from(REPLICAS))
    def a_writer_claims(self, who: int) -> None:
        if who not in self.writers:
            groups = self.write(lambda c: outbox.claim(c, self.now, 1))
            if groups:
                self.writers[who] = Writer(groups[0])

    @rule(who=st.sampled_from(REPLICAS))
    def a_writer_reads(self, who: int) -> None:
        writer = self.writers.get(who)
        if writer is not None:
            ticket = self.zendesk[writer.held[0].ticket_id]
            writer.stamp = ticket.version
            writer.landed = ticket.comments[writer.held[0].key] > 0

    @rule(who=st.sampled_from(REPLICAS), fate=st.sampled_from(["answered", "answered", "answer lost", "429"]))
    def a_writer_writes(self, who: int, fate: str) -> None:
        writer = self.writers.get(who)
        if writer is None or writer.stamp is None or writer.landed:
            return
        ticket = self.zendesk[writer.held[0].ticket_id]
        if fate == "429":
            self._hand_back(who, unknown=False, seconds=1)
        elif writer.stamp != ticket.version:
            self._hand_back(who, unknown=False, seconds=0)  # 409
        else:
            ticket.version += 1
            ticket.comments[writer.held[0].key] += 1
            writer.landed = True
            if fate == "answer lost":
                self._hand_back(who, unknown=True, seconds=3)

    @rule(who=st.sampled_from(REPLICAS))
    def a_writer_records(self, who: int) -> None:
        writer = self.writers.get(who)
        if writer is not None and writer.landed:
            held = self.writers.pop(who).held
            self.write(lambda c: outbox.end(c, held, State.DONE, "sent", self.now))

    def _hand_back(self, who: int, *, unknown: bool, seconds: float) -> None:
        held, at = self.writers.pop(who).held, self.now + timedelta(seconds=seconds)
        self.write(lambda c: outbox.retry(c, held, "a test", at, unknown=unknown))

    # -- the world ---

    @rule(who=st.sampled_from(REPLICAS))
    def a_replica_crashes(self, who: int) -> None:
        self.workers.pop(who, None)
        self.writers.pop(who, None)

    @rule(ticket=st.sampled_from(TICKETS))
    def an_agent_edits(self, ticket: int) -> None:
        self.zendesk[ticket].version += 1

    @rule(seconds=st.sampled_from([1, 5, 59, 61, 130]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # -- what must hold ---

    @invariant()
    def no_key_is_on_a_ticket_twice(self) -> None:
        for number, ticket in self.zendesk.items():
            assert all(count <= 1 for count in ticket.comments.values()), (number, ticket)

    @invariant()
    def every_accepted_webhook_is_in_the_inbox(self) -> None:
        assert self._count("SELECT count(*) FROM inbox") == len(self.accepted)

    @invariant()
    def a_ticket_is_in_one_workers_hands(self) -> None:
        """Two may believe they hold it after a lease has run out; only one token is the row's."""
        holding = [rows for rows in self.workers.values() if self._is_current(rows)]
        numbers = [rows[0].ticket_id for rows in holding]
        assert len(numbers) == len(set(numbers)), "two workers hold one ticket's rows"

    def _is_current(self, rows: list[Row]) -> bool:
        ours = "SELECT count(*) FROM inbox WHERE id = :id AND token = :token AND state = 'pending'"
        return all(self._count(ours, id=row.id, token=row.token) for row in rows)

    def _count(self, query: str, **values: object) -> int:
        return int(self.runner.run(self.database.read(lambda c: c.execute(text(query), values).scalar_one())))

    def teardown(self) -> None:
        """Nobody disturbs any more: everything accepted must be done, and each ticket told once."""
        try:
            for who in REPLICAS:
                self.a_replica_crashes(who)
            for _ in range(40):
                self.time_passes(130)
                self.a_worker_claims(0)
                self.a_worker_decides(0)
                self.a_writer_claims(0)
                self.a_writer_reads(0)
                self.a_writer_writes(0, "answered")
                self.a_writer_records(0)
            assert self._count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0
            assert self._count("SELECT count(*) FROM effect WHERE state <> 'done'") == 0
            told = {number for number in TICKETS if self.zendesk[number].comments.total()}
            assert told == {int(name.partition("-")[0]) for name in self.accepted}
            self.no_key_is_on_a_ticket_twice()
        finally:
            self.runner.close()


def _emptied(connection: Connection) -> None:
    for table in ("inbox", "effect", "decision", "ticket"):
        connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    for number in TICKETS:
        tickets.save(connection, a_record(ticket_id=number), 0)
