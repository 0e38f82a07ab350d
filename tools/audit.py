"""
What `make check` asks about the supply chain and about secrets.

    python -m tools.audit locks secrets dependencies

`locks`: every package of the lock files is pinned by version and hash, and no address of an index is written there.
`secrets`: nothing in the tracked files looks like a secret that `.secrets.baseline` does not know; works offline.
`dependencies`: no pinned version has a known vulnerability. That needs a vulnerability service; where it cannot be
reached in time, a sentence says so and the check passes: a machine without internet must be able to build.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
LOCKS: Final = ("requirements.lock", "requirements-dev.lock")
BASELINE: Final = ".secrets.baseline"
DATA: Final = (".tsv", ".jsonl")
"""Trained weights and labelled tickets: megabytes of words that no person types in, minutes to scan."""
SECONDS: Final = 20.0
PIP_AUDIT: Final = (sys.executable, "-m", "pip_audit")

_PIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z,]+\])?==[^\s\\;]+")
_FORBIDDEN: Final = re.compile(r"^\s*(--(extra-)?index-url|-i|--find-links|-f|--trusted-host|-e|--editable)\b|://")


def locks(root: Path = ROOT) -> Iterator[str]:
    """Yield a sentence for every line of the lock files that is not a pin with hashes."""
    for name in LOCKS:
        text = (root / name).read_text("utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if _FORBIDDEN.search(line.partition("#")[0]):
                yield f"{name}, line {number}: names an address; regenerate the file with `make lock`."
        for entry in _entries(text):
            package = entry.split()[0]
            if not _PIN.fullmatch(package):
                yield f"{name}: {package} is not pinned to one version; regenerate the file with `make lock`."
            elif "--hash=sha256:" not in entry:
                yield f"{name}: {package} has no hash; regenerate the file with `make lock`."


def _entries(text: str) -> Iterator[str]:
    """Yield the requirements of a lock file, each with its continuation lines."""
    for entry in text.replace("\\\n", " ").splitlines():
        requirement = entry.partition("#")[0].strip()
        if requirement and not requirement.startswith("-"):
            yield requirement


def secrets(root: Path = ROOT) -> Iterator[str]:
    """Yield a sentence for every new secret in the tracked files."""
    known = {entry[:3] for entry in _listed(json.loads((root / BASELINE).read_text("utf-8")))}
    tracked, shares = _tracked(root), os.cpu_count() or 1
    with ThreadPoolExecutor(shares) as pool:
        scans = list(pool.map(lambda first: _scan(root, tracked[first::shares]), range(shares)))
    for scan in scans:
        if scan is None:
            yield "The secret scan failed; `python -m detect_secrets scan` tells why."
        for file, kind, digest, line in _listed(scan or {}):
            if (file, kind, digest) not in known:
                yield (
                    f"{file}, line {line}: looks like a secret ({kind}). Take it out and revoke it; if it is none, say "
                    "so behind the line with `pragma: allowlist secret` or run `make baseline`."
                )


def baseline(root: Path = ROOT) -> Iterator[str]:
    """Write the baseline anew, after everything new in it was looked at; yields a sentence when that fails."""
    found = _scan(root, _tracked(root))
    if found is None:
        yield "The secret scan failed; `python -m detect_secrets scan` tells why."
    else:
        (root / BASELINE).write_text(json.dumps(found, indent=2) + "\n", "utf-8")


def _scan(root: Path, names: Sequence[str]) -> dict[str, Any] | None:
    """Scan files offline, whatever git knows of them; None when that fails."""
    done = _run([sys.executable, "-m", "detect_secrets", "scan", "--no-verify", *names], root)
    return _json(done.stdout) if names else {}


def _listed(document: dict[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    """Yield file, kind, digest and line of everything that a scan found; the secrets are in no such document."""
    for file, entries in (document.get("results") or {}).items():
        for entry in entries:
            yield file, entry["type"], entry["hashed_secret"], entry["line_number"]


def _tracked(root: Path) -> list[str]:
    done = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], root)
    names = [name for name in done.stdout.split("\0") if name] if done.returncode == 0 else _walked(root)
    return [
        name
        for name in sorted(names)
        if name not in (BASELINE, *LOCKS) and not name.endswith(DATA) and (root / name).is_file()
    ]


def _walked(root: Path) -> list[str]:
    """Outside of a repository, as in an unpacked archive: everything but what tools leave behind."""
    left_behind = {".venv", "__pycache__", "build", "data"}
    files = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [str(path) for path in files if path.parts[0] == "tests" or not left_behind & set(path.parts)]


def dependencies(
    root: Path = ROOT,
    command: Sequence[str] = PIP_AUDIT,
    seconds: float = SECONDS,
    say: Callable[[str], object] = print,
) -> Iterator[str]:
    """Yield a sentence for every known vulnerability; says it when nobody could be asked."""
    order = [*command, "--requirement", LOCKS[0], "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = _run([*order, "--progress-spinner", "off", "--timeout", "5"], root, seconds)
    except subprocess.TimeoutExpired:
        say(f"dependency audit: skipped, the vulnerability service did not answer within {seconds:g} seconds.")
        return
    report = _json(done.stdout)
    if report is None:
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1][:200]
        say(f"dependency audit: skipped, the vulnerability service cannot be reached ({reason}).")
        return
    for package in report.get("dependencies", ()):
        for hole in package.get("vulns", ()):
            fixed = ", ".join(hole.get("fix_versions") or ()) or "no version yet"
            yield f"{package['name']} {package['version']} has the known vulnerability {hole['id']}; fixed in {fixed}."


def _run(command: Sequence[str], root: Path, seconds: float = 120.0) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own commands
        command, cwd=root, capture_output=True, text=True, timeout=seconds, check=False
    )


def _json(text: str) -> dict[str, Any] | None:
    try:
        document = json.loads(text)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


CHECKS: Final[dict[str, Callable[[], Iterator[str]]]] = {
    "locks": locks,
    "secrets": secrets,
    "dependencies": dependencies,
    "baseline": baseline,
}


def main(names: Sequence[str]) -> int:
    """Run the checks named, print what they find, and return 1 when that is anything."""
    is_clean = True
    for name in names:
        for sentence in CHECKS[name]():
            is_clean = False
            print(f"{name}: {sentence}", file=sys.stderr)
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
