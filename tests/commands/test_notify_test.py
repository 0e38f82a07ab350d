"""`tierline notify-test`, as an admin runs it against a server on loopback."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from tests.receiver import receiver
from tests.terminal import tierline

pytestmark = pytest.mark.anyio


async def run(tmp_path: Path, command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return await asyncio.to_thread(lambda: tierline(command, cwd=tmp_path, **env))


async def test_every_target_is_tried_and_named_and_a_failure_ends_with_1(tmp_path: Path) -> None:
    async with receiver() as good, receiver() as bad:
        bad.status = 403
        env = {
            "NOTIFY_TIER_3": f"{good.url}/obviously-false-key,{bad.url}/",
            "ESCALATION_LEVEL_2": f'{{"notify": ["{good.url}/obviously-false-key"]}}',
        }

        done = await run(tmp_path, "notify-test", **env)

        assert done.stdout.splitlines() == [
            "NOTIFY_TIER_3:1       took the message",
            "NOTIFY_TIER_3:2       did not work: it answered 403",
            "ESCALATION_LEVEL_2:1  took the message",
        ]
        assert (done.returncode, done.stderr) == (1, "")
        assert good.titles() == ["Tierline: a test message"]  # one address, one message


async def test_without_addresses_it_says_which_settings_hold_them(tmp_path: Path) -> None:
    done = await run(tmp_path, "notify-test")

    assert done.returncode == 2
    assert done.stderr.startswith("No notification address is set: set NOTIFY_TIER_3")


async def test_check_counts_the_addresses_and_shows_none(tmp_path: Path) -> None:
    done = await run(tmp_path, "check", NOTIFY_LEVELS="json://127.0.0.1:9/obviously-false-key,json://127.0.0.1:9/b")

    assert "Notifications, by number of addresses: NOTIFY_LEVELS 2." in done.stdout
    assert "obviously-false-key" not in done.stdout + done.stderr
