"""Progress bars on standard error; silent where that is no terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn


@contextmanager
def bars() -> Iterator[Progress]:
    """Yield a place for bars; they vanish when the work is done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    # Without a thread of its own: processes are forked while it is shown.
    progress = Progress(*columns, console=console, disable=not console.is_terminal, auto_refresh=False, transient=True)
    with progress:
        yield progress


class ReadingBars:
    """Shows how far a reading is; the bars appear with the first news."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def pages(self, tickets: int, part: float) -> None:
        """Show the part of the time span that is read."""
        self._tell("pages", f"reading tickets ({tickets})", part, 1.0)

    def people(self, done: int, total: int) -> None:
        """Show how many tickets' audits are read."""
        self._tell("people", f"asking who set the tier ({done} of {total})", done, total)

    def _tell(self, name: str, text: str, done: float, total: float) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(text, total=total)
        self._progress.update(self._tasks[name], description=text, completed=done)
        self._progress.refresh()
