"""
The outcome of a look, stored: the decision, the new record, the planned effects and the end of the events.

They are one transaction, so that nothing is half decided; who lost the rows, or was overtaken, stores nothing.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Connection

from app.clock import Clock
from app.errors import AppError
from app.look.gathering import Gathered
from app.look.idle import OWN_WRITE
from app.rules.decide import Decision, Desk
from app.rules.effect import Kind
from app.rules.record import Record
from app.store import decisions, inbox, parked, storms, tickets
from app.store.database import Database
from app.store.inbox import Row
from app.zendesk.skew import ZendeskClock

log = structlog.get_logger()


class LeaseLost(AppError):
    """Another worker took the rows over; what was decided is thrown away. Normal, not a failure."""


class Overtaken(AppError):
    """The record moved on while we decided: decide again."""


class Recorder:
    """
    Writes what was decided.

    `planned` is called when there may be something to send, `due` with the moment, by Zendesk's time, at which the
    clock has something to do about a ticket next.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        zendesk_clock: ZendeskClock,
        desk: Desk,
        shadow: frozenset[Kind],
        planned: Callable[[], None],
        due: Callable[[datetime], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._zendesk_clock = zendesk_clock
        self._desk = desk
        self._shadow = shadow
        self._planned = planned
        self._due = due

    async def record(self, rows: list[Row], gathered: Gathered, decision: Decision | None) -> None:
        """Store what follows from a look; raises `LeaseLost` or `Overtaken`, and then nothing is stored."""
        if decision is None:
            await self._not_there(rows)
            return
        host_now, now = self._clock.now(), self._zendesk_clock.now()
        before, version = (gathered.known.record, gathered.known.version) if gathered.known else (None, 0)

        def commit(connection: Connection) -> tuple[Record, bool]:
            last = decisions.recalled(connection, decision, self._desk.ladder, now)
            state = inbox.DONE if last.is_noteworthy else inbox.IGNORED
            if not inbox.end(connection, rows, state, last.summary, host_now):
                raise LeaseLost
            if not tickets.save(connection, last.record, version):
                raise Overtaken
            storms.sight(connection, last.record, before, now)
            is_more = decisions.carry_out(
                connection, last, rows[0].source, now, host_now, self._shadow, desk=self._desk
            )
            parked.overtake(connection, rows[-1], host_now)
            return last.record, is_more or is_let_go(last.record, before)

        record, may_send = await self._database.write(commit)
        log.info("ticket decided", ticket_id=decision.record.ticket_id, effects=[e.key for e in decision.effects])
        if may_send:
            self._planned()
        if moments := [one for one in (record.next_due_at, record.look_at) if one is not None]:
            self._due(min(moments))

    async def _not_there(self, rows: list[Row]) -> None:
        """End events of a ticket that we never knew and that is not there."""
        ticket_id, now, host_now = rows[0].ticket_id or 0, self._zendesk_clock.now(), self._clock.now()
        why = "the ticket does not exist"

        def commit(connection: Connection) -> None:
            if not inbox.end(connection, rows, inbox.IGNORED, why, host_now):
                raise LeaseLost
            decisions.add_quiet(connection, decisions.Quiet(ticket_id, now, rows[0].source, why, "gone"))
            parked.overtake(connection, rows[-1], host_now)

        await self._database.write(commit)

    async def ignore(self, idle: Sequence[tuple[list[Row], str]]) -> set[int]:
        """
        End events that ask for no look, in one transaction: lists of a ticket's rows, and why each is idle.

        That we met our own write goes on record too. Returns the ids of the rows that another has taken over.
        """
        now, host_now = self._zendesk_clock.now(), self._clock.now()
        by_why: dict[str, list[Row]] = {}
        for rows, why in idle:
            by_why.setdefault(why, []).extend(rows)

        def commit(connection: Connection) -> set[int]:
            ended: set[int] = set()
            for why, rows in by_why.items():
                ended |= inbox.end_ours(connection, rows, inbox.IGNORED, why, host_now)
            own = [rows[0] for rows, why in idle if why == OWN_WRITE and ended.issuperset(row.id for row in rows)]
            quiet = [
                decisions.Quiet(row.ticket_id, now, row.source, OWN_WRITE, "own-write")
                for row in own
                if row.ticket_id is not None
            ]
            decisions.add_quiet(connection, *quiet)
            return {row.id for rows in by_why.values() for row in rows} - ended

        return await self._database.write(commit)


def is_let_go(record: Record, before: Record | None) -> bool:
    """Return whether what waits to be sent for a ticket was held up until now."""
    return before is not None and before.hold and not record.hold
