"""The power fails at a random write or sync (fault no. 2): what was acknowledged is there, and the file is whole."""

import pytest

from tests.faults.power_cut import run

pytestmark = pytest.mark.fault


def test_no_power_cut_loses_an_acknowledged_event_under_the_settings_we_run() -> None:
    toll = run("FULL", 20, seed=7)

    assert toll.acknowledged > 1000
    assert (toll.lost, toll.corrupt) == (0, 0)
    assert toll.lost_by_start == 0
    # A log torn by a power cut is no damage: the service starts by itself.
    assert toll.refused == 0


def test_a_cheaper_setting_does_lose_events_so_the_cuts_are_real() -> None:
    toll = run("NORMAL", 6, seed=7)

    assert toll.lost > 0
    assert toll.corrupt == 0
