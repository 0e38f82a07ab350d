"""
Faults on order: a request fails before or after Zendesk has acted on it, as networks and busy services do.

A fault names what happens (`kind`), how often (`times`), after how many (`skip`), and to which requests (`match`:
method, path as a regular expression, ticket_id).
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.zendesk.sandbox.errors import Refused

KINDS: Final = (
    "rate_limit",
    "unavailable",
    "unavailable_after",
    "conflict",
    "error",
    "timeout_before",
    "timeout_after",
    "cut_before",
    "cut_after",
    "html",
    "html_after",
    "truncated",
    "truncated_after",
    "huge",
    "huge_after",
    "redirect",
    "redirect_after",
    "apply_late",
    "too_many_jobs",
)
"""
`…_after` means that the write is applied first and only the answer is lost. `apply_late` says nothing, and applies the
write when the caller has long left: so many `seconds` after the request.
"""

HUGE: Final = 17 * 1024 * 1024
"""Bytes of an answer beyond anything a client should read."""

WEBHOOK_KINDS: Final = ("drop_webhook", "repeat_webhook")


@dataclass(slots=True)
class Fault:
    """One order; `left` counts down."""

    kind: str
    left: int = 1
    skip: int = 0
    """Requests that it would hit and lets pass first."""
    status: int = 500
    retry_after: int | None = None
    seconds: float = 0.0
    """How late `apply_late` is."""
    method: str | None = None
    path: str | None = None
    ticket_id: int | None = None
    probability: float = 1.0

    def hits(self, method: str, path: str) -> bool:
        """Return whether this request is meant."""
        return (
            self.left > 0
            and self.method in (None, method)
            and (self.path is None or re.search(self.path, path) is not None)
            and (self.ticket_id is None or re.search(rf"/tickets/{self.ticket_id}(\.json|/|$)", path) is not None)
            and random.random() < self.probability
        )

    def refusal(self) -> Refused | None:
        """Return the answer this fault gives instead of the real one, or None where it gives none."""
        if self.kind == "rate_limit":
            return Refused.limited(1 if self.retry_after is None else self.retry_after)
        if self.kind in ("unavailable", "unavailable_after"):
            headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
            return Refused(503, {"error": "ServiceUnavailable", "description": "Please try again"}, headers)
        if self.kind == "conflict":
            return Refused.conflict()
        if self.kind == "error":
            return Refused(self.status, {"error": {"title": "Error", "message": "ordered by a fault"}})
        if self.kind == "too_many_jobs":
            body = {"error": "TooManyJobs", "description": "Too many jobs are queued or running"}
            return Refused(429, body, {"Retry-After": str(1 if self.retry_after is None else self.retry_after)})
        return None

    def nonsense(self) -> tuple[int, dict[str, str], bytes] | None:
        """Return status, headers and body of an answer that no API gives, or None where this fault gives another."""
        page = b"<!doctype html><title>We'll be right back</title>"
        return {
            "html": (200, {"content-type": "text/html"}, page),
            "truncated": (200, {"content-type": "application/json"}, b'{"ticket":{"id":1,"subj'),
            "huge": (200, {"content-type": "application/json"}, b'{"ticket":"' + b"x" * HUGE + b'"}')
            if self.kind.startswith("huge")
            else None,
            "redirect": (302, {"location": "/hc/en-us", "content-type": "text/html"}, b""),
        }.get(self.kind.removesuffix("_after"))


@dataclass(slots=True)
class Faults:
    """The orders in force, oldest first."""

    orders: list[Fault] = field(default_factory=list)

    def order(self, document: Mapping[str, Any]) -> None:
        """Take an order; raises `Refused` (400) when its kind is unknown."""
        kind = document.get("kind")
        if kind not in (*KINDS, *WEBHOOK_KINDS):
            raise Refused.bad_request(f"kind must be one of {', '.join((*KINDS, *WEBHOOK_KINDS))}")
        match = document.get("match") or {}
        self.orders.append(
            Fault(
                kind=str(kind),
                left=int(document.get("times", 1)),
                skip=int(document.get("skip", 0)),
                status=int(document.get("status", 500)),
                retry_after=document.get("retry_after"),
                seconds=float(document.get("seconds", 0)),
                method=match.get("method"),
                path=match.get("path"),
                ticket_id=match.get("ticket_id"),
                probability=float(document.get("probability", 1.0)),
            )
        )

    def take(self, method: str, path: str) -> Fault | None:
        """Return the first order that this request meets, counted down."""
        return self._take(lambda fault: fault.kind in KINDS and fault.hits(method, path))

    def take_webhook(self, path: str) -> str | None:
        """Return what shall happen to the next delivery to `path`: its fault's kind, or None."""
        fault = self._take(lambda fault: fault.kind in WEBHOOK_KINDS and fault.hits("POST", path))
        return fault.kind if fault else None

    def _take(self, wanted: Any) -> Fault | None:
        for fault in self.orders:
            if wanted(fault):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.left -= 1
                self.orders = [one for one in self.orders if one.left > 0]
                return fault
        return None
