"""
The disk is full, fails, is slow, or belongs to somebody else for a while: what senders are told, and what is kept.

Faults no. 28 to 32 and 34: the real `tierline serve` lives on a disk that a preloaded library makes misbehave.
"""

import asyncio
import contextlib
import sqlite3
import statistics
import time
from pathlib import Path

import httpx
import pytest

from app.ops.ending import EXIT_BROKEN
from tests.faults.door import Door, a_door, until
from tests.faults.shim import NoCompiler, build, preload
from tests.town import NO_TLS

pytestmark = [pytest.mark.anyio, pytest.mark.fault]


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return build(tmp_path_factory.mktemp("shim"))
    except NoCompiler as exc:
        pytest.skip(str(exc))


# -- a disk that fails ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["tierline.db-wal", "tierline.db"])
async def test_after_a_failed_fsync_nothing_is_acknowledged_and_the_next_process_has_everything(
    tmp_path: Path, shim: Path, file: str
) -> None:
    """One fsync fails and the next would succeed: Linux has forgotten the pages, so no later one may be believed."""
    trigger = tmp_path / "eio"
    async with a_door(tmp_path) as door:
        await door.start(**preload(shim, eio=str(trigger), file=file))
        await door.send_many(50)
        assert len(door.acknowledged) == 50
        trigger.touch()
        rounds = await _send_until_the_end(door)

        assert await door.end() == EXIT_BROKEN
        # The group that the fault met may have been acknowledged before it; nothing is after the first refusal.
        first_refusal = next(n for n, told in enumerate(rounds) if told != {202})
        assert all(202 not in told for told in rounds[first_refusal + 1 :])
        assert "database broken" in door.log

        await door.start()
        assert door.missing() == set()
        assert door.integrity() == ["ok"]
        answer = await door.send()
        assert answer is not None
        assert answer.status_code == 202


async def _send_until_the_end(door: Door) -> list[set[int | None]]:
    """
    Send round after round until the process is gone; return what was answered in each.

    A process that answers nobody any more is ending, however long that takes on a busy machine.
    """
    rounds: list[set[int | None]] = []
    async with asyncio.timeout(60):
        while not door.has_ended():
            answers = await door.send_many(32)
            rounds.append({answer.status_code if answer else None for answer in answers})
            assert sum(told != {None} for told in rounds) < 60, "the process goes on as if nothing had happened"
            if rounds[-1] == {None}:
                await asyncio.sleep(0.1)
    return rounds


async def test_a_refusal_of_a_broken_database_says_so_and_asks_to_come_again(tmp_path: Path, shim: Path) -> None:
    trigger = tmp_path / "eio"
    async with a_door(tmp_path) as door:
        await door.start(SCHEDULER_ENABLED="false", **preload(shim, eio=str(trigger), file="tierline.db-wal"))
        trigger.touch()
        answers = await door.send_many(40)

    refusals = [answer for answer in answers if answer is not None]
    assert refusals
    assert {answer.status_code for answer in refusals} == {503}
    assert all("cannot be trusted any more" in answer.json()["error"] for answer in refusals)
    assert all(0 < int(answer.headers["Retry-After"]) < 60 for answer in refusals)
    assert door.acknowledged == []


# -- a disk that is full --------------------------------------------------------------------------------------------


async def test_a_full_disk_is_answered_503_until_there_is_room_and_needs_no_restart(tmp_path: Path, shim: Path) -> None:
    full = tmp_path / "full"
    async with a_door(tmp_path) as door:
        await door.start(**preload(shim, full=str(full), file="tierline.db"))
        await door.send_many(20)
        full.touch()
        refused = await door.send_many(100)

        answers = [answer for answer in refused if answer is not None]
        assert {answer.status_code for answer in answers} == {503}
        assert len(answers) == 100
        assert all(0 < int(answer.headers["Retry-After"]) < 60 for answer in answers)
        unready = await door.health()
        assert unready["checks"]["database"]["ok"] is False
        assert "full" in unready["checks"]["database"]["says"]

        full.unlink()
        assert all(answer and answer.status_code == 202 for answer in await door.send_many(20))
        assert (await door.health())["checks"]["database"]["ok"] is True
        assert door.missing() == set()
        assert len(door.acknowledged) == 40
        assert door.integrity() == ["ok"]


# -- a disk that is slow --------------------------------------------------------------------------------------------


async def test_while_an_fsync_is_waited_for_the_loop_turns_and_nothing_is_acknowledged(
    tmp_path: Path, shim: Path
) -> None:
    hold, count = tmp_path / "hold", 128
    async with a_door(tmp_path) as door, httpx.AsyncClient(timeout=60, verify=NO_TLS) as watcher:
        await door.start(SCHEDULER_ENABLED="false", **preload(shim, hold=str(hold), file="tierline.db"))
        hold.touch()
        sending = asyncio.create_task(door.send_many(count))
        # A loop that waited for the disk would answer none. A client of its own, not to queue behind the senders.
        for _ in range(20):
            assert (await watcher.get(f"http://127.0.0.1:{door.port}/health/live")).status_code == 200
            await asyncio.sleep(0.01)
        assert door.acknowledged == []
        hold.unlink()
        await sending

        assert len(door.acknowledged) == count
        assert door.missing() == set()


async def test_on_a_slow_disk_many_webhooks_share_an_fsync(tmp_path: Path, shim: Path) -> None:
    syncs, count = tmp_path / "syncs", 128
    async with a_door(tmp_path) as door:
        await door.start(**preload(shim, delay_ms="200", count=str(syncs), file="tierline.db"))
        before = syncs.stat().st_size
        await door.send_many(count)

        assert len(door.acknowledged) == count
        assert door.missing() == set()
        # One fsync a webhook would be 128 and more.
        assert syncs.stat().st_size - before < count / 3


# -- somebody else's lock, somebody else's snapshot -------------------------------------------------------------------


async def test_a_foreign_writer_of_ten_seconds_costs_time_but_no_event(tmp_path: Path) -> None:
    """Zendesk gives up on a webhook after about ten seconds; nobody may be left waiting that long."""
    async with a_door(tmp_path) as door:
        await door.start()
        await door.send_many(10)
        foreign = sqlite3.connect(door.database, isolation_level=None)
        foreign.execute("BEGIN IMMEDIATE")
        started = time.perf_counter()
        waits: list[float] = []
        statuses = set()
        while time.perf_counter() - started < 10:
            asked = time.perf_counter()
            statuses |= {answer.status_code for answer in await door.send_many(5) if answer}
            waits.append(time.perf_counter() - asked)
        foreign.execute("ROLLBACK")
        foreign.close()

        assert statuses == {503}
        assert max(waits) < 10
        # Only the first waits for long: the others find a file that is known to be locked.
        assert statistics.median(waits) < 2
        await until(lambda: _acknowledges(door))
        assert door.missing() == set()
        assert door.integrity() == ["ok"]


async def _acknowledges(door: Door) -> bool:
    answer = await door.send()
    return answer is not None and answer.status_code == 202


async def test_a_reader_that_stays_swells_the_log_which_is_told_and_shrinks_when_it_leaves(tmp_path: Path) -> None:
    log = tmp_path / "tierline.db-wal"
    async with a_door(tmp_path, WEBHOOK_MAX_BYTES="1048576") as door:
        await door.start()
        await door.send()
        with contextlib.closing(sqlite3.connect(door.database, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM inbox").fetchone()
            while log.stat().st_size < 70_000_000:
                assert all(answer and answer.status_code == 202 for answer in await door.send_many(16, padding=500_000))
            warnings = (await door.health())["warnings"]
            assert any("log has grown" in warning and "another program" in warning for warning in warnings)

        async def has_shrunk() -> bool:
            await door.send_many(64)
            return log.stat().st_size < 20_000_000

        await until(has_shrunk, 60)
        warnings = (await door.health())["warnings"]
        assert not any("log has grown" in warning for warning in warnings)
        assert door.missing() == set()


# -- one file, one process ------------------------------------------------------------------------------------------


async def test_the_lock_goes_with_a_killed_process_and_holds_under_every_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    async with a_door(tmp_path) as door:
        await door.start()
        link.symlink_to(door.database)
        names = [str(link), f"{tmp_path}/elsewhere/../tierline.db"]
        for name in names:
            async with a_door(tmp_path / "elsewhere") as second:
                second.spawn(DATABASE_URL=f"sqlite:///{name}")
                assert await second.end() == 2
                assert "another Tierline is already running" in second.log
                assert f"process {door.process.pid}" in second.log if door.process else False

        door.kill()
        await door.start(DATABASE_URL=f"sqlite:///{link}")
        assert await _acknowledges(door)
