"""Writing: what is sent, that it is sent once, and when it is not known whether it was applied."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.rules.ticket import Priority, Status
from app.zendesk.changes import CommentDraft, ProblemDraft, TicketChange
from app.zendesk.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unreachable,
    ZendeskError,
)
from tests.zendesk.client.kit import CHANGE, NONSENSE, STAMP, TICKET, Stream, chunks, cut
from tests.zendesk.client_kit import answer, document, zendesk

pytestmark = pytest.mark.anyio


def body_of(call: Any) -> Any:
    return json.loads(call.request.content)


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
