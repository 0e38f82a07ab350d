"""What webhooks missed is found by the export, within its interval and Zendesk's minute, and nothing is done twice."""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from app.main import create_app
from app.settings_reading import load_settings
from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import settings_env
from tests.journeys.kit import (
    OUTAGE,
    SMALL_FAULT,
    Town,
    inbox_outcomes,
    level_is,
    opened,
    refused,
    settled,
    town_with,
    true_level,
    without_webhooks,
)
from tests.town import QUICK

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

EXPORT: Final = "GET /api/v2/incremental/tickets/cursor"
NO_AUDITOR: Final[Mapping[str, str]] = {"AUDIT_MINUTES": "1440"}


@asynccontextmanager
async def account(tmp_path: Path, **env: str) -> AsyncIterator[Town]:
    """A town whose service is not there yet: it comes and goes with `on_duty`, and the account stays."""
    parts = create_sandbox_app(
        Sandbox(updates_per_minute=5000, exports_per_minute=5000, export_delay_seconds=1.0, search_delay_seconds=0.0)
    )
    database = tmp_path / "tierline.db"
    async with running(parts) as zendesk:
        settings = settings_env(zendesk) | QUICK | dict(NO_AUDITOR) | {"DATABASE_URL": f"sqlite:///{database}"} | env
        place = Town(parts, zendesk, database, settings)
        try:
            yield place
        finally:
            await place.http.aclose()


@asynccontextmanager
async def on_duty(place: Town) -> AsyncIterator[None]:
    """The service runs, with the memory of its last time."""
    async with listening(create_app(load_settings(place.env, env_file=None))) as service:
        place.service = service
        place.parts.deliveries.connect(service, triggers=True, events=False)
        yield


def cursor(place: Town) -> str:
    rows = place.rows("SELECT value FROM cursor WHERE name = 'reconcile'")
    return str(rows[0][0]) if rows else ""


async def rounds(place: Town, count: int = 2) -> None:
    """Wait until the export was read so many times more."""
    wanted = place.asked(EXPORT) + count
    await place.until(lambda: place.asked(EXPORT) >= wanted, 30)


async def test_after_six_hours_down_every_ticket_stands_at_its_true_level_with_one_write_each(tmp_path: Path) -> None:
    async with account(tmp_path) as place:
        async with on_duty(place):
            known = await opened(place, OUTAGE)
            turned_away = await refused(place)

        place.parts.deliveries.paused = True  # what Zendesk tries meanwhile, its breaker drops
        missed: list[int] = []
        for hour in range(6):
            missed.append(place.open_ticket(OUTAGE if hour % 2 else SMALL_FAULT))
            place.advance(hours=1)
        over = place.open_ticket(SMALL_FAULT)
        place.agent_changes(over, status="closed", assignee_id=None)
        place.reply(turned_away, "No: all 22 phones are down, nobody can call.")
        place.agent_changes(known, additional_tags=["vip"])
        place.advance(minutes=5)
        place.parts.deliveries.paused = False

        async with on_duty(place):
            for ticket in (known, *missed):
                truth = true_level(place.see(ticket)["created_at"], place.parts.sandbox.now())
                await place.until(lambda ticket=ticket, truth=truth: place.level(ticket) == truth, 40)  # type: ignore[misc]
            await place.until(lambda: "tier_disputed" in place.see(turned_away)["tags"], 30)
            await settled(place)

        for ticket in (known, *missed):
            seen = place.see(ticket)
            assert seen["public_by_service"] == 1, "acknowledged once"
            assert len(seen["level_changes"]) <= 1, "straight to the true level"
            assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
        assert place.see(over)["marker_keys"] == [], "what was over before we saw it is no news"
        assert place.see(turned_away)["status"] == "open"


async def test_a_cursor_that_zendesk_has_forgotten_is_replaced_and_nothing_is_missed(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_AUDITOR) as place:
        await opened(place, SMALL_FAULT)
        await rounds(place)
        connection = sqlite3.connect(place.database, timeout=10)
        with connection:
            connection.execute("UPDATE cursor SET value = 'forgotten' WHERE name = 'reconcile'")
        connection.close()
        ticket = await without_webhooks(place, OUTAGE)
        place.advance(minutes=2)
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3", 30)

        assert cursor(place) not in ("", "forgotten")
        status, health = await place.health()
        assert status == 200
        assert health["reconcile_behind_seconds"] < 600


async def test_a_change_of_the_last_minute_is_not_passed_over_by_the_cursor(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_AUDITOR) as place:
        place.parts.sandbox.export_delay_seconds = 60.0
        await opened(place, SMALL_FAULT)
        place.advance(minutes=2)
        await rounds(place)
        ticket = await without_webhooks(place, OUTAGE)
        later = await without_webhooks(place, SMALL_FAULT)
        await rounds(place, 3)
        assert inbox_outcomes(place, ticket) == [], "Zendesk does not tell yet"

        place.advance(seconds=61)
        await place.until(lambda: bool(place.see(ticket)["tier"] and place.see(later)["tier"]), 30)
        await settled(place)
        assert inbox_outcomes(place, ticket)[0][0] == "reconcile"
        assert place.see(ticket)["public_by_service"] == 1


async def test_a_ticket_that_was_deleted_unheard_ends(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_AUDITOR) as place:
        ticket = await opened(place, OUTAGE)
        place.parts.deliveries.paused = True
        place.parts.sandbox.delete(ticket, 1)
        place.advance(seconds=5)

        def is_over() -> bool:
            rows = place.rows("SELECT status, next_due_at FROM ticket WHERE id = :id", id=ticket)
            return (rows[0][0], rows[0][1]) == ("deleted", None)

        await place.until(is_over, 30)


async def test_a_first_start_looks_as_far_back_as_the_setting_says(tmp_path: Path) -> None:
    async with account(tmp_path, RECONCILE_LOOKBACK_HOURS="3") as place:
        sandbox = place.parts.sandbox
        recent, old = (place.open_ticket(OUTAGE, age=timedelta(hours=hours)) for hours in (2, 5))
        for ticket in (recent, old):
            sandbox.generated[ticket] = datetime.fromisoformat(place.see(ticket)["created_at"]).timestamp()
        async with on_duty(place):
            await place.until(lambda: place.see(recent)["tier"] == "tier_3", 30)
            await rounds(place)

        assert place.see(old)["tier"] is None


async def test_the_exports_budget_is_kept_however_short_the_interval(tmp_path: Path) -> None:
    settings = {"RECONCILE_SECONDS": "0.2", "RECONCILE_EXPORTS_PER_MINUTE": "4"}
    async with town_with(tmp_path, NO_AUDITOR, settings) as place:
        ticket = await refused(place)
        await place.until(lambda: place.asked(EXPORT) >= 4, 30)
        for _ in range(3):  # a second and more of rounds that would each have asked
            await opened(place, SMALL_FAULT)

        assert place.asked(EXPORT) == 4
        assert place.see(ticket)["public_by_service"] == 1
        await level_is(place, ticket, 0)
