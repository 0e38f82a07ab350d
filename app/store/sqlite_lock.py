"""
The file beside the database: keeps a second service out, and remembers how the last one ended.

The lock is the kernel's (`flock`), so it goes with the process however that ends. What the file says is only for the
next start: "running" left behind by a process that is gone means that it had no time to say goodbye.
"""

import fcntl
import os
from enum import Enum
from pathlib import Path

from app.errors import SettingsError


class Past(Enum):
    """What is known about the last service on this database."""

    NONE = "none"
    """No Tierline has had this file open, or the file came here alone."""
    STOPPED = "stopped"
    CUT_OFF = "running"
    """It was killed, lost its power, or ended because it could not trust the disk."""


class FileLock:
    """Held from `take` to `release`; raises `OSError` where no file can be made."""

    def __init__(self, database: Path) -> None:
        self._handle = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = self._text().partition(" ")[2]
            os.close(self._handle)
            who = f" (process {holder})" if holder else ""
            raise SettingsError(
                f"DATABASE_URL: another Tierline is already running on {database}{who}; stop it, or give this one "
                "its own file."
            ) from None
        word = self._text().partition(" ")[0]
        self.past = Past(word) if word in (Past.STOPPED.value, Past.CUT_OFF.value) else Past.NONE

    def note(self, state: Past) -> None:
        """Leave word for the next start."""
        os.truncate(self._handle, 0)
        os.pwrite(self._handle, f"{state.value} {os.getpid()}".encode(), 0)

    def release(self) -> None:
        """Let others have the database."""
        os.close(self._handle)

    def _text(self) -> str:
        return os.pread(self._handle, 100, 0).decode(errors="replace")
