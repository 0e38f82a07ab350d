"""Where a database may lie, and whose it must be; every refusal says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import SettingsError
from app.store.database import Database
from app.store.sqlite import look_at_version
from app.store.sqlite_file import file_system_of, look_at_place

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534


def mounts(tmp_path: Path, kind: str) -> Path:
    table = tmp_path / "mountinfo"
    folder = str(tmp_path).replace(" ", "\\040")
    table.write_text(
        f"22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n36 22 0:33 / {folder} rw shared:1 - {kind} server:/x rw\n"
    )
    return table


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(SettingsError, match=rf"network file system \({kind}\).*local disk"):
        look_at_place(tmp_path / "tierline.db", mounts(tmp_path, kind))


@pytest.mark.parametrize(("kind", "says"), [("9p", "may be hollow"), ("tmpfs", "lies in memory")])
def test_a_doubtful_file_system_is_told(tmp_path: Path, kind: str, says: str) -> None:
    assert says in look_at_place(tmp_path / "tierline.db", mounts(tmp_path, kind))[0]


def test_a_local_disk_is_nothing_to_speak_of(tmp_path: Path) -> None:
    assert look_at_place(tmp_path / "tierline.db", mounts(tmp_path, "ext4")) == []


def test_of_nested_mounts_the_innermost_counts(tmp_path: Path) -> None:
    table = mounts(tmp_path, "nfs4")

    assert file_system_of(tmp_path / "deep" / "er", table) == "nfs4"
    assert file_system_of(Path("/somewhere"), table) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "no-such-table") == ""


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a directory; name a file in it"):
        Database.open(f"sqlite:///{tmp_path}")


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tierline.db")

    with pytest.raises(SettingsError, match="not an ordinary file"):
        Database.open(f"sqlite:///{tmp_path / 'tierline.db'}")


def test_a_file_with_a_second_name_is_refused(tmp_path: Path) -> None:
    """Two services under two hard links would have two locks and two logs for one file."""
    Database.open(f"sqlite:///{tmp_path / 'tierline.db'}").close()
    (tmp_path / "second.db").hardlink_to(tmp_path / "tierline.db")

    for name in ("tierline.db", "second.db"):
        with pytest.raises(SettingsError, match="a hard link"):
            Database.open(f"sqlite:///{tmp_path / name}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize(
    ("modes", "says"),
    [
        ({"": 0o755}, "may not write into the folder"),
        ({"": 0o777, "tierline.db": 0o600}, "belongs to root"),
        ({"": 0o777, "tierline.db": 0o666, "tierline.db-wal": 0o600}, "tierline.db-wal belongs to root"),
    ],
)
def test_what_belongs_to_somebody_else_is_named(modes: dict[str, int], says: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        for file, mode in modes.items():
            if file:
                (folder / file).touch()
            (folder / file).chmod(mode)
        # Imports first: the interpreter's own files may be closed to nobody as well.
        program = (
            "import os, sys\nfrom pathlib import Path\nfrom app.errors import SettingsError\n"
            "from app.store.sqlite_file import look_at_place\n"
            f"os.setuid({NOBODY})\n"
            "try:\n    look_at_place(Path(sys.argv[1]))\nexcept SettingsError as exc:\n    print(exc)\n"
        )
        found = subprocess.run(
            [sys.executable, "-c", program, folder / "tierline.db"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

    assert says in found.stdout


def test_an_sqlite_without_the_statements_we_need_is_refused_with_what_to_do() -> None:
    with pytest.raises(SettingsError, match=r"SQLite is 3\.34\.1.*use a newer Python"):
        look_at_version((3, 34, 1))
