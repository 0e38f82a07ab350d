"""What a forecast tells, as values: gathered by `gathering`, shown by `terminal` and `as_json`."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from app.commands.candidate import Difference
from app.rules.drain import Drained, Pace
from app.rules.forecast import Coming, Move, What
from app.rules.record import Record
from app.store.outlook import Lane, Still

HOUR_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Head:
    """When a forecast was made, how far it reaches, and in which zone its times are shown."""

    now: datetime
    until: datetime
    zone: tzinfo
    mode: str
    """`live` or `shadow`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the forecast: the next thing of its kind on a ticket, and the levels that follow it."""

    coming: Coming
    record: Record | None = None
    then: tuple[Coming, ...] = ()


@dataclass(slots=True)
class Tally:
    """What is counted while the rows go by."""

    rows: int = 0
    late: int = 0
    stale: int = 0
    """Tickets whose stored due time was worked out under other settings of the ladder."""
    seen: Counter[tuple[int, What, int]] = field(default_factory=Counter)
    """Coming things by hour since 1970, by what they are and their level; plain numbers, for there may be many."""

    def count(self, coming: Coming) -> None:
        """Count one coming thing."""
        self.seen[int(coming.at.timestamp()) // HOUR_SECONDS, coming.what, coming.level] += 1

    @property
    def hours(self) -> dict[tuple[datetime, str], int]:
        """Coming things by the hour they begin in, and by what they are: `level 1`, `first response` …"""
        found: Counter[tuple[datetime, str]] = Counter()
        for (hour, what, level), count in self.seen.items():
            found[datetime.fromtimestamp(hour * HOUR_SECONDS, UTC), lane_of(what, level)] += count
        return dict(found)


def lane_of(what: What, level: int) -> str:
    """Return under which heading a coming thing is counted."""
    match what:
        case What.LEVEL:
            return f"level {level}"
        case What.WARNING | What.BREACH:
            return "first response"
        case What.TRY:
            return "tries"
        case _:
            return "looks"


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits to be sent, the budget, and how long it takes."""

    lanes: list[Lane]
    tickets: int
    held: int
    """Tickets with unsent effects that are on hold: nothing of theirs is sent."""
    later: int
    """Writes that wait for a later try."""
    quota: int
    is_counted: bool
    """Whether the quota is the one last counted with; else it is the setting."""
    spent: int
    blocked_seconds: float
    pace: Pace
    drained: Drained

    @property
    def effects(self) -> int:
        """All unsent effects."""
        return sum(lane.count for lane in self.lanes)


@dataclass(frozen=True, slots=True)
class OneTicket:
    """The future of one ticket, and what was done so far."""

    record: Record
    coming: tuple[Coming, ...]
    why_nothing: str | None
    would_change: tuple[str, ...]
    done: tuple[str, ...]
    waits: int
    """How many of its effects are not sent yet."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a candidate moves."""

    file: Path
    changes: list[Difference]
    moves: list[Move]
    """Those that would climb at once first."""
    unsolved: int
    warnings: tuple[str, ...] = ()
    """What is wrong with the candidate's files of shifts."""

    @property
    def at_once(self) -> int:
        """How many tickets would climb the moment the service starts."""
        return sum(move.is_at_once for move in self.moves)


@dataclass(frozen=True, slots=True)
class Rest:
    """What is shown after the rows."""

    tally: Tally
    still: Still
    reasons: tuple[tuple[Record, str], ...]
    queue: Queue
    warnings: tuple[str, ...] = ()
