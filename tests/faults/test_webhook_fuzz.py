"""A short form of `python -m tests.faults.fuzz`, and what it stands on: the same seed sends the same bodies."""

from itertools import islice
from pathlib import Path

import pytest

from tests.faults.fuzz import fuzz
from tests.faults.mutants import Mutants
from tests.town import town

pytestmark = [pytest.mark.anyio, pytest.mark.fault, pytest.mark.xdist_group("load")]

COUNT = 2000


@pytest.mark.timeout(600)
async def test_mutated_bodies_are_stored_or_refused_and_every_valid_one_is_stored(tmp_path: Path) -> None:
    async with town(tmp_path, process=True, LOG_LEVEL="error") as place:
        report = await fuzz(place, COUNT, seed=20261124)

    assert report.failures() == [], report.table()
    assert report.valid > COUNT / 5
    assert {202, 400, 413} <= report.statuses.keys()


def test_a_seed_gives_the_same_bodies_again_and_each_has_its_own_event() -> None:
    once, again = list(Mutants(7).take(300)), list(Mutants(7).take(300))

    assert once == again
    assert list(islice(Mutants(8).take(300), 5)) != once[:5]
    assert len({case.invocation_id for case in once}) == 300
    assert len({case.kind for case in once}) > 10
