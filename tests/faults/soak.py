"""
Every proof in its long form, one after the other: `make soak`, or `python -m tests.faults.soak [--short] [NAME …]`.

Each prints its table as soon as it has run; a summary ends it. The exit code is 1 when a promise was broken.
`--report FILE` also writes everything as a page for the documentation.
"""

import argparse
import asyncio
import contextlib
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
import uvloop

from tests.faults import error_storm, fuzz, kills, long_run, outage, power_cut, random_walk
from tests.faults.proof import Proof, summary
from tests.postgres import open_server

Run = Callable[[Path, bool], Coroutine[None, None, Proof]]


async def _kills(folder: Path, short: bool) -> Proof:
    return await kills.prove(folder, kills.SHORT if short else kills.LONG)


async def _kills_of_three(folder: Path, short: bool) -> Proof:
    with _database() as url:
        return await kills.prove(folder, kills.SHORT_OF_THREE if short else kills.LONG_OF_THREE, url)


async def _outage(folder: Path, short: bool) -> Proof:
    return await outage.prove(folder, outage.SHORT if short else outage.LONG)


async def _error_storm(folder: Path, short: bool) -> Proof:
    return await error_storm.prove(folder, error_storm.SHORT if short else error_storm.LONG)


async def _walk(folder: Path, short: bool) -> Proof:
    return await asyncio.to_thread(random_walk.prove, folder, random_walk.SHORT if short else random_walk.LONG)


async def _long_run(folder: Path, short: bool) -> Proof:
    return await long_run.prove(folder, long_run.SHORT if short else long_run.LONG)


async def _fuzz(folder: Path, short: bool) -> Proof:
    """Mutated bodies; its own table stands above the summary's."""
    try:
        print(await asyncio.to_thread(fuzz.main, 2_000 if short else 100_000))
    except AssertionError as exc:
        return Proof("mutated webhook bodies", failures=[str(exc)])
    return Proof("mutated webhook bodies")


async def _power_cuts(folder: Path, short: bool) -> Proof:
    cuts = 20 if short else 60
    full = await asyncio.to_thread(power_cut.run, "FULL", cuts, 1)
    normal = await asyncio.to_thread(power_cut.run, "NORMAL", cuts, 1)
    facts: dict[str, object] = {
        "power cuts": full.cuts,
        "acknowledged": full.acknowledged,
        "lost": full.lost + full.lost_by_start,
        "damaged files": full.corrupt,
        "lost with synchronous=NORMAL, for comparison": normal.lost + normal.lost_by_start,
    }
    failures = ["acknowledged events were lost"] if full.lost + full.lost_by_start else []
    failures += ["a file was damaged"] if full.corrupt else []
    return Proof("power cuts", facts, [], failures)


PROOFS: Final[dict[str, Run]] = {
    "kills": _kills,
    "kills-of-three": _kills_of_three,
    "outage": _outage,
    "errors": _error_storm,
    "walk": _walk,
    "long-run": _long_run,
    "fuzz": _fuzz,
    "power-cuts": _power_cuts,
}


@contextlib.contextmanager
def _database() -> Iterator[str]:
    server = open_server()
    try:
        with server.database() as url:
            yield url
    finally:
        server.close()


def main() -> int:
    """Run the proofs that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(PROOFS)}")
    parser.add_argument("--short", action="store_true", help="the form that make test runs")
    parser.add_argument("--report", type=Path, help="also write the tables into this file")
    options = parser.parse_args()
    if unknown := set(options.names) - set(PROOFS):
        parser.error(f"there is no proof called {', '.join(sorted(unknown))}")
    found: list[Proof] = []
    pages: list[str] = []
    for name in options.names or PROOFS:
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"tierline-{name}-") as folder:
            proof = uvloop.run(PROOFS[name](Path(folder), options.short))
            if (diary := Path(folder, "trouble.txt")).is_file():
                print(diary.read_text(encoding="utf-8"))
        proof.facts["seconds in all"] = round(time.monotonic() - started)
        found.append(proof)
        pages.append(proof.text())
        print(f"{pages[-1]}\n", flush=True)
    pages.append(summary(found))
    print(pages[-1])
    if options.report:
        options.report.write_text("\n\n".join([_circumstances(), *pages]) + "\n", encoding="utf-8")
    return 0 if all(proof.is_kept for proof in found) else 1


def _circumstances() -> str:
    cores, memory = psutil.cpu_count(), psutil.virtual_memory().total / 2**30
    return f"{datetime.now(UTC):%Y-%m-%d}, {cores} cores, {memory:.0f} GiB, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
