"""
Orders to a running service: how a command changes a database that only one process may write.

SQLite's write-ahead log wants one writing process (docs/decisions/0003), so beside a running service a command leaves
its order as a file, and the service carries it out and answers in another (docs/decisions/0015). An order and its mark
in the database are one transaction: carried out twice, after a crash for instance, it is carried out once.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, make_url

from app import private_file
from app.errors import InvalidInput
from app.store import cursors, parked
from app.store.parked import Outcome, Refused

ANSWERS_KEPT = timedelta(hours=1)
MARKS_KEPT = timedelta(days=7)
ORDER_LIMIT_BYTES = 1_000_000

_MARK = "order:"
_SUFFIX = ".json"
_ANSWER = ".answer"


@dataclass(frozen=True, slots=True)
class Order:
    """What a person wants done with events."""

    id: str
    act: Literal["redrive", "drop"]
    by: str
    events: tuple[int, ...] = ()
    ticket_id: int | None = None
    everything: bool = False
    why: str = ""

    def as_json(self) -> str:
        """Return the text of the file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Order":
        """Read a file's text; raises `InvalidInput` when it is no order."""
        try:
            document = json.loads(text)
            order = cls(**{**document, "events": tuple(document["events"])})
        except (ValueError, TypeError, KeyError, RecursionError) as exc:
            raise InvalidInput(f"The order cannot be read: {type(exc).__name__}.") from exc
        if not order.is_sound:
            raise InvalidInput("The order cannot be read: a value is not of the kind it should be.")
        return order

    @property
    def is_sound(self) -> bool:
        """Whether every value is of its kind; an order may come from another version."""
        return (
            self.act in ("redrive", "drop")
            and all(isinstance(text, str) for text in (self.id, self.by, self.why))
            and all(type(number) is int for number in self.events)
            and (self.ticket_id is None or type(self.ticket_id) is int)
            and isinstance(self.everything, bool)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an order."""

    changed: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()
    error: str | None = None
    """Why nothing was done at all."""

    def as_json(self) -> str:
        """Return the text of the answer's file."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Answer":
        """Read an answer's text."""
        document: Mapping[str, Any] = json.loads(text)
        refused = tuple(Refused(**one) for one in document["refused"])
        return cls(tuple(document["changed"]), refused, document["error"])


def carry_out(connection: Connection, order: Order, now: datetime, host_now: datetime) -> Answer:
    """Do what is ordered, once: an order that was carried out before is only answered again."""
    mark = f"{_MARK}{order.id}"
    if (told := cursors.get(connection, mark)) is not None:
        return Answer.from_json(told)
    outcome = _act(connection, order, now, host_now)
    answer = Answer(outcome.changed, outcome.refused)
    cursors.put(connection, mark, answer.as_json(), host_now)
    return answer


def _act(connection: Connection, order: Order, now: datetime, host_now: datetime) -> Outcome:
    if order.act == "drop":
        return parked.drop(connection, order.events, order.why, order.by, now, host_now)
    return parked.redrive(connection, order.events, order.ticket_id, order.everything, order.by, now, host_now)


def forget_marks(connection: Connection, host_now: datetime) -> None:
    """Delete the marks of orders whose files are long gone."""
    cursors.sweep(connection, _MARK, host_now - MARKS_KEPT)


class Spool:
    """The folder beside the database; every file appears whole, and for its owner only."""

    def __init__(self, database: Path) -> None:
        self.folder = database.with_name(f"{database.name}.orders")
        self._lock = database.with_name(f"{database.name}.lock")

    @classmethod
    def of(cls, url: str) -> "Spool | None":
        """Return the spool of the database at `url`; None where any process may write, so that none is needed."""
        parsed = make_url(url)
        return cls(Path(parsed.database or "")) if parsed.get_backend_name() == "sqlite" else None

    def is_attended(self) -> bool:
        """Return whether a process holds the database, and with it the duty to carry out orders."""
        try:
            with self._lock.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def open(self) -> None:
        """Make the folder."""
        private_file.make_folder(self.folder)

    def place(self, order: Order) -> None:
        """Leave an order, readable by whoever runs the service."""
        self.open()
        path = self._order(order.id)
        draft = path.with_suffix(".draft")
        private_file.write(draft, order.as_json())
        if os.geteuid() == 0:
            owner = self.folder.stat()
            os.chown(draft, owner.st_uid, owner.st_gid)
        draft.replace(path)

    def withdraw(self, order_id: str) -> None:
        """Take an order and its answer away: it has been dealt with."""
        self._order(order_id).unlink(missing_ok=True)
        self._answer(order_id).unlink(missing_ok=True)

    def waiting(self) -> list[str]:
        """Return the ids of the orders that wait, oldest first."""
        try:
            with os.scandir(self.folder) as entries:
                found = [(entry.stat().st_mtime_ns, entry.name) for entry in entries if entry.name.endswith(_SUFFIX)]
        except FileNotFoundError:
            return []
        return [name.removesuffix(_SUFFIX) for _, name in sorted(found)]

    def read(self, order_id: str) -> Order:
        """Read an order; raises `InvalidInput` when it is none."""
        path = self._order(order_id)
        try:
            if path.stat().st_size > ORDER_LIMIT_BYTES:
                raise InvalidInput("The order cannot be read: it is too large.")
            order = Order.from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as exc:
            raise InvalidInput(f"The order cannot be read: {exc}.") from exc
        return replace(order, id=order_id)

    def answer(self, order_id: str, answer: Answer) -> None:
        """Answer an order and take it away, in this order, so that a crash between them repeats the answer only."""
        private_file.write(self._answer(order_id), answer.as_json())
        self._order(order_id).unlink(missing_ok=True)

    def answer_to(self, order_id: str) -> Answer | None:
        """Return the answer to an order, or None while there is none."""
        try:
            return Answer.from_json(self._answer(order_id).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def sweep(self, host_now: datetime) -> None:
        """Delete answers that nobody came for, and drafts of commands that died."""
        before = (host_now - ANSWERS_KEPT).timestamp()
        with os.scandir(self.folder) as entries:
            stale = [
                entry.path for entry in entries if not entry.name.endswith(_SUFFIX) and entry.stat().st_mtime < before
            ]
        for path in stale:
            Path(path).unlink(missing_ok=True)

    def _order(self, order_id: str) -> Path:
        return self.folder / f"{order_id}{_SUFFIX}"

    def _answer(self, order_id: str) -> Path:
        return self.folder / f"{order_id}{_ANSWER}"
