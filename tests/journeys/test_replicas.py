"""Three replicas on one PostgreSQL, all equal: whoever is told, each ticket gets one of everything."""

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest

from app.main import create_app
from app.settings_reading import load_settings
from app.zendesk.sandbox.server import listening
from tests.journeys.kit import HOWTO, OUTAGE, settled, town

pytestmark = [pytest.mark.anyio, pytest.mark.journey]


@pytest.mark.timeout(240)
async def test_three_replicas_with_a_scheduler_each_do_everything_once(tmp_path: Path, postgres_url: str) -> None:
    async with town(tmp_path, database_url=postgres_url) as place, contextlib.AsyncExitStack() as more:
        services = [place.service]
        for _ in range(2):
            app = create_app(load_settings(place.env, env_file=None))
            services.append(await more.enter_async_context(listening(app)))
        questions, outages = [], []
        for number in range(9):  # the load balancer's turn
            place.parts.deliveries.connect(services[number % 3], triggers=True, events=False)
            questions.append(place.open_ticket(HOWTO))
            outages.append(place.open_ticket(OUTAGE, age=timedelta(hours=9)))
        await place.until(lambda: all(place.see(one)["status"] == "solved" for one in questions), 90)
        await place.until(lambda: all(place.level(one) == 2 for one in outages), 90)
        await settled(place)

        for ticket in questions:
            seen = place.see(ticket)
            assert (seen["public_by_service"], seen["private_by_service"]) == (1, 0)
            assert seen["marker_keys"] == [f"{ticket}:0:refusal:0"]
        for ticket in outages:
            seen = place.see(ticket)
            assert seen["level_changes"] == ["escalation_level_2"]
            assert (seen["public_by_service"], seen["private_by_service"]) == (1, 1)
            assert len(seen["marker_keys"]) == len(set(seen["marker_keys"]))
        assert not place.rows("SELECT id FROM inbox WHERE state = 'parked'")
