"""People outside of Zendesk are told, through real HTTP, of what happens to tickets and of the service itself."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.main import create_app
from app.settings_reading import load_settings
from app.zendesk.sandbox.server import listening
from app.zendesk.sandbox.world import AGENT_ID, LEVEL_FIELD
from tests.host import Host
from tests.journeys.kit import OUTAGE, SMALL_FAULT, Town, level_is, opened, settled, town, town_with, travel_to_age
from tests.receiver import Receiver, receiver

pytestmark = [pytest.mark.journey, pytest.mark.anyio]


def rows(place: Town) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in place.rows("SELECT key, state, outcome FROM notification ORDER BY id")]


def episode(place: Town) -> str | None:
    found = place.rows("SELECT value FROM cursor WHERE name = 'unhealthy'")
    return found[0][0] if found else None


async def told(place: Town, one: Receiver, *titles: str, seconds: float = 20.0) -> None:
    await place.until(lambda: len(one.titles()) >= len(titles), seconds)
    assert sorted(one.titles()) == sorted(titles)


async def test_a_tier_iii_ticket_and_its_levels_are_told_once_to_whom_the_settings_name(tmp_path: Path) -> None:
    """The level goes to its own contact and to those of every level; an address in both places hears it once."""
    async with receiver() as one:
        env = {
            "NOTIFY_TIER_3": f"{one.url}/duty,{one.url}/lead",
            "NOTIFY_LEVELS": f"{one.url}/levels,{one.url}/ana",
            "ESCALATION_LEVEL_1": json.dumps({"name": "Ana", "phone": "+1 555 0100", "notify": [f"{one.url}/ana"]}),
        }
        async with town_with(tmp_path, env) as place:
            fault = await opened(place, SMALL_FAULT)
            ticket_id = await opened(place, OUTAGE)
            await told(place, one, *[f"Tier III: ticket {ticket_id}"] * 2)
            (_, message) = one.got[0]
            assert f"{place.zendesk}/agent/tickets/{ticket_id}" in message["message"]
            assert "Bright Molar" not in message["message"]  # the partner's own words stay in Zendesk
            one.got.clear()

            travel_to_age(place, ticket_id, hours=4, seconds=1)
            await level_is(place, ticket_id, 1)
            levels = [f"Level 1 of 4: ticket {ticket_id}, Tier III", f"Level 1 of 4: ticket {fault}, Tier II"]
            await told(place, one, *levels, *levels)
            assert sorted(one.titles("/ana")) == sorted(one.titles("/levels")) == sorted(levels)
            assert "Responsible: Ana, +1 555 0100" in one.got[0][1]["message"]
            await place.until(lambda: {state for _, state, _ in rows(place)} == {"sent"})


async def test_a_level_that_a_person_sets_is_told_once_and_the_ladder_does_not_tell_of_it_again(tmp_path: Path) -> None:
    async with receiver() as one, town(tmp_path, NOTIFY_LEVELS=f"{one.url}/") as place:
        ticket_id = await opened(place, SMALL_FAULT)
        place.advance(seconds=5)
        place.agent_changes(ticket_id, custom_fields=[{"id": LEVEL_FIELD, "value": "escalation_level_1"}])
        await told(place, one, f"Level 1 of 4: ticket {ticket_id}, Tier II")
        assert "Reason: a person set escalation level 1" in one.got[0][1]["message"]

        travel_to_age(place, ticket_id, hours=4, seconds=1)
        other = await opened(place, SMALL_FAULT, age=timedelta(hours=4, seconds=1))
        await level_is(place, other, 1)
        await told(place, one, *(f"Level 1 of 4: ticket {known}, Tier II" for known in (ticket_id, other)))


async def test_a_target_that_fails_is_tried_again_at_its_time_and_holds_up_nobody(tmp_path: Path) -> None:
    async with receiver() as good, receiver() as bad:
        bad.status = 500
        async with town(tmp_path, NOTIFY_TIER_3=f"{bad.url}/key-9f8e7d6c5b4a3210,{good.url}/") as place:
            ticket_id = await opened(place, OUTAGE)
            await told(place, good, f"Tier III: ticket {ticket_id}")
            await place.until(lambda: "it answered 500" in str(rows(place)))

            assert place.see(ticket_id)["priority"] == "urgent"
            assert "9f8e7d6c5b4a3210" not in str(rows(place))
            await asyncio.sleep(3)
            assert bad.calls == 1  # the second try comes eight to ten seconds after the first
            bad.status = 200
            await told(place, bad, f"Tier III: ticket {ticket_id}", seconds=30)
            assert good.calls == 1


async def test_after_a_restart_what_was_told_is_not_repeated_and_what_was_not_is_told(tmp_path: Path) -> None:
    async with receiver() as one:
        one.status = 503
        env = {"NOTIFY_TIER_3": f"{one.url}/"}
        async with town_with(tmp_path, env) as place:
            ticket_id = await opened(place, OUTAGE)
            await place.until(lambda: "503" in str(rows(place)))
        one.status = 200
        async with listening(create_app(load_settings(place.env, env_file=None))):
            await place.until(lambda: one.titles() == [f"Tier III: ticket {ticket_id}"], 30)
        async with listening(create_app(load_settings(place.env, env_file=None))):
            await asyncio.sleep(3)

        assert one.titles() == [f"Tier III: ticket {ticket_id}"]


async def test_two_replicas_tell_once(tmp_path: Path, postgres_url: str) -> None:
    async with receiver() as one:
        env = {"NOTIFY_TIER_3": f"{one.url}/", "NOTIFY_LEVELS": f"{one.url}/"}
        async with (
            town_with(tmp_path, env, database_url=postgres_url) as place,
            listening(create_app(load_settings(place.env, env_file=None))),
        ):
            tickets = [await opened(place, OUTAGE, age=timedelta(hours=9)) for _ in range(4)]
            expected = [f"Tier III: ticket {one}" for one in tickets]
            expected += [f"Level 2 of 4: ticket {one}, Tier III" for one in tickets]
            await told(place, one, *expected, seconds=40)
            await asyncio.sleep(2.5)

            assert sorted(one.titles()) == sorted(expected)


async def test_in_shadow_a_message_is_recorded_and_not_sent(tmp_path: Path) -> None:
    async with receiver() as one, town(tmp_path, MODE="shadow", NOTIFY_TIER_3=f"{one.url}/") as place:
        place.open_ticket(OUTAGE)
        await place.until(lambda: bool(rows(place)))
        await asyncio.sleep(2.5)

        assert one.calls == 0
        assert [state for _, state, _ in rows(place)] == ["shadow"]


async def test_a_message_whose_effect_a_person_overtook_is_dropped_with_the_reason(tmp_path: Path) -> None:
    async with receiver() as one, town(tmp_path, NOTIFY_TIER_3=f"{one.url}/") as place:
        place.fault("unavailable", times=1000)
        ticket_id = place.open_ticket(OUTAGE)
        await place.until(lambda: bool(rows(place)))
        place.agent_changes(ticket_id, status="solved", assignee_id=AGENT_ID)
        await place.until(lambda: "dropped" in str(rows(place)), 40)
        ((_, state, outcome),) = rows(place)

        assert (state, one.calls) == ("dropped", 0)
        assert "was overtaken" in outcome


async def test_the_heartbeat_beats_while_the_promises_hold(tmp_path: Path) -> None:
    async with receiver() as one:
        env = {"NOTIFY_HEARTBEAT_URL": f"{one.web}/alive", "NOTIFY_HEARTBEAT_SECONDS": "1"}
        async with town_with(tmp_path, env) as place:
            await settled(place)
            await place.until(lambda: one.calls >= 2)

            assert {path for path, _ in one.got} == {"/alive"}


async def test_while_zendesk_takes_no_writes_people_are_told_after_a_minute_that_it_shows_nothing_yet(
    tmp_path: Path,
) -> None:
    """And after another one that the service does not keep its word; and when all is well, that it is."""
    host = Host()
    async with (
        receiver() as one,
        town(tmp_path, clock=host, NOTIFY_LEVELS=f"{one.url}/", NOTIFY_UNHEALTHY=f"{one.url}/ops") as place,
    ):
        place.fault("unavailable", times=100_000)
        ticket_id = place.open_ticket(OUTAGE, age=timedelta(hours=9))
        await place.until(lambda: bool(rows(place)))
        await asyncio.sleep(2.5)
        assert one.titles("/") == []

        host.slept += 61
        await place.until(lambda: bool(one.titles("/")), 30)
        (message,) = [message["message"] for path, message in one.got if path == "/"]
        assert message.endswith("Zendesk does not show this yet: it has not been written there within a minute.")
        assert place.level(ticket_id) == 0

        for _ in range(2):  # seen, and seen again within a minute, and again
            seen = episode(place)
            await place.until(lambda seen=seen: episode(place) != seen, 30)  # type: ignore[misc]
            host.slept += 40
        await place.until(lambda: one.titles("/ops") == ["Tierline is not healthy"], 60)
        assert any("below the level their age demands" in str(message) for _, message in one.got)

        place.parts.faults.orders.clear()
        await level_is(place, ticket_id, 2, 60)
        host.slept += 61
        await place.until(lambda: one.titles("/ops")[1:] == ["Tierline is healthy again"], 60)
        assert one.titles("/") == [f"Level 2 of 4: ticket {ticket_id}, Tier III"]
