"""`tierline replay --since` against a Zendesk over real HTTP: cut off, resumed, tried again with other settings."""

import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.zendesk.client import EXPORT_PAGE
from app.zendesk.sandbox.app import Parts, create_sandbox_app
from app.zendesk.sandbox.control import create_ticket
from app.zendesk.sandbox.server import running
from app.zendesk.sandbox.state import Sandbox
from app.zendesk.sandbox.world import AGENT_ID, SERVICE_ID, TIER_FIELD, settings_env
from tests.terminal import beside
from tests.town import HOWTO, OUTAGE, ROOT, SMALL_FAULT

pytestmark = [pytest.mark.anyio, pytest.mark.journey]

EXPORT = "GET /api/v2/incremental/tickets/cursor"


@dataclass(frozen=True, slots=True)
class Desk:
    """A Zendesk with a past, and a place to run the command in."""

    parts: Parts
    env: dict[str, str]
    folder: Path

    @property
    def sandbox(self) -> Sandbox:
        return self.parts.sandbox

    def open(self, document: dict[str, Any], **more: Any) -> int:
        created = (self.sandbox.now() - timedelta(days=3)).isoformat()
        return int(create_ticket(self.sandbox, {**document, "created_at": created, **more})["id"])

    def exports(self) -> int:
        edge: Any = self.parts.app
        return int(edge.requests[EXPORT])

    def asked(self, name: str) -> int:
        edge: Any = self.parts.app
        return sum(count for one, count in edge.requests.items() if name in one)

    async def start(self, *arguments: str, **env: str) -> asyncio.subprocess.Process:
        command = [sys.executable, "-m", "app.cli", "replay", "--since", "4w", *arguments]
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.env, **env},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def replay(self, *arguments: str, **env: str) -> tuple[int, str, str]:
        return await beside(self.env | env, "replay", "--since", "4w", *arguments, cwd=self.folder)

    async def found(self, *arguments: str, **env: str) -> dict[str, Any]:
        code, out, err = await self.replay("--json", *arguments, **env)
        assert code in (0, 3), err
        document: dict[str, Any] = json.loads(out)
        return document


@asynccontextmanager
async def a_desk(folder: Path, *, exports_per_minute: int = 5000) -> AsyncIterator[Desk]:
    sandbox = Sandbox(clock=SystemClock(), exports_per_minute=exports_per_minute, export_delay_seconds=0.0)
    parts = create_sandbox_app(sandbox)
    async with running(parts) as url:
        env = settings_env(url) | {"DATABASE_URL": f"sqlite:///{folder / 'data' / 'tierline.db'}"}
        yield Desk(parts, env, folder)


async def test_a_reading_cut_off_half_way_fetches_only_the_rest_and_a_second_candidate_nothing(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        for number in range(2 * EXPORT_PAGE + 10):
            desk.open({**SMALL_FAULT, "subject": f"one-way audio {number}"})
        gone = desk.open(OUTAGE)
        desk.sandbox.delete(gone, AGENT_ID)

        desk.parts.faults.order({"kind": "error", "status": 403, "skip": 1, "match": {"path": "incremental"}})
        code, _, err = await desk.replay()
        asked = desk.exports()

        assert code == 1
        assert "Traceback" not in err
        kept = list((tmp_path / "data" / "replay").rglob("page-*.json"))
        assert len(kept) == 1
        assert stat.S_IMODE(kept[0].stat().st_mode) == 0o600

        found = await desk.found()
        assert found["tickets"] == 2 * EXPORT_PAGE + 10
        assert desk.exports() - asked == 2
        assert any("1 deleted" in note for note in found["notes"])

        asked, organizations = desk.exports(), desk.asked("organizations")
        (tmp_path / "candidate.env").write_text("TRIAGE_LARGE_GROUP_PERCENT=50\n")
        found = await desk.found("--candidate", "candidate.env")
        assert found["candidate"] is not None
        assert desk.exports() == asked
        assert desk.asked("organizations") == organizations

        desk.open(HOWTO)
        found = await desk.found("--refresh")
        assert found["tickets"] == 2 * EXPORT_PAGE + 11
        assert desk.exports() == asked + 1


async def test_a_person_may_stop_it_while_it_waits_for_zendesk(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        for _ in range(EXPORT_PAGE + 1):
            desk.open(SMALL_FAULT)
        fault = {"kind": "rate_limit", "times": 99, "skip": 1, "retry_after": 60, "match": {"path": "incremental"}}
        desk.parts.faults.order(fault)
        process = await desk.start()
        while desk.exports() < 2:  # noqa: ASYNC110  the other process tells by nothing else
            await asyncio.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.wait_for(process.communicate(), 30)
        asked = desk.exports()
        desk.parts.faults.orders.clear()

        assert process.returncode == 1
        assert "the same command goes on from there" in err.decode()
        assert "Traceback" not in err.decode()
        assert (await desk.found())["tickets"] == EXPORT_PAGE + 1
        assert desk.exports() == asked + 1


async def test_labels_are_what_people_left_and_a_dispute_is_a_wrong_refusal(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        by_person, ours = desk.open(OUTAGE), desk.open(SMALL_FAULT)
        disputed, stranger = desk.open(HOWTO), desk.open({**HOWTO, "organization": None})
        tier = {"custom_fields": [{"id": TIER_FIELD, "value": "tier_3"}]}
        desk.sandbox.update(by_person, tier, AGENT_ID)
        own = {"custom_fields": [{"id": TIER_FIELD, "value": "tier_2"}], "metadata": {"tierline": {"keys": ["x"]}}}
        desk.sandbox.update(ours, own, SERVICE_ID)
        desk.sandbox.update(disputed, {"tags": ["tier_refused", "tier_disputed"]}, SERVICE_ID)
        desk.sandbox.reply(by_person, desk.sandbox.tickets[by_person]["requester_id"], "Thanks, all works again.")

        found = await desk.found()

        current = found["current"]
        assert current["labelled"] == 1
        assert current["confusion"]["3"]["3"] == 1
        assert [one["id"] for one in current["wrong_refusals"]] == [str(disputed)]
        assert current["wrong_refusals"][0]["label"]["source"] == "dispute"
        assert [one["id"] for one in current["refusals"]["tickets"]] == [str(disputed)]
        assert current["actions"]["review"] >= 1, f"ticket {stranger} belongs to no partner"
        assert any("REPLAY_MAX_WRONG_REFUSALS" in breach for breach in found["breaches"])

        desk.sandbox.update(disputed, {"additional_tags": ["tier_upheld"]}, AGENT_ID)
        assert (await desk.found("--refresh"))["current"]["wrong_refusals"] == []


async def test_who_is_a_partner_is_part_of_what_a_candidate_can_change(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        desk.open(HOWTO)
        (tmp_path / "candidate.env").write_text("PARTNER_ORGANIZATION_TAG=gold\n")
        found = await desk.found("--candidate", "candidate.env")

        assert [move["kind"] for move in found["moves"]] == ["refusal_lost"]
        assert "belongs to no partner" in found["moves"][0]["candidate"]["because"]


async def test_zendesks_own_limit_is_waited_for(tmp_path: Path) -> None:
    """Another reader of the export has used up the minute: Retry-After says how long."""
    async with a_desk(tmp_path) as desk:
        desk.open(HOWTO)
        desk.parts.faults.order({"kind": "rate_limit", "times": 6, "retry_after": 1, "match": {"path": "incremental"}})
        found = await desk.found()

        assert found["tickets"] == 1
        assert desk.exports() == 7
