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
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.errors import StoreBroken, StoreUnavailable
from app.store import sqlite
from app.store.engines import Engines
from app.store.trouble import Trouble, judge, name_of

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
        self._tend = engines.tend
        self.warnings = engines.warnings
        self.is_shared = engines.is_shared
        """Whether other replicas may hold leases in it."""
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="tierline-read")
        self._thread = threading.Thread(target=self._run, name="tierline-write", daemon=True)
        self._closed = False
        self.broken: Future[StoreBroken] = Future()
        """Done once the disk or the file cannot be trusted any more; the process should then end."""

    @classmethod
    def open(cls, url: str, *, busy_timeout_ms: int = sqlite.BUSY_TIMEOUT_MS) -> "Database":
        """
        Open, lock and migrate the database at `url`; a commit waits `busy_timeout_ms` for a foreign writer.

        Raises `SettingsError` when another process holds it, or when it cannot be opened or brought up to date.
        """
        engines = sqlite.open_engines(url, busy_timeout_ms)
        database = cls(engines)
        database._thread.start()
        log.info("database open", engine=engines.name, version=engines.version)
        return database

    async def write(self, work: Callable[[Connection], T]) -> T:
        """
        Run `work` in a transaction and return its result once it is committed to disk.

        Raises what `work` raises (nothing is then stored), or `StoreUnavailable` when the database cannot commit;
        after the first `StoreBroken` every call raises that.
        """
        if self.broken.done():
            raise self.broken.result()
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
        if not self.broken.done():  # a file in doubt is left as it is: closing would write to it
            self._reader.dispose()
            self._writer.dispose()
        self._release()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._reader.connect() as connection:
                return work(connection)
        except DBAPIError as exc:
            if judge(exc) is Trouble.LASTING:
                raise self._break(exc) from exc
            raise StoreUnavailable(f"The database cannot be read: {exc.orig}.") from exc

    def _run(self) -> None:
        while True:
            group, stop = self._take()
            if group:
                self._commit(group)
                self._look_after()
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
            if self.broken.done():
                raise self.broken.result()
            with self._writer.begin() as connection:
                for job in group:
                    job.result = job.work(connection)
        except Exception as exc:
            trouble = judge(exc)
            if trouble is Trouble.OWN and len(group) > 1:
                # One bad apple must not spoil the group: each gets a transaction of its own.
                for job in group:
                    self._commit([job])
                return
            error = self._break(exc) if trouble is Trouble.LASTING else _as_store_error(exc)
            for job in group:
                job.error = error
        _deliver(group)

    def _look_after(self) -> None:
        if self.broken.done():
            return
        try:
            self._tend()
        except Exception as exc:
            if judge(exc) is Trouble.LASTING:
                self._break(exc)
            else:
                log.warning("database not tended", error=name_of(exc))

    def _break(self, exc: Exception) -> StoreBroken:
        """Refuse everything from now on, and tell whoever watches `broken`."""
        cause = str(exc) if isinstance(exc, StoreBroken) else name_of(exc)
        error = StoreBroken(f"The database cannot be trusted any more: {cause}. Nothing is stored until a restart.")
        error.__cause__ = exc
        with contextlib.suppress(InvalidStateError):  # the first cause is the one that tells
            self.broken.set_result(error)
            log.critical("database broken", error=cause)
        return self.broken.result()


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
