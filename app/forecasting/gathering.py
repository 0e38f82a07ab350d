"""Gathers a forecast from the database, under the settings in force and under those that somebody considers."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.clock import SystemClock
from app.commands.candidate import differences
from app.config import Settings, Switch
from app.desk_in_force import desk_of, kinds_at
from app.errors import InvalidInput
from app.forecasting.values import Comparison, Head, OneTicket, Queue, Row, Tally
from app.roster_keeper import RosterKeeper
from app.rules.desk import Desk
from app.rules.drain import Load, Pace, drain
from app.rules.effect import Kind
from app.rules.forecast import Move, What, forecast, is_stale, move_of, try_of, why_nothing, would_change
from app.store import decisions, effects, gate, outlook, tickets
from app.zendesk.boarding import AT_ONCE, FROM_TICKETS, LEFT_FOR_OTHERS
from app.zendesk.bulk import JOBS_AT_ONCE
from app.zendesk.calls import MANY


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of some settings, and which kinds of effect they only record."""

    desk: Desk
    shadow: frozenset[Kind]
    warnings: tuple[str, ...] = ()
    """What is wrong with the files of shifts, and which gaps they leave."""

    @classmethod
    def of(cls, settings: Settings, now: datetime) -> "Rules":
        """Return the rules in force under these settings, with who is on call as its files tell at `now`."""
        keeper = RosterKeeper(settings.level_calendars, SystemClock(), lambda: now, settings.escalation_tick_seconds)
        if settings.level_calendars:
            asyncio.run(keeper.load())
        return cls(desk_of(settings, keeper.rosters), kinds_at(settings, Switch.SHADOW), tuple(keeper.warnings()))


def rows(connection: Connection, rules: Rules, head: Head, tally: Tally) -> Iterator[Row]:
    """
    Tell what is due by the head's end, in order of time, read as it is asked for; `tally` counts what goes by.

    Three sources run side by side: the ladder, looks at tickets, effects that wait for a later try.
    """
    sources = (
        _next_levels(connection, rules, head, tally),
        _next_looks(connection, rules, head, tally),
        _next_tries(connection, head, tally),
    )
    for row in merge(*sources, key=lambda row: row.coming.at):
        tally.rows += 1
        tally.late += row.coming.at == head.now and row.coming.is_late and not row.coming.withheld
        yield row


def _next_levels(connection: Connection, rules: Rules, head: Head, tally: Tally) -> Iterator[Row]:
    for record in outlook.due_tickets(connection, head.until):
        coming = forecast(record, rules.desk, head.now, shadow=rules.shadow)
        levels = tuple(one for one in coming if one.what is What.LEVEL)
        tally.stale += is_stale(record, rules.desk)
        for one in levels:
            if one.at <= head.until:
                tally.count(one)
        if levels:
            yield Row(levels[0], record, levels[1:])


def _next_looks(connection: Connection, rules: Rules, head: Head, tally: Tally) -> Iterator[Row]:
    for record in outlook.tickets_to_look_at(connection, head.until):
        coming = forecast(record, rules.desk, head.now, shadow=rules.shadow)
        looks = tuple(one for one in coming if one.what is not What.LEVEL and one.at <= head.until)
        for one in looks:
            tally.count(one)
        if looks:
            yield Row(looks[0], record, looks[1:])


def _next_tries(connection: Connection, head: Head, tally: Tally) -> Iterator[Row]:
    for waiting in outlook.waiting_effects(connection, after=head.now, until=head.until):
        coming = try_of(waiting, head.now)
        tally.count(coming)
        yield Row(coming)


def queue_of(connection: Connection, settings: Settings, now: datetime) -> Queue:
    """Return what waits to be sent, and how long it takes by the gate's budget as it stands."""
    standing = gate.standing(connection, gate.UPDATES, now)
    quota = standing.quota or settings.zendesk_updates_per_minute
    ready, later, alone, held, count = [0, 0, 0], [], 0, 0, 0
    for bundle in outlook.bundles(connection):
        count += 1
        if bundle.is_held:
            held += 1
            continue
        wait = (bundle.not_before - now).total_seconds()
        if wait > 0:
            later += [wait] * bundle.writes
            continue
        ready[min(bundle.urgency // 100, 2)] += bundle.writes
        alone += bundle.is_refusal
    pace = Pace(quota, gate.WINDOW_SECONDS, AT_ONCE, MANY, FROM_TICKETS, LEFT_FOR_OTHERS, JOBS_AT_ONCE)
    second = int(now.timestamp())
    spent = [(at - second, have) for at, have in standing.spent]
    return Queue(
        lanes=outlook.lanes(connection),
        tickets=count,
        held=held,
        later=len(later),
        quota=quota,
        is_counted=standing.quota is not None,
        spent=sum(have for _, have in standing.spent),
        blocked_seconds=standing.blocked_seconds,
        pace=pace,
        drained=drain(Load(tuple(ready), tuple(later), alone), pace, spent, standing.blocked_seconds),
    )


def ticket_of(connection: Connection, ticket_id: int, rules: Rules, now: datetime) -> OneTicket:
    """Return the future of a ticket; raises `InvalidInput` when it is not known."""
    known = tickets.load(connection, ticket_id)
    if known is None:
        raise InvalidInput(
            f"--ticket {ticket_id}: nothing is known of this ticket. Either there is none, or its webhook has not come "
            "yet and the reconcile job has not found it; see `tierline inbox list --ticket`."
        )
    waiting = outlook.waiting_effects(connection, ticket_id=ticket_id)
    return OneTicket(
        record=known.record,
        coming=forecast(known.record, rules.desk, now, waiting, rules.shadow),
        why_nothing=why_nothing(known.record, rules.desk, now),
        would_change=would_change(known.record, rules.desk, now),
        done=done_so_far(decisions.of_ticket(connection, ticket_id), effects.history(connection, ticket_id)),
        waits=len(waiting),
    )


def done_so_far(decided: list[Any], planned: list[Any]) -> tuple[str, ...]:
    """Return what was done on a ticket in three lines: judged, written, and what did not come to that."""
    verdicts = [row for row in decided if row.verdict]
    last = (verdicts or decided)[-1:]
    judged = f"{last[0].decided_at:%Y-%m-%d %H:%M} UTC: {last[0].summary}" if last else "no decision is on record"
    sent = [row for row in planned if row.state == effects.State.DONE]
    written = "; ".join(f"{_name(row)} {row.ended_at:%Y-%m-%d %H:%M}" for row in sent if row.ended_at)
    others: Mapping[str, list[Any]] = {
        str(state): [row for row in planned if row.state == state]
        for state in (effects.State.SUPERSEDED, effects.State.SHADOW, effects.State.FAILED)
    }
    undone = "; ".join(
        f"{state}: " + ", ".join(_name(row) + (f" ({row.outcome})" if row.outcome else "") for row in found)
        for state, found in others.items()
        if found
    )
    return (
        f"Decided last: {judged}",
        f"Written: {written or 'nothing'}",
        f"Planned and not written: {undone or 'nothing'}",
    )


def _name(row: Any) -> str:
    return f"{row.kind} {row.level}" if row.level else str(row.kind)


def comparison(
    connection: Connection, file: Path, settings: Settings, candidate: Settings, now: datetime
) -> Comparison:
    """Forecast every unsolved ticket under both settings, and return what moves."""
    here, there = Rules.of(settings, now), Rules.of(candidate, now)
    moves, unsolved = [], 0
    for record in outlook.unsolved_tickets(connection):
        unsolved += 1
        move = move_of(record, here.desk, there.desk, now, here.shadow, there.shadow)
        if move is not None:
            moves.append(move)
    moves.sort(key=_gravest_first)
    return Comparison(file, differences(settings, candidate), moves, unsolved, there.warnings)


def _gravest_first(move: Move) -> tuple[bool, int, datetime, int]:
    """Order moves: climbs at once, then by the new time, else the old one; the higher tier first among the first."""
    told = move.after or move.before
    at = told.at if told else datetime.max.replace(tzinfo=UTC)
    tier = -(move.record.tier or 0) if move.is_at_once else 0
    return (not move.is_at_once, tier, at, move.record.ticket_id)
