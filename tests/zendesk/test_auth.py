"""Getting, keeping and renewing the right to call Zendesk."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
import respx
from pydantic import SecretStr
from structlog.testing import capture_logs

from app.clock import FakeClock
from app.errors import SettingsError
from app.zendesk.changes import TicketChange
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import OutcomeUnknown, RateLimited, Unauthorized, Unreachable
from tests.zendesk.client_kit import BASE, NOW, SECRET, answer, settings, token, zendesk

pytestmark = pytest.mark.anyio

API_TOKEN: dict[str, Any] = {
    "zendesk_client_id": None,
    "zendesk_client_secret": None,
    "zendesk_email": "service@provider.example",
    "zendesk_api_token": SecretStr("hush-api-token"),
}
REFUSED = httpx.Response(401, json={"error": "invalid_token", "error_description": "expired or revoked"})


def bearers(route: respx.Route) -> list[str]:
    return [call.request.headers["authorization"] for call in route.calls]


async def test_the_token_is_asked_for_with_client_credentials_and_sent_as_bearer() -> None:
    async with zendesk() as (client, router):
        shown = router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

        await client.show(501)

        asked = router["token"].calls.last.request
        assert asked.headers["content-type"] == "application/json"
        assert "authorization" not in asked.headers
        assert json.loads(asked.content) == {
            "grant_type": "client_credentials",
            "client_id": "tierline",
            "client_secret": SECRET,
            "scope": "read write",
        }
        assert bearers(shown) == ["Bearer token-1"]


async def test_one_token_serves_many_calls() -> None:
    async with zendesk() as (client, router):
        router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

        for _ in range(3):
            await client.show(501)

        assert router["token"].call_count == 1


@pytest.mark.parametrize(
    ("lifetime", "kept_for"),
    [(1800, 1440), (300, 240), (172_800, 138_240), (120, 60), (30, 15), (None, 1440), ("1800", 1440), (-1, 1440),
     (True, 1440)],
)  # fmt: skip
async def test_a_token_is_renewed_when_a_fifth_or_a_minute_of_its_life_is_left(lifetime: Any, kept_for: int) -> None:
    clock = FakeClock(NOW)
    async with zendesk(clock) as (client, router):
        router["token"].mock(side_effect=[token("token-1", lifetime), token("token-2", lifetime)])
        shown = router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

        await client.show(501)
        clock.advance(timedelta(seconds=kept_for - 1))
        await client.show(501)
        clock.advance(timedelta(seconds=1))
        await client.show(501)

        assert bearers(shown) == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


async def test_all_who_wait_for_a_token_share_one_request() -> None:
    async def slowly(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return token()

    async with zendesk() as (client, router):
        router["token"].mock(side_effect=slowly)
        router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

        await asyncio.gather(*(client.show(501) for _ in range(10)))

        assert router["token"].call_count == 1


async def test_all_who_wait_for_a_token_share_its_failure() -> None:
    async def slowly(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return httpx.Response(401, json={"error": "invalid_client"})

    async with zendesk() as (client, router):
        router["token"].mock(side_effect=slowly)

        ends = await asyncio.gather(*(client.show(501) for _ in range(10)), return_exceptions=True)

        assert [type(end) for end in ends] == [Unauthorized] * 10
        assert router["token"].call_count == 1


async def test_one_who_gives_up_waiting_does_not_spoil_the_renewal_for_the_others() -> None:
    asked = asyncio.Event()

    async def slowly(_: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.sleep(0.02)
        return token()

    async with zendesk() as (client, router):
        router["token"].mock(side_effect=slowly)
        router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))
        first = asyncio.create_task(client.show(501))
        second = asyncio.create_task(client.show(501))
        await asked.wait()
        first.cancel()

        assert (await second).id == 501


async def test_a_refused_token_is_replaced_once_and_the_read_repeated() -> None:
    async with zendesk() as (client, router):
        router["token"].mock(side_effect=[token("token-1"), token("token-2")])
        shown = router.get("/api/v2/tickets/501").mock(side_effect=[REFUSED, answer("ticket")])

        assert (await client.show(501)).id == 501
        assert bearers(shown) == ["Bearer token-1", "Bearer token-2"]


async def test_a_refused_token_is_replaced_once_and_the_write_repeated_with_the_same_body() -> None:
    async with zendesk() as (client, router):
        router["token"].mock(side_effect=[token("token-1"), token("token-2")])
        put = router.put("/api/v2/tickets/501").mock(side_effect=[REFUSED, answer("update")])

        await client.update(501, TicketChange(tags=frozenset({"tier_3"})))

        assert bearers(put) == ["Bearer token-1", "Bearer token-2"]
        assert put.calls[0].request.content == put.calls[1].request.content


async def test_a_second_refusal_ends_it() -> None:
    async with zendesk() as (client, router):
        shown = router.get("/api/v2/tickets/501").mock(return_value=REFUSED)

        with pytest.raises(Unauthorized) as caught:
            await client.show(501)

        assert caught.value.code == "invalid_token"
        assert (shown.call_count, router["token"].call_count) == (2, 2)


async def test_calls_refused_at_the_same_time_share_one_new_token() -> None:
    async with zendesk() as (client, router):
        router["token"].mock(side_effect=[token("token-1"), token("token-2"), token("token-3")])

        def by_token(request: httpx.Request) -> httpx.Response:
            return REFUSED if request.headers["authorization"].endswith("-1") else answer("ticket")

        router.get("/api/v2/tickets/501").mock(side_effect=by_token)

        await asyncio.gather(*(client.show(501) for _ in range(5)))

        assert router["token"].call_count == 2


async def test_an_early_renewal_that_fails_leaves_the_working_token_in_use() -> None:
    clock = FakeClock(NOW)
    async with zendesk(clock) as (client, router):
        router["token"].mock(side_effect=[token("token-1"), httpx.ConnectError("down"), token("token-2")])
        shown = router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))
        await client.show(501)
        clock.advance(timedelta(seconds=1500))

        await client.show(501)
        await client.show(501)
        clock.advance(timedelta(seconds=6))
        await client.show(501)

        assert [bearer[-1] for bearer in bearers(shown)] == ["1", "1", "1", "2"]


@pytest.mark.parametrize("failure", [httpx.ReadTimeout("slow"), httpx.Response(503), httpx.Response(200, html="<p>")])
async def test_a_write_without_a_token_was_certainly_not_sent(failure: Any) -> None:
    async with zendesk() as (client, router):
        router["token"].mock(side_effect=[failure])
        put = router.put("/api/v2/tickets/501")

        with pytest.raises(Unreachable, match="nothing was sent"):
            await client.update(501, TicketChange())

        assert not put.called


async def test_a_read_asks_again_for_a_token_after_a_passing_failure() -> None:
    async with zendesk() as (client, router):
        router["token"].mock(side_effect=[httpx.Response(503), httpx.ReadTimeout("slow"), token()])
        router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

        assert (await client.show(501)).id == 501


async def test_a_limit_on_tokens_is_told_with_its_pause() -> None:
    async with zendesk() as (client, router):
        router["token"].mock(return_value=httpx.Response(429, headers={"Retry-After": "50"}))

        with pytest.raises(RateLimited) as caught:
            await client.update(501, TicketChange())

        assert caught.value.retry_after == 50.0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": "invalid_scope", "error_description": "The requested scope is invalid"}),
        (401, {"error": "invalid_client"}),
        (404, {"error": "InvalidEndpoint", "description": "Not found"}),
    ],
)
async def test_wrong_credentials_name_the_settings_to_look_at(status: int, body: dict[str, str]) -> None:
    async with zendesk() as (client, router):
        router["token"].mock(return_value=httpx.Response(status, json=body))

        with pytest.raises(Unauthorized, match="check ZENDESK_CLIENT_ID") as caught:
            await client.me()

        assert body["error"] in str(caught.value)
        assert SECRET not in str(caught.value)
        assert router["token"].call_count == 1


@pytest.mark.parametrize("value", [None, "", 5, "two words", "line\r\nX-Evil: 1", "tökén", "x" * 9000])
async def test_a_token_that_cannot_stand_in_a_header_is_not_used(value: Any) -> None:
    async with zendesk() as (client, router):
        router["token"].mock(return_value=httpx.Response(200, json={"access_token": value}))

        with pytest.raises(Unreachable, match="no usable access_token"):
            await client.update(501, TicketChange())


class TestLegacyTokens:
    async def test_it_is_sent_as_basic_with_the_address_and_the_word_token(self) -> None:
        async with zendesk(**API_TOKEN) as (client, router):
            shown = router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

            await client.show(501)

            kind, value = shown.calls.last.request.headers["authorization"].split()
            assert (kind, base64.b64decode(value)) == ("Basic", b"service@provider.example/token:hush-api-token")
            assert not router["token"].called

    async def test_it_warns_once_of_the_day_it_stops_working(self) -> None:
        with capture_logs() as logs:
            async with zendesk(**API_TOKEN) as (client, router):
                router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))
                await client.show(501)
                await client.show(501)

        warnings = [line["event"] for line in logs if line["log_level"] == "warning"]
        assert len(warnings) == 1
        assert "2027-04-30" in warnings[0]

    async def test_a_refusal_is_final_since_there_is_nothing_to_renew(self) -> None:
        async with zendesk(**API_TOKEN) as (client, router):
            refused = httpx.Response(401, json={"error": "Couldn't authenticate you"})
            shown = router.get("/api/v2/tickets/501").mock(return_value=refused)

            with pytest.raises(Unauthorized, match="Couldn't authenticate you"):
                await client.show(501)

            assert shown.call_count == 1

    async def test_oauth_is_preferred_where_both_are_set(self) -> None:
        both = {key: API_TOKEN[key] for key in ("zendesk_email", "zendesk_api_token")}
        async with zendesk(**both) as (client, router):
            shown = router.get("/api/v2/tickets/501").mock(return_value=answer("ticket"))

            await client.show(501)

            assert bearers(shown) == ["Bearer token-1"]


async def test_without_credentials_the_start_ends_with_a_sentence() -> None:
    with pytest.raises(SettingsError, match="ZENDESK_CLIENT_ID"):
        ZendeskClient.open(settings(zendesk_client_id=None, zendesk_client_secret=None), FakeClock(NOW))


@pytest.mark.parametrize("credentials", [{}, API_TOKEN], ids=["oauth", "api token"])
async def test_no_repr_and_no_log_shows_a_secret(credentials: dict[str, Any]) -> None:
    with capture_logs() as logs:
        async with zendesk(**credentials) as (client, router):
            router.get("/api/v2/tickets/501").mock(side_effect=[REFUSED, answer("ticket"), answer("ticket")])
            router.put("/api/v2/tickets/501").mock(side_effect=httpx.ReadTimeout("slow"))
            calls = client._calls
            told: list[object] = [client, vars(client), vars(calls), vars(calls._credentials), vars(calls._wire)]
            for call in (client.show(501), client.update(501, TicketChange())):
                try:
                    await call
                except (Unauthorized, OutcomeUnknown) as error:
                    told += [error, vars(error)]
            told += [client, vars(client), vars(calls), vars(calls._credentials), vars(calls._wire), logs]

    words = repr(told)
    for secret in (SECRET, "hush-api-token", "token-1", base64.b64encode(b"service@provider.example/token:").decode()):
        assert secret[:20] not in words


def test_the_base_of_these_tests_is_the_account_of_the_settings() -> None:
    assert settings().zendesk_url == BASE
