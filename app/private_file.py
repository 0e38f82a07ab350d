"""Files that hold ticket text: readable by their owner only, and never half written."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import AppError


def write(path: Path, text: str) -> None:
    """
    Put `text` in place of the file in one step, mode 0600; raises `AppError` when the disk refuses.

    What is no file, such as `/dev/stdout`, is never replaced by one.
    """
    if path.exists() and not path.is_file():
        raise AppError(f"{path} is not a file: name one that is, or a new one.")
    if path.is_symlink():
        path = path.resolve()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="replace") as file:  # noqa: PTH123  a descriptor, not a path
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync(path.parent)
    except OSError as exc:
        raise AppError(f"{path} cannot be written: {exc.strerror}.") from exc


def make_folder(path: Path) -> None:
    """Create a folder and what is above it, mode 0700; raises `AppError`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise AppError(f"The folder {path} cannot be created: {exc.strerror}; name another one with --cache.") from exc


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for one process; raises `AppError` when another one has it."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            msg = f"Another replay is reading into {folder}: wait for it, or name another folder with --cache."
            raise AppError(msg) from None
        yield


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
