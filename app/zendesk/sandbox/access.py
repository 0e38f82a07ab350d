"""Who calls: OAuth tokens by client credentials, the legacy API token, and what happens without either."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from app.zendesk.sandbox.errors import Refused
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import API_TOKEN, CLIENT_ID, CLIENT_SECRET, SERVICE_ID

DEFAULT_LIFETIME: Final = 1800
LIFETIMES: Final = (300, 172_800)
SCOPES: Final = frozenset({"read", "write", "impersonate"})


@dataclass(slots=True)
class Access:
    """Tokens given out; each acts as the user who created the OAuth client."""

    sandbox: Sandbox
    tokens: dict[str, float] = field(default_factory=dict)
    """Token to the moment it ends, by the host's monotonic clock."""
    given: int = 0

    def grant(self, document: dict[str, Any]) -> dict[str, Any]:
        """Answer `POST /oauth/tokens`; raises `Refused` (400, 401)."""
        if document.get("grant_type") != "client_credentials":
            raise Refused(400, {"error": "unsupported_grant_type", "error_description": "client_credentials only"})
        if (document.get("client_id"), document.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refused(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        scope = str(document.get("scope") or "read write")
        if set(scope.split()) - SCOPES:
            raise Refused(400, {"error": "invalid_scope", "error_description": "The scope is not allowed"})
        lifetime = int(document.get("expires_in") or DEFAULT_LIFETIME)
        if not LIFETIMES[0] <= lifetime <= LIFETIMES[1]:
            raise Refused(400, {"error": "invalid_request", "error_description": "expires_in is out of range"})
        token = secrets.token_hex(24)
        self.tokens[token] = self.sandbox.clock.monotonic() + lifetime
        self.given += 1
        return {
            "access_token": token,
            "token_type": "bearer",
            "scope": scope,
            "expires_in": lifetime,
            "refresh_token": None,
        }

    def revoke_all(self) -> None:
        """Make every token invalid, as an administrator would."""
        self.tokens.clear()

    def user(self, header: str | None) -> int | None:
        """Return who an Authorization header speaks for, None without one; raises `Refused` (401)."""
        if not header:
            return None
        kind, _, value = header.partition(" ")
        if kind.lower() == "bearer":
            if self.tokens.get(value, 0.0) > self.sandbox.clock.monotonic():
                return SERVICE_ID
            raise Refused(401, {"error": "invalid_token", "error_description": "The access token is invalid"})
        if kind.lower() == "basic" and self._is_token_login(value):
            return SERVICE_ID
        raise Refused(401, {"error": "Couldn't authenticate you"})

    def _is_token_login(self, value: str) -> bool:
        try:
            name, _, token = base64.b64decode(value).decode().partition(":")
        except ValueError:
            return False
        return name.endswith("/token") and token == API_TOKEN
