"""
The database behind one writing thread.

All writes go through one connection on one thread, which commits what is queued in groups: many requests, one
fsync. That is what makes an acknowledged webhook durable *and* cheap, and with SQLite it keeps the engine out of every
situation in which two connections write (docs/decisions/0003). Reads have connections of their own.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from app.errors import StoreUnavailable
from app.store import postgres, sqlite
from app.store.engines import Engines

T = TypeVar("T")
log = structlog.get_logger()

GROUP_LIMIT = 64
"""Writes per commit. Above 16 a group costs no more throughput, above 64 only latency grows."""


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Callable[[Connection], T]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[T]"
    result: T | None = None
    error: BaseException | None = None

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]  # None is a T where work returns None


class Database:
    """One open database. `write` and `read` take a function of a connection; it must be safe to run twice."""

    def __init__(self, engines: Engines) -> None:
        self._writer = engines.writer
        self._reader = engines.reader
        self._release = engines.release
        self.is_shared = engines.is_shared
        """Whether other replicas may hold leases in it."""
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="tierline-read")
        self._thread = threading.Thread(target=self._run, name="tierline-write", daemon=True)
        self._closed = False

    @classmethod
    def open(cls, url: str, *, busy_timeout_ms: int = sqlite.BUSY_TIMEOUT_MS) -> "Database":
        """
        Open, lock and migrate the database at `url`; a commit waits `busy_timeout_ms` for a foreign writer.

        Raises `SettingsError` when another process holds it, or when it cannot be opened or brought up to date.
        """
        shared = make_url(url).get_backend_name() == "postgresql"
        engines = postgres.open_engines(url) if shared else sqlite.open_engines(url, busy_timeout_ms)
        database = cls(engines)
        database._thread.start()
        log.info("database open", engine=engines.name, version=engines.version)
        return database

    async def write(self, work: Callable[[Connection], T]) -> T:
        """
        Run `work` in a transaction and return its result once it is committed to disk.

        Raises what `work` raises (nothing is then stored), or `StoreUnavailable` when the database cannot commit.
        """
        if self._closed:
            raise StoreUnavailable("The service is stopping; nothing was stored.")
        loop = asyncio.get_running_loop()
        job: _Job[T] = _Job(work, loop, loop.create_future())
        self._jobs.put(job)
        return await job.future

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a read-only connection and return its result; raises `StoreUnavailable`."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def close(self) -> None:
        """Commit what is queued, stop the thread, release the file."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        self._thread.join()
        self._readers.shutdown()
        self._writer.dispose()
        self._reader.dispose()
        self._release()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._reader.connect() as connection:
                return work(connection)
        except DBAPIError as exc:
            raise StoreUnavailable(f"The database cannot be read: {exc.orig}.") from exc

    def _run(self) -> None:
        while True:
            group, stop = self._take()
            if group:
                self._commit(group)
            if stop:
                return

    def _take(self) -> tuple[list[_Job[Any]], bool]:
        """Wait for one job, then take what else is queued: no timer, so an idle service answers at once."""
        group: list[_Job[Any]] = []
        job = self._jobs.get()
        while job is not None:
            group.append(job)
            if len(group) == GROUP_LIMIT:
                return group, False
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return group, False
        return group, True

    def _commit(self, group: list[_Job[Any]]) -> None:
        try:
            with self._writer.begin() as connection:
                for job in group:
                    job.result = job.work(connection)
        except Exception as exc:
            if len(group) > 1:
                # One bad apple must not spoil the group: each gets a transaction of its own.
                for job in group:
                    self._commit([job])
                return
            group[0].error = _as_store_error(exc)
        _deliver(group)


def _deliver(group: list[_Job[Any]]) -> None:
    """Wake the callers, with one call into each event loop rather than one per job."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job[Any]]] = {}
    for job in group:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[_Job[Any]]) -> None:
    for job in jobs:
        job.settle()


def _as_store_error(exc: Exception) -> Exception:
    if isinstance(exc, DBAPIError):
        log.error("commit failed", error=str(exc.orig))
        error = StoreUnavailable(f"The database cannot commit now: {exc.orig}.")
        error.__cause__ = exc
        return error
    return exc
