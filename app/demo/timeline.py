"""What the demo prints: a line for every decision and every effect, read from the service's own tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection, func, select

from app.rules.effect import Kind
from app.rules.ticket import Tier
from app.store.database import Database
from app.store.effects import State
from app.store.schema import decision, effect, inbox, ticket

COLOURS = {1: "green", 2: "yellow", 3: "bold red"}
_WORDS = {
    Kind.TRIAGE: "marked",
    Kind.REFUSAL: "refused: notice sent, solved",
    Kind.ACKNOWLEDGEMENT: "acknowledged",
    Kind.DISPUTE: "dispute: reopened for people",
    Kind.RAISE: "raised",
    Kind.REPAIR: "marks put back",
    Kind.REQUEST: "request for an escalation answered",
    Kind.FIRST_RESPONSE: "first response: people reminded",
    Kind.DETAILS: "field filled with what the partner sent",
    Kind.INCIDENT: "linked to a problem",
}


@dataclass(slots=True)
class Timeline:
    """Follows the tables from where it last looked."""

    console: Console
    names: dict[int, str]
    """Subjects of the tickets, by id."""
    started_at: datetime
    _decision_id: int = 0
    _shown: set[str] = field(default_factory=set)

    def say(self, now: datetime, text: str, style: str = "cyan") -> None:
        """Print a line about the world around the service."""
        self.console.print(Text.assemble((f"{now:%H:%M:%S}  ", "dim"), ("     · ", "dim"), (text, style)))

    async def follow(self, database: Database) -> None:
        """Print what is new in the decision log and among the finished effects."""
        decisions, effects = await database.read(lambda c: (self._new_decisions(c), self._new_effects(c)))
        lines: list[tuple[datetime, Callable[[], None]]] = []
        lines += [(row.decided_at, lambda row=row: self._decided(row)) for row in decisions]  # type: ignore[misc]
        lines += [(row.ended_at, lambda row=row: self._ended(row)) for row in effects]  # type: ignore[misc]
        for _, line in sorted(lines, key=lambda one: one[0]):
            line()

    def _new_decisions(self, connection: Connection) -> list[Any]:
        rows = connection.execute(select(decision).where(decision.c.id > self._decision_id).order_by(decision.c.id))
        found = list(rows)
        self._decision_id = found[-1].id if found else self._decision_id
        return found

    def _new_effects(self, connection: Connection) -> list[Any]:
        rows = connection.execute(
            select(effect).where(effect.c.ended_at.is_not(None)).order_by(effect.c.ended_at)
        ).all()
        found = [row for row in rows if row.key not in self._shown]
        self._shown.update(row.key for row in found)
        return found

    def _decided(self, row: Any) -> None:
        if row.verdict is None or not row.effects:
            return  # looked at and left alone
        tier = row.verdict["tier"]
        self._line(
            row.decided_at,
            row.ticket_id,
            Text.assemble(
                (f"Tier {Tier(tier).roman:<3} ", COLOURS[tier]),
                (f"{row.verdict['action']:<7} ", "bold"),
                self.names.get(row.ticket_id, ""),
                ("\n" + " " * 17 + f"because {row.verdict['because']}", "dim"),
            ),
        )

    def _ended(self, row: Any) -> None:
        if row.state == State.SUPERSEDED:
            self._line(row.ended_at, row.ticket_id, Text(f"{row.kind} not sent: {row.outcome}", "dim"))
        elif row.state == State.FAILED:
            self._line(row.ended_at, row.ticket_id, Text(f"{row.kind} FAILED: {row.outcome}", "bold red"))
        elif row.kind == Kind.ESCALATION:
            late = (row.ended_at - row.due_at).total_seconds()
            contact = row.reasons.get("contact") or "nobody named"
            text = f"level {row.level} → {contact}, {late:.0f} s after it was due"
            self._line(row.ended_at, row.ticket_id, Text(text, "magenta"))
        elif row.kind != Kind.TRIAGE or row.outcome != "sent":
            words = _WORDS[Kind(row.kind)]
            extra = "" if row.outcome == "sent" else f" ({row.outcome})"
            self._line(row.ended_at, row.ticket_id, Text(f"{words}{extra}", "green"))

    def _line(self, at: datetime, ticket_id: int, text: Text) -> None:
        self.console.print(Text.assemble((f"{at:%H:%M:%S}  ", "dim"), (f"#{ticket_id:<5} ", "bold"), text))


def summary(connection: Connection, speed: float) -> Table:
    """Return the table at the end of the day: totals and lateness, in brackets by this machine's clock."""
    table = Table(title="The day in figures", title_style="bold", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for tier in Tier:
        count = connection.execute(select(func.count()).where(ticket.c.tier == tier)).scalar_one()
        table.add_row(Text(f"Tier {tier.roman} tickets", COLOURS[tier]), str(count))
    for kind in Kind:
        done = _count(connection, effect.c.kind == kind.value, effect.c.state == State.DONE.value)
        if done:
            table.add_row(f"{kind.value} effects done", str(done))
    for state in (State.SUPERSEDED, State.FAILED, State.PLANNED):
        table.add_row(f"effects {state.value}", str(_count(connection, effect.c.state == state.value)))
    waiting = connection.execute(select(func.count()).where(inbox.c.state == "pending")).scalar_one()
    table.add_row("events still waiting", str(waiting))
    first_try = _lateness(connection, effect.c.attempts == 0)
    after_failure = _lateness(connection, effect.c.attempts > 0)
    table.add_row("levels reached early", str(sum(one < 0 for one in (*first_try, *after_failure))))
    for words, found in (("first try", first_try), ("after a failed try", after_failure)):
        worst = max(found, default=0.0)
        told = f"{worst:.0f} s of the day ({worst / speed * 1000:.0f} ms)"
        table.add_row(f"worst lateness, {words}", told if found else "-")
    return table


def _count(connection: Connection, *which: Any) -> int:
    return connection.execute(select(func.count()).select_from(effect).where(*which)).scalar_one()


def _lateness(connection: Connection, *which: Any) -> list[float]:
    """Return the seconds between due and done of every level reached; negative would be early."""
    rows = connection.execute(
        select(effect.c.due_at, effect.c.ended_at).where(
            effect.c.kind == Kind.ESCALATION.value, effect.c.state == State.DONE.value, *which
        )
    ).all()
    return [(row.ended_at - row.due_at).total_seconds() for row in rows]
