"""The sandbox refuses what Zendesk refuses, and does besides what Zendesk does besides."""

import contextlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.clock import FakeClock
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox, stamp
from app.zendesk.sandbox.world import (
    AGENT_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    DESK_GROUP,
    LEVEL_GROUPS,
    LEVEL_IDS,
    REVIEW_GROUP,
    TIER_FIELD,
    WEBHOOK_SECRET,
)
from app.zendesk.signature import sign
from tests.rules.kit import NOW
from tests.town import NO_TLS, OUTAGE

pytestmark = pytest.mark.anyio


class Account:
    """A sandbox and a signed-in client."""

    def __init__(self, parts: Parts, http: httpx.AsyncClient) -> None:
        self.parts = parts
        self.http = http
        self.clock: FakeClock = parts.sandbox.clock  # type: ignore[assignment]

    async def put(self, ticket_id: int = 1, **change: Any) -> httpx.Response:
        return await self.http.put(f"/api/v2/tickets/{ticket_id}", json={"ticket": change})

    def ticket(self, ticket_id: int = 1) -> dict[str, Any]:
        return self.parts.sandbox.tickets[ticket_id]


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    parts = create_sandbox_app(Sandbox(clock=FakeClock(NOW), hold_seconds=0.2))
    async with running(parts) as url, httpx.AsyncClient(base_url=url, timeout=5, verify=NO_TLS) as http:
        grant = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        token = (await http.post("/oauth/tokens", json=grant)).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"
        create_ticket(parts.sandbox, OUTAGE)
        yield Account(parts, http)


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"status": "solved"}, 422, "is required when solving a ticket"),
        ({"priority": None}, 422, "cannot be reset"),
        ({"assignee_id": AGENT_ID, "group_id": REVIEW_GROUP}, 422, "not a member of the group"),
        ({"safe_update": True, "updated_stamp": "2020-01-01T00:00:00Z"}, 409, "UpdateConflict"),
        ({"custom_fields": [{"id": TIER_FIELD, "value": "tier_9"}]}, 422, "not a valid option"),
        ({"status": "finished"}, 422, "not valid"),
    ],
    ids=["solve-without-assignee", "clear-priority", "outside-the-group", "stale-stamp", "no-option", "no-status"],
)
async def test_what_zendesk_refuses_changes_nothing(
    account: Account, change: dict[str, Any], status: int, words: str
) -> None:
    before = dict(account.ticket())

    answer = await account.put(**change, comment={"body": "never seen", "public": True})

    assert answer.status_code == status
    assert words in answer.text
    assert account.ticket() == before
    assert len(account.parts.sandbox.comments[1]) == 1


@pytest.mark.parametrize(
    "change",
    [{"custom_fields": "x"}, {"custom_fields": ["x"]}, {"comment": "x"}, {"tags": "x"}, {"metadata": 1}],
    ids=str,
)
async def test_wrong_shapes_are_refused_and_never_a_500(account: Account, change: dict[str, Any]) -> None:
    assert (await account.put(**change)).status_code == 400


async def test_a_closed_ticket_takes_nothing(account: Account) -> None:
    account.ticket()["status"] = "closed"

    answer = await account.put(priority="high")

    assert answer.status_code == 422
    assert answer.json()["details"]["status"][0]["description"] == "closed prevents ticket update"


async def test_tags_of_a_put_replace_all_tags_while_the_tags_endpoint_adds(account: Account) -> None:
    await account.put(tags=["one", "two"])
    await account.put(tags=["three"])
    assert account.ticket()["tags"] == ["three"]

    await account.http.put("/api/v2/tickets/1/tags", json={"tags": ["four"]})
    assert account.ticket()["tags"] == ["four", "three"]


async def test_a_drop_down_owns_the_tags_of_its_options(account: Account) -> None:
    await account.put(custom_fields=[{"id": TIER_FIELD, "value": "tier_2"}])
    await account.put(custom_fields=[{"id": TIER_FIELD, "value": "tier_3"}])

    assert account.ticket()["tags"] == ["tier_3"]


async def test_assigning_moves_the_ticket_to_the_agents_group_and_opens_it(account: Account) -> None:
    await account.put(assignee_id=LEVEL_IDS[0])

    assert (account.ticket()["group_id"], account.ticket()["status"]) == (LEVEL_GROUPS[0], "open")


async def test_an_end_users_reply_reopens_a_solved_ticket_and_an_agents_does_not(account: Account) -> None:
    await account.put(assignee_id=AGENT_ID, group_id=DESK_GROUP, status="solved")
    account.parts.sandbox.reply(1, AGENT_ID, "a note")
    assert account.ticket()["status"] == "solved"

    account.parts.sandbox.reply(1, account.ticket()["requester_id"], "still broken")
    assert account.ticket()["status"] == "open"


async def test_metadata_ends_up_in_the_audit(account: Account) -> None:
    audit = (await account.put(priority="high", metadata={"tierline": {"keys": ["a"]}})).json()["audit"]

    assert audit["metadata"]["custom"] == {"tierline": {"keys": ["a"]}}
    names = {event["field_name"] for event in audit["events"] if event["type"] == "Change"}
    assert names == {"priority"}


async def test_the_account_allows_a_hundred_updates_a_minute_and_says_when_it_does_not(account: Account) -> None:
    for number in range(2, 8):
        create_ticket(account.parts.sandbox, OUTAGE)
        answers = [await account.put(number, priority="high") for _ in range(20)]
    refused = answers[-1]

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["zendesk-ratelimit-tickets-update"].startswith("total=100; remaining=0; resets=")


async def test_one_ticket_takes_thirty_updates_in_ten_minutes(account: Account) -> None:
    statuses = [(await account.put(priority="high")).status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]


async def test_the_export_leaves_out_the_last_minute_and_shows_deleted_tickets(account: Account) -> None:
    async def exported() -> list[tuple[int, str]]:
        answer = await account.http.get("/api/v2/incremental/tickets/cursor?start_time=0")
        return [(one["id"], one["status"]) for one in answer.json()["tickets"]]

    assert await exported() == []
    account.clock.advance(timedelta(seconds=61))
    assert await exported() == [(1, "new")]
    account.parts.sandbox.delete(1, AGENT_ID)
    assert (await account.http.get("/api/v2/tickets/1")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "applied"),
    [("cut_after", True), ("timeout_after", True), ("cut_before", False), ("timeout_before", False)],
)
async def test_an_answer_can_be_lost_before_or_after_the_write(account: Account, kind: str, applied: bool) -> None:
    account.parts.faults.order({"kind": kind, "match": {"method": "PUT"}})

    with pytest.raises(httpx.HTTPError):
        await account.put(priority="urgent")

    assert (account.ticket()["priority"] == "urgent") is applied


async def test_a_revoked_token_is_no_longer_valid(account: Account) -> None:
    account.parts.access.revoke_all()

    answer = await account.http.get("/api/v2/tickets/1")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


async def test_without_credentials_users_me_is_nobody_with_200(account: Account) -> None:
    answer = await account.http.get("/api/v2/users/me", headers={"Authorization": ""})

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] is None


async def test_the_date_header_is_the_accounts_clock(account: Account) -> None:
    await account.http.post("/control/clock", json={"advance_seconds": 4 * 3600})

    answer = await account.http.get("/api/v2/users/me")

    assert answer.headers["Date"] == "Tue, 24 Nov 2026 13:00:00 GMT"
    assert answer.headers.get_list("x-rate-limit") == ["700"]


class Door:
    """An ASGI service that keeps what it is sent and answers what it is told."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = (await receive())["body"]
        self.got.append(({k.decode(): v.decode() for k, v in scope["headers"]}, body))
        status = self.statuses.pop(0) if self.statuses else 202
        await send({"type": "http.response.start", "status": status, "headers": [(b"retry-after", b"0")]})
        await send({"type": "http.response.body", "body": b"{}"})


async def test_webhooks_are_signed_over_timestamp_and_raw_body(account: Account) -> None:
    door = Door()
    async with listening(door) as url:
        account.parts.deliveries.connect(url, triggers=True, events=True)
        account.parts.sandbox.reply(1, account.ticket()["requester_id"], "hello")
        await account.parts.deliveries.idle()

    assert len(door.got) == 2
    for headers, body in door.got:
        stamp = headers["x-zendesk-webhook-signature-timestamp"]
        assert headers["x-zendesk-webhook-signature"] == sign(WEBHOOK_SECRET, stamp, body)


@pytest.mark.parametrize(("status", "tries"), [(202, 1), (500, 1), (404, 1), (503, 5), (409, 3)])
async def test_only_some_answers_are_tried_again(account: Account, status: int, tries: int) -> None:
    door = Door(*[status] * 10)
    async with listening(door) as url:
        account.parts.deliveries.connect(url, triggers=True, events=False)
        account.parts.sandbox.reply(1, account.ticket()["requester_id"], "hello")
        await account.parts.deliveries.idle()

    assert len(door.got) == tries
    assert len({headers["x-zendesk-webhook-invocation-id"] for headers, _ in door.got}) == 1


async def test_webhooks_go_to_loopback_only(account: Account) -> None:
    answer = await account.http.post("/control/connect", json={"url": "http://192.0.2.7:8000"})

    assert answer.status_code == 400


async def test_a_trigger_notifies_when_its_conditions_hold_and_renders_without_escaping(account: Account) -> None:
    """A quotation mark in a subject breaks a JSON body: that is why the shipped bodies carry no free text."""
    door = Door()
    async with listening(door) as url:
        webhook = {"webhook": {"name": "mine", "endpoint": f"{url}/x", "subscriptions": ["conditional_ticket_events"]}}
        number = (await account.http.post("/api/v2/webhooks", json=webhook)).json()["webhook"]["id"]
        body = '{"id": "{{ticket.id}}", "title": "{{ticket.title}}", "by": "{{current_user.id}}", "no": "{{nothing}}"}'
        trigger = {
            "title": "mine",
            "all": [
                {"field": "status", "operator": "less_than", "value": "solved"},
                {"field": "current_tags", "operator": "not_includes", "value": "quiet"},
            ],
            "actions": [{"field": "notification_webhook", "value": [number, body]}],
        }
        assert (await account.http.post("/api/v2/triggers", json={"trigger": trigger})).status_code == 201
        await account.put(subject='the "other" phone')
        await account.put(tags=["quiet"])
        await account.parts.deliveries.idle()

    (_, sent), *others = door.got
    assert others == []
    assert sent.decode().startswith('{"id": "1", "title": "the "other" phone", "by": "8447388090400", "no": ""}')


async def test_the_shipped_triggers_send_the_shipped_bodies(account: Account) -> None:
    door = Door()
    async with listening(door) as url:
        account.parts.deliveries.connect(url, triggers=True, events=False)
        create_ticket(account.parts.sandbox, OUTAGE)
        await account.parts.deliveries.idle()

    ((_, sent),) = door.got
    document = json.loads(sent)
    assert (document["tierline"], document["event"], document["ticket_id"]) == (1, "created", "2")
    assert document["updated_at"] == "2026-11-24T09:00:00Z"
    titles = [one["title"] for one in (await account.http.get("/api/v2/triggers")).json()["triggers"]]
    assert titles == ["Tierline: ticket-created", "Tierline: ticket-updated"]


async def searched(account: Account, **params: str) -> httpx.Response:
    return await account.http.get(
        "/api/v2/search/export", params={"query": "status<solved", "filter[type]": "ticket", **params}
    )


async def test_the_search_index_is_behind_and_shows_what_was(account: Account) -> None:
    account.parts.sandbox.search_delay_seconds = 120.0
    assert (await searched(account)).json()["results"] == []
    account.clock.advance(timedelta(seconds=121))
    await account.put(tags=["later"])

    (shown,) = (await searched(account)).json()["results"]
    assert (shown["id"], shown["tags"], shown["result_type"]) == (1, [], "ticket")
    account.clock.advance(timedelta(seconds=121))
    assert (await searched(account)).json()["results"][0]["tags"] == ["later"]


async def test_the_search_goes_on_by_a_cursor_that_lives_for_an_hour(account: Account) -> None:
    account.parts.sandbox.search_delay_seconds = 0.0
    for _ in range(4):
        create_ticket(account.parts.sandbox, OUTAGE)
    account.parts.sandbox.update(2, {"status": "closed"}, AGENT_ID)
    first = (await searched(account, **{"page[size]": "2"})).json()
    cursor = first["meta"]["after_cursor"]
    second = (await searched(account, **{"page[size]": "2", "page[after]": cursor})).json()

    assert [[one["id"] for one in page["results"]] for page in (first, second)] == [[1, 3], [4, 5]]
    assert [page["meta"]["has_more"] for page in (first, second)] == [True, False]
    account.clock.advance(timedelta(minutes=61))
    grant = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = (await account.http.post("/oauth/tokens", json=grant)).json()["access_token"]
    account.http.headers["Authorization"] = f"Bearer {token}"
    assert (await searched(account, **{"page[after]": cursor})).status_code == 422


@pytest.mark.parametrize(
    ("params", "status"), [({"filter[type]": ""}, 400), ({"query": "type:ticket status<solved"}, 422)], ids=str
)
async def test_a_search_that_zendesk_refuses_is_refused(account: Account, params: dict[str, str], status: int) -> None:
    assert (await searched(account, **params)).status_code == status


async def test_a_hundred_searches_a_minute_are_the_limit(account: Account) -> None:
    answers = [await searched(account) for _ in range(101)]

    assert [one.status_code for one in answers] == [200] * 100 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


# --- problems and incidents, and tickets created by the API -----------------------------------------------------------

PROBLEM: dict[str, Any] = {
    "subject": "Storm",
    "comment": {"body": "Three tickets", "public": False},
    "type": "problem",
    "priority": "urgent",
    "tags": ["tierline_storm"],
    "external_id": "tierline-storm:carrier:lumen",
}


async def a_problem(account: Account, key: str | None = None, **more: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await account.http.post("/api/v2/tickets", json={"ticket": PROBLEM | more}, headers=headers)


async def test_a_ticket_is_created_with_everything_its_draft_says(account: Account) -> None:
    answer = await a_problem(account, group_id=DESK_GROUP)
    ticket = answer.json()["ticket"]

    assert (answer.status_code, "x-idempotency-lookup" in answer.headers) == (201, False)
    assert (ticket["type"], ticket["priority"], ticket["group_id"]) == ("problem", "urgent", DESK_GROUP)
    assert (ticket["external_id"], ticket["is_public"]) == (PROBLEM["external_id"], False)
    assert account.parts.sandbox.comments[ticket["id"]][0]["public"] is False


async def test_an_idempotency_key_is_answered_with_the_same_ticket_for_two_hours(account: Account) -> None:
    first, second = await a_problem(account, "k"), await a_problem(account, "k")
    account.clock.advance(timedelta(hours=2))
    grant = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = (await account.http.post("/oauth/tokens", json=grant)).json()["access_token"]
    account.http.headers["Authorization"] = f"Bearer {token}"
    third = await a_problem(account, "k")

    assert [one.headers["x-idempotency-lookup"] for one in (first, second, third)] == ["miss", "hit", "miss"]
    assert first.json()["ticket"]["id"] == second.json()["ticket"]["id"] != third.json()["ticket"]["id"]
    assert first.headers["location"] == second.headers["location"]


async def test_an_idempotency_key_with_another_draft_is_refused(account: Account) -> None:
    await a_problem(account, "k")
    answer = await a_problem(account, "k", subject="Another")

    assert (answer.status_code, answer.json()["error"]) == (400, "IdempotentRequestError")


async def test_tickets_are_listed_by_external_id(account: Account) -> None:
    created = (await a_problem(account)).json()["ticket"]["id"]
    found = await account.http.get("/api/v2/tickets", params={"external_id": str(PROBLEM["external_id"])})

    assert [one["id"] for one in found.json()["tickets"]] == [created]


async def test_a_search_for_problems_finds_no_other_type(account: Account) -> None:
    created = (await a_problem(account)).json()["ticket"]["id"]
    account.parts.sandbox.search_delay_seconds = 0
    query = {"query": "ticket_type:problem status<solved tags:tierline_storm", "filter[type]": "ticket"}
    found = await account.http.get("/api/v2/search/export", params=query)

    assert [one["id"] for one in found.json()["results"]] == [created]


async def test_an_incident_is_linked_to_a_problem_and_to_nothing_else(account: Account) -> None:
    problem_id = (await a_problem(account)).json()["ticket"]["id"]

    linked = await account.put(type="incident", problem_id=problem_id)
    other = create_ticket(account.parts.sandbox, OUTAGE)["id"]
    wrong = [await account.put(other, type="incident", problem_id=number) for number in (1, other, 999)]
    assert linked.json()["ticket"]["problem_id"] == problem_id
    assert account.ticket(problem_id)["has_incidents"] is True
    assert {answer.status_code for answer in wrong} == {422}
    unlinked = await account.put(type="question")
    assert unlinked.json()["ticket"]["problem_id"] is None
    assert account.ticket(problem_id)["has_incidents"] is False


async def test_solving_a_problem_solves_its_unsolved_incidents_with_its_comment(account: Account) -> None:
    problem_id = (await a_problem(account, assignee_id=AGENT_ID)).json()["ticket"]["id"]
    bystander = create_ticket(account.parts.sandbox, OUTAGE)["id"]
    await account.put(type="incident", problem_id=problem_id)
    await account.put(problem_id, status="solved", comment={"body": "Back again", "public": True})

    assert account.ticket(1)["status"] == "solved"
    assert account.parts.sandbox.comments[1][-1]["body"] == "Back again"
    assert account.ticket(bystander)["status"] != "solved"


async def test_what_is_asked_to_be_put_into_a_ticket_is_counted_from_what_happened(account: Account) -> None:
    """Solved at one minute, reopened by its requester at two; then a note of an agent's at three."""
    requester, beside = account.ticket()["requester_id"], {"include": "comment_count,metric_sets"}

    async def shown() -> dict[str, Any]:
        (row,) = (await account.http.get("/api/v2/tickets/show_many", params={"ids": "1"} | beside)).json()["tickets"]
        alone = (await account.http.get("/api/v2/tickets/1", params=beside)).json()["ticket"]
        assert (row["metric_set"], row["comment_count"]) == (alone["metric_set"], alone["comment_count"])
        return dict(row["metric_set"]) | {"count": row["comment_count"]}

    def at(minutes: int) -> str:
        return stamp(NOW + timedelta(minutes=minutes))

    first = await shown()
    account.clock.advance(timedelta(minutes=1))
    account.parts.sandbox.update(1, {"status": "solved", "assignee_id": AGENT_ID}, AGENT_ID)
    solved = await shown()
    account.clock.advance(timedelta(minutes=1))
    account.parts.sandbox.reply(1, requester, "It is back.")
    reopened = await shown()
    account.clock.advance(timedelta(minutes=1))
    account.parts.sandbox.reply(1, AGENT_ID, "A note", public=False)
    noted = await shown()

    names = ("reopens", "solved_at", "status_updated_at", "requester_updated_at", "latest_comment_added_at", "count")
    assert [first[name] for name in names] == [0, None, at(0), at(0), at(0), 1]
    assert [solved[name] for name in names] == [0, at(1), at(1), at(0), at(0), 1]
    assert [reopened[name] for name in names] == [1, None, at(2), at(2), at(2), 2]
    assert [noted[name] for name in names] == [1, None, at(2), at(2), at(3), 2]


async def test_nothing_is_put_into_a_ticket_unasked(account: Account) -> None:
    document = (await account.http.get("/api/v2/tickets/1")).json()["ticket"]

    assert not {"metric_set", "comment_count"} & set(document)


async def test_an_application_that_does_not_start_says_why() -> None:
    async def open_disk() -> None:
        raise OSError("the disk is full")

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await open_disk()
        yield

    with pytest.raises(RuntimeError, match="did not start") as caught:
        async with listening(FastAPI(lifespan=lifespan)):
            pass

    assert str(caught.value.__cause__) == "the disk is full"
