"""Builds the disk with a mind of its own (`shim.c`) and says how to preload it."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class NoCompiler(RuntimeError):
    """There is no C compiler on this machine."""


def build(folder: Path) -> Path:
    """Compile the shim into `folder` and return the library."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise NoCompiler("no C compiler (cc, gcc or clang): disk faults cannot be made here")
    library = folder / "shim.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-Wall", "-o", library, SOURCE, "-ldl"], check=True)
    return library


def preload(library: Path, **orders: str) -> dict[str, str]:
    """Return the environment of a process that lives on this disk, such as `delay_ms="5"`."""
    return {"LD_PRELOAD": str(library)} | {f"TIERLINE_SHIM_{name.upper()}": order for name, order in orders.items()}
