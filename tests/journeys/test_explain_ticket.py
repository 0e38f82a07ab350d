"""`tierline triage --ticket` beside a running service: reads Zendesk and the store, changes neither."""

import json
from pathlib import Path

import pytest

from tests.journeys.kit import NO_RECONCILE, OUTAGE, Town, opened, town_with
from tests.terminal import beside

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


async def tierline(place: Town, *arguments: str, **env: str) -> tuple[int, str, str]:
    """Run the command line with the town's settings; return code, output and errors."""
    return await beside(place.env | env, *arguments)


async def test_a_ticket_is_explained_with_what_was_recorded_and_nothing_changes(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        before, writes = place.see(ticket), place.asked("PUT")

        code, out, err = await tierline(place, "triage", "--ticket", str(ticket))
        _, lines, _ = await tierline(place, "triage", "--ticket", str(ticket), "--json")

        assert (code, err) == (0, "")
        assert f"#{ticket}  Kestrel IT" in out
        assert "Tier III" in out
        assert "ticket-created: Tier III" in out
        assert f"effect {ticket}:1:triage:0 is done" in out
        assert (json.loads(lines)["id"], json.loads(lines)["tier"]) == (ticket, 3)
        assert place.see(ticket) == before
        assert place.asked("PUT") == writes


async def test_without_a_database_the_card_says_so_and_an_unknown_ticket_is_a_sentence(tmp_path: Path) -> None:
    async with town_with(tmp_path, NO_RECONCILE) as place:
        ticket = await opened(place, OUTAGE)
        elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}

        code, out, _ = await tierline(place, "triage", "--ticket", str(ticket), **elsewhere)
        missing, _, err = await tierline(place, "triage", "--ticket", "99999")

        assert code == 0
        assert "there is no database" in out
        assert not (tmp_path / "none.db").exists()
        assert missing == 2
        assert "--ticket 99999: Zendesk has no such ticket" in err
