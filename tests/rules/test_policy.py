"""The policy as data: complete, strict, tunable."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from app.rules.policy import Policy, PolicyError

TEXT = Path(__file__).parents[3] / "shared" / "partner-support-policy.txt"


def shipped() -> dict[str, object]:
    return tomllib.loads(resources.files("app.rules").joinpath("policy.toml").read_text(encoding="utf-8"))


def plain(line: str) -> str:
    return re.sub(r"\s+", " ", line.replace("•", "").replace("\xa0", " ")).strip()


@pytest.mark.skipif(not TEXT.exists(), reason="the policy's text is not beside the project")
def test_every_line_of_the_policy_is_a_clause() -> None:
    clauses = {plain(clause.text) for clause in Policy.shipped().clauses.values()}
    lines = {plain(line) for line in TEXT.read_text(encoding="utf-8").splitlines()} - {""}

    assert lines - clauses == set()


def test_the_parameters_are_the_policys() -> None:
    policy = Policy.shipped()

    assert policy.large_group_percent == 10
    assert policy.first_response_minutes == 60
    assert list(policy.escalation_hours) == [4, 8, 10, 12]
    assert set(policy.emergency_numbers) == {"911", "112", "999"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"cluases": []}, "'cluases' is not known there"),
        ({"parameters": {"large_group": 5}}, "'large_group' is not known there"),
        ({"clauses": [{"id": "a", "text": "b"}, {"id": "a", "text": "c"}]}, "stands twice"),
        ({"clauses": [{"id": "a"}]}, "needs an id and a text"),
        ({"clauses": [{"id": "a", "text": "b", "tier": 4}]}, "tier must be 1, 2 or 3"),
    ],
    ids=["section", "parameter", "twice", "no-text", "tier"],
)
def test_a_mistake_in_the_file_is_a_sentence(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(PolicyError, match=sentence):
        Policy.from_toml(shipped() | change)


def test_settings_add_and_remove_carriers_without_regard_to_case() -> None:
    tuned = Policy.shipped().tuned(carriers_add=("Zonk",), carriers_remove=("LUMEN",))

    assert "zonk" in tuned.carriers
    assert "lumen" not in tuned.carriers
    assert "centurylink" in tuned.carriers


def test_a_removed_carrier_and_an_emergency_number_left_out_lose_their_meaning_in_the_shipped_words_too() -> None:
    """The lexicon lists them as well; a setting that only shortened the policy's list would change nothing."""
    tuned = Policy.shipped().tuned(carriers_remove=["Lumen"], emergency_numbers=["911"])

    assert tuned.lexicon.meaning("lumen") != "LISTED"
    assert tuned.lexicon.meaning("112") != "EMERG"
    assert tuned.lexicon.meaning("911") == "EMERG"
    assert tuned.lexicon.meaning("intrado") == "LISTED"
