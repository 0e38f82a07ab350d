"""The project's own example day: its script is a file that changes only under somebody's eyes."""

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rehearsal.example import example_night, example_traces
from app.rehearsal.script import script
from app.rehearsal.traces import Traces
from app.rules.ticket import Tier

pytestmark = pytest.mark.xdist_group("example day")  # a day takes half a minute of a core, and is lived through once
GOLDEN = Path(__file__).parent.parent.parent / "docs" / "example-day.txt"
SHOWN = 60
"""Lines of a difference that a failure shows."""


@pytest.fixture(scope="module")
def day() -> Traces:
    return example_traces()


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
