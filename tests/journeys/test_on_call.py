"""Who answers for a level, through real HTTP: shifts of an iCalendar file, empty levels, working calendars."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.zendesk.sandbox.world import LEVEL_IDS
from tests.journeys.kit import (
    OUTAGE,
    SMALL_FAULT,
    Town,
    effects,
    level_is,
    opened,
    service_comments,
    settled,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

ROSTERS = Path(__file__).parent.parent / "data" / "rosters"
CHICAGO = ZoneInfo("America/Chicago")
NIGHT_DESK = json.dumps({"name": "Second line", "phone": "+1 555 0177"})


def on_call(at: datetime) -> tuple[str, int]:
    """Name and user of who is on call by `day_and_night.ics`, by arithmetic of our own."""
    is_day = 7 <= at.astimezone(CHICAGO).hour < 19
    return ("Dana Day", LEVEL_IDS[1]) if is_day else ("Nia Night", LEVEL_IDS[2])


async def test_who_is_on_call_when_the_level_comes_gets_the_ticket(tmp_path: Path) -> None:
    env = {"ESCALATION_LEVEL_2": NIGHT_DESK, "ESCALATION_LEVEL_2_CALENDAR": str(ROSTERS / "day_and_night.ics")}
    async with town_with(tmp_path, env) as place:
        for hours in (8, 8 + 12):  # twelve hours apart it is the other one's shift
            ticket = await opened(place, OUTAGE, age=timedelta(hours=4, minutes=1))
            before = on_call(place.parts.sandbox.now() + timedelta(hours=4))
            travel_to_age(place, ticket, hours=8, seconds=5)
            await level_is(place, ticket, 2)
            after = on_call(place.parts.sandbox.now())

            note = service_comments(place, ticket, public=False)[-1]
            assert place.see(ticket)["assignee_id"] in {before[1], after[1]}
            assert before[0] in note or after[0] in note
            for words in ("+1 555 0177", "on call until 20", "Next: level 3 at", "to Chloe (level 3)"):
                assert words in note, (words, note)
            record = effects(place, ticket)[f"{ticket}:1:escalation:2"]
            assert record["reasons"]["on_call_until"] is not None
            place.advance(hours=12 - hours % 12)


async def test_a_level_with_nobody_on_call_falls_through_at_once_and_says_so(tmp_path: Path) -> None:
    env = {
        "ESCALATION_LEVEL_1": "",
        "ESCALATION_LEVEL_1_CALENDAR": str(ROSTERS / "long_ago.ics"),
        "ESCALATION_LEVEL_3": "",
        "ESCALATION_LEVEL_4": "",
    }
    async with town_with(tmp_path, env) as place:
        _, health = await place.health()
        assert any("ESCALATION_LEVEL_1_CALENDAR leaves nobody on call" in one for one in health["warnings"])
        ticket = await opened(place, OUTAGE)
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)
        assert place.see(ticket)["assignee_id"] == LEVEL_IDS[1]
        (note,) = service_comments(place, ticket, public=False)
        assert "For level 1 nobody is on call (ESCALATION_LEVEL_1_CALENDAR)." in note
        assert "Whom to reach, the contact of level 2: Ben (level 2), +1 555 0102, level2@example.com" in note

        travel_to_age(place, ticket, hours=10, seconds=5)
        await level_is(place, ticket, 3)
        assert place.see(ticket)["assignee_id"] == LEVEL_IDS[1], "nobody above has a contact: the assignee stays"
        assert (
            "Nobody is named for this level (ESCALATION_LEVEL_3)" in service_comments(place, ticket, public=False)[-1]
        )


async def test_a_calendar_that_is_exported_anew_counts_without_a_restart(tmp_path: Path) -> None:
    shifts = tmp_path / "shifts.ics"
    shutil.copy(ROSTERS / "long_ago.ics", shifts)
    async with town_with(tmp_path, {"ESCALATION_LEVEL_1": "", "ESCALATION_LEVEL_1_CALENDAR": str(shifts)}) as place:
        fresh = tmp_path / "fresh.ics"
        fresh.write_text(
            (ROSTERS / "day_and_night.ics").read_text().replace("level2@", "level4@").replace("level3@", "level4@")
        )
        fresh.replace(shifts)

        async def is_read() -> bool:
            _, health = await place.health()
            return not any("ESCALATION_LEVEL_1_CALENDAR" in one for one in health["warnings"])

        await place.until(is_read)
        ticket = await opened(place, OUTAGE, age=timedelta(hours=4, minutes=1))
        await level_is(place, ticket, 1)
        assert place.see(ticket)["assignee_id"] == LEVEL_IDS[3]


async def test_a_tier_with_working_hours_does_not_age_outside_of_them(tmp_path: Path) -> None:
    async with town_with(tmp_path, later_in_the_week()) as place:
        fault = await opened(place, SMALL_FAULT)
        outage = await opened(place, OUTAGE)
        travel_to_age(place, outage, hours=13)
        await level_is(place, outage, 4)

        assert (place.see(fault)["tier"], place.level(fault)) == ("tier_2", 0)
        (acknowledged,) = service_comments(place, fault, public=True)
        assert acknowledged

        sandbox = place.parts.sandbox
        opening = datetime.fromisoformat(place.rows("SELECT next_due_at FROM ticket WHERE id = :id", id=fault)[0][0])
        sandbox.offset += opening.replace(tzinfo=sandbox.now().tzinfo) + timedelta(seconds=5) - sandbox.now()
        await level_is(place, fault, 1)
        (note,) = service_comments(place, fault, public=False)
        assert "is 4 hours old by its working calendar" in note


def later_in_the_week() -> dict[str, str]:
    """Tier II counts the hours of one day only, three days from now."""
    day = (datetime.now(ZoneInfo("UTC")) + timedelta(days=3)).strftime("%a")
    return {"ESCALATION_CALENDAR_TIER_2": json.dumps({"hours": f"{day} 00:00-24:00", "zone": "UTC"})}


async def test_new_thresholds_reach_open_tickets_at_the_next_start_and_lower_no_level(tmp_path: Path) -> None:
    async with town_with(tmp_path, process=True) as place:
        climbed = await opened(place, OUTAGE, age=timedelta(hours=10, minutes=1))
        young = await opened(place, OUTAGE, age=timedelta(hours=2))
        assert place.level(climbed) == 3

        place.stop()
        place.env["ESCALATION_HOURS"] = "1,24,25,26"
        await place.start()
        await level_is(place, young, 1, seconds=30)

        await settled(place)
        assert place.level(climbed) == 3
        summary = place.rows("SELECT summary FROM decision WHERE ticket_id = :id AND cause = 'settings'", id=young)
        assert "next level 1 at" in summary[0][0]
        assert "instead of" in summary[0][0]
        moved = place.rows("SELECT summary FROM decision WHERE ticket_id = :id AND cause = 'settings'", id=climbed)
        assert "next level 4 at" in moved[0][0]


def closed(place: Town, ticket: int) -> None:
    place.agent_changes(ticket, status="solved", assignee_id=LEVEL_IDS[0])
    place.agent_changes(ticket, status="closed")


async def test_a_follow_up_begins_at_level_zero_with_an_age_of_its_own(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        old = await opened(place, OUTAGE, age=timedelta(hours=12, minutes=1))
        await level_is(place, old, 4)
        closed(place, old)
        await settled(place)

        ticket = await opened(place, OUTAGE, followup_of=old)
        tags = set(place.see(ticket)["tags"])
        assert "tier_3" in tags
        assert not {tag for tag in tags if tag.startswith("escalation_level_")} - {"escalation_level_0"}
        assert place.level(ticket) == 0
        (row,) = place.rows(
            "SELECT summary FROM decision WHERE ticket_id = :id AND cause != 'clock' LIMIT 1", id=ticket
        )
        assert f"it follows up ticket {old} and has an age of its own" in row[0]

        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1)


@pytest.mark.parametrize("by_agent", [False, True], ids=["by the partner", "by an agent"])
async def test_a_follow_up_is_judged_by_what_it_says_whatever_marks_were_copied(
    tmp_path: Path, *, by_agent: bool
) -> None:
    async with town_with(tmp_path) as place:
        old = await opened(place, SMALL_FAULT)
        closed(place, old)
        await settled(place)

        ticket = await opened(place, OUTAGE | ({"as": "agent"} if by_agent else {}), followup_of=old)

        assert place.see(ticket)["tier"] == "tier_3"
        assert "tier_2" not in place.see(ticket)["tags"]


async def test_a_merged_tickets_ladder_ends_and_the_other_keeps_its_own_age(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        older = await opened(place, OUTAGE, age=timedelta(hours=3))
        target = await opened(place, OUTAGE)
        place.parts.sandbox.merge(older, target, LEVEL_IDS[0])
        await settled(place)
        travel_to_age(place, older, hours=4, minutes=5)
        await settled(place)

        assert place.rows("SELECT next_due_at FROM ticket WHERE id = :id", id=older)[0][0] is None
        rules = place.rows("SELECT rule FROM decision WHERE ticket_id = :id", id=older)
        assert ("merged",) in [tuple(row) for row in rules]
        assert place.level(target) == 0
        travel_to_age(place, target, hours=4, seconds=5)
        await level_is(place, target, 1)
        assert place.level(older) == 0
