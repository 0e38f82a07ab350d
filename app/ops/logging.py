"""
Structured logs: a fixed message, values as fields; readable on a terminal, JSON lines elsewhere.

A log is read by more people than a ticket is, and kept longer. So three things happen to every line, ours and the
libraries': only fields of a list pass, exceptions are told without their message unless it is known to be harmless
(`app.ops.telling`), and values of secrets are replaced wherever they stand.
"""

import base64
import logging
import re
import sys
import threading
from collections.abc import Iterable, Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import structlog
from pydantic import SecretStr

from app.config import Settings
from app.notification_targets import addresses_of, secret_parts
from app.ops.telling import told_with_places

FIELDS: Final = frozenset(
    {
        *(
            "act",
            "again_from",
            "again_in_seconds",
            "attempts",
            "by",
            "by_seconds",
            "calls",
            "code",
            "count",
            "database",
        ),
        *(
            "doubt",
            "effects",
            "ended",
            "engine",
            "error",
            "events",
            "exit_code",
            "failures",
            "hurried",
            "invocation_id",
        ),
        *("job", "job_id", "jobs", "key", "keys", "late_seconds", "level_number", "method", "ms", "new", "order"),
        *("ours", "pages"),
        *("path", "pause", "reason", "repairs", "request_id", "restarts", "retry_after_seconds", "says", "seconds"),
        *("seconds_left", "skew", "source", "state", "status", "task", "ticket_id", "tickets", "times", "type"),
        *("user_id", "version", "what", "why", "withheld"),
    }
)
"""Everything a line of ours may carry. A new one belongs here only if it can never hold a person's words."""

_FRAME: Final = frozenset({"event", "level", "timestamp", "logger", "exception"})
_LONGEST: Final = 500
_SHORTEST_SECRET: Final = 4
_MASK: Final = "(secret)"
_AUTHORIZATION: Final = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_UNPRINTABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Event = MutableMapping[str, Any]


def configure(level: str, secrets: Iterable[str] = (), *, for_good: bool = False) -> None:
    """
    Send every log, ours and the libraries', to standard error at `level` and above, without any of `secrets`.

    `for_good` lets loggers keep what they are given, which is quicker; right for a process that serves and ends.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
        _only_listed,
        _Mask(secrets),
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=for_good,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_from_library, *shared[1:], renderer], foreign_pre_chain=[structlog.stdlib.add_logger_name]
        )
    )
    logging.basicConfig(level=max(threshold, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # httpx prints whole URLs at INFO; access lines say nothing our own events do not say.
    for name in ("httpx", "httpcore", "uvicorn.access", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)


def catch_the_rest() -> None:
    """Log what nobody catches, in any thread, instead of printing it with whatever its message holds."""
    log = structlog.get_logger()

    def in_main(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        log.critical("stopped by a defect", exc_info=error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        log.critical("a thread ended by a defect", exc_info=args.exc_value)

    sys.excepthook = in_main
    threading.excepthook = in_thread


def secrets_of(settings: Settings) -> list[str]:
    """Return every value among the settings that must not be seen, and the forms in which it travels."""
    found = []
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        items = value if isinstance(value, tuple) else (value,)
        found += [item.get_secret_value() for item in items if isinstance(item, SecretStr)]
    if settings.zendesk_email and settings.zendesk_api_token:
        pair = f"{settings.zendesk_email}/token:{settings.zendesk_api_token.get_secret_value()}"
        found.append(base64.b64encode(pair.encode()).decode("ascii"))
    if password := urlsplit(settings.database_url).password:
        found += [password, unquote(password)]
    for address in addresses_of(settings).values():
        found += secret_parts(address)  # the addresses of chat rooms hold their keys
    if settings.notify_heartbeat_url is not None:
        found += secret_parts(settings.notify_heartbeat_url.get_secret_value())
    return found + [quote(secret, safe="") for secret in found]


def _from_library(_: Any, __: str, event: Event) -> Event:
    """Take the first line of a library's message: further ones show objects with all they hold."""
    record = event.pop("_record")
    event.pop("_from_structlog")
    exc_info = record.exc_info
    return {
        "event": str(event["event"]).strip().partition("\n")[0],
        "logger": record.name,
        "level": record.levelname.lower(),
        **({"exc_info": exc_info} if exc_info and exc_info[1] else {}),
    }


def _tell_exception(_: Any, __: str, event: Event) -> Event:
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["exception"] = told_with_places(error)
    return event


def _only_listed(_: Any, __: str, event: Event) -> Event:
    return {name: value for name, value in event.items() if name in FIELDS or name in _FRAME}


class _Mask:
    """Replaces secrets, cuts what is long, and takes out what would steer a terminal."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first: one secret may be the beginning of another.
        known = sorted({one for one in secrets if len(one) >= _SHORTEST_SECRET}, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, _: Any, __: str, event: Event) -> Event:
        return {name: self._text(value) if name == "exception" else self._clean(value) for name, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._clean(str(key)): self._clean(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(item) for item in value]
        text = self._text(str(value)).replace("\n", " ")
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _text(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub(_MASK, text)
        return _UNPRINTABLE.sub(" ", _AUTHORIZATION.sub(rf"\1 {_MASK}", text))
