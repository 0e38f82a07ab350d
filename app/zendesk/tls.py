"""Whom the process trusts over TLS: read once, since the world's certificates take longer to read than to be asked."""

import functools
import ssl

import httpx


@functools.cache
def trusted(*, trust_env: bool = True) -> ssl.SSLContext:
    """Return the process's TLS context; `trust_env` obeys SSL_CERT_FILE and SSL_CERT_DIR as they were at first use."""
    return httpx.create_ssl_context(trust_env=trust_env)
