"""
The proofs in their short form; `make soak` runs the long one.

Each starts real processes or the real service, breaks something at random, and lets the judge look at Zendesk's side.
"""

from pathlib import Path

import pytest

from tests.faults import error_storm, kills, long_run, outage, random_walk
from tests.faults.proof import Proof

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.timeout(400), pytest.mark.xdist_group("load")]


def kept(proof: Proof) -> bool:
    """Whether the proof was kept; its table is in the report of a test that fails."""
    print(proof.text())
    return proof.is_kept


async def test_nothing_is_lost_and_nothing_is_twice_when_the_process_is_killed_at_random(tmp_path: Path) -> None:
    assert kept(await kills.prove(tmp_path, kills.SHORT))


async def test_nothing_is_lost_and_nothing_is_twice_when_a_random_one_of_three_replicas_dies(
    tmp_path: Path, postgres_url: str
) -> None:
    assert kept(await kills.prove(tmp_path, kills.SHORT_OF_THREE, postgres_url))


async def test_after_six_hours_without_zendesk_each_ticket_is_written_once_and_the_most_urgent_first(
    tmp_path: Path,
) -> None:
    assert kept(await outage.prove(tmp_path, outage.SHORT))


async def test_errors_on_a_third_of_all_calls_change_nothing_in_the_result(tmp_path: Path) -> None:
    assert kept(await error_storm.prove(tmp_path, error_storm.SHORT))


async def test_a_load_of_webhooks_lets_memory_stay_and_leaves_no_event_behind(tmp_path: Path) -> None:
    assert kept(await long_run.prove(tmp_path, long_run.SHORT))


def test_a_random_walk_through_everything_that_can_happen_keeps_the_policy(tmp_path: Path) -> None:
    assert kept(random_walk.prove(tmp_path, random_walk.SHORT))
