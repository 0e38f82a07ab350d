"""Webhooks as Zendesk sends them, many at once, with a list of those that were acknowledged."""

import asyncio
import itertools
import json
import time
from dataclasses import dataclass, field

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


class Connection:
    """One keep-alive connection, spoken by hand: a client library would use more of the machine than the service."""

    def __init__(self, service: str) -> None:
        self._port = int(service.rpartition(":")[2])
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Send a webhook and return the status of the answer; raises `OSError` or `EOFError` when there is none."""
        try:
            reader, writer = self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
            told = {"Host": "127.0.0.1", "Content-Length": str(len(body))} | headers
            head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            writer.write(f"POST /webhooks/ticket-updated HTTP/1.1\r\n{head}\r\n".encode() + body)
            answer = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = next(line for line in answer.split("\r\n") if line.startswith("content-length:"))
            await reader.readexactly(int(length.partition(":")[2]))
        except (OSError, EOFError):
            self.close()
            raise
        if "connection: close" in answer:
            self.close()
        return int(answer.split()[1])

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


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
        connection = Connection(self.service)
        while not self._stop:
            await self.one(connection)
        connection.close()

    async def one(self, connection: Connection) -> None:
        """Send one webhook and note what became of it."""
        number = next(_numbers)
        ticket_id = self.ticket_ids[number % len(self.ticket_ids)]
        body, headers = a_webhook(ticket_id, f"load-{number}")
        began = time.monotonic()  # the sender's own watch
        try:
            status = await connection.post(body, headers)
        except (OSError, EOFError):
            self.refused += 1
            await asyncio.sleep(0.01)
            return
        self.milliseconds.append((time.monotonic() - began) * 1000)
        if status == 202:
            self.acknowledged.append(f"load-{number}")
        else:
            self.other.append(status)
