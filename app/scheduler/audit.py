"""
The auditor: a second path that recomputes what every unsolved ticket should show, and names each difference.

Its query is its own (Zendesk's search, not the export), its arithmetic is its own (`app.rules.audit`), and what it
believes is what Zendesk shows, never our tables. Those are asked for one thing only: whether we are already at it.
A round costs one call for a hundred unsolved tickets, and for those that look wrong one for a hundred of them read
afresh and one each for their audits.
"""

import json
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from app.chunks import chunks
from app.clock import Clock
from app.rules.audit import Difference, Hours, Touch, What, Yardstick, differences
from app.rules.decide import Desk
from app.rules.effect import Kind
from app.rules.mending import mend
from app.rules.ticket import Status, Ticket
from app.store import cursors, decisions, effects, findings, inbox, tickets, turns
from app.store.database import Database
from app.store.findings import Finding
from app.zendesk.calls import MANY
from app.zendesk.client import ZendeskClient
from app.zendesk.directory import Directory
from app.zendesk.errors import InvalidAnswer, NotFound, RateLimited
from app.zendesk.events import Delivery, noticed
from app.zendesk.fields import FieldIds
from app.zendesk.touches import authors, touches

log = structlog.get_logger()

CURSOR: Final = "audit"
"""What the last completed round found, for health and for the other replicas."""
SINCE: Final = "audit-since"
PAUSING: Final = "audit-pausing"
"""Which statuses stop the clock, and which did until when: a change of that setting changes no age."""
THRESHOLDS: Final = "audit-thresholds"
"""Which thresholds are in force, and which were until when: a level that was right by those is no finding by these."""
KEPT_THRESHOLDS: Final = 20
"""So many earlier thresholds are remembered, the last ones: nobody changes them more often while tickets are open."""
TURN: Final = "audit-turn"
TURN_LENGTH: Final = timedelta(minutes=5)
CALL_DISTANCE_SECONDS: Final = 0.7
"""Between two calls of a round: the search export allows 100 a minute, the smallest account 200 in all."""
PAGES: Final = 1000
"""A hundred thousand unsolved tickets."""
AUDITS: Final = 300
"""Tickets of a round whose audits are read; those beyond have their turn in the rounds after."""
LATE: Final = timedelta(minutes=15)
"""What has been under way for longer is told of, although it is planned."""
LOOK_AGAIN_SECONDS: Final = 120.0
"""How often it is asked whether a round is due; a round that failed is repeated as soon."""
MARKS: Final = frozenset(What)


@dataclass(slots=True)
class Round:
    """What one round has seen so far."""

    started_at: datetime
    """Zendesk's time."""
    seen: int = 0
    calls: int = 0
    unusable: int = 0
    suspects: dict[int, Ticket] = field(default_factory=dict)
    after: int = 0
    """The last ticket whose audits could be read, where there were too many; 0 where all were."""
    undecided: set[int] = field(default_factory=set)
    """Tickets of which nothing can be said in this round: we are at them, or their turn has not come."""
    standing: set[tuple[int, str]] = field(default_factory=set)
    """Differences that were seen."""
    new: int = 0
    repairs: int = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A ticket read afresh, with what is wrong about it."""

    ticket: Ticket
    found: tuple[Difference, ...]


class Auditor:
    """Looks every now and then whether a round is due; `round` is one."""

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
        every: timedelta,
        lookback: timedelta,
        planned: Callable[[], None],
    ) -> None:
        self._database = database
        self._client = client
        self._directory = directory
        self._desk = desk
        self._clock = clock
        self._fields = fields
        self._partner_tag = partner_tag
        self._shadow = shadow
        self._every = every
        self._lookback = lookback
        self._planned = planned
        self._holder = uuid.uuid4().hex
        self._begun = False
        self._not_before = 0.0
        self._called_at: float | None = None

    async def run(self) -> None:
        """Make a round if one is due and no other replica is at it; after a 429 wait as long as Zendesk asked."""
        if self._clock.monotonic() < self._not_before or not await self._is_due():
            return
        try:
            await self._round()
        except RateLimited as exc:
            self._not_before = self._clock.monotonic() + exc.retry_after
            log.warning("the auditor is limited", retry_after_seconds=exc.retry_after)
        finally:
            now = self._clock.now()
            await self._database.write(lambda c: turns.give_back(c, TURN, self._holder, now))

    async def _is_due(self) -> bool:
        now = self._clock.now()

        def begin(connection: Connection) -> bool:
            last = last_round(connection)
            # Alone we look once at every start; where others may have looked just now, theirs is as good.
            is_first = not self._begun and not self._database.is_shared
            if last is not None and not is_first and timedelta(0) <= now - last.completed_at < self._every:
                return False
            if not self._database.is_shared:
                return True  # nobody else can be at it: a turn still held is a dead process's
            return turns.take(connection, TURN, self._holder, now, TURN_LENGTH)

        return await self._database.write(begin)

    # -- one round ------------------------------------------------------------------------------------------------

    async def _round(self) -> None:
        await self._ask(self._directory.self_id)  # learns Zendesk's time as well
        now = self._client.zendesk_clock.now()
        since, paused_once = await self._since(now), await self._paused_once(now)
        yard = yardstick(self._desk, self._shadow, self._fields, since, paused_once, await self._thresholds_once(now))
        this = Round(now)
        await self._search(this, yard)
        opened = [one for one in await self._database.read(findings.open_ones) if one.what in MARKS]
        await self._look_closer(this, yard, {one.ticket_id for one in opened})
        await self._finish(this, opened)
        self._begun = True

    async def _since(self, now: datetime) -> datetime:
        """Return from when on tickets are ours; set once, at the very first round."""

        def get(connection: Connection) -> str:
            told = cursors.get(connection, SINCE)
            if told is None:
                told = (now - self._lookback).isoformat()
                cursors.put(connection, SINCE, told, self._clock.now())
            return told

        return datetime.fromisoformat(await self._database.write(get))

    async def _paused_once(self, now: datetime) -> dict[Status, datetime]:
        """Return until when statuses stopped the clock that do so no more; the ladder keeps those pauses as well."""
        pausing = self._desk.ladder.pause_statuses

        def renew(connection: Connection) -> dict[Status, datetime]:
            told = json.loads(cursors.get(connection, PAUSING) or "{}")
            once = {Status(name): datetime.fromisoformat(at) for name, at in told.get("once", {}).items()}
            once |= dict.fromkeys(map(Status, told.get("now", ())), now)
            once = {status: at for status, at in once.items() if status not in pausing}
            kept = {"now": sorted(pausing), "once": {status: at.isoformat() for status, at in sorted(once.items())}}
            if kept["now"] != told.get("now", []) or kept["once"] != told.get("once", {}):
                cursors.put(connection, PAUSING, json.dumps(kept), self._clock.now())
            return once

        return await self._database.write(renew)

    async def _thresholds_once(self, now: datetime) -> dict[tuple[timedelta, ...], datetime]:
        """Return until when other thresholds were in force; levels that were climbed by them are not taken back."""
        thresholds = [threshold.total_seconds() for threshold in self._desk.ladder.thresholds]

        def renew(connection: Connection) -> list[list[Any]]:
            told = json.loads(cursors.get(connection, THRESHOLDS) or "{}")
            before: list[float] = told.get("now", thresholds)
            once: list[list[Any]] = told.get("once", [])
            if before != thresholds:
                others = [one for one in once if one[0] not in (before, thresholds)]
                once = [*others, [before, now.isoformat()]][-KEPT_THRESHOLDS:]
            if told != (kept := {"now": thresholds, "once": once}):
                cursors.put(connection, THRESHOLDS, json.dumps(kept), self._clock.now())
            return once

        once = await self._database.write(renew)
        return {tuple(timedelta(seconds=one) for one in these): datetime.fromisoformat(at) for these, at in once}

    async def _search(self, this: Round, yard: Yardstick) -> None:
        """Go through the unsolved tickets, as the index has them, and keep those that may be wrong."""
        cursor: str | None = None
        for _ in range(PAGES):
            page = await self._ask(lambda cursor=cursor: self._client.search_unsolved(cursor))  # type: ignore[misc]
            this.calls += 1
            this.seen += len(page.tickets)
            this.unusable += len(page.unusable)
            for ticket in page.tickets:
                if differences(ticket, None, yard, this.started_at):
                    this.suspects[ticket.id] = ticket
            cursor = page.cursor
            if cursor is None:
                return
            await self._keep_turn()
        log.error("the auditor does not get to the end", tickets=this.seen, pages=PAGES)

    async def _look_closer(self, this: Round, yard: Yardstick, again: set[int]) -> None:
        wanted = sorted(this.suspects.keys() | again)
        last = await self._database.read(last_round)
        first = last.after if last is not None else 0
        wanted = [one for one in wanted if one > first] + [one for one in wanted if one <= first]
        left = AUDITS
        for some in chunks(wanted, MANY):
            shown, unreadable = await self._ask(
                lambda some=some: self._client.show_readable(some)  # type: ignore[misc]
            )
            this.calls += 1
            if unreadable:  # whichever they are: nothing is said to be over that was not seen
                log.warning("tickets cannot be read", tickets=sorted(unreadable))
                this.undecided |= set(some) - shown.keys()
            left = await self._judge_some(this, yard, shown, left)
            await self._keep_turn()

    async def _judge_some(self, this: Round, yard: Yardstick, shown: dict[int, Ticket], left: int) -> int:
        """Judge tickets read afresh; return how many more audits may be read."""
        now = self._client.zendesk_clock.now()
        suspects = [ticket for ticket in shown.values() if differences(ticket, None, yard, now)]
        ids = [ticket.id for ticket in suspects]
        busy, due = await self._database.read(lambda c: (findings.under_way(c, ids), tickets.load_many(c, ids)))
        for ticket in suspects:
            since = busy.get(ticket.id) or (due[ticket.id].record.next_due_at if ticket.id in due else None)
            if since is not None and now - LATE < since <= now:
                this.undecided.add(ticket.id)
                continue
            if left <= 0:
                this.undecided.add(ticket.id)
                continue
            left -= 1
            this.after = ticket.id if left == 0 else 0
            judged = await self._judge(this, yard, ticket)
            if judged.found:
                await self._settle(this, judged, busy.get(ticket.id))
        return left

    async def _judge(self, this: Round, yard: Yardstick, ticket: Ticket) -> Judged:
        try:
            told = await self._touches(this, ticket.id)
        except NotFound:
            return Judged(ticket, ())
        except InvalidAnswer as exc:
            log.warning("audits cannot be read", ticket_id=ticket.id, error=str(exc))
            this.undecided.add(ticket.id)
            return Judged(ticket, ())
        now = self._client.zendesk_clock.now()
        found = differences(ticket, told, yard, now)
        if any(one.what is What.NO_TIER for one in found) and not await self._is_partners(ticket):
            found = differences(ticket, told, yard, now, is_partner=False)
        return Judged(ticket, found)

    async def _touches(self, this: Round, ticket_id: int) -> tuple[Touch, ...]:
        audits = await self._ask(lambda: self._client.audits(ticket_id))
        this.calls += 1
        self_id = await self._directory.self_id()
        staff = {one for one in authors(audits, self_id) if await self._directory.is_staff(one)}
        return touches(audits, self._fields, self_id, staff.__contains__)

    async def _is_partners(self, ticket: Ticket) -> bool:
        return await self._directory.partner(ticket.organization_id, self._partner_tag) is not None

    # -- what follows -----------------------------------------------------------------------------------------------

    async def _settle(self, this: Round, judged: Judged, busy_since: datetime | None) -> None:
        """Store what was found, and have it repaired where nobody is at it yet."""
        now, host_now = self._client.zendesk_clock.now(), self._clock.now()
        ticket, found = judged.ticket, judged.found
        if busy_since is not None:
            waits = f"a repair waits since {busy_since:%Y-%m-%d %H:%M} UTC"
            found = tuple(replace(one, says=f"{one.says}; {waits}") for one in found)

        def commit(connection: Connection) -> tuple[list[Difference], bool]:
            fresh = [one for one in found if findings.note(connection, ticket.id, one.what, one.says, now)]
            asked = busy_since is None and self._repair(connection, judged, now, host_now)
            if asked:
                findings.repaired(connection, ticket.id, now)
            return fresh, asked

        fresh, asked = await self._database.write(commit)
        this.standing |= {(one.ticket_id, one.what.value) for one in found}
        this.new += len(fresh)
        this.repairs += asked
        for one in fresh:
            log.warning("audit finding", ticket_id=one.ticket_id, what=one.what.value, says=one.says)
        if asked:
            self._planned()

    def _repair(self, connection: Connection, judged: Judged, now: datetime, host_now: datetime) -> bool:
        """
        Have a ticket repaired; return whether anything was set going.

        What the usual rules have not seen yet is theirs: it becomes an event. Only what they looked at and left
        standing is mended here, because then it is our own records that are wrong.
        """
        ticket = judged.ticket
        known = tickets.load(connection, ticket.id)
        seen_at = known.record.seen_updated_at if known is not None else None
        if known is None or seen_at is None or ticket.updated_at > seen_at:
            return inbox.add(connection, inbox.row_values(_event(ticket, host_now), host_now))
        if ticket.updated_at < seen_at:
            return False  # we know more than this snapshot; the next round will see it
        if known.record.tier is None and not _has_tier(judged.found):
            again = replace(
                _event(ticket, host_now), event_id=f"audit:{ticket.id}:{ticket.updated_at.isoformat()}:again"
            )
            return inbox.add(connection, inbox.row_values(again, host_now))
        taken = {row.key for row in effects.history(connection, ticket.id)}
        decision = mend(known.record, ticket, judged.found, taken, self._desk, now)
        fresh = [effect for effect in decision.effects if effect.key not in taken]
        if not fresh and decision.record == known.record:
            return False  # repaired once, and it did not hold: somebody wants it so, or a person must look
        if not tickets.save(connection, decision.record, known.version):
            return False
        decisions.carry_out(connection, decision, "audit", now, host_now, self._shadow, desk=self._desk)
        return bool(fresh)

    async def _finish(self, this: Round, opened: Sequence[Finding]) -> None:
        """End what is no more, and leave the round's figures for health and the other replicas."""
        over = [
            one.id
            for one in opened
            if one.ticket_id not in this.undecided and (one.ticket_id, one.what) not in this.standing
        ]
        now, host_now = self._client.zendesk_clock.now(), self._clock.now()
        told = {
            "completed_at": host_now.isoformat(),
            "tickets": this.seen,
            "calls": this.calls,
            "unusable": this.unusable,
            "postponed": len(this.undecided),
            "after": this.after,
        }

        def commit(connection: Connection) -> int:
            cursors.put(connection, CURSOR, json.dumps(told), host_now)
            return findings.end(connection, over, now)

        ended = await self._database.write(commit)
        log.info("audit round", tickets=this.seen, calls=this.calls, new=this.new, ended=ended, repairs=this.repairs)

    async def _keep_turn(self) -> None:
        if self._database.is_shared:
            now = self._clock.now()
            await self._database.write(lambda c: turns.take(c, TURN, self._holder, now, TURN_LENGTH))

    async def _ask(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """Make a call, not too soon after the last one."""
        if self._called_at is not None:
            wait = CALL_DISTANCE_SECONDS - (self._clock.monotonic() - self._called_at)
            if wait > 0:
                await self._clock.sleep(wait)
        answer = await call()
        self._called_at = self._clock.monotonic()
        return answer


@dataclass(frozen=True, slots=True)
class LastRound:
    """The figures of the last completed round, whoever made it."""

    completed_at: datetime
    """The host's time."""
    tickets: int
    calls: int
    unusable: int
    postponed: int
    after: int
    """Where the next round begins to look closer, when this one could not look at all."""


def last_round(connection: Connection) -> LastRound | None:
    """Return what the last completed round left, None before the first."""
    told = cursors.get(connection, CURSOR)
    if told is None:
        return None
    values = json.loads(told)
    return LastRound(**values | {"completed_at": datetime.fromisoformat(values["completed_at"])})


def yardstick(
    desk: Desk,
    shadow: Iterable[Kind],
    fields: FieldIds,
    since: datetime | None,
    paused_once: Mapping[Status, datetime] | None = None,
    thresholds_once: Mapping[tuple[timedelta, ...], datetime] | None = None,
) -> Yardstick:
    """Return what the auditor measures by; what is off or in shadow is nobody's to miss."""
    asleep = frozenset(shadow) | desk.off
    return Yardstick(
        thresholds=desk.ladder.thresholds,
        climbing=desk.ladder.tiers,
        pausing=desk.ladder.pause_statuses,
        paused_once=paused_once or {},
        thresholds_once=thresholds_once or {},
        marks=Kind.TRIAGE not in asleep,
        levels=Kind.ESCALATION not in asleep,
        refusals=not {Kind.REFUSAL, Kind.DISPUTE} & asleep,
        level_field=fields.escalation_level is not None,
        since=since,
        calendars={
            tier: Hours(calendar.week, calendar.zone, calendar.days_off)
            for tier, calendar in desk.ladder.calendars.items()
        },
    )


def _has_tier(found: Sequence[Difference]) -> bool:
    return any(one.what is not What.NO_TIER or one.tier is not None for one in found)


def _event(ticket: Ticket, now: datetime) -> Delivery:
    mark = f"audit:{ticket.id}:{ticket.updated_at.isoformat()}"
    return noticed("audit", ticket.id, "difference", mark, ticket.updated_at, now)
