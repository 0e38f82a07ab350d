"""
Reads SQLite's write-ahead log as bytes, to tell a torn end from damage in the middle.

SQLite takes the log up to the first frame whose checksum fails, without a word. After a power cut that is right: with
`synchronous=FULL` only the last commit can be torn, since each one is on disk before the next begins. Where readable
*commits* follow the bad frame, acknowledged events lie behind it, and going on would lose them in silence.
Format: https://www.sqlite.org/fileformat2.html#walformat
"""

import struct
from pathlib import Path

_MAGIC = 0x377F0682
_HEADER = 32
_FRAME_HEADER = 24
_PAGE_SIZE = 4096
MOST_BYTES = 32 * 1024 * 1024
"""A longer log is read up to here: this many bytes take about two seconds."""


def commits_behind_damage(log: Path) -> int:
    """Return how many commits lie behind a damaged frame; 0 for a sound log and for one with a torn end."""
    with log.open("rb") as file:
        data = file.read(MOST_BYTES)
    if len(data) < _HEADER + _FRAME_HEADER + _PAGE_SIZE:
        return 0
    magic, _, page_size, *_ = struct.unpack(">8I", data[:_HEADER])
    order = ">" if magic & 1 else "<"
    sums = _checksum(order, data[:24], (0, 0))
    is_sound = magic & ~1 == _MAGIC and sums == struct.unpack(">2I", data[24:32])
    size = _FRAME_HEADER + (page_size if is_sound else _PAGE_SIZE)
    frames = [data[at : at + size] for at in range(_HEADER, len(data) - size + 1, size)]
    if not is_sound:  # the header is on disk before the first frame: it cannot be torn, only damaged
        return sum(_ends_commit(frame, frames[0][8:16]) for frame in frames)
    return _behind_first_bad(frames, data[16:24], sums, order)


def _behind_first_bad(frames: list[bytes], salts: bytes, sums: tuple[int, int], order: str) -> int:
    for number, frame in enumerate(frames):
        sums = _checksum(order, frame[_FRAME_HEADER:], _checksum(order, frame[:8], sums))
        if frame[8:16] == salts and sums == struct.unpack(">2I", frame[16:24]):
            continue
        behind = sum(_ends_commit(one, salts) for one in frames[number + 1 :])
        # A power cut tears frames of the last commit, whose end may have reached the disk before its middle.
        return behind if _ends_commit(frame, salts) else max(0, behind - 1)
    return 0


def _ends_commit(frame: bytes, salts: bytes) -> bool:
    """Return whether a frame of this age of the log is the last of its commit; earlier ages have other salts."""
    return frame[8:16] == salts and frame[4:8] != b"\0\0\0\0"


def _checksum(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    one, two = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for at in range(0, len(words), 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return one, two
