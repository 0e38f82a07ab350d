"""The checks of the supply chain find what they are there for, and pass where nobody can be asked."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.audit import BASELINE, LOCKS, ROOT, dependencies, locks, secrets
from tools.sbom import document

PIN = "alpha==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n    # via beta\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project with the lock files and the baseline of this one, and nothing else."""
    for name in (*LOCKS, BASELINE):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_our_lock_files_are_pinned_hashed_and_name_no_index() -> None:
    assert list(locks()) == []


@pytest.mark.parametrize(
    ("lock", "finding"),
    [
        ("alpha==1.0\n", "has no hash"),
        (PIN + "beta>=2 --hash=sha256:00\n", "not pinned"),
        ("--index-url https://packages.example.com/simple\n" + PIN, "names an address"),
        ("  --extra-index-url=x\n" + PIN, "names an address"),
        ("alpha @ https://example.com/alpha.whl --hash=sha256:00\n", "names an address"),
    ],
)
def test_a_lock_file_that_would_install_something_else_is_found(copy: Path, lock: str, finding: str) -> None:
    (copy / LOCKS[0]).write_text(lock, "utf-8")

    assert any(finding in sentence for sentence in locks(copy))


def test_a_new_secret_is_found_by_file_and_line_without_being_repeated(copy: Path) -> None:
    secret = "AKIA" + "Q7X2P9LM4KD8RTZW"
    (copy / "clean.py").write_text("number = 7\n", "utf-8")
    assert list(secrets(copy)) == []
    (copy / "leak.py").write_text(f"# settings\naccess = '{secret}'\n", "utf-8")

    found = list(secrets(copy))

    assert any(sentence.startswith("leak.py, line 2: looks like a secret") for sentence in found)
    assert secret not in str(found)
    assert (copy / BASELINE).read_bytes() == (ROOT / BASELINE).read_bytes(), "a check changes nothing"


def auditor(tmp_path: Path, script: str) -> list[str]:
    """A stand-in for pip-audit: the real one needs the internet."""
    path = tmp_path / "auditor.py"
    path.write_text(script, "utf-8")
    return [sys.executable, str(path)]


def test_a_known_vulnerability_is_found_with_the_version_that_mends_it(copy: Path) -> None:
    report = {
        "dependencies": [
            {"name": "alpha", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]},
            {"name": "beta", "version": "2.0", "vulns": []},
        ]
    }
    command = auditor(copy, f"import sys; print({json.dumps(json.dumps(report))}); sys.exit(1)")

    (sentence,) = dependencies(copy, command)

    assert sentence == "alpha 1.0 has the known vulnerability PYSEC-2026-1; fixed in 1.1."


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("import sys; sys.exit('ConnectionError: no route to host')", "no route to host"),
        ("import time; time.sleep(60)", "within 0.5 seconds"),
    ],
)
def test_without_the_internet_the_audit_says_so_and_passes(copy: Path, script: str, reason: str) -> None:
    said: list[str] = []

    assert list(dependencies(copy, auditor(copy, script), 0.5 if "sleep" in script else 60, said.append)) == []

    assert len(said) == 1
    assert reason in said[0]


def test_the_real_auditor_is_asked_for_the_right_thing_and_cannot_reach_anybody(copy: Path) -> None:
    """Behind a proxy that refuses: the options are understood, and the failure is the network's."""
    program = (
        "import sys; from pathlib import Path; from tools.audit import dependencies; "
        "print([*dependencies(Path(sys.argv[1]), seconds=60)])"
    )
    proxy = dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
    env = {"PYTHONPATH": str(ROOT), "HOME": str(copy), "PATH": "/usr/bin:/bin", "NO_PROXY": "", **proxy}

    done = subprocess.run(
        [sys.executable, "-c", program, str(copy)], env=env, capture_output=True, text=True, check=True
    )

    assert "skipped" in done.stdout
    assert done.stdout.endswith("[]\n")
    assert "usage:" not in done.stdout


def test_the_bill_of_materials_lists_every_package_of_the_service() -> None:
    lock = (ROOT / LOCKS[0]).read_text("utf-8")

    bom = json.loads(document(lock))

    assert bom["bomFormat"] == "CycloneDX"
    assert len(bom["components"]) == lock.count("==")
    assert all(one["hashes"] and one["purl"].startswith("pkg:pypi/") for one in bom["components"])
