"""
Simulated power cuts: `python -m tests.faults.power_cut 60` prints how many acknowledged events each setting loses.

A file system below SQLite (an apsw VFS) remembers what was written since the last sync of each file. At the cut any
of that may have reached the disk: each write is kept, dropped or torn by chance, in pieces of one sector. Writes are
the inbox's own statement in groups like the writing thread's, checkpoints its own as well; only the pragma under test
differs.

What is left is judged twice. SQLite alone says what is lost and what is corrupt. Then the service starts on it: it may
refuse a log behind whose damage it sees commits (never after FULL, often after NORMAL), which is neither loss nor
corruption and is counted apart, and it must not lose what SQLite still had.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy.dialects import sqlite as dialect

from app.errors import AppError
from app.ops.logging import configure
from app.store.database import Database
from app.store.inbox import _ADD, row_values
from app.store.sqlite import PRAGMAS
from tests.store.kit import NOW, a_delivery

SECTOR = 512
EVENTS = 400
GROUP = 8
CHECKPOINT_EVERY = 12
"""Groups between checkpoints: often, since the most delicate moments are there."""


class PowerCut(Exception):
    """The lights went out in the middle of a write or a sync."""


@dataclass
class Platter:
    """The bytes of one file: what a sync has promised, and what was written since."""

    durable: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, data), or (size, None) for a truncation."""

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.durable, change)
        self.pending.clear()

    def after_the_cut(self, chance: random.Random) -> bytes:
        """What is found afterwards: all that was synced, and any part of the rest."""
        left = bytearray(self.durable)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    _apply(left, (offset, None))
                continue
            fate = chance.choice(("kept", "dropped", "torn"))
            for at in range(0, len(data), SECTOR):
                if fate == "kept" or (fate == "torn" and chance.random() < 0.5):
                    _apply(left, (offset + at, data[at : at + SECTOR]))
        return bytes(left)


def _apply(target: bytearray, change: tuple[int, bytes | None]) -> None:
    offset, data = change
    if data is None:
        del target[offset:]
        return
    target.extend(bytes(max(0, offset + len(data) - len(target))))
    target[offset : offset + len(data)] = data


class Disk(apsw.VFS):
    """A disk whose power fails at the `cut_at`-th write or sync of the database or its log."""

    def __init__(self, name: str, cut_at: int) -> None:
        super().__init__(name, "")
        self.name = name
        self.platters: dict[str, Platter] = {}
        self.steps = 0
        self._cut_at = cut_at
        self.is_dark = False

    def xOpen(self, name: Any, flags: list[int]) -> "_File":  # noqa: N802  apsw's names
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.step()
        super().xDelete(filename, syncdir)
        self.platters.pop(filename, None)

    def step(self) -> None:
        """Count one operation; raises `PowerCut` from the chosen one on."""
        self.steps += 1
        if self.is_dark or self.steps >= self._cut_at:
            self.is_dark = True
            raise PowerCut


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._disk = disk
        if path not in disk.platters:
            disk.platters[path] = Platter(bytearray(Path(path).read_bytes()))
        self._platter = disk.platters[path]

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        self._platter.pending.append((offset, bytes(data)))
        self._disk.step()
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._platter.pending.append((newsize, None))
        self._disk.step()
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.step()
        super().xSync(flags)
        self._platter.sync()

    def excepthook(self, *_: Any) -> bool:
        return True


@dataclass
class Toll:
    """What the cuts of one setting cost."""

    setting: str
    cuts: int = 0
    acknowledged: int = 0
    lost: int = 0
    cuts_that_lost: int = 0
    corrupt: int = 0
    refused: int = 0
    """Starts that the service's own check of the log stopped."""
    lost_by_start: int = 0
    """Acknowledged events that SQLite still had and the service's start did not keep."""


def run(setting: str, cuts: int, seed: int) -> Toll:
    """Cut the power so many times under `PRAGMA synchronous=setting`."""
    toll = Toll(setting)
    with tempfile.TemporaryDirectory() as folder:
        blank = Path(folder) / "blank.db"
        Database.open(f"sqlite:///{blank}").close()
        steps = _steps_of_a_whole_run(blank, setting)
        for number in range(cuts):
            chance = random.Random(f"{seed}-{setting}-{number}")
            _one_cut(blank, setting, chance, chance.randrange(1, steps), toll)
    return toll


def _steps_of_a_whole_run(blank: Path, setting: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        disk, _ = _write_until_dark(blank, Path(folder), setting, random.Random(0), sys.maxsize)
    return disk.steps


def _one_cut(blank: Path, setting: str, chance: random.Random, cut_at: int, toll: Toll) -> None:
    with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as after:
        disk, acknowledged = _write_until_dark(blank, Path(before), setting, chance, cut_at)
        left = {Path(path).name: platter.after_the_cut(chance) for path, platter in disk.platters.items()}
        toll.cuts += 1
        toll.acknowledged += len(acknowledged)
        try:
            found, verdict = _stored(_laid_out(left, Path(after) / "alone"))
        except sqlite3.Error:
            toll.corrupt += 1
            return
        toll.corrupt += verdict != ["ok"]
        toll.lost += len(acknowledged - found)
        toll.cuts_that_lost += bool(acknowledged - found)
        path = _laid_out(left, Path(after) / "served")
        try:
            Database.open(f"sqlite:///{path}").close()
        except AppError:
            toll.refused += 1
            return
        toll.lost_by_start += len(found - _stored(path)[0])


def _laid_out(files: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "tierline.db"


def _write_until_dark(
    blank: Path, folder: Path, setting: str, chance: random.Random, cut_at: int
) -> tuple[Disk, set[str]]:
    """Store events in groups until the power fails or all are stored; return what was acknowledged."""
    path = folder / "tierline.db"
    shutil.copy(blank, path)
    disk = Disk(f"disk-{id(folder)}-{cut_at}", cut_at)
    acknowledged: set[str] = set()
    connection: apsw.Connection | None = None
    try:
        connection = apsw.Connection(str(path), vfs=disk.name)
        _prepare(connection, setting)
        _store(connection, chance, acknowledged)
    except (PowerCut, apsw.Error):
        if not disk.is_dark:
            raise
    finally:
        disk.is_dark = True  # closing must not write any more
        if connection is not None:
            _close(connection)
        disk.unregister()
    return disk, acknowledged


def _close(connection: apsw.Connection) -> None:
    """Close, whatever the dark disk says about it."""
    try:
        connection.close(True)
    except (PowerCut, apsw.Error):
        return


def _prepare(connection: apsw.Connection, setting: str) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    for pragma in PRAGMAS:
        connection.execute(pragma)
    connection.execute(f"PRAGMA synchronous={setting}")


def _store(connection: apsw.Connection, chance: random.Random, acknowledged: set[str]) -> None:
    statement, values_of = _statement()
    number = groups = 0
    while number < EVENTS:
        group = range(number, number + chance.randint(1, GROUP))
        connection.execute("BEGIN IMMEDIATE")
        for one in group:
            connection.execute(statement, values_of(one))
        connection.execute("COMMIT")
        acknowledged |= {f"invocation-{one}" for one in group}
        number = group.stop
        groups += 1
        if groups % CHECKPOINT_EVERY == 0:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _statement() -> tuple[str, Callable[[int], list[Any]]]:
    """The inbox's own insert as SQL text, and the values it takes."""
    compiled = _ADD["sqlite"].values(row_values(a_delivery(0), NOW)).compile(dialect=dialect.dialect())
    moment = NOW.replace(tzinfo=None).isoformat(" ")

    def values_of(number: int) -> list[Any]:
        values = row_values(a_delivery(number, body="x" * 1400), NOW)
        ordered = [values[name] for name in compiled.positiontup or ()]
        return [moment if value == NOW else value for value in ordered]

    return str(compiled), values_of


def _stored(path: Path) -> tuple[set[str], list[str]]:
    connection = sqlite3.connect(path)
    try:
        found = {row[0] for row in connection.execute("SELECT invocation_id FROM inbox")}
        return found, [row[0] for row in connection.execute("PRAGMA integrity_check")]
    finally:
        connection.close()


def main(cuts: int = 60, seed: int = 1) -> str:
    """Return the table of both settings."""
    lines = [f"{'synchronous':12}{'cuts':>6}{'acked':>8}{'lost':>7}{'cuts that lost':>16}{'corrupt':>9}{'refused':>9}"]
    for setting in ("FULL", "NORMAL"):
        one = run(setting, cuts, seed)
        lines.append(
            f"{setting:12}{one.cuts:6}{one.acknowledged:8}{one.lost + one.lost_by_start:7}{one.cuts_that_lost:16}"
            f"{one.corrupt:9}{one.refused:9}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    configure("error")
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
