"""
Does a webhook come from Zendesk, and is it fresh?

Zendesk sends base64(HMAC-SHA256(secret, TIMESTAMP + BODY)): plain concatenation over the raw bytes, keyed with the
secret's text as shown, not base64-decoded (developer.zendesk.com/documentation/webhooks/verifying). An older copy of
that page has body and timestamp the other way round; that order is not accepted.
"""

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from app.errors import InvalidSignature

# Nothing separates timestamp and body. Were the timestamp's shape not fixed, bytes could be moved between the two
# without changing the signature.
_TIMESTAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# 32 bytes in base64, as `sign` writes them.
_SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{43}=")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature Zendesk would send for `body` at `timestamp`."""
    # Not `hmac.digest`: that lets go of the interpreter each time, and under load waits until it has it again.
    digest = hmac.new(secret.encode(), timestamp.encode() + body, "sha256").digest()
    return base64.b64encode(digest).decode("ascii")


def claim(timestamp: str | None, signature: str | None, now: datetime, tolerance: timedelta) -> None:
    """
    Return when the two headers could belong to a genuine webhook of now; nothing of the body is needed for that.

    Raises `InvalidSignature` otherwise.
    """
    signed_at = _signed_at(timestamp)
    if not signature:
        msg = "The header X-Zendesk-Webhook-Signature is missing."
        raise InvalidSignature(msg)
    if abs(now - signed_at) > tolerance:
        msg = f"The signature is not from the last {tolerance.total_seconds():g} seconds: check this host's clock."
        raise InvalidSignature(msg)
    if not _SIGNATURE.fullmatch(signature):
        raise _fits_none()


def verify(
    secrets: Sequence[str],
    timestamp: str | None,
    signature: str | None,
    body: bytes,
    now: datetime,
    tolerance: timedelta,
) -> None:
    """
    Return when one of `secrets` signed `body` at `timestamp`, within `tolerance` of `now` either way.

    Raises `InvalidSignature` otherwise. Without secrets the door is closed. Every secret is tried, also after one
    fits, so that the time taken does not tell which one is in use.
    """
    if not secrets:
        msg = "This service has no webhook secret yet and accepts no webhook: set WEBHOOK_SECRETS."
        raise InvalidSignature(msg)
    claim(timestamp, signature, now, tolerance)
    if not _is_signed(secrets, timestamp or "", signature or "", body):
        raise _fits_none()


def _fits_none() -> InvalidSignature:
    return InvalidSignature(
        "The signature fits none of WEBHOOK_SECRETS: compare them with the signing secret shown in Zendesk."
    )


def _signed_at(timestamp: str | None) -> datetime:
    if not timestamp:
        msg = "The header X-Zendesk-Webhook-Signature-Timestamp is missing."
        raise InvalidSignature(msg)
    try:
        if _TIMESTAMP.fullmatch(timestamp):
            return datetime.fromisoformat(timestamp)
    except ValueError:
        pass  # the shape of a date, but no date
    msg = "The header X-Zendesk-Webhook-Signature-Timestamp is not a moment such as 2026-11-24T09:00:00Z."
    raise InvalidSignature(msg)


def _is_signed(secrets: Sequence[str], timestamp: str, signature: str, body: bytes) -> bool:
    # Bytes, since compare_digest raises TypeError for text beyond ASCII.
    given = signature.encode("ascii")
    fits = False
    for secret in secrets:
        fits |= hmac.compare_digest(sign(secret, timestamp, body).encode("ascii"), given)
    return fits
