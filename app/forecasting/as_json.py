"""A forecast as plain JSON values; times are ISO 8601 in UTC, spans are seconds. docs/forecast.md has the shape."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from app.forecasting.terminal import ASSUMED, BANDS
from app.forecasting.values import Comparison, Head, OneTicket, Queue, Rest, Row
from app.rules.contact import Contact
from app.rules.forecast import Coming, Move, What
from app.rules.record import Record


def rows(coming: Iterable[Row], limit: int | None) -> list[dict[str, Any]]:
    """Return the first rows, and let the others go by to be counted; `limit` None returns all."""
    rest = iter(coming)
    found = [_row(row) for row in islice(rest, limit)]
    for _ in rest:
        pass
    return found


def everything(head: Head, shown: list[dict[str, Any]], rest: Rest) -> dict[str, Any]:
    """Return the whole forecast."""
    return {
        "made_at": _time(head.now),
        "until": _time(head.until),
        "mode": head.mode,
        "total": rest.tally.rows,
        "overdue": rest.tally.late,
        "stored_under_other_settings": rest.tally.stale,
        "warnings": list(rest.warnings),
        "coming": shown,
        "hours": [
            {"from": _time(hour), "what": lane, "count": count}
            for (hour, lane), count in sorted(rest.tally.hours.items())
        ],
        "still": {
            "total": rest.still.total,
            "on_hold": rest.still.on_hold,
            "paused": rest.still.paused,
            "others": rest.still.others,
            "tickets": [_head(record) | {"why": reason} for record, reason in rest.reasons],
        },
        "queue": _queue(rest.queue),
    }


def _row(row: Row) -> dict[str, Any]:
    values = _coming(row.coming)
    if row.record is not None:
        values |= {"tier": _tier(row.record), "level_now": row.record.level}
    return values | {"then": [_coming(one) for one in row.then]}


def _coming(one: Coming) -> dict[str, Any]:
    values: dict[str, Any] = {
        "ticket": one.ticket_id,
        "at": _time(one.at),
        "due_at": _time(one.due_at),
        "what": str(one.what),
        "level": one.level,
        "withheld": one.withheld or None,
        "detail": one.detail or None,
    }
    if one.what is What.LEVEL:
        values |= {"skipped": list(one.skipped), "contact": _contact(one.contact)}
    return values


def _contact(contact: Contact) -> dict[str, Any] | None:
    """Return who answers; never the notification addresses, which may carry keys."""
    names = ("name", "assignee", "group", "phone", "email")
    values = {name: getattr(contact, name) for name in names if getattr(contact, name) is not None}
    return values or None


def _queue(queue: Queue) -> dict[str, Any]:
    pace = queue.pace
    return {
        "effects": queue.effects,
        "tickets": queue.tickets,
        "tickets_on_hold": queue.held,
        "writes_for_later": queue.later,
        "lanes": [
            {
                "for": BANDS[min(lane.urgency // 100, 2)],
                "urgency": lane.urgency,
                "kind": lane.kind,
                "level": lane.level,
                "effects": lane.count,
                "tickets": lane.tickets,
                "oldest_due_at": _time(lane.oldest_due_at),
            }
            for lane in queue.lanes
        ],
        "budget": {
            "writes_per_minute": queue.quota,
            "as_last_counted": queue.is_counted,
            "spent": queue.spent,
            "paused_for_seconds": round(queue.blocked_seconds, 1),
        },
        "needs_seconds": queue.drained.seconds,
        "needs_seconds_by_tier": dict(zip(BANDS, queue.drained.bands, strict=True)),
        "writes": queue.drained.requests,
        "jobs": queue.drained.jobs,
        "assumed": ASSUMED.format(single=pace.single_seconds, job=pace.job_seconds, many=pace.many),
    }


def ticket(head: Head, one: OneTicket) -> dict[str, Any]:
    """Return the future of one ticket."""
    epoch = one.record.epoch
    return _head(one.record) | {
        "made_at": _time(head.now),
        "mode": head.mode,
        "opening": epoch.number,
        "opened_at": _time(epoch.started_at),
        "age_seconds": epoch.age(head.now).total_seconds(),
        "coming": [_coming(coming) for coming in one.coming],
        "why_nothing": one.why_nothing,
        "would_change": list(one.would_change),
        "done": list(one.done),
        "unsent": one.waits,
    }


def comparison(head: Head, found: Comparison, limit: int | None) -> dict[str, Any]:
    """Return what a candidate moves."""
    return {
        "made_at": _time(head.now),
        "candidate": str(found.file),
        "changes": [{"name": one.name, "current": one.current, "candidate": one.candidate} for one in found.changes],
        "warnings": list(found.warnings),
        "unsolved": found.unsolved,
        "moved": len(found.moves),
        "at_once": found.at_once,
        "moves": [_move(move) for move in found.moves[:limit]],
    }


def _move(move: Move) -> dict[str, Any]:
    return _head(move.record) | {
        "at_once": move.is_at_once,
        "before": _coming(move.before) if move.before else None,
        "after": _coming(move.after) if move.after else None,
        "further": move.further,
    }


def _head(record: Record) -> dict[str, Any]:
    return {
        "ticket": record.ticket_id,
        "tier": _tier(record),
        "status": str(record.status),
        "level_now": record.level,
    }


def _tier(record: Record) -> int | None:
    return None if record.tier is None else int(record.tier)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
