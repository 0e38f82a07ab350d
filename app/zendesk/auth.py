"""
Who we are to Zendesk: an OAuth client with short-lived tokens, or, until 2027-04-30, a legacy API token.

Both give the `Authorization` header; neither ever shows its secret, in `repr`, logs or errors.
"""

import asyncio
import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import structlog
from pydantic import SecretStr

from app.errors import SettingsError
from app.zendesk.errors import InvalidAnswer, OutcomeUnknown, RateLimited, Unauthorized, Unreachable, ZendeskError
from app.zendesk.transport import Request, Wire

if TYPE_CHECKING:
    from app.config import Settings

TOKEN_PATH: Final = "/oauth/tokens"  # noqa: S105 - a path, not a password
RENEW_SHARE: Final = 0.2
"""A token is renewed when so much of its lifetime is left …"""
RENEW_SECONDS: Final = 60.0
"""… or so many seconds, whichever is more."""
DEFAULT_LIFETIME_SECONDS: Final = 1800.0
"""Lifetime assumed when the answer names none; Zendesk's default for clients created since 2026-04-30."""
RETRY_RENEWAL_SECONDS: Final = 5.0
"""Pause after a failed early renewal while the old token still works."""

_log = structlog.get_logger("tierline.zendesk")


class Credentials(Protocol):
    """What the client needs to know about its credentials."""

    async def authorization(self) -> str:
        """Return the header's value; raises `Unreachable`, `RateLimited` or `Unauthorized` when there is none."""

    async def replaced(self, refused: str) -> str | None:
        """Return another value after Zendesk refused `refused` with 401; None when there can be no other."""


def credentials(settings: "Settings", wire: Wire) -> Credentials:
    """Return the credentials the settings name, OAuth first; raise `SettingsError` when they name none."""
    client_id, client_secret = settings.zendesk_client_id, settings.zendesk_client_secret
    if client_id and client_secret is not None:
        return ClientCredentials(wire, client_id, client_secret, settings.zendesk_scope)
    email, api_token = settings.zendesk_email, settings.zendesk_api_token
    if email and api_token is not None:
        return ApiToken(email, api_token)
    msg = "Zendesk needs credentials: set ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET (an OAuth client of Zendesk)."
    raise SettingsError(msg)


@dataclass(frozen=True, slots=True)
class _Token:
    value: SecretStr
    renew_at: float
    """Monotonic moment from which it should be replaced."""
    ends_at: float

    @property
    def header(self) -> str:
        return f"Bearer {self.value.get_secret_value()}"


class ClientCredentials:
    """
    OAuth 2.0 client credentials: one token at a time, renewed before it ends, by one request for all who wait.

    The token acts as the Zendesk user who created the OAuth client. There are no refresh tokens in this grant.
    """

    def __init__(self, wire: Wire, client_id: str, client_secret: SecretStr, scope: str) -> None:
        self._wire = wire
        self._client_id = client_id
        self._client_secret = client_secret
        self._scope = scope
        self._lock = asyncio.Lock()
        self._token: _Token | None = None
        self._renewals = 0
        self._failure: ZendeskError | None = None
        self._quiet_until = 0.0

    def __repr__(self) -> str:
        return f"<ClientCredentials of {self._client_id}>"

    async def authorization(self) -> str:
        token = self._token
        if token is not None and not self._wants_renewal(token):
            return token.header
        try:
            return await self._renewed(token)
        except (Unreachable, RateLimited):
            if token is None or self._now() >= token.ends_at:
                raise
            self._quiet_until = self._now() + RETRY_RENEWAL_SECONDS
            _log.warning("zendesk token not renewed", seconds_left=round(token.ends_at - self._now()))
            return token.header

    async def replaced(self, refused: str) -> str | None:
        token = self._token
        if token is not None and token.header != refused:
            return token.header
        return await self._renewed(token)

    async def _renewed(self, old: _Token | None) -> str:
        """Replace `old`, or wait for whoever is doing so and share the outcome."""
        seen = self._renewals
        async with self._lock:
            if self._token is not old and self._token is not None:
                return self._token.header
            if self._renewals != seen and self._failure is not None:
                raise self._failure.with_traceback(None)
            self._failure = None
            try:
                self._token = await self._fetch()
            except ZendeskError as error:
                self._failure = error
                raise
            finally:
                self._renewals += 1
            return self._token.header

    async def _fetch(self) -> _Token:
        document = {
            "grant_type": "client_credentials",
            "client_id": self._client_id,
            "client_secret": self._client_secret.get_secret_value(),
            "scope": self._scope,
        }
        request = Request("POST", TOKEN_PATH, document=document)
        asked_at = self._now()
        try:
            answer = await self._wire.exchange(request)
            if not answer.is_success:
                raise answer.error(request, self._wire.clock.now())
            return _token(answer.document(request), asked_at)
        except (OutcomeUnknown, InvalidAnswer) as error:
            # For whoever waits for the token it is certain: without one, their own request was not sent.
            raise Unreachable(f"Zendesk gave no access token; nothing was sent. {error}") from error
        except (Unreachable, RateLimited):
            raise
        except ZendeskError as error:
            sentence = (
                f"Zendesk gives no access token: check ZENDESK_CLIENT_ID, ZENDESK_CLIENT_SECRET, ZENDESK_SCOPE "
                f"and ZENDESK_SUBDOMAIN. {error}"
            )
            raise Unauthorized(sentence, status=error.status, code=error.code, text=error.text) from error

    def _wants_renewal(self, token: _Token) -> bool:
        now = self._now()
        return now >= token.ends_at or (now >= token.renew_at and now >= self._quiet_until)

    def _now(self) -> float:
        return self._wire.clock.monotonic()


class ApiToken:
    """A legacy API token as HTTP Basic; warns once, at construction."""

    def __init__(self, email: str, token: SecretStr) -> None:
        pair = f"{email}/token:{token.get_secret_value()}".encode()
        self._header = SecretStr(f"Basic {base64.b64encode(pair).decode('ascii')}")
        _log.warning(
            "ZENDESK_API_TOKEN stops working on 2027-04-30, when Zendesk ends API tokens for good: "
            "create an OAuth client and set ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET"
        )

    def __repr__(self) -> str:
        return "<ApiToken>"

    async def authorization(self) -> str:
        return self._header.get_secret_value()

    async def replaced(self, refused: str) -> str | None:
        return None


def _token(document: Mapping[str, Any], asked_at: float) -> _Token:
    value, told = document.get("access_token"), document.get("expires_in")
    # Only what may stand in a header; anything else would be a header of its own, or break the request.
    if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]{1,8192}", value):
        msg = "The answer holds no usable access_token."
        raise InvalidAnswer(msg, status=200)
    is_number = isinstance(told, int | float) and not isinstance(told, bool) and 0 < told < 10**9
    lifetime = float(told) if is_number and told is not None else DEFAULT_LIFETIME_SECONDS
    # A token of two minutes or less would otherwise be renewed with every request.
    margin = min(max(RENEW_SHARE * lifetime, RENEW_SECONDS), lifetime / 2)
    return _Token(SecretStr(value), asked_at + lifetime - margin, asked_at + lifetime)
