"""Zendesk fails for everybody: sending pauses and says so, nothing is given up, and afterwards all is done."""

import asyncio
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.zendesk.trouble import PAUSE_MAX_SECONDS
from tests.journeys.kit import HOWTO, OUTAGE, SMALL_FAULT, effects, opened, settled, town, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

FAILURES = [
    {"kind": "error", "status": 401},
    {"kind": "error", "status": 403},
    {"kind": "error", "status": 500},
    {"kind": "error", "status": 502},
    {"kind": "unavailable"},
    {"kind": "cut_before"},
    {"kind": "timeout_before"},
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: f"{one['kind']}-{one.get('status', '')}".strip("-"))
async def test_a_storm_pauses_sending_and_leaves_nothing_undone(tmp_path: Path, failure: dict[str, object]) -> None:
    async with town(tmp_path, ZENDESK_TIMEOUT_SECONDS="1") as place:
        place.fault(times=10_000, **failure)  # type: ignore[arg-type]
        small = [place.open_ticket(SMALL_FAULT) for _ in range(3)]
        grave = [place.open_ticket(OUTAGE) for _ in range(3)]

        async def warned() -> bool:
            return any("writes to Zendesk fail" in one for one in (await place.health())[1]["warnings"])

        await place.until(lambda: len(place.rows("SELECT id FROM ticket")) == 6, 30)
        await place.until(warned, 30)
        await place.until(lambda: place.asked("PUT") >= 5, 60)
        late = place.open_ticket(HOWTO)
        await place.until(lambda: bool(effects(place, late)), 20)
        assert not place.rows("SELECT key FROM effect WHERE state = 'failed'"), "nothing is given up"
        assert not place.rows("SELECT id FROM inbox WHERE state = 'parked'")

        place.parts.faults.orders.clear()
        await place.until(lambda: place.see(late)["status"] == "solved", 90)
        await settled(place)
        for ticket in (*small, *grave):
            seen = place.see(ticket)
            assert (seen["public_by_service"], len(seen["marker_keys"])) == (1, 2)
        assert not await warned()


async def test_in_a_storm_the_rate_of_requests_falls(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        for _ in range(8):
            place.open_ticket(SMALL_FAULT)
        place.fault("unavailable", times=10_000)
        moments: list[float] = []
        loop_time = asyncio.get_running_loop().time

        def noted() -> bool:
            moments.extend([loop_time()] * (place.asked("PUT") - len(moments)))
            return len(moments) >= 9

        await place.until(noted, 90)
        assert moments[-1] - moments[-2] > 1.5, "the silences have grown"
        assert PAUSE_MAX_SECONDS <= 15
        place.parts.faults.orders.clear()


async def test_afterwards_the_most_urgent_goes_first(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        place.fault("error", status=401, times=10_000)
        small = [place.open_ticket(SMALL_FAULT) for _ in range(4)]
        grave = [place.open_ticket(OUTAGE) for _ in range(4)]
        await place.until(lambda: len(place.rows("SELECT DISTINCT ticket_id FROM effect")) == 8, 30)
        await place.until(lambda: place.asked("PUT") >= 2, 30)
        place.parts.faults.orders.clear()
        await place.until(lambda: all(place.see(one)["public_by_service"] for one in (*small, *grave)), 90)

        # A few are sent at the same time: what counts is who was sent first, not whose answer came first.
        order = [write.ticket_id for write in sorted(place.parts.sandbox.written, key=lambda write: write.request)]
        _, *rest = dict.fromkeys(order)  # the first was the probe: whatever was due for a try
        assert len([one for one in rest[:4] if one in grave]) >= 3
        assert set(rest[-3:]) <= set(small)


async def test_what_zendesk_refuses_for_good_is_tried_once_in_each_form_and_recorded(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        puts = place.asked("PUT")
        place.fault("error", status=422, times=100)
        travel_to_age(place, ticket, hours=4, seconds=5)
        key = f"{ticket}:1:escalation:1"
        await place.until(lambda: effects(place, ticket).get(key, {}).get("state") == "failed", 30)
        await settled(place)

        assert place.asked("PUT") - puts == 3, "whole, without its group, without group and assignee"
        assert "422" in effects(place, ticket)[key]["outcome"]
        warnings = (await place.health())[1]["warnings"]
        assert any("refused by Zendesk for good" in one for one in warnings)


async def test_a_poisoned_effect_is_tried_less_and_less_often_named_and_in_nobodys_way(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        place.fault("unavailable", times=10_000)
        travel_to_age(place, ticket, hours=4, seconds=5)
        key = f"{ticket}:1:escalation:1"

        def attempts() -> int:
            rows = place.rows("SELECT attempts FROM effect WHERE key = :key AND state = 'planned'", key=key)
            return int(rows[0][0]) if rows else 0

        await place.until(lambda: attempts() >= 1, 30)
        with sqlite3.connect(place.database, timeout=10) as database:
            change = json.dumps({"add_tags": [1, "x"], "level": 1})
            database.execute("UPDATE effect SET change = ?, attempts = 0 WHERE key = ?", (change, key))
        place.parts.faults.orders.clear()
        other = place.open_ticket(OUTAGE, age=timedelta(hours=4, minutes=1))
        await place.until(lambda: place.level(other) == 1, 60)

        async def named() -> bool:
            return any(key in one for one in (await place.health())[1]["warnings"])

        await place.until(lambda: attempts() >= 1, 60)
        with sqlite3.connect(place.database, timeout=10) as database:
            database.execute("UPDATE effect SET attempts = 5, not_before = '2026-01-01' WHERE key = ?", (key,))
        await place.until(lambda: attempts() == 6, 90)
        ((wait,),) = place.rows(
            "SELECT (julianday(not_before) - julianday('now')) * 86400 FROM effect WHERE key = :key", key=key
        )
        assert wait > 60, "minutes by now"
        await place.until(named, 20)
