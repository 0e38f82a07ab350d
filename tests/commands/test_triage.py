"""`tierline triage` as its users meet it: files, text, odd input."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.commands.triage import report_from_text
from tests.terminal import tierline
from tests.test_cli import TICKET


def rows(stdout: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stdout.splitlines()]


def test_odd_input_is_read_and_a_line_that_is_no_ticket_costs_the_others_nothing(tmp_path: Path) -> None:
    lines = [
        json.dumps(TICKET),
        "{}",
        '{"id": 2, "subject": null, "description": null, "form": {"affected_users": "3", "workaround": "no"}}',
        "{broken",
        '{"id": 3, "partner_priority": "p0!", "description": "all phones down", "organization": "Acme"}',
        '{"id": 4, "form": "big"}',
        '{"id": 5, "subject": "half a pair \\ud83d", "description": "\\u0000 all phones are down \\ud83d"}',
        "[" * 100_000,
        '{"id": NaN, "attachments": ["a"]}',
    ]
    file = tmp_path / "tickets.jsonl"
    file.write_bytes("\ufeff".encode() + "\n".join(lines).encode() + b'\n{"id": 6, "subject": "caf\xe9 phones down"}')

    done = tierline("triage", str(file), "--json", cwd=tmp_path)

    assert [row["id"] for row in rows(done.stdout)] == ["T-1", None, 2, 3, 5, None, 6]
    assert done.returncode == 2
    named = [line for line in done.stderr.splitlines() if line]
    assert [line.split(":")[0].rpartition("/")[2] for line in named] == [
        "tickets.jsonl, line 4",
        "tickets.jsonl, line 6",
        "tickets.jsonl, line 8",
    ]
    assert "Traceback" not in done.stderr


def test_a_text_from_standard_input_is_explained(tmp_path: Path) -> None:
    done = tierline("triage", "--explain", "-", cwd=tmp_path, stdin="all phones down\n")

    assert done.returncode == 0
    assert "Tier III" in done.stdout
    assert "«all phones down»" in done.stdout
    assert "\x1b" not in done.stdout


def test_the_options_say_who_asks_and_what_the_form_holds(tmp_path: Path) -> None:
    text = "Phones\n\nHow do I reset a voicemail password in the portal?"
    alone = ("triage", "--explain", "-", "--json", "--no-organization")
    mine = ("triage", "--explain", "-", "--organization", "Kestrel IT", "--form", "total_users=40")

    stranger = tierline(*alone, cwd=tmp_path, stdin=text)
    partner = tierline(*mine, cwd=tmp_path, stdin=text)

    assert rows(stranger.stdout)[0]["action"] == "review"
    assert "Kestrel IT" in partner.stdout
    assert "total users: 40" in partner.stdout


def test_lines_of_json_are_explained_too_and_json_stays_json(tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps(TICKET) + "\n" + json.dumps({**TICKET, "id": 7}) + "\n")

    cards = tierline("triage", "--explain", str(file), cwd=tmp_path)
    lines = tierline("triage", "--explain", "--json", str(file), cwd=tmp_path)
    plain = tierline("triage", "--json", str(file), cwd=tmp_path)

    assert cards.stdout.count("decided by") == 2
    assert "T-1  Acme" in cards.stdout
    assert [{**row, "id": str(row["id"])} for row in rows(lines.stdout)] == [
        {**row, "id": str(row["id"])} for row in rows(plain.stdout)
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Name either a file of tickets"),
        (("-", "--ticket", "4"), "Name either a file of tickets"),
        (("nowhere.jsonl",), "nowhere.jsonl cannot be read"),
        (("-", "--organization", "A", "--no-organization"), "exclude each other"),
        (("-", "--explain", "--form", "users=3"), "--form users=3: write key=value"),
        (("-", "--explain", "--form", "affected_users=lots"), "'affected_users' must be a whole number"),
        (("--ticket", "4"), "ZENDESK_SUBDOMAIN is not set"),
    ],
    ids=["nothing", "both", "no-file", "contradiction", "unknown-field", "no-number", "no-account"],
)
def test_a_wrong_order_is_a_sentence_and_code_2(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = tierline("triage", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "subject", "description"),
    [
        ("Phones\n\nAll down.\nSince six.", "Phones", "All down.\nSince six."),
        ("All down.\nSince six.", "", "All down.\nSince six."),
        ("one line", "", "one line"),
        ("\n\nPhones\n\nAll down.", "Phones", "All down."),
        ("", "", ""),
    ],
    ids=["subject", "no-empty-line", "one-line", "blank-first", "empty"],
)
def test_the_first_line_is_the_subject_when_an_empty_line_follows(text: str, subject: str, description: str) -> None:
    report = report_from_text(text)

    assert (report.subject, report.description) == (subject, description)
