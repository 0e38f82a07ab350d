"""The dead-man's switch: fed only while every promise is kept, and never with a word about where it is."""

import httpx
import pytest
import respx

from app.ops.health import Check, Health
from app.ops.heartbeat import Heartbeat

pytestmark = pytest.mark.anyio

ADDRESS = "https://watch.example/obviously-false-key"


class FakeHealth:
    def __init__(self) -> None:
        self.is_ready = True

    async def report(self) -> Health:
        return Health({"ladder": Check(self.is_ready, "says")}, (), {})


async def beat(heart: Heartbeat, times: int = 1) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(times):
            await heart.beat(client)


async def test_it_beats_while_ready_and_falls_silent_while_not() -> None:
    health = FakeHealth()
    heart = Heartbeat(ADDRESS, 60, health.report)
    with respx.mock:
        route = respx.get(ADDRESS).respond(200)
        await beat(heart)
        health.is_ready = False
        await beat(heart, 2)
        assert route.call_count == 1
        health.is_ready = True
        await beat(heart)

        assert route.call_count == 2
        assert heart.warnings() == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (httpx.Response(404), "it was answered 404"),
        (httpx.Response(302, headers={"location": "https://elsewhere.example/"}), "it was answered 302"),
        (httpx.ConnectError(f"no route to {ADDRESS}"), "no answer (ConnectError)"),
    ],
    ids=["gone", "elsewhere", "nobody-there"],
)
async def test_a_failure_is_a_warning_until_it_is_taken_again(answer: httpx.Response | Exception, says: str) -> None:
    heart = Heartbeat(ADDRESS, 60, FakeHealth().report)
    with respx.mock:
        respx.get(ADDRESS).mock(side_effect=[answer, answer, httpx.Response(204)])
        await beat(heart, 2)
        (warning,) = heart.warnings()

        assert warning == f"the heartbeat cannot be sent: {says}; check NOTIFY_HEARTBEAT_URL"
        await beat(heart)
        assert heart.warnings() == []


async def test_a_host_that_is_no_name_is_a_failure_and_no_death() -> None:
    heart = Heartbeat("http://xn--a.example/", 60, FakeHealth().report)
    await beat(heart)

    assert heart.warnings() == [
        "the heartbeat cannot be sent: no answer (InvalidCodepoint); check NOTIFY_HEARTBEAT_URL"
    ]
