"""What holds for every call: its bounds, what its answer teaches, and what is logged of it."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from structlog.testing import capture_logs

from app.clock import FakeClock
from app.zendesk.changes import CommentDraft, TicketChange
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import Forbidden, InvalidAnswer, NotFound, OutcomeUnknown, RateLimited, Rejected
from app.zendesk.transport import ANSWER_LIMIT_BYTES
from tests.zendesk.client.kit import CHANGE, TICKET, Stream, chunks
from tests.zendesk.client_kit import DATE, NOW, answer, settings, zendesk

pytestmark = pytest.mark.anyio


class TestBounds:
    @pytest.mark.parametrize("announced", [True, False])
    async def test_an_endless_answer_is_not_read_to_its_end(self, announced: bool) -> None:
        size = 1024 * 1024
        count = ANSWER_LIMIT_BYTES // size + 50
        headers = {"content-length": str(size * count)} if announced else {}
        async with zendesk() as (client, router):
            stream = Stream(chunks(size, count))
            router.get(TICKET).mock(side_effect=[httpx.Response(200, headers=headers, stream=stream)])

            with pytest.raises(InvalidAnswer, match="larger than"):
                await client.show(501)

            assert stream.given <= ANSWER_LIMIT_BYTES // size + 1
            assert stream.is_closed

    async def test_an_endless_answer_to_a_write_leaves_the_outcome_open(self) -> None:
        async with zendesk() as (client, router):
            stream = Stream(chunks(1024 * 1024, 99))
            router.put(TICKET).mock(side_effect=[httpx.Response(200, stream=stream)])

            with pytest.raises(OutcomeUnknown, match="larger than"):
                await client.update(501, CHANGE)

    async def test_a_small_answer_that_unpacks_to_a_huge_one_is_not_kept(self) -> None:
        packed = gzip.compress(b" " * (ANSWER_LIMIT_BYTES + 1))
        async with zendesk() as (client, router):
            router.get(TICKET).mock(
                return_value=httpx.Response(200, content=packed, headers={"content-encoding": "gzip"})
            )

            with pytest.raises(InvalidAnswer, match="larger than"):
                await client.show(501)

    async def test_an_answer_that_trickles_in_for_ever_ends_in_a_time_out(self) -> None:
        async def trickle() -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.01)

        async with zendesk(zendesk_timeout_seconds=0.01) as (client, router):
            router.put(TICKET).mock(side_effect=[httpx.Response(200, stream=Stream(trickle()))])

            with pytest.raises(OutcomeUnknown, match="time-out"):
                await client.update(501, CHANGE)

    async def test_every_call_has_a_time_out(self) -> None:
        async with zendesk(zendesk_timeout_seconds=7.0) as (client, router):
            shown = router.get(TICKET).mock(return_value=answer("ticket"))
            export = router.get("/api/v2/incremental/tickets/cursor").mock(return_value=answer("export"))

            await client.show(501)
            await client.export(cursor="x")

            usual = {"connect": 5.0, "read": 7.0, "write": 7.0, "pool": 7.0}
            assert shown.calls.last.request.extensions["timeout"] == usual
            assert router["token"].calls.last.request.extensions["timeout"] == usual
            longer = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}
            assert export.calls.last.request.extensions["timeout"] == longer


class TestLearning:
    async def test_every_answer_teaches_the_clock_and_the_budget(self) -> None:
        clock = FakeClock(NOW)
        async with zendesk(clock) as (client, router):
            router.put(TICKET).mock(
                return_value=answer(
                    "update",
                    Date="Tue, 03 Nov 2026 09:15:00 GMT",
                    Zendesk_RateLimit_Tickets_Update="total=20; remaining=0; resets=40",
                )
            )

            await client.update(501, CHANGE)

            assert client.zendesk_clock.now() == NOW + timedelta(minutes=5)
            assert client.budget.updates_wait(clock.monotonic()) == 40.0

    async def test_an_error_and_a_token_teach_too(self) -> None:
        async with zendesk() as (client, router):
            router.get(TICKET).mock(
                return_value=httpx.Response(
                    404, headers={"Date": DATE, "ratelimit-limit": "700", "ratelimit-remaining": "3"}
                )
            )

            with pytest.raises(NotFound):
                await client.show(501)

            assert client.zendesk_clock.last_observed_at == NOW
            assert client.budget.snapshot()["account"] == {"limit": 700, "remaining": 3}

    async def test_an_answer_out_of_a_cache_does_not_set_the_clock(self) -> None:
        async with zendesk() as (client, router):
            router.get(TICKET).mock(return_value=answer("ticket", Date=DATE, Age="300"))

            await client.show(501)

            assert client.zendesk_clock.last_observed_at is None

    async def test_a_429_on_a_write_pauses_the_budget(self) -> None:
        clock = FakeClock(NOW)
        async with zendesk(clock) as (client, router):
            router.put(TICKET).mock(return_value=httpx.Response(429, headers={"Retry-After": "33"}))

            with pytest.raises(RateLimited) as caught:
                await client.update(501, CHANGE)

            assert caught.value.retry_after == 33.0
            assert client.budget.updates_wait(clock.monotonic()) == 33.0


class TestLogging:
    async def test_a_call_is_logged_without_query_body_or_token(self) -> None:
        with capture_logs() as logs:
            async with zendesk() as (client, router):
                router.get("/api/v2/users/search").mock(return_value=answer("users"))
                router.put(TICKET).mock(return_value=httpx.Response(422, json={"error": "RecordInvalid"}))

                await client.find_user("robin@partner.example")
                with pytest.raises(Rejected):
                    await client.update(501, TicketChange(comment=CommentDraft("Dear Robin", public=True)))

        calls = [line for line in logs if line["event"] == "zendesk call"]
        assert [(c["method"], c["path"], c["status"], c["log_level"]) for c in calls] == [
            ("POST", "/oauth/tokens", 200, "debug"),
            ("GET", "/api/v2/users/search", 200, "debug"),
            ("PUT", "/api/v2/tickets/501", 422, "warning"),
        ]
        assert all(isinstance(call["ms"], float) for call in calls)
        for private in ("robin", "Dear", "token-1", "hush"):
            assert private not in repr(logs)

    async def test_a_call_without_an_answer_is_logged_by_what_happened(self) -> None:
        with capture_logs() as logs:
            async with zendesk() as (client, router):
                router.put(TICKET).mock(side_effect=httpx.ReadTimeout("slow"))
                with pytest.raises(OutcomeUnknown):
                    await client.update(501, CHANGE)

        assert logs[-1]["status"] == "OutcomeUnknown"

    async def test_an_error_never_repeats_what_we_wrote_or_whom_we_looked_for(self) -> None:
        async with zendesk() as (client, router):
            router.get("/api/v2/users/search").mock(return_value=httpx.Response(403, json={"error": "Forbidden"}))

            with pytest.raises(Forbidden) as caught:
                await client.find_user("robin@partner.example")

            assert str(caught.value) == "Zendesk answered 403 Forbidden to GET /api/v2/users/search."


async def test_closing_closes_the_connections() -> None:
    async with ZendeskClient.open(settings(), FakeClock(NOW)) as client:
        pass

    assert client._http.is_closed


async def test_the_base_url_points_to_a_sandbox() -> None:
    async with ZendeskClient.open(
        settings(zendesk_subdomain=None, zendesk_base_url="http://127.0.0.1:8900/"), FakeClock(NOW)
    ) as client:
        assert repr(client) == "<ZendeskClient of http://127.0.0.1:8900>"
