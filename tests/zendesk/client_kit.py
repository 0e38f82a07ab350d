"""What the tests of the Zendesk client share: settings, a clock, documents, and a client against respx."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import respx
import stamina
from pydantic import SecretStr

from app.clock import FakeClock
from app.config import Settings
from app.zendesk.client import ZendeskClient
from app.zendesk.fields import FieldIds

BASE = "https://hill-example.zendesk.com"
NOW = datetime(2026, 11, 3, 9, 10, 0, tzinfo=UTC)
DATE = "Tue, 03 Nov 2026 09:10:00 GMT"
SECRET = "hush-client-secret"
DATA = Path(__file__).parent.parent / "data" / "zendesk"


def settings(**changed: Any) -> Settings:
    """An account with an OAuth client and all its ticket fields."""
    values: dict[str, Any] = {
        "zendesk_subdomain": "hill-example",
        "zendesk_client_id": "tierline",
        "zendesk_client_secret": SecretStr(SECRET),
        "zendesk_field_tier": 9400000001,
        "zendesk_field_escalation_level": 9400000002,
        "zendesk_field_service_affecting": 9400000003,
        "zendesk_field_workaround": 9400000004,
        "zendesk_field_affected_users": 9400000005,
        "zendesk_field_total_users": 9400000006,
        "zendesk_field_circuit_id": 9400000007,
        "zendesk_field_category": 9400000008,
    }
    return Settings(**values | changed)


def document(name: str) -> Any:
    """One of the hand-written answers."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


FIELDS = FieldIds.of(settings())


def ticket(**changed: Any) -> dict[str, Any]:
    """The hand-written ticket, with some of it changed."""
    doc: dict[str, Any] = document("ticket")["ticket"]
    return doc | changed


def answer(name: str, status: int = 200, **headers: str) -> httpx.Response:
    """One of the hand-written answers as a response; `_` in header names stands for `-`."""
    return httpx.Response(
        status, json=document(name), headers={key.replace("_", "-"): value for key, value in headers.items()}
    )


def token(value: str = "token-1", expires_in: Any = 1800) -> httpx.Response:
    body = {"access_token": value, "token_type": "bearer", "scope": "read write", "expires_in": expires_in}
    return httpx.Response(200, json=body)


@asynccontextmanager
async def zendesk(
    clock: FakeClock | None = None, *, with_token: bool = True, **changed: Any
) -> AsyncIterator[tuple[ZendeskClient, respx.MockRouter]]:
    """A client whose every request must be expected; waiting between attempts takes no time."""
    with respx.mock(base_url=BASE, assert_all_called=False) as router, stamina.set_testing(True, attempts=99, cap=True):
        if with_token:
            router.post("/oauth/tokens", name="token").mock(return_value=token())
        async with ZendeskClient.open(settings(**changed), clock or FakeClock(NOW)) as client:
            yield client, router
