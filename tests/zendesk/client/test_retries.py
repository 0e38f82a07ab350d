"""
Which reads are tried again, how long is waited between two tries, and what is told in the end.

That a write is not repeated stands in `tests/zendesk/client/test_writes.py`.
"""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.clock import FakeClock
from app.zendesk.errors import (
    BadRequest,
    Forbidden,
    InvalidAnswer,
    NotFound,
    RateLimited,
    Rejected,
    Unavailable,
    Unreachable,
    ZendeskError,
)
from app.zendesk.transport import Backoff
from tests.zendesk.client.kit import NONSENSE, TICKET, Stream, cut
from tests.zendesk.client_kit import NOW, answer, zendesk

pytestmark = pytest.mark.anyio


class TestRepeatingReads:
    @pytest.mark.parametrize(
        "failure",
        [
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("slow"),
            httpx.ReadTimeout("slow"),
            httpx.ReadError("reset"),
            httpx.RemoteProtocolError("hung up"),
            httpx.PoolTimeout("busy"),
            *(httpx.Response(status) for status in (408, 429, 500, 502, 503, 504, 520, 524)),
        ],
        ids=repr,
    )
    async def test_a_passing_failure_is_tried_again(self, failure: Any) -> None:
        async with zendesk() as (client, router):
            shown = router.get(TICKET).mock(side_effect=[failure, failure, failure, answer("ticket")])

            assert (await client.show(501)).id == 501
            assert shown.call_count == 4

    async def test_a_cut_answer_is_asked_for_again(self) -> None:
        async with zendesk() as (client, router):
            router.get(TICKET).mock(side_effect=[httpx.Response(200, stream=Stream(cut())), answer("ticket")])

            assert (await client.show(501)).id == 501

    @pytest.mark.parametrize(
        ("failure", "kind"),
        [
            (httpx.ConnectError("refused"), Unreachable),
            (httpx.ReadTimeout("slow"), Unavailable),
            (httpx.Response(503, headers={"Retry-After": "2"}), Unavailable),
            (httpx.Response(429, headers={"Retry-After": "2"}), RateLimited),
        ],
        ids=repr,
    )
    async def test_after_four_tries_it_is_told(self, failure: Any, kind: type[ZendeskError]) -> None:
        async with zendesk() as (client, router):
            shown = router.get(TICKET).mock(side_effect=[failure] * 9)

            with pytest.raises(kind) as caught:
                await client.show(501)

            assert shown.call_count == 4
            assert getattr(caught.value, "retry_after", 2.0) in (2.0, None)

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, BadRequest),
            (403, Forbidden),
            (404, NotFound),
            (422, Rejected),
            (501, Unavailable),
            (505, Unavailable),
        ],
    )
    async def test_what_will_not_pass_is_not_tried_again(self, status: int, kind: type[ZendeskError]) -> None:
        async with zendesk() as (client, router):
            shown = router.get(TICKET).mock(return_value=httpx.Response(status, json={"error": "No"}))

            with pytest.raises(kind):
                await client.show(501)

            assert shown.call_count == 1

    @pytest.mark.parametrize("nonsense", NONSENSE)
    async def test_a_success_that_makes_no_sense_is_an_invalid_answer(self, nonsense: httpx.Response) -> None:
        async with zendesk() as (client, router):
            router.get(TICKET).mock(return_value=nonsense)

            with pytest.raises(InvalidAnswer):
                await client.show(501)

    async def test_a_redirect_is_not_followed_with_our_token(self) -> None:
        async with zendesk() as (client, router):
            router.get(TICKET).mock(return_value=httpx.Response(302, headers={"Location": "/api/v2/users/me"}))
            elsewhere = router.get("/api/v2/users/me")

            with pytest.raises(InvalidAnswer):
                await client.show(501)

            assert not elsewhere.called


class TestBackoff:
    def waits(self, *errors: Exception, clock: FakeClock | None = None, share: float = 1.0) -> list[bool | float]:
        backoff = Backoff(clock or FakeClock(NOW), uniform=lambda low, high: low + share * (high - low))
        return [backoff(error) for error in errors]

    async def test_the_ceiling_doubles_up_to_a_cap(self) -> None:
        errors = [Unreachable("x")] * 7

        assert self.waits(*errors) == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]

    async def test_the_jitter_is_full(self) -> None:
        assert self.waits(*[Unreachable("x")] * 3, share=0.0) == [0.0, 0.0, 0.0]

    @pytest.mark.parametrize("share", [0.0, 1.0])
    async def test_it_never_comes_back_before_zendesk_asked_for(self, share: float) -> None:
        wait = self.waits(RateLimited("x", retry_after=20.0), share=share)[0]

        assert 20.0 <= wait <= 20.5

    async def test_a_pause_longer_than_the_deadline_is_left_to_the_caller(self) -> None:
        assert self.waits(RateLimited("x", retry_after=120.0)) == [False]

    async def test_time_that_has_passed_counts_against_the_deadline(self) -> None:
        clock = FakeClock(NOW)
        backoff = Backoff(clock, deadline_seconds=45.0, uniform=lambda _, high: high)
        clock.advance(timedelta(seconds=44.6))

        assert backoff(Unreachable("x")) is False

    @pytest.mark.parametrize(
        "error", [NotFound("x"), InvalidAnswer("x"), Unavailable("x", status=501), ValueError("x")], ids=repr
    )
    async def test_what_will_not_pass_is_not_waited_for(self, error: Exception) -> None:
        assert self.waits(error) == [False]
