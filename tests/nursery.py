"""
Processes of `tierline …` that start in a moment: forked from one that has imported everything already.

A start takes three seconds of a core, nearly all for imports and for the rules, and the tests start some three hundred.
What is forked runs the same command, with an environment of its own, in a process that can be killed like any other;
the whole start, from the command line, is in `tests/test_cli.py` and in whatever preloads a library.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, Protocol

COMMAND: Final = ("-m", "app.cli")
COMMAND_SECONDS: Final = 120.0
"""Longest wait for the end of a command that ends by itself."""
_PRELOADED: Final = [
    "app.cli",
    *(f"app.commands.{name}" for name in ("check", "evidence", "forecast", "inbox", "ledger", "notify_test")),
    *(f"app.commands.{name}" for name in ("replay", "triage", "triage_comments", "triage_ticket")),
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
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0.0)
        return code


def open_nursery() -> None:
    """Let processes fork from now on; the tests do, the long proofs start every process from nothing."""
    global _nursery
    if _nursery is None and sys.platform == "linux":
        _nursery = multiprocessing.get_context("forkserver")
        _nursery.set_forkserver_preload(_PRELOADED)


def serve(env: Mapping[str, str], folder: Path, output: Path | None = None) -> Running:
    """Start `tierline serve` with exactly this environment; its words are appended to `output`, or are the test's."""
    printed = output or Path(f"/proc/{os.getpid()}/fd/2")
    if _nursery is None or "LD_PRELOAD" in env:
        with printed.open("ab") as file:
            return subprocess.Popen([sys.executable, *COMMAND, "serve"], env=env, cwd=folder, stdout=file, stderr=file)
    files = (os.devnull, str(printed), str(printed))
    child = _nursery.Process(target=_run, args=(("serve",), dict(env), str(folder), files), daemon=True)
    child.start()
    return Forked(child)


def command(
    *arguments: str, env: Mapping[str, str], folder: Path, stdin: str = "", seconds: float = COMMAND_SECONDS
) -> subprocess.CompletedProcess[str]:
    """
    Run `tierline …` with exactly this environment until it ends, and return what it printed and its exit code.

    Raises `subprocess.TimeoutExpired` when it has not ended within so many seconds; it is then killed.
    """
    if _nursery is None:
        return subprocess.run(
            [sys.executable, *COMMAND, *arguments],
            env=env,
            cwd=folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    with tempfile.TemporaryDirectory() as place:
        given, out, err = (Path(place) / name for name in ("in", "out", "err"))
        given.write_text(stdin, "utf-8")
        files = (str(given), str(out), str(err))
        # No daemon: a daemon may have no processes of its own, and a replay shares its work among several.
        process = _nursery.Process(target=_run, args=(arguments, dict(env), str(folder), files))
        process.start()
        child = Forked(process)
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
        return subprocess.CompletedProcess(arguments, code, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(arguments: tuple[str, ...], env: dict[str, str], folder: str, files: tuple[str, str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    given, out, err = files
    appended = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    for standard, (file, flags) in enumerate(((given, os.O_RDONLY), (out, appended), (err, appended))):
        os.dup2(os.open(file, flags), standard)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  as long as the process; that of the fork is shut
    sys.argv = ["tierline", *arguments]
    from app.cli import main

    main()
