"""
Hands one message to one address through apprise, which blocks, prints addresses and knows no time limit of its own.

So each sending has a thread of its own that can be left behind, what apprise logs is read and never passed on, and of
a failure only what cannot hold a key is told.
"""

import asyncio
import contextvars
import logging
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType, PersistentStoreMode, URLBase

from app.rules.audience import Occasion

SEND_SECONDS: Final = 25.0
"""How long a sending is waited for; a thread that hangs longer is left to itself."""
HANGING_MOST: Final = 16
"""Threads left behind, with which nothing more is begun."""
READ_SECONDS: Final = 20.0
"""How long each request of a sending waits for its answer where the address says nothing (`rto`); apprise's own four
seconds take a slow receiver for one that took nothing, and it would be told again and again."""
UNSURE: Final = "it may have arrived all the same"
"""Ends the reason of a failure after which a message may have been taken."""
HANGS: Final = f"no answer within {SEND_SECONDS:.0f} s; {UNSURE}"
SLOW: Final = f"no answer in time; {UNSURE}"
CUT_OFF: Final = f"it closed the connection instead of answering; {UNSURE}"

_TYPES: Final = {
    Occasion.TIER_3: NotifyType.FAILURE,
    Occasion.LEVEL: NotifyType.WARNING,
    Occasion.FIRST_RESPONSE: NotifyType.WARNING,
    Occasion.STORM: NotifyType.FAILURE,
    Occasion.UNHEALTHY: NotifyType.FAILURE,
    Occasion.HEALTHY: NotifyType.SUCCESS,
}
_STATUS: Final = re.compile(r"\berror=(\d{3})\b")
_SMTP_STATUS: Final = re.compile(r"Exception: (?:\(|\{'[^']*': \()([45]\d\d), ")
_CUT_OFF: Final = re.compile(r"Connection aborted|Connection reset|Connection unexpectedly closed|closed connection")
_said: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("said", default=None)
_hanging = threading.Semaphore(HANGING_MOST)


class _Listener(logging.Handler):
    """Keeps what apprise says during a sending for that sending alone; whatever it says else is not heard."""

    def emit(self, record: logging.LogRecord) -> None:
        said, message = _said.get(), record.getMessage()
        # Of the rest that it tells nobody, the message itself is a part: who writes "error=500" there means no answer.
        if said is not None and (record.levelno >= logging.WARNING or message.startswith("Socket Exception")):
            said.append(message)


@cache
def _prepare() -> None:
    """Take apprise's messages, and those of what it sends with, out of every log, and load what it sends with."""
    logger = logging.getLogger("apprise")
    logger.handlers = [_Listener()]
    logger.propagate = False
    logger.setLevel(logging.DEBUG)  # why a request failed is said there only
    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about libraries that its plugins still use
        Apprise.instantiate("json://127.0.0.1")


def is_usable(address: str) -> bool:
    """Return whether messages can be sent to this address, as far as it tells by itself; nothing is sent."""
    _prepare()
    try:
        return Apprise.instantiate(address, asset=_asset()) is not None
    except Exception:  # whatever a plugin thinks of a text, its message may repeat it
        return False


async def deliver(address: str, title: str, body: str, kind: Occasion | str) -> str | None:
    """
    Send one message; return None when it was taken, else why not, in words that hold no part of the address.

    After "no answer" it may have arrived; the thread is left behind, and cannot be stopped.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str | None] = loop.create_future()
    if not _hanging.acquire(blocking=False):
        return f"{HANGING_MOST} earlier sendings hang and no more is begun; restart the service if that lasts"

    def work() -> None:
        try:
            found = _send(address, title, body, kind)
        except Exception as exc:  # its message may hold the address
            found = f"it failed ({type(exc).__name__})"
        finally:
            _hanging.release()
        try:
            loop.call_soon_threadsafe(_settle, answer, found)
        except RuntimeError:
            return  # the loop is closed, and nobody waits any more

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), name="tierline-notify", daemon=True).start()
    try:
        async with asyncio.timeout(SEND_SECONDS):
            return await answer
    except TimeoutError:
        return HANGS


def _settle(answer: "asyncio.Future[str | None]", found: str | None) -> None:
    if not answer.done():
        answer.set_result(found)


def _send(address: str, title: str, body: str, kind: Occasion | str) -> str | None:
    """Send, blocking; return None or why not."""
    _prepare()
    target = Apprise.instantiate(address, asset=_asset())
    if target is None:
        return "the address cannot be used"
    if target.socket_read_timeout == URLBase.socket_read_timeout:
        target.socket_read_timeout = READ_SECONDS
    one = Apprise(asset=_asset())
    one.add(target)
    notify_type = _TYPES.get(kind, NotifyType.INFO) if isinstance(kind, Occasion) else NotifyType.INFO
    with _listening() as said:
        if one.notify(body=body, title=title, notify_type=notify_type, body_format=NotifyFormat.TEXT):
            return None
    return _reason(said)


@contextmanager
def _listening() -> Iterator[list[str]]:
    said: list[str] = []
    token = _said.set(said)
    try:
        yield said
    finally:
        _said.reset(token)


def _reason(said: list[str]) -> str:
    """Return why a sending failed: a status, or a sentence of ours, never apprise's own words."""
    for line in said:
        if found := _STATUS.search(line) or _SMTP_STATUS.search(line):
            return f"it answered {found[1]}"
    if any("Read timed out" in line for line in said):
        return SLOW
    if any(_CUT_OFF.search(line) for line in said):
        return CUT_OFF
    if any("onnection" in line or "ocket" in line for line in said):
        return "it cannot be reached"
    return "it did not take the message"


def _asset() -> AppriseAsset:
    """
    Return how apprise presents us: by name, without pictures from elsewhere, keeping nothing on disk.

    Redirects are not followed: most turn the message into a GET without it, whose answer looks like success.
    """
    return AppriseAsset(
        app_id="Tierline",
        app_desc="Tierline",
        app_url="",
        image_url_mask=None,
        image_url_logo=None,
        async_mode=False,
        http_redirects=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )
