"""`tierline check`, as an admin runs it: exit codes, sentences, JSON, and the secrets that stay untold."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.terminal import tierline

ROOT = Path(__file__).parents[2]
GOOD = {
    "ZENDESK_SUBDOMAIN": "acme",
    "ZENDESK_CLIENT_ID": "tierline",
    "ZENDESK_CLIENT_SECRET": "a-secret-that-is-long-enough",
    "ZENDESK_FIELD_TIER": "1",
    "ZENDESK_FIELD_ESCALATION_LEVEL": "2",
    "WEBHOOK_SECRETS": "another-secret-long-enough",
    "PARTNER_ORGANIZATION_TAG": "partner",
    **{f"ESCALATION_LEVEL_{level}": '{"name": "Dana Ops"}' for level in (1, 2, 3, 4)},
}


def check(tmp_path: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    return tierline("check", *options, cwd=tmp_path, **env)


def test_good_settings_are_good_without_a_word_more(tmp_path: Path) -> None:
    done = check(tmp_path, **GOOD)

    assert (done.returncode, done.stdout, done.stderr) == (0, "The settings can be used.\n", "")


def test_doubts_are_warnings_and_end_with_0(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("TRIAGE_TIER_1_PHRASES = ['phones down']\n", "utf-8")

    done = check(tmp_path, **GOOD, TRIAGE_RULES_FILE="rules.toml", TRIAGE_ACTION_REFUSE="off", REFUSAL_GROUP="Desk")

    assert done.returncode == 0
    assert "warning: REFUSAL_GROUP has no effect while TRIAGE_ACTION_REFUSE is off.\n" in done.stdout
    assert "warning: TRIAGE_TIER_1_PHRASES: 'phones down' goes with 'down'" in done.stdout
    assert done.stdout.endswith("The settings can be used, with 2 warnings.\n")


def test_mistakes_of_every_source_are_errors_told_at_once_and_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text("TRIAGE_LERNED = true\nTRIAGE_TIER_3_PHRASES = ['/(/']\n", "utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "refusal.txt.j2").write_text("Hello\n{{ requester }}\n", "utf-8")
    (tmp_path / ".env").write_text("NOTICES_DIR=texts\n", "utf-8")

    done = check(tmp_path, **GOOD, TRIAGE_RULES_FILE="rules.toml", TRIAGE_ACTION_REFUS="off")

    assert done.returncode == 2
    assert "error: TRIAGE_ACTION_REFUS is not a setting (did you mean TRIAGE_ACTION_REFUSE?)" in done.stderr
    assert (
        "error: rules.toml: TRIAGE_LERNED is not a setting of the rules (did you mean TRIAGE_LEARNED?)" in done.stderr
    )
    assert "error: rules.toml: TRIAGE_TIER_3_PHRASES cannot be used. The pattern '/(/' does not compile" in done.stderr
    assert "error: texts/refusal.txt.j2, line 2: uses the variable requester" in done.stderr
    assert done.stderr.endswith("The settings cannot be used: 4 errors.\n")


def test_an_account_that_is_not_set_is_an_error_and_the_rules_are_judged_all_the_same(tmp_path: Path) -> None:
    done = check(tmp_path, TRIAGE_TIER_1_PHRASES="911")

    assert done.returncode == 2
    assert "error: ZENDESK_SUBDOMAIN is not set" in done.stderr
    assert "'911' goes with '911'" in done.stdout


@pytest.mark.parametrize(("env", "usable"), [({}, True), ({"PORT": "many"}, False)], ids=["usable", "with-a-mistake"])
def test_json_holds_the_same_for_programs(tmp_path: Path, env: dict[str, str], usable: bool) -> None:
    done = check(tmp_path, "--json", **GOOD, **env)

    found = json.loads(done.stdout)
    assert found.keys() == {"usable", "errors", "warnings", "notifications"}
    assert (found["usable"], bool(found["errors"]), done.returncode) == (usable, not usable, 0 if usable else 2)


def test_no_secret_is_told(tmp_path: Path) -> None:
    done = check(tmp_path, "--json", **{**GOOD, "PORT": "a-secret-that-is-long-enough"})

    assert "long-enough" not in done.stdout + done.stderr


def test_texts_of_every_language_are_tried_and_a_language_left_out_is_a_doubt(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "refusal.es.txt.j2").write_text("{{ because }}", "utf-8")

    done = check(tmp_path, **GOOD, NOTICES_DIR="texts", NOTICES_LANGUAGES="en,es")

    assert done.returncode == 0
    assert "warning: refusal.es.txt.j2 replaces the shipped text, but there is no refusal.txt.j2" in done.stdout
    (tmp_path / "texts" / "refusal.fr.txt.j2").write_text("{{ motif }}", "utf-8")
    done = check(tmp_path, **GOOD, NOTICES_DIR="texts")
    assert done.returncode == 2
    assert "error: texts/refusal.fr.txt.j2, line 1: uses the variable motif" in done.stderr
