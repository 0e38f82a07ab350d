"""A terminal for tests: `tierline …` in a process of its own, which is forked and so begins at once."""

import asyncio
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests import nursery

ROOT: Final = Path(__file__).parent.parent


def tierline(*arguments: str, cwd: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these settings and nothing else that could be one; raises `subprocess.TimeoutExpired`."""
    clean = {name: value for name, value in os.environ.items() if "_" not in name}
    return nursery.command(*arguments, env=clean | {"PYTHONPATH": str(ROOT)} | env, folder=cwd, stdin=stdin)


async def beside(settings: Mapping[str, str], *arguments: str, cwd: Path = ROOT) -> tuple[int, str, str]:
    """Run a command with the settings of a service, while that goes on; return exit code and both outputs."""
    done = await asyncio.to_thread(lambda: tierline(*arguments, cwd=cwd, **settings))
    return done.returncode, done.stdout, done.stderr
