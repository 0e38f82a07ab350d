"""`tierline triage --comments` as its users meet it."""

import json
from pathlib import Path

from tests.terminal import tierline

CASE = {
    "id": "C-1",
    "ticket": {"subject": "Jitter", "description": "3 of 60 users.", "tier": 2, "state": "open", "age_hours": 2.0},
    "author": "partner",
    "comment": "Please escalate. 911 fails from the lobby.",
    "labels": {"escalation_request": False},
}
KEYS = [
    "id",
    "escalation_request",
    "dispute",
    "exhausted_steps",
    "raises_to",
    "restored",
    "thanks_only",
    "provides",
    "because",
]


def test_each_case_is_one_json_line_and_labels_are_ignored(tmp_path: Path) -> None:
    file = tmp_path / "comments.jsonl"
    file.write_text(json.dumps(CASE) + "\n\n" + json.dumps({**CASE, "id": 7, "comment": "Merci !"}) + "\n")

    done = tierline("triage", "--comments", str(file), "--json", cwd=tmp_path)

    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert list(first) == KEYS
    assert (first["id"], first["escalation_request"], first["raises_to"]) == ("C-1", True, 3)
    assert "Please escalate" in first["because"]
    assert (second["id"], second["thanks_only"]) == (7, True)


def test_a_line_that_is_no_case_is_named_and_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "comments.jsonl"
    lines = [json.dumps(CASE), "{broken", '{"id": 2}', '{"comment": "x", "author": "dog"}', json.dumps(CASE)]
    file.write_text("\n".join(lines))

    done = tierline("triage", str(file), "--comments", "--json", cwd=tmp_path)

    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert [line.partition(":")[0].rpartition(", ")[2] for line in done.stderr.splitlines()] == [
        "line 2",
        "line 3",
        "line 4",
    ]


def test_without_json_a_person_reads_it(tmp_path: Path) -> None:
    done = tierline("triage", "--comments", "-", cwd=tmp_path, stdin=json.dumps(CASE))

    assert done.returncode == 0
    assert "escalation request, raises to Tier III" in done.stdout


def test_comments_and_a_ticket_exclude_each_other(tmp_path: Path) -> None:
    done = tierline("triage", "-", "--comments", "--explain", cwd=tmp_path)

    assert done.returncode == 2
    assert "leave --ticket, --explain and --form away" in done.stderr
