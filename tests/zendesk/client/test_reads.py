"""Reading: tickets, lists to their last page, people and places, the search, and the export."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.clock import FakeClock
from app.rules.ticket import Status
from app.zendesk.errors import InvalidAnswer, Unauthorized
from tests.zendesk.client.kit import TICKET
from tests.zendesk.client_kit import NOW, answer, document, zendesk

pytestmark = pytest.mark.anyio


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
