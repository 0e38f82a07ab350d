"""
The door for Zendesk's webhooks: verify the raw bytes, parse, store, answer.

Nothing else happens here, and nothing is answered 500: Zendesk repeats a 503 that carries a short `Retry-After`, but
never a 500.
"""

import asyncio
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from app.clock import Clock
from app.config import Settings
from app.errors import (
    AppError,
    InvalidPayload,
    InvalidSignature,
    PayloadTooLarge,
    StoreUnavailable,
    TooManyFailures,
)
from app.zendesk.events import Arrival, Delivery, TriggerSource, parse_event, parse_trigger
from app.zendesk.signature import claim, verify
from app.zendesk.strangers import Strangers, Throttle

RECEIVE_SECONDS: Final = 5.0
"""Longest wait for a whole body; the server itself has no such limit."""
RETRY_AFTER_SECONDS: Final = 10
"""Sent with 503; Zendesk comes again only when it is below 60."""
FAILED_RETRY_AFTER_SECONDS: Final = 30
"""Sent with 429. Should it be Zendesk that fails, for a wrong secret, the webhook comes again as well."""
INTAKE_BYTES: Final = 32 * 1024 * 1024
"""Bodies on their way in, all together: who has not proved to be Zendesk must not fill the memory."""
SMALL_BYTES: Final = 16 * 1024
"""A body up to this size is let in also above that sum; Zendesk's own have one to ten kilobytes."""

_SIGNATURE: Final = b"x-zendesk-webhook-signature"
_TIMESTAMP: Final = b"x-zendesk-webhook-signature-timestamp"
_INVOCATION: Final = b"x-zendesk-webhook-invocation-id"
_WEBHOOK: Final = b"x-zendesk-webhook-id"
_REQUEST: Final = b"x-request-id"
_LENGTH: Final = b"content-length"
_WANTED: Final = frozenset({_SIGNATURE, _TIMESTAMP, _INVOCATION, _WEBHOOK, _REQUEST, _LENGTH})
_OPAQUE: Final = re.compile(r"[!-~]{1,200}")
_REQUEST_ID: Final = re.compile(r"[!-~]{1,64}")

_STORED: Final = b'{"status":"stored"}'
_SEEN: Final = b'{"status":"seen"}'

_log = structlog.get_logger("tierline.webhooks")

Parse = Callable[[bytes, Arrival], Delivery]


class InboxPort(Protocol):
    """Where deliveries go."""

    async def accept(self, delivery: Delivery) -> bool:
        """Store durably; True when new, False when known. Raises `StoreUnavailable` when it cannot be stored."""


class ReceiveTimeout(AppError):
    """A body that did not arrive in time (408)."""

    status = 408


def webhooks_router(
    settings: Settings,
    clock: Clock,
    inbox: InboxPort,
    *,
    strangers: Strangers | None = None,
    receive_seconds: float = RECEIVE_SECONDS,
) -> APIRouter:
    """
    Return the three webhook routes.

    `clock` is the host's: signature times are about transport, so Zendesk's corrected time must not be used.
    """
    door = _Door(
        secrets=tuple(secret.get_secret_value() for secret in settings.webhook_secrets),
        tolerance=timedelta(seconds=settings.webhook_tolerance_seconds),
        limit=settings.webhook_max_bytes,
        receive_seconds=receive_seconds,
        clock=clock,
        inbox=inbox,
        strangers=strangers or Strangers(clock.monotonic),
        lines=Throttle(clock.monotonic),
        intake=_Intake(),
    )
    router = APIRouter(prefix="/webhooks", tags=["webhooks"])

    @router.post("/ticket-created", **_describes("Trigger-connected webhook: a ticket was created."))
    async def ticket_created(request: Request) -> Response:
        return await door.answer(request, _trigger_parser("ticket-created"))

    @router.post("/ticket-updated", **_describes("Trigger-connected webhook: a ticket was updated."))
    async def ticket_updated(request: Request) -> Response:
        return await door.answer(request, _trigger_parser("ticket-updated"))

    @router.post("/events", **_describes("Webhook subscribed to Zendesk's native ticket events."))
    async def events(request: Request) -> Response:
        return await door.answer(request, parse_event)

    return router


def _trigger_parser(source: TriggerSource) -> Parse:
    return lambda raw, arrival: parse_trigger(source, raw, arrival)


@dataclass(slots=True)
class _Intake:
    """How many bytes of unproven bodies are held at this moment."""

    held: int = 0


@dataclass(frozen=True, slots=True)
class _Door:
    secrets: tuple[str, ...]
    tolerance: timedelta
    limit: int
    receive_seconds: float
    clock: Clock
    inbox: InboxPort
    strangers: Strangers
    lines: Throttle
    intake: _Intake

    async def answer(self, request: Request, parse: Parse) -> Response:
        """Answer one delivery; every failure is an answer too."""
        try:
            delivery = await self._read(request, parse)
            created = await self.inbox.accept(delivery)
        except AppError as error:
            return self._refusal(error, request)
        except ClientDisconnect:
            _log.debug("webhook sender left")
            return Response(status_code=400)
        except Exception:
            # The outermost edge: a 500 would lose the event, while a 503 makes Zendesk bring it again.
            _log.exception("webhook failed", status=503)
            return _answer(StoreUnavailable("The event could not be stored; send it again."))
        # The inbox row is the lasting trace of a delivery, so this line is for those who follow one.
        _log.debug(
            "webhook stored" if created else "webhook seen before",
            ticket_id=delivery.ticket_id,
            type=delivery.event_type,
            invocation_id=delivery.invocation_id,
            status=202,
        )
        return Response(_STORED if created else _SEEN, status_code=202, media_type="application/json")

    def _refusal(self, error: AppError, request: Request) -> Response:
        client = request.client.host if request.client else ""
        if isinstance(error, InvalidSignature) and self.strangers.failed(client):
            error = TooManyFailures("Too many webhooks without a valid signature came from this address.")
        if (withheld := self.lines.admits()) is not None:
            more = {"withheld": withheld} if withheld else {}
            _log.warning("webhook refused", status=error.status, reason=str(error), source=client, **more)
        return _answer(error)

    async def _read(self, request: Request, parse: Parse) -> Delivery:
        headers, repeated = _headers(request)
        self._may_enter(headers, repeated)
        raw = await self._body(request)
        now = self.clock.now()
        verify(self.secrets, headers.get(_TIMESTAMP), headers.get(_SIGNATURE), raw, now, self.tolerance)
        invocation_id = headers.get(_INVOCATION, "")
        if _INVOCATION in repeated or not _OPAQUE.fullmatch(invocation_id):
            msg = "The header X-Zendesk-Webhook-Invocation-Id is missing or malformed."
            raise InvalidPayload(msg)
        return parse(raw, Arrival(invocation_id, _opaque(headers, _WEBHOOK), now, _request_id(headers)))

    def _may_enter(self, headers: Mapping[bytes, str], repeated: set[bytes]) -> None:
        """Judge by the headers whether the body is worth reading; a stranger's is not."""
        length = headers.get(_LENGTH)
        if length is not None and length.isdecimal() and (len(length) > 18 or int(length) > self.limit):
            raise _too_large(self.limit)
        if repeated & {_SIGNATURE, _TIMESTAMP}:
            msg = "A signature header is there more than once."
            raise InvalidSignature(msg)
        if self.secrets:  # without any, `verify` says so
            claim(headers.get(_TIMESTAMP), headers.get(_SIGNATURE), self.clock.now(), self.tolerance)

    async def _body(self, request: Request) -> bytes:
        try:
            async with asyncio.timeout(self.receive_seconds):
                return await self._received(request)
        except TimeoutError:
            msg = f"The body did not arrive within {self.receive_seconds:g} seconds."
            raise ReceiveTimeout(msg) from None

    async def _received(self, request: Request) -> bytes:
        """Read up to the limit and not beyond, whatever length was announced."""
        parts = []
        size = 0
        try:
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                part = message.get("body", b"")
                size += len(part)
                self.intake.held += len(part)
                if size > self.limit:
                    raise _too_large(self.limit)
                if self.intake.held > INTAKE_BYTES and size > SMALL_BYTES:
                    msg = "Too much is arriving at once; send it again."
                    raise StoreUnavailable(msg)
                parts.append(part)
                if not message.get("more_body", False):
                    return parts[0] if len(parts) == 1 else b"".join(parts)
        finally:
            self.intake.held -= size


def _headers(request: Request) -> tuple[dict[bytes, str], set[bytes]]:
    """Return the headers we look at, and which of them came more than once."""
    found: dict[bytes, str] = {}
    repeated = set()
    for name, value in request.scope["headers"]:
        if name in _WANTED:
            if name in found:
                repeated.add(name)
            found[name] = value.decode("latin-1")
    return found, repeated


def _opaque(headers: Mapping[bytes, str], name: bytes) -> str | None:
    value = headers.get(name, "")
    return value if _OPAQUE.fullmatch(value) else None


def _request_id(headers: Mapping[bytes, str]) -> str:
    given = headers.get(_REQUEST, "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The body is larger than the {limit} bytes that WEBHOOK_MAX_BYTES allows.")


def _answer(error: AppError) -> Response:
    headers = {}
    if isinstance(error, StoreUnavailable):
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(error, TooManyFailures):
        headers["Retry-After"] = str(FAILED_RETRY_AFTER_SECONDS)
    if isinstance(error, PayloadTooLarge | ReceiveTimeout | InvalidSignature | TooManyFailures):
        # The rest of the body is not worth reading, and who cannot sign shall pay for his next try.
        headers["Connection"] = "close"
    return Response(
        json.dumps({"error": str(error)}), status_code=error.status, headers=headers, media_type="application/json"
    )


def _describes(summary: str) -> dict[str, Any]:
    """Return what the OpenAPI page shows of a route that reads raw bytes."""
    return {
        "summary": summary,
        "status_code": 202,
        "response_class": Response,
        "responses": {
            202: {"description": "Stored, or seen before."},
            400: {"description": "Not JSON, not ours, or without an invocation id."},
            401: {"description": "The signature does not prove that Zendesk sent it now."},
            408: {"description": "The body did not arrive in time."},
            413: {"description": "The body is larger than WEBHOOK_MAX_BYTES."},
            429: {"description": "As 401, and many such webhooks came from the same address."},
            503: {"description": "Nothing could be stored; come again after Retry-After seconds."},
        },
        "openapi_extra": {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}},
    }
