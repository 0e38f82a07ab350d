"""
After a mass escalation the export shows every ticket as changed by our own job: what came beside it is proof enough
that neither its comments nor its audits hold anything new, and where they do they are read.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from app.zendesk.sandbox.world import AGENT_ID
from tests.journeys.kit import SMALL_FAULT, THANKS, Town, decisions, settled, town, travel_to_age

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

DOZEN = 12
SHORT = 20
"""Ticket updates a minute: so few that a dozen tickets ride in one job of Zendesk's."""
EXPORT: Final = "GET /api/v2/incremental/tickets/cursor"
ANSWERS = 10
"""So many answers of Zendesk's in a row make the service believe that its time has moved on."""
COLLEAGUE = 8447388099000
"""Somebody of the partner's who is not the requester, so that the number of comments alone tells of their words."""
WORSE = "It got worse: all 400 phones are down now, nobody can call in or out."


@dataclass
class Aftermath:
    """A dozen tickets that a job of ours has escalated, before the export shows it."""

    place: Town
    tickets: list[int]
    before: Counter[str]

    def read_since(self, what: str) -> list[int]:
        """The tickets whose comments, or audits, were read since."""
        new = requests(self.place) - self.before
        return [one for one in self.tickets if new[f"GET /api/v2/tickets/{one}/{what}"]]

    async def looked_at(self) -> None:
        """Let the export show what changed a minute ago, and wait until every ticket has been looked at."""
        self.place.advance(seconds=90)
        heard = self.place.asked(EXPORT) + ANSWERS
        await self.place.until(lambda: self.place.asked(EXPORT) >= heard, 40)
        self.place.parts.sandbox.export_delay_seconds = 60.0

        def seen() -> bool:
            return all(decided(self.place, one) > self.noticed[one] for one in self.tickets)

        await self.place.until(seen, 40)
        await settled(self.place)

    def __post_init__(self) -> None:
        self.noticed = {one: decided(self.place, one) for one in self.tickets}


def requests(place: Town) -> Counter[str]:
    edge: Any = place.parts.app
    return Counter(edge.requests)


def decided(place: Town, ticket_id: int) -> int:
    """How many events of the export about a ticket have been dealt with."""
    query = "SELECT count(*) FROM inbox WHERE ticket_id = :id AND source = 'reconcile' AND state <> 'pending'"
    return int(place.rows(query, id=ticket_id)[0][0])


@asynccontextmanager
async def escalated(tmp_path: Path) -> AsyncIterator[Aftermath]:
    async with town(tmp_path, updates_per_minute=SHORT, AUDIT_MINUTES="1440", RECONCILE_SECONDS="0.2") as place:
        tickets = [place.open_ticket(SMALL_FAULT) for _ in range(DOZEN)]
        await place.until(lambda: all(place.see(one)["public_by_service"] == 1 for one in tickets), 40)
        for one in tickets:  # somebody touches them: what was said so far, our acknowledgement included, is heard
            place.agent_changes(one, additional_tags=["seen"])
        await settled(place)
        place.parts.sandbox.export_delay_seconds = 3600.0
        travel_to_age(place, tickets[-1], hours=4, seconds=5)
        place.open_ticket(THANKS)  # the answers about it tell what time it is
        await place.until(lambda: all(place.level(one) == 1 for one in tickets), 60)
        await settled(place)
        assert all(place.see(one)["assignee_id"] for one in tickets), "they could have been solved"
        yield Aftermath(place, tickets, requests(place))


async def test_a_ticket_that_only_our_own_job_has_changed_costs_neither_its_audits_nor_its_comments(
    tmp_path: Path,
) -> None:
    async with escalated(tmp_path) as after:
        await after.looked_at()

        assert (after.read_since("audits"), after.read_since("comments")) == ([], [])


async def test_words_and_a_reopening_in_between_are_noticed_where_they_were_and_nowhere_else(tmp_path: Path) -> None:
    async with escalated(tmp_path) as after:
        place, (worse, reopened, *others) = after.place, after.tickets
        place.parts.deliveries.paused = True  # no webhook tells of it
        partner = place.see(worse)["organization_id"]
        place.parts.sandbox.world.add_user(COLLEAGUE, "Cleo Colleague", organization_id=partner)
        place.reply(worse, WORSE, COLLEAGUE)
        place.agent_changes(reopened, status="solved", assignee_id=AGENT_ID)
        place.agent_changes(reopened, status="open")
        await after.looked_at()

        assert place.see(worse)["tier"] == "tier_3"
        assert [one["rule"] for one in decisions(place, reopened)][-1] == "reopened"
        assert place.rows("SELECT epoch FROM ticket WHERE id = :id", id=reopened)[0][0] == 2
        assert after.read_since("audits") == [reopened]
        assert after.read_since("comments") == [worse, reopened]
        assert not {one for one in others if place.see(one)["level"] != "escalation_level_1"}
