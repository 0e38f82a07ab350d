"""`tierline replay` as its users meet it: a real process, its text, its files and its exit codes."""

import json
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import tierline

# Five tickets whose tiers follow from the rules alone; only the middle one lies between the two limits.
DOWN = "phones at the clinic are down since 9:00, no calls in or out. We rebooted and swapped cables."
TICKETS = [
    {"id": "5%", "subject": "Phones down", "description": f"5 of 100 {DOWN}", "tier": 2},
    {"id": "12%", "subject": "Phones down", "description": f"12 of 100 {DOWN}", "tier": 3},
    {"id": "30%", "subject": "Phones down", "description": f"30 of 100 {DOWN}", "tier": 3},
    {
        "id": "howto",
        "subject": "How do I reset a voicemail password?",
        "description": "Where in the portal can I reset it? All else works fine.",
        "tier": 1,
        "auto_reject_ok": True,
    },
]
RULES_ALONE = {"TRIAGE_LEARNED": "off"}


def write(folder: Path, tickets: list[dict[str, Any]]) -> str:
    file = folder / "past.jsonl"
    lines = [json.dumps({"organization": "Acme", **ticket}) for ticket in tickets]
    file.write_text("\n".join(lines) + "\n")
    return str(file)


def candidate(folder: Path, text: str) -> str:
    file = folder / "candidate.env"
    file.write_text(text)
    return str(file)


def replay(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return tierline("replay", *arguments, cwd=folder, **(RULES_ALONE | env))


def test_another_limit_for_large_groups_moves_exactly_the_tickets_in_between(tmp_path: Path) -> None:
    file, other = write(tmp_path, TICKETS), candidate(tmp_path, "TRIAGE_LARGE_GROUP_PERCENT=25\n")
    done = replay(tmp_path, file, "--candidate", other, "--json")
    found = json.loads(done.stdout)

    assert [(move["id"], move["kind"]) for move in found["moves"]] == [("12%", "tier_3_lost")]
    assert found["moves"][0]["current"]["tier"] == 3
    assert found["moves"][0]["candidate"]["tier"] == 2
    assert found["changes"] == [{"setting": "TRIAGE_LARGE_GROUP_PERCENT", "current": "10", "candidate": "25"}]
    assert found["current"]["refusals"]["by_partner"] == [{"partner": "Acme", "refusals": 1, "wrong": 0}]


def test_code_3_says_that_the_candidate_breaks_a_limit_and_0_that_it_keeps_them(tmp_path: Path) -> None:
    file, other = write(tmp_path, TICKETS), candidate(tmp_path, "TRIAGE_LARGE_GROUP_PERCENT=25\n")

    assert replay(tmp_path, file).returncode == 0
    broken = replay(tmp_path, file, "--candidate", other)
    assert broken.returncode == 3
    assert "Tier III recall is 50.0 %, below REPLAY_MIN_TIER_3_RECALL=95" in broken.stdout
    assert replay(tmp_path, file, "--candidate", other, REPLAY_MIN_TIER_3_RECALL="50").returncode == 0


def test_code_3_for_wrong_refusals_and_for_too_many_moves(tmp_path: Path) -> None:
    wrong = write(tmp_path, [{**TICKETS[3], "auto_reject_ok": False}])
    assert replay(tmp_path, wrong).returncode == 3
    assert replay(tmp_path, wrong, REPLAY_MAX_WRONG_REFUSALS="1").returncode == 0

    file = write(tmp_path, [{**ticket, "tier": None} for ticket in TICKETS])
    other = candidate(tmp_path, "TRIAGE_LARGE_GROUP_PERCENT=25\n")
    assert replay(tmp_path, file, "--candidate", other).returncode == 0
    assert replay(tmp_path, file, "--candidate", other, REPLAY_MAX_MOVED_PERCENT="25").returncode == 0
    assert replay(tmp_path, file, "--candidate", other, REPLAY_MAX_MOVED_PERCENT="24").returncode == 3


def test_a_candidate_cannot_loosen_the_limits_it_is_judged_by(tmp_path: Path) -> None:
    text = "TRIAGE_LARGE_GROUP_PERCENT=25\nREPLAY_MIN_TIER_3_RECALL=0\n"
    done = replay(tmp_path, write(tmp_path, TICKETS), "--candidate", candidate(tmp_path, text))

    assert done.returncode == 3
    assert "REPLAY_MIN_TIER_3_RECALL" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name either a file of tickets, or --since"),
        (("past.jsonl", "--since", "90d"), "Name either a file of tickets, or --since"),
        (("absent.jsonl",), "absent.jsonl cannot be read"),
        (("broken.jsonl",), "broken.jsonl, line 3: not JSON"),
        (("empty.jsonl",), "there is none to replay"),
        (("past.jsonl", "--refresh"), "--cache and --refresh go with --since"),
        (("past.jsonl", "--candidate", "absent.env"), "absent.env does not exist"),
        (("past.jsonl", "--candidate", "wrong.env"), "wrong.env, line 2: TRIAGE_LARGE_GROUP_PERCENT is 'many'"),
        (("past.jsonl", "--html", "no/where.html"), "the folder no does not exist"),
        (("--since", "yesterday"), "--since 'yesterday' cannot be read"),
        (("--since", "90d"), "ZENDESK_SUBDOMAIN is not set"),
    ],
)
def test_wrong_input_is_a_sentence_and_code_2(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    write(tmp_path, TICKETS)
    (tmp_path / "broken.jsonl").write_text("{}\n\n{oops\n")
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "wrong.env").write_text("# to try\nTRIAGE_LARGE_GROUP_PERCENT=many\n")
    zendesk = {"ZENDESK_SUBDOMAIN": "acme", "ZENDESK_CLIENT_ID": "x", "ZENDESK_CLIENT_SECRET": "y"}
    done = replay(tmp_path, *arguments, **(zendesk if "yesterday" in arguments else {}))

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_is_written_for_its_owner_only_and_holds_nothing_of_a_ticket_as_markup(tmp_path: Path) -> None:
    file = write(tmp_path, [{**TICKETS[3], "subject": "How do I <script>alert(1)</script> reset a password?"}])
    done = replay(tmp_path, file, "--html", "page.html")
    page = tmp_path / "page.html"

    assert done.returncode == 0
    assert "<svg" in page.read_text("utf-8")
    assert "<script" not in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_candidate_that_changes_no_rule_moves_nothing_and_is_told_so(tmp_path: Path) -> None:
    done = replay(tmp_path, write(tmp_path, TICKETS), "--candidate", candidate(tmp_path, "PORT=9000\n"))

    assert done.returncode == 0
    assert "The candidate also changes PORT" in done.stdout
    assert "no ticket can move" in done.stdout


def test_switching_refusals_off_is_a_change_that_a_replay_shows(tmp_path: Path) -> None:
    other = candidate(tmp_path, "TRIAGE_ACTION_REFUSE=off\n")
    found = json.loads(replay(tmp_path, write(tmp_path, TICKETS), "--candidate", other, "--json").stdout)

    assert [(move["id"], move["kind"]) for move in found["moves"]] == [("howto", "refusal_lost")]


def test_standard_input_is_read_for_a_dash(tmp_path: Path) -> None:
    line = json.dumps({"organization": "Acme", **TICKETS[0]})
    done = tierline("replay", "-", "--json", cwd=tmp_path, stdin=line)

    assert json.loads(done.stdout)["tickets"] == 1
