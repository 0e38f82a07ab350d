"""
What must be true of a database file before it is served from; every refusal says what to do.

Looked at while no connection is open: a file of SQLite's that this process opens and closes by itself loses the
locks SQLite holds on it.
"""

import os
import pwd
from pathlib import Path

from app.errors import SettingsError
from app.store import sqlite_log
from app.store.sqlite_lock import Past

MOUNTS = Path("/proc/self/mountinfo")
REMOTE = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "gpfs", "fuse.sshfs", "fuse.glusterfs"}
    | {"fuse.s3fs", "fuse.rclone", "fuse.ceph", "fuse.gcsfuse", "fuse.juicefs"}
)
"""File systems on which locks or shared memory do not hold, or not for everybody."""
DOUBTFUL = frozenset({"9p", "virtiofs", "vboxsf", "fuse.grpcfuse", "fuse.osxfs"})
IN_MEMORY = frozenset({"tmpfs", "ramfs"})

RESTORE = (
    "Restore the last backup (docs/operating.md, Backups). Without one, move the file away together with its -wal and "
    "-shm and start with an empty database: tickets that bear Tierline's marks are taken over as they stand"
)


def beside(path: Path, suffix: str) -> Path:
    """Return SQLite's companion file, such as `tierline.db-wal`."""
    return path.with_name(path.name + suffix)


def look_at_place(path: Path, mounts: Path = MOUNTS) -> list[str]:
    """Return doubts about where the file lies; raises `SettingsError` where no database may be or can be."""
    if path.is_dir():
        raise SettingsError(f"DATABASE_URL: {path} is a directory; name a file in it, such as {path / 'tierline.db'}.")
    if path.exists() and not path.is_file():
        raise SettingsError(f"DATABASE_URL: {path} is not an ordinary file; name a file on a local disk.")
    if path.exists() and path.stat().st_nlink > 1:
        raise SettingsError(
            f"DATABASE_URL: {path} has a second name (a hard link), and its log would lie beside one of them only; "
            "remove the other name."
        )
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise SettingsError(
            f"DATABASE_URL: {_me()} may not write into the folder {path.parent}, where SQLite keeps its log; give the "
            "folder to the service's user, or mount it writable."
        )
    for one in (path, beside(path, "-wal"), beside(path, "-shm"), beside(path, ".lock")):
        if one.exists() and not os.access(one, os.R_OK | os.W_OK):
            raise SettingsError(
                f"DATABASE_URL: {one} belongs to {_user(one.stat().st_uid)} and cannot be read and written by {_me()}; "
                "give the file to the service's user, or run the service as its owner."
            )
    kind = file_system_of(path.parent, mounts)
    if kind in REMOTE:
        raise SettingsError(
            f"DATABASE_URL: {path} lies on a network file system ({kind}), where SQLite's locks do not hold; put it "
            "on a local disk."
        )
    if kind in DOUBTFUL:
        return [f"{path} lies on a {kind} file system, whose locks and syncs may be hollow; a local disk is safer"]
    if kind in IN_MEMORY:
        return [f"{path} lies in memory ({kind}): whatever was acknowledged is lost when the machine stops"]
    return []


def look_at_file(path: Path, past: Past) -> list[str]:
    """Return doubts about what is there; raises `SettingsError` where opening it would lose or mix up data."""
    log = beside(path, "-wal")
    size = path.stat().st_size if path.exists() else None
    logged = log.stat().st_size if log.exists() else None
    if not size and logged:  # SQLite would delete the log without a word
        gone = "gone" if size is None else "empty (0 bytes)"
        raise SettingsError(
            f"DATABASE_URL: {path} is {gone}, but its log {log.name} holds data. Put the file back beside it. "
            f"{RESTORE}."
        )
    if size is None:
        if past is Past.NONE:
            return []
        return [f"{path} is gone and an empty database takes its place; if that was not meant, stop and put it back"]
    if size == 0 and past is not Past.NONE:
        raise SettingsError(f"DATABASE_URL: {path} is empty (0 bytes), and it held a database before. {RESTORE}.")
    if logged:
        _look_at_log(path, log)
    if past is Past.CUT_OFF and logged is None and size:
        doubt = (
            f"the last stop was not clean, yet the log {log.name} is gone: events acknowledged just before may be lost"
        )
        return [f"{doubt}; reconciliation looks for their tickets"]
    return []


def _look_at_log(path: Path, log: Path) -> None:
    with path.open("rb") as file:
        header = file.read(20)
    if header[:15] == b"SQLite format 3" and header[18:20] == b"\x01\x01":
        raise SettingsError(
            f"DATABASE_URL: the log {log.name} belongs to another state of {path}, as after a restore: together they "
            f"would be garbage. Move {log.name} and {beside(path, '-shm').name} away, then start again."
        )
    lost = sqlite_log.commits_behind_damage(log)
    if lost:
        raise SettingsError(
            f"DATABASE_URL: the log {log.name} is damaged in the middle: {lost} commits behind the damage cannot be "
            f"read, and what they acknowledged is lost with them. {RESTORE}."
        )


def file_system_of(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the type of the file system a folder lies on, "" where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    found, kind = "", ""
    for line in lines:
        left, _, right = line.partition(" - ")
        if len(left.split()) < 5 or not right:
            continue
        point = left.split()[4].encode().decode("unicode_escape")
        # Of two mounts on one point the later one is seen.
        if folder.is_relative_to(point) and len(point) >= len(found):
            found, kind = point, right.split()[0]
    return kind


def _me() -> str:
    return f"this process's user {_user(os.geteuid())}"


def _user(uid: int) -> str:
    try:
        return f"{pwd.getpwuid(uid).pw_name} ({uid})"
    except KeyError:
        return str(uid)
