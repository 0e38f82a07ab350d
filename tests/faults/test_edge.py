"""Strangers at the door of the real `tierline serve`: what they send costs nearly nothing and leaves nothing behind."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
import pytest

from app.zendesk.sandbox.world import WEBHOOK_SECRET
from app.zendesk.signature import sign
from app.zendesk.strangers import ALLOWED, LINES
from tests.town import Town, town, utc_now

pytestmark = [pytest.mark.anyio, pytest.mark.fault]

BODY = b'{"tierline": 1, "event": "created", "ticket_id": "35436", "updated_at": "2026-11-24T08:59:00Z"}'
PATH = "/webhooks/ticket-created"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, process=True, log=tmp_path / "log", LOG_LEVEL="info") as built:
        yield built


def signed(body: bytes, *, invocation: str = "01JDEDGE", ago: timedelta = timedelta(0)) -> dict[str, str]:
    stamp = (utc_now() - ago).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "x-zendesk-webhook-invocation-id": invocation,
        "x-zendesk-webhook-signature": sign(WEBHOOK_SECRET, stamp, body),
        "x-zendesk-webhook-signature-timestamp": stamp,
    }


def head(headers: Iterable[tuple[str, bytes]]) -> bytes:
    lines = b"".join(b"%s: %s\r\n" % (name.encode(), value) for name, value in headers)
    return b"POST " + PATH.encode() + b" HTTP/1.1\r\nHost: t\r\n" + lines + b"\r\n"


def pairs(headers: dict[str, str], **more: bytes) -> list[tuple[str, bytes]]:
    encoded = {name: value.encode() for name, value in headers.items()}
    return list((encoded | {name.replace("_", "-"): value for name, value in more.items()}).items())


async def conversation(place: Town, pieces: Iterable[bytes]) -> bytes:
    """Send pieces until they end or the service hangs up; return what it answered."""
    host, _, port = place.service.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    answer = asyncio.create_task(reader.read())
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            if answer.done():
                break
            writer.write(piece)
            await writer.drain()
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(asyncio.shield(answer), 30)
    writer.close()
    return answer.result() if answer.done() and not answer.exception() else b""


async def is_stored(place: Town, invocation: str) -> bool:
    answer = await place.http.post(place.service + PATH, content=BODY, headers=signed(BODY, invocation=invocation))
    return answer.status_code == 202


def stored(place: Town) -> int:
    return int(place.rows("SELECT count(*) FROM inbox")[0][0])


def log_lines(place: Town) -> list[str]:
    assert place.log is not None
    return place.log.read_text("utf-8").splitlines()


def memory(place: Town) -> int:
    assert place.process is not None
    return int(psutil.Process(place.process.pid).memory_info().rss)


# --- headers and empty bodies (45) ----------------------------------------------------------------------------------


async def test_what_is_unproven_malformed_or_empty_is_refused_and_stored_nowhere(place: Town) -> None:
    good, stale = signed(BODY), signed(BODY, ago=timedelta(minutes=6))
    signature, stamp = "x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"
    length = {"content_length": b"%d" % len(BODY)}

    def without(name: str) -> dict[str, str]:
        return {key: value for key, value in good.items() if key != name}

    requests = {
        "no headers": (pairs({}, **length), BODY, b"401"),
        "no signature": (pairs({stamp: good[stamp]}, **length), BODY, b"401"),
        "no timestamp": (pairs({signature: good[signature]}, **length), BODY, b"401"),
        "stale": (pairs(stale, **length), BODY, b"401"),
        "signature twice": ([*pairs(good, **length), (signature, good[signature].encode())], BODY, b"401"),
        "timestamp twice": ([*pairs(good, **length), (stamp, good[stamp].encode())], BODY, b"401"),
        "signature beyond ASCII": ([*pairs(without(signature), **length), (signature, b"\xe9\xff")], BODY, b"401"),
        "timestamp beyond ASCII": ([*pairs(without(stamp), **length), (stamp, b"\xd9\xa1")], BODY, b"401"),
        "empty, unsigned": (pairs({}, content_length=b"0"), b"", b"401"),
        "empty, signature of another body": (pairs(good, content_length=b"0"), b"", b"401"),
        "empty, signed": (pairs(signed(b""), content_length=b"0"), b"", b"400"),
        "no invocation id": (pairs({signature: good[signature], stamp: good[stamp]}, **length), BODY, b"400"),
    }
    for name, (headers, body, expected) in requests.items():
        answer = await conversation(place, [head([*headers, ("connection", b"close")]) + body])
        assert answer.startswith(b"HTTP/1.1 " + expected), name

    assert stored(place) == 0
    assert await is_stored(place, "01JDGOOD")


async def test_a_stranger_without_headers_is_answered_before_his_body_is_read(place: Town) -> None:
    began = time.monotonic()

    answer = await conversation(place, [head([("content-length", b"200000")])])

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert time.monotonic() - began < 4, "a body that never comes would have been waited for"


# --- large bodies (46) ----------------------------------------------------------------------------------------------


async def test_large_bodies_are_413_and_are_not_kept(place: Town) -> None:
    megabyte = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    chunked = head(pairs(signed(BODY), transfer_encoding=b"chunked"))
    assert await is_stored(place, "01JDWARM")
    before = memory(place)

    large = head(pairs(signed(BODY), content_length=b"307200"))
    declared = await conversation(place, [large])
    pushed = await conversation(place, [large, b"x" * 65_536])
    one = await conversation(place, [chunked, megabyte, b"0\r\n\r\n"])
    many = await conversation(place, [chunked, *[megabyte] * 200])

    assert declared.startswith(b"HTTP/1.1 413 ")
    for answer in (pushed, one, many):
        # The service hangs up on bytes it does not want; a reset may overtake its answer.
        assert answer.startswith(b"HTTP/1.1 413 ") or answer == b""
    assert memory(place) - before < 5 * 2**20
    assert await is_stored(place, "01JDGOOD")
    assert stored(place) == 2


async def test_senders_who_leave_in_mid_body_leave_no_trace(place: Town) -> None:
    host, _, port = place.service.removeprefix("http://").partition(":")
    for _ in range(100):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(head(pairs(signed(BODY), content_length=b"5000")) + b"{")
        await writer.drain()
        writer.transport.abort()

    assert await is_stored(place, "01JDGOOD")
    assert stored(place) == 1
    assert [line for line in log_lines(place) if "Traceback" in line or "webhook" in line] == []


# --- slow clients (47) ----------------------------------------------------------------------------------------------


async def test_500_slow_clients_are_sent_away_at_the_deadline_and_keep_nobody_out(place: Town) -> None:
    host, _, port = place.service.removeprefix("http://").partition(":")
    beginnings = (b"", b"POST /webh", head(pairs(signed(BODY), content_length=b"50"))[:-2] + b"X-Slow: ")
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(500)]
    try:
        for number, (_, writer) in enumerate(slow):
            writer.write(beginnings[number % len(beginnings)])
        for number in range(20):
            assert await is_stored(place, f"01JDGOOD{number}")
            for _, writer in slow[::7]:
                writer.write(b"x")

        ends = await asyncio.gather(*(_end(reader) for reader, _ in slow))
        assert all(ends), f"{ends.count(False)} are still connected"
        assert stored(place) == 20
    finally:
        for _, writer in slow:
            writer.close()


async def _end(reader: asyncio.StreamReader) -> bool:
    with contextlib.suppress(ConnectionError):
        try:
            await asyncio.wait_for(reader.read(), 40)
        except TimeoutError:
            return False
    return True


# --- failures by the hundred ----------------------------------------------------------------------------------------


async def test_many_failures_from_an_address_are_429_are_few_lines_and_do_not_shut_zendesk_out(place: Town) -> None:
    seen: list[int] = []
    for _ in range(10 * ALLOWED):
        answer = await place.http.post(place.service + PATH, content=BODY, headers=signed(b"another"))
        seen.append(answer.status_code)

    assert (seen.count(401), seen.count(429)) == (ALLOWED, 9 * ALLOWED)
    assert int(answer.headers["retry-after"]) < 60
    assert await is_stored(place, "01JDSAME"), "a valid signature counts, whoever else is behind the address"
    assert stored(place) == 1
    refused = [line for line in log_lines(place) if "webhook refused" in line]
    assert 0 < len(refused) <= 2 * LINES
    assert json.loads(refused[0])["source"] == "127.0.0.1"
    _, health = await place.health()
    assert any(f"{10 * ALLOWED} webhook(s) failed their signature" in warning for warning in health["warnings"])


async def test_the_address_a_sender_claims_counts_only_when_a_known_proxy_says_so(tmp_path: Path) -> None:
    async def statuses(place: Town) -> set[int]:
        headers = signed(b"another")
        claims = [headers | {"X-Forwarded-For": f"203.0.113.{n}"} for n in range(2 * ALLOWED)]
        return {(await place.http.post(place.service + PATH, content=BODY, headers=one)).status_code for one in claims}

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with town(tmp_path / "a", process=True) as unknown:
        assert await statuses(unknown) == {401, 429}
    async with town(tmp_path / "b", process=True, FORWARDED_ALLOW_IPS="127.0.0.1") as known:
        assert await statuses(known) == {401}


# --- doors that are closed ------------------------------------------------------------------------------------------


async def test_only_what_must_be_open_is_open(place: Town) -> None:
    for path in ("/docs", "/openapi.json", "/redoc", "/control/world", "/control/clock", "/", "/console", "/metrics"):
        answer = await place.http.get(place.service + path)
        assert answer.status_code == 404, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in answer.headers
    answer = await place.http.request("DELETE", place.service + PATH)
    assert (answer.status_code, answer.headers["cache-control"]) == (405, "no-store")


async def test_the_description_is_shown_where_it_is_switched_on_and_fetches_nothing(tmp_path: Path) -> None:
    async with town(tmp_path, DOCS_ENABLED="true") as place, httpx.AsyncClient(base_url=place.service) as client:
        page, description = await client.get("/docs"), await client.get("/openapi.json")

    assert PATH in description.json()["paths"]
    assert PATH in page.text
    assert "http" not in page.text.replace("HTTP", "")
    assert "<script" not in page.text
