"""The process dies between the steps of telling people: nothing is lost, and one message at most comes twice."""

from pathlib import Path

import pytest

from tests.receiver import receiver
from tests.town import OUTAGE, town

pytestmark = [pytest.mark.fault, pytest.mark.anyio]


@pytest.mark.parametrize(("point", "times"), [("notifier.claimed", 1), ("notifier.sent", 2)])
async def test_a_message_comes_once_or_after_a_death_between_sending_and_storing_twice(
    tmp_path: Path, point: str, times: int
) -> None:
    """No chat room can be asked what it was told, so the honest promise is at least once."""
    async with receiver() as one, town(tmp_path, process=True, kill_at=point, NOTIFY_TIER_3=f"{one.url}/") as place:
        ticket_id = place.open_ticket(OUTAGE)
        await place.death()
        await place.start()
        await place.until(lambda: len(one.titles()) == times, 60)
        await place.until(lambda: place.rows("SELECT state FROM notification")[0][0] == "sent")

        assert one.titles() == [f"Tier III: ticket {ticket_id}"] * times
        assert place.see(ticket_id)["tier"] is not None
