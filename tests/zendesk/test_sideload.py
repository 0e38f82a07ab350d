"""People who come beside what was asked for: remembered as if looked up, and never a reason to fail."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.clock import FakeClock
from app.zendesk.directory import TTL_SECONDS, Directory
from tests.zendesk.client_kit import NOW, document, zendesk

pytestmark = pytest.mark.anyio

TICKET = "/api/v2/tickets/501"
USER, ORGANIZATION = document("user")["user"], document("organization")["organization"]
BESIDE: dict[str, Any] = {"users": [USER | {"locale": "es-419"}], "organizations": [ORGANIZATION]}


async def test_a_ticket_is_shown_with_its_people_in_one_call() -> None:
    async with zendesk() as (client, router):
        shown = router.get(TICKET).mock(return_value=httpx.Response(200, json=document("ticket") | BESIDE))

        ticket, people = await client.show_with_people(501)

        assert shown.calls.last.request.url.params["include"] == "users,organizations,comment_count,metric_sets"
        assert ticket.id == 501
        assert [(user.id, user.locale) for user in people.users] == [(USER["id"], "es-419")]
        assert [one.name for one in people.organizations] == [ORGANIZATION["name"]]


async def test_many_tickets_and_comments_bring_their_people_too() -> None:
    async with zendesk() as (client, router):
        router.get("/api/v2/tickets/show_many").mock(
            return_value=httpx.Response(200, json=document("show_many") | BESIDE)
        )
        listed = router.get(f"{TICKET}/comments").mock(
            return_value=httpx.Response(200, json=document("comments") | BESIDE)
        )

        found, unusable, people = await client.show_readable_with_people([501, 502])
        comments, authors = await client.comments_with_authors(501)

        assert (set(found), unusable) == ({501, 502}, frozenset())
        assert listed.calls.last.request.url.params["include"] == "users"
        assert len(comments) == 2
        assert people.users == authors.users


@pytest.mark.parametrize("odd", [None, "x", [], [None], [{}], [{"id": "x"}], [{"id": 1}], {"id": 1}])
async def test_people_that_cannot_be_read_cost_nobody_the_ticket(odd: Any) -> None:
    async with zendesk() as (client, router):
        answer = document("ticket") | {"users": odd, "organizations": odd}
        router.get(TICKET).mock(return_value=httpx.Response(200, json=answer))

        ticket, people = await client.show_with_people(501)

        assert ticket.id == 501
        assert people.users == ()


async def test_whom_the_directory_has_met_it_does_not_ask_for_until_that_is_old() -> None:
    clock = FakeClock(NOW)
    async with zendesk(clock) as (client, router):
        router.get(TICKET).mock(return_value=httpx.Response(200, json=document("ticket") | BESIDE))
        asked = router.get(f"/api/v2/users/{USER['id']}").mock(
            return_value=httpx.Response(200, json={"user": USER, "organizations": [ORGANIZATION]})
        )
        book = Directory(client, clock)
        book.meet((await client.show_with_people(501))[1])

        assert (await book.requester(USER["id"])) == book.known_user(USER["id"])
        assert await book.partner(ORGANIZATION["id"], None) == ORGANIZATION["name"]
        assert not asked.called

        clock.advance(timedelta(seconds=TTL_SECONDS + 1))
        assert book.known_user(USER["id"]) is None
        assert not book.knows_organization(ORGANIZATION["id"])
        assert await book.requester(USER["id"]) is not None
        assert book.knows_organization(ORGANIZATION["id"]), "one call for both"
        assert asked.call_count == 1


@pytest.mark.parametrize("status", [403, 404])
async def test_a_requester_who_may_not_be_seen_is_nobody_and_not_asked_for_again_soon(status: int) -> None:
    async with zendesk() as (client, router):
        asked = router.get(f"/api/v2/users/{USER['id']}").mock(
            return_value=httpx.Response(status, json={"error": "x", "description": "y"})
        )
        book = Directory(client, FakeClock(NOW))

        assert await book.requester(USER["id"]) is None
        assert await book.requester(USER["id"]) is None
        assert await book.requester(None) is None
        assert asked.call_count == 1
