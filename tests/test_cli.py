"""The command line as its users meet it: real processes, real exit codes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
TICKET = {
    "id": "T-1",
    "subject": "How do I reset a password?",
    "description": "Where in the portal can I reset a user's password? All works.",
    "organization": "Acme",
    "attachments": 0,
    "form": None,
    "partner_priority": None,
    "tier": 3,
    "auto_reject_ok": False,
}


def tierline(*arguments: str, cwd: Path, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ZENDESK_", "WEBHOOK_"))}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_triage_prints_one_json_object_a_ticket_and_ignores_labels(tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(json.dumps(TICKET) + "\n\n" + json.dumps({**TICKET, "id": "T-2", "organization": None}) + "\n")

    done = tierline("triage", str(file), "--json", cwd=tmp_path)

    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert (first["id"], first["tier"], first["action"]) == ("T-1", 1, "refuse")
    assert second["action"] == "review"
    assert {"id", "tier", "action", "confidence", "because", "evidence"} <= set(first)


def test_triage_reads_standard_input_and_explains_in_prose(tmp_path: Path) -> None:
    done = tierline("triage", "-", cwd=tmp_path, stdin=json.dumps(TICKET))

    assert done.returncode == 0
    assert "Tier I" in done.stdout
    assert "tier1.broadsoft-administration" in done.stdout


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{not json", "line 1: not JSON"),
        ("[1]", "one JSON object a line is expected"),
        ('{"subject": {}}', "'subject' must be text or null"),
        ('{"form": {"affected_users": "many"}}', "'affected_users' must be a whole number"),
        ('{"form": {"workaround": "perhaps"}}', "'workaround' must be true, false or null"),
    ],
    ids=["no-json", "no-object", "no-text", "no-number", "no-flag"],
)
def test_a_bad_line_is_a_sentence_that_names_it(tmp_path: Path, line: str, sentence: str) -> None:
    done = tierline("triage", "-", "--json", cwd=tmp_path, stdin=line)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "check"])
def test_wrong_settings_stop_the_start_with_a_sentence_and_code_2(tmp_path: Path, command: str) -> None:
    done = tierline(command, cwd=tmp_path, ESCALATION_HOURS="8,4", ZENDESK_SUBDOMAINE="acme")

    assert done.returncode == 2
    assert "ESCALATION_HOURS" in done.stderr
    assert "ZENDESK_SUBDOMAIN" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_says_that_good_settings_can_be_used(tmp_path: Path) -> None:
    good = {
        "ZENDESK_SUBDOMAIN": "acme",
        "ZENDESK_CLIENT_ID": "tierline",
        "ZENDESK_CLIENT_SECRET": "a-secret-that-is-long-enough",
        "WEBHOOK_SECRETS": "another-secret-long-enough",
    }

    done = tierline("check", cwd=tmp_path, **good)

    assert done.returncode == 0
    assert "can be used" in done.stdout
    assert "a-secret" not in done.stdout + done.stderr


def test_a_second_service_on_the_same_database_does_not_start(tmp_path: Path) -> None:
    env = {
        "ZENDESK_BASE_URL": "http://127.0.0.1:9",
        "ZENDESK_CLIENT_ID": "tierline",
        "ZENDESK_CLIENT_SECRET": "a-secret-that-is-long-enough",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'one.db'}",
        "PORT": str(free_port()),
        "PYTHONPATH": str(ROOT),
    }
    first = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=tmp_path, env={**os.environ, **env})
    try:
        await_live(int(env["PORT"]))
        second = tierline("serve", cwd=tmp_path, **{**env, "PORT": str(free_port())})
        health = httpx.get(f"http://127.0.0.1:{env['PORT']}/health").json()
    finally:
        first.send_signal(signal.SIGTERM)
        first.wait(20)

    assert second.returncode == 2
    assert "another Tierline is already running" in second.stderr
    assert any("Zendesk has not answered yet" in warning for warning in health["warnings"])


def test_the_sandbox_serves_on_a_port_of_its_own_and_says_how_to_use_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "sandbox", "--port", str(port)]
    process = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        await_live(port, "/control/world")
        env = httpx.get(f"http://127.0.0.1:{port}/control/world").json()["env"]
    finally:
        process.terminate()
        process.wait(20)

    assert env["ZENDESK_BASE_URL"] == f"http://127.0.0.1:{port}"
    assert "ESCALATION_LEVEL_4" in env


@pytest.mark.journey
@pytest.mark.timeout(170)
@pytest.mark.xdist_group("load")
def test_the_demo_lives_through_its_day_and_ends_well(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "demo", "--once", "--seconds", "60"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=160,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    figures = {
        line.split("│")[1].strip(): line.split("│")[2].strip() for line in done.stdout.splitlines() if "│" in line
    }
    assert figures["levels reached early"] == "0"
    assert figures["effects failed"] == "0"
    assert figures["events still waiting"] == "0"
    assert int(figures["refusal effects done"]) >= 1
    assert int(figures["dispute effects done"]) >= 1
    assert "level 4" in done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_live(port: int, path: str = "/health/live") -> None:
    for _ in range(200):
        try:
            if httpx.get(f"http://127.0.0.1:{port}{path}").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")
