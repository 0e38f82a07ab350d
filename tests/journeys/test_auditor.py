"""The auditor over real HTTP: what was lost behind our back is found, named and repaired once, and people win."""

import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from structlog.testing import capture_logs

from app.zendesk.records import NOBODY
from app.zendesk.sandbox.world import AGENT_ID, LEVEL_FIELD, TIER_FIELD
from tests.journeys.kit import (
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    Town,
    effects,
    level_is,
    opened,
    refused,
    service_comments,
    settled,
    town_with,
    travel_to_age,
    without_webhooks,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

A_LIE: Final = (
    "INSERT INTO effect (key, state, ticket_id, epoch, kind, level, change, because, reasons, urgency, due_at, "
    "planned_at, not_before) SELECT ?, 'done', ticket_id, epoch, 'escalation', 1, change, because, reasons, urgency, "
    "due_at, planned_at, not_before FROM effect WHERE ticket_id = ? LIMIT 1"
)
"""A level that is on record as sent and done, and never was."""
AUDITING: Final[Mapping[str, str]] = {"AUDIT_MINUTES": "0.02"}


def robot_changes(place: Town, ticket: int, **change: Any) -> None:
    """An automation of the account changes the ticket; nobody meant it."""
    place.parts.sandbox.update(ticket, change, NOBODY)


def level_field(value: str | None) -> list[dict[str, Any]]:
    return [{"id": LEVEL_FIELD, "value": value}]


def found(place: Town, ticket: int) -> list[tuple[str, bool]]:
    """Each difference found on a ticket, and whether it is over."""
    rows = place.rows("SELECT what, ended_at FROM finding WHERE ticket_id = :id ORDER BY id", id=ticket)
    return [(row[0], row[1] is not None) for row in rows]


async def rounds(place: Town, count: int = 2) -> None:
    """Wait until so many rounds of the auditor have begun and ended from now on."""

    def completed() -> str:
        rows = place.rows("SELECT value FROM cursor WHERE name = 'audit'")
        return str(rows[0][0]) if rows else ""

    for _ in range(count):
        before = completed()
        await place.until(lambda before=before: completed() != before, 30)  # type: ignore[misc]


def tampered(place: Town, statement: str, *values: Any) -> None:
    """Somebody changes a row of the service's database while it runs."""
    connection = sqlite3.connect(place.database, timeout=10)
    with connection:
        connection.execute(statement, values)
    connection.close()


async def at_level_one(place: Town) -> int:
    ticket = await opened(place, OUTAGE)
    travel_to_age(place, ticket, hours=4, minutes=10)
    await level_is(place, ticket, 1)
    return ticket


async def test_a_level_lost_behind_our_back_is_found_named_and_put_back_without_a_second_note(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await at_level_one(place)
        notes = service_comments(place, ticket, public=False)
        robot_changes(place, ticket, custom_fields=level_field(None))
        await settled(place)
        assert place.level(ticket) == 0, "the usual rules do not put a level back: a person may have lowered it"

        place.advance(minutes=5)
        await level_is(place, ticket, 1, 30)

        assert service_comments(place, ticket, public=False) == notes
        await place.until(lambda: found(place, ticket) == [("level-low", True)], 30)
        assert f"{ticket}:1:repair:1:level-low" in place.see(ticket)["marker_keys"]
        status, health = await place.health()
        assert status == 200
        assert health["checks"]["auditor"]["ok"]
        assert health["checks"]["auditor"]["open"] == 0


async def test_what_is_lost_again_after_its_repair_is_named_and_left_to_people(tmp_path: Path) -> None:
    """Two robots must not fight."""
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await at_level_one(place)
        robot_changes(place, ticket, custom_fields=level_field(None))
        place.advance(minutes=5)
        await place.until(lambda: found(place, ticket) == [("level-low", True)], 30)
        with capture_logs() as logs:
            robot_changes(place, ticket, custom_fields=level_field(None))
            place.advance(minutes=5)
            await place.until(lambda: found(place, ticket) == [("level-low", True), ("level-low", False)], 30)
            await rounds(place, 3)

        assert place.level(ticket) == 0
        told = [one for one in logs if one["event"] == "audit finding"]
        assert [one["ticket_id"] for one in told] == [ticket], "a difference is logged once, however often it is seen"
        status, health = await place.health()
        assert status == 200, "one ticket's trouble is a warning"
        assert any(f"{ticket} (level-low)" in one for one in health["warnings"])
        (named,) = health["checks"]["auditor"]["differences"]
        assert (named["ticket_id"], named["what"]) == (ticket, "level-low")
        assert "demands level 1" in named["says"]


async def test_a_level_that_a_person_lowered_is_respected(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await at_level_one(place)
        place.agent_changes(ticket, custom_fields=level_field("escalation_level_0"))
        await settled(place)
        place.advance(minutes=5)
        await rounds(place, 2)
        assert (place.level(ticket), found(place, ticket)) == (0, [])

        travel_to_age(place, ticket, hours=8, minutes=1)
        await level_is(place, ticket, 2)
        assert found(place, ticket) == [], "the ladder goes on above"


async def test_a_tier_that_a_person_set_or_took_off_is_respected(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        chosen, cleared = await opened(place, SMALL_FAULT), await opened(place, OUTAGE)
        place.agent_changes(chosen, additional_tags=["tier_3"])  # the field still says Tier II
        for _ in range(2):  # the marks are put back once; a second time they are a person's wish
            place.agent_changes(cleared, custom_fields=[{"id": TIER_FIELD, "value": None}])
            await settled(place)
        place.advance(minutes=5)
        await rounds(place, 2)

        assert found(place, chosen) == []
        assert found(place, cleared) == []
        assert {"tier_2", "tier_3"} <= set(place.see(chosen)["tags"])
        assert place.see(cleared)["tier"] is None


async def test_two_tier_tags_that_nobody_chose_become_one(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await opened(place, SMALL_FAULT)
        robot_changes(place, ticket, additional_tags=["tier_1"])
        await settled(place)
        place.advance(minutes=5)
        await place.until(lambda: found(place, ticket) == [("tiers-disagree", True)], 30)

        seen = place.see(ticket)
        assert len({"tier_1", "tier_2", "tier_3"} & set(seen["tags"])) == 1
        assert seen["tier"] in seen["tags"]


async def test_a_ticket_that_neither_webhook_nor_export_told_of_is_found(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING, NO_RECONCILE) as place:
        await opened(place, SMALL_FAULT)
        ticket = await without_webhooks(place, OUTAGE)
        place.advance(minutes=5)
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3", 30)

        await place.until(lambda: found(place, ticket) == [("no-tier", True)], 30)
        causes = place.rows("SELECT cause FROM decision WHERE ticket_id = :id ORDER BY id", id=ticket)
        assert causes[0][0] == "audit"


async def test_a_refused_ticket_that_something_reopened_goes_to_people(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await refused(place)
        robot_changes(place, ticket, status="open")
        await settled(place)
        place.advance(minutes=5)
        await place.until(lambda: "tier_review" in place.see(ticket)["tags"], 30)

        await place.until(lambda: found(place, ticket) == [("refused-open", True)], 30)
        assert place.see(ticket)["public_by_service"] == 1, "nobody is refused twice"


async def test_rows_that_claim_a_level_which_never_was_are_seen_through(tmp_path: Path) -> None:
    """Our record says level 1, sent and done; Zendesk has never heard of it: the whole step is made up for."""
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await opened(place, OUTAGE)
        record = "UPDATE ticket SET level = 1, version = version + 1, next_due_at = NULL WHERE id = ?"
        tampered(place, record, ticket)
        tampered(place, A_LIE, f"{ticket}:1:escalation:1", ticket)
        travel_to_age(place, ticket, hours=4, minutes=10)
        await level_is(place, ticket, 1, 30)

        assert len(service_comments(place, ticket, public=False)) == 1, "the level's note was never written"
        await place.until(lambda: found(place, ticket) == [("level-low", True)], 30)
        travel_to_age(place, ticket, hours=8, minutes=1)
        await level_is(place, ticket, 2)


async def test_a_record_that_forgot_its_due_time_does_not_keep_a_ticket_down(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        ticket = await opened(place, OUTAGE)
        tampered(place, "UPDATE ticket SET next_due_at = NULL, version = version + 1 WHERE id = ?", ticket)
        travel_to_age(place, ticket, hours=4, minutes=10)
        await level_is(place, ticket, 1, 30)

        assert f"{ticket}:1:escalation:1" in effects(place, ticket)
        assert len(service_comments(place, ticket, public=False)) == 1


async def test_with_its_memory_wiped_the_service_puts_a_lost_level_back_and_says_nothing_twice(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        ticket = await at_level_one(place)
        said = [service_comments(place, ticket, public=public) for public in (True, False)]
        sandbox = place.parts.sandbox
        robot_changes(place, ticket, custom_fields=level_field(None))
        place.parts.deliveries.paused = True
    (tmp_path / "second").mkdir()
    async with town_with(tmp_path / "second", AUDITING, NO_RECONCILE) as place:
        theirs = place.parts.sandbox
        theirs.tickets, theirs.comments, theirs.audits = sandbox.tickets, sandbox.comments, sandbox.audits
        theirs.generated = sandbox.generated
        theirs.offset = sandbox.offset + timedelta(minutes=5)
        await level_is(place, ticket, 1, 40)

        assert [service_comments(place, ticket, public=public) for public in (True, False)] == said


async def test_a_held_ticket_and_one_of_no_partners_are_left_alone(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING, NO_RECONCILE) as place:
        held = await without_webhooks(place, OUTAGE, tags=["tierline_hold"])
        strange = await without_webhooks(place, {**OUTAGE, "organization": None})
        place.advance(hours=6)
        await rounds(place, 2)

        assert (found(place, held), found(place, strange)) == ([], [])
        assert place.see(held)["marker_keys"] == []


async def test_tickets_from_before_its_time_are_left_alone(tmp_path: Path) -> None:
    """Nobody is refused because Tierline was installed today."""
    async with town_with(tmp_path, AUDITING, NO_RECONCILE, {"RECONCILE_LOOKBACK_HOURS": "24"}) as place:
        place.parts.deliveries.paused = True
        old = place.open_ticket(OUTAGE, age=timedelta(days=3))
        place.parts.sandbox.generated[old] -= timedelta(days=3).total_seconds()
        place.advance(minutes=5)
        await rounds(place, 2)
        assert (found(place, old), place.see(old)["tier"]) == ([], None)

        place.parts.sandbox.update(old, {"comment": {"body": "one more thing", "public": False}}, AGENT_ID)
        place.advance(minutes=5)
        await place.until(lambda: place.see(old)["tier"] == "tier_3", 30)


async def test_a_quiet_round_costs_one_call_however_many_tickets_are_right(tmp_path: Path) -> None:
    async with town_with(tmp_path, AUDITING) as place:
        for _ in range(5):
            await opened(place, SMALL_FAULT)
        await rounds(place, 1)
        shown, audits = place.asked("GET /api/v2/tickets/show_many"), place.asked("GET /api/v2/tickets/1/audits")
        before = place.asked("GET /api/v2/search/export")
        await rounds(place, 3)

        assert place.asked("GET /api/v2/search/export") >= before + 3
        assert place.asked("GET /api/v2/tickets/show_many") == shown
        assert place.asked("GET /api/v2/tickets/1/audits") == audits
