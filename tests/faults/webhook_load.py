"""Webhooks as Zendesk sends them, many at once, with a list of those that were acknowledged."""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field

import httpx

from app.clock import SystemClock
from app.zendesk.sandbox.world import WEBHOOK_SECRET
from app.zendesk.signature import sign

_numbers = itertools.count(1)


def a_webhook(ticket_id: int, invocation_id: str | None = None, **more: object) -> tuple[bytes, dict[str, str]]:
    """Body and headers of one signed delivery, dated now."""
    now = SystemClock().now().strftime("%Y-%m-%dT%H:%M:%SZ")
    body = json.dumps({"tierline": 1, "event": "updated", "ticket_id": ticket_id, "updated_at": now} | more).encode()
    return body, {
        "Content-Type": "application/json",
        "X-Zendesk-Webhook-Signature": sign(WEBHOOK_SECRET, now, body),
        "X-Zendesk-Webhook-Signature-Timestamp": now,
        "X-Zendesk-Webhook-Invocation-Id": invocation_id or f"load-{next(_numbers)}",
    }


@dataclass
class Load:
    """So many connections that send one webhook after the other."""

    service: str
    connections: int
    ticket_ids: range
    acknowledged: list[str] = field(default_factory=list)
    """Invocation ids that were answered 202."""
    other: list[int] = field(default_factory=list)
    """Statuses of all other answers."""
    refused: int = 0
    """Requests that got no answer."""
    milliseconds: list[float] = field(default_factory=list)
    _stop: bool = False

    async def run(self) -> None:
        """Send until `stop`."""
        await asyncio.gather(*(self._connection() for _ in range(self.connections)))

    def stop(self) -> None:
        """End after the answers under way."""
        self._stop = True

    async def _connection(self) -> None:
        async with httpx.AsyncClient(timeout=30) as http:
            while not self._stop:
                await self.one(http)

    async def one(self, http: httpx.AsyncClient) -> None:
        """Send one webhook and note what became of it."""
        number = next(_numbers)
        ticket_id = self.ticket_ids[number % len(self.ticket_ids)]
        body, headers = a_webhook(ticket_id, f"load-{number}")
        began = time.monotonic()  # the sender's own watch
        try:
            answer = await http.post(f"{self.service}/webhooks/ticket-updated", content=body, headers=headers)
        except httpx.HTTPError:
            self.refused += 1
            await asyncio.sleep(0.01)
            return
        self.milliseconds.append((time.monotonic() - began) * 1000)
        if answer.status_code == 202:
            self.acknowledged.append(f"load-{number}")
        else:
            self.other.append(answer.status_code)
