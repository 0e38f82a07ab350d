"""Reports are written in one step, and never in the place of something that is no file."""

import os
from pathlib import Path

import pytest

from app import private_file
from app.errors import AppError


def test_what_is_no_file_is_left_as_it_is(tmp_path: Path) -> None:
    """With `-o /dev/stdout`, run by root, the machine's device would be gone."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, tmp_path):
        with pytest.raises(AppError, match="is not a file"):
            private_file.write(place, "text")

    assert pipe.is_fifo()


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old", encoding="utf-8")
    link.symlink_to(file)
    private_file.write(link, "new")

    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"
    assert file.stat().st_mode & 0o777 == 0o600
