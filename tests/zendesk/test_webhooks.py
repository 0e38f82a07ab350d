"""The webhook door over ASGI: what is stored, what is refused and how, and that nothing ends as a 500."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.clock import FakeClock
from app.config import Settings
from app.errors import StoreUnavailable
from app.ops.application import Application, endpoints
from app.settings_reading import load_settings
from app.zendesk.events import Delivery
from app.zendesk.signature import sign
from app.zendesk.webhooks import INTAKE_BYTES, webhooks_router

pytestmark = pytest.mark.anyio

SECRET = "n2Jk8Qw5LxVhT0rYb7CzUe4MpAs1DfGi"
OLD_SECRET = "b6Xc3ZtR9yHn1KvQ5wPs8EjLm2UaFo7D"
STAMP = "2026-11-24T09:00:00Z"
LIMIT = 2048
DATA = Path(__file__).parent.parent / "data" / "webhooks"
TRIGGER_BODY = b'{"tierline": 1, "event": "created", "ticket_id": "35436", "updated_at": "2026-11-24T08:59:00Z"}'
ROUTES = ("/webhooks/ticket-created", "/webhooks/ticket-updated", "/webhooks/events")


@dataclass
class FakeInbox:
    """Remembers deliveries and knows an invocation by its id; raises `failure` when it has one."""

    deliveries: list[Delivery] = field(default_factory=list)
    failure: Exception | None = None

    async def accept(self, delivery: Delivery) -> bool:
        if self.failure is not None:
            raise self.failure
        is_new = all(known.invocation_id != delivery.invocation_id for known in self.deliveries)
        self.deliveries.append(delivery)
        return is_new


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


def settings(**changed: str) -> Settings:
    env = {"WEBHOOK_SECRETS": f"{SECRET},{OLD_SECRET}", "WEBHOOK_MAX_BYTES": str(LIMIT)} | changed
    return load_settings(env, env_file=None)


def service(clock: FakeClock, inbox: FakeInbox, receive_seconds: float = 5.0, **changed: str) -> FastAPI:
    router = webhooks_router(settings(**changed), clock, inbox, receive_seconds=receive_seconds)
    app = Application(straight=endpoints(router.routes))
    app.include_router(router)
    return app


@asynccontextmanager
async def zendesk(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://tierline.test") as client:
        yield client


def signed(body: bytes, *, secret: str = SECRET, stamp: str = STAMP, invocation: str = "01JDINV1") -> dict[str, str]:
    return {
        "User-Agent": "Zendesk Webhook",
        "Content-Type": "application/json; charset=utf-8",
        "X-Zendesk-Account-Id": "21500042",
        "X-Zendesk-Webhook-Id": "01JDHOOK1",
        "X-Zendesk-Webhook-Invocation-Id": invocation,
        "X-Zendesk-Webhook-Signature": sign(secret, stamp, body),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
    }


async def post(
    app: FastAPI, path: str = ROUTES[0], body: bytes = TRIGGER_BODY, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    async with zendesk(app) as client:
        return await client.post(path, content=body, headers=signed(body) if headers is None else headers)


def sentence(answer: httpx.Response) -> str:
    """The one key of an error body."""
    (error,) = answer.json().values()
    assert list(answer.json()) == ["error"]
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(error, str)
    assert error.endswith(".")
    return error


# --- stored ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "event_type"), [(ROUTES[0], "created"), (ROUTES[1], "updated")])
async def test_a_signed_trigger_is_stored_before_it_is_answered(
    clock: FakeClock, inbox: FakeInbox, path: str, event_type: str
) -> None:
    answer = await post(service(clock, inbox), path)

    (delivery,) = inbox.deliveries
    assert (answer.status_code, answer.json()) == (202, {"status": "stored"})
    assert (delivery.source, delivery.event_type) == (path.removeprefix("/webhooks/"), event_type)
    assert (delivery.ticket_id, delivery.body) == (35436, TRIGGER_BODY.decode())
    assert (delivery.invocation_id, delivery.webhook_id) == ("01JDINV1", "01JDHOOK1")
    assert (delivery.received_at, len(delivery.request_id)) == (clock.now(), 32)


async def test_a_pretty_printed_native_event_is_stored_byte_for_byte(clock: FakeClock, inbox: FakeInbox) -> None:
    """Zendesk signs its own line breaks; re-serialised JSON would not verify."""
    body = (DATA / "ticket_created.json").read_bytes()

    answer = await post(service(clock, inbox), "/webhooks/events", body)

    (delivery,) = inbox.deliveries
    assert answer.status_code == 202
    assert (delivery.source, delivery.event_type) == ("events", "zen:event-type:ticket.created")
    assert delivery.body.encode() == body


async def test_a_delivery_seen_before_is_answered_202_as_well(clock: FakeClock, inbox: FakeInbox) -> None:
    app = service(clock, inbox)

    answers = [await post(app), await post(app)]

    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(202, "stored"), (202, "seen")]


async def test_an_unknown_event_type_is_stored_to_be_ignored_with_a_reason(clock: FakeClock, inbox: FakeInbox) -> None:
    body = json.dumps(json.loads((DATA / "tags_changed.json").read_bytes()) | {"type": "zen:event-type:ticket.new"})

    answer = await post(service(clock, inbox), "/webhooks/events", body.encode())

    assert answer.status_code == 202
    assert inbox.deliveries[0].event_type == "zen:event-type:ticket.new"


async def test_while_secrets_are_rotated_both_are_accepted(clock: FakeClock, inbox: FakeInbox) -> None:
    answer = await post(service(clock, inbox), headers=signed(TRIGGER_BODY, secret=OLD_SECRET))

    assert answer.status_code == 202


async def test_the_content_type_is_not_asked_for(clock: FakeClock, inbox: FakeInbox) -> None:
    answer = await post(service(clock, inbox), headers=signed(TRIGGER_BODY) | {"Content-Type": "text/plain"})

    assert answer.status_code == 202


async def test_a_request_id_set_in_front_of_us_travels_with_the_event(clock: FakeClock, inbox: FakeInbox) -> None:
    await post(service(clock, inbox), headers=signed(TRIGGER_BODY) | {"X-Request-Id": "proxy-77"})
    await post(service(clock, inbox), headers=signed(TRIGGER_BODY) | {"X-Request-Id": "two words"})
    await post(service(clock, inbox), headers=signed(TRIGGER_BODY) | {"X-Request-Id": "x" * 65})

    assert inbox.deliveries[0].request_id == "proxy-77"
    assert [len(delivery.request_id) for delivery in inbox.deliveries[1:]] == [32, 32], "as long as its column takes"


async def test_a_body_of_exactly_the_limit_is_stored(clock: FakeClock, inbox: FakeInbox) -> None:
    body = TRIGGER_BODY.ljust(LIMIT)

    assert (await post(service(clock, inbox), body=body)).status_code == 202


# --- refused --------------------------------------------------------------------------------------------------------


def without(name: str) -> dict[str, str]:
    headers = signed(TRIGGER_BODY)
    del headers[name]
    return headers


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no headers at all"),
        pytest.param(without("X-Zendesk-Webhook-Signature"), id="no signature"),
        pytest.param(without("X-Zendesk-Webhook-Signature-Timestamp"), id="no timestamp"),
        pytest.param(signed(TRIGGER_BODY + b" "), id="another body"),
        pytest.param(signed(TRIGGER_BODY, secret="somebody's"), id="another secret"),
        pytest.param(signed(TRIGGER_BODY, stamp="2026-11-24T08:54:59Z"), id="301 seconds old"),
        pytest.param(signed(TRIGGER_BODY, stamp="2026-11-24T09:05:01Z"), id="301 seconds ahead"),
    ],
)
@pytest.mark.parametrize("path", ROUTES)
async def test_an_unproven_webhook_is_401_on_every_route_and_stored_nowhere(
    clock: FakeClock, inbox: FakeInbox, path: str, headers: dict[str, str]
) -> None:
    answer = await post(service(clock, inbox), path, headers=headers)

    assert answer.status_code == 401
    assert sentence(answer)
    assert inbox.deliveries == []


async def test_the_tolerance_is_a_setting(clock: FakeClock, inbox: FakeInbox) -> None:
    app = service(clock, inbox, WEBHOOK_TOLERANCE_SECONDS="600")
    clock.advance(timedelta(seconds=600))

    assert (await post(app)).status_code == 202
    clock.advance(timedelta(seconds=1))
    assert (await post(app)).status_code == 401


async def test_without_a_secret_the_door_is_closed(clock: FakeClock, inbox: FakeInbox) -> None:
    app = service(clock, inbox, WEBHOOK_SECRETS="")

    answer = await post(app, headers=signed(TRIGGER_BODY, secret=""))

    assert answer.status_code == 401
    assert "WEBHOOK_SECRETS" in sentence(answer)


@pytest.mark.parametrize("name", [b"x-zendesk-webhook-signature", b"x-zendesk-webhook-signature-timestamp"])
async def test_a_signature_header_that_comes_twice_is_401(clock: FakeClock, inbox: FakeInbox, name: bytes) -> None:
    headers = [(key.lower().encode(), value.encode()) for key, value in signed(TRIGGER_BODY).items()]
    headers += [pair for pair in headers if pair[0] == name]

    status, _, body = await raw_call(service(clock, inbox), headers, [message(TRIGGER_BODY)])

    assert status == 401
    assert b"more than once" in body


@pytest.mark.parametrize("name", ["x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"])
async def test_a_header_with_bytes_beyond_ascii_is_401(clock: FakeClock, inbox: FakeInbox, name: str) -> None:
    headers = {key.lower(): value.encode() for key, value in signed(TRIGGER_BODY).items()} | {name: b"\xff\xe9"}

    status, _, _ = await raw_call(
        service(clock, inbox), [(key.encode(), value) for key, value in headers.items()], [message(TRIGGER_BODY)]
    )

    assert status == 401


async def test_a_missing_invocation_id_is_400_and_says_so(clock: FakeClock, inbox: FakeInbox) -> None:
    answer = await post(service(clock, inbox), headers=without("X-Zendesk-Webhook-Invocation-Id"))

    assert answer.status_code == 400
    assert "X-Zendesk-Webhook-Invocation-Id" in sentence(answer)
    assert inbox.deliveries == []


async def test_the_signature_is_judged_before_anything_else(clock: FakeClock, inbox: FakeInbox) -> None:
    """A stranger learns nothing about what a body should look like."""
    answer = await post(service(clock, inbox), body=b"not JSON", headers={})

    assert answer.status_code == 401


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("body", [b"", b"not JSON", b"[]", b"{}", b'{"ticket_id":"\xff"}', b"[" * 2000, b"NaN"])
async def test_a_signed_body_that_is_not_ours_is_400(
    clock: FakeClock, inbox: FakeInbox, path: str, body: bytes
) -> None:
    answer = await post(service(clock, inbox), path, body)

    assert answer.status_code == 400
    assert sentence(answer)
    assert inbox.deliveries == []


async def test_a_native_event_on_a_trigger_route_is_400(clock: FakeClock, inbox: FakeInbox) -> None:
    answer = await post(service(clock, inbox), body=(DATA / "tags_changed.json").read_bytes())

    assert answer.status_code == 400


async def test_other_methods_are_405(clock: FakeClock, inbox: FakeInbox) -> None:
    async with zendesk(service(clock, inbox)) as client:
        assert (await client.get("/webhooks/events")).status_code == 405


# --- bodies that are large, slow, or never end ----------------------------------------------------------------------


def message(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


class Wire:
    """The receiving end of an ASGI call: hands out messages, then waits for ever; counts what was taken."""

    def __init__(self, messages: Iterable[dict[str, Any]]) -> None:
        self._messages = iter(messages)
        self.taken = 0

    async def __call__(self) -> dict[str, Any]:
        try:
            answer = next(self._messages)
        except StopIteration:
            await asyncio.Event().wait()
            raise
        self.taken += 1
        return answer


async def raw_call(
    app: FastAPI, headers: list[tuple[bytes, bytes]], messages: Iterable[dict[str, Any]]
) -> tuple[int, dict[bytes, bytes], bytes]:
    status, answered, body, _ = await counted_call(app, headers, messages)
    return status, answered, body


async def counted_call(
    app: FastAPI, headers: list[tuple[bytes, bytes]], messages: Iterable[dict[str, Any]]
) -> tuple[int, dict[bytes, bytes], bytes, int]:
    """Call the application as a server would; also return how many pieces of the body it took."""
    wire, sent = Wire(messages), []

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/webhooks/ticket-created",
        "raw_path": b"/webhooks/ticket-created",
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    await app(scope, wire, send)  # type: ignore[arg-type]  # ASGI's own message types are wider than our dicts
    start, *rest = sent
    return start["status"], dict(start["headers"]), b"".join(part.get("body", b"") for part in rest), wire.taken


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(key.lower().encode(), value.encode()) for key, value in headers.items()]


async def test_an_announced_length_over_the_limit_is_413_before_a_byte_is_read(
    clock: FakeClock, inbox: FakeInbox
) -> None:
    headers = raw(signed(TRIGGER_BODY) | {"Content-Length": str(LIMIT + 1)})

    status, answered, body, taken = await counted_call(service(clock, inbox), headers, [message(b"x" * LIMIT)])

    assert (status, taken) == (413, 0)
    assert str(LIMIT) in json.loads(body)["error"]
    assert answered[b"connection"] == b"close"


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "many", "1"])
async def test_an_absurd_or_false_length_changes_nothing_about_the_limit(
    clock: FakeClock, inbox: FakeInbox, length: str
) -> None:
    headers = raw(signed(TRIGGER_BODY) | {"Content-Length": length})

    status, _, _ = await raw_call(service(clock, inbox), headers, [message(b"x" * (LIMIT + 1))])

    assert status == 413


async def test_a_chunked_body_is_counted_and_left_where_it_passes_the_limit(clock: FakeClock, inbox: FakeInbox) -> None:
    endless = (message(b"x" * 1000, more=True) for _ in range(10_000))

    status, _, _, taken = await counted_call(service(clock, inbox), raw(signed(TRIGGER_BODY)), endless)

    assert (status, taken) == (413, 3)


async def test_a_body_in_many_pieces_is_put_together(clock: FakeClock, inbox: FakeInbox) -> None:
    pieces = [message(TRIGGER_BODY[at : at + 1], more=True) for at in range(len(TRIGGER_BODY))] + [message(b"")]

    status, _, _ = await raw_call(service(clock, inbox), raw(signed(TRIGGER_BODY)), pieces)

    assert status == 202
    assert inbox.deliveries[0].body == TRIGGER_BODY.decode()


async def test_a_body_that_never_ends_is_408_after_the_deadline(clock: FakeClock, inbox: FakeInbox) -> None:
    app = service(clock, inbox, receive_seconds=0.05)

    status, answered, body = await raw_call(app, raw(signed(TRIGGER_BODY)), [message(b"{", more=True)])

    assert (status, answered[b"connection"]) == (408, b"close")
    assert "0.05 seconds" in json.loads(body)["error"]


async def test_a_sender_who_leaves_in_mid_body_makes_no_noise(clock: FakeClock, inbox: FakeInbox) -> None:
    with capture_logs() as logs:
        await raw_call(
            service(clock, inbox),
            raw(signed(TRIGGER_BODY)),
            [message(b"{", more=True), {"type": "http.disconnect"}],
        )

    assert inbox.deliveries == []
    assert [entry["log_level"] for entry in logs] == ["debug"]


async def test_large_bodies_at_once_are_asked_to_come_again_while_small_ones_are_let_in(
    clock: FakeClock, inbox: FakeInbox
) -> None:
    """Nobody has proved anything yet while a body is on its way in; all together must not fill the memory."""
    limit = 4 * 2**20
    app = service(clock, inbox, WEBHOOK_MAX_BYTES=str(limit))
    large = b"x" * (limit - 1)
    held = [
        asyncio.create_task(raw_call(app, raw(signed(large)), [message(large, more=True)]))
        for _ in range(INTAKE_BYTES // len(large))
    ]
    await asyncio.sleep(0)

    status, answered, _ = await raw_call(app, raw(signed(large)), [message(large)])
    small = await raw_call(app, raw(signed(TRIGGER_BODY)), [message(TRIGGER_BODY)])
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    after = await raw_call(app, raw(signed(large)), [message(large)])

    assert (status, answered[b"retry-after"]) == (503, b"10")
    assert small[0] == 202
    assert after[0] == 400, "there is room again"


# --- when nothing can be stored -------------------------------------------------------------------------------------


async def test_when_the_store_cannot_commit_zendesk_is_asked_to_come_again(clock: FakeClock, inbox: FakeInbox) -> None:
    inbox.failure = StoreUnavailable("The database is busy.")

    answer = await post(service(clock, inbox))

    assert (answer.status_code, sentence(answer)) == (503, "The database is busy.")
    assert 0 < int(answer.headers["retry-after"]) < 60


async def test_a_defect_of_ours_is_503_and_logged_since_zendesk_never_repeats_a_500(
    clock: FakeClock, inbox: FakeInbox
) -> None:
    inbox.failure = RuntimeError("hunter2")

    with capture_logs() as logs:
        answer = await post(service(clock, inbox))

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) == 10
    assert "hunter2" not in sentence(answer)
    assert logs[0]["log_level"] == "error"


# --- what is logged -------------------------------------------------------------------------------------------------


async def test_logs_name_the_ticket_and_never_the_body_or_the_headers(clock: FakeClock, inbox: FakeInbox) -> None:
    app = service(clock, inbox)
    body = TRIGGER_BODY[:-1] + b', "note": "call 555-0100"}'

    with capture_logs() as logs:
        await post(app, body=body)
        await post(app, body=body, headers={})
        await post(app, body=b'{"ticket_id": "call 555-0100"}')

    assert {key for entry in logs for key in entry} <= {
        "event",
        "log_level",
        "ticket_id",
        "type",
        "invocation_id",
        "status",
        "reason",
        "source",
    }
    assert logs[0]["ticket_id"] == 35436
    assert [entry["status"] for entry in logs] == [202, 401, 400]
    for secret in ("555-0100", SECRET, sign(SECRET, STAMP, body)):
        assert secret not in str(logs)


async def test_the_openapi_page_lists_the_routes_and_their_answers(clock: FakeClock, inbox: FakeInbox) -> None:
    paths = service(clock, inbox).openapi()["paths"]

    for route in ROUTES:
        assert {"202", "400", "401", "408", "413", "503"} <= paths[route]["post"]["responses"].keys()
