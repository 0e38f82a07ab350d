"""Zendesk has a bad hour: whatever happens to a write, the ticket ends with exactly one of everything."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.kit import (
    HOWTO,
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    VAGUE,
    decisions,
    effects,
    level_is,
    opened,
    refused,
    settled,
    town,
    town_with,
    travel_to_age,
)

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

MISHAPS = [
    {"kind": "rate_limit", "retry_after": 1},
    {"kind": "unavailable"},
    {"kind": "unavailable_after"},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "timeout_before"},
    {"kind": "timeout_after"},
    {"kind": "conflict"},
    {"kind": "error", "status": 500},
]


@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda one: str(one["kind"]))
async def test_after_a_mishap_on_every_first_write_there_is_one_of_everything(
    tmp_path: Path, mishap: dict[str, object]
) -> None:
    """One ticket is refused, one is acknowledged and stands at level 2; each write meets the mishap once."""
    async with town_with(tmp_path, {"ZENDESK_TIMEOUT_SECONDS": "1"}) as place:
        for ticket_id in (1, 2):
            place.parts.faults.order({**mishap, "match": {"method": "PUT", "ticket_id": ticket_id}})
        question = place.open_ticket(HOWTO)
        outage = place.open_ticket(OUTAGE, age=timedelta(hours=9))
        assert (question, outage) == (1, 2)
        await place.until(lambda: place.see(question)["status"] == "solved", 30)
        await place.until(lambda: place.level(outage) == 2, 30)
        await settled(place)
        assert not place.parts.faults.orders, "both mishaps happened"

        seen = place.see(question)
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 0)
        assert seen["marker_keys"] == [f"{question}:0:refusal:0"]
        seen = place.see(outage)
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
        assert seen["level_changes"] == ["escalation_level_2"]
        assert len(seen["marker_keys"]) == len(set(seen["marker_keys"])) == 3
        status, body = await place.health()
        assert status == 200, body


async def test_a_mishap_on_the_level_change_itself_leaves_one_level_change(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"ZENDESK_TIMEOUT_SECONDS": "1"}) as place:
        ticket = await opened(place, OUTAGE)
        place.fault("timeout_after")
        travel_to_age(place, ticket, hours=4, seconds=5)
        await level_is(place, ticket, 1, 20)
        seen = place.see(ticket)
        assert seen["level_changes"] == ["escalation_level_1"]
        assert seen["private_by_service"] == 1
        assert effects(place, ticket)[f"{ticket}:1:escalation:1"]["state"] == "done"


async def test_a_revoked_token_is_renewed_without_anybody_noticing(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        await refused(place)
        tokens = place.parts.access.given
        answer = await place.http.post(f"{place.zendesk}/control/revoke")
        assert answer.status_code == 200
        ticket = await opened(place, OUTAGE)
        seen = place.see(ticket)
        assert (seen["tier"], seen["public_by_service"]) == ("tier_3", 1)
        assert place.parts.access.given == tokens + 1


async def test_shadow_mode_writes_nothing_and_records_everything(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"MODE": "shadow"}) as place:
        tickets = [place.open_ticket(one, age=timedelta(hours=9)) for one in (HOWTO, OUTAGE, SMALL_FAULT, VAGUE)]
        await place.until(lambda: all(decisions(place, one) for one in tickets))
        await settled(place)
        assert place.asked("PUT") == 0
        assert place.parts.sandbox.written == []
        kinds = [{one["kind"] for one in effects(place, ticket).values()} for ticket in tickets]
        assert kinds[0] == {"refusal"}
        assert kinds[1] == kinds[2] == kinds[3] == {"triage", "acknowledgement", "escalation"}
        states = {one["state"] for ticket in tickets for one in effects(place, ticket).values()}
        assert states == {"shadow"}
        _, body = await place.health()
        assert body["mode"] == "shadow"


async def test_shadow_of_one_action_leaves_the_others_live(tmp_path: Path) -> None:
    async with town_with(tmp_path, {"SHADOW_ACTIONS": "refuse"}) as place:
        question, outage = await opened(place, HOWTO), await opened(place, OUTAGE)
        assert place.see(question)["marker_keys"] == []
        assert place.see(question)["status"] == "new"
        assert effects(place, question)[f"{question}:0:refusal:0"]["state"] == "shadow"
        assert place.see(outage)["tier"] == "tier_3"


async def test_readiness_names_the_ticket_that_is_below_its_level_until_writes_work_again(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = await opened(place, OUTAGE)
        assert (await place.health())[0] == 200
        place.fault("unavailable", times=1000)
        travel_to_age(place, ticket, hours=4, seconds=5)

        async def unready() -> bool:
            return (await place.http.get(f"{place.service}/health/ready")).status_code == 503

        await place.until(unready)
        status, body = await place.health()
        assert status == 503
        assert body["most_overdue"]["ticket_id"] == ticket
        assert body["most_overdue"]["level"] == 1
        assert str(ticket) in str(body["checks"]["ladder"])
        assert (await place.http.get(f"{place.service}/health/live")).status_code == 200

        place.parts.faults.orders.clear()
        await level_is(place, ticket, 1, 25)
        assert place.see(ticket)["level_changes"] == ["escalation_level_1"]

        async def ready() -> bool:
            return not await unready()

        await place.until(ready)


@pytest.mark.parametrize(
    ("document", "because", "kinds"),
    [
        (HOWTO, "Tier I", {"refusal"}),
        (OUTAGE, "Tier III", {"triage", "acknowledgement"}),
        (SMALL_FAULT, "Tier II", {"triage", "acknowledgement"}),
        (VAGUE, "Tier II", {"triage", "acknowledgement"}),
    ],
    ids=["refused", "outage", "small", "vague"],
)
async def test_each_outcome_can_be_explained_from_the_record(
    tmp_path: Path, document: dict[str, object], because: str, kinds: set[str]
) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, document)
        (decision,) = decisions(place, ticket)
        assert decision["summary"].startswith(f"{because}:")
        assert decision["cause"] == "ticket-created"
        assert decision["verdict"]["because"]
        found = effects(place, ticket)
        assert set(decision["effects"]) == set(found)
        assert {one["kind"] for one in found.values()} == kinds
        for one in found.values():
            assert one["state"] == "done"
            assert one["because"]
            assert one["outcome"].startswith("sent")
            assert one["reasons"]["evidence"] or document is VAGUE
