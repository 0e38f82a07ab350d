"""Refusal and dispute, as a partner lives them (design §4)."""

from pathlib import Path

import pytest

from app.zendesk.sandbox.world import AGENT_ID, REVIEW_GROUP, SERVICE_ID
from tests.town import HOWTO, town

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def test_a_tier_1_ticket_is_refused_in_one_write(tmp_path: Path, database_url: str) -> None:
    """Notice, tags, low priority, assignee and solved come together: Zendesk would refuse to solve without the rest."""
    async with town(tmp_path, database_url=database_url) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        await place.quiet()

        seen = place.see(ticket)
        assert (seen["priority"], seen["tier"], seen["assignee_id"]) == ("low", "tier_1", SERVICE_ID)
        assert {"tier_1", "tier_refused"} <= set(seen["tags"])
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 0)
        assert place.asked("PUT") == 1
        notice = seen["comments"][-1]["body"]
        assert "Professional Service" in notice
        assert "reply" in notice


async def test_a_webhook_that_comes_twice_refuses_once(tmp_path: Path, database_url: str) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        place.parts.faults.order({"kind": "repeat_webhook"})
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        await place.quiet()

        assert place.see(ticket)["public_by_service"] == 1
        created = "SELECT count(*) FROM inbox WHERE event_type = 'created'"
        assert place.rows(created)[0][0] == 1


async def test_the_partners_answer_makes_a_dispute_that_people_decide(tmp_path: Path, database_url: str) -> None:
    async with town(tmp_path, database_url=database_url) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        place.reply(ticket, "We disagree, please have a person look at this.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])
        await place.quiet()

        seen = place.see(ticket)
        assert (seen["status"], seen["priority"], seen["group_id"]) == ("open", "normal", REVIEW_GROUP)
        assert "tier_review" in seen["tags"]
        assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)


async def test_a_second_answer_changes_nothing_and_is_never_refused(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        place.reply(ticket, "We disagree.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])
        await place.quiet()
        writes = place.asked("PUT")
        place.reply(ticket, "Hello? How do I reset the password?")
        await place.quiet()

        assert place.asked("PUT") == writes
        assert place.see(ticket)["public_by_service"] == 1
        assert place.see(ticket)["status"] == "open"


async def test_an_answer_that_reports_an_outage_lifts_the_tier(tmp_path: Path) -> None:
    async with town(tmp_path) as place:
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.see(ticket)["status"] == "solved")
        place.reply(ticket, "We disagree. Now all 30 phones at the customer are down, nobody can call out.")
        await place.until(lambda: "tier_disputed" in place.see(ticket)["tags"])
        await place.quiet()

        seen = place.see(ticket)
        assert (seen["tier"], seen["priority"], seen["status"]) == ("tier_3", "urgent", "open")


async def test_a_word_of_the_partners_before_the_refusal_is_sent_stops_it(tmp_path: Path) -> None:
    """The first write meets a 409, because the partner has added the real trouble; the ticket is judged again."""
    async with town(tmp_path) as place:
        place.fault("unavailable")
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.asked("PUT") >= 1)
        place.reply(ticket, "Sorry, that was not all: all 30 phones are down now, nobody can call out.")
        await place.until(lambda: place.see(ticket)["tier"] == "tier_3")
        await place.quiet()

        seen = place.see(ticket)
        assert seen["status"] in ("new", "open")
        assert "tier_refused" not in seen["tags"]
        assert [key.split(":")[2] for key in seen["marker_keys"]] == ["triage", "acknowledgement"]


@pytest.mark.parametrize("stop", ["answer", "tag", "assignee"])
async def test_a_person_who_acts_before_the_refusal_is_sent_stops_it(tmp_path: Path, stop: str) -> None:
    async with town(tmp_path) as place:
        place.fault("unavailable", times=1000)
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: place.asked("PUT") >= 1)
        if stop == "answer":
            place.reply(ticket, "Here is how: open the portal and choose voicemail.", AGENT_ID)
        elif stop == "assignee":
            place.agent_changes(ticket, assignee_id=AGENT_ID)
        else:
            place.agent_changes(ticket, additional_tags=["tierline_keep"])
        await place.until(lambda: bool(place.rows("SELECT 1 FROM decision WHERE rule = 'refusal-stopped'")))
        place.parts.faults.orders.clear()
        await place.until(lambda: "tier_1" in place.see(ticket)["tags"], 30)
        await place.quiet()

        seen = place.see(ticket)
        assert seen["status"] in ("new", "open")
        assert seen["assignee_id"] == (AGENT_ID if stop == "assignee" else None)
        assert (seen["public_by_service"], seen["private_by_service"]) == (0, 0)
        assert "tier_refused" not in seen["tags"]


async def test_somebody_who_is_no_partner_is_never_refused(tmp_path: Path) -> None:
    """The provider does not deal with a partner's customers: people look, nothing is promised."""
    async with town(tmp_path) as place:
        ticket = place.open_ticket(HOWTO, organization=None)
        await place.until(lambda: "tier_review" in place.see(ticket)["tags"])
        await place.quiet()

        seen = place.see(ticket)
        assert seen["status"] != "solved"
        assert (seen["public_by_service"], seen["private_by_service"]) == (0, 1)
        assert "no partner organization" in seen["comments"][-1]["body"]


async def test_a_refusal_that_zendesk_does_not_take_goes_to_people(tmp_path: Path) -> None:
    """A field required to solve is empty: the whole write is a 422, so the ticket must not be left alone."""
    async with town(tmp_path) as place:
        place.parts.sandbox.world.fields[360011759615]["required"] = True
        ticket = place.open_ticket(HOWTO)
        await place.until(lambda: "tier_review" in place.see(ticket)["tags"])
        await place.quiet()

        seen = place.see(ticket)
        assert seen["public_by_service"] == 0
        assert "tier_refused" not in seen["tags"]
        states = place.rows("SELECT kind, state FROM effect ORDER BY id")
        assert [tuple(row) for row in states] == [("refusal", "failed"), ("triage", "done")]
