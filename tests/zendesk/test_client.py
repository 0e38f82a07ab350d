"""Calling Zendesk: what is asked, what is repeated, and what each kind of answer means."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from app.clock import FakeClock
from app.rules.ticket import Priority, Status
from app.zendesk.client import ZendeskClient
from app.zendesk.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidAnswer,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    Unreachable,
    ZendeskError,
)
from app.zendesk.models import CommentDraft, ProblemDraft, TicketChange
from app.zendesk.transport import ANSWER_LIMIT_BYTES, Backoff
from tests.zendesk.client_kit import DATE, NOW, answer, document, settings, zendesk

pytestmark = pytest.mark.anyio

TICKET = "/api/v2/tickets/501"
STAMP = datetime(2026, 11, 3, 9, 0, 1, tzinfo=UTC)
CHANGE = TicketChange(
    priority=Priority.URGENT,
    tags=frozenset({"voice", "north", "tier_3"}),
    metadata={"tierline": "501:1:triage:0"},
    updated_stamp=STAMP,
)
NONSENSE = [
    pytest.param(httpx.Response(200, html="<html>Maintenance</html>"), id="HTML"),
    pytest.param(httpx.Response(200, content=b'{"ticket": {"id": 50'), id="half a document"),
    pytest.param(httpx.Response(200, content=b""), id="nothing"),
    pytest.param(httpx.Response(204), id="no content"),
    pytest.param(httpx.Response(200, json=[1, 2]), id="a list"),
    pytest.param(httpx.Response(200, json={"ticket": None}), id="no ticket"),
    pytest.param(httpx.Response(200, json={"ticket": {"id": "501"}}), id="a ticket of another shape"),
    pytest.param(httpx.Response(200, content=b"[" * 100_000), id="too deep"),
    pytest.param(httpx.Response(200, content=b'{"ticket": {"id": ' + b"9" * 9999 + b"}}"), id="an endless number"),
    pytest.param(httpx.Response(302, headers={"Location": "https://elsewhere.example/"}), id="a redirect"),
]


def body_of(call: Any) -> Any:
    return json.loads(call.request.content)


async def chunks(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * size


async def cut() -> AsyncIterator[bytes]:
    yield b'{"ticket": {'
    raise httpx.ReadError("connection reset")


class TestReading:
    async def test_a_ticket_is_shown_at_zendesks_time(self) -> None:
        clock = FakeClock(NOW)
        async with zendesk(clock) as (client, router):
            router.get(TICKET).mock(return_value=answer("ticket", Date="Tue, 03 Nov 2026 09:15:00 GMT"))

            ticket = await client.show(501)

            assert ticket.id == 501
            assert ticket.read_at == NOW + timedelta(minutes=5)

    async def test_many_tickets_are_asked_for_once_each_and_told_by_id(self) -> None:
        async with zendesk() as (client, router):
            shown = router.get("/api/v2/tickets/show_many").mock(return_value=answer("show_many"))

            tickets = await client.show_many([502, 501, 777, 501])

            assert shown.calls.last.request.url.params["ids"] == "501,502,777"
            assert set(tickets) == {501, 502}
            assert tickets[502].status is Status.PENDING

    async def test_no_tickets_need_no_call(self) -> None:
        async with zendesk() as (client, _):
            assert await client.show_many([]) == {}

    async def test_more_than_a_hundred_are_too_many(self) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match="at most 100"):
                await client.show_many(range(1, 102))

    @pytest.mark.parametrize("ticket_id", [0, -1, 2**63, True])
    async def test_what_is_no_id_never_becomes_a_path(self, ticket_id: int) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match="not the id"):
                await client.show(ticket_id)

    async def test_comments_come_from_all_pages_oldest_first(self) -> None:
        whole = document("comments")
        newer, older = whole["comments"][1], whole["comments"][0]
        more = {"has_more": True, "after_cursor": "next page="}
        async with zendesk() as (client, router):
            listed = router.get(f"{TICKET}/comments").mock(
                side_effect=[
                    httpx.Response(200, json={"comments": [newer], "meta": more}),
                    httpx.Response(200, json=whole | {"comments": [older]}),
                ]
            )

            comments = await client.comments(501)

            assert [comment.id for comment in comments] == [older["id"], newer["id"]]
            assert [call.request.url.params.get("page[after]") for call in listed.calls] == [None, "next page="]
            assert listed.calls[0].request.url.params["page[size]"] == "100"

    async def test_audits_come_from_all_pages_with_our_markers(self) -> None:
        whole = document("audits")
        first, second, third = whole["audits"]
        pages = [
            {"audits": [first], "meta": {"has_more": True, "after_cursor": "a"}},
            {"audits": [second], "meta": {"has_more": True, "after_cursor": "b"}},
            {"audits": [third], "meta": {"has_more": False, "after_cursor": "c"}},
        ]
        async with zendesk() as (client, router):
            router.get(f"{TICKET}/audits").mock(side_effect=[httpx.Response(200, json=page) for page in pages])

            audits = await client.audits(501)

            assert [audit.custom.get("tierline") for audit in audits] == [None, None, "501:1:triage:0"]

    async def test_a_list_that_is_not_paged_is_whole(self) -> None:
        async with zendesk() as (client, router):
            whole = {"audits": document("audits")["audits"], "next_page": None, "count": 3}
            router.get(f"{TICKET}/audits").mock(return_value=httpx.Response(200, json=whole))

            assert len(await client.audits(501)) == 3

    @pytest.mark.parametrize(
        "page",
        [
            {"audits": [], "next_page": "https://hill-example.zendesk.com/api/v2/tickets/501/audits?page=2"},
            {"audits": [], "meta": {"has_more": True, "after_cursor": None}},
            {"audits": [], "meta": {"has_more": True, "after_cursor": "always the same"}},
            {"audits": {}},
            {"audits": ["x"]},
            {},
        ],
    )
    async def test_a_list_that_cannot_be_read_to_its_end_is_never_taken_for_whole(self, page: Any) -> None:
        async with zendesk() as (client, router):
            router.get(f"{TICKET}/audits").mock(return_value=httpx.Response(200, json=page))

            with pytest.raises(InvalidAnswer):
                await client.audits(501)

    async def test_many_organizations_are_asked_for_at_once_and_absent_ones_are_absent(self) -> None:
        async with zendesk() as (client, router):
            rows = {"organizations": [document("organization")["organization"]]}
            route = router.get("/api/v2/organizations/show_many").mock(return_value=httpx.Response(200, json=rows))

            found = await client.organizations([9200000002, 9200000001, 9200000001])

            assert set(found) == {9200000001}
            assert route.calls.last.request.url.params["ids"] == "9200000001,9200000002"
            assert await client.organizations([]) == {}
            with pytest.raises(ValueError, match="at most 100"):
                await client.organizations(range(1, 102))

    async def test_people_places_and_fields(self) -> None:
        async with zendesk() as (client, router):
            router.get("/api/v2/users/me").mock(return_value=answer("me"))
            router.get("/api/v2/users/9100000001").mock(return_value=answer("user"))
            router.get("/api/v2/organizations/9200000001").mock(return_value=answer("organization"))
            router.get("/api/v2/groups").mock(return_value=answer("groups"))
            router.get("/api/v2/users/9100000007/group_memberships").mock(return_value=answer("memberships"))
            router.get("/api/v2/ticket_fields").mock(return_value=answer("ticket_fields"))

            assert (await client.me()).id == 9100000007
            assert (await client.user(9100000001)).organization_id == 9200000001
            assert (await client.organization(9200000001)).tags == {"partner"}
            assert [group.name for group in await client.groups()] == ["Support", "Network Operations"]
            assert [one.default for one in await client.memberships(9100000007)] == [False, True]
            assert [one.type for one in await client.ticket_fields()] == ["subject", "status", "tagger", "integer"]

    async def test_the_anonymous_user_is_a_refusal(self) -> None:
        async with zendesk() as (client, router):
            router.get("/api/v2/users/me").mock(return_value=answer("me_anonymous"))

            with pytest.raises(Unauthorized, match="anonymous"):
                await client.me()

    @pytest.mark.parametrize(
        ("email", "found"),
        [("robin@partner.example", 9100000001), (" Robin@Partner.Example ", 9100000001), ("robin@partner", None)],
    )
    async def test_a_user_is_found_by_the_whole_address_only(self, email: str, found: int | None) -> None:
        async with zendesk() as (client, router):
            router.get("/api/v2/users/search").mock(return_value=answer("users"))

            user = await client.find_user(email)

            assert (user and user.id) == found

    async def test_jobs_are_looked_up_by_their_id(self) -> None:
        job_id = document("job_completed")["job_status"]["id"]
        async with zendesk() as (client, router):
            router.get(f"/api/v2/job_statuses/{job_id}").mock(return_value=answer("job_completed"))

            job = await client.job(job_id)

            assert job.is_over
            assert job.results is not None
            assert [row["success"] for row in job.results] == [True, False]

    @pytest.mark.parametrize("job_id", ["", "../users/me", "a b", "x?y", "ü"])
    async def test_what_is_no_job_id_never_becomes_a_path(self, job_id: str) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match="not the id"):
                await client.job(job_id)


class TestSearch:
    async def test_it_asks_for_the_unsolved_by_a_hundred_and_goes_on_from_the_cursor(self) -> None:
        ticket = document("export")["tickets"][0]
        pages = [
            {"results": [{**ticket, "result_type": "ticket"}], "meta": {"has_more": True, "after_cursor": "abc"}},
            {"results": [{"result_type": "user", "id": 1}, "x"], "meta": {"has_more": False, "after_cursor": "d"}},
        ]
        async with zendesk() as (client, router):
            search = router.get("/api/v2/search/export").mock(
                side_effect=[httpx.Response(200, json=page) for page in pages]
            )

            first = await client.search_unsolved()
            second = await client.search_unsolved(first.cursor)

            asked = [dict(call.request.url.params) for call in search.calls]
            wanted = {"query": "status<solved", "filter[type]": "ticket", "page[size]": "100"}
            assert asked == [wanted, wanted | {"page[after]": "abc"}]
            assert ([one.id for one in first.tickets], first.cursor) == ([501], "abc")
            assert (second.tickets, second.unusable, second.cursor) == ((), (0,), None)


class TestExport:
    async def test_it_starts_at_a_time_and_goes_on_from_the_cursor(self) -> None:
        async with zendesk() as (client, router):
            export = router.get("/api/v2/incremental/tickets/cursor").mock(return_value=answer("export"))

            page = await client.export(start_time=NOW - timedelta(hours=1))
            await client.export(cursor=page.cursor)

            assert [ticket.id for ticket in page.tickets] == [501, 503]
            assert page.tickets[1].status is Status.DELETED
            assert (page.cursor, page.end_of_stream, page.unusable) == ("MTc5My4wfHw1MDM=", True, ())
            asked = [dict(call.request.url.params) for call in export.calls]
            assert asked[0]["start_time"] == str(int((NOW - timedelta(hours=1)).timestamp()))
            assert asked[1]["cursor"] == "MTc5My4wfHw1MDM="
            assert "start_time" not in asked[1]

    async def test_it_never_starts_within_the_last_minute_which_zendesk_refuses(self) -> None:
        async with zendesk() as (client, router):
            export = router.get("/api/v2/incremental/tickets/cursor").mock(return_value=answer("export"))

            await client.export(start_time=NOW)

            started = int(export.calls.last.request.url.params["start_time"])
            assert started == int((NOW - timedelta(seconds=61)).timestamp())

    @pytest.mark.parametrize("place", [{}, {"start_time": NOW, "cursor": "x"}])
    async def test_it_needs_exactly_one_place_to_start(self, place: Any) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match="exactly one"):
                await client.export(**place)

    async def test_one_unreadable_ticket_does_not_hold_up_the_others(self) -> None:
        page = document("export")
        page["tickets"] += [{"id": 504, "status": "frozen"}, {"status": "open"}, "x"]
        page |= {"end_of_stream": False, "after_cursor": None}
        async with zendesk() as (client, router):
            router.get("/api/v2/incremental/tickets/cursor").mock(return_value=httpx.Response(200, json=page))

            read = await client.export(cursor="x")

            assert [ticket.id for ticket in read.tickets] == [501, 503]
            assert read.unusable == (504, 0, 0)
            assert (read.cursor, read.end_of_stream) == (None, False)


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


class TestWriting:
    async def test_an_update_sends_the_change_and_returns_the_ticket(self) -> None:
        async with zendesk() as (client, router):
            put = router.put(TICKET).mock(return_value=answer("update", x_zendesk_api_warn="unpermitted: ticket.x"))

            updated = await client.update(501, CHANGE)

            assert body_of(put.calls.last) == {
                "ticket": {
                    "priority": "urgent",
                    "tags": ["north", "tier_3", "voice"],
                    "metadata": {"tierline": "501:1:triage:0"},
                    "safe_update": True,
                    "updated_stamp": "2026-11-03T09:00:01Z",
                }
            }
            assert updated.ticket.priority is Priority.URGENT
            assert (updated.audit_id, updated.warning) == (8800000010, "unpermitted: ticket.x")

    async def test_an_update_that_changes_nothing_has_no_audit(self) -> None:
        async with zendesk() as (client, router):
            router.put(TICKET).mock(return_value=httpx.Response(200, json=document("ticket") | {"audit": None}))

            updated = await client.update(501, TicketChange())

            assert (updated.audit_id, updated.warning) == (None, None)

    async def test_tags_are_added_beside_the_others(self) -> None:
        async with zendesk() as (client, router):
            put = router.put(f"{TICKET}/tags").mock(return_value=httpx.Response(200, json={"tags": ["a", "b", "c"]}))

            tags = await client.add_tags(501, ["c", "b", "c"], STAMP)

            assert tags == {"a", "b", "c"}
            assert body_of(put.calls.last) == {
                "tags": ["b", "c"],
                "safe_update": True,
                "updated_stamp": "2026-11-03T09:00:01Z",
            }

    async def test_tags_are_added_by_force_without_a_stamp(self) -> None:
        async with zendesk() as (client, router):
            put = router.put(f"{TICKET}/tags").mock(return_value=httpx.Response(200, json={"tags": ["a"]}))

            await client.add_tags(501, ["a"], None)

            assert body_of(put.calls.last) == {"tags": ["a"]}

    async def test_many_updates_are_one_batch_with_a_stamp_each(self) -> None:
        async with zendesk() as (client, router):
            put = router.put("/api/v2/tickets/update_many").mock(return_value=answer("job_queued"))
            changes = {
                501: TicketChange(status=Status.OPEN, updated_stamp=STAMP),
                502: TicketChange(
                    comment=CommentDraft("Level 2", public=False), updated_stamp=STAMP + timedelta(minutes=1)
                ),
            }

            job = await client.update_many(changes)

            assert not job.is_over
            assert body_of(put.calls.last) == {
                "tickets": [
                    {"id": 501, "status": "open", "safe_update": True, "updated_stamp": "2026-11-03T09:00:01Z"},
                    {
                        "id": 502,
                        "comment": {"body": "Level 2", "public": False},
                        "safe_update": True,
                        "updated_stamp": "2026-11-03T09:01:01Z",
                    },
                ]
            }

    async def test_a_batch_without_a_stamp_is_refused_before_it_is_sent(self) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match=r"\[502\]"):
                await client.update_many({501: TicketChange(updated_stamp=STAMP), 502: TicketChange()})

    @pytest.mark.parametrize("count", [0, 101])
    async def test_a_batch_has_one_to_a_hundred_tickets(self, count: int) -> None:
        async with zendesk() as (client, _):
            with pytest.raises(ValueError, match="1 to 100"):
                await client.update_many({n: TicketChange(updated_stamp=STAMP) for n in range(1, count + 1)})

    @pytest.mark.parametrize(
        "failure",
        [
            httpx.ConnectError("refused"),
            httpx.ConnectTimeout("slow"),
            httpx.PoolTimeout("busy"),
            httpx.ProxyError("no tunnel"),
        ],
        ids=repr,
    )
    async def test_a_write_that_never_left_is_unreachable_and_not_repeated(self, failure: Exception) -> None:
        async with zendesk() as (client, router):
            put = router.put(TICKET).mock(side_effect=[failure, answer("update")])

            with pytest.raises(Unreachable, match="nothing was sent"):
                await client.update(501, CHANGE)

            assert put.call_count == 1

    @pytest.mark.parametrize(
        "failure",
        [
            httpx.ReadTimeout("slow"),
            httpx.WriteTimeout("slow"),
            httpx.ReadError("reset"),
            httpx.WriteError("reset"),
            httpx.RemoteProtocolError("hung up"),
            httpx.LocalProtocolError("odd"),
            *(httpx.Response(status) for status in (408, 500, 502, 503, 504, 520)),
            httpx.Response(503, headers={"Retry-After": "1"}),
        ],
        ids=repr,
    )
    async def test_a_write_that_may_have_landed_is_not_repeated(self, failure: Any) -> None:
        async with zendesk() as (client, router):
            put = router.put(TICKET).mock(side_effect=[failure, answer("update")])

            with pytest.raises(OutcomeUnknown, match="may have been applied"):
                await client.update(501, CHANGE)

            assert put.call_count == 1

    @pytest.mark.parametrize("nonsense", NONSENSE)
    async def test_a_success_that_makes_no_sense_leaves_the_outcome_open(self, nonsense: httpx.Response) -> None:
        async with zendesk() as (client, router):
            put = router.put(TICKET).mock(side_effect=[nonsense, answer("update")])

            with pytest.raises(OutcomeUnknown):
                await client.update(501, CHANGE)

            assert put.call_count == 1

    async def test_a_cut_answer_leaves_the_outcome_open(self) -> None:
        async with zendesk() as (client, router):
            router.put(TICKET).mock(side_effect=[httpx.Response(200, stream=Stream(cut()))])

            with pytest.raises(OutcomeUnknown):
                await client.update(501, CHANGE)

    async def test_an_answer_that_cannot_be_unpacked_leaves_the_outcome_open(self) -> None:
        async with zendesk() as (client, router):
            odd = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream(chunks(20, 1)))
            router.put(TICKET).mock(side_effect=[odd])

            with pytest.raises(OutcomeUnknown):
                await client.update(501, CHANGE)

    async def test_an_answer_about_another_ticket_leaves_the_outcome_open(self) -> None:
        async with zendesk() as (client, router):
            router.put("/api/v2/tickets/777").mock(return_value=answer("update"))

            with pytest.raises(OutcomeUnknown, match="ticket 501"):
                await client.update(777, CHANGE)

    @pytest.mark.parametrize("path", ["tags", "update_many"])
    async def test_other_writes_with_a_senseless_answer_leave_the_outcome_open_too(self, path: str) -> None:
        async with zendesk() as (client, router):
            router.put(f"{TICKET}/tags").mock(return_value=httpx.Response(200, json={"tags": "a"}))
            router.put("/api/v2/tickets/update_many").mock(return_value=httpx.Response(200, json={}))
            write = client.add_tags(501, ["a"], None) if path == "tags" else client.update_many({501: CHANGE})

            with pytest.raises(OutcomeUnknown):
                await write

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, BadRequest),
            (403, Forbidden),
            (404, NotFound),
            (409, Conflict),
            (413, BadRequest),
            (422, Rejected),
            (429, RateLimited),
        ],
    )
    async def test_a_refused_write_says_so_and_is_not_repeated(self, status: int, kind: type[ZendeskError]) -> None:
        async with zendesk() as (client, router):
            put = router.put(TICKET).mock(return_value=httpx.Response(status, json={"error": "No"}))

            with pytest.raises(kind):
                await client.update(501, CHANGE)

            assert put.call_count == 1


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


class Stream(httpx.AsyncByteStream):
    """A body that says how much of it was taken."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.given = 0
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._source:
            self.given += 1
            yield chunk

    async def aclose(self) -> None:
        self.is_closed = True


class TestProblems:
    DRAFT = ProblemDraft(
        subject="Storm: carrier Lumen",
        comment=CommentDraft("Three tickets", public=False),
        priority=Priority.URGENT,
        tags=frozenset({"tierline_storm"}),
        external_id="tierline-storm:carrier:lumen",
    )

    async def test_a_problem_is_created_with_its_key_and_without_what_is_not_set(self) -> None:
        async with zendesk() as (client, router):
            made = document("ticket")["ticket"] | {"type": "problem"}
            post = router.post("/api/v2/tickets").mock(return_value=httpx.Response(201, json={"ticket": made}))

            ticket = await client.create_problem(self.DRAFT, "key-1")

            assert post.calls.last.request.headers["Idempotency-Key"] == "key-1"
            assert body_of(post.calls.last) == {
                "ticket": {
                    "subject": "Storm: carrier Lumen",
                    "comment": {"body": "Three tickets", "public": False},
                    "type": "problem",
                    "priority": "urgent",
                    "tags": ["tierline_storm"],
                    "external_id": "tierline-storm:carrier:lumen",
                }
            }
            assert ticket.is_problem

    async def test_a_creation_whose_answer_is_lost_is_not_repeated_here(self) -> None:
        async with zendesk() as (client, router):
            post = router.post("/api/v2/tickets").mock(return_value=httpx.Response(502))

            with pytest.raises(OutcomeUnknown):
                await client.create_problem(self.DRAFT, "key-1")

            assert post.call_count == 1

    async def test_a_key_that_came_with_another_draft_is_told_by_its_code(self) -> None:
        async with zendesk() as (client, router):
            body = {"error": "IdempotentRequestError", "description": "Request parameters don't match"}
            router.post("/api/v2/tickets").mock(return_value=httpx.Response(400, json=body))

            with pytest.raises(BadRequest) as caught:
                await client.create_problem(self.DRAFT, "key-1")

            assert caught.value.code == "IdempotentRequestError"

    async def test_tickets_of_an_external_id_come_oldest_first(self) -> None:
        async with zendesk() as (client, router):
            one = document("ticket")["ticket"]
            rows = {"tickets": [one | {"id": 9}, one | {"id": 4}], "next_page": None}
            get = router.get("/api/v2/tickets").mock(return_value=httpx.Response(200, json=rows))

            found = await client.with_external_id("tierline-storm:carrier:lumen")

            assert [ticket.id for ticket in found] == [4, 9]
            assert get.calls.last.request.url.params["external_id"] == "tierline-storm:carrier:lumen"
