"""A forecast as text: tables where there is a terminal, plain lines that go by as they are read elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.forecasting.values import Comparison, Head, OneTicket, Queue, Rest, Row, Tally
from app.rules.explanation import plain
from app.rules.forecast import Coming, Move, What, person
from app.rules.record import Record
from app.rules.ticket import Tier
from app.store.outlook import Lane

NAMES: Final = ("when", "in", "ticket", "tier", "what", "to whom")
WIDTHS: Final = (20, 12, 11, 5, 26)
"""Columns of the plain lines; the last takes what it needs."""
NOBODY: Final = "nobody is named"
BANDS: Final = ("Tier III", "Tier II", "the rest")
ASSUMED: Final = (
    "Assumed: nobody else spends from the budget, Zendesk takes {single:g} s for a write and {job} s for a job of "
    "{many} tickets, nothing new comes, and one process sends."
)


# --- everything that is due -------------------------------------------------------------------------------------------


def rows(console: Console, head: Head, coming: Iterable[Row], limit: int | None) -> None:
    """Print the first rows, and let the others go by uncounted to the eye; `limit` None prints all."""
    reach = f"{_time(head.now, head.zone)} to {_time(head.until, head.zone)} ({_zone(head)})"
    _say(console, f"Forecast from {reach}", "bold")
    if head.mode == "shadow":
        _say(console, "MODE=shadow: everything below is recorded only, nothing reaches Zendesk.")
    rest = iter(coming)
    first = islice(rest, limit)
    if console.is_terminal:
        _as_table(console, head, first)
    else:
        _as_lines(console, head, first)
    for _ in rest:  # read to the end, since what is beyond the list is counted too
        pass


def _as_table(console: Console, head: Head, coming: Iterable[Row]) -> None:
    table = Table(*NAMES, box=SIMPLE_HEAD, pad_edge=False)
    for row in coming:
        style = "bold red" if row.coming.is_late and not row.coming.withheld else ""
        table.add_row(*(Text(cell) for cell in _cells(row, head)), style=style)
    if table.row_count:
        console.print(table)


def _as_lines(console: Console, head: Head, coming: Iterable[Row]) -> None:
    """Print row by row: no column waits for the longest of a hundred thousand cells."""
    for number, row in enumerate(coming):
        if number == 0:
            console.file.write(_line(NAMES))
        console.file.write(_line(_cells(row, head)))


def _line(cells: Sequence[str]) -> str:
    padded = [f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=False)]
    return "  ".join((*padded, cells[-1])).rstrip() + "\n"


def _cells(row: Row, head: Head) -> tuple[str, ...]:
    coming = row.coming
    return (
        _time(coming.at, head.zone),
        _distance(coming, head.now),
        f"#{coming.ticket_id}",
        row.record.tier.roman if row.record and row.record.tier else "-",
        _what(coming),
        _whom(coming) + (f" ({coming.withheld})" if coming.withheld else ""),
    )


def _distance(coming: Coming, now: datetime) -> str:
    if coming.at <= now:
        late = now - coming.due_at
        return f"late {span(late)}" if late >= timedelta(seconds=1) else "now"
    return span(coming.at - now)


def _what(coming: Coming) -> str:
    match coming.what:
        case What.LEVEL:
            skipped = f", over {', '.join(map(str, coming.skipped))}" if coming.skipped else ""
            return f"level {coming.level}{skipped}"
        case What.GRACE:
            return "refused unless stopped"
        case What.LOOK:
            return "it is read again"
        case What.TRY:
            return "sent or tried again"
        case _:
            return str(coming.what)


def _whom(coming: Coming) -> str:
    if coming.what is What.LEVEL:
        name = plain(person(coming.contact)) or NOBODY
        return f"{name} ({plain(coming.detail)})" if coming.detail else name
    if coming.what in (What.WARNING, What.BREACH):
        return coming.detail or "nobody is assigned"
    return plain(coming.detail) if coming.what is What.TRY else ""


def rest(console: Console, head: Head, found: Rest, limit: int | None) -> None:
    """Print what follows the rows: the counts, what stands still, the queue."""
    tally = found.tally
    if not tally.rows:
        _say(console, "Nothing is due in this time.")
    elif limit is not None and tally.rows > limit:
        _say(console, f"… and {tally.rows - limit} more of {tally.rows}; --all or --show tell them.")
    if tally.late:
        late = f"{_count(tally.late, 'thing')} should have happened already"
        _say(console, f"{late}: is the service running? See /health.", "bold red")
    if tally.stale:
        stale = f"{_count(tally.stale, 'ticket')} of these {'has' if tally.stale == 1 else 'have'} a due time that"
        _say(
            console,
            f"{stale} other settings of the ladder gave: those read here hold from the next start of the service; "
            "--diff with an empty file tells what moves then.",
        )
    for warning in found.warnings:
        _say(console, warning)
    _hours(console, head, tally)
    _still(console, found, limit)
    _queue(console, found.queue)


def _hours(console: Console, head: Head, tally: Tally) -> None:
    found = tally.hours
    if not found:
        return
    lanes = sorted({lane for _, lane in found})
    table = Table(f"hour from ({_zone(head)})", box=SIMPLE_HEAD, pad_edge=False)
    for lane in (*lanes, "in all"):
        table.add_column(lane, justify="right")
    for hour in sorted({hour for hour, _ in found}):
        counts = [found.get((hour, lane), 0) for lane in lanes]
        local = hour.astimezone(head.zone)
        table.add_row(f"{local:%Y-%m-%d %H:%M}", *(str(count or "") for count in counts), str(sum(counts)))
    totals = [sum(count for (_, one), count in found.items() if one == lane) for lane in lanes]
    table.add_row("in all", *map(str, totals), str(sum(totals)), style="bold")
    _say(console, "\nBy hour, every level that falls into it", "bold")
    console.print(table)


def _still(console: Console, found: Rest, limit: int | None) -> None:
    still = found.still
    if not still.total:
        return
    parts = [f"{still.on_hold} on hold", f"{still.paused} paused", f"{still.others} with no level before them"]
    _say(console, f"\nUnsolved, and the ladder does nothing: {still.total} ({', '.join(parts)})", "bold")
    for record, reason in found.reasons:
        _say(console, f"  #{record.ticket_id}  {_tier(record)}  {reason}")
    if limit is not None and still.total > limit:
        _say(console, f"  … and {still.total - limit} more; --all or --show tell them.")


# --- the queue --------------------------------------------------------------------------------------------------------


def _queue(console: Console, queue: Queue) -> None:
    if not queue.effects:
        _say(console, "\nThe queue: nothing waits to be sent", "bold")
    else:
        title = f"\nThe queue: {_count(queue.effects, 'effect')} of {_count(queue.tickets, 'ticket')} not sent yet"
        _say(console, title, "bold")
        table = Table("for", "effect", box=SIMPLE_HEAD, pad_edge=False)
        for name in ("effects", "tickets"):
            table.add_column(name, justify="right")
        table.add_column("oldest was due")
        for lane in queue.lanes:
            table.add_row(*_lane(lane))
        console.print(table)
    for line in budget_lines(queue):
        _say(console, line)


def _lane(lane: Lane) -> tuple[str, ...]:
    name = f"{lane.kind} {lane.level}" if lane.level else lane.kind
    due = f"{lane.oldest_due_at:%Y-%m-%d %H:%M:%S} UTC"
    return (BANDS[min(lane.urgency // 100, 2)], name, str(lane.count), str(lane.tickets), due)


def budget_lines(queue: Queue) -> Iterator[str]:
    """Tell the budget, and how long the queue needs by it, with what is assumed."""
    whence = "as last counted with" if queue.is_counted else "ZENDESK_UPDATES_PER_MINUTE; nothing was sent yet"
    yield f"Budget: {queue.quota} writes a minute ({whence}), {queue.spent} of them spent in the last minute."
    if queue.blocked_seconds:
        yield f"Zendesk has asked for a pause of all writes; it lasts {span(timedelta(seconds=queue.blocked_seconds))}."
    if queue.held:
        yield f"{_count(queue.held, 'ticket')} with unsent effects on hold: nothing is sent to them before that ends."
    if not queue.effects or queue.tickets == queue.held:
        return
    drained = queue.drained
    if drained.seconds is None:
        yield "At this budget the queue needs more than a week."
    else:
        bands = [
            f"{name} {_needs(seconds)}"
            for name, seconds in zip(BANDS, drained.bands, strict=True)
            if seconds  # a band in which nothing waits takes no time
        ]
        jobs = f", {_count(drained.jobs, 'job')} among them" if drained.jobs else ""
        yield (
            f"At this budget the queue needs {_needs(drained.seconds)} and {_count(drained.requests, 'write')}{jobs}"
            + (f"; done by tier: {', '.join(bands)}." if bands else ".")
        )
    if queue.later:
        yield f"{_count(queue.later, 'write')} of it {'waits' if queue.later == 1 else 'wait'} for a later try."
    pace = queue.pace
    yield ASSUMED.format(single=pace.single_seconds, job=pace.job_seconds, many=pace.many)


def _needs(seconds: float | None) -> str:
    return "more than a week" if seconds is None else span(timedelta(seconds=max(seconds, 1)))


# --- one ticket -------------------------------------------------------------------------------------------------------


def ticket(console: Console, head: Head, one: OneTicket) -> None:
    """Print the future of one ticket."""
    record = one.record
    partner = plain(record.partner) if record.partner else "no partner organization"
    title = f"#{record.ticket_id}  {_tier(record)}  {record.status}  level {record.level}  {partner}"
    _say(console, title, "bold")
    opening = f"opening {record.epoch.number}, since {_time(record.epoch.started_at, head.zone)} ({_zone(head)})"
    _say(console, f"  {opening}; {span(record.epoch.age(head.now))} old", "dim")
    if one.why_nothing is not None:
        _say(console, f"The ladder does nothing: {one.why_nothing}.")
    _say(console, "What comes", "bold")
    for coming in one.coming:
        parts = (_time(coming.at, head.zone), _distance(coming, head.now), _what(coming), _whom(coming))
        withheld = f" ({coming.withheld})" if coming.withheld else ""
        _say(console, "  " + "  ".join(part for part in parts if part) + withheld)
    if not one.coming:
        _say(console, "  nothing, as long as nobody touches it")
    if record.hold and one.waits:
        _say(console, f"  {_count(one.waits, 'effect')} not sent: the hold keeps them back")
    _lines(console, "What would change that", one.would_change)
    _lines(console, "Done so far (times in UTC)", one.done)


def _lines(console: Console, title: str, lines: Iterable[str]) -> None:
    _say(console, title, "bold")
    for line in lines:
        _say(console, f"  {plain(line)}")


# --- other settings ---------------------------------------------------------------------------------------------------


def comparison(console: Console, head: Head, found: Comparison, limit: int | None) -> None:
    """Print what a candidate moves, what would happen at once before all else."""
    title = f"What {found.file} would move, if the service were started with it at {_time(head.now, head.zone)}"
    _say(console, f"{plain(title)} ({_zone(head)})", "bold")
    for one in found.changes:
        before, after = one.current or "(unset)", one.candidate or "(unset)"
        _say(console, f"  {one.name}  {plain(before)} → {plain(after)}")
    if not found.changes:
        _say(console, "  It changes no setting.")
    for warning in found.warnings:
        _say(console, f"  {warning}")
    at_once, others = found.moves[: found.at_once], found.moves[found.at_once :]
    if at_once:
        _say(console, f"\nThese climb at once: {len(at_once)}", "bold red")
        _moves(console, head, at_once, limit)
    moved = f"\n{_count(len(others), 'other ticket' if at_once else 'ticket')} of {found.unsolved} unsolved move"
    _say(console, moved if others else "\nNo other ticket moves." if at_once else "\nNo ticket moves.", "bold")
    _moves(console, head, others, limit)
    _say(console, "Nothing was written.")


def _moves(console: Console, head: Head, moves: Sequence[Move], limit: int | None) -> None:
    for move in moves[:limit]:
        first = f"  #{move.record.ticket_id}  {_tier(move.record)}  at level {move.record.level}: "
        further = f"; and {move.further} more of its times or people" if move.further else ""
        line = f"{first}{_side(move.before, head)} → {_side(move.after, head)}{further}"
        _say(console, line)
    if limit is not None and len(moves) > limit:
        _say(console, f"  … and {len(moves) - limit} more; --all, --show or --json tell them.")


def _side(coming: Coming | None, head: Head) -> str:
    if coming is None:
        return "nothing"
    at = "at once" if coming.at <= head.now else _time(coming.at, head.zone)
    withheld = f" ({coming.withheld})" if coming.withheld else ""
    return f"{_what(coming)} {at}, {_whom(coming)}{withheld}"


def _say(console: Console, text: str, style: str = "") -> None:
    """Print a line; folded on a terminal only, so that a file has one line for each thing."""
    console.print(Text(text, style), soft_wrap=not console.is_terminal)


# --- in words ---------------------------------------------------------------------------------------------------------


def span(distance: timedelta) -> str:
    """Return a distance for people: `3 d 4 h`, `2 h 05 min`, `12 min`, `40 s`."""
    seconds = max(0, round(distance.total_seconds()))
    if seconds < 120:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours < 48 else f"{hours // 24} d {hours % 24} h"


def _time(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _zone(head: Head) -> str:
    return str(head.zone)


def _tier(record: Record) -> str:
    return f"Tier {Tier(record.tier).roman}" if record.tier else "no tier"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
