"""`tierline rehearse` on the command line: what it prints, what it refuses, and with which code it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.commands.rehearse import Order, rehearse, start_of
from app.errors import InvalidInput, SettingsError

OUTAGE = {"subject": "All phones down", "description": "All 22 phones are down since six.", "organization": "Kestrel"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory without settings of anybody's."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def file_of(place: Path, *lines: str) -> str:
    path = place / "tickets.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def test_a_file_is_rehearsed_under_the_settings_of_the_env_file(place: Path) -> None:
    (place / ".env").write_text("ESCALATION_HOURS=0.5\nPROVIDER_NAME=Night Desk\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["rehearse", file_of(place, json.dumps(OUTAGE)), "--hours", "1"])

    assert result.exit_code == 0, result.output
    assert "06:00:01  #1    Tierline writes (triage, acknowledgement)" in result.output
    assert "| Night Desk" in result.output
    assert "06:30:00  #1    Tierline writes (escalation 1)" in result.output
    assert [one.name for one in place.iterdir() if one.name not in (".env", "tickets.jsonl")] == []


def test_a_bad_line_is_named_the_others_run_and_the_code_is_2(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(place, "{oops", json.dumps(OUTAGE | {"solvd_at": 3}))
    code = rehearse(Order(file, hours=0.1, as_json=True))
    out, err = capsys.readouterr()
    documents = [json.loads(line) for line in out.splitlines()]

    assert code == 2
    assert "tickets.jsonl, line 1: not JSON" in err
    assert "line 2: the key 'solvd_at' is passed over (did you mean solved_at?)" in err
    assert documents[0]["what"] == "opened"
    assert documents[-1]["figures"]["tickets"] == 1


def test_what_comes_after_the_end_is_told_of(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script without the solution at +300 would read as if the ladder had climbed all night."""
    file = file_of(place, json.dumps(OUTAGE | {"at": 0, "solved_at": "+300"}))
    rehearse(Order(file, hours=0.1, brief=True))

    assert "1 of 2 things come after the end of the rehearsal and do not happen" in capsys.readouterr().err


def test_a_page_is_written_for_its_owner_only(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = place / "night.html"

    assert rehearse(Order(file_of(place, json.dumps(OUTAGE)), hours=0.1, html=page)) == 0
    assert "All 22 phones are down" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    assert capsys.readouterr().out == f"The page is in {page}.\n"


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (Order(), "Name either a file of tickets"),
        (Order("x", example=True), "Name either a file of tickets"),
        (Order(example=True, start="2026-01-01"), "leave --start away"),
        (Order("x", hours=0), "--hours must be above 0"),
        (Order("x", hours=10_000), "--hours must be above 0"),
        (Order("x", start="tonight"), "--start tonight: write a date and time"),
        (Order("nowhere.jsonl"), "nowhere.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_before_anything_happens(order: Order, says: str) -> None:
    with pytest.raises(InvalidInput, match=says.replace("(", r"\(")):
        rehearse(order)


def test_a_file_without_a_single_usable_ticket_is_wrong_input(place: Path) -> None:
    with pytest.raises(InvalidInput, match="holds no ticket"):
        rehearse(Order(file_of(place, "[]")))


def test_wrong_settings_stop_it_with_their_own_sentence(place: Path) -> None:
    (place / ".env").write_text("ESCALATION_HOURS=8,4\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="ESCALATION_HOURS must rise"):
        rehearse(Order(file_of(place, json.dumps(OUTAGE))))


def test_a_start_without_a_zone_is_utc() -> None:
    assert start_of("2026-11-02T22:00").isoformat() == "2026-11-02T22:00:00+00:00"
    assert start_of("2026-11-02T22:00+01:00").isoformat() == "2026-11-02T21:00:00+00:00"
