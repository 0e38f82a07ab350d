"""
`DATABASE_URL`: an SQLite file or a PostgreSQL database.

What is wrong with one is said without repeating it: an address of PostgreSQL holds a password.
"""

import re
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE_EXAMPLE: Final = "sqlite:///data/tierline.db"
POSTGRES_EXAMPLE: Final = "postgresql+psycopg://tierline:password@db.example.com/tierline"

OPTIONS: Final = frozenset(
    {
        "host",
        "hostaddr",
        "port",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "sslcrl",
        "sslcrldir",
        "sslnegotiation",
        "ssl_min_protocol_version",
        "channel_binding",
        "require_auth",
        "gssencmode",
        "krbsrvname",
        "passfile",
        "target_session_attrs",
        "load_balance_hosts",
        "application_name",
        "connect_timeout",
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
    }
)
"""Options of libpq's that may follow a question mark; the rest would undo what the service relies on."""

_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")


def database_url(value: object) -> object:
    """Read the setting; raises ValueError with the rest of the sentence "DATABASE_URL …"."""
    if not isinstance(value, str):
        return value
    scheme, found, rest = value.partition("://")
    if found and scheme == "sqlite":
        return _sqlite(value, rest)
    if found and (scheme in {"postgres", "postgresql"} or scheme.startswith(("postgres+", "postgresql+"))):
        return _postgres(value, scheme)
    msg = (
        f"must begin with sqlite:/// for a file, such as {SQLITE_EXAMPLE}, or with postgresql+psycopg:// for a "
        f"PostgreSQL server, such as {POSTGRES_EXAMPLE}"
    )
    raise ValueError(msg)


def _sqlite(value: str, path: str) -> str:
    if not path.startswith("/") or path in {"/", "/:memory:"} or "?" in path or re.search(r"[\x00-\x1f\x7f]", path):
        msg = (
            "must name a file after sqlite:///, without options: sqlite:///data/tierline.db for a relative path, "
            "sqlite:////var/lib/tierline/tierline.db for an absolute one (a database in memory would forget)"
        )
        raise ValueError(msg)
    return value


def _postgres(value: str, scheme: str) -> str:
    """Return the address with the driver's name in it; `postgres://` and `postgresql://` are forgiven."""
    if "+" in scheme and scheme != "postgresql+psycopg":
        msg = "must begin with postgresql+psycopg://, since psycopg is the one driver that is installed"
        raise ValueError(msg)
    if _CONTROL.search(value):
        msg = "must not hold spaces or control characters; write them in percent notation, such as %20"
        raise ValueError(msg)
    try:
        address = make_url(value)
    except (ArgumentError, ValueError):
        msg = f"is not an address of PostgreSQL; write it like {POSTGRES_EXAMPLE}, with %40 for @ in a password"
        raise ValueError(msg) from None
    _check(address)
    return address.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _check(address: URL) -> None:
    if not address.database:
        msg = f"must name the database after the host, such as {POSTGRES_EXAMPLE}"
        raise ValueError(msg)
    if "password" in address.query or "user" in address.query:
        msg = f"must hold user and password in front of the host, where they are kept secret: {POSTGRES_EXAMPLE}"
        raise ValueError(msg)
    if not OPTIONS.issuperset(address.query):  # not named: a ? in a password would be shown
        msg = (
            "has an option that cannot be used; usable are those of libpq about the connection, such as "
            "sslmode=verify-full&sslrootcert=/etc/ssl/db.pem, or host=/run/postgresql for a socket (in a password "
            "write %3F for ?)"
        )
        raise ValueError(msg)
    if not (address.host or "host" in address.query or "hostaddr" in address.query):
        msg = f"must name the host, such as {POSTGRES_EXAMPLE}; for a socket add ?host=/run/postgresql"
        raise ValueError(msg)


def is_shared(url: str) -> bool:
    """Whether several replicas may work on this database."""
    return not url.startswith("sqlite:")


def shown(url: str | URL) -> str:
    """Return the address for people and logs: never with its password."""
    return make_url(url).render_as_string(hide_password=True)
