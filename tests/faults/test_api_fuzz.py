"""
schemathesis asks every documented operation for what its description allows, and for much that it does not.

Whatever it sends, the answer is documented, has the documented content type, and is no failure of ours.
"""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.main import create_app
from app.settings_reading import load_settings
from app.zendesk.sandbox.app import create_sandbox_app
from app.zendesk.sandbox.server import listening, running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import WEBHOOK_SECRET, settings_env
from app.zendesk.signature import sign
from tests.town import utc_now

pytestmark = pytest.mark.xdist_group("api")  # one service for all of them
OPERATIONS = [
    ("POST", "/webhooks/ticket-created"),
    ("POST", "/webhooks/ticket-updated"),
    ("POST", "/webhooks/events"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/health"),
]
EXAMPLES = 40
QUIETLY = hypothesis.settings(
    max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
SECONDS = 10.0
"""Longest answer; a hang is a failure, a busy machine is not."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The whole service with a sandbox, on an event loop of its own: schemathesis asks from this thread."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    url: list[str] = []
    ready = threading.Event()

    async def serve() -> None:
        async with running(create_sandbox_app(Sandbox())) as zendesk:
            database = tmp_path_factory.mktemp("api") / "tierline.db"
            env = settings_env(zendesk) | {"DATABASE_URL": f"sqlite:///{database}", "DOCS_ENABLED": "true"}
            async with listening(create_app(load_settings(env, env_file=None))) as own:
                url.append(own)
                ready.set()
                await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(90)
    yield url[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(60)
    loop.close()


def test_the_description_lists_exactly_these_operations(service: str) -> None:
    schema = schemathesis.openapi.from_url(f"{service}/openapi.json")

    found = {(one.method.upper(), one.path) for one in map(_operation, schema.get_all_operations())}

    assert found == set(OPERATIONS)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_documented_and_none_is_a_failure_of_ours(service: str, method: str, path: str) -> None:
    schema = schemathesis.openapi.from_url(f"{service}/openapi.json")
    operation = schema[path][method]

    @QUIETLY
    @hypothesis.given(case=operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        answer = case.call(timeout=SECONDS)
        checks = [status_code_conformance, content_type_conformance, response_schema_conformance]
        # `/health` says 503 on purpose while a promise is not kept.
        case.validate_response(answer, checks=checks if "health" in path else [*checks, not_a_server_error])

    ask()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", [path for _, path in OPERATIONS if "webhooks" in path])
def test_behind_a_valid_signature_any_json_is_stored_or_refused(service: str, path: str) -> None:
    """What reaches the parser; without a signature, nothing does."""
    operation = schemathesis.openapi.from_url(f"{service}/openapi.json")[path]["POST"]
    statuses = set()

    @QUIETLY
    @hypothesis.given(case=operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        request = requests.Request(**case.as_transport_kwargs()).prepare()
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        assert isinstance(body, bytes)
        stamp = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
        request.headers["X-Zendesk-Webhook-Invocation-Id"] = "01JDAPI"
        request.headers["X-Zendesk-Webhook-Signature"] = sign(WEBHOOK_SECRET, stamp, body)
        request.headers["X-Zendesk-Webhook-Signature-Timestamp"] = stamp
        with requests.Session() as session:
            statuses.add(session.send(request, timeout=SECONDS).status_code)

    ask()

    assert statuses <= {202, 400}


def _operation(result: Any) -> Any:
    return result.ok()
