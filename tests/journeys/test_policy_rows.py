"""Each row of the policy that sorts tickets, as a partner lives it: through HTTP, in one evening (docs/policy.md)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.kit import Town, opened, settled, town_with

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

PARTNER = "Kestrel IT"
REFUSED, ACKNOWLEDGED, QUIET = "refused", "acknowledged", "quiet"

Row = tuple[str, str, str, int, str]
"""What it is about, subject, description, tier, and what becomes of it; empty where a person may be asked first."""

ROWS: tuple[Row, ...] = (
    (
        "administration that the partner's access covers",
        "How do I set up call forwarding?",
        "A user asks how to set call forwarding to her mobile while on holiday. Where in the portal is it?",
        1,
        REFUSED,
    ),
    (
        "a work-around and a small impact",
        "One fax line, workaround in place",
        "How do I change the header of one fax line? The customer sends from the other line meanwhile, no hurry.",
        1,
        "",
    ),
    (
        "a small group of users",
        "3 of 400 phones have one-way audio",
        "Three of 400 phones have one-way audio since yesterday. We swapped handsets and cables, no change.",
        2,
        ACKNOWLEDGED,
    ),
    (
        "exactly the limit is a large group",
        "30 of 300 users lose calls",
        "Exactly 30 of the 300 users at Fairlawn Benefits lose every call after ten seconds. No work-around.",
        3,
        ACKNOWLEDGED,
    ),
    (
        "administrative capability is lost",
        "Reporting portal does not load for anybody",
        (
            "None of our supervisors can open reports since 06:30, 'unable to contact reporting server'. Calls are "
            "routed and answered normally."
        ),
        2,
        ACKNOWLEDGED,
    ),
    (
        "administrative capability is lost together with an outage",
        "Portal gone and calls fail for everybody",
        (
            "Since 06:35 nobody can log in to the admin portal, and none of the 120 agents at Larkspur Care take calls "
            "either. Everything is down."
        ),
        3,
        ACKNOWLEDGED,
    ),
    (
        "degraded for everybody, but carrying load",
        "Long distance takes ten seconds to connect",
        (
            "Long distance calls take eight to ten seconds before ringing for all users at the customer since "
            "Wednesday. Calls do complete."
        ),
        2,
        ACKNOWLEDGED,
    ),
    (
        "the customer is down",
        "Dental office completely down",
        "All 22 phones at Bright Molar Dental are down, no inbound or outbound calls since 06:00. Internet is up.",
        3,
        ACKNOWLEDGED,
    ),
    (
        "a line on which safety depends",
        "Elevator emergency phones dead",
        "The emergency phones in both elevators at the Harborview do not connect, the line clicks and goes dead.",
        3,
        ACKNOWLEDGED,
    ),
    (
        "emergency calls fail",
        "911 calls fail at the hospital",
        "St. Brendan hospital cannot reach 911 since 05:40. Four test calls, all fast busy. Other calls go through.",
        3,
        ACKNOWLEDGED,
    ),
    (
        "an address for emergency calls is administration",
        "Update of the 911 address",
        "Please tell us where to update the registered 911 address for a suite that moved. 911 itself works.",
        1,
        "",
    ),
    (
        "a carrier of the list is out",
        "Lumen outage, all trunks dead",
        "Lumen confirms an outage in the Denver area. All inbound calls for 14 of our customers fail since 06:05.",
        3,
        ACKNOWLEDGED,
    ),
    (
        "an outage of the past",
        "Reason for outage report",
        "For last Tuesday's outage our customers need a written reason for outage. Everything has been stable since.",
        2,
        "",
    ),
    (
        "billing that needs the wholesaler",
        "Double charge on the invoice",
        "Invoice INV-20931 bills 412 DIDs twice. Who can void and re-issue it? We cannot correct it ourselves.",
        2,
        "",
    ),
    (
        "the partner's steps are exhausted",
        "3 phones will not register, tried everything",
        (
            "3 of 45 phones will not register. Factory reset, rebuilt the devices with new passwords, swapped phones "
            "and switch ports: the fault follows the user."
        ),
        2,
        ACKNOWLEDGED,
    ),
    ("vague", "problem again", "same as last time, please look", 2, ""),
    (
        "no case at all",
        "Phones down - please disregard",
        "Please disregard, the customer had unplugged the switch. All phones are back up since 06:20, sorry.",
        1,
        QUIET,
    ),
)
PRIORITIES: Mapping[int, str] = {1: "low", 2: "high", 3: "urgent"}


async def test_every_row_that_sorts_tickets_holds_through_http(tmp_path: Path) -> None:
    async with town_with(tmp_path) as place:
        numbers = [
            await opened(place, {"subject": subject, "description": text, "organization": PARTNER})
            for _, subject, text, _, _ in ROWS
        ]
        await settled(place)
        wrong = [
            f"{row[0]}: {said}"
            for row, number in zip(ROWS, numbers, strict=True)
            for said in _wrong(place, number, row)
        ]

    assert wrong == []


def _wrong(place: Town, number: int, row: Row) -> list[str]:
    """Return what is not as the row has it: the tier always, what becomes of it where the row says so."""
    seen: dict[str, Any] = place.see(number)
    _, _, _, tier, fate = row
    wrong = []
    if f"tier_{tier}" not in seen["tags"]:
        wrong.append(f"tags {seen['tags']}")
    if fate != QUIET and seen["priority"] != PRIORITIES[tier]:
        wrong.append(f"priority {seen['priority']}")
    if fate == QUIET and (seen["public_by_service"], seen["private_by_service"], seen["priority"]) != (0, 0, None):
        wrong.append("something was written although there is no case")
    if fate == REFUSED and (seen["status"], seen["public_by_service"]) != ("solved", 1):
        wrong.append(f"status {seen['status']} after {seen['public_by_service']} notices")
    if fate == ACKNOWLEDGED and (seen["status"] == "solved" or seen["public_by_service"] != 1):
        wrong.append(f"status {seen['status']} after {seen['public_by_service']} acknowledgements")
    if (tier > 1 or fate == QUIET) and "tier_refused" in seen["tags"]:
        wrong.append("refused")
    return wrong
