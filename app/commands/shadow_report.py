"""`tierline shadow-report`: what Tierline would have done in shadow, beside what people did. Reads, never writes."""

import asyncio
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import private_file
from app.clock import SystemClock
from app.commands.card import console_for
from app.config import Settings
from app.errors import InvalidInput
from app.ops.logging import configure
from app.replay.pace import Pace
from app.replay.span import since as moment_of
from app.rules.effect import Kind
from app.rules.explanation import plain
from app.rules.shadow import Comparison, Earlier, History, Intended, Outcome, ShadowReport, compare
from app.rules.ticket import Tier
from app.store import effects
from app.store.reading import looking_into
from app.zendesk.client import ZendeskClient
from app.zendesk.deeds import histories
from app.zendesk.fields import FieldIds

CALLS_PER_MINUTE: Final = 100
"""Half of what the smallest plan allows in all; the rest is the service's."""
PAGE_WIDTH: Final = 140
INTEREST: Final = (Kind.REFUSAL, Kind.ESCALATION, Kind.RAISE, Kind.DISPUTE, Kind.TRIAGE)
HEADINGS: Final = {
    Outcome.AGREED: "people agreed",
    Outcome.DIFFERENT: "did something else",
    Outcome.NOTHING: "nothing yet",
    Outcome.UNKNOWN: "cannot tell",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What the command line asked for."""

    since: str = "7d"
    as_json: bool = False
    html: Path | None = None
    audits: int = 500
    """Tickets whose audits are read at most."""
    show: int = 30
    """Lines of each list on the terminal; files and JSON hold all."""


@dataclass(frozen=True, slots=True)
class Findings:
    """A report with what showing it needs."""

    report: ShadowReport
    subjects: Mapping[int, str]
    since: datetime
    made_at: datetime
    unread: int
    """Tickets that changed and whose audits were not asked."""


def shadow_report(order: Order, settings: Settings) -> int:
    """Compare and show; return the exit code. Raises `AppError` when store or Zendesk cannot be read."""
    configure("error")
    if order.audits < 0 or order.show < 0:
        raise InvalidInput("--audits and --show are numbers from 0.")
    clock = SystemClock()
    start = moment_of(order.since, clock.now())
    settings.require_zendesk()
    with looking_into(settings.database_url) as connection:
        intended = [intended_of(row) for row in effects.shadowed(connection, start)]
    found, now = asyncio.run(_read(intended, settings, order.audits)) if intended else ({}, clock.now())
    findings = Findings(
        report=compare(intended, found, now, settings.triage_priorities),
        subjects={number: history.ticket.subject for number, history in found.items()},
        since=start,
        made_at=now,
        unread=sum(not history.is_read for history in found.values()),
    )
    _show(order, findings)
    return 0


def intended_of(row: Any) -> Intended:
    """Return an effect of the store as the comparison reads it."""
    reasons = row.reasons if isinstance(row.reasons, dict) else {}
    told = row.change.get("tier") or (row.level if row.kind == Kind.RAISE else None) or reasons.get("tier")
    return Intended(
        key=row.key,
        ticket_id=row.ticket_id,
        kind=Kind(row.kind),
        level=row.level,
        tier=Tier(told) if told in tuple(Tier) else None,
        action=str(reasons.get("action") or ""),
        because=row.because,
        at=row.planned_at,
    )


async def _read(intended: Sequence[Intended], settings: Settings, audits: int) -> tuple[dict[int, History], datetime]:
    clock = SystemClock()
    pace = Pace(clock, CALLS_PER_MINUTE)
    async with ZendeskClient.open(settings, clock) as client:
        found = await histories(client, FieldIds.of(settings), _by_interest(intended), audits=audits, ask=pace.call)
        return found, client.zendesk_clock.now()


def _by_interest(intended: Sequence[Intended]) -> dict[int, datetime]:
    """Return the tickets with the time of our first decision, those first where a mistake would cost most."""
    decided_at: dict[int, datetime] = {}
    ranks: dict[int, int] = {}
    for one in intended:
        decided_at[one.ticket_id] = min(one.at, decided_at.get(one.ticket_id, one.at))
        rank = INTEREST.index(one.kind) if one.kind in INTEREST else len(INTEREST)
        rank = 0 if one.tier is Tier.THREE else rank
        ranks[one.ticket_id] = min(rank, ranks.get(one.ticket_id, rank))
    return {number: decided_at[number] for number in sorted(ranks, key=lambda one: (ranks[one], one))}


# --- showing ----------------------------------------------------------------------------------------------------------


def _show(order: Order, findings: Findings) -> None:
    if order.html is not None:
        page = Console(record=True, file=io.StringIO(), width=PAGE_WIDTH, highlight=False, markup=False, emoji=False)
        tell(findings, page, None)
        private_file.write(order.html, page.export_html(inline_styles=True))
    if order.as_json:
        sys.stdout.write(json.dumps(document_of(findings)) + "\n")
        return
    console = console_for(sys.stdout)
    tell(findings, console, order.show)
    if order.html is not None:
        console.print(f"The page is in {order.html}.")


def tell(findings: Findings, console: Console, limit: int | None) -> None:
    """Print the report; lists end after `limit` lines, None prints all."""
    report = findings.report
    console.print(Text(f"Shadow report since {_time(findings.since)}, made {_time(findings.made_at)}", "bold"))
    if not report.comparisons:
        console.print(
            "Nothing was recorded in shadow in this time. Set MODE=shadow, or SHADOW_ACTIONS, and let it run."
        )
        return
    console.print(_counts(report))
    if findings.unread:
        console.print(f"The audits of {findings.unread} changed tickets were not read (--audits), so they cannot tell.")
    sections: tuple[tuple[str, Sequence[Comparison]], ...] = (
        ("Refusals that would have been sent on tickets that people worked on", report.refusals_worked_on),
        ("Escalations that fell due and nobody made", report.escalations_unmade),
        ("Where else people did something different", _others(report)),
    )
    for title, rows in sections[:1]:
        _list(console, title, rows, findings, limit)
    _severe(console, report.earlier, findings, limit)
    for title, rows in sections[1:]:
        _list(console, title, rows, findings, limit)


def _others(report: ShadowReport) -> Sequence[Comparison]:
    told = (Kind.REFUSAL, Kind.ESCALATION)
    return [one for one in report.differences if one.intended.kind not in told]


def _counts(report: ShadowReport) -> Table:
    table = Table("would have done", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("in all", justify="right")
    for outcome in Outcome:
        table.add_column(HEADINGS[outcome], justify="right")
    for kind in report.kinds:
        counts = [report.count(kind, outcome) for outcome in Outcome]
        table.add_row(str(kind), str(sum(counts)), *(str(count) for count in counts))
    return table


def _list(console: Console, title: str, rows: Sequence[Comparison], findings: Findings, limit: int | None) -> None:
    if not rows:
        return
    console.print(Text(f"\n{title}: {len(rows)}", "bold"))
    for one in rows[:limit]:
        level = f" {one.intended.level}" if one.intended.kind is Kind.ESCALATION else ""
        console.print(_head(one.intended, f"{one.intended.kind}{level}", findings))
        console.print(Text(f"    we: {plain(one.intended.because)} ({_time(one.intended.at)})"))
        at = f" ({_time(one.at)})" if one.at else ""
        console.print(Text(f"    people: {one.people}{at}"))
    _more(console, rows, limit)


def _severe(console: Console, rows: Sequence[Earlier], findings: Findings, limit: int | None) -> None:
    if not rows:
        return
    console.print(Text(f"\nTier III that Tierline saw before people did: {len(rows)}", "bold"))
    for one in sorted(rows, key=lambda one: -one.minutes)[:limit]:
        seen = f"people marked it {_time(one.seen_at)}" if one.seen_at else "people have not marked it yet"
        console.print(_head(one.intended, f"{one.minutes:.0f} min earlier", findings))
        console.print(Text(f"    we: {plain(one.intended.because)} ({_time(one.intended.at)}); {seen}"))
    _more(console, rows, limit)


def _head(intended: Intended, what: str, findings: Findings) -> Text:
    subject = " ".join(plain(findings.subjects.get(intended.ticket_id, "")).split())
    return Text.assemble((f"#{intended.ticket_id}", "bold cyan"), f"  {what}  ", (subject[:80], "dim"))


def _more(console: Console, rows: Sequence[Any], limit: int | None) -> None:
    if limit is not None and len(rows) > limit:
        console.print(Text(f"    … and {len(rows) - limit} more; --show, --json or --html tell all", "dim"))


def document_of(findings: Findings) -> dict[str, Any]:
    """Return the report as plain JSON values; times are ISO 8601 in UTC."""
    report = findings.report
    return {
        "since": findings.since.isoformat(),
        "made_at": findings.made_at.isoformat(),
        "kinds": {
            str(kind): {str(outcome): report.count(kind, outcome) for outcome in Outcome} for kind in report.kinds
        },
        "unread_tickets": findings.unread,
        "differences": [_as_json(one, findings) for one in report.differences],
        "refusals_worked_on": [_as_json(one, findings) for one in report.refusals_worked_on],
        "escalations_unmade": [_as_json(one, findings) for one in report.escalations_unmade],
        "tier_3_earlier": [
            {
                "ticket": one.intended.ticket_id,
                "subject": findings.subjects.get(one.intended.ticket_id),
                "because": one.intended.because,
                "decided_at": one.intended.at.isoformat(),
                "seen_at": one.seen_at.isoformat() if one.seen_at else None,
                "minutes": round(one.minutes, 1),
            }
            for one in report.earlier
        ],
    }


def _as_json(one: Comparison, findings: Findings) -> dict[str, Any]:
    intended = one.intended
    return {
        "ticket": intended.ticket_id,
        "subject": findings.subjects.get(intended.ticket_id),
        "key": intended.key,
        "kind": str(intended.kind),
        "level": intended.level,
        "tier": int(intended.tier) if intended.tier else None,
        "because": intended.because,
        "decided_at": intended.at.isoformat(),
        "outcome": str(one.outcome),
        "people": one.people,
        "at": one.at.isoformat() if one.at else None,
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
