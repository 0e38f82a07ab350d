"""docs/reliability.md names tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs" / "reliability.md").read_text("utf-8"))


def test_the_page_names_a_test_for_nearly_every_fault() -> None:
    assert len(NAMED) > 45


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_what_the_page_names_exists(file: str, test: str) -> None:
    assert re.search(rf"def {test}\(", (ROOT / file).read_text("utf-8"))
