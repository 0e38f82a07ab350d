"""Shadow: all is decided and recorded, nothing that is shadowed is sent, and the report sets it beside people."""

import json
from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID, LEVEL_IDS, TIER_FIELD
from tests.journeys.kit import (
    HOWTO,
    NO_RECONCILE,
    OUTAGE,
    SMALL_FAULT,
    THANKS,
    Town,
    decisions,
    effects,
    opened,
    service_comments,
    settled,
    town_with,
    travel_to_age,
)
from tests.journeys.test_explain_ticket import tierline

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

SHADOW = {"MODE": "shadow"}


def states(place: Town, ticket: int) -> dict[str, str]:
    return {key.partition(":")[2]: one["state"] for key, one in effects(place, ticket).items()}


async def four_hours_pass(place: Town, ticket: int) -> None:
    """Let level 1 fall due; the service learns of Zendesk's time with the next ticket."""
    travel_to_age(place, ticket, hours=4, seconds=5)
    await opened(place, THANKS)


async def test_in_shadow_everything_is_decided_and_recorded_and_nothing_is_sent(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, SHADOW) as place:
        tickets = [await opened(place, one) for one in (HOWTO, OUTAGE, SMALL_FAULT, THANKS)]
        howto, outage, fault, thanks = tickets
        before = [place.see(one) for one in tickets]
        assert states(place, howto) == {"0:refusal:0": "shadow"}
        assert states(place, outage) == {"1:triage:0": "shadow", "1:acknowledgement:0": "shadow"}
        assert states(place, fault) == {"1:triage:0": "shadow", "1:acknowledgement:0": "shadow"}
        assert states(place, thanks) == {"1:triage:0": "shadow"}
        for ticket in tickets:
            (record,) = decisions(place, ticket)
            assert record["effects"] == list(effects(place, ticket))
            assert record["verdict"]["rule"]

        await four_hours_pass(place, outage)
        await place.until(lambda: "1:escalation:1" in states(place, outage))
        await settled(place)
        assert states(place, outage)["1:escalation:1"] == "shadow"
        assert [place.see(one) for one in tickets] == before
        assert (place.asked("PUT"), place.asked("POST /api")) == (0, 0)
        status, health = await place.health()
        assert (status, health["mode"]) == (200, "shadow")


async def test_only_the_actions_listed_stay_unsent(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, {"SHADOW_ACTIONS": "refuse,acknowledge"}) as place:
        howto, outage = await opened(place, HOWTO), await opened(place, OUTAGE)
        assert states(place, howto) == {"0:refusal:0": "shadow"}
        assert states(place, outage) == {"1:triage:0": "done", "1:acknowledgement:0": "shadow"}
        assert (place.see(howto)["status"], place.see(howto)["marker_keys"]) == ("new", [])
        assert place.see(outage)["tier"] == "tier_3"
        assert service_comments(place, outage, public=True) == []
        await four_hours_pass(place, outage)
        await place.until(lambda: place.level(outage) == 1)


async def test_the_report_tells_where_people_acted_differently(tmp_path: Path, database_url: str) -> None:
    async with town_with(tmp_path, NO_RECONCILE, SHADOW, database_url=database_url) as place:
        refused, agreed, disagreed, waits = [
            await opened(place, one) for one in (HOWTO, OUTAGE, SMALL_FAULT, {**OUTAGE, "subject": "Nobody can call"})
        ]
        place.advance(minutes=12)
        for words in ("Which portal do you use?", "I have reset it for you."):
            place.agent_changes(refused, comment={"body": words, "public": True})
        place.agent_changes(refused, status="solved", assignee_id=AGENT_ID)
        place.agent_changes(
            agreed,
            custom_fields=[{"id": TIER_FIELD, "value": "tier_3"}],
            comment={"body": "We are on it.", "public": True},
        )
        place.agent_changes(disagreed, additional_tags=["tier_1"], priority="low")
        await settled(place)
        await four_hours_pass(place, waits)
        await place.until(lambda: "1:escalation:1" in states(place, waits))
        await place.until(lambda: "1:escalation:1" in states(place, agreed))
        place.agent_changes(agreed, assignee_id=AGENT_ID)
        place.agent_changes(agreed, assignee_id=LEVEL_IDS[0])
        await settled(place)
        calls, writes = place.asked("GET"), place.asked("PUT")

        code, out, err = await tierline(place, "shadow-report", "--json")

        assert (code, err) == (0, "")
        # One for all tickets, one for each of the three that people touched, who we are, and who all the authors are.
        assert place.asked("GET") - calls == 6
        assert place.asked("PUT") == writes == 0
        report = json.loads(out)
        assert report["kinds"]["refusal"] == {"agreed": 0, "different": 1, "nothing": 0, "unknown": 0}
        assert report["kinds"]["triage"] == {"agreed": 1, "different": 1, "nothing": 2, "unknown": 0}
        assert report["kinds"]["escalation"]["agreed"] == 1
        (worked_on,) = report["refusals_worked_on"]
        assert worked_on["ticket"] == refused
        assert worked_on["people"].startswith("wrote 2 public comments and solved it after 12 min")
        assert {one["ticket"] for one in report["differences"]} == {refused, disagreed}
        by_ticket = {one["ticket"]: one for one in report["tier_3_earlier"]}
        assert by_ticket[agreed]["minutes"] == pytest.approx(12, abs=1)
        assert by_ticket[waits]["seen_at"] is None
        assert [one["ticket"] for one in report["escalations_unmade"]] == [waits]


async def test_the_report_is_readable_and_kept_as_a_page_and_says_when_there_is_nothing(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE, SHADOW) as place:
        page = tmp_path / "report.html"
        _, nothing, _ = await tierline(place, "shadow-report", "--since", "1h")
        ticket = await opened(place, {**HOWTO, "subject": "How do I <b>reset</b> a voicemail password?"})
        place.advance(minutes=2)
        place.agent_changes(ticket, comment={"body": "One.", "public": True})
        place.agent_changes(ticket, comment={"body": "Two.", "public": True})

        code, out, _ = await tierline(place, "shadow-report", "--html", str(page))
        _, unread, _ = await tierline(place, "shadow-report", "--audits", "0")
        wrong, _, err = await tierline(place, "shadow-report", "--since", "soon")

        assert "Nothing was recorded in shadow" in nothing
        assert code == 0
        assert "Refusals that would have been sent on tickets that people worked on: 1" in out
        assert f"#{ticket}  refusal" in out
        assert "people: wrote 2 public comments" in out
        assert "&lt;b&gt;reset" in page.read_text("utf-8")
        assert page.stat().st_mode & 0o077 == 0
        assert "1 changed tickets were not read" in unread
        assert wrong == 2
        assert "--since 'soon' cannot be read" in err
