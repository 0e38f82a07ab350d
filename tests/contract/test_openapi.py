"""
The sandbox answers as Zendesk's own description says, and with the keys of recorded exchanges.

The description and the recordings lie outside the project; without them these tests have nothing to compare with.
Nullability is not declared reliably in the description, so null is allowed everywhere.
"""

import copy
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.server import running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import AGENT_ID, CLIENT_ID, CLIENT_SECRET, DESK_GROUP
from tests.town import NO_TLS, OUTAGE

SHARED = Path(__file__).parents[3] / "shared" / "zendesk"
DESCRIPTION = SHARED / "openapi" / "zendesk-support-oas-2024-08.json"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not DESCRIPTION.exists(), reason="Zendesk's OpenAPI description is not beside the project"),
]

ENDPOINTS = [
    ("GET", "/api/v2/tickets/1", "/api/v2/tickets/{ticket_id}"),
    ("GET", "/api/v2/tickets", "/api/v2/tickets"),
    ("GET", "/api/v2/tickets/show_many?ids=1,2", "/api/v2/tickets/show_many"),
    ("PUT", "/api/v2/tickets/1", "/api/v2/tickets/{ticket_id}"),
    ("GET", "/api/v2/tickets/1/comments", "/api/v2/tickets/{ticket_id}/comments"),
    ("GET", "/api/v2/tickets/1/audits", "/api/v2/tickets/{ticket_id}/audits"),
    ("POST", "/api/v2/tickets", "/api/v2/tickets"),
    ("GET", "/api/v2/tickets?external_id=none", "/api/v2/tickets"),
    ("PUT", "/api/v2/tickets/1/tags", "/api/v2/tickets/{ticket_id}/tags"),
    ("PUT", "/api/v2/tickets/update_many?ids=1", "/api/v2/tickets/update_many"),
    ("GET", "/api/v2/incremental/tickets/cursor?start_time=0", "/api/v2/incremental/tickets/cursor"),
    ("GET", "/api/v2/search/export?query=status<solved&filter[type]=ticket&page[size]=1", "/api/v2/search/export"),
    ("GET", "/api/v2/users/me", "/api/v2/users/me"),
    ("GET", f"/api/v2/users/{AGENT_ID}", "/api/v2/users/{user_id}"),
    ("GET", "/api/v2/groups", "/api/v2/groups"),
    ("GET", f"/api/v2/groups/{DESK_GROUP}", "/api/v2/groups/{group_id}"),
    ("GET", "/api/v2/group_memberships", "/api/v2/group_memberships"),
    ("GET", "/api/v2/organizations", "/api/v2/organizations"),
    ("GET", "/api/v2/ticket_fields", "/api/v2/ticket_fields"),
]


@pytest.fixture
async def account() -> AsyncIterator[httpx.AsyncClient]:
    """A signed-in client of a sandbox with two tickets."""
    parts = create_sandbox_app(Sandbox(export_delay_seconds=0, search_delay_seconds=0))
    async with running(parts) as url, httpx.AsyncClient(base_url=url, verify=NO_TLS) as client:
        create_ticket(parts.sandbox, OUTAGE)
        create_ticket(parts.sandbox, {**OUTAGE, "attachments": 1})
        grant = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
        token = (await client.post("/oauth/tokens", json=grant)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def ask(account: httpx.AsyncClient, method: str, url: str) -> Any:
    body: dict[str, Any] = {
        "ticket": {"priority": "high", "comment": {"body": "hello", "public": False}},
        "tags": ["a"],
    }
    if method == "POST":
        body["ticket"] |= {"subject": "Storm", "type": "problem", "external_id": "x"}
    answer = await account.request(method, url, json=None if method == "GET" else body)
    assert answer.status_code == (201 if method == "POST" else 200), answer.text
    return answer.json()


@pytest.mark.parametrize(("method", "url", "path"), ENDPOINTS, ids=[f"{m} {p}" for m, _, p in ENDPOINTS])
async def test_answers_conform_to_zendesks_description(
    account: httpx.AsyncClient, method: str, url: str, path: str
) -> None:
    description = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    responses = description["paths"][path][method.lower()]["responses"]
    schema = responses["201" if method == "POST" else "200"]["content"]["application/json"]["schema"]

    document = await ask(account, method, url)

    whole = {**nullable(schema), "components": nullable(description["components"])}
    jsonschema.Draft7Validator(whole).validate(document)


def nullable(schema: Any) -> Any:
    """The schema with null allowed wherever a type or an enumeration is declared."""
    schema = copy.deepcopy(schema)
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("type"), str):
                node["type"] = [node["type"], "null"]
            if isinstance(node.get("oneOf"), list):
                node["anyOf"] = node.pop("oneOf")  # null fits every branch, so it would fit too many
            if isinstance(node.get("enum"), list):
                node["enum"] = [*node["enum"], None]
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return schema


RECORDED = [
    ("tickets/update_200_with_audit_and_api_warn.json", "PUT", "/api/v2/tickets/1", ("ticket",)),
    ("tickets/update_200_with_audit_and_api_warn.json", "PUT", "/api/v2/tickets/1", ("audit",)),
    ("tickets/create_201.json", "POST", "/api/v2/tickets", ("ticket",)),
    ("tickets/create_201.json", "POST", "/api/v2/tickets", ("audit",)),
    ("tickets/comments_list_200.json", "GET", "/api/v2/tickets/2/comments?page[size]=100", ("comments", 0)),
    ("tickets/comments_list_200.json", "GET", "/api/v2/tickets/2/comments?page[size]=100", ()),
    ("tickets/comments_list_200.json", "GET", "/api/v2/tickets/2/comments?page[size]=100", ("meta",)),
    ("tickets/incremental_cursor_first_page.json", "GET", "/api/v2/incremental/tickets/cursor?start_time=0", ()),
    (
        "tickets/incremental_cursor_first_page.json",
        "GET",
        "/api/v2/incremental/tickets/cursor?start_time=0",
        ("tickets", 0),
    ),
    ("tickets/show_many_200.json", "GET", "/api/v2/tickets/show_many?ids=1", ()),
    ("tickets/update_many_batch_queued_200.json", "PUT", "/api/v2/tickets/update_many?ids=1", ("job_status",)),
    ("groups/list_200.json", "GET", "/api/v2/groups?page[size]=100", ("groups", 0)),
    ("groups/memberships_200.json", "GET", "/api/v2/group_memberships?page[size]=100", ("group_memberships", 0)),
]


@pytest.mark.parametrize(("file", "method", "url", "place"), RECORDED, ids=lambda one: str(one))
async def test_answers_have_the_keys_of_recorded_exchanges(
    account: httpx.AsyncClient, file: str, method: str, url: str, place: tuple[Any, ...]
) -> None:
    recorded = json.loads((SHARED / file).read_text(encoding="utf-8"))["response"]["body"]

    document = await ask(account, method, url)

    for step in place:
        recorded, document = recorded[step], document[step]
    assert set(recorded) - set(document) == set()
    for key, value in recorded.items():
        if value is not None and document[key] is not None:
            assert type(document[key]) is type(value), key


async def test_a_metric_set_conforms_to_zendesks_description(account: httpx.AsyncClient) -> None:
    components = json.loads(DESCRIPTION.read_text(encoding="utf-8"))["components"]
    schema = components["schemas"]["TicketMetricObject"]

    answer = await account.get("/api/v2/tickets/show_many?ids=1,2&include=metric_sets")

    for row in answer.json()["tickets"]:
        whole = {**nullable(schema), "components": nullable(components)}
        jsonschema.Draft7Validator(whole).validate(row["metric_set"])
        assert set(row["metric_set"]) <= set(schema["properties"])


async def test_dropped_keys_are_told_in_the_recorded_spelling(account: httpx.AsyncClient) -> None:
    answer = await account.put("/api/v2/tickets/1", json={"ticket": {"nonsense": 1}})

    assert answer.status_code == 200
    warning = answer.headers["x-zendesk-api-warn"]
    assert warning.startswith('{:allowed_parameters=>{:controller=>"tickets", :action=>"update", :unpermitted_keys=>[')
    assert '"ticket.nonsense"' in warning
