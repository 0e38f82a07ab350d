"""Dockerfile and compose.yaml keep what they promise; no engine is asked, the files are read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import Settings

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
OURS = ("tierline", "replica")


def test_the_image_runs_as_an_unprivileged_user_who_cannot_change_the_program() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.findall(r"^USER (\S+)", last_stage, re.MULTILINE) == ["10001"]
    assert "chown tierline /data" in last_stage
    assert "/opt/tierline" not in "".join(re.findall(r"chown .*", last_stage))
    assert "HEALTHCHECK" in last_stage
    assert "--require-hashes" in DOCKERFILE


def test_the_context_of_the_build_holds_nothing_but_the_program() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()

    assert ignored[0] == "*"
    assert {line for line in ignored if line.startswith("!")} == {
        "!app",
        "!pyproject.toml",
        "!requirements.lock",
        "!README.md",
    }


@pytest.mark.parametrize("name", OURS)
def test_a_service_has_no_privilege_and_a_read_only_root(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in service
    assert "privileged" not in service
    (tmpfs,) = service["tmpfs"]
    assert tmpfs.startswith("/tmp:")
    assert "health/live" in service["healthcheck"]["test"][-1]


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_published_on_loopback_only_and_stops_in_its_own_time(name: str) -> None:
    service = COMPOSE["services"][name]

    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert int(service["stop_grace_period"].removesuffix("s")) > Settings().shutdown_seconds
    assert {key.lower() for key in service["environment"]} <= Settings.model_fields.keys()


def test_one_process_has_the_file_and_replicas_share_a_server_whose_password_is_nowhere_written() -> None:
    services = COMPOSE["services"]

    assert services["tierline"]["environment"]["DATABASE_URL"].startswith("sqlite:////data/")
    assert services["replica"]["environment"]["DATABASE_URL"].startswith("postgresql+psycopg://")
    assert "volumes" not in services["replica"]
    assert "ports" not in services["postgres"]
    for text in (services["replica"]["environment"]["DATABASE_URL"], str(services["postgres"]["environment"])):
        assert "${POSTGRES_PASSWORD:?" in text
