"""Files of shifts: what real calendars hold is understood, and what cannot be is told with its place."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest

from app.roster_file import UnusableRoster, parsed, read_source
from app.rules.roster import Roster

ROSTERS = Path(__file__).parent / "data" / "rosters"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def roster(name: str, now: datetime = NOW) -> Roster:
    return read_source(ROSTERS / f"{name}.ics").roster(now)


def on_call(found: Roster, at: str) -> int | str | None:
    shift = found.on_call(datetime.fromisoformat(at).replace(tzinfo=UTC))
    return shift.who if shift else None


def event(*lines: str, head: str = "") -> bytes:
    """A calendar with one event."""
    body = "\r\n".join(("UID:1@example.com", "DTSTAMP:20260101T000000Z", *lines))
    start = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{head}"
    return f"{start}BEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".encode()


TIMES = ("DTSTART:20261124T080000Z", "DTEND:20261124T160000Z")


@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("2026-11-23 13:59", None),
        ("2026-11-23 14:00", "ana@example.com"),  # nine in New York
        ("2026-11-23 21:59", "ana@example.com"),
        ("2026-11-23 22:00", None),
        ("2026-11-24 06:00", None),  # cancelled
        ("2026-11-24 22:30", "olga@example.com"),  # the attendee has declined
        ("2026-11-24 23:30", "cover@example.com"),  # began later
        ("2026-11-25 01:30", "olga@example.com"),
        ("2026-11-25 15:00", None),  # moved by hand, to eleven and to Ben
        ("2026-11-25 16:00", "ben@example.com"),
        ("2026-11-26 15:00", None),  # taken out (EXDATE)
        ("2026-11-28 04:59", None),
        ("2026-11-28 05:00", 8447388090404),  # a whole day, by the calendar's zone
        ("2026-11-30 04:59", 8447388090404),
        ("2026-11-30 05:00", None),
    ],
)
def test_repetitions_exceptions_moved_instances_days_and_zones_are_understood(at: str, who: int | str | None) -> None:
    assert on_call(roster("weeks"), at) == who


@pytest.mark.parametrize(
    ("at", "who"), [("2026-03-06 14:00", "ana@example.com"), ("2026-03-09 13:00", "ana@example.com")]
)
def test_a_shift_follows_the_clocks_of_its_zone_when_they_are_set(at: str, who: str) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    found = roster("weeks", moment)

    assert on_call(found, at) == who
    assert found.on_call(moment - timedelta(seconds=1)) is None


def test_the_name_comes_from_the_invitation_or_from_the_title() -> None:
    ana = roster("weeks").on_call(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    dana = roster("day_and_night").on_call(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))

    assert ana is not None
    assert dana is not None
    assert (ana.name, dana.name) == ("Ana Alt", "Dana Day")


def test_a_shift_that_began_long_before_is_seen() -> None:
    raw = event("SUMMARY:ana@example.com", "DTSTART:20200101T000000Z", "DTEND:20300101T000000Z")

    assert on_call(parsed(Path("x.ics"), raw).roster(NOW), "2026-11-24 00:00") == "ana@example.com"


def test_a_calendar_for_ever_is_worked_out_as_far_as_the_horizon() -> None:
    found = roster("day_and_night")

    assert found.known_until - NOW == timedelta(days=35)
    assert 70 <= len(found.shifts) <= 80


@pytest.mark.parametrize(
    ("lines", "who"),
    [
        (("SUMMARY:8447388090404",), 8447388090404),
        (("SUMMARY:Night", "DESCRIPTION:Zendesk user 8447388090404"), 8447388090404),
        (("SUMMARY:Night", "DESCRIPTION:please call <bo@example.com>."), "bo@example.com"),
        (("SUMMARY:Night", "ORGANIZER:mailto:bo@example.com"), "bo@example.com"),
        (("SUMMARY:bo@example.com", "ORGANIZER:mailto:abc@group.calendar.google.com"), "bo@example.com"),
        (("SUMMARY:Night", "ATTENDEE:mailto:bo@example.com", "ATTENDEE:mailto:cy@example.com"), "bo@example.com"),
        (("SUMMARY:24 hour shift", "DESCRIPTION:bo@example.com"), "bo@example.com"),
        (("SUMMARY:555 0100 Bo", "DESCRIPTION:id 8447388090404"), 8447388090404),
        (
            ("SUMMARY:Night", "ATTENDEE;CUTYPE=RESOURCE:mailto:room@example.com", "ATTENDEE:mailto:bo@example.com"),
            "bo@example.com",
        ),
    ],
)
def test_an_event_names_somebody_in_many_ways(lines: tuple[str, ...], who: int | str) -> None:
    found = parsed(Path("x.ics"), event(*TIMES, *lines)).roster(NOW)

    assert on_call(found, "2026-11-24 09:00") == who


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is no iCalendar file"),
        (b"<html>please log in</html>", "is no iCalendar file"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", "holds no event"),
        (event(*TIMES, "SUMMARY:Night", "STATUS:CANCELLED"), "holds no event"),
        (event(*TIMES, "SUMMARY:Night shift"), "the event 'Night shift' of 2026-11-24 names nobody; invite"),
        (event(*TIMES, "SUMMARY:Night", "DESCRIPTION:call 15550101"), "names nobody"),
        (event("SUMMARY:a@b.example"), "has no beginning"),
        (event("SUMMARY:a@b.example", "DTSTART:tomorrow"), "has a DTSTART that cannot be read"),
        (event("SUMMARY:a@b.example", "DTSTART:20261124T080000Z"), "has no length"),
        (event("SUMMARY:a@b.example", "DTSTART:20261124T080000Z", "DTEND:20261124T070000Z"), "has no length"),
        (event("SUMMARY:a@b.example", "DTSTART;TZID=Mars/Base:20261124T080000", "DURATION:PT1H"), "'Mars/Base'"),
        (event("SUMMARY:a@b.example", *TIMES, "RRULE:FREQ=SECONDLY"), "repeats by the minute or second"),
        (event("SUMMARY:a@b.example", *TIMES, "RRULE:FREQ=DAILY;INTERVAL=0"), "repeats with an INTERVAL below 1"),
        (event(*TIMES, "SUMMARY:24 hour shift"), "the event '24 hour shift' of 2026-11-24 names nobody"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(raw: bytes, says: str) -> None:
    with pytest.raises(UnusableRoster) as caught:
        parsed(Path("shifts.ics"), raw)

    assert says in caught.value.problems[0]
    assert caught.value.problems[0].startswith("is shifts.ics")


NEVER = (
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",  # 2026, 2030: never a leap year
    "FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=2",
    "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20990101T000000Z",
    "FREQ=DAILY;INTERVAL=7;BYDAY=SA",  # it begins on a Tuesday
    "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=HOURLY;INTERVAL=168;BYDAY=MO",
    "FREQ=HOURLY;BYDAY=MO;BYSETPOS=2",
)


@pytest.mark.parametrize("start", ["DTSTART:20261124T080000Z", "DTSTART;TZID=Europe/Paris:20261124T080000"])
@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_that_never_comes_true_is_told_before_it_is_looked_for_until_the_year_9999(
    rule: str, start: str
) -> None:
    """By the processor's time, of which the search through all years takes many seconds."""
    raw = event("SUMMARY:ana@example.com", start, "DURATION:PT8H", f"RRULE:{rule}")
    began = process_time()

    with pytest.raises(UnusableRoster, match="of 2026-11-24 repeats by a rule that never comes true \\(FREQ="):
        parsed(Path("x.ics"), raw)

    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("first", "rule", "at"),
    [
        ("20240229T080000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29 09:00"),
        ("20240229T080000Z", "FREQ=YEARLY;INTERVAL=4", "2028-02-29 09:00"),
        ("20240229T080000Z", "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "2028-02-29 09:00"),
        ("20040229T080000Z", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", "2032-02-29 09:00"),
        ("20260228T080000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU", "2032-02-29 09:00"),
        ("20260228T080000Z", "FREQ=DAILY;INTERVAL=365;BYMONTH=2;BYMONTHDAY=28", "2027-02-28 09:00"),
        ("20261124T080000Z", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=8", "2028-02-29 09:00"),
        ("20261124T080000Z", "FREQ=YEARLY;BYYEARDAY=366", "2028-12-31 09:00"),
        ("20261124T080000Z", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU", "2027-01-03 09:00"),
        ("20261124T080000Z", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5", "2026-11-30 09:00"),
        ("20261124T080000Z", "FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29", "2032-02-29 09:00"),
    ],
)
def test_a_rule_that_comes_true_seldom_is_kept(first: str, rule: str, at: str) -> None:
    raw = event("SUMMARY:ana@example.com", f"DTSTART:{first}", "DURATION:PT2H", f"RRULE:{rule}")
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)

    assert on_call(parsed(Path("x.ics"), raw).roster(moment), at) == "ana@example.com"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableRoster, match="cannot be read"):
        read_source(tmp_path / "none.ics")
