"""The ladder's settings together: what stops a start, what is doubtful, and what a level without a contact is told."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.commands import check
from app.errors import SettingsError
from app.ladder_doubts import roster_doubts
from app.settings_pages import setting_text
from app.settings_reading import load_settings

ROSTERS = Path(__file__).parent / "data" / "rosters"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHIFTS = str(ROSTERS / "day_and_night.ics")
PERSON = json.dumps({"name": "Ana", "assignee": "ana@example.com"})
DESK = json.dumps({"name": "Night desk", "group": "Nights"})


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ESCALATION_LEVEL_2_CALENDAR": "/nowhere/shifts.ics"}, "ESCALATION_LEVEL_2_CALENDAR is /nowhere/shifts.ics,"),
        (
            {"ESCALATION_LEVEL_2": PERSON, "ESCALATION_LEVEL_2_CALENDAR": SHIFTS},
            "ESCALATION_LEVEL_2 names an assignee, and ESCALATION_LEVEL_2_CALENDAR says who is on call: keep one",
        ),
        (
            {"ESCALATION_LEVEL_5_CALENDAR": SHIFTS},
            "ESCALATION_LEVEL_5_CALENDAR names shifts, but ESCALATION_HOURS has 4 thresholds: remove it or add one",
        ),
        ({"ESCALATION_LEVEL_2_CALENDER": SHIFTS}, "did you mean ESCALATION_LEVEL_2_CALENDAR?"),
    ],
)
def test_what_cannot_be_meant_stops_the_start(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, None)

    assert says in str(caught.value)


def test_every_event_that_names_nobody_is_told_at_once(tmp_path: Path) -> None:
    text = (ROSTERS / "day_and_night.ics").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("ATTENDEE")]
    (tmp_path / "shifts.ics").write_text("\r\n".join(lines))

    with pytest.raises(SettingsError) as caught:
        load_settings({"ESCALATION_LEVEL_1_CALENDAR": str(tmp_path / "shifts.ics")}, None)

    assert str(caught.value).count("ESCALATION_LEVEL_1_CALENDAR is ") == 2
    assert "the event 'Night shift' of 2026-01-05 names nobody" in str(caught.value)


def test_a_level_without_a_contact_is_told_whose_contact_its_tickets_get() -> None:
    env = {"ESCALATION_LEVEL_1": PERSON, "ESCALATION_LEVEL_3": DESK, "ESCALATION_LEVEL_3_CALENDAR": SHIFTS}

    told = [one for one in load_settings(env, None).warnings() if "names nobody" in one]

    assert told == [
        "ESCALATION_LEVEL_2 names nobody: at 8 hours the level is raised, and the contact of level 3 answers.",
        "ESCALATION_LEVEL_4 names nobody: at 12 hours the level is raised, and nobody is assigned.",
    ]


def test_gaps_of_the_next_fortnight_are_doubts() -> None:
    whole = load_settings({"ESCALATION_LEVEL_2_CALENDAR": SHIFTS}, None)
    past = load_settings({"ESCALATION_LEVEL_2_CALENDAR": str(ROSTERS / "long_ago.ics")}, None)

    assert roster_doubts(whole, NOW) == []
    (doubt,) = roster_doubts(past, NOW)
    assert "leaves nobody on call within 14 days: 2026-11-24 09:00 to 2026-12-08 09:00 UTC" in doubt


def test_the_check_tells_of_gaps_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ESCALATION_LEVEL_2_CALENDAR", str(ROSTERS / "long_ago.ics"))

    assert any("leaves nobody on call" in one for one in check.findings().warnings)


def test_a_settings_path_is_shown_and_its_contact_is_not() -> None:
    settings = load_settings({"ESCALATION_LEVEL_2": DESK, "ESCALATION_LEVEL_2_CALENDAR": SHIFTS}, None)

    assert setting_text(settings, "escalation_level_2_calendar") == SHIFTS
    assert setting_text(settings, "escalation_level_2") == "(not shown)"
