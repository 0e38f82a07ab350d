"""
The end of a process whose database cannot be trusted any more.

A supervisor starts it again, and that start reads the file from the beginning. Going on would mean to trust an fsync
that comes after a failed one, which succeeds over whatever the kernel has given up (docs/decisions/0018).
"""

import os
import sys
import threading
from collections.abc import Callable

import structlog

from app.store.database import Database

EXIT_BROKEN = 74
"""What sysexits calls EX_IOERR. Start again: recovery runs."""
GRACE_SECONDS = 3.0

log = structlog.get_logger()


def end_when_broken(database: Database, ask_to_stop: Callable[[], None], seconds: float = GRACE_SECONDS) -> None:
    """Once `database` is broken, ask the server to stop, and end the process when it has not within `seconds`."""

    def begin(_: object) -> None:
        alarm = threading.Timer(seconds, leave)
        alarm.daemon = True
        alarm.start()
        ask_to_stop()

    database.broken.add_done_callback(begin)


def leave() -> None:
    """End the process here: an orderly end would close the file, and so write to it once more."""
    log.critical("ended because the database is broken", exit_code=EXIT_BROKEN)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_BROKEN)
