"""
Processes of `tierline serve` that start in a moment: forked from one that has imported everything already.

A start takes three seconds of a core, nearly all for imports and for the rules, and the tests start some two hundred.
What is forked runs the same command, with an environment of its own, in a process that can be killed like any other;
the whole start, from the command line, is in `tests/test_cli.py` and in whatever preloads a library.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Protocol

COMMAND: Final = ("-m", "app.cli", "serve")
_PRELOADED: Final = [
    "app.cli",
    "app.main",
    "app.ops.connection",
    "app.ops.server",
    "app.store.postgres",
    "tests.nursery_warm",
]
_nursery: ForkServerContext | None = None


class Running(Protocol):
    """A process, as `subprocess.Popen` has it."""

    pid: int

    @property
    def returncode(self) -> int | None:
        """The exit code, negative after a signal; None while it runs."""

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""

    def kill(self) -> None:
        """Send SIGKILL."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def send_signal(self, number: int, /) -> None:
        """Send any signal."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises `subprocess.TimeoutExpired`."""


class Forked:
    """A child of the nursery."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid or 0

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def send_signal(self, number: int, /) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(COMMAND, timeout or 0.0)
        return code


def open_nursery() -> None:
    """Let `serve` fork from now on; the tests do, the long proofs start every process from nothing."""
    global _nursery
    if _nursery is None and sys.platform == "linux":
        _nursery = multiprocessing.get_context("forkserver")
        _nursery.set_forkserver_preload(_PRELOADED)


def serve(env: Mapping[str, str], folder: Path, output: Path | None = None) -> Running:
    """Start `tierline serve` with exactly this environment; its words are appended to `output`, or are the test's."""
    printed = output or Path(f"/proc/{os.getpid()}/fd/2")
    if _nursery is None or "LD_PRELOAD" in env:
        with printed.open("ab") as file:
            return subprocess.Popen([sys.executable, *COMMAND], env=env, cwd=folder, stdout=file, stderr=file)
    child = _nursery.Process(target=_serve, args=(dict(env), str(folder), str(printed)), daemon=True)
    child.start()
    return Forked(child)


def _serve(env: dict[str, str], folder: str, printed: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    file = os.open(printed, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(file, standard)
    sys.argv = ["tierline", "serve"]
    from app.cli import main

    main()
