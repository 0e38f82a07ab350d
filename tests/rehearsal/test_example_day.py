"""The project's own example day: its script is a file that changes only under somebody's eyes."""

import difflib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from app.rehearsal.example import example_night, example_traces
from app.rehearsal.script import script
from app.rehearsal.traces import Traces
from app.rules.ticket import Tier
from tests.store.kit import opened

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.xdist_group("example day"),
]  # A day takes half a minute of a core, and is lived through once.
GOLDEN = Path(__file__).parent.parent.parent / "docs" / "example-day.txt"
SHOWN = 60
"""Lines of a difference that a failure shows."""


_READ_WHOLE = re.compile(r"SCAN (?:inbox|effect|decision|notification|finding|ticket)\b(?P<index>.*)")
_OF_THE_FEW = re.compile(
    r"inbox_(?:pending|parked)|effect_(?:unsent|failed)|notification_untold|finding_open|ticket_(?:due|look)"
)
"""The indexes that hold only what is still to be done."""


@dataclass(frozen=True)
class Lived:
    """The day, and each statement that the database was given on it, with values of one time."""

    traces: Traces
    statements: dict[str, Any]


NOT_OF_THE_DAY = ("app.rehearsal.traces", "app.store.upgrade")
"""What tells of the day afterwards, and what makes the database before it."""


def is_of_the_day() -> bool:
    """Whether the service itself asks the database at this moment."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]  # the outermost has none
        if frame.f_globals.get("__name__") in NOT_OF_THE_DAY:
            return False
    return True


@pytest.fixture(scope="module")
def lived() -> Lived:
    statements: dict[str, Any] = {}

    def note(_: object, __: object, statement: str, values: Any, ___: object, is_many: bool) -> None:
        if statement not in statements and is_of_the_day():
            statements[statement] = values[0] if is_many else values

    event.listen(Engine, "before_cursor_execute", note)
    try:
        return Lived(example_traces(), statements)
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def day(lived: Lived) -> Traces:
    return lived.traces


def differences(before: str, after: str) -> Iterator[str]:
    yield from difflib.unified_diff(
        before.splitlines(), after.splitlines(), "as reviewed", "as it is now", "", "", 2, ""
    )


def test_the_example_day_reads_as_it_was_reviewed(day: Traces) -> None:
    """Whatever changes a word, a time or a person of it is seen here; `make golden` writes the file anew."""
    now = "\n".join(script(day)) + "\n"
    reviewed = GOLDEN.read_text(encoding="utf-8")
    changed = list(differences(reviewed, now))

    assert not changed, "\n".join(
        ["docs/example-day.txt is not what happens now; run `make golden` and review it:", *changed[:SHOWN]]
    )


def test_the_example_day_can_be_read_without_a_doubt() -> None:
    night = example_night()

    assert (night.problems, night.doubts) == ((), ())
    assert night.tickets >= 20


def test_the_example_day_holds_every_tier_every_level_and_all_that_partners_and_people_do(day: Traces) -> None:
    assert set(day.figures.by_tier) == set(Tier)
    levels = {f"escalation {level}" for level in (1, 2, 3, 4)}
    assert levels | {"triage", "refusal", "dispute", "raise", "acknowledgement"} <= set(day.figures.by_kind)
    assert day.figures.parked == 0
    assert not day.figures.ended_otherwise.get("failed")
    assert not [line for line in day.lines if line.who == "Zendesk"], "what the file wants is possible"


def test_no_level_of_the_example_day_comes_early_or_a_second_late(day: Traces) -> None:
    """Only what was held is late: the level it is at then is set as soon as it may be."""
    opened = {line.ticket_id: line.at for line in day.lines if line.what == "opened"}
    reopened = {line.ticket_id: line.at for line in day.lines if "reopened" in (line.because or "")}
    held = {line.ticket_id for line in day.lines if any("tierline_hold" in fact for fact in line.facts)}
    ages = {
        (line.ticket_id, kind): line.at - opened[line.ticket_id]
        for line in day.lines
        for kind in line.kinds
        if kind.startswith("escalation") and line.ticket_id not in held | reopened.keys()
    }
    hours = {"escalation 1": 4, "escalation 2": 8, "escalation 3": 10, "escalation 4": 12}

    assert len(ages) > 10
    assert {age.total_seconds() - hours[kind] * 3600 for (_, kind), age in ages.items()} == {0.0}


async def test_nothing_on_the_day_goes_through_all_that_was_ever_done(lived: Lived, tmp_path: Path) -> None:
    """What a claim, a look or a health check costs must not grow with the years: SQLite says how it finds each row."""
    plans: dict[str, list[str]] = {}

    def explain(connection: Connection) -> None:
        for statement, values in lived.statements.items():
            if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plans[statement] = [row[3] for row in rows]

    with opened(tmp_path) as database:
        await database.write(explain)

    whole = {statement: step for statement, plan in plans.items() for step in plan if reads_the_whole(step)}
    assert len(plans) > 80
    assert not whole, "\n".join(f"{step}: {statement}" for statement, step in whole.items())


def reads_the_whole(step: str) -> bool:
    """Whether a step of a plan goes through a table that grows for ever, not only through what is still to be done."""
    found = _READ_WHOLE.match(step)
    return found is not None and not _OF_THE_FEW.search(found["index"])
