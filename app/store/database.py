"""
The database behind one writing thread.

All writes go through one connection on one thread, which commits what is queued in groups: many requests, one
fsync. That is what makes an acknowledged webhook durable *and* cheap, and with SQLite it keeps the engine out of every
situation in which two connections write (docs/decisions/0003). Reads have connections of their own.

Whoever asks gets an answer within seconds, also from a database that hangs: what is past its time is neither begun nor
committed, and while the thread hangs nobody queues behind it (docs/decisions/0020).
"""

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from typing import Any, Final, Self, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from app.clock import Clock, SystemClock
from app.database_address import is_shared
from app.errors import StoreBroken, StoreRefused, StoreUnavailable
from app.store import sqlite
from app.store.engines import START_SECONDS, Engines, cause_of
from app.store.trouble import Trouble, judge, name_of
from app.store.waiting import Job, Waiting

T = TypeVar("T")
log = structlog.get_logger()

BURST_SECONDS: Final = 0.003
"""How long a transaction goes on with work that can wait: whose work is done already waits for the rest of it."""

ANSWER_SECONDS: Final = 5.0
"""
How long a caller waits for a write or a read. Longer than what the engines wait for by themselves (a lock, a
statement, a connection), so that in most trouble the answer says what is wrong; well within Zendesk's patience.
"""
HANGS_AFTER: Final = 0.9
"""Part of the above after which a transaction that is under way counts as hanging."""
QUEUE_LIMIT: Final = 2000
READ_LIMIT: Final = 200


class _PastItsTime(Exception):
    """A job of the group is past its deadline: nothing of the group is committed yet."""


class Database:
    """
    One open database. `write` and `read` take a function of a connection; it must be safe to run twice.

    After `StoreUnavailable` from a write nothing is stored, unless the connection broke or the time ran out in the
    middle of the commit: then nobody knows. Keys, versions and tokens make it safe to ask again.
    """

    def __init__(self, engines: Engines, *, clock: Clock | None = None, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._engines = engines
        self.warnings = engines.warnings
        self.is_shared = engines.is_shared
        """Whether other replicas may hold leases in it."""
        self._clock = clock or SystemClock()
        self._answer_seconds = answer_seconds
        self._waiting = Waiting()
        self._busy_since: float | None = None
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="tierline-read")
        self._reads: set[concurrent.futures.Future[Any]] = set()
        self._thread = threading.Thread(target=self._run, name="tierline-write", daemon=True)
        self._closed = False
        self.broken: Future[StoreBroken] = Future()
        """Done once the disk or the file cannot be trusted any more; the process should then end."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        busy_timeout_ms: int = sqlite.BUSY_TIMEOUT_MS,
        answer_seconds: float = ANSWER_SECONDS,
        start_seconds: float = START_SECONDS,
    ) -> Self:
        """
        Open and migrate the database at `url`: PostgreSQL, or an SQLite file, which is locked for us alone.

        A commit to SQLite waits `busy_timeout_ms` for a foreign writer, a start `start_seconds` for PostgreSQL. Raises
        `SettingsError` when another process holds the file, or when the database cannot be opened or brought up to
        date.
        """
        if is_shared(url):
            # Imported here: a file needs no such driver, which is a tenth of the time of a start.
            from app.store import postgres

            engines = postgres.open_engines(url, start_seconds)
        else:
            engines = sqlite.open_engines(url, busy_timeout_ms)
        database = cls(engines, answer_seconds=answer_seconds)
        database._thread.start()
        log.info("database open", engine=engines.name, version=engines.version)
        return database

    async def write(self, work: Callable[[Connection], T], *, is_urgent: bool = False) -> T:
        """
        Run `work` in a transaction and return its result once it is committed to disk.

        What is urgent overtakes the rest (`app.store.waiting`): a sender that waits for its acknowledgement.

        Raises what `work` raises (nothing is then stored), `StoreRefused` when the database does not take its values,
        or `StoreUnavailable` when it cannot commit in time; after the first `StoreBroken` every call raises that.
        """
        if self.broken.done():
            raise self.broken.result()
        if self._closed:
            raise StoreUnavailable("The service is stopping; nothing was stored.")
        if self._hangs():
            raise StoreUnavailable("The database does not answer; nothing was stored.")
        if len(self._waiting) >= QUEUE_LIMIT:
            raise StoreUnavailable("The database is too slow for what is asked of it; nothing was stored.")
        loop = asyncio.get_running_loop()
        deadline = self._clock.monotonic() + self._answer_seconds
        job: Job[T] = Job(work, loop, loop.create_future(), deadline, is_urgent)
        timer = loop.call_later(self._answer_seconds, self._time_is_up, job)
        self._waiting.put(job)
        try:
            return await job.future
        finally:
            timer.cancel()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a read-only connection and return its result; raises `StoreUnavailable`."""
        if self._closed or len(self._reads) >= READ_LIMIT:
            raise StoreUnavailable("The database cannot be read: the service is stopping, or too many wait to read.")
        reading = self._readers.submit(self._read, work)
        self._reads.add(reading)
        reading.add_done_callback(self._reads.discard)
        future = asyncio.wrap_future(reading)
        try:
            done, _ = await asyncio.wait({future}, timeout=self._answer_seconds)
        except asyncio.CancelledError:
            future.cancel()
            raise
        if not done:
            future.cancel()
            self._engines.interrupt_reads()
            raise StoreUnavailable("The database cannot be read: it does not answer.")
        return future.result()

    def close(self) -> None:
        """Commit what is queued, stop the thread, release the file; waits no longer than for an answer."""
        if self._closed:
            return
        self._closed = True
        reads = concurrent.futures.wait(set(self._reads), timeout=self._answer_seconds)
        self._readers.shutdown(wait=not reads.not_done, cancel_futures=True)
        if not self.broken.done():  # a file in doubt is left as it is: closing would write to it
            self._engines.reader.dispose()
        self._waiting.close()
        self._thread.join(self._answer_seconds)
        if self._thread.is_alive():
            log.error("the database does not answer; stopping without it")
            self._engines.interrupt_write()

    def _hangs(self) -> bool:
        """Whether the thread has been at one transaction for longer than anybody waits."""
        since = self._busy_since
        return since is not None and self._clock.monotonic() - since > self._answer_seconds * HANGS_AFTER

    def _time_is_up(self, job: Job[Any]) -> None:
        if job.future.done():
            return
        job.future.set_exception(StoreUnavailable("The database did not commit in time."))
        if self._hangs():
            self._engines.interrupt_write()

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            try:
                return self._read_once(work)
            except DBAPIError as exc:
                if not exc.connection_invalidated:
                    raise
                return self._read_once(work)  # the session had ended since it was last used
        except DBAPIError as exc:
            if judge(exc) is Trouble.LASTING:
                raise self._break(exc) from exc
            raise StoreUnavailable(f"The database cannot be read: {cause_of(exc)}.") from exc

    def _read_once(self, work: Callable[[Connection], T]) -> T:
        with self._engines.reader.connect() as connection:
            return work(connection)

    def _run(self) -> None:
        while group := self._waiting.take():
            self._commit(group)
            self._look_after()
        if not self.broken.done():
            self._engines.writer.dispose()
        self._engines.release()  # not before: a file stays locked for as long as this thread may write

    def _commit(self, group: list[Job[Any]]) -> None:
        group = [job for job in group if not self._is_late(job)]
        if not group:
            return
        try:
            if self.broken.done():
                raise self.broken.result()
            self._transact(group)
        except _PastItsTime:
            self._commit(group)
            return
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
        finally:
            self._busy_since = None
        _deliver(group)

    def _transact(self, group: list[Job[Any]]) -> None:
        """Run the group in one transaction; once more when the session turns out to have ended before the commit."""
        for is_last in (False, True):
            is_committing = False
            self._busy_since = self._clock.monotonic()
            try:
                with self._engines.writer.begin() as connection:
                    self._work_off(group, connection)
                    if any(self._is_late(job) for job in group):
                        raise _PastItsTime
                    is_committing = True
                return
            except DBAPIError as exc:
                if is_last or is_committing or not exc.connection_invalidated or all(map(self._is_late, group)):
                    raise

    def _work_off(self, group: list[Job[Any]], connection: Connection) -> None:
        """
        Do a group's work.

        Once somebody urgent has come, or it has taken long enough, what can wait and is not begun goes back; who is
        urgent takes its place.
        """
        began = self._clock.monotonic()
        for position, job in enumerate(group):
            job.result = job.work(connection)
            if job.is_urgent:
                continue
            urgent = self._waiting.overtaking()
            if urgent or self._clock.monotonic() - began > BURST_SECONDS:
                self._waiting.put_back(group[position + 1 :])
                group[position + 1 :] = urgent

    def _is_late(self, job: Job[Any]) -> bool:
        return self._clock.monotonic() >= job.deadline

    def _look_after(self) -> None:
        if self.broken.done():
            return
        try:
            self._engines.tend()
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


def _deliver(group: list[Job[Any]]) -> None:
    """Wake the callers, with one call into each event loop rather than one per job."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Job[Any]]] = {}
    for job in group:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[Job[Any]]) -> None:
    for job in jobs:
        job.settle()


def _as_store_error(exc: Exception) -> Exception:
    if not isinstance(exc, DBAPIError):
        return exc
    log.error("commit failed", error=cause_of(exc))
    error = (
        StoreRefused(f"The database does not take this: {cause_of(exc)}.")
        if isinstance(exc, DataError | IntegrityError)
        else StoreUnavailable(f"The database cannot commit now: {cause_of(exc)}.")
    )
    error.__cause__ = exc
    return error
