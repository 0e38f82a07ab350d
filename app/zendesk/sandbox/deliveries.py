"""
Webhooks as Zendesk sends them: rendered from triggers or native events, signed, repeated, given up.

Delivery is best effort on purpose: other statuses than 409, 429 and 503 are final, and a breaker opens when too many
fail. Signatures bear the host's time, because they are about transport. Targets are loopback addresses only.
"""

import asyncio
import ipaddress
import json
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import structlog

from app.clock import Clock, SystemClock
from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.faults import Faults
from app.zendesk.sandbox.state import Happening, Sandbox, stamp
from app.zendesk.sandbox.triggers import Hooks
from app.zendesk.sandbox.world import ACCOUNT_ID, WEBHOOK_SECRET
from app.zendesk.signature import sign
from app.zendesk.tls import trusted

log = structlog.get_logger()

TIMEOUT_SECONDS: Final = 12.0
TRIES: Final = {409: 3, 429: 5, 503: 5}
TIMEOUT_TRIES: Final = 5
RETRY_AFTER_BELOW: Final = 60
BREAKER_WINDOW_SECONDS: Final = 300.0
BREAKER_LEAST: Final = 100
BREAKER_SHARE: Final = 0.7
BREAKER_ERRORS: Final = 1000
BREAKER_PAUSE_SECONDS: Final = 5.0
AT_ONCE: Final = 16

_PREFIX: Final = "zen:event-type:ticket."


@dataclass(slots=True)
class Attempt:
    """One try at a delivery, as the control API lists it."""

    at: str
    url: str
    ticket_id: int
    invocation_id: str
    status: int | None
    outcome: str


@dataclass(slots=True)
class Deliveries:
    """Sends what happens on tickets to the service that is connected."""

    sandbox: Sandbox
    faults: Faults
    hooks: Hooks
    events_url: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    paused: bool = False
    host: Clock = field(default_factory=SystemClock)
    """The clock of the signatures: the same that the service's door has."""
    transport: httpx.AsyncBaseTransport | None = None
    """The way to the service; None is the network."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _recent: deque[tuple[float, bool]] = field(default_factory=deque)
    _open_until: float = 0.0
    _http: httpx.AsyncClient | None = None
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def connect(self, url: str, *, triggers: bool, events: bool) -> None:
        """Send trigger webhooks, native events or both to the service at `url`; refuses anything but loopback."""
        _require_loopback(url)
        if triggers:
            self._connect_triggers(url.rstrip("/"))
        self.events_url = url.rstrip("/") if events else self.events_url

    def _connect_triggers(self, url: str) -> None:
        """Make the two webhooks and triggers of the setup guide, with the bodies that Tierline ships."""
        text = resources.files("app.zendesk").joinpath("trigger_bodies.json").read_text(encoding="utf-8")
        for name, body in json.loads(text).items():
            draft = {"name": f"Tierline {name}", "endpoint": f"{url}/webhooks/{name}"}
            webhook = self.hooks.add_webhook({**draft, "subscriptions": ["conditional_ticket_events"]})
            kind = "Create" if name == "ticket-created" else "Change"
            self.hooks.add_trigger(
                {
                    "title": f"Tierline: {name}",
                    "conditions": {"all": [{"field": "update_type", "operator": "is", "value": kind}], "any": []},
                    "actions": [{"field": "notification_webhook", "value": [webhook["id"], body]}],
                }
            )

    def happened(self, happening: Happening) -> None:
        """Queue what this change tells; a listener of the sandbox."""
        for url, body in self._messages(happening):
            task = asyncio.get_running_loop().create_task(self._deliver(url, body, happening.ticket["id"]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    # -- what is told -----------------------------------------------------------------------------------------------

    def _messages(self, happening: Happening) -> Iterator[tuple[str, bytes]]:
        if self.paused:
            return
        if happening.ticket["status"] != "deleted":
            yield from self.hooks.fired(happening)
        if self.events_url:
            for kind, event in native_events(happening):
                yield f"{self.events_url}/webhooks/events", self._event_body(happening, kind, event)

    def _event_body(self, happening: Happening, kind: str, event: dict[str, Any]) -> bytes:
        moment = self.sandbox.now()
        document = {
            "account_id": ACCOUNT_ID,
            "detail": _detail(happening),
            "event": event,
            "id": str(uuid.uuid4()),
            "subject": f"zen:ticket:{happening.ticket['id']}",
            "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond * 1000:09d}Z",
            "type": _PREFIX + kind,
            "zendesk_event_version": "2022-11-06",
        }
        return (json.dumps(document, indent=3, ensure_ascii=False) + "\n").encode()

    # -- delivery -----------------------------------------------------------------------------------------------------

    async def _deliver(self, url: str, body: bytes, ticket_id: int) -> None:
        invocation_id = uuid.uuid4().hex.upper()[:26]
        order = self.faults.take_webhook(urlsplit(url).path)
        if order == "drop_webhook":
            self._note(url, ticket_id, invocation_id, None, "dropped by a fault")
            return
        async with self._gate:
            await self._try(url, body, ticket_id, invocation_id)
            if order == "repeat_webhook":
                await self._try(url, body, ticket_id, invocation_id)

    async def _try(self, url: str, body: bytes, ticket_id: int, invocation_id: str) -> None:
        tries = 0
        while True:
            tries += 1
            now = asyncio.get_running_loop().time()
            if now < self._open_until:
                self._note(url, ticket_id, invocation_id, None, "circuit broken")
                return
            status, retry_after = await self._post(url, body, invocation_id)
            self._count(now, failed=status is None or status >= 400)
            outcome = "delivered" if status is not None and status < 300 else "failed"
            self._note(url, ticket_id, invocation_id, status, outcome)
            wait = _wait_before_retry(status, retry_after, tries)
            if wait is None:
                return
            await asyncio.sleep(wait)

    async def _post(self, url: str, body: bytes, invocation_id: str) -> tuple[int | None, str | None]:
        self._http = self._http or httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS,
            limits=httpx.Limits(max_connections=32),
            transport=self.transport,
            verify=True if self.transport else trusted(),
        )
        signed_at = stamp(self.host.now())
        headers = {
            "X-Zendesk-Account-Id": str(ACCOUNT_ID),
            "X-Zendesk-Webhook-Id": "01HANAHBMTDTB8Q98K38YZ5ZQS",
            "X-Zendesk-Webhook-Invocation-Id": invocation_id,
            "X-Zendesk-Webhook-Signature": sign(WEBHOOK_SECRET, signed_at, body),
            "X-Zendesk-Webhook-Signature-Timestamp": signed_at,
            "User-Agent": "Zendesk Webhook",
            "Content-Type": "application/json; charset=utf-8",
        }
        try:
            answer = await self._http.post(url, content=body, headers=headers)
        except httpx.HTTPError:
            return None, None
        return answer.status_code, answer.headers.get("Retry-After")

    def _count(self, now: float, *, failed: bool) -> None:
        """Open the breaker when 70 % of at least 100, or more than 1,000, failed within five minutes."""
        self._recent.append((now, failed))
        while self._recent and self._recent[0][0] < now - BREAKER_WINDOW_SECONDS:
            self._recent.popleft()
        failures = sum(one for _, one in self._recent)
        many = len(self._recent) >= BREAKER_LEAST and failures >= BREAKER_SHARE * len(self._recent)
        if failed and (many or failures > BREAKER_ERRORS):
            self._open_until = now + BREAKER_PAUSE_SECONDS
        elif not failed:
            self._open_until = 0.0

    def _note(self, url: str, ticket_id: int, invocation_id: str, status: int | None, outcome: str) -> None:
        at = stamp(self.sandbox.now())
        self.attempts.append(Attempt(at, url, ticket_id, invocation_id, status, outcome))


def native_events(happening: Happening) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the native events that one change makes, each as its type and its `event` object."""
    if happening.is_new:
        yield "created", {}
        return
    if happening.ticket["status"] == "deleted":
        yield "soft_deleted", {}
        return
    for event in happening.audit["events"]:
        if event["type"] == "Comment":
            yield "comment_added", {"comment": _comment(event)}
        elif event["type"] == "Change" and (told := _change(event)):
            yield told


def _change(event: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    names = {
        "status": "status_changed",
        "priority": "priority_changed",
        "type": "type_changed",
        "subject": "subject_changed",
        "assignee_id": "agent_assignment_changed",
        "group_id": "group_assignment_changed",
        "organization_id": "organization_changed",
        "problem_id": "problem_link_changed",
    }
    name, value, previous = event["field_name"], event["value"], event["previous_value"]
    if name == "tags":
        old, new = set(previous or ()), set(value or ())
        return "tags_changed", {"tags_added": sorted(new - old), "tags_removed": sorted(old - new)}
    if name.isdigit():
        changed = {"current": {"value": value}, "previous": {"value": previous}}
        return "custom_field_changed", {**changed, "custom_field": {"id": name, "title": "", "type": ""}}
    if name not in names:
        return None
    upper = name in ("status", "priority", "type")
    return names[name], {
        "current": value.upper() if upper and value else value,
        "previous": previous.upper() if upper and previous else previous,
    }


def _comment(event: dict[str, Any]) -> dict[str, Any]:
    staff = event["author_id"] < 8447388090490  # ids of the provider's people come first in the seeded world
    return {
        "id": str(event["id"]),
        "body": event["body"],
        "html_body": event["html_body"],
        "is_public": event["public"],
        "author": {"id": str(event["author_id"]), "is_staff": staff, "name": ""},
    }


def _detail(happening: Happening) -> dict[str, Any]:
    ticket = happening.ticket

    def text(name: str) -> str | None:
        return None if ticket[name] is None else str(ticket[name])

    def upper(name: str) -> str | None:
        return None if ticket[name] is None else str(ticket[name]).upper()

    return {
        "actor_id": str(happening.actor_id),
        "assignee_id": text("assignee_id"),
        "brand_id": text("brand_id"),
        "created_at": ticket["created_at"],
        "custom_status": text("custom_status_id"),
        "description": ticket["description"],
        "external_id": ticket["external_id"],
        "form_id": text("ticket_form_id"),
        "group_id": text("group_id"),
        "id": str(ticket["id"]),
        "is_public": ticket["is_public"],
        "organization_id": text("organization_id"),
        "priority": upper("priority"),
        "requester_id": text("requester_id"),
        "status": upper("status"),
        "subject": ticket["subject"],
        "submitter_id": text("submitter_id"),
        "tags": ticket["tags"] or None,
        "type": upper("type"),
        "updated_at": ticket["updated_at"],
        "via": {"channel": "web_service"},
    }


def _wait_before_retry(status: int | None, retry_after: str | None, tries: int) -> float | None:
    """Return the seconds before the next try, or None when this was the last."""
    if status is None:
        return 1.0 if tries < TIMEOUT_TRIES else None
    if status not in TRIES or tries >= TRIES[status]:
        return None
    if status == 409:
        return 1.0
    if retry_after is None or not retry_after.isdigit() or int(retry_after) >= RETRY_AFTER_BELOW:
        return None
    return float(retry_after)


def _require_loopback(url: str) -> None:
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise Refused.bad_request("webhooks go to loopback addresses only")
