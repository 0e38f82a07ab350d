"""The signature check: vectors computed with openssl from Zendesk's formula, and everything that must not pass."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import InvalidSignature
from app.zendesk.signature import sign, verify

SECRET = "n2Jk8Qw5LxVhT0rYb7CzUe4MpAs1DfGi"
OTHER = "b6Xc3ZtR9yHn1KvQ5wPs8EjLm2UaFo7D"
STAMP = "2026-11-24T09:00:00Z"
NOW = datetime(2026, 11, 24, 9, 0, 0, tzinfo=UTC)
BODY = b'{"ticket_id":"35436"}'
TOLERANCE = timedelta(minutes=5)
VECTORS = Path(__file__).parents[3] / "shared" / "zendesk" / "webhooks" / "signature_vectors.json"


def by_formula(secret: str, timestamp: str, body: bytes) -> str:
    mac = hmac.new(secret.encode(), digestmod=hashlib.sha256)
    mac.update(timestamp.encode())
    mac.update(body)
    return base64.b64encode(mac.digest()).decode()


def check(
    *,
    secrets: tuple[str, ...] = (SECRET,),
    timestamp: str | None = STAMP,
    signature: str | None = None,
    body: bytes = BODY,
    now: datetime = NOW,
    tolerance: timedelta = TOLERANCE,
) -> None:
    if signature is None:
        signature = by_formula(SECRET, timestamp or "", body)
    verify(secrets, timestamp, signature, body, now, tolerance)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"", "fbVaPI/juWV9vJbyEjmGej5LbInJBzDZNhLmuxmgifg=", id="empty"),
        pytest.param(b'{"say":"hello"}', "foXGY9Vfl6lBqSiw6kG/n4W5GWYETwuM3hM0A72TRxE=", id="compact"),
        pytest.param(b'{\n   "say": "hello"\n}\n', "eDOPKQSJpAkrVxyGzFzWneW3ILtzlwqrXQNIIzudEcU=", id="pretty-printed"),
        pytest.param('{"title":"Tür – 火"}'.encode(), "amZX8jG917KnfoeTryhneAPPCgCo1Ik9UJDzdPpdqNI=", id="utf-8"),
    ],
)
def test_the_formula_is_timestamp_then_raw_body_keyed_with_the_secrets_text(body: bytes, expected: str) -> None:
    assert sign(SECRET, STAMP, body) == expected

    check(body=body, signature=expected)


def test_vectors_computed_from_the_documented_formula_verify() -> None:
    if not VECTORS.exists():
        pytest.skip("the collected Zendesk facts are not beside this checkout")
    document = json.loads(VECTORS.read_text("utf-8"))
    for vector in document["vectors"]:
        now = datetime.fromisoformat(vector["timestamp"])
        secrets = (document["static_test_secret"],)
        verify(secrets, vector["timestamp"], vector["signature"], vector["body"].encode(), now, TOLERANCE)


def test_the_obsolete_order_of_body_then_timestamp_is_refused() -> None:
    """An old page of the manual shows it; accepting both would let bytes move between the two."""
    digest = hmac.digest(SECRET.encode(), BODY + STAMP.encode(), "sha256")

    with pytest.raises(InvalidSignature):
        check(signature=base64.b64encode(digest).decode())


def test_the_published_example_of_the_obsolete_order_is_refused() -> None:
    if not VECTORS.exists():
        pytest.skip("the collected Zendesk facts are not beside this checkout")
    trap = json.loads(VECTORS.read_text("utf-8"))["obsolete_order_trap"]
    now = datetime.fromisoformat(trap["timestamp"])

    with pytest.raises(InvalidSignature):
        verify((trap["secret"],), trap["timestamp"], trap["signature"], trap["body"].encode(), now, TOLERANCE)


def test_a_secret_is_used_as_text_and_not_base64_decoded() -> None:
    secret = base64.b64encode(b"thirty-two bytes of key material").decode()
    signature = base64.b64encode(hmac.digest(base64.b64decode(secret), STAMP.encode() + BODY, "sha256")).decode()

    with pytest.raises(InvalidSignature):
        check(secrets=(secret,), signature=signature)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_any_of_several_secrets_may_sign_while_they_are_rotated(position: int) -> None:
    secrets = ["first-" + OTHER, "second-" + OTHER]
    secrets.insert(position, SECRET)

    check(secrets=tuple(secrets))


def test_without_secrets_the_door_is_closed_even_for_a_signature_by_the_empty_secret() -> None:
    with pytest.raises(InvalidSignature, match="has no webhook secret yet"):
        check(secrets=(), signature=by_formula("", STAMP, BODY))


def test_one_changed_byte_of_the_body_is_refused() -> None:
    with pytest.raises(InvalidSignature, match="none of WEBHOOK_SECRETS"):
        check(body=BODY + b" ", signature=by_formula(SECRET, STAMP, BODY))


def test_a_foreign_secret_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        check(secrets=(OTHER,))


def test_digits_cannot_be_moved_from_the_body_into_the_timestamp() -> None:
    """Both strings concatenate to the same signed bytes; only the fixed shape tells them apart."""
    signature = by_formula(SECRET, STAMP, b"1" + BODY)

    check(body=b"1" + BODY, signature=signature)
    with pytest.raises(InvalidSignature):
        check(timestamp=STAMP + "1", body=BODY, signature=signature)


@pytest.mark.parametrize(
    "timestamp",
    [
        pytest.param(None, id="missing"),
        pytest.param("", id="empty"),
        pytest.param("1795510800", id="unix seconds"),
        pytest.param("2026-11-24T09:00:00", id="no zone"),
        pytest.param("2026-11-24T09:00:00+00:00", id="offset instead of Z"),
        pytest.param("2026-11-24T09:00:00.000Z", id="fraction"),
        pytest.param("2026-11-24 09:00:00Z", id="blank for T"),
        pytest.param("2026-11-24T09:00:00Z\n", id="trailing newline"),
        pytest.param(" 2026-11-24T09:00:00Z", id="leading blank"),
        pytest.param("2026-02-30T09:00:00Z", id="no such day"),
        pytest.param("2026-11-24T25:00:00Z", id="no such hour"),
        pytest.param("0000-01-01T00:00:00Z", id="year 0"),
        pytest.param("２０２６-11-24T09:00:00Z", id="full-width digits"),
        pytest.param("2026-11-24T09:00:00z", id="lower-case z"),
    ],
)
def test_a_timestamp_of_another_shape_is_refused_although_it_is_signed(timestamp: str | None) -> None:
    with pytest.raises(InvalidSignature, match="Signature-Timestamp"):
        check(timestamp=timestamp)


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("", id="empty"),
        pytest.param("é" * 44, id="beyond ASCII"),
        pytest.param("\udcff", id="not encodable"),
        pytest.param("not base64!", id="not base64"),
        pytest.param("A" * 10_000, id="long"),
    ],
)
def test_a_malformed_signature_is_refused_and_nothing_else_is_raised(signature: str) -> None:
    with pytest.raises(InvalidSignature):
        check(signature=signature)


def test_a_missing_signature_is_refused() -> None:
    with pytest.raises(InvalidSignature, match="X-Zendesk-Webhook-Signature is missing"):
        verify((SECRET,), STAMP, None, BODY, NOW, TOLERANCE)


@pytest.mark.parametrize("sign_of", [1, -1], ids=["late", "early"])
def test_the_tolerance_holds_both_ways_and_includes_its_limit(sign_of: int) -> None:
    check(now=NOW + sign_of * TOLERANCE)
    with pytest.raises(InvalidSignature, match="300 seconds"):
        check(now=NOW + sign_of * (TOLERANCE + timedelta(seconds=1)))
