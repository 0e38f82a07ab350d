"""Who is on call, kept up to date: files that change, files that break, and a horizon that moves on."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import FakeClock
from app.roster_keeper import RosterKeeper

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FILE = "shifts.ics"


def write(folder: Path, who: str, *more: str) -> Path:
    """A calendar in which somebody is on call every day."""
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z"),
        *("DTSTART:20260101T000000Z", "DTEND:20260102T000000Z", f"SUMMARY:{who}", *(more or ("RRULE:FREQ=DAILY",))),
        *("END:VEVENT", "END:VCALENDAR", ""),
    )
    return put(folder, "\r\n".join(lines))


def put(folder: Path, text: str) -> Path:
    path = folder / FILE
    mark = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text)
    os.utime(path, ns=(mark + 10**9, mark + 10**9))  # two writes within one tick of the file system are two writes
    return path


def a_keeper(path: Path, clock: FakeClock) -> RosterKeeper:
    return RosterKeeper({2: path}, clock, clock.now, every=15)


def who(keeper: RosterKeeper, clock: FakeClock) -> int | str | None:
    shift = keeper.rosters[2].on_call(clock.now())
    return shift.who if shift else None


async def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com"), clock)
    await keeper.load()
    assert who(keeper, clock) == "ana@example.com"

    write(tmp_path, "ben@example.com")
    await keeper.load()

    assert who(keeper, clock) == "ben@example.com"
    assert keeper.warnings() == []


async def test_a_file_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com"), clock)
    await keeper.load()
    before = keeper.rosters[2]

    await keeper.load()

    assert keeper.rosters[2] is before


@pytest.mark.parametrize("broken", ["", "BEGIN:VCALENDAR\r\n", "<html>"])
async def test_a_file_that_breaks_leaves_the_last_usable_one_in_force_and_is_told(tmp_path: Path, broken: str) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com"), clock)
    await keeper.load()
    put(tmp_path, broken)
    await keeper.load()

    assert who(keeper, clock) == "ana@example.com"
    (warning,) = keeper.warnings()
    assert warning.startswith("ESCALATION_LEVEL_2_CALENDAR is ")

    write(tmp_path, "ben@example.com")
    await keeper.load()

    assert (who(keeper, clock), keeper.warnings()) == ("ben@example.com", [])


async def test_a_file_that_vanished_and_comes_back_is_read(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    path = write(tmp_path, "ana@example.com")
    keeper = a_keeper(path, clock)
    path.unlink()
    await keeper.load()
    assert who(keeper, clock) is None, "the level falls through rather than take what its setting names"
    assert any("cannot be read" in one for one in keeper.warnings())

    write(tmp_path, "ana@example.com")
    await keeper.load()

    assert who(keeper, clock) == "ana@example.com"


async def test_the_horizon_moves_on_with_time(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com"), clock)
    await keeper.load()

    clock.advance(timedelta(days=90))
    await keeper.load()

    assert who(keeper, clock) == "ana@example.com"
    assert keeper.rosters[2].known_until >= clock.now() + timedelta(days=21)


async def test_a_broken_file_does_not_keep_the_horizon_from_moving_on(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com"), clock)
    await keeper.load()
    put(tmp_path, "broken")

    clock.advance(timedelta(days=90))
    await keeper.load()

    assert who(keeper, clock) == "ana@example.com"


UNRECKONABLE = ("DTEND:99991231T200000Z",)
"""What can be read and not be reckoned: an end beyond the end of all dates."""


async def test_a_calendar_that_cannot_be_reckoned_leaves_nobody_on_call_and_is_told(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    text = write(tmp_path, "ana@example.com").read_text().replace("DTEND:20260102T000000Z", *UNRECKONABLE)
    keeper = a_keeper(put(tmp_path, text), clock)

    await keeper.load()

    assert who(keeper, clock) is None, "the level falls through rather than take what its setting names"
    assert any("cannot be reckoned" in one for one in keeper.warnings())


async def test_one_that_cannot_be_reckoned_does_not_take_the_last_usable_ones_place(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    path = write(tmp_path, "ana@example.com")
    keeper = a_keeper(path, clock)
    await keeper.load()
    put(tmp_path, path.read_text().replace("DTEND:20260102T000000Z", *UNRECKONABLE))

    clock.advance(timedelta(days=90))
    await keeper.load()

    assert who(keeper, clock) == "ana@example.com"
    assert any("cannot be reckoned" in one for one in keeper.warnings())


async def test_gaps_within_a_fortnight_are_told(tmp_path: Path) -> None:
    clock = FakeClock(NOW)
    keeper = a_keeper(write(tmp_path, "ana@example.com", "RRULE:FREQ=WEEKLY"), clock)
    await keeper.load()

    (warning,) = keeper.warnings()

    assert warning == (
        "ESCALATION_LEVEL_2_CALENDAR leaves nobody on call within 14 days: 2026-11-24 09:00 to 2026-11-26 00:00, "
        "2026-11-27 00:00 to 2026-12-03 00:00, 2026-12-04 00:00 to 2026-12-08 09:00 UTC; the contact of the next level "
        "answers then."
    )
