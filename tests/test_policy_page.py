"""docs/policy.md names every clause of the policy that asks for something, and settings and tests that exist."""

import re
from pathlib import Path

import pytest

from app.config import Settings
from app.rules.policy import Policy

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "policy.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
ASK_NOTHING = ("title.", "page.", "general.tiers")
"""Clauses that are furniture of the page."""


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_what_the_page_names_exists(file: str, test: str) -> None:
    assert re.search(rf"def {test}\(", (ROOT / file).read_text("utf-8"))


def test_every_clause_that_asks_for_something_has_its_row() -> None:
    clauses = {one for one in Policy.shipped().clauses if not one.startswith(ASK_NOTHING)}
    named = set(re.findall(r"`([a-z0-9]+(?:[.-][a-z0-9-]+)*)`", PAGE))
    bare = {"tier2", "tier3"}
    assert clauses - named <= bare
    assert (
        not {one for one in named if one.startswith(("tier", "decision.", "escalation."))} - clauses - {"tierline_hold"}
    )


def test_every_setting_on_the_page_exists() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", PAGE))
    assert named <= settings
