"""
Signed webhook bodies, mutated by the thousand, through real HTTP into the real `tierline serve`.

    python -m tests.faults.fuzz --count 100000

Prints a table and ends with code 1 when anything is not as it must be: no answer of 500 or above, none that takes long,
every valid body answered 202 and found in the inbox, the process alive and not grown.
"""

import argparse
import asyncio
import contextlib
import itertools
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psutil

from app.zendesk.sandbox.world import WEBHOOK_SECRET
from app.zendesk.signature import sign
from tests.faults.mutants import Case, Mutants
from tests.town import Town, town, utc_now

CONNECTIONS: Final = 16
HANGS: Final = 20.0
"""Seconds after which an answer is missed; the worst that a busy machine needs is far below."""
WARM_UP: Final = 0.2
GROWTH_LIMIT: Final = 0.10
GROWTH_FLOOR: Final = 8 * 2**20
"""Growth that says nothing, in short runs."""


@dataclass
class Report:
    """What came of it."""

    sent: int = 0
    valid: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    by_kind: dict[str, Counter[int]] = field(default_factory=dict)
    slowest_ms: float = 0.0
    hangs: int = 0
    cut: int = 0
    accepted: set[str] = field(default_factory=set)
    valid_accepted: set[str] = field(default_factory=set)
    stored: int = 0
    parked: int = 0
    pending: int = 0
    memory_before: int = 0
    memory_after: int = 0
    seconds: float = 0.0

    @property
    def server_errors(self) -> int:
        """Answers that say we failed."""
        return sum(count for status, count in self.statuses.items() if status >= 500)

    def failures(self) -> list[str]:
        """Return what is not as it must be."""
        growth = self.memory_after - self.memory_before
        problems = {
            f"{self.server_errors} answers of 500 or above": self.server_errors,
            f"{self.hangs} answers did not come": self.hangs,
            f"{self.cut} connections were cut without an answer": self.cut,
            f"{self.valid - len(self.valid_accepted)} valid bodies were not accepted": self.valid
            - len(self.valid_accepted),
            f"{len(self.accepted) - self.stored} accepted bodies are not in the inbox": len(self.accepted)
            - self.stored,
            f"{self.parked} events are parked": self.parked,
            f"{self.pending} events are still pending": self.pending,
            f"the process grew by {growth / 2**20:.1f} MiB": growth
            > max(GROWTH_FLOOR, GROWTH_LIMIT * self.memory_before),
        }
        return [problem for problem, is_there in problems.items() if is_there]

    def table(self) -> str:
        """Return the figures, one a line, then the answers by kind of mutation."""
        figures = [
            ("bodies sent", f"{self.sent:,}"),
            ("valid ones, accepted and stored", f"{len(self.valid_accepted):,} of {self.valid:,}"),
            ("accepted in all", f"{self.statuses[202]:,}"),
            *(
                (f"refused with {status}", f"{self.statuses[status]:,}")
                for status in sorted(self.statuses)
                if status != 202
            ),
            ("answers of 500 or above", f"{self.server_errors:,}"),
            ("no answer", f"{self.hangs + self.cut:,}"),
            ("events parked by them", f"{self.parked:,}"),
            ("slowest answer", f"{self.slowest_ms:.0f} ms"),
            ("bodies a second", f"{self.sent / max(self.seconds, 0.001):.0f}"),
            (
                "memory after warm-up, at the end",
                f"{self.memory_before / 2**20:.1f} MiB, {self.memory_after / 2**20:.1f} MiB",
            ),
        ]
        lines = ["| webhook fuzz | |", "|---|---|", *(f"| {name} | {value} |" for name, value in figures)]
        lines += ["", "| kind of mutation | answers |", "|---|---|"]
        for kind, statuses in sorted(self.by_kind.items()):
            lines.append(f"| {kind} | {', '.join(f'{statuses[one]:,} x {one}' for one in sorted(statuses))} |")
        return "\n".join(lines)


class Caller:
    """One keep-alive connection, as plain as can be: the client must not be what is measured."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, case: Case) -> tuple[int, bytes]:
        """Send one delivery and return status and body of the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._address)
        reader, writer = self._streams
        writer.write(_request(case))
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if b"connection: close" in head:
            self.close()
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def _request(case: Case) -> bytes:
    stamp = utc_now().strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f"POST {case.path} HTTP/1.1\r\nHost: tierline.test\r\nContent-Length: {len(case.body)}\r\n"
        f"X-Zendesk-Webhook-Invocation-Id: {case.invocation_id}\r\n"
        f"X-Zendesk-Webhook-Signature: {sign(WEBHOOK_SECRET, stamp, case.body)}\r\n"
        f"X-Zendesk-Webhook-Signature-Timestamp: {stamp}\r\n\r\n"
    )
    return head.encode() + case.body


async def fuzz(place: Town, count: int, seed: int) -> Report:
    """Send `count` bodies to the service of `place` and look at what came of them."""
    report = Report()
    cases = Mutants(seed).take(count)
    began = asyncio.get_running_loop().time()
    await _send(place, itertools.islice(cases, int(count * WARM_UP)), report)
    report.memory_before = _memory(place)
    await asyncio.gather(*(_send(place, cases, report) for _ in range(CONNECTIONS)))
    report.seconds = asyncio.get_running_loop().time() - began
    with contextlib.suppress(AssertionError):
        await place.until(lambda: _count(place, "pending") == 0, 60 + count / 100)
    report.memory_after = _memory(place)
    report.pending = _count(place, "pending")
    report.parked = _count(place, "parked")
    stored = {row[0] for row in place.rows("SELECT invocation_id FROM inbox WHERE invocation_id LIKE '01FUZZ%'")}
    report.stored = len(stored & report.accepted)
    report.valid_accepted &= stored
    return report


async def _send(place: Town, cases: Iterator[Case], report: Report) -> None:
    host, _, port = place.service.removeprefix("http://").partition(":")
    caller = Caller(host, int(port))
    loop = asyncio.get_running_loop()
    for case in cases:
        report.sent += 1
        report.valid += case.is_valid
        start = loop.time()
        try:
            async with asyncio.timeout(HANGS):
                status, body = await _posted(caller, case)
        except TimeoutError:
            report.hangs += 1
            caller.close()
            continue
        except (ConnectionError, asyncio.IncompleteReadError):
            report.cut += 1
            caller.close()
            continue
        report.slowest_ms = max(report.slowest_ms, (loop.time() - start) * 1000)
        report.statuses[status] += 1
        report.by_kind.setdefault(case.kind, Counter())[status] += 1
        # A mutation may give two events one id: the second is answered 202 as well, and is not stored again.
        if status == 202 and (case.is_valid or b"stored" in body):
            report.accepted.add(case.invocation_id)
            if case.is_valid:
                report.valid_accepted.add(case.invocation_id)
    caller.close()


async def _posted(caller: Caller, case: Case) -> tuple[int, bytes]:
    try:
        return await caller.post(case)
    except (ConnectionError, asyncio.IncompleteReadError):
        # The service may have ended an idle connection while we were about to use it.
        caller.close()
        return await caller.post(case)


def _count(place: Town, state: str) -> int:
    return int(place.rows("SELECT count(*) FROM inbox WHERE state = :state", state=state)[0][0])


def _memory(place: Town) -> int:
    assert place.process is not None
    return int(psutil.Process(place.process.pid).memory_info().rss)


def main(count: int = 100_000, seed: int = 1) -> str:
    """Run the long form and return its table; raises `AssertionError`, with the table, when a promise is broken."""

    async def run() -> Report:
        with tempfile.TemporaryDirectory(prefix="tierline-fuzz-") as folder:
            async with town(Path(folder), process=True, LOG_LEVEL="error") as place:
                return await fuzz(place, count, seed)

    report = asyncio.run(run())
    assert not report.failures(), "\n".join([*report.failures(), "", report.table()])
    return report.table()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1, help="the same seed sends the same bodies")
    order = parser.parse_args()
    print(main(order.count, order.seed))
