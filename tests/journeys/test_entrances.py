"""The two entrances: what comes by webhook, what comes too often or not at all, and what is our own echo."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from app.zendesk.sandbox.world import WEBHOOK_SECRET
from app.zendesk.signature import sign
from tests.journeys.kit import (
    HOWTO,
    NO_FORM,
    NO_RECONCILE,
    OUTAGE,
    Town,
    inbox_outcomes,
    level_is,
    locked,
    opened,
    refused,
    settled,
    town,
    town_with,
    travel_to_age,
    without_webhooks,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


def signed(body: bytes, invocation_id: str) -> Mapping[str, str]:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "X-Zendesk-Webhook-Signature": sign(WEBHOOK_SECRET, at, body),
        "X-Zendesk-Webhook-Signature-Timestamp": at,
        "X-Zendesk-Webhook-Invocation-Id": invocation_id,
        "Content-Type": "application/json",
    }


def created_body(ticket_id: int) -> bytes:
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"tierline": 1, "event": "created", "ticket_id": str(ticket_id), "created_at": at, "updated_at": at}
    return json.dumps({**body, "actor_id": "8447388091001"}).encode()


async def post(place: Town, body: bytes, invocation_id: str) -> httpx.Response:
    return await place.http.post(
        f"{place.service}/webhooks/ticket-created", content=body, headers=dict(signed(body, invocation_id))
    )


async def test_a_repeated_webhook_has_no_second_effect(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        place.fault("repeat_webhook", times=2, match={"method": "POST"})
        ticket = await opened(place, OUTAGE)
        seen = place.see(ticket)
        assert seen["public_by_service"] == 1
        assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
        created = [attempt for attempt in place.parts.deliveries.attempts if attempt.url.endswith("created")]
        assert [attempt.status for attempt in created] == [202, 202]


async def test_a_ticket_whose_webhook_was_dropped_is_found_and_treated(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        place.fault("drop_webhook", match={"method": "POST"})
        ticket = await opened(place, HOWTO)
        seen = place.see(ticket)
        assert (seen["status"], seen["public_by_service"]) == ("solved", 1)
        assert inbox_outcomes(place, ticket)[0][0] == "reconcile"


async def test_a_reply_whose_webhook_was_dropped_is_found_and_becomes_a_dispute(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await refused(place)
        place.fault("drop_webhook", match={"method": "POST"})
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])


async def test_a_ticket_never_told_of_climbs_like_any_other(tmp_path: Path, database_url: str) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        ticket = await without_webhooks(place, OUTAGE)
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await settled(place)
        travel_to_age(place, ticket, hours=8, seconds=5)
        await level_is(place, ticket, 2)


async def test_our_own_writes_come_back_as_webhooks_and_are_ignored(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        await place.until(lambda: len(inbox_outcomes(place, ticket)) > 1)
        await settled(place)
        first, *echoes = inbox_outcomes(place, ticket)
        assert first[:2] == ("ticket-created", "done")
        # On a slow machine the job's first round, at the start, can see the ticket as well.
        echoes = [one for one in echoes if one[0] != "reconcile"]
        assert set(echoes) == {("ticket-updated", "ignored", "own write")}
        assert place.asked("PUT") == len(echoes)


async def test_native_events_need_no_read_of_the_ticket(tmp_path: Path) -> None:
    """One write per ticket, the organization read once; the event carries what the rules want to know."""
    async with town_with(tmp_path, NO_RECONCILE, NO_FORM, events=True) as place:
        first = await opened(place, HOWTO)
        before = place.parts.app.requests.copy()  # type: ignore[attr-defined]  # the Edge, typed as any ASGI app
        tickets = [place.open_ticket(HOWTO) for _ in range(5)] + [place.open_ticket(OUTAGE) for _ in range(5)]
        await place.until(lambda: all("tier_" in " ".join(place.see(one)["tags"]) for one in tickets))
        await settled(place)
        spent = place.parts.app.requests - before  # type: ignore[attr-defined]
        calls = {name: count for name, count in spent.items() if "/api/v2/" in name}
        reads = {name: count for name, count in calls.items() if name.startswith("GET /api/v2/tickets")}
        assert reads == {}, "fresh creation events are enough"
        assert sum(calls.values()) <= 1.1 * len(tickets) + 1, calls  # one more organization was met
        assert [place.see(one)["public_by_service"] for one in (first, *tickets)] == [1] * 11


async def test_native_events_carry_a_whole_story(tmp_path: Path) -> None:
    """Refused, disputed, climbed: with event subscriptions alone."""
    async with town_with(tmp_path, NO_RECONCILE, events=True) as place:
        ticket = await refused(place)
        place.reply(ticket, "We disagree. Now all 30 phones at the customer are down, nobody can call out.")
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await settled(place)
        seen = place.see(ticket)
        assert (seen["status"], seen["public_by_service"]) == ("open", 1)
        sources = {source for source, _, _ in inbox_outcomes(place, ticket)}
        # A write that met a change is decided again under the job's name; the job itself is as good as off.
        others = place.rows("SELECT event_type FROM inbox WHERE source = 'reconcile'")
        assert {kind for (kind,) in others} <= {"conflict"}
        assert sources - {"reconcile"} == {"events"}
        assert not [one for one in inbox_outcomes(place, ticket) if one[1] == "parked"]


async def test_both_entrances_at_once_act_once(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, events=True) as place:
        place.parts.deliveries.connect(place.service, triggers=True, events=True)
        ticket = await opened(place, HOWTO)
        assert place.see(ticket)["public_by_service"] == 1
        assert place.asked("PUT") == 1
        sources = [source for source, _, _ in inbox_outcomes(place, ticket)]
        assert {"ticket-created", "events"} <= set(sources)


async def test_while_nothing_can_be_stored_webhooks_are_asked_to_come_again(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        await opened(place, OUTAGE)
        ticket = await without_webhooks(place, HOWTO)
        body = created_body(ticket)
        with locked(place.database):
            answer = await asyncio.wait_for(post(place, body, "LOCKED-1"), 12)
            assert answer.status_code == 503
            assert 0 < int(answer.headers["Retry-After"]) < 60
        again = await post(place, body, "LOCKED-1")
        assert again.status_code == 202
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        assert place.see(ticket)["public_by_service"] == 1

        async def is_well() -> bool:
            return (await place.health())[0] == 200

        await place.until(is_well, 30)
